"""What stands on every page around the text: binding line, running head, signature strip, footer.

Called by `record.py`. Same place on every document. Must never enter the text the parties sign.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.records.content import RecordContent
from inspector_app.services.documents import saying
from inspector_app.services.documents.flow import BOTTOM, INNER, LEFT, RIGHT, TOP
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import (
    DARK,
    GREY,
    MM,
    CodeBox,
    CodeKind,
    Face,
    InkBox,
    Item,
    Rule,
    StampSlot,
    StampText,
)
from inspector_app.services.documents.pieces import Style, text_at

_BINDING_X = 13 * MM
_STRIP_TOP, _STRIP_LINE = 264.7 * MM, 276.6 * MM
_STRIP_WIDTH = 129 * MM
_INK_HEIGHT = 11 * MM
_CODE = 24 * MM
HINT = "扫码或输入校验码，可核对本页文字与封存记录是否一致。"


@dataclass(frozen=True, slots=True)
class Furniture:
    """What the pages of one document share; `number` is its printed number, '' for none."""

    title: str
    number: str
    content: RecordContent


def page_furniture(furniture: Furniture, page: int, pages: int, fonts: FontSet) -> list[Item]:
    """Return everything around the text of one page.

    Args:
        page: 1 is the first.
    """
    items = _binding_line(fonts)
    if page > 1:
        items += _running_head(furniture, fonts)
    items += _strip(furniture.content, fonts)
    items += _footer(page, pages, fonts)
    return items


def _binding_line(fonts: FontSet) -> list[Item]:
    items: list[Item] = []
    start = TOP
    for quarter, character in enumerate("装订线", 1):
        middle = TOP + (BOTTOM - TOP) * quarter / 4
        items.append(_dotted(start, middle - 7))
        style = Style(Face.HEI, 8, GREY)
        items += text_at(character, style, _BINDING_X, middle + 3, fonts, align="centre")
        start = middle + 7
    items.append(_dotted(start, BOTTOM))
    return items


def _dotted(top: float, bottom: float) -> Rule:
    return Rule(_BINDING_X, top, _BINDING_X, bottom, 0.6, 0.6, dash=(0.8, 2.4))


def _running_head(furniture: Furniture, fonts: FontSet) -> list[Item]:
    style = Style(Face.HEI, 9, DARK)
    base = 28.6 * MM
    items: list[Item] = [Rule(LEFT, 32 * MM, RIGHT, 32 * MM, INNER, GREY)]
    items += text_at(f"{furniture.title}（续页）", style, LEFT, base, fonts)
    if furniture.number:
        items += text_at(furniture.number, style, RIGHT, base, fonts, align="right")
    return items


def _strip(content: RecordContent, fonts: FontSet) -> list[Item]:
    """Return the signing lines below the text; every page is signed."""
    label = Style(Face.HEI, 9)
    items: list[Item] = [
        Rule(LEFT, _STRIP_TOP, LEFT + _STRIP_WIDTH, _STRIP_TOP, INNER, GREY),
        *text_at("被检查单位签名", label, LEFT, _STRIP_LINE - 1.6, fonts),
        *text_at("执法人员签名", label, 94 * MM, _STRIP_LINE - 1.6, fonts),
    ]
    items += _line(52 * MM, 36 * MM)
    mode = content.party.get("mode", "")
    if mode in ("refused", "absent"):
        told = "拒绝签名，见末页" if mode == "refused" else "无人签名，见末页"
        style = Style(Face.SONG, 9)
        items += text_at(told, style, 70 * MM, _STRIP_LINE - 4, fonts, align="centre")
    else:
        items.append(_ink(52 * MM, 36 * MM, "party"))
    count = max(2, len(saying.officers(content)))
    left, room, gap = 115 * MM, 42 * MM, 4 * MM
    width = (room - gap * (count - 1)) / count
    for at in range(count):
        x = left + at * (width + gap)
        items += [*_line(x, width), _ink(x, width, f"officer-{at + 1}")]
    return items


def _line(x: float, width: float) -> list[Item]:
    return [Rule(x, _STRIP_LINE, x + width, _STRIP_LINE, INNER)]


def _ink(x: float, width: float, who: str) -> InkBox:
    top = _STRIP_LINE - _INK_HEIGHT + 0.8 * MM
    return InkBox(x + 0.5 * MM, top, width - 1 * MM, _INK_HEIGHT, who, weight=0.72)


def _footer(page: int, pages: int, fonts: FontSet) -> list[Item]:
    base = 283.5 * MM
    number = Style(Face.HEI_BOLD, 10.5)
    items: list[Item] = list(text_at(f"第{page}页\u3000共{pages}页", number, LEFT, base, fonts))
    items += text_at("校验码", Style(Face.HEI, 9, GREY), 57.7 * MM, base, fonts)
    items += text_at(HINT, Style(Face.HEI, 7.5, GREY), LEFT, 288.0 * MM, fonts)
    items.append(StampText(69.2 * MM, base, StampSlot.CHECK_CODE, Face.HEI_BOLD, 10, spacing=0.8))
    items.append(CodeBox(RIGHT - _CODE, 263.6 * MM, _CODE, CodeKind.PAGE, flush=True))
    return items
