"""Filing rules about what stands around the record: assisting staff, seizure, minors, re-check,
remedies, the yearly cap. L-07, L-31, L-32, L-36, L-37, L-40.

Called by `check_filing`. Must never name a person: what it found is told by place. Source: domain
note 5.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspector_app.domain.assignments import AssignmentKind
from inspector_app.domain.consequences import Code, parse_code
from inspector_app.domain.filing.values import (
    FilingFacts,
    FilingProblem,
    FilingTable,
    error,
    warning,
)
from inspector_app.domain.findings import Decision
from inspector_app.domain.wording import Text

_UNCAPPED = frozenset({AssignmentKind.RECHECK, AssignmentKind.COMPLAINT})
_LIST, _QUANTITY = "WB-T3", 3  # the equipment list that goes into preservation, and its column
_MACHINE = re.compile(r"计算机|电脑|主机|终端|服务器|一体机|笔记本")
_RECHECKED, _STATE = "FC-T1", 3
_MINOR = re.compile(r"未成年|未满1[468]|不满1[468]")
_PERSON = re.compile(
    r"(?:姓名|名叫|叫做|化名)[：:为是]?\s*[\u4e00-\u9fff]{2,4}"
    r"|[\u4e00-\u9fff]{2,3}[（(，,](?:男|女)?[，,]?\d{1,2}岁"
    r"|(?:学号|学籍号|身份证号|证件号码?)[：:为是]?\s*[0-9A-Za-z]{6,}"
)
_ABOUT_MINORS = frozenset({"WB-23", "WB-24", "WB-25", "FY-15"})
_REMEDIES = (("行政复议", "六十日"), ("行政诉讼", "六个月"))


def paper_problems(facts: FilingFacts) -> Iterator[FilingProblem]:
    """Yield what is wrong around the record, in order of the rules."""
    yield from _assistants(facts)
    yield from _seizure(facts)
    yield from _minors(facts)
    yield from _recheck(facts)
    yield from _remedies(facts)
    yield from _cap(facts)


def _assistants(facts: FilingFacts) -> Iterator[FilingProblem]:
    approved = facts.assignment.assistants_approved
    named = [one for one in re.split(r"[；;\n]", facts.visit.get("assistants", "")) if one.strip()]
    if approved is not None and len(named) > approved:
        yield error(
            "L-07",
            "visit:assistants",
            Text(
                f"辅助人员 {len(named)} 名，审批的是 {approved} 名。",
                f"{len(named)} assisting staff; {approved} were approved.",
            ),
            Text("核对人数，或补办审批。", "Check the number, or have it approved."),
        )


def _seizure(facts: FilingFacts) -> Iterator[FilingProblem]:
    """Preservation of most machines stops the business: that is sealing by another name."""
    preserved = [
        finding
        for finding in facts.findings
        if finding.decision is not Decision.OPEN
        and any(parse_code(code).code is Code.PRESERVE for code in finding.consequence)
    ]
    table = next((one for one in facts.tables if one.code == _LIST), None)
    if not preserved or table is None or not facts.terminals:
        return
    listed = _machines(table)
    if listed * 2 > facts.terminals:
        yield warning(
            "L-31",
            f"table:{_LIST}",
            Text(
                f"建议保存的清单里有 {listed} 台终端，现场共 {facts.terminals} 台："
                "保存不能代替查封。",
                f"{listed} of {facts.terminals} terminals are listed for preservation: it must not "
                "stand in for sealing.",
            ),
            Text(
                "只保存作证据需要的，或依法另办查封、扣押。",
                "Keep what evidence needs, or seal and seize by its own procedure.",
            ),
        )


def _machines(table: FilingTable) -> int:
    found = 0
    for row in table.rows:
        if len(row) > _QUANTITY and row[0] and _MACHINE.search(row[0]):
            found += int(row[_QUANTITY]) if row[_QUANTITY].isdigit() else 1
    return found


def _minors(facts: FilingFacts) -> Iterator[FilingProblem]:
    for text in facts.texts:
        if _MINOR.search(text.text + text.asked) and _PERSON.search(text.text):
            yield error(
                "L-32",
                text.place,
                Text(
                    "涉及未成年人的文字里有姓名或号码。",
                    "A text about minors names or numbers one.",
                ),
                Text("只写人数。", "Write how many, not who."),
            )
    for item in facts.items:
        if item.code in _ABOUT_MINORS and item.photos:
            yield warning(
                "L-32",
                f"item:{item.code}",
                Text(
                    f"{item.code} 涉及未成年人，它的照片里不能有面部。",
                    f"{item.code} is about minors: its photos must show no face.",
                ),
                Text("逐张核对，有面部的撤下。", "Look at each; withdraw those that show one."),
            )


def _recheck(facts: FilingFacts) -> Iterator[FilingProblem]:
    asked = {item.code for item in facts.items if item.code.startswith("FC-")}
    if facts.assignment.kind is not AssignmentKind.RECHECK or not asked:
        return
    order = next((item for item in facts.items if item.code == "FC-01"), None)
    if order is None or order.verdict not in {"ok", "ng"}:
        yield error(
            "L-36",
            "item:FC-01",
            Text("复查没有写明原责令改正文书。", "The re-check names no order."),
            Text("填写原文书编号、期限和送达日期。", "Give its number, term and day of service."),
        )
    table = next((one for one in facts.tables if one.code == _RECHECKED), None)
    rows = [row for row in table.rows if row and row[0]] if table else []
    silent = [row[0] for row in rows if len(row) <= _STATE or not row[_STATE]]
    if rows and not silent:
        return
    named = "、".join(silent[:5])
    yield error(
        "L-36",
        f"table:{_RECHECKED}",
        Text(
            f"原问题{named}没有写现状。" if rows else "没有列出原问题。",
            f"No state given for {named}." if rows else "The old findings are not listed.",
        ),
        Text("逐项写明已改、部分、未改或不适用。", "Say for each whether it is corrected."),
    )


def _remedies(facts: FilingFacts) -> Iterator[FilingProblem]:
    ordered = any(
        parse_code(code).code in {Code.ORDER, Code.IMMEDIATE}
        for finding in facts.findings
        for code in finding.consequence
    )
    told = facts.profile.remedies
    if not ordered or not told:  # the profile wants none
        return
    missing = [f"{way}（{term}）" for way, term in _REMEDIES if way not in told or term not in told]
    if missing:
        yield error(
            "L-37",
            "assignment",
            Text(
                f"责令改正的救济告知缺{'、'.join(missing)}。",
                "The remedies text of the order lacks review (60 days) or suit (six months).",
            ),
            Text("请法制机构更正程序规则。", "Have the legal unit correct the profile."),
        )


def _cap(facts: FilingFacts) -> Iterator[FilingProblem]:
    order = facts.assignment
    if order.kind not in _UNCAPPED and order.visits_cap < 1:
        yield warning(
            "L-40",
            "assignment",
            Text(
                "审批没有写明本年度检查上限和已检查次数。",
                "The approval says neither the yearly cap nor the visits made.",
            ),
            Text("在审批表上补写。", "Write both on the approval form."),
        )
