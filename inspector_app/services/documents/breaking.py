"""Break Chinese text into justified lines.

Called by every layout module here. Chooses all breaks of a paragraph together, so that no line is
visibly loose; keeps numbers with their units, dates, document numbers, Latin words and paired dots
and dashes whole; sets marks half-width beside each other and at the ends of a line. Must never put
a mark where a line may not start or end, nor leave a single character on the last line.

Source: 中文排版需求 (CLREQ) for the sets and the squeezing; the lists of unbreakable runs are ours.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from inspector_app.errors import KnownError
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import BLACK, Face

_OPENING = frozenset("（〔［｛《〈「『【〖“‘")
_CLOSING = frozenset("）〕］｝》〉」』】〗”’，。、；：？！")
_ALWAYS_HALF = frozenset("〔〕“”‘’")
NO_START = _CLOSING | frozenset("·・…—～％‰℃°%,.;:!?)]}／/")
NO_END = _OPENING | frozenset("￥$#([{")
_NUMERAL = "[0-9一二三四五六七八九十百千]+"
_WHOLE = re.compile(
    r"\d+月\d+日|\d+年\d+月(?!\d)|\d+时\d+分(?:\d+秒)?"
    rf"|第{_NUMERAL}[\u4e00-\u9fff]"
    r"|(?:照片|文件|录像|附件|表|图)\d+"
    r"|〔\d{2,4}〕(?:第?\d+号)?|答：.|问：.|……|——|摘要[0-9a-f]+"
)
_LONG_WORD = re.compile("[!-~]{22,}")  # may be cut: a digest, an address
_STRETCH = 0.07  # em a gap may open before a line looks loose
_LOOSEST = 0.72  # share of the measure below which a break is not even tried
_CUT = 1e6  # cost of cutting a word: only when nothing else fits


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one face and size; the text holds no line feed. Rigid text is never spread."""

    text: str
    face: Face = Face.SONG
    size: float = 12.0
    grey: float = BLACK
    rigid: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a line that stand at even distances; x from the line's left edge, points."""

    x: float
    text: str
    font: str
    size: float
    grey: float
    spacing: float


@dataclass(frozen=True, slots=True)
class Line:
    """One set line; `width` is what it takes, without the first-line indent."""

    pieces: tuple[Piece, ...]
    width: float
    text: str


@dataclass(slots=True)
class _Glyph:
    character: str
    font: str
    size: float
    grey: float
    width: float  # as the font has it
    lead: float  # blank that may go at its left
    trail: float  # blank that may go at its right
    rigid: bool
    cut_lead: float = 0.0
    cut_trail: float = 0.0

    @property
    def set_width(self) -> float:
        return self.width - self.cut_lead - self.cut_trail


def break_text(
    spans: Sequence[Span],
    measure: float,
    fonts: FontSet,
    *,
    indent: float = 0.0,
    justified: bool = True,
) -> tuple[Line, ...]:
    """Return the lines of one paragraph.

    Args:
        measure: Width of a full line, points.
        indent: Room left free before the first line, points.
        justified: Whether all lines but the last are spread to the measure.
    Raises:
        KnownError: `documents.glyph-missing`.
    """
    glyphs = _glyphs(spans, fonts)
    if not glyphs:
        return ()
    _squeeze(glyphs)
    text = "".join(glyph.character for glyph in glyphs)
    costs = _allowed(text)
    ends = (
        _choose(glyphs, costs, measure, indent)
        or _choose(glyphs, _forced(text, costs), measure, indent, loosest=0.0)
        or list(range(1, len(glyphs) + 1))  # a measure of a character or two
    )
    lines = []
    start = 0
    for end in ends:
        room = measure - (indent if start == 0 else 0.0)
        lines.append(_set(glyphs, start, end, room, justified and end < len(glyphs)))
        start = end
    return tuple(lines)


def set_line(spans: Sequence[Span], fonts: FontSet) -> Line:
    """Return the text as one line at its natural width, however long."""
    glyphs = _glyphs(spans, fonts)
    _squeeze(glyphs)
    return _set(glyphs, 0, len(glyphs), float("inf"), spread=False)


def _glyphs(spans: Sequence[Span], fonts: FontSet) -> list[_Glyph]:
    glyphs = []
    for span in spans:
        for character in span.text:
            if character.isspace() and character != "\u3000":
                character = " "
            try:
                font, em = fonts.find(span.face, character)
            except KnownError:
                fonts.require(span.text)  # says the same with the words around it
                raise
            full = em >= 0.9
            half = span.size / 2
            glyph = _Glyph(
                character,
                font,
                span.size,
                span.grey,
                em * span.size,
                lead=half if full and character in _OPENING else 0.0,
                trail=half if full and character in _CLOSING else 0.0,
                rigid=span.rigid,
            )
            if character in _ALWAYS_HALF:
                glyph.cut_lead, glyph.cut_trail = glyph.lead, glyph.trail
            glyphs.append(glyph)
    return glyphs


def _squeeze(glyphs: list[_Glyph]) -> None:
    """Take half an em out between marks that stand beside each other."""
    for left, right in pairwise(glyphs):
        if left.trail and (right.lead or right.trail):
            left.cut_trail = left.trail
        elif left.lead and right.lead:
            right.cut_lead = right.lead


def _allowed(text: str) -> list[float | None]:
    """Return for each character the cost of ending a line after it; None where it must not."""
    costs: list[float | None] = [None] * len(text)
    for at, (here, after) in enumerate(pairwise(text)):
        free = (
            after != " "
            and here not in NO_END
            and after not in NO_START
            and not (_latin(here) and _latin(after))
            and not (here.isdigit() and here.isascii() and "\u4e00" <= after <= "\u9fff")
        )
        if here == " " or free:
            costs[at] = 0.0
    for match in _WHOLE.finditer(text):
        for at in range(match.start(), match.end() - 1):
            costs[at] = None
    for match in _LONG_WORD.finditer(text):
        for at in range(match.start() + 3, match.end() - 4):
            costs[at] = _CUT
    costs[-1] = 0.0
    return costs


def _forced(text: str, costs: list[float | None]) -> list[float | None]:
    """Return costs that cut words where some word is wider than the measure, marks last of all."""
    return [
        _CUT * (100 if here in NO_END or after in NO_START else 1) if cost is None else cost
        for here, after, cost in zip(text, text[1:] + " ", costs, strict=True)
    ]


def _latin(character: str) -> bool:
    return (
        character < "\u2e80"
        and character != " "
        and character not in _OPENING
        and character not in _CLOSING
        and character not in "…—"
    )


def _choose(
    glyphs: list[_Glyph],
    costs: list[float | None],
    measure: float,
    indent: float,
    loosest: float = _LOOSEST,
) -> list[int]:
    """Return where lines end (exclusive), all breaks weighed together; none if nothing fits."""
    total = len(glyphs)
    edges = [0.0, *accumulate(glyph.set_width for glyph in glyphs)]
    slack = [0.0, *accumulate(_slack(glyph) for glyph in glyphs)]
    best: list[tuple[float, int] | None] = [None] * (total + 1)
    best[0] = (0.0, 0)
    for start in range(total):
        reached = best[start]
        if reached is None:
            continue
        room = measure - (indent if start == 0 else 0.0)
        base = edges[start] + glyphs[start].lead - glyphs[start].cut_lead
        first = max(start + 1, bisect_left(edges, base + room * loosest))
        found = _try_ends(glyphs, costs, edges, slack, best, start, first, base, room, reached[0])
        if not found and first > start + 1:
            _try_ends(glyphs, costs, edges, slack, best, start, start + 1, base, room, reached[0])
    if best[total] is None:
        return []
    ends = []
    at = total
    while at:
        ends.append(at)
        step = best[at]
        at = step[1] if step else 0
    return ends[::-1]


def _try_ends(
    glyphs: list[_Glyph],
    costs: list[float | None],
    edges: list[float],
    slack: list[float],
    best: list[tuple[float, int] | None],
    start: int,
    first: int,
    base: float,
    room: float,
    so_far: float,
) -> bool:
    total = len(glyphs)
    found = False
    candidates = range(first, total + 1) if first <= total else range(total, total + 1)
    for end in candidates:
        last = glyphs[end - 1]
        width = edges[end] - base - (last.trail - last.cut_trail)
        if last.character == " ":
            width -= last.set_width
        give = slack[end] - slack[start]
        if width - give > room:
            break
        penalty = costs[end - 1]
        if penalty is None:
            continue
        if end == total:
            short = _short(glyphs, start, end)
            cost = (1e4 if short and start else 0.0) + (0.0 if width <= room else 8.0)
        elif width <= room:
            ratio = (room - width) / max(1e-6, (end - start - 1) * _STRETCH * last.size)
            cost = 1.0 + ratio**3
        else:
            cost = 1.0 + ((width - room) / give) ** 3
        cost += so_far + penalty
        known = best[end]
        if known is None or cost < known[0]:
            best[end] = (cost, start)
        found = True
    return found


def _short(glyphs: list[_Glyph], start: int, end: int) -> bool:
    """Tell whether a last line would hold fewer than two characters."""
    return sum(1 for glyph in glyphs[start:end] if glyph.character not in NO_START) < 2


def _slack(glyph: _Glyph) -> float:
    """Return how much a glyph can give way inside a line."""
    if glyph.rigid:
        return 0.0
    if glyph.character == " ":
        return glyph.width / 3
    return (glyph.lead - glyph.cut_lead + glyph.trail - glyph.cut_trail) / 2


def _set(glyphs: list[_Glyph], start: int, end: int, room: float, spread: bool) -> Line:
    """Place the glyphs of one line."""
    text = "".join(glyph.character for glyph in glyphs[start:end])
    while end - start > 1 and glyphs[end - 1].character == " ":
        end -= 1
    line = glyphs[start:end]
    if not line:
        return Line((), 0.0, text)
    leads = [glyph.cut_lead for glyph in line]
    trails = [glyph.cut_trail for glyph in line]
    leads[0], trails[-1] = line[0].lead, line[-1].trail
    width = sum(g.width - a - b for g, a, b in zip(line, leads, trails, strict=True))
    extra = [0.0] * len(line)
    if width > room + 1e-6:
        give = sum(_slack(glyph) for glyph in line[1:-1])
        share = min(1.0, (width - room) / give) if give else 0.0
        for at in range(1, len(line) - 1):
            glyph = line[at]
            if glyph.rigid:
                continue
            leads[at] += share * (glyph.lead - leads[at]) / 2
            trails[at] += share * (glyph.trail - trails[at]) / 2
            if glyph.character == " ":
                extra[at] = -share * glyph.width / 3
    elif spread and room < float("inf"):
        gaps = [at for at in range(len(line) - 1) if _opens(line[at], line[at + 1])]
        if len(gaps) < len(line) // 6:  # a line filled by one long word: spread that too
            gaps = [at for at in range(len(line) - 1) if not line[at].rigid]
        if gaps:
            for at in gaps:
                extra[at] = (room - width) / len(gaps)
    pieces, pen = _pieces(line, leads, trails, extra)
    return Line(pieces, pen, text)


def _opens(left: _Glyph, right: _Glyph) -> bool:
    """Tell whether a justified line may open a gap between two glyphs."""
    if left.rigid or (_latin(left.character) and _latin(right.character)):
        return False
    return not (left.character == right.character and left.character in "…—")


def _pieces(
    line: list[_Glyph], leads: list[float], trails: list[float], extra: list[float]
) -> tuple[tuple[Piece, ...], float]:
    pieces: list[Piece] = []
    pen = 0.0
    begin, spacing, before = 0.0, None, 0.0  # of the piece being gathered
    gathered: list[_Glyph] = []

    def close() -> None:
        if gathered:
            text = "".join(glyph.character for glyph in gathered)
            head = gathered[0]
            pieces.append(Piece(begin, text, head.font, head.size, head.grey, spacing or 0.0))

    for glyph, lead, trail, more in zip(line, leads, trails, extra, strict=True):
        x = pen - lead
        if gathered:
            head = gathered[0]
            gap = x - before
            same = (head.font, head.size, head.grey) == (glyph.font, glyph.size, glyph.grey)
            fits = -0.01 <= gap <= head.size / 3 if spacing is None else abs(gap - spacing) < 0.005
            if same and fits:
                spacing = gap if spacing is None else spacing
                gathered.append(glyph)
            else:
                close()
                gathered, begin, spacing = [glyph], x, None
        else:
            gathered, begin = [glyph], x
        before = x + glyph.width
        pen += glyph.width - lead - trail + more
    close()
    return tuple(pieces), pen
