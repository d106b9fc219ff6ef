"""The moves of an inspection between its states, checked inside the transaction that makes them.

Called by inspections, the checklist, evidence, findings, signing and sealing. The only place that
sets a state.
"""

from __future__ import annotations

from inspector_app.domain.identifiers import InspectionId
from inspector_app.domain.inspection import MOVES, InspectionState
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables

STATE_NAMES = {
    InspectionState.OPENING: Text("准备中", "opening"),
    InspectionState.CHECKING: Text("检查中", "checking"),
    InspectionState.FROZEN: Text("文本已冻结", "text frozen"),
    InspectionState.SEALING: Text("封存中", "being sealed"),
    InspectionState.SEALED: Text("已封存", "sealed"),
    InspectionState.VOID: Text("已作废", "void"),
}

_HINTS = {
    InspectionState.OPENING: Text(
        "先把出发前和到场后的程序做完，再打开检查表。",
        "First finish the steps before and on site, then open the checklist.",
    ),
    InspectionState.CHECKING: Text(
        "先把笔录交对方核对，再冻结文本。", "Let the party read the record, then freeze the text."
    ),
    InspectionState.FROZEN: Text(
        "要修改，先退回检查：已签的名会作废，须重新核对。",
        "To change something, go back to checking: signatures are dropped, the text is read again.",
    ),
    InspectionState.SEALING: Text("请把封存做完。", "Finish sealing."),
    InspectionState.SEALED: Text(
        "封存的笔录不能改；有错漏的，作补充笔录。",
        "A sealed record never changes; make a supplementary record.",
    ),
    InspectionState.VOID: Text("请从检查任务重新开始。", "Start again from the assignment."),
}

EDIT = Text("修改内容", "be edited")


def require_state(
    tables: Tables, inspection_id: InspectionId, *allowed: InspectionState, action: Text = EDIT
) -> StoredInspection:
    """Return the inspection if it is in one of these states.

    Raises:
        KnownError: `procedure.wrong-state` with what to do instead, `inspection.unknown`.
    """
    inspection = tables.inspections.get(inspection_id)
    if inspection.state not in allowed:
        state, hint = STATE_NAMES[inspection.state], _HINTS[inspection.state]
        raise KnownError(
            "procedure.wrong-state",
            state=state.zh,
            state_en=state.en,
            action=action.zh,
            action_en=action.en,
            hint=hint.zh,
            hint_en=hint.en,
        )
    return inspection


def move(
    tables: Tables, inspection_id: InspectionId, target: InspectionState, *, reason: str = ""
) -> StoredInspection:
    """Move an inspection to `target` and return it as it was before.

    Args:
        reason: Why, for `VOID`.
    Raises:
        KnownError: `procedure.wrong-state` when the move is not allowed.
    """
    sources = tuple(state for state, targets in MOVES.items() if target in targets)
    name = STATE_NAMES[target]
    action = Text(f"变为“{name.zh}”", f"become “{name.en}”")
    inspection = require_state(tables, inspection_id, *sources, action=action)
    tables.inspections.set_state(inspection_id, target, reason)
    return inspection
