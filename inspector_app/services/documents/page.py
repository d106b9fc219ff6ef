"""The engine-neutral page: positioned runs, rules, pictures, ink boxes and code boxes.

The layout modules of this room fill pages, `pdf.py` draws them. Lengths are points (1/72 inch), y
grows downwards from the top of an A4 page. Must never know a PDF library: a second engine could
draw the same pages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
BLACK, DARK, GREY, PALE = 0.0, 0.25, 0.42, 0.92
"""Shades of grey, 0 black to 1 white; meaning is never carried by shade alone."""


class Face(Enum):
    """The type faces of the documents, by their role."""

    SONG = "song"  # body
    SONG_BOLD = "song-bold"  # titles, deviating values
    HEI = "hei"  # labels, notes
    HEI_BOLD = "hei-bold"  # headings
    KAI = "kai"  # spoken words


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font file, set from a point on the baseline.

    Attributes:
        font: Name of the font file within the font set.
        spacing: Extra space after every character, points.
    """

    x: float
    y: float
    text: str
    font: str
    size: float
    grey: float = BLACK
    spacing: float = 0.0
    angle: float = 0.0  # degrees, anticlockwise


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line; `dash` is (on, off) in points."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    grey: float = BLACK
    dash: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """An unfilled rectangle."""

    x: float
    y: float
    width: float
    height: float
    line: float
    grey: float = BLACK
    dash: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle; only the strip under a photo and paper-white grounds use it."""

    x: float
    y: float
    width: float
    height: float
    grey: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG by its digest, fitted into its box without cropping."""

    x: float
    y: float
    width: float
    height: float
    sha256: str


@dataclass(frozen=True, slots=True)
class InkBox:
    """Room for a handwritten signature; strokes are fitted into it, scaled evenly.

    Attributes:
        who: Key of the record's ink, `party`, `officer-1` ...
        centred: Whether the ink stands in the middle of the box; else at its left edge.
        weight: Factor on the stroke width; the small signatures under each page use less.
    """

    x: float
    y: float
    width: float
    height: float
    who: str
    centred: bool = True
    weight: float = 1.0


class CodeKind(Enum):
    """What a code box holds once the record is sealed."""

    PAGE = "page"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class CodeBox:
    """Room for a QR code with its quiet zone; `flush` moves its black edge to the box's right."""

    x: float
    y: float
    size: float
    kind: CodeKind
    flush: bool = False


class StampSlot(Enum):
    """Texts that exist only after sealing."""

    CHECK_CODE = "check-code"
    SEALED_AT = "sealed-at"


@dataclass(frozen=True, slots=True)
class StampText:
    """Room for a text known only after sealing; centred texts have their middle at x."""

    x: float
    y: float
    slot: StampSlot
    face: Face
    size: float
    grey: float = BLACK
    spacing: float = 0.0
    centred: bool = False


Item: TypeAlias = Run | Rule | Frame | Fill | Picture | InkBox | CodeBox | StampText


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what is drawn, and the text the parties sign on it."""

    items: tuple[Item, ...]
    text: str


def moved(item: Item, dx: float, dy: float) -> Item:
    """Return the item shifted by (dx, dy)."""
    if isinstance(item, Rule):
        return replace(item, x1=item.x1 + dx, x2=item.x2 + dx, y1=item.y1 + dy, y2=item.y2 + dy)
    return replace(item, x=item.x + dx, y=item.y + dy)
