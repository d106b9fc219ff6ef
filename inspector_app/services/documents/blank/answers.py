"""Room for one answer: tick boxes, ruled lines, boxes for dates, frames for photos.

Called by `questions.py`. Everything is vector: no font has ☐. Must never clip a word.
"""

from __future__ import annotations

from collections.abc import Sequence

from inspector_app.services.documents.blank.ground import BODY, QUIET, SMALL, Ground
from inspector_app.services.documents.breaking import set_line
from inspector_app.services.documents.flow import LEFT, MEASURE, Row
from inspector_app.services.documents.page import GREY, MM, Frame, Item, Rule
from inspector_app.services.documents.pieces import Style, baseline_in, runs_of, text_at
from inspector_app.xforms.plain import PlainNode

RIGHT = LEFT + MEASURE
LINE = 8.4 * MM
"""Height of a line to write on."""

MOST_CHOICES = 60
"""More are printed once, at the end."""

_TICK, _GAP, _RULE = 3.2 * MM, 1.4 * MM, 0.45
_BOX = 5.0 * MM
_DATES = {
    "date": ((4, "year"), (2, "month"), (2, "day")),
    "time": ((2, "hour"), (2, "minute")),
    "dateTime": ((4, "year"), (2, "month"), (2, "day"), (2, "hour"), (2, "minute")),
}
_MOST_STEPS = 11


def answer_rows(ground: Ground, node: PlainNode, x: float, lines: int = 1) -> list[Row]:
    """Return the rows an answer is written in, from `x` to the right margin.

    Args:
        lines: Ruled lines of a text.
    """
    if node.kind in ("select1", "select", "rank"):
        return _choices(ground, node, x)
    if node.kind == "trigger":
        return ticks(ground, [ground.word("confirm")], x)
    if node.kind == "upload":
        return [photo_row(ground, x, ground.word("attach"))]
    if node.kind == "range":
        return _range(ground, node, x)
    if node.kind == "note":
        return []
    if node.value_type in _DATES:
        return [date_row(ground, node.value_type, x)]
    if node.value_type in ("int", "decimal"):
        unit = node.insp.get("unit", "")
        return [blank_row(ground, x, min(x + 44 * MM, RIGHT), unit)]
    if node.value_type == "geopoint":
        return [_position(ground, x)]
    if "multiline" in node.appearance:
        lines = max(lines, 3)
    return [blank_row(ground, x, RIGHT) for _ in range(lines)]


def blank_row(ground: Ground, x: float, right: float, unit: str = "") -> Row:
    """Return one ruled line, with a unit behind it."""
    if unit:
        right = min(right, RIGHT - ground.fonts.width(BODY.face, unit, BODY.size) - 4)
    items: list[Item] = [Rule(x, LINE - 1.2 * MM, right, LINE - 1.2 * MM, _RULE)]
    if unit:
        items += text_at(unit, BODY, right + 2, LINE - 1.6 * MM, ground.fonts)
    return Row(LINE, tuple(items), unit)


def fits_beside(ground: Ground, node: PlainNode, x: float) -> bool:
    """Tell whether the room for an answer may begin at `x`, behind the label."""
    if node.value_type in _DATES:
        words = "".join(ground.word(key) for _, key in _DATES[node.value_type])
        boxes = sum(count for count, _ in _DATES[node.value_type])
        wide = boxes * _BOX + ground.fonts.width(BODY.face, words, BODY.size)
        return x + wide + len(_DATES[node.value_type]) * 2.4 * MM <= RIGHT
    return node.value_type != "geopoint" and x < LEFT + 0.55 * MEASURE


def ticks(
    ground: Ground,
    words: Sequence[str],
    x: float,
    *,
    style: Style = BODY,
    box: float = _TICK,
    note: str = "",
) -> list[Row]:
    """Return tick boxes with their words, as many to a row as fit."""
    rows: list[Row] = []
    items: list[Item] = []
    said: list[str] = []
    step = max(style.size * 1.62, box + 3)
    at = x
    width = RIGHT - x

    def close() -> None:
        nonlocal items, said, at
        if items:
            rows.append(Row(step, tuple(items), "  ".join(said)))
        items, said, at = [], [], x

    base = baseline_in(step, style.size)
    for word in words:
        line = set_line([style.span(word)], ground.fonts)
        need = box + _GAP + line.width
        if at > x and at + need > RIGHT:
            close()
        items.append(Frame(at, (step - box) / 2, box, box, 0.6))
        if need <= width:
            items.extend(runs_of(line, at + box + _GAP, base))
            said.append(word)
            at += need + 5.2 * MM
            continue
        inner = ground.lines(word, style, width - box - _GAP)
        for number, part in enumerate(inner):
            items.extend(runs_of(part, x + box + _GAP, base))
            said.append(part.text)
            if number < len(inner) - 1:
                rows.append(Row(step, tuple(items), part.text, keep=True))
                items, said = [], []
        close()
    if note:
        line = set_line([QUIET.span(note)], ground.fonts)
        if at > x and at + line.width > RIGHT:
            close()
        if line.width <= RIGHT - at:
            items.extend(runs_of(line, at, base))
            said.append(note)
        else:
            close()
            rows.extend(ground.rows(note, QUIET, x=x))
    close()
    return rows


def photo_row(ground: Ground, x: float, words: str) -> Row:
    """Return a frame for the numbers of photos."""
    height = 8.6 * MM
    label = set_line([SMALL.span(words)], ground.fonts)
    width = min(max(label.width + 34 * MM, 62 * MM), RIGHT - x)
    items: list[Item] = [Frame(x, 0.8 * MM, width, height - 1.6 * MM, 0.5, GREY, dash=(2, 2))]
    items += runs_of(label, x + 2 * MM, baseline_in(height, SMALL.size))
    return Row(height, tuple(items), words)


def _choices(ground: Ground, node: PlainNode, x: float) -> list[Row]:
    words = [ground.text(choice.labels) or choice.value for choice in node.choices]
    notes = {"select": ground.word("several"), "rank": ground.word("rank")}
    note = notes.get(node.kind, "")
    if not words:
        told = ground.word("listed-elsewhere")
        return [blank_row(ground, x, RIGHT), *ground.rows(told, QUIET, x=x)]
    if len(words) > MOST_CHOICES:
        name = node.choice_list or node.name
        ground.annexes.setdefault(name, node)
        told = "；".join(part for part in (ground.word("list", name=name), note) if part)
        return [blank_row(ground, x, RIGHT), *ground.rows(told, QUIET, x=x)]
    return ticks(ground, words, x, box=_BOX if node.kind == "rank" else _TICK, note=note)


def _range(ground: Ground, node: PlainNode, x: float) -> list[Row]:
    start, end = _number(node, "start", 0.0), _number(node, "end", 10.0)
    step = abs(_number(node, "step", 1.0)) or 1.0
    count = round(abs(end - start) / step) + 1
    if count <= _MOST_STEPS:
        sign = 1 if end >= start else -1
        return ticks(ground, [f"{start + sign * n * step:g}" for n in range(count)], x)
    row = blank_row(ground, x, min(x + 44 * MM, RIGHT), f"{start:g} – {end:g}")
    return [row]


def _number(node: PlainNode, key: str, fallback: float) -> float:
    try:
        return float(node.parameters.get(key, ""))
    except ValueError:
        return fallback


def date_row(ground: Ground, kind: str, x: float) -> Row:
    """Return boxes for the digits of a `date`, `time` or `dateTime`."""
    items: list[Item] = []
    at = x
    said = []
    top = (LINE - _BOX) / 2
    for count, key in _DATES[kind]:
        for _ in range(count):
            items.append(Frame(at, top, _BOX, _BOX, 0.5))
            at += _BOX
        word = ground.word(key)
        line = set_line([BODY.span(word)], ground.fonts)
        items += runs_of(line, at + 1 * MM, baseline_in(LINE, BODY.size))
        at += line.width + 2.4 * MM
        said.append(word)
    return Row(LINE, tuple(items), " ".join(said))


def _position(ground: Ground, x: float) -> Row:
    items: list[Item] = []
    said = []
    for key in ("north", "east"):
        word = ground.word(key)
        line = set_line([BODY.span(word)], ground.fonts)
        items += runs_of(line, x, LINE - 1.6 * MM)
        items.append(
            Rule(
                x + line.width + 2,
                LINE - 1.2 * MM,
                x + line.width + 38 * MM,
                LINE - 1.2 * MM,
                _RULE,
            )
        )
        x += line.width + 44 * MM
        said.append(word)
    return Row(LINE, tuple(items), " ".join(said))
