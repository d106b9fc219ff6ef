"""Small building blocks: a set line as runs, a paragraph as rows, a text fitted into a cell.

Called by the block modules of this room. Must never place anything by the width of ink or codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from inspector_app.services.documents.breaking import Line, Span, break_text, set_line
from inspector_app.services.documents.flow import LEFT, MEASURE, Row
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import BLACK, GREY, Face, Item, Run

NOTHING = "／"  # what an empty field shows, so that nothing can be added to it later
_SENTENCE = 16  # characters
_ASCENT = 0.86  # of the em, where hanzi stand between the lines of a row


@dataclass(frozen=True, slots=True)
class Style:
    """Face, size and shade of a text."""

    face: Face
    size: float
    grey: float = BLACK

    def span(self, text: str) -> Span:
        """Return `text` in this style."""
        return Span(text, self.face, self.size, self.grey)


def runs_of(line: Line, x: float, baseline: float) -> tuple[Run, ...]:
    """Return a line's pieces from `x` on a baseline."""
    return tuple(
        Run(x + piece.x, baseline, piece.text, piece.font, piece.size, piece.grey, piece.spacing)
        for piece in line.pieces
    )


def baseline_in(height: float, size: float) -> float:
    """Return the baseline that centres hanzi of `size` in a strip of `height`."""
    return (height - size) / 2 + size * _ASCENT


def text_at(
    text: str, style: Style, x: float, baseline: float, fonts: FontSet, *, align: str = "left"
) -> tuple[Run, ...]:
    """Return one line of text at, centred on, or ending at `x` (`left`, `centre`, `right`)."""
    line = set_line([style.span(text)], fonts)
    shift = {"left": 0.0, "centre": line.width / 2, "right": line.width}[align]
    return runs_of(line, x - shift, baseline)


def tracked(
    text: str, style: Style, centre: float, baseline: float, tracking: float, fonts: FontSet
) -> tuple[Run, ...]:
    """Return one centred line with `tracking` em between its characters."""
    extra = tracking * style.size
    x = centre - (fonts.width(style.face, text, style.size) + extra * (len(text) - 1)) / 2
    runs = []
    for font, group in groupby(text, lambda one: fonts.find(style.face, one)[0]):
        part = "".join(group)
        runs.append(Run(x, baseline, part, font, style.size, style.grey, extra))
        x += fonts.width(style.face, part, style.size) + extra * len(part)
    return tuple(runs)


def paragraph(
    spans: Sequence[Span],
    leading: float,
    fonts: FontSet,
    *,
    indent: float = 24.0,
    before: float = 0.0,
    keep_last: bool = False,
) -> list[Row]:
    """Return a paragraph's lines as rows, never one line alone on a page.

    Args:
        leading: Distance of the baselines, points.
        keep_last: Whether the next row must stay with the last lines.
    """
    lines = break_text(spans, MEASURE, fonts, indent=indent)
    size = spans[0].size if spans else 12.0
    base = baseline_in(leading, max(size, 12.0))
    rows = []
    for at, line in enumerate(lines):
        first, last = at == 0, at == len(lines) - 1
        tied = (first and not last) or at == len(lines) - 2
        rows.append(
            Row(
                leading,
                runs_of(line, LEFT + (indent if first else 0.0), base),
                line.text,
                before=before if first else 0.0,
                keep=tied or (keep_last and last),
                runs_on=not first,
                lift=(leading - size) / 2,
            )
        )
    return rows


def cell_lines(
    text: str, style: Style, width: float, fonts: FontSet, *, sizes: Sequence[float] = ()
) -> tuple[float, tuple[Line, ...]]:
    """Return a size and the lines that fill a cell: one line if a size allows it, else broken.

    Args:
        width: Room in the cell, points.
        sizes: Sizes to try, largest first; the last one is used when the text needs lines.
    """
    for size in sizes or (style.size,):
        if "\n" in text:
            break
        line = set_line([replace(style, size=size).span(text)], fonts)
        if line.width <= width + 0.01:
            return size, (line,)
    size = (sizes or (style.size,))[-1]
    small = replace(style, size=size)
    parts = [
        break_text([small.span(part)], width, fonts, justified=False) for part in text.split("\n")
    ]
    return size, tuple(line for part in parts for line in part)


def cell(
    text: str,
    style: Style,
    box: tuple[float, float, float],
    fonts: FontSet,
    *,
    align: str = "centre",
    sizes: Sequence[float] = (),
    pad: float = 4.0,
    lead: float = 1.25,
) -> tuple[Item, ...]:
    """Return a cell's text, centred in height; an empty text becomes ／ in grey.

    Args:
        box: Left edge, width and height of the cell, points; y starts at 0.
        lead: Line distance as a multiple of the size, for more than one line.
    """
    x, width, height = box
    if not text:
        text, style = NOTHING, replace(style, grey=GREY)
    size, lines = cell_lines(text, style, width - 2 * pad, fonts, sizes=sizes)
    if len(lines) > 1 and len(text) > _SENTENCE:
        align = "left"  # a sentence in several lines reads badly when centred
    step = size * lead
    top = (height - step * len(lines)) / 2
    items: list[Item] = []
    for at, line in enumerate(lines):
        base = top + step * at + baseline_in(step, size)
        start = {"left": x + pad, "centre": x + (width - line.width) / 2}[align]
        items.extend(runs_of(line, start, base))
    return tuple(items)


def cell_height(
    text: str,
    style: Style,
    width: float,
    fonts: FontSet,
    *,
    sizes: Sequence[float] = (),
    pad: float = 4.0,
    lead: float = 1.25,
) -> float:
    """Return the height a cell's text needs, points, with some air."""
    size, lines = cell_lines(text or NOTHING, style, width - 2 * pad, fonts, sizes=sizes)
    return len(lines) * size * lead + (3.5 if len(lines) == 1 else 6.0)
