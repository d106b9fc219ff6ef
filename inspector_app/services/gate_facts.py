"""Gathers what the gates of a visit are judged from. Used by `services.inspections` only.

Must never judge: that is `domain.procedure.gates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from inspector_app.domain.assignments import Assignment
from inspector_app.domain.identifiers import PersonId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.officers import Officer, Role
from inspector_app.domain.procedure.gates import GateFacts, OfficerFacts, ReadinessFacts
from inspector_app.errors import KnownError
from inspector_app.services.law_shelf import LawShelf
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables


def gate_facts(
    tables: Tables,
    inspection: StoredInspection,
    *,
    law: LawShelf,
    unlocked: Sequence[PersonId],
    now: datetime,
    obstruction: str,
) -> GateFacts:
    """Return the facts of one visit.

    Args:
        unlocked: Persons who have unlocked this laptop.
        now: Laptop's wall time.
        obstruction: Answer to PR-09, '' while open.
    Raises:
        KnownError: `assignment.unknown`, `inspection.officer-unknown`.
    """
    assignment = tables.assignments.get(inspection.assignment_id)
    if assignment is None:
        raise KnownError("assignment.unknown", id=inspection.assignment_id)
    officers = tuple(
        OfficerFacts(
            officer=officer,
            unlocked=officer.person_id in unlocked,
            elsewhere=_elsewhere(tables, inspection, officer.person_id),
        )
        for officer in officers_of(tables, inspection.officers)
    )
    return GateFacts(
        assignment=assignment,
        profile=law.profile(assignment.profile),
        now=now,
        officers=officers,
        readiness=_readiness(tables, inspection, law, now.date()),
        substitutes=_substitutes(tables, assignment, inspection.officers, now.date()),
        events=tables.procedure.list(inspection.id),
        obstruction=obstruction,
        cap_reason=inspection.visit.get("cap_reason", ""),
    )


def officers_of(tables: Tables, persons: Iterable[PersonId]) -> tuple[Officer, ...]:
    """Return persons as the roster knows them, in the given order.

    Raises:
        KnownError: `inspection.officer-unknown`.
    """
    found = []
    for person in persons:
        officer = tables.officers.get(person)
        if officer is None:
            raise KnownError("inspection.officer-unknown", person=person)
        found.append(officer)
    return tuple(found)


def _readiness(
    tables: Tables, inspection: StoredInspection, law: LawShelf, day: date
) -> ReadinessFacts:
    form = tables.forms.get(inspection.form_sha256)
    return ReadinessFacts(
        form_present=form is not None,
        form_title=form.title if form else "",
        form_version=form.version if form else "",
        catalogue_day=law.day,
        catalogue_approved=law.approved_on(day),
    )


def _elsewhere(tables: Tables, inspection: StoredInspection, person: PersonId) -> str:
    """Return the number of another visit the person has entered and not ended, '' if none.

    Only this laptop's visits are known here; the bureau looks at all of them at intake (L-06).
    """
    for other in tables.inspections.list((InspectionState.CHECKING,)):
        if other.id == inspection.id or person not in other.officers or other.visit.get("end"):
            continue
        order = tables.assignments.get(other.assignment_id)
        return (order.record_number or order.number) if order else other.id[:8]
    return ""


def _substitutes(
    tables: Tables, assignment: Assignment, chosen: Sequence[PersonId], day: date
) -> tuple[Officer, ...]:
    return tuple(
        officer
        for officer in tables.officers.list()
        if officer.person_id not in chosen
        and officer.role is Role.OFFICER
        and officer.revoked_since is None
        and officer.credential is not None
        and officer.credential.covers(day)
        and officer.credential.agency == assignment.agency
    )
