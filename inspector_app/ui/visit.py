"""The way of a visit through its pages: the page a state leads to, the seven steps with lamps.

Used by every page of a visit for its head bar, and by lists that lead to a visit.
"""

from __future__ import annotations

from inspector_app.domain.inspection import InspectionState
from inspector_app.services.inspection_views import InspectionRow, InspectionView

from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.steps import Step
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head

STEPS = ("open", "checklist", "samples", "findings", "record", "signing", "sealed")
"""Names of the pages of a visit, in order."""

_PAGE_OF = {
    InspectionState.OPENING: "open",
    InspectionState.CHECKING: "checklist",
    InspectionState.FROZEN: "signing",
    InspectionState.SEALING: "signing",
    InspectionState.SEALED: "sealed",
    InspectionState.VOID: "record",
}


def place_of(row: InspectionRow) -> Place:
    """Return where work on a visit goes on."""
    return Place(_PAGE_OF[row.state], row.id, row.last_item if row.state == "checking" else "")


def visit_head(desk: Desk, view: InspectionView, step: str) -> Head:
    """Return the head bar of a page of a visit."""
    open_ids = {officer.person_id for officer in desk.workspace.unlocked}
    return Head(
        title=view.unit.name,
        subtitle=view.assignment.record_number,
        back=Place("today"),
        steps=visit_steps(desk, view),
        step=step,
        people=tuple((officer.name, officer.person_id in open_ids) for officer in view.officers),
        rail="visit",
    )


def visit_steps(desk: Desk, view: InspectionView) -> tuple[Step, ...]:
    """Return the steps with how far each is; a step is ready once the visit got there."""
    state = view.state
    opened = state is not InspectionState.OPENING
    frozen = state in (InspectionState.FROZEN, InspectionState.SEALING, InspectionState.SEALED)
    sealed = state is InspectionState.SEALED
    lamps = dict.fromkeys(STEPS, Lamp.YES if sealed else Lamp.TODO)
    if opened:
        lamps["open"] = Lamp.YES
        row = next((row for row in desk.workspace.inspections.rows() if row.id == view.id), None)
        if row is not None and not frozen:
            done = row.total > 0 and row.answered >= row.total
            lamps["checklist"] = Lamp.YES if done else Lamp.HALF if row.answered else Lamp.TODO
    if frozen:
        for name in ("checklist", "samples", "findings", "record"):
            lamps[name] = Lamp.YES
    ready = {
        "open": True,
        "sealed": sealed or state is InspectionState.SEALING,
    }
    return tuple(
        Step(name, desk.say(f"step.{name}"), lamps[name], ready.get(name, opened)) for name in STEPS
    )
