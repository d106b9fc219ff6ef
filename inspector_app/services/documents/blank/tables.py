"""Repeats on paper: a ruled table with empty rows, or the same questions printed again.

Called by `compose.py`. A repeat of single questions becomes a table; wide ones are cut into bands
that each begin with the first column. Heads repeat on every page. Must never split a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from inspector_app.services.documents.blank.ground import (
    QUIET,
    SMALL,
    Ground,
    is_asked,
)
from inspector_app.services.documents.flow import INNER, LEFT, MEASURE, RIGHT, Row, Table
from inspector_app.services.documents.page import MM, Face, Item, Rule
from inspector_app.services.documents.pieces import Style, cell, cell_height
from inspector_app.xforms.plain import PlainNode

ROWS = 10
"""Empty rows of a table whose number nobody says."""

MOST_ROWS = 60
_HEAD, _CELL, _CAPTION = Style(Face.HEI, 9), Style(Face.SONG, 9), Style(Face.HEI_BOLD, 10.5)
_HEAD_SIZES = (9.0, 8.5, 8.0)
_SMALLEST = _HEAD_SIZES[-1]
_LONGEST = 18  # letters; a longer word of a heading may be cut
_PAD = 2.2
_ROW = 8.0 * MM
_NUMBER = 9 * MM
_WIDTHS = {
    "int": 16,
    "decimal": 18,
    "date": 26,
    "time": 18,
    "dateTime": 34,
    "geopoint": 36,
}  # mm
_CHOICE, _TEXT = 14, 16  # mm; wider where the page has room
_MOST_COLUMNS = 40
_SHARE = re.compile(r"min\(N,(?:(\d+),)?max\((\d+),(\d+)%\)\)")
_DIGITS = re.compile(r"\d+")


def is_table(node: PlainNode) -> bool:
    """Tell whether a repeat can be a table: questions only, groups at most as headings."""
    if any(
        child.kind == "repeat" or "code" in child.insp for child in node.walk() if child is not node
    ):
        return False
    return 1 <= len(_columns(node)) <= _MOST_COLUMNS


def table_rows(ground: Ground, node: PlainNode) -> list[Row]:
    """Return a repeat as ruled tables."""
    columns = _columns(node)
    rows = _caption(ground, node, columns)
    count = row_count(node)
    for number, band in enumerate(_bands(ground, columns)):
        rows += _band(ground, node, band, count, first=number == 0)
    return rows


def row_count(node: PlainNode) -> int:
    """Return how many empty rows a table gets: its count, its draw, or ten."""
    fixed = fixed_count(node)
    if fixed:
        return min(fixed, MOST_ROWS)
    draw = node.insp.get("draw", "")
    if "dates(" in draw:
        inner = draw.partition("dates(")[2].partition(")")[0]
        return max(len(inner.split(",")), 1)
    size = draw.partition("n=")[2].partition(";")[0]
    numbers = [int(one) for one in _DIGITS.findall(size.replace("10%", ""))]
    if numbers:
        return min(max(*numbers, ROWS), MOST_ROWS)
    return ROWS


def fixed_count(node: PlainNode) -> int:
    """Return the constant number of a repeat, 0 when an answer decides or nobody does."""
    count = node.rules.get("count", "")
    if count and not count.isdigit() and node.parent is not None:
        generated = f"{node.name}_count"
        beside = (one for one in node.parent.children if one.name == generated)
        count = next((one.rules.get("calculate", "") for one in beside), "")
    return int(count) if count.isdigit() else 0


def _columns(node: PlainNode) -> list[PlainNode]:
    return [
        child
        for child in node.walk()
        if child is not node and is_asked(child) and child.kind != "note"
    ]


def _caption(ground: Ground, node: PlainNode, columns: Sequence[PlainNode]) -> list[Row]:
    code = node.insp.get("table", "")
    title = " ".join(part for part in (code, ground.label(node)) if part)
    rows = ground.rows(title, _CAPTION, x=LEFT, before=3 * MM, lead=1.6, keep=True)
    hint = ground.text(node.hints)
    if hint:
        rows += ground.rows(hint, QUIET, x=LEFT, keep=True)
    when = ground.wording.condition(node.schema, "relevant")
    if when:
        rows += ground.rows(ground.word("when-group", what=when), SMALL, x=LEFT, keep=True)
    draw = node.insp.get("draw", "")
    size = draw.partition("n=")[2].partition(";")[0].strip()
    if size and "dates(" not in size:
        said = _size_in_words(ground, size)
        rows += ground.rows(ground.word("draw", what=said), QUIET, x=LEFT, keep=True)
    for said in _legend(ground, columns):
        rows += ground.rows(said, QUIET, x=LEFT, keep=True)
    return rows


def _size_in_words(ground: Ground, size: str) -> str:
    """Return how many rows are drawn in words, the rule itself where it is of another shape."""
    match = _SHARE.fullmatch(size.replace(" ", ""))
    if match is None:
        return {"all": ground.word("draw-all"), "N": ground.word("draw-all")}.get(size, size)
    most, least, share = match.groups()
    limit = ground.word("draw-most", most=most) if most else ""
    return ground.word("draw-share", share=share, least=least, most=limit)


def _legend(ground: Ground, columns: Sequence[PlainNode]) -> Iterator[str]:
    """Yield the choices of every column by number, hints and conditions."""
    seen: dict[str, list[str]] = {}
    for column in columns:
        words = [ground.text(choice.labels) or choice.value for choice in column.choices]
        if words:
            gap = "　" if ground.zh else "   "
            said = gap.join(f"{n} {word}" for n, word in enumerate(words, 1))
            note = {"select": "several", "rank": "rank"}.get(column.kind, "")
            if note:
                said += f"（{ground.word(note)}）" if ground.zh else f" ({ground.word(note)})"
            seen.setdefault(said, []).append(ground.label(column))
    mark = "：" if ground.zh else ": "
    for said, labels in seen.items():
        yield f"{('、' if ground.zh else ', ').join(labels)}{mark}{said}"
    for column in columns:
        when = ground.wording.condition(column.schema, "relevant")
        if when:
            yield f"{ground.label(column)}{mark}{ground.word('when', what=when)}"
        hint = ground.text(column.hints)
        if hint:
            yield f"{ground.label(column)}{mark}{hint}"


def _wish(ground: Ground, column: PlainNode) -> float:
    """Return the least width of a column: for its answer, and for the longest word of its head."""
    base = _CHOICE if column.choices else _WIDTHS.get(column.value_type, _TEXT)
    words = _head(ground, column).split()
    latin = [word for word in words if word.isascii() and len(word) <= _LONGEST]
    widest = max((ground.fonts.width(_HEAD.face, word, _SMALLEST) for word in latin), default=0.0)
    return max(base * MM, widest + 2 * _PAD + 1)


def _bands(ground: Ground, columns: Sequence[PlainNode]) -> Iterator[list[PlainNode]]:
    """Yield the columns that fit side by side; the first column leads every band."""
    room = MEASURE - _NUMBER
    lead = columns[0]
    band, used = [lead], _wish(ground, lead)
    for column in columns[1:]:
        need = _wish(ground, column)
        if used + need > room and len(band) > 1:
            yield band
            band, used = [lead], _wish(ground, lead)
        band.append(column)
        used += need
    yield band


def _band(
    ground: Ground, node: PlainNode, band: Sequence[PlainNode], count: int, *, first: bool
) -> list[Row]:
    wishes = [_wish(ground, column) for column in band]
    stretch = (MEASURE - _NUMBER) / sum(wishes)
    widths = [_NUMBER, *(wish * stretch for wish in wishes)]
    words = [ground.word("no"), *(_head(ground, column) for column in band)]
    height = max(
        cell_height(word, _HEAD, width, ground.fonts, sizes=_HEAD_SIZES, pad=_PAD)
        for word, width in zip(words, widths, strict=True)
    )
    height = max(height, 7 * MM)
    head = _strip(ground, words, widths, height)
    title = f"{ground.label(node)}{ground.word('again')}"
    again = tuple(ground.rows(title, _CAPTION, x=LEFT, lead=1.6))
    table = Table(caption_again=again, head_again=(head,))
    rows: list[Row] = []
    if not first:  # a band may begin a page of its own: it says whose it is
        rows += ground.rows(title, _CAPTION, x=LEFT, before=2.6 * MM, lead=1.6, keep=True)
    before = 0.6 * MM
    rows += [Row(head.height, head.items, head.text, before=before, keep=True, table=table)]
    for number in range(1, count + 1):
        strip = _strip(ground, [str(number), *[" "] * len(band)], widths, _ROW)
        keep = number == 1 or number == count - 1
        rows.append(Row(_ROW, strip.items, str(number), keep=keep and count > 1, table=table))
    return rows


def _head(ground: Ground, column: PlainNode) -> str:
    label = ground.label(column)
    unit = column.insp.get("unit", "")
    shown = f"{label}（{unit}）" if unit and ground.zh else f"{label} ({unit})" if unit else label
    return f"*{shown}" if "required" in column.rules else shown


def _strip(ground: Ground, words: Sequence[str], widths: Sequence[float], height: float) -> Row:
    items: list[Item] = [Rule(LEFT, height, RIGHT, height, INNER)]
    x = LEFT
    for word, width in zip(words, widths, strict=True):
        if word.strip():
            box = (x, width, height)
            items += cell(word, _HEAD, box, ground.fonts, sizes=_HEAD_SIZES, pad=_PAD)
        x += width
        if x < RIGHT - 1:
            items.append(Rule(x, 0, x, height, INNER))
    return Row(height, tuple(items), "\t".join(words).strip())
