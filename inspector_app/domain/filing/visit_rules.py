"""Filing rules about the visit: fields, times, approval, notice, officers, first lines, number.

L-01 … L-12, L-33 … L-35. Called by `check_filing`. Source: domain note 5.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from inspector_app.domain.filing.values import FilingFacts, FilingProblem, error, warning
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.domain.procedure.gate_officers import two_officers_gate
from inspector_app.domain.procedure.gate_values import (
    GateFacts,
    GateState,
    OfficerFacts,
    ReadinessFacts,
)
from inspector_app.domain.wording import Text

_FIELDS = {
    "start": Text("检查开始时间", "Start of the visit"),
    "end": Text("检查结束时间", "End of the visit"),
    "place": Text("检查地点", "Place"),
    "environment": Text("现场环境", "Environment"),
}
_STEPS = {
    ProcedureKind.CREDENTIAL_SHOWN: Text("出示证件", "credentials shown"),
    ProcedureKind.RIGHTS_TOLD: Text("告知权利", "rights told"),
    ProcedureKind.RECORDING_TOLD: Text("告知录像", "recording told"),
    ProcedureKind.NOTICE_PRESENTED: Text("送达通知书", "notice presented"),
}


def visit_problems(facts: FilingFacts) -> Iterator[FilingProblem]:
    """Yield what is wrong with the visit, in order of the rules."""
    yield from _fields(facts)
    yield from _times(facts)
    yield from _before(facts)
    yield from _officers(facts)
    yield from _unit(facts)
    yield from _witness(facts)
    yield from _steps(facts)
    yield from _number(facts)


def _fields(facts: FilingFacts) -> Iterator[FilingProblem]:
    open_items = [item for item in facts.items if not item.complete]
    for item in open_items:
        yield error(
            "L-01",
            f"item:{item.code}",
            Text(f"{item.code} 没有答完。", f"{item.code} is not complete."),
            Text(f"答完 {item.code}，不适用的选不适用。", f"Complete {item.code}, or choose n/a."),
        )
    for name, title in _FIELDS.items():
        if not facts.visit.get(name):
            yield error(
                "L-01",
                f"visit:{name}",
                Text(f"{title.zh}没有填。", f"{title.en} is empty."),
                Text(f"填写{title.zh}。", f"Fill it in: {title.en.lower()}."),
            )
    if not facts.recorder_named:
        yield error(
            "L-01",
            "visit:recorder",
            Text("没有指定记录人。", "Nobody is named as writing the record."),
            Text("从两名执法人员中选一名。", "Choose one of the two officers."),
        )


def _times(facts: FilingFacts) -> Iterator[FilingProblem]:
    start, end = facts.moment("start"), facts.moment("end")
    if start is None or end is None:
        return
    if end <= start:
        yield error(
            "L-02",
            "visit:end",
            Text("结束时间不晚于开始时间。", "The end is not later than the start."),
            Text("核对起止时间。", "Check start and end."),
        )
    if end > facts.now:
        yield error(
            "L-02",
            "visit:end",
            Text("结束时间晚于现在。", "The end lies in the future."),
            Text("改成实际结束的时刻。", "Write the moment the visit really ended."),
        )
    if start.date() != end.date():
        yield warning(
            "L-02",
            "visit:end",
            Text("起止不在同一天。", "Start and end are on different days."),
            Text("属实的，在记录里写明原因。", "If so, say why in the record."),
        )


def _before(facts: FilingFacts) -> Iterator[FilingProblem]:
    start = facts.moment("start")
    approved = facts.assignment.approved_at
    if approved is None or (start is not None and approved >= start):
        yield error(
            "L-03",
            "assignment",
            Text("审批不早于检查开始。", "The approval is not earlier than the start."),
            Text("联网更新任务，或核对电脑时间。", "Update the assignment, or check the clock."),
        )
    notice = facts.event(ProcedureKind.NOTICE_PRESENTED)
    if notice is None:
        if facts.profile.notice_required:
            yield error(
                "L-04",
                f"step:{ProcedureKind.NOTICE_PRESENTED}",
                Text(
                    "没有通知书，也没有当场检查的理由。", "Neither a notice nor a reason for none."
                ),
                Text("记下文号，或写明理由。", "Note its number, or give the reason."),
            )
    elif start is not None and notice.detail.get("number"):
        day = notice.detail.get("date", "")
        late = day > start.date().isoformat() if day else False
        if late:
            yield error(
                "L-04",
                f"step:{ProcedureKind.NOTICE_PRESENTED}",
                Text("通知书的日期晚于检查。", "The notice is dated after the visit."),
                Text("核对通知书日期。", "Check the date of the notice."),
            )


def _officers(facts: FilingFacts) -> Iterator[FilingProblem]:
    gate = two_officers_gate(
        GateFacts(
            assignment=facts.assignment,
            profile=facts.profile,
            now=facts.moment("start") or facts.now,
            officers=tuple(OfficerFacts(officer, unlocked=True) for officer in facts.officers),
            readiness=ReadinessFacts(form_present=True),
        )
    )
    if gate.state is not GateState.HOLDS:
        yield error("L-05", "officers", gate.fact, gate.why)
    for name, number in facts.overlaps:
        yield warning(
            "L-06",
            "officers",
            Text(
                f"{name}同一时间在另一次检查（{number}）里。",
                f"{name} is on another visit at the same time ({number}).",
            ),
            Text("核对两次检查的起止时间。", "Check the times of both visits."),
        )


def _unit(facts: FilingFacts) -> Iterator[FilingProblem]:
    unit = facts.unit
    for value, zh, en in (
        (unit.name, "名称", "name"),
        (unit.credit_code, "统一社会信用代码", "credit code"),
        (unit.address, "地址", "address"),
        (unit.representative, "法定代表人或经营者", "representative"),
    ):
        if not value:
            yield warning(
                "L-08",
                "unit",
                Text(f"被检查单位的{zh}是空的，会印“／”。", f"The unit's {en} is empty."),
                Text("向对方核对，联网更新台账。", "Ask the unit; update the ledger."),
            )
    present = facts.event(ProcedureKind.PERSON_PRESENT)
    detail = present.detail if present else {}
    if not (detail.get("name") and detail.get("post")) and not detail.get("witness"):
        yield error(
            "L-09",
            f"step:{ProcedureKind.PERSON_PRESENT}",
            Text("在场人没有姓名或职务。", "The person present lacks name or post."),
            Text("补记在场人，或记下见证人。", "Note the person, or a witness."),
        )


def _witness(facts: FilingFacts) -> Iterator[FilingProblem]:
    """A witness the text speaks of has a name, and stands in the head of the record."""
    present = facts.event(ProcedureKind.PERSON_PRESENT)
    named = (present.detail.get("witness", "") if present else "") or (
        facts.party.witness if facts.party else ""
    )
    spoken = any(item.code == "PR-08" and item.verdict == "ok" for item in facts.items)
    if spoken and not named.strip():
        yield error(
            "L-09",
            "item:PR-08",
            Text(
                "PR-08 写有见证人在场，没有记下姓名。", "PR-08 tells of a witness without a name."
            ),
            Text(
                "在“在场人”里记下见证人，或改 PR-08。",
                "Name the witness with the person present, or change PR-08.",
            ),
        )


def _steps(facts: FilingFacts) -> Iterator[FilingProblem]:
    for step in facts.missing_steps:
        name = _STEPS.get(ProcedureKind(step), Text(step, step))
        rule = {"rights-told": "L-11", "recording-told": "L-12"}.get(step, "L-10")
        yield error(
            rule,
            f"step:{step}",
            Text(f"笔录的首部缺“{name.zh}”。", f"The first lines lack “{name.en}”."),
            Text(f"补记“{name.zh}”。", f"Note “{name.en}”."),
        )
    rights = facts.event(ProcedureKind.RIGHTS_TOLD)
    if rights is not None and not rights.detail.get("recusal"):
        yield error(
            "L-11",
            f"step:{ProcedureKind.RIGHTS_TOLD}",
            Text("没有对回避的回答。", "The answer on recusal is missing."),
            Text("问明后补记。", "Ask, then note it."),
        )
    entered = facts.event(ProcedureKind.ENTERED)
    if entered is not None:
        for kind in (ProcedureKind.CREDENTIAL_SHOWN, ProcedureKind.RIGHTS_TOLD):
            told = next((event for event in facts.events if event.kind is kind), None)
            if told is not None and told.seq > entered.seq:
                yield warning(
                    "L-10",
                    f"step:{kind}",
                    Text(
                        f"“{_STEPS[kind].zh}”记在开始检查之后。",
                        f"“{_STEPS[kind].en}” was noted after the checks began.",
                    ),
                    Text("属实的，在记录里说明。", "If so, explain it in the record."),
                )


def _number(facts: FilingFacts) -> Iterator[FilingProblem]:
    if facts.classified and (facts.evidence or facts.position):
        yield error(
            "L-33",
            "evidence",
            Text("涉密检查里有照片、文件或定位。", "A classified visit holds files or a position."),
            Text("撤下照片和文件，不记定位。", "Withdraw them; note no position."),
        )
    number = facts.assignment.record_number
    year = (facts.moment("start") or facts.now).year
    if not number:
        yield warning(
            "L-34",
            "assignment",
            Text("笔录没有文书号。", "The record has no number."),
            Text("打印后手写，回局登记。", "Write it on the print and register it later."),
        )
    elif f"〔{year}〕" not in number:
        yield error(
            "L-34",
            "assignment",
            Text(f"文书号的年份不是 {year}。", f"The record number is not of {year}."),
            Text("联网换号。", "Get another number online."),
        )
    approved, planned = facts.assignment.approved_at, facts.assignment.planned_to
    start = facts.moment("start")
    if approved is not None and start is not None and start > planned:
        yield warning(
            "L-35",
            "assignment",
            Text(
                f"检查晚于任务的期限（{_day(planned)}）。",
                f"The visit is later than the assignment allows ({planned.date()}).",
            ),
            Text("请负责人延期，或在记录里说明。", "Ask for an extension, or explain it."),
        )


def _day(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日"
