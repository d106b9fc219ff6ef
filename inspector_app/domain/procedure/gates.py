"""The gates (门禁) G-01 … G-12: what must hold before a visit goes on, and the way out.

Pure. Called by `services/inspections` when the opening screen asks and before the checklist opens,
and by `services/signing` before the text freezes. Must never decide about officers by itself: that
is `two_officers`, see `gate_officers`. Source of the gates: domain note, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable

from inspector_app.domain.assignments import AssignmentKind
from inspector_app.domain.procedure.gate_officers import credentials_gate, two_officers_gate
from inspector_app.domain.procedure.gate_steps import (
    classified_gate,
    notice_gate,
    obstruction_gate,
    present_gate,
    read_gate,
    recording_gate,
    rights_gate,
)
from inspector_app.domain.procedure.gate_values import (
    Fix,
    Gate,
    GateFacts,
    GateStage,
    GateState,
    OfficerFacts,
    ReadinessFacts,
)
from inspector_app.domain.wording import Text, day_en, day_zh
from inspector_app.errors import KnownError

__all__ = [
    "Fix",
    "Gate",
    "GateFacts",
    "GateStage",
    "GateState",
    "OfficerFacts",
    "ReadinessFacts",
    "evaluate_gates",
    "require",
]

_UNCAPPED = frozenset({AssignmentKind.RECHECK, AssignmentKind.COMPLAINT})
_OLD_CATALOGUE_DAYS = 180  # lint C-09


def evaluate_gates(facts: GateFacts) -> tuple[Gate, ...]:
    """Judge every gate, in the order of the opening screen: before, on site, closing."""
    return (
        _approval(facts),
        two_officers_gate(facts),
        _form_and_law(facts),
        _numbers(facts),
        credentials_gate(facts),
        notice_gate(facts),
        rights_gate(facts),
        recording_gate(facts),
        present_gate(facts),
        classified_gate(facts),
        obstruction_gate(facts),
        read_gate(facts),
    )


def require(gates: Iterable[Gate], *stages: GateStage) -> None:
    """Refuse to go on while a gate of these stages blocks or is open.

    Raises:
        KnownError: `procedure.gates-open` with the count and the first sentence.
    """
    closed = [gate for gate in gates if gate.stage in stages and not gate.passed]
    if closed:
        first = closed[0]
        raise KnownError(
            "procedure.gates-open",
            count=len(closed),
            first=f"{first.title.zh}：{first.fact.zh}",
            first_en=f"{first.title.en}: {first.fact.en}",
            gates=tuple(gate.id for gate in closed),
        )


def _approval(facts: GateFacts) -> Gate:
    title = Text("检查审批", "Approval")
    why = Text(
        "检查先审批，写明事项和依据，每年次数有上限。依据：国办发〔2024〕54号。",
        "A visit is approved beforehand with matters and basis, and capped per year. Source: "
        "General Office of the State Council, 2024 No. 54.",
    )
    assignment = facts.assignment
    sync = Fix("sync", Text("联网更新任务", "Update the assignment online"))

    def gate(state: GateState, fact: Text, *fixes: Fix) -> Gate:
        return Gate("G-01", GateStage.BEFORE, state, title, fact, why, fixes)

    if assignment.approved_at is None:
        return gate(
            GateState.BLOCKS,
            Text(
                "检查任务还没有批准：请联网更新，或请负责人审批。",
                "The assignment is not approved yet: update online, or ask the head.",
            ),
            sync,
        )
    if assignment.approved_at >= facts.start:
        return gate(
            GateState.BLOCKS,
            Text(
                "批准时间晚于到场时间：请核对电脑时间，或联网更新任务。",
                "The approval is later than the arrival: check the laptop's clock, or update "
                "online.",
            ),
            sync,
        )
    if not assignment.basis or not assignment.reason:
        return gate(
            GateState.BLOCKS,
            Text(
                "任务没有写明依据或事由：请联网更新任务。",
                "The assignment names no basis or no reason: update online.",
            ),
            sync,
        )
    visits = assignment.visits_this_year + 1
    approved = assignment.approved_at.astimezone(facts.start.tzinfo)
    when = f"{day_zh(approved)} {approved:%H:%M} 批准"
    when_en = f"Approved {day_en(approved)} {approved:%H:%M}"
    if 0 < assignment.visits_cap < visits and assignment.kind not in _UNCAPPED:
        if facts.cap_reason:
            return gate(
                GateState.WARNS,
                Text(
                    f"{when}；本次为今年第 {visits} 次，超过上限 {assignment.visits_cap} 次："
                    f"{facts.cap_reason}",
                    f"{when_en}; visit {visits} of this year, cap {assignment.visits_cap}: "
                    f"{facts.cap_reason}",
                ),
            )
        return gate(
            GateState.BLOCKS,
            Text(
                f"本次为今年第 {visits} 次，上限 {assignment.visits_cap} 次："
                "请写明理由和批准人，或改日检查。",
                f"Visit {visits} of this year, the cap is {assignment.visits_cap}: give the reason "
                "and the head's name, or come another time.",
            ),
            Fix("cap-reason", Text("写理由", "Give the reason")),
        )
    return gate(
        GateState.HOLDS, Text(f"{when}，事项、依据齐全", f"{when_en}, matters and basis listed")
    )


def _form_and_law(facts: GateFacts) -> Gate:
    title = Text("检查表与法律", "Checklist and law")
    why = Text(
        "用任务指定的检查表版本；法律依据经法制机构审定。",
        "The visit uses the checklist version of the assignment and law approved by the legal "
        "unit.",
    )
    ready = facts.readiness
    sync = Fix("sync", Text("联网更新", "Update online"))

    def gate(state: GateState, fact: Text, *fixes: Fix) -> Gate:
        return Gate("G-12", GateStage.BEFORE, state, title, fact, why, fixes)

    if not ready.form_present:
        version = facts.assignment.form_version
        return gate(
            GateState.BLOCKS,
            Text(
                f"电脑里没有任务指定的检查表（{facts.assignment.form_id}，{version}）："
                "请联网更新，或用更新包导入。",
                f"The checklist of the assignment ({facts.assignment.form_id}, {version}) is not "
                "on this laptop: update online, or import a package.",
            ),
            sync,
        )
    form = f"{ready.form_title}，{ready.form_version} 版"
    form_en = f"{ready.form_title}, version {ready.form_version}"
    day = ready.catalogue_day
    if day is None:
        return gate(
            GateState.BLOCKS,
            Text(
                "电脑里没有法律目录：请联网更新，或用更新包导入。",
                "There is no law catalogue on this laptop: update online, or import a package.",
            ),
            sync,
        )
    if not ready.catalogue_approved:
        return gate(
            GateState.WARNS,
            Text(
                f"{form}；法律目录 {day_zh(day)}，未经本机关审核，文书上会注明。",
                f"{form_en}; law catalogue of {day_en(day)} not approved by the legal unit, which "
                "documents will say.",
            ),
            sync,
        )
    if (facts.day - day).days > _OLD_CATALOGUE_DAYS:
        return gate(
            GateState.WARNS,
            Text(
                f"{form}；法律目录是 {day.year} 年 {day_zh(day)} 的，已超过 "
                f"{_OLD_CATALOGUE_DAYS} 天：有网时更新。",
                f"{form_en}; law catalogue of {day_en(day)} is older than "
                f"{_OLD_CATALOGUE_DAYS} days: update when online.",
            ),
            sync,
        )
    return gate(
        GateState.HOLDS,
        Text(f"{form}；法律目录 {day_zh(day)}审定", f"{form_en}; law catalogue of {day_en(day)}"),
    )


def _numbers(facts: GateFacts) -> Gate:
    title = Text("文书号", "Document number")
    why = Text("笔录有唯一的文书号。", "Each record has its own number.")

    def gate(state: GateState, fact: Text, *fixes: Fix) -> Gate:
        return Gate("G-11", GateStage.BEFORE, state, title, fact, why, fixes)

    number = facts.assignment.record_number
    if number:
        return gate(GateState.HOLDS, Text(f"笔录 {number}", f"Record {number}"))
    free = facts.readiness.numbers_free
    if free:
        return gate(
            GateState.HOLDS, Text(f"本机号段还有 {free} 个", f"{free} numbers left on this laptop")
        )
    return gate(
        GateState.WARNS,
        Text(
            "本机没有可用的文书号：可先手写文号，回局登记；或联网领号。",
            "No document number left: write one by hand and register it later, or get a block "
            "online.",
        ),
        Fix("number-by-hand", Text("手写文号", "Number by hand")),
        Fix("sync", Text("联网领号", "Get numbers online")),
    )
