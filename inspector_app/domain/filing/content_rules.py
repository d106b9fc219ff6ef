"""Filing rules about what the record says: sentences, photos, tables, findings, words, party.

L-13 … L-32, L-38 … L-42. Called by `check_filing`. Source: domain note 5.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from inspector_app.domain.competence import competent
from inspector_app.domain.consequences import Code, parse_code
from inspector_app.domain.evidence import EvidenceKind
from inspector_app.domain.filing.personal_data import personal_number
from inspector_app.domain.filing.values import (
    FilingFacts,
    FilingItem,
    FilingProblem,
    FilingText,
    error,
    warning,
)
from inspector_app.domain.findings import Decision, Finding
from inspector_app.domain.inspection import PartyMode
from inspector_app.domain.wording import Text

_CONCLUSIONS = (
    "违法", "违规", "违反", "非法", "故意", "性质恶劣", "情节严重", "涉嫌", "犯罪", "明知", "无视",
)  # fmt: skip
_REMARKS = ("态度恶劣", "态度蛮横", "素质", "狡辩", "抵赖", "刁难", "愚蠢", "嚣张")
_ANYBODY = frozenset({Code.RECORD, Code.TRANSFER, Code.REPORT, Code.NEW, Code.CLASSIFIED})
_OBSTRUCTION = "PR-09"
_SLOT = re.compile(r"\{[^{}]*\}|｛[^｛｝]*｝|（未填）")


def content_problems(facts: FilingFacts) -> Iterator[FilingProblem]:
    """Yield what is wrong with the content, in order of the rules."""
    for item in facts.items:
        yield from _item(item)
    yield from _words(facts)
    yield from _evidence(facts)
    yield from _tables(facts)
    for finding in facts.findings:
        yield from _finding(facts, finding)
    yield from _party(facts)


def _item(item: FilingItem) -> Iterator[FilingProblem]:
    place = f"item:{item.code}"
    if item.verdict == "ng" and not item.sentence.strip():
        yield error(
            "L-13",
            place,
            Text(
                f"{item.code} 判为不合格，没有事实句。", f"{item.code} failed without a sentence."
            ),
            Text("写一句看到的事实。", "Write one sentence of what was seen."),
        )
    if item.photo_rule == "X" and item.photos:
        yield error(
            "L-15",
            place,
            Text(f"{item.code} 不许拍照，却有照片。", f"{item.code} allows no photo but has one."),
            Text("撤下照片。", "Withdraw the photo."),
        )
    elif item.photo_problem is not None:
        # A visit that was refused or broken off still has to be put on record.
        judged = warning if item.code == _OBSTRUCTION else error
        yield judged(
            "L-15",
            place,
            Text(f"{item.code}：{item.photo_problem.zh}", f"{item.code}: {item.photo_problem.en}"),
            Text("补拍，或导入照片。", "Take or import it."),
        )


def _words(facts: FilingFacts) -> Iterator[FilingProblem]:
    for text in facts.texts:
        if text.neutral:
            yield from _neutral(text)
        kind = personal_number(text.text)
        if kind is not None:
            yield error(
                "L-30",
                text.place,
                Text(f"文字里有{kind.zh}。", f"The text holds {kind.en}."),
                Text("删去号码，笔录不需要。", "Take the number out; the record needs none."),
            )
        slot = _SLOT.search(text.text)
        if slot is not None:
            yield error(
                "L-42",
                text.place,
                Text(f"有没填的空：{slot.group()}", f"A blank is not filled: {slot.group()}"),
                Text("补上这一项的回答。", "Give the answer it stands for."),
            )
    missing = "".join(sorted(facts.uncovered))
    if missing:
        yield error(
            "L-38",
            "text",
            Text(f"字库里没有这些字：{missing}", f"No font has these characters: {missing}"),
            Text(
                "换用常用字形，或安装带这些字的字体。", "Use another form, or add a font with them."
            ),
        )


def _neutral(text: FilingText) -> Iterator[FilingProblem]:
    for word in _CONCLUSIONS:
        if word in text.text and word not in text.asked:
            yield error(
                "L-14",
                text.place,
                Text(f"事实里有结论用语“{word}”。", f"The facts hold a conclusion: “{word}”."),
                Text(
                    "只写看到、数到、量到的，结论由有权机关作出。",
                    "Write what was seen, counted, measured; conclusions come later.",
                ),
            )
            break
    for word in _REMARKS:
        if word in text.text:
            yield error(
                "L-41",
                text.place,
                Text(f"文字评价了人：“{word}”。", f"The text judges a person: “{word}”."),
                Text("写原话和行为。", "Write words spoken and deeds done."),
            )
            break


def _evidence(facts: FilingFacts) -> Iterator[FilingProblem]:
    printed = "".join(text.text for text in facts.texts)
    photos = {entry.n for entry in facts.evidence if entry.kind is EvidenceKind.PHOTO}
    for n in sorted(photos):
        if not re.search(rf"照片{n}(?!\d)", printed):
            yield error(
                "L-16",
                f"evidence:{n}",
                Text(
                    f"照片{n}在证据里，正文没有提到。", f"Photo {n} is not mentioned in the text."
                ),
                Text("归到检查项，或撤下。", "Give it to a check item, or withdraw it."),
            )
    for text in facts.texts:
        for found in re.finditer(r"照片(\d+)", text.text):
            if text.neutral and int(found.group(1)) not in photos:
                yield error(
                    "L-16",
                    text.place,
                    Text(f"没有{found.group()}。", f"There is no photo {found.group(1)}."),
                    Text("改正编号，或补照片。", "Correct the number, or add the photo."),
                )


def _tables(facts: FilingFacts) -> Iterator[FilingProblem]:
    titles = {table.code: table.title for table in facts.tables}
    filled = {table.code for table in facts.tables if table.rows}
    for item in facts.items:
        named = [titles[code] for code in item.tables if code in titles]
        if item.verdict in ("ok", "ng") and named and not filled & set(item.tables):
            yield error(
                "L-17",
                f"item:{item.code}",
                Text(
                    f"{item.code} 已判定，{'、'.join(named)}却是空的。",
                    f"{item.code} is judged, but its table is empty ({', '.join(named)}).",
                ),
                Text(
                    "抽样或登记后再判定；没有可查的，选不适用。",
                    "Draw or list first; choose n/a if there is nothing to look at.",
                ),
            )
    for table in facts.tables:
        place = f"table:{table.code}"
        if table.has_draw and table.rows and not table.drawn:
            yield error(
                "L-17",
                place,
                Text(f"{table.title}没有抽取记录。", f"{table.title}: no draw is on record."),
                Text("用抽样功能抽取。", "Draw the sample in the app."),
            )
        left = [drawn for drawn in table.drawn if drawn not in table.ids]
        if left:
            yield error(
                "L-17",
                place,
                Text(
                    f"{table.title}：抽中的{'、'.join(left[:5])}没有记录。",
                    f"{table.title}: drawn but not recorded: {', '.join(left[:5])}.",
                ),
                Text("补上，或按次序换下一个并写理由。", "Record them, or replace with a reason."),
            )
        gaps = sum(
            1
            for row in table.rows
            if not any(cell for place, cell in enumerate(row) if place not in table.given)
        )
        if gaps:
            yield error(
                "L-17",
                place,
                Text(
                    f"{table.title}有 {gaps} 行没填完。", f"{table.title}: {gaps} rows have gaps."
                ),
                Text("填完每一行，没有的选不适用。", "Complete every row."),
            )


def _finding(facts: FilingFacts, finding: Finding) -> Iterator[FilingProblem]:
    place = f"finding:{finding.item}"
    if finding.decision is Decision.OPEN:
        yield error(
            "L-01",
            place,
            Text(f"{finding.item} 还没有定。", f"{finding.item} is not decided."),
            Text("同意建议，或另作处理并写理由。", "Agree, or decide otherwise with a reason."),
        )
    if not finding.fact.strip():
        yield error(
            "L-13",
            place,
            Text(f"{finding.item} 没有事实。", f"{finding.item} states no fact."),
            Text("在检查项里写事实句。", "Write the sentence at the check item."),
        )
    codes = [parse_code(code) for code in finding.consequence]
    acting = facts.assignment.agency_short
    if not competent(finding.authority, acting):
        for code in codes:
            if code.code not in _ANYBODY:
                yield error(
                    "L-20",
                    place,
                    Text(
                        f"{finding.item}：本机关不是主管机关，不能作出“{code}”。",
                        f"{finding.item}: this agency is not competent for “{code}”.",
                    ),
                    Text("只记录，并移送主管机关。", "Record only; transfer it."),
                )
    for code in codes:
        if code.code is Code.ORDER:
            yield from _order(facts, finding, code.days)
        if code.code is Code.PRESERVE:
            yield warning(
                "L-23",
                place,
                Text(
                    f"{finding.item} 建议证据保存：另办审批和清单，笔录不能代替。",
                    f"{finding.item} proposes preservation: approval and list are separate papers.",
                ),
                Text("报负责人批准后办理。", "Ask the head for approval."),
            )
    if finding.decision is Decision.AGREED and not finding.basis_text:
        yield warning(
            "L-19",
            place,
            Text(
                f"{finding.item} 没有检查当日有效的依据。", f"{finding.item} has no basis in force."
            ),
            Text(
                "更新法律目录，或请法制机构补充。", "Update the catalogue, or ask the legal unit."
            ),
        )


def _order(facts: FilingFacts, finding: Finding, days: int) -> Iterator[FilingProblem]:
    place = f"finding:{finding.item}"
    if not finding.demand.strip():
        yield error(
            "L-21",
            place,
            Text(
                f"{finding.item} 责令改正，没有要求。",
                f"{finding.item}: the order demands nothing.",
            ),
            Text("写明要单位做什么。", "Say what the unit has to do."),
        )
    try:
        due = date.fromisoformat(finding.due)
    except ValueError:
        yield error(
            "L-21",
            place,
            Text(f"{finding.item} 没有改正期限的日期。", f"{finding.item}: no date of the term."),
            Text("重新选定天数。", "Choose the days again."),
        )
        return
    served = (facts.moment("start") or facts.now).date()
    if (due - served).days != days:
        yield error(
            "L-22",
            place,
            Text(
                f"{finding.item} 的期限 {due.month}月{due.day}日与 {days} 日不符。",
                f"{finding.item}: {due} is not {days} days after the visit.",
            ),
            Text("重新选定天数。", "Choose the days again."),
        )


def _party(facts: FilingFacts) -> Iterator[FilingProblem]:
    party = facts.party
    if party is None or party.mode is not PartyMode.REFUSED:
        return
    if not party.reason.strip():
        yield error(
            "L-26",
            "party",
            Text("拒绝签名没有写理由。", "The refusal to sign gives no reason."),
            Text("记下对方说的理由。", "Note the reason given."),
        )
    if not party.witness.strip() and not party.clip.strip():
        yield error(
            "L-26",
            "party",
            Text(
                "拒绝签名，没有见证人，也没有录像编号。", "A refusal with neither witness nor clip."
            ),
            Text("请见证人到场，或记下录像编号。", "Call a witness, or note the recorder clip."),
        )
