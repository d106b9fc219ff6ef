"""What the procedure already knows goes into the checklist by itself.

Pure: from the visit's events and the ledger to values of nodes. `Checklist.prefill` sets them
where the officers have not answered otherwise. Source: items PR-01 … PR-12, facts with
`insp:source` ledger, and of a re-check what `earlier` takes over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.units import InspectedUnit
from inspector_app.services.checklist.earlier import Earlier, case_values
from inspector_app.services.checklist.outline import Outline
from inspector_app.xforms import NodeDef

_YES = "ok"
_RESPONSIBLE = frozenset({"法定代表人", "负责人", "主要负责人"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the visit knows by itself.

    Attributes:
        approved: The order is approved (PR-01).
        entered: The gates held and the checklist was opened.
        earlier: The visit a re-check follows, if it is on this laptop.
    """

    events: tuple[ProcedureEvent, ...]
    unit: InspectedUnit | None
    approved: bool
    place: str
    earlier: Earlier | None = None

    def last(self, kind: ProcedureKind) -> ProcedureEvent | None:
        """Return the latest event of a kind."""
        return next((event for event in reversed(self.events) if event.kind is kind), None)


def known_values(outline: Outline, known: Known) -> dict[str, str]:
    """Return path -> value of every node that is known; paths the checklist lacks are left out."""
    wanted: dict[str, str] = {}
    case = case_values(known.earlier) if known.earlier else ()
    for name, value in (*_procedure(known), *_ledger(outline, known.unit), *case):
        node = outline.names.get(name)
        if node is not None and value and _fits(node, value):
            wanted[node.path] = value
    return wanted


def _procedure(known: Known) -> Iterable[tuple[str, str]]:
    entered = known.last(ProcedureKind.ENTERED) is not None
    if known.approved and entered:
        yield "pr_01_v", _YES
    if entered:
        yield "pr_02_v", _YES
    if known.last(ProcedureKind.CREDENTIAL_SHOWN):
        yield "pr_03_v", _YES
    if known.last(ProcedureKind.NOTICE_PRESENTED):
        yield "pr_04_v", _YES
    if rights := known.last(ProcedureKind.RIGHTS_TOLD):
        yield "pr_05_v", _YES
        yield "pr_05_p2_1", rights.detail.get("recusal", "")
    recording = known.last(ProcedureKind.RECORDING_TOLD)
    if recording and recording.detail.get("device"):
        yield "pr_06_v", _YES
    if present := known.last(ProcedureKind.PERSON_PRESENT):
        yield from _present(present.detail)
    if arrived := known.last(ProcedureKind.ARRIVED):
        yield "pr_10_p1_1", _moment(arrived.detail.get("time") or arrived.wall)
        yield "pr_10_p2_1", arrived.detail.get("place") or known.place
    if classified := known.last(ProcedureKind.CLASSIFIED_ANSWERED):
        yield "pr_11_p1_1", classified.detail.get("answer", "")
    if known.last(ProcedureKind.READ_OVER):
        yield "pr_12_v", _YES


def _present(detail: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    kind, name, post = (detail.get(key, "") for key in ("kind", "name", "post"))
    if not kind and post in _RESPONSIBLE:
        kind = "法定代表人或负责人"
    # Any other post may be a proxy or plain staff: that is for the officers to say.
    yield "pr_07_p1_1", kind or ("" if name else "无")
    yield "pr_07_p2_1", "，".join(filter(None, (name, post)))
    if detail.get("witness"):
        yield "pr_08_v", _YES


def _ledger(outline: Outline, unit: InspectedUnit | None) -> Iterable[tuple[str, str]]:
    if unit is None:
        return
    for name, node in outline.names.items():
        if node.insp.get("source") == "ledger":
            yield name, unit.facts.get(node.insp.get("code", ""), "") or unit.facts.get(name, "")


def _fits(node: NodeDef, value: str) -> bool:
    """Tell whether a value can be stored at all; what does not fit is left to the officers."""
    try:
        if node.value_type == "date":
            datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
        elif node.value_type == "dateTime":
            datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _moment(text: str) -> str:
    """Return a moment to the minute, as officers write it."""
    try:
        return datetime.fromisoformat(text).replace(second=0, microsecond=0).isoformat()
    except ValueError:
        return ""
