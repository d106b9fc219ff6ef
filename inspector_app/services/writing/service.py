"""The writing of a visit's record: its content now, the filing lint, the facts of the visit.

Asked by the record screen, signing and the demo. Must never change an answer; the few facts of the
visit itself (times, place, environment, recorder) are set here, each with its event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from inspector_app.clock import Clock
from inspector_app.domain.filing import FilingProblem, check_filing
from inspector_app.domain.identifiers import InspectionId, PersonId
from inspector_app.domain.inspection import InspectionState
from inspector_app.errors import KnownError
from inspector_app.records.content import RecordContent
from inspector_app.services.changes import Changes
from inspector_app.services.law_shelf import LawShelf
from inspector_app.services.moves import require_state
from inspector_app.services.steps import NOBODY
from inspector_app.services.writing.citations import judge_citations
from inspector_app.services.writing.filing_facts import filing_facts
from inspector_app.services.writing.gathering import Gathering
from inspector_app.services.writing.record import write_record
from inspector_app.services.writing.snapshot import VisitSnapshot
from inspector_app.storage.db import Store
from inspector_app.storage.events import Stamp
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables

_TIMES = frozenset({"start", "end"})
_FIELDS = frozenset(
    {
        *_TIMES,
        "place",
        "environment",
        "recorder",
        "assistants",
        "cap_reason",
        "supersedes_reason",
    }
)
_OPEN = (InspectionState.OPENING, InspectionState.CHECKING)


class Writing:
    """The record of every visit as it stands."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        gathering: Gathering,
        law: LawShelf,
        covered: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._clock = clock
        self._gathering = gathering
        self._law = law
        self._covered = covered

    def snapshot(self, inspection_id: InspectionId) -> VisitSnapshot:
        """Return the visit as one value."""
        return self._gathering.snapshot(inspection_id)

    def visit(self, inspection_id: InspectionId) -> VisitSnapshot:
        """Return the visit without its checklist."""
        return self._gathering.visit(inspection_id)

    def content(self, inspection_id: InspectionId) -> RecordContent:
        """Return what the record would say if it were frozen now."""
        return write_record(self.snapshot(inspection_id))

    def problems(self, inspection_id: InspectionId) -> tuple[FilingProblem, ...]:
        """Return what a case reviewer would send back, errors first."""
        snapshot = self.snapshot(inspection_id)
        content = write_record(snapshot)
        facts = filing_facts(
            snapshot,
            content,
            now=self._clock.now(),
            overlaps=self._store.read(lambda tables: _overlaps(tables, snapshot)),
            covered=self._covered,
        )
        cited = judge_citations(snapshot, facts.texts, self._law.catalogue, self._clock.now())
        return check_filing(replace(facts, citations=cited))

    def set_visit(
        self,
        inspection_id: InspectionId,
        field: str,
        value: str,
        person: PersonId = NOBODY,
    ) -> Changes:
        """Set one fact of the visit.

        Args:
            field: `start`, `end` (ISO 8601 with offset), `place`, `environment`, `recorder`
                (person id), `assistants` (`姓名，职责；…`), `cap_reason`, `supersedes_reason`.
            value: '' takes it out again.
        Raises:
            KnownError: `visit.field-unknown`, `visit.time-unreadable`, `visit.recorder-unknown`,
                `procedure.wrong-state` once the text is frozen.
        """
        if field not in _FIELDS:
            raise KnownError("visit.field-unknown", field=field, fields="、".join(sorted(_FIELDS)))
        if field in _TIMES and value:
            _require_moment(value)
        stamp = Stamp.read(self._clock)

        def change(tables: Tables) -> None:
            inspection = require_state(tables, inspection_id, *_OPEN)
            if field == "recorder" and value and value not in inspection.officers:
                raise KnownError("visit.recorder-unknown")
            tables.inspections.set_visit(inspection_id, field, value.strip())
            tables.inspections.touch(inspection_id, stamp.wall)
            tables.events.append(
                inspection_id,
                "visit",
                stamp,
                ref=field,
                old=inspection.visit.get(field),
                new=value.strip(),
                person=person,
            )

        self._store.write(change)
        return Changes.of_inspection(inspection_id)


def _require_moment(value: str) -> None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as problem:
        raise KnownError("visit.time-unreadable", value=value) from problem
    if moment.tzinfo is None:
        raise KnownError("visit.time-unreadable", value=value)


def _overlaps(tables: Tables, snapshot: VisitSnapshot) -> tuple[tuple[str, str], ...]:
    """Return officers who are on another visit of this laptop at the same time (L-06)."""
    span = _span(snapshot.visit.get("start", ""), snapshot.visit.get("end", ""))
    if span is None:
        return ()
    found = []
    for other in tables.inspections.list():
        if other.id == snapshot.id or other.state is InspectionState.VOID:
            continue
        theirs = _span(other.visit.get("start", ""), other.visit.get("end", ""))
        if theirs is None or theirs[0] >= span[1] or span[0] >= theirs[1]:
            continue
        number = _number(tables, other)
        found += [
            (officer.name, number)
            for officer in snapshot.officers
            if officer.person_id in other.officers
        ]
    return tuple(found)


def _span(start: str, end: str) -> tuple[datetime, datetime] | None:
    try:
        return datetime.fromisoformat(start), datetime.fromisoformat(end)
    except ValueError:
        return None


def _number(tables: Tables, inspection: StoredInspection) -> str:
    assignment = tables.assignments.get(inspection.assignment_id)
    return assignment.record_number if assignment else str(inspection.assignment_id)
