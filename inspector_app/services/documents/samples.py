"""A sample table on paper: caption, head, rows, total, and how the sample was drawn.

Called by `record.py`. Must never split a row, nor set a deviating value like the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inspector_app.domain.wording import clock_zh
from inspector_app.records.content import RecordContent, SampleTable
from inspector_app.services.documents import saying
from inspector_app.services.documents.breaking import break_text
from inspector_app.services.documents.flow import CENTRE, INNER, LEFT, MEASURE, RIGHT, Row, Table
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import GREY, MM, Face, Item, Rule
from inspector_app.services.documents.pieces import (
    NOTHING,
    Style,
    baseline_in,
    cell,
    cell_height,
    runs_of,
    text_at,
)

_CAPTION, _HEAD = Style(Face.HEI_BOLD, 11), Style(Face.HEI, 9.5)
_CELL, _BOLD, _NOTE = Style(Face.SONG, 10), Style(Face.SONG_BOLD, 10), Style(Face.HEI, 8, GREY)
_SMALLEST, _NARROW = 8.0, (8.5,)  # a head in two lines, and one that needs more
_HEAD_SIZES, _CELL_SIZES = (9.5, 9.0), (10.0, 9.5, 9.0, 8.5)
_ROW = 5.8 * MM
_PAD = 2.2
_NOTE_STEP = 12.0
_PRESET: Mapping[str, tuple[float, ...]] = {
    "WB-T1": (8, 14, 11, 17, 19, 22, 15, 15, 16, 19),  # mm, the picture's widths
}
_METHODS = {"all": "全数检查", "manual": "人工选取"}


def sample_rows(
    sample: SampleTable, number: int, content: RecordContent, fonts: FontSet
) -> list[Row]:
    """Return the table as rows.

    Args:
        number: Number of the table within the record, 1 upwards.
    """
    widths = _widths(sample, fonts)
    caption = f"表{number}\u3000{sample.title}"
    head = _head(("序", *sample.columns), widths, fonts)
    table = Table((_caption(f"{caption}（续）", 0.0, fonts),), (head,))
    rows = [_caption(caption, 0.7 * MM, fonts), replace(head, table=table, keep=True)]
    for at, cells in enumerate(sample.rows):
        bold = {column for line, column in sample.deviating if line == at}
        # two rows at least on either side of a page break, the total with the last ones
        keep = at == 0 or at >= len(sample.rows) - 2
        rows.append(replace(_body(at, cells, widths, bold, fonts), table=table, keep=keep))
    rows.append(replace(_total(sample.totals, fonts), table=table, keep=True))
    rows += _notes((sample.draw, *sample.further), content, fonts)
    rows[-1] = replace(rows[-1], keep=False)
    return rows


def _caption(text: str, before: float, fonts: FontSet) -> Row:
    items = text_at(text, _CAPTION, CENTRE, 12.5, fonts, align="centre")
    return Row(17.5, items, text, before=before, keep=True)


def _head(columns: Sequence[str], widths: Sequence[float], fonts: FontSet) -> Row:
    room = zip(columns, widths, strict=True)
    split = any(_is_split(name, width - 2 * _PAD, fonts) for name, width in room)
    height = max(
        9.9 * MM if split else 7 * MM,
        *(_head_height(name, width, fonts) for name, width in zip(columns, widths, strict=True)),
    )
    return Row(height, _cells(columns, widths, height, fonts, head=True), "\t".join(columns))


def _body(
    at: int, cells: Sequence[str], widths: Sequence[float], bold: set[int], fonts: FontSet
) -> Row:
    shown = (str(at + 1), *cells)
    height = max(
        _ROW,
        *(
            cell_height(text, _CELL, width, fonts, sizes=_CELL_SIZES, pad=_PAD)
            for text, width in zip(shown, widths, strict=True)
        ),
    )
    items = _cells(shown, widths, height, fonts, bold={column + 1 for column in bold})
    return Row(height, items, "\t".join(text or NOTHING for text in shown))


def _cells(
    texts: Sequence[str],
    widths: Sequence[float],
    height: float,
    fonts: FontSet,
    *,
    head: bool = False,
    bold: set[int] | None = None,
) -> tuple[Item, ...]:
    items: list[Item] = [Rule(LEFT, height, RIGHT, height, INNER)]
    x = LEFT
    for at, (text, width) in enumerate(zip(texts, widths, strict=True)):
        box = (x, width, height)
        if head:
            items += _head_cell(text, box, fonts)
        else:
            style = _BOLD if bold and at in bold else _CELL
            items += cell(text, style, box, fonts, sizes=_CELL_SIZES, pad=_PAD)
        x += width
        if at < len(texts) - 1:
            items.append(Rule(x, 0, x, height, INNER))
    return tuple(items)


def _head_cell(text: str, box: tuple[float, float, float], fonts: FontSet) -> tuple[Item, ...]:
    """Return a head, in two even lines when one has no room."""
    x, width, height = box
    room = width - 2 * _PAD
    if not _is_split(text, room, fonts):
        return cell(text, _HEAD, box, fonts, sizes=_HEAD_SIZES, pad=_PAD, lead=1.2)
    size = _HEAD.size
    at = _split(text)
    halves = (text[:at], text[at:])
    if not _fits_in_two(text, room, fonts):
        return cell(text, _HEAD, box, fonts, sizes=_NARROW, pad=_PAD, lead=1.2)
    widest = max(fonts.width(_HEAD.face, half, size) for half in halves)
    if widest > room:
        size = max(_SMALLEST, size * room / widest)
    step = 11.2
    top = (height - 2 * step) / 2
    style = replace(_HEAD, size=size)
    return tuple(
        run
        for at, half in enumerate(halves)
        for run in text_at(
            half,
            style,
            x + width / 2,
            top + step * at + baseline_in(step, size),
            fonts,
            align="centre",
        )
    )


def _head_height(name: str, width: float, fonts: FontSet) -> float:
    """Return the height a head needs, set as `_head_cell` sets it."""
    room = width - 2 * _PAD
    if _is_split(name, room, fonts) and not _fits_in_two(name, room, fonts):
        return cell_height(name, _HEAD, width, fonts, sizes=_NARROW, pad=_PAD, lead=1.2)
    return cell_height(_halved(name), _HEAD, width, fonts, sizes=_HEAD_SIZES, pad=_PAD, lead=1.2)


def _fits_in_two(text: str, room: float, fonts: FontSet) -> bool:
    """Tell whether both halves of a head have room, if need be a little smaller."""
    return fonts.width(_HEAD.face, _halved(text), _HEAD.size) * _SMALLEST / _HEAD.size <= (
        room + 0.01
    )


def _is_split(name: str, room: float, fonts: FontSet) -> bool:
    return len(name) > 3 and fonts.width(_HEAD.face, name, _HEAD.size) > room


def _total(totals: str, fonts: FontSet) -> Row:
    text = f"合计\u3000{totals or NOTHING}"
    height = max(
        _ROW, cell_height(text, _CELL, MEASURE, fonts, sizes=_CELL_SIZES, pad=6.0, lead=1.35)
    )
    box = (LEFT, MEASURE, height)
    items = cell(text, _CELL, box, fonts, align="left", sizes=_CELL_SIZES, pad=6.0, lead=1.35)
    return Row(height, items, text)


def _notes(draws: Sequence[Mapping[str, str]], content: RecordContent, fonts: FontSet) -> list[Row]:
    rows: list[Row] = []
    for text in (line for draw in draws for line in _draw_lines(draw, content)):
        lines = break_text([_NOTE.span(text)], MEASURE, fonts, justified=False)
        for line in lines:
            rows.append(
                Row(
                    _NOTE_STEP,
                    runs_of(line, LEFT, baseline_in(_NOTE_STEP, _NOTE.size)),
                    line.text,
                    before=3.0 if not rows else 0.0,
                    keep=True,
                    runs_on=bool(rows) and line is not lines[0],
                )
            )
    return rows


def _draw_lines(draw: Mapping[str, str], content: RecordContent) -> list[str]:
    """Return how the sample was drawn, so that anyone can draw it again."""
    if not draw:
        return []
    method = draw.get("method", "")
    if not method.startswith("draw"):
        return [f"选取方法：{_METHODS.get(method, method)}。"] if method else []
    digest = draw.get("population_sha256", "")
    at = saying.moment(draw.get("at", ""))
    by = saying.name_of(content, draw.get("by", "")) or _spoken(draw.get("by", ""))
    first = [
        f"总体{_counted(draw['population'])}" if draw.get("population") else "",
        f"总体摘要{digest[:8]}" if digest else "",
        f"抽取{_counted(draw['n'])}" if draw.get("n") else "",
    ]
    second = [
        f"第{draw['attempt']}次抽取" if draw.get("attempt") else "",
        clock_zh(at) if at else "",
        f"{by}操作" if by else "",
    ]
    facts = "；".join(part for part in (f"方法{method}", _join(first), _join(second)) if part)
    lines = [f"随机抽取{draw.get('what', '')}：{facts}。"]
    if draw.get("seed"):
        origin = {"assignment": "（检查任务所附）", "local": "（现场生成）"}.get(
            draw.get("origin", ""), ""
        )
        lines.append(f"种子{draw['seed']}{origin}。按公开方法可以复算。")
    return lines


def _counted(text: str) -> str:
    return f"{text}个" if text.isdigit() else text


def _join(parts: Sequence[str]) -> str:
    return "，".join(part for part in parts if part)


def _spoken(by: str) -> str:
    """Return `by` if it is a name; a person id is not printed."""
    return by if by and all(character > "\u2e7f" for character in by) else ""


def _halved(name: str) -> str:
    if len(name) < 4:
        return name
    at = _split(name)
    return max(name[:at], name[at:], key=len)


def _split(name: str) -> int:
    """Return where a head is cut in two: near its middle, rather after a joining word."""
    middle = (len(name) + 1) // 2
    near = (middle, middle - 1, middle + 1)
    return next((at for at in near if name[at - 1] in "与和及或的、"), middle)


def _widths(sample: SampleTable, fonts: FontSet) -> list[float]:
    """Return column widths in points, the running number first; together the measure."""
    columns = ("序", *sample.columns)
    preset = _PRESET.get(sample.code, ())
    rows = [(str(at + 1), *row) for at, row in enumerate(sample.rows)]
    needed = []
    for at, name in enumerate(columns):
        head = fonts.width(_HEAD.face, _halved(name), _HEAD.size)
        cells = [fonts.width(_CELL.face, row[at], _CELL.size) for row in rows] or [0.0]
        needed.append(max(head, 14.0, *cells) + 2 * _PAD)
    if len(preset) == len(columns):
        set_widths = [width * MM for width in preset]
        if all(need <= width + 0.5 for need, width in zip(needed, set_widths, strict=True)):
            return set_widths
    spare = MEASURE - sum(needed)
    if spare >= 0:
        share = spare / (len(needed) - 1) if len(needed) > 1 else spare
        return [needed[0], *(need + share for need in needed[1:])] if len(needed) > 1 else [MEASURE]
    return _shared(needed)


def _shared(needed: Sequence[float]) -> list[float]:
    """Return widths when not every column can have one line: narrow ones keep what they need."""
    kept: dict[int, float] = {}
    while True:
        room, open_columns = MEASURE - sum(kept.values()), len(needed) - len(kept)
        fair = room / open_columns
        fitting = [at for at, need in enumerate(needed) if at not in kept and need <= fair]
        if not fitting:
            return [kept.get(at, fair) for at in range(len(needed))]
        kept |= {at: needed[at] for at in fitting}
