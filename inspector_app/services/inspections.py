"""Visits: begun from an order, opened through the gates by two officers, entered, or given up.

Asked by the window, the command line and the training visit. Must never open the checklist while a
gate before or on site blocks, and must never leave classified mode once it was declared.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime

from inspector_app.clock import Clock
from inspector_app.domain.evidence import EvidenceKind
from inspector_app.domain.identifiers import (
    AssignmentId,
    Entropy,
    InspectionId,
    ItemCode,
    PersonId,
    new_inspection_id,
)
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.procedure.gates import Gate, GateStage, evaluate_gates, require
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError
from inspector_app.services.changes import Changes
from inspector_app.services.checklist import Checklist
from inspector_app.services.checklist.earlier import earlier_visit
from inspector_app.services.checklist.prefill import Known
from inspector_app.services.forms_shelf import FormShelf
from inspector_app.services.gate_facts import gate_facts, officers_of
from inspector_app.services.inspection_views import InspectionRow, InspectionView
from inspector_app.services.law_shelf import LawShelf
from inspector_app.services.moves import move, require_state
from inspector_app.services.people import People
from inspector_app.services.steps import note_step
from inspector_app.storage.db import Store
from inspector_app.storage.events import Stamp
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables

OPEN_STATES = (
    InspectionState.OPENING,
    InspectionState.CHECKING,
    InspectionState.FROZEN,
    InspectionState.SEALING,
)
_EDITABLE = (InspectionState.OPENING, InspectionState.CHECKING)
# the party reads what is frozen; reading changes no word of it
_READABLE = (InspectionState.CHECKING, InspectionState.FROZEN)
_NOTE_STEP = Text("记录程序", "have a step noted")
_CHOOSE = Text("换执法人员", "have its officers changed")
_ENTER = Text("打开检查表", "be entered")
_OBSTRUCTION = ItemCode("PR-09")
BY_OFFICERS = frozenset(
    {
        ProcedureKind.ARRIVED,
        ProcedureKind.CREDENTIAL_SHOWN,
        ProcedureKind.NOTICE_PRESENTED,
        ProcedureKind.RIGHTS_TOLD,
        ProcedureKind.RECORDING_TOLD,
        ProcedureKind.PERSON_PRESENT,
        ProcedureKind.CLASSIFIED_ANSWERED,
        ProcedureKind.READ_OVER,
    }
)
"""Steps that officers note by hand; all others are noted by what they do."""


class Inspections:
    """Every visit on this laptop."""

    def __init__(
        self,
        store: Store,
        people: People,
        forms: FormShelf,
        law: LawShelf,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._store = store
        self._people = people
        self._forms = forms
        self._law = law
        self._clock = clock
        self._entropy = entropy
        self._checklists: dict[InspectionId, Checklist] = {}
        self._opening = threading.Lock()

    def begin(self, assignment_id: AssignmentId) -> tuple[InspectionId, Changes]:
        """Begin the visit an order asks for; a second call gives the same visit.

        Raises:
            KnownError: `assignment.unknown`, `assignment.withdrawn`, `unit.unknown`.
        """

        def change(tables: Tables) -> tuple[InspectionId, Changes]:
            known = tables.inspections.live_of(assignment_id)
            if known is not None:
                return known.id, Changes()
            order = tables.assignments.get(assignment_id)
            if order is None:
                raise KnownError("assignment.unknown", id=assignment_id)
            if tables.assignments.is_cancelled(assignment_id):
                raise KnownError("assignment.withdrawn", number=order.number)
            if tables.units.get(order.unit_id) is None:
                raise KnownError("unit.unknown", id=order.unit_id)
            now, stamp = self._now()
            inspection = StoredInspection(
                id=new_inspection_id(int(now.timestamp() * 1000), self._entropy),
                assignment_id=assignment_id,
                unit_id=order.unit_id,
                state=InspectionState.OPENING,
                form_sha256=order.form_sha256,
                created_at=stamp.wall,
                saved_at=stamp.wall,
                officers=tuple(
                    person for person in order.officer_ids if tables.officers.get(person)
                ),
            )
            tables.inspections.add(inspection)
            detail = {"assignment": order.number}
            note_step(tables, inspection.id, ProcedureKind.OPENED, stamp, detail=detail)
            return inspection.id, Changes.of_inspection(
                inspection.id, assignment=assignment_id, unit=order.unit_id
            )

        return self._store.write(change)

    def rows(self) -> tuple[InspectionRow, ...]:
        """Return the visits under way, last saved first."""

        def gather(tables: Tables) -> tuple[InspectionRow, ...]:
            return tuple(_row(tables, visit) for visit in tables.inspections.list(OPEN_STATES))

        return self._store.read(gather)

    def get(self, inspection_id: InspectionId) -> InspectionView:
        """Return one visit.

        Raises:
            KnownError: `inspection.unknown`.
        """
        return self._store.read(lambda tables: _view(tables, inspection_id))

    def gates(self, inspection_id: InspectionId) -> tuple[Gate, ...]:
        """Judge every gate of a visit now."""
        obstruction = self._obstruction(inspection_id)

        def judge(tables: Tables) -> tuple[Gate, ...]:
            facts = gate_facts(
                tables,
                tables.inspections.get(inspection_id),
                law=self._law,
                unlocked=self._people.unlocked,
                now=self._clock.now(),
                obstruction=obstruction,
            )
            return evaluate_gates(facts)

        return self._store.read(judge)

    def choose_officers(self, inspection_id: InspectionId, persons: Sequence[PersonId]) -> Changes:
        """Choose who carries out the visit; the gates judge the choice.

        Raises:
            KnownError: `inspection.officer-unknown`, `procedure.wrong-state` once entered.
        """

        def change(tables: Tables) -> None:
            visit = require_state(tables, inspection_id, InspectionState.OPENING, action=_CHOOSE)
            officers_of(tables, persons)
            _, stamp = self._now()
            tables.inspections.set_officers(inspection_id, tuple(persons))
            tables.events.append(
                inspection_id,
                "officers",
                stamp,
                old=" ".join(visit.officers),
                new=" ".join(persons),
            )

        self._store.write(change)
        return Changes.of_inspection(inspection_id)

    def record_event(
        self,
        inspection_id: InspectionId,
        kind: ProcedureKind | str,
        person: PersonId,
        detail: Mapping[str, str] | None = None,
    ) -> tuple[ProcedureEvent, Changes]:
        """Note a step of the procedure that officers took.

        Args:
            kind: One of `BY_OFFICERS`.
            person: Who took it: for `credential-shown` the officer who showed it.
            detail: As `ProcedureKind` says; the credential's number is filled in from the roster.
        Raises:
            KnownError: `procedure.wrong-state`, `inspection.classified-final`,
                `inspection.step-not-yours`.
        """
        step = ProcedureKind(kind)
        if step not in BY_OFFICERS:
            raise KnownError("inspection.step-not-yours", kind=step.value)
        given = {key: value for key, value in (detail or {}).items() if value != ""}

        def change(tables: Tables) -> ProcedureEvent:
            states = _READABLE if step is ProcedureKind.READ_OVER else _EDITABLE
            visit = require_state(tables, inspection_id, *states, action=_NOTE_STEP)
            if step is ProcedureKind.CREDENTIAL_SHOWN and "number" not in given:
                (officer,) = officers_of(tables, [person])
                given["number"] = officer.credential.number if officer.credential else ""
            if step is ProcedureKind.CLASSIFIED_ANSWERED:
                if visit.classified and given.get("answer") != "是":
                    raise KnownError("inspection.classified-final")
                if given.get("answer") == "是":
                    tables.inspections.set_classified(inspection_id)
            _, stamp = self._now()
            event = note_step(tables, inspection_id, step, stamp, person=person, detail=given)
            tables.inspections.touch(inspection_id, stamp.wall)
            return event

        event = self._store.write(change)
        self._prefill(inspection_id)
        return event, Changes.of_inspection(inspection_id)

    def enter(self, inspection_id: InspectionId) -> Changes:
        """Open the checklist: every gate before and on site has to hold, both officers unlocked.

        Raises:
            KnownError: `procedure.gates-open`, `procedure.wrong-state`, `workspace.person-locked`.
        """
        require(self.gates(inspection_id), GateStage.BEFORE, GateStage.ON_SITE)

        def change(tables: Tables) -> None:
            visit = require_state(tables, inspection_id, InspectionState.OPENING, action=_ENTER)
            _, stamp = self._now()
            for officer in officers_of(tables, visit.officers):
                # Asked again inside the transaction: somebody may have locked meanwhile.
                self._people.get(officer.person_id)
                number = officer.credential.number if officer.credential else ""
                note_step(
                    tables, inspection_id, ProcedureKind.UNLOCKED, stamp,
                    person=officer.person_id, detail={"number": number},
                )  # fmt: skip
            move(tables, inspection_id, InspectionState.CHECKING)
            note_step(tables, inspection_id, ProcedureKind.ENTERED, stamp)
            tables.inspections.touch(inspection_id, stamp.wall)

        self._store.write(change)
        self.checklist(inspection_id)
        self._prefill(inspection_id)
        return Changes.of_inspection(inspection_id)

    def checklist(self, inspection_id: InspectionId) -> Checklist:
        """Return the checklist of a visit at the version it was begun with.

        Raises:
            KnownError: `inspection.unknown`, `workspace.form-missing`, `form.*`.
        """
        with self._opening:
            known = self._checklists.get(inspection_id)
            if known is not None:
                return known
            visit = self._store.read(lambda tables: tables.inspections.get(inspection_id))
            checklist = Checklist(
                self._store,
                inspection_id,
                self._forms.get(visit.form_sha256),
                self._law,
                self._clock,
                self._entropy,
            )
            self._checklists[inspection_id] = checklist
        self._prefill(inspection_id)
        return checklist

    def set_cap_reason(self, inspection_id: InspectionId, reason: str, person: PersonId) -> Changes:
        """Write why the yearly cap is exceeded, with the name of the head who allowed it (G-01)."""
        if not reason.strip():
            raise KnownError("inspection.reason-missing")

        def change(tables: Tables) -> None:
            require_state(tables, inspection_id, *_EDITABLE, action=_NOTE_STEP)
            _, stamp = self._now()
            tables.inspections.set_visit(inspection_id, "cap_reason", reason.strip())
            tables.events.append(
                inspection_id, "visit", stamp, ref="cap_reason", new=reason.strip(), person=person
            )

        self._store.write(change)
        return Changes.of_inspection(inspection_id)

    def void(self, inspection_id: InspectionId, reason: str, person: PersonId) -> Changes:
        """Give a visit up before sealing; everything stays on record, the order is free again.

        Raises:
            KnownError: `inspection.reason-missing`, `procedure.wrong-state`.
        """
        if not reason.strip():
            raise KnownError("inspection.reason-missing")

        def change(tables: Tables) -> StoredInspection:
            _, stamp = self._now()
            visit = move(tables, inspection_id, InspectionState.VOID, reason=reason.strip())
            detail = {"reason": reason.strip()}
            note_step(
                tables, inspection_id, ProcedureKind.VOIDED, stamp, person=person, detail=detail
            )
            return visit

        visit = self._store.write(change)
        with self._opening:
            self._checklists.pop(inspection_id, None)
        return Changes.of_inspection(
            inspection_id, assignment=visit.assignment_id, unit=visit.unit_id
        )

    def forget_open(self) -> None:
        """Drop every checklist from memory; they come back from disk."""
        with self._opening:
            self._checklists.clear()

    def _prefill(self, inspection_id: InspectionId) -> None:
        checklist = self._checklists.get(inspection_id)
        if checklist is None:
            return

        def gather(tables: Tables) -> Known | None:
            visit = tables.inspections.get(inspection_id)
            if visit.state not in _EDITABLE:
                return None
            order = tables.assignments.get(visit.assignment_id)
            unit = tables.units.get(visit.unit_id)
            return Known(
                events=tables.procedure.list(inspection_id),
                unit=unit,
                approved=order is not None and order.approved_at is not None,
                place=unit.address if unit else "",
                earlier=earlier_visit(tables, visit),
            )

        known = self._store.read(gather)
        if known is not None:
            checklist.prefill(known)

    def _obstruction(self, inspection_id: InspectionId) -> str:
        draft = self._store.read(lambda tables: tables.drafts.get(inspection_id))
        if draft is None:
            return ""
        checklist = self.checklist(inspection_id)
        if _OBSTRUCTION not in checklist.outline.items:
            return ""
        parts = checklist.item(_OBSTRUCTION).parts
        return parts[0].value if parts else ""

    def _now(self) -> tuple[datetime, Stamp]:
        now = self._clock.now()
        stamp = Stamp(now.isoformat(), self._clock.monotonic_ns(), self._clock.boot_id())
        return now, stamp


def _row(tables: Tables, visit: StoredInspection) -> InspectionRow:
    order = tables.assignments.get(visit.assignment_id)
    unit = tables.units.get(visit.unit_id)
    return InspectionRow(
        id=visit.id,
        assignment_id=visit.assignment_id,
        unit_id=visit.unit_id,
        unit_name=unit.name if unit else visit.unit_id,
        number=order.record_number if order else "",
        state=visit.state,
        answered=visit.answered,
        total=visit.total,
        photos=tables.evidence.count(visit.id, EvidenceKind.PHOTO),
        saved_at=datetime.fromisoformat(visit.saved_at),
        last_item=ItemCode(visit.last_item),
    )


def _view(tables: Tables, inspection_id: InspectionId) -> InspectionView:
    visit = tables.inspections.get(inspection_id)
    order = tables.assignments.get(visit.assignment_id)
    if order is None:
        raise KnownError("assignment.unknown", id=visit.assignment_id)
    unit = tables.units.get(visit.unit_id)
    if unit is None:
        raise KnownError("unit.unknown", id=visit.unit_id)
    return InspectionView(
        id=visit.id,
        state=visit.state,
        assignment=order,
        unit=unit,
        officers=officers_of(tables, visit.officers),
        classified=visit.classified,
        events=tables.procedure.list(visit.id),
        visit=visit.visit,
        form_sha256=visit.form_sha256,
        answered=visit.answered,
        total=visit.total,
        photos=tables.evidence.count(visit.id, EvidenceKind.PHOTO),
        saved_at=datetime.fromisoformat(visit.saved_at),
        last_item=ItemCode(visit.last_item),
        void_reason=visit.void_reason,
    )
