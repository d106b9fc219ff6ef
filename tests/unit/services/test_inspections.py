"""Visits: one for each order, through the gates, void keeps everything."""

from __future__ import annotations

import pytest

from inspector_app.clock import SteppingClock
from inspector_app.commands.training import data
from inspector_app.domain.identifiers import AssignmentId, InspectionId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.errors import KnownError
from inspector_app.services.workspace import Workspace


def _gate(workspace: Workspace, visit: InspectionId, gate_id: str) -> str:
    gates = workspace.inspections.gates(visit)
    return next(gate.state.value for gate in gates if gate.id == gate_id)


def test_beginning_twice_gives_the_same_visit(workspace: Workspace, order: AssignmentId) -> None:
    first, changes = workspace.inspections.begin(order)
    second, nothing = workspace.inspections.begin(order)
    assert first == second
    assert changes.assignments == {order}
    assert nothing.inspections == frozenset()
    assert [row.id for row in workspace.inspections.rows()] == [first]
    row = next(row for row in workspace.assignments.list() if row.assignment.id == order)
    assert row.inspection_id == first


def test_an_unknown_order_is_told(workspace: Workspace) -> None:
    with pytest.raises(KnownError) as caught:
        workspace.inspections.begin(AssignmentId("nowhere"))
    assert caught.value.code == "assignment.unknown"


def test_the_visit_does_not_open_while_a_gate_is_closed(
    workspace: Workspace, order: AssignmentId
) -> None:
    visit, _ = workspace.inspections.begin(order)
    with pytest.raises(KnownError) as caught:
        workspace.inspections.enter(visit)
    assert caught.value.code == "procedure.gates-open"
    assert workspace.inspections.get(visit).state is InspectionState.OPENING


def test_a_locked_officer_closes_gate_two(workspace: Workspace, order: AssignmentId) -> None:
    visit, _ = workspace.inspections.begin(order)
    assert _gate(workspace, visit, "G-02") == "holds"
    workspace.lock(data.SECOND)
    assert _gate(workspace, visit, "G-02") == "todo"


@pytest.mark.parametrize("other", [data.EXPIRED, data.ASSISTANT, data.FIRST])
def test_nobody_else_can_be_the_second_officer(
    workspace: Workspace, order: AssignmentId, other: str
) -> None:
    visit, _ = workspace.inspections.begin(order)
    workspace.inspections.choose_officers(visit, [data.FIRST, data.FIRST.__class__(other)])
    assert _gate(workspace, visit, "G-02") == "blocks"


def test_the_number_shown_comes_from_the_roster(workspace: Workspace, order: AssignmentId) -> None:
    visit, _ = workspace.inspections.begin(order)
    event, _ = workspace.inspections.record_event(visit, "credential-shown", data.FIRST)
    assert event.detail == {"number": "演示-3301"}
    assert [e.kind for e in workspace.inspections.get(visit).events] == [
        ProcedureKind.OPENED,
        ProcedureKind.CREDENTIAL_SHOWN,
    ]


def test_classified_mode_has_no_way_back(workspace: Workspace, order: AssignmentId) -> None:
    visit, _ = workspace.inspections.begin(order)
    note = workspace.inspections.record_event
    note(visit, ProcedureKind.CLASSIFIED_ANSWERED, data.FIRST, {"answer": "是"})
    assert workspace.inspections.get(visit).classified
    with pytest.raises(KnownError) as caught:
        note(visit, ProcedureKind.CLASSIFIED_ANSWERED, data.FIRST, {"answer": "否"})
    assert caught.value.code == "inspection.classified-final"
    assert workspace.inspections.get(visit).classified


def test_steps_the_app_takes_itself_cannot_be_noted_by_hand(
    workspace: Workspace, order: AssignmentId
) -> None:
    visit, _ = workspace.inspections.begin(order)
    for kind in (ProcedureKind.ENTERED, ProcedureKind.SEALED, ProcedureKind.UNLOCKED):
        with pytest.raises(KnownError):
            workspace.inspections.record_event(visit, kind, data.FIRST)


def test_a_void_visit_keeps_its_reason_and_frees_the_order(
    workspace: Workspace, order: AssignmentId, clock: SteppingClock
) -> None:
    visit, _ = workspace.inspections.begin(order)
    with pytest.raises(KnownError):
        workspace.inspections.void(visit, " ", data.FIRST)
    workspace.inspections.void(visit, "误选任务", data.FIRST)
    view = workspace.inspections.get(visit)
    assert (view.state, view.void_reason) == (InspectionState.VOID, "误选任务")
    assert workspace.inspections.rows() == ()
    with pytest.raises(KnownError) as caught:
        workspace.inspections.record_event(visit, ProcedureKind.ARRIVED, data.FIRST)
    assert caught.value.code == "procedure.wrong-state"
    fresh, _ = workspace.inspections.begin(order)
    assert fresh != visit
    assert len(workspace.ledger.history(data.CAFE)) == 2


def test_an_officer_cannot_be_in_two_visits_until_the_first_has_ended(
    workspace: Workspace, entered: InspectionId
) -> None:
    others = [row for row in workspace.assignments.list() if row.inspection_id != entered]
    visit, _ = workspace.inspections.begin(others[0].assignment.id)
    assert _gate(workspace, visit, "G-02") == "blocks"
    workspace.writing.set_visit(entered, "end", "2026-11-21T11:00+08:00")
    assert _gate(workspace, visit, "G-02") == "holds"


def test_every_step_is_in_the_chain(workspace: Workspace, order: AssignmentId) -> None:
    visit, _ = workspace.inspections.begin(order)
    workspace.inspections.record_event(visit, ProcedureKind.ARRIVED, data.FIRST)
    store = workspace.services.store
    assert store.read(lambda tables: tables.events.verify()) == 2
    kinds = [e.ref for e in store.read(lambda tables: tables.events.list(visit))]
    assert kinds == ["opened", "arrived"]
