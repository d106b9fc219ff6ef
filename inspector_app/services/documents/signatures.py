"""The signature block at the end of the record.

Called by `record.py`. Its height depends on the number of officers alone, so that signing, refusing
or waiting for a pen never moves a page break. Must never make an absent or refusing party look as
if it had signed: the block then says so in print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from inspector_app.domain.wording import clock_zh
from inspector_app.errors import KnownError
from inspector_app.records.content import JsonValue, RecordContent
from inspector_app.services.documents import saying
from inspector_app.services.documents.breaking import break_text
from inspector_app.services.documents.evidence import lines_within
from inspector_app.services.documents.flow import INNER, LEFT, OUTER, Row
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import (
    DARK,
    GREY,
    MM,
    CodeBox,
    CodeKind,
    Face,
    Frame,
    InkBox,
    Item,
    Rule,
    StampSlot,
    StampText,
)
from inspector_app.services.documents.pieces import (
    NOTHING,
    Style,
    baseline_in,
    runs_of,
    text_at,
)

_COLUMNS = (25 * MM, 64 * MM, 27 * MM, 40 * MM)
_OWN_HAND, _PERSON, _WITNESS = 16 * MM, 15.5 * MM, 7 * MM
_INK_WIDTH, _INK_HEIGHT = 46 * MM, 13 * MM
_HAND_WIDTH, _HAND_HEIGHT = 85 * MM, 10 * MM
_SEAL = 37 * MM
_BESIDE = 26 * MM  # a signature needs that much beside the printed name
_LABEL, _PRINTED = Style(Face.HEI, 10.5), Style(Face.HEI, 9, GREY)
_DATE, _TOLD = Style(Face.SONG, 10.5), Style(Face.SONG, 10.5)
_TOLD_SIZES = (10.5, 9.5, 9.0, 8.0, 7.5, 7.0)
REASON_LIMIT = 160  # characters that surely fit beside the labels


def signature_row(content: RecordContent, fonts: FontSet) -> Row:
    """Return the block as one row that never splits.

    Raises:
        KnownError: `documents.text-too-long` when the reason of a refusal has no room.
    """
    officers = saying.officers(content)
    heights = [_OWN_HAND, _PERSON, *([_PERSON] * max(2, len(officers))), _WITNESS]
    total = sum(heights)
    x1, x2 = LEFT + _COLUMNS[0], LEFT + _COLUMNS[0] + _COLUMNS[1]
    x3, x4 = x2 + _COLUMNS[2], LEFT + sum(_COLUMNS)
    items: list[Item] = [
        Frame(LEFT, 0, sum(_COLUMNS), total, OUTER),
        Rule(x1, 0, x1, total, INNER),
        Rule(x3, 0, x3, total, INNER),
        Rule(x2, heights[0], x2, total, INNER),
    ]
    y = 0.0
    for height in heights[:-1]:
        y += height
        items.append(Rule(LEFT, y, x3, y, INNER))
    items += _own_hand(content, x1, x3 - x1, fonts)
    y = heights[0]
    items += _party(content, y, (x1, x2, x3), fonts)
    y += heights[1]
    texts = ["核对意见", "被检查单位"]
    for at in range(1, len(heights) - 2):
        officer = officers[at - 1] if at <= len(officers) else {}
        items += _officer(content, at, officer, y, (x1, x2, x3), fonts)
        label = "执法人员（记录）" if officer.get("recorder") else "执法人员"
        texts.append(f"{label}\t{officer.get('name', '')}\t{officer.get('credential_no', '')}")
        y += _PERSON
    items += _witness(content, y, (x1, x2, x3), fonts)
    texts.append("见证人")
    items += _seal_column(x3, x4, total, fonts)
    return Row(total, tuple(items), "\n".join(texts), before=3.2 * MM)


def party_statement(content: RecordContent) -> str:
    """Return what is printed in place of the party's signature, '' when it signs.

    Source: domain note 5.6: a refusal is noted with reason and witness or clip, officers sign.
    """
    party = content.party
    mode = party.get("mode", "")
    if mode not in ("refused", "absent"):
        return ""
    name, post = party.get("name", ""), party.get("post", "")
    reason, witness = party.get("reason", ""), party.get("witness", "")
    if mode == "refused":
        told = f"被检查单位{post}{name}拒绝签名，理由：{reason or '未说明'}。"
    else:
        told = (
            f"被检查单位现场无人可以签名，{reason.rstrip('。')}。"
            if reason
            else ("被检查单位现场无人可以签名。")
        )
    if witness:
        told += f"见证人：{witness}。"
    if party.get("clip"):
        told += f"执法记录仪片段：{party['clip']}。"
    return told.replace("。。", "。")


def _own_hand(content: RecordContent, x: float, width: float, fonts: FontSet) -> list[Item]:
    items = _label(("核对意见",), 0.0, _OWN_HAND, fonts)
    told = party_statement(content)
    if not told:
        top = (_OWN_HAND - _HAND_HEIGHT) / 2
        left = x + (width - _HAND_WIDTH) / 2
        return [*items, InkBox(left, top, _HAND_WIDTH, _HAND_HEIGHT, "party-statement")]
    room = width - 4 * MM
    for size in _TOLD_SIZES:
        lines = break_text([Style(Face.SONG, size).span(told)], room, fonts)
        step = size * 1.3
        if step * len(lines) <= _OWN_HAND - 3:
            top = (_OWN_HAND - step * len(lines)) / 2
            for at, line in enumerate(lines):
                items += runs_of(line, x + 2 * MM, top + step * at + baseline_in(step, size))
            return items
    raise KnownError("documents.text-too-long", field="拒绝签名的理由", limit=REASON_LIMIT)


def _party(
    content: RecordContent, y: float, edges: tuple[float, float, float], fonts: FontSet
) -> list[Item]:
    x1, x2, x3 = edges
    items = _label(("被检查单位",), y, _PERSON, fonts)
    present = saying.first_person(content, "present")
    name = content.party.get("name", "") or present.get("name", "")
    post = content.party.get("post", "") or present.get("post", "")
    known = "\u3000".join(part for part in (name, post) if part)
    items += _printed(known, x1, y, fonts)
    mode = content.party.get("mode", "")
    if mode in ("refused", "absent"):
        told = "拒绝签名" if mode == "refused" else "无人签名"
        base = y + baseline_in(_PERSON, _TOLD.size)
        items += text_at(told, _TOLD, (x1 + x2) / 2, base, fonts, align="centre")
        middle = (x2 + x3) / 2
        items += text_at(NOTHING, Style(Face.SONG, 10.5, GREY), middle, base, fonts, align="centre")
        return items
    items.append(_ink("party", known, (x1, x2), y, fonts))
    return [*items, *_signed_at(content, "party", x2, x3, y, _PERSON, fonts)]


def _officer(
    content: RecordContent,
    number: int,
    officer: Mapping[str, str],
    y: float,
    edges: tuple[float, float, float],
    fonts: FontSet,
) -> list[Item]:
    x1, x2, x3 = edges
    label = ("执法人员", "（记录）") if officer.get("recorder") else ("执法人员",)
    items = _label(label, y, _PERSON, fonts)
    parts = (officer.get("name", ""), officer.get("credential_no", ""))
    known = "\u3000".join(part for part in parts if part)
    items += _printed(known, x1, y, fonts)
    who = f"officer-{number}"
    items.append(_ink(who, known, (x1, x2), y, fonts))
    return [*items, *_signed_at(content, who, x2, x3, y, _PERSON, fonts)]


def _witness(
    content: RecordContent, y: float, edges: tuple[float, float, float], fonts: FontSet
) -> list[Item]:
    x1, x2, x3 = edges
    items = _label(("见证人",), y, _WITNESS, fonts)
    witness = content.party.get("witness", "") or saying.first_person(content, "witness").get(
        "name", ""
    )
    if "witness" in content.ink:
        box = InkBox(x1 + 24 * MM, y - 0.5 * MM, 38 * MM, _WITNESS + 1 * MM, "witness", weight=0.7)
        items += [*_printed(witness, x1, y + 1.5, fonts), box]
        items += _signed_at(content, "witness", x2, x3, y, _WITNESS, fonts)
        return items
    if witness:
        items += _printed(witness, x1, y + 1.5, fonts)
        return items
    grey = Style(Face.SONG, 10.5, GREY)
    base = y + baseline_in(_WITNESS, 10.5)
    for middle in ((x1 + x2) / 2, (x2 + x3) / 2):
        items += text_at(NOTHING, grey, middle, base, fonts, align="centre")
    return items


def _seal_column(x3: float, x4: float, total: float, fonts: FontSet) -> list[Item]:
    middle = (x3 + x4) / 2
    top = (total - _SEAL - 8 * MM) / 2
    below = top + _SEAL
    return [
        CodeBox(middle - _SEAL / 2, top, _SEAL, CodeKind.SEAL),
        *text_at("封存码", Style(Face.HEI_BOLD, 8), middle, below + 7.5, fonts, align="centre"),
        StampText(
            middle, below + 19.0, StampSlot.SEALED_AT, Face.HEI, 7.5, grey=DARK, centred=True
        ),
    ]


def _label(parts: tuple[str, ...], y: float, height: float, fonts: FontSet) -> list[Item]:
    step = 15.0
    top = y + (height - step * len(parts)) / 2
    middle = LEFT + _COLUMNS[0] / 2
    items: list[Item] = []
    for at, part in enumerate(parts):
        base = top + step * at + baseline_in(step, _LABEL.size)
        items += text_at(part, _LABEL, middle, base, fonts, align="centre")
    return items


def _printed(text: str, x: float, y: float, fonts: FontSet) -> list[Item]:
    """Return the printed name at the top left of a signature cell, in two lines if it is long."""
    lines = lines_within(text, _PRINTED, _COLUMNS[1] - 4 * MM, fonts) if text else []
    return [
        replace(run, x=x + 2 * MM + run.x, y=y + 11.0 + 10.5 * at)
        for at, runs in enumerate(lines)
        for run in runs
    ]


def _ink(who: str, printed: str, edges: tuple[float, float], y: float, fonts: FontSet) -> InkBox:
    """Return the room for a signature: beside the printed name, below it if that is long."""
    left, right = edges
    taken = 2 * MM + fonts.width(_PRINTED.face, printed, _PRINTED.size) + 2 * MM
    room = right - left - taken - 1 * MM
    if room >= _BESIDE:
        width = min(_INK_WIDTH, room)
        middle = max((left + right) / 2, left + taken + width / 2)
        start = min(middle - width / 2, right - 1 * MM - width)
        return InkBox(start, y + 1.6 * MM, width, _INK_HEIGHT, who)
    above = 5.0 * MM if taken <= right - left else 8.6 * MM
    start = (left + right - _INK_WIDTH) / 2
    return InkBox(start, y + above, _INK_WIDTH, _PERSON + 1.4 * MM - above, who)


def _signed_at(
    content: RecordContent,
    who: str,
    x2: float,
    x3: float,
    y: float,
    height: float,
    fonts: FontSet,
) -> list[Item]:
    ink: Mapping[str, JsonValue] = content.ink.get(who, {})
    at = saying.moment(str(ink.get("wall", "")))
    middle = (x2 + x3) / 2
    parts: tuple[str, ...]
    if at is None:
        if content.party.get("mode") != "paper" or who.startswith("officer") or height < _PERSON:
            return []
        parts, style = ("月\u3000\u3000日", "时\u3000\u3000分"), Style(Face.SONG, 10.5, GREY)
    elif height < _PERSON:
        parts, style = (f"{at.month}月{at.day}日{clock_zh(at)}",), Style(Face.SONG, 9)
    else:
        parts, style = (f"{at.month}月{at.day}日", clock_zh(at)), _DATE
    step = 6.1 * MM
    top = y + (height - step * len(parts)) / 2
    items: list[Item] = []
    for place, part in enumerate(parts):
        base = top + step * place + baseline_in(step, style.size)
        items += text_at(part, style, middle, base, fonts, align="centre")
    return items
