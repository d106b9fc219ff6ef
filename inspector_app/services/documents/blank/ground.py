"""What the rows of a blank form share: texts in one language, numbers, fonts, text set in rows.

Made once for each blank form by `compose`. Must never look at an answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from inspector_app.errors import KnownError
from inspector_app.services.documents.blank.words import word
from inspector_app.services.documents.breaking import Line, break_text
from inspector_app.services.documents.flow import LEFT, MEASURE, Row
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import DARK, GREY, MM, Face, Item
from inspector_app.services.documents.pieces import Style, baseline_in, runs_of
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.plain import PlainForm, PlainNode, Texts, Wording

BODY, LABEL = Style(Face.SONG, 10.5), Style(Face.SONG, 10)
SMALL, QUIET = Style(Face.HEI, 8, DARK), Style(Face.HEI, 8, GREY)
NUMBER = Style(Face.HEI_BOLD, 10)
SPOKEN = Style(Face.KAI, 10.5)
INDENT = 19 * MM
"""Where questions begin; the number stands left of it."""

_PICTURES = ("So", "Sk", "Cf", "Mn", "Co")  # symbols, modifiers, joiners, variation selectors
_SLOT = re.compile(r"\{[^{}]*\}")
_MARKS = re.compile(r"(?m)^#+ *|\*\*|__|</?span[^>]*>")


@dataclass(slots=True)
class Ground:
    """Surroundings of one blank form.

    Attributes:
        language: Language of the form; zh: whether the printed words are Chinese.
        cite: Law keys to printed citations.
        numbers: Number or code of a question by its path.
        annexes: Long choice lists that were referred to, by name, in order.
    """

    plain: PlainForm
    language: str
    zh: bool
    fonts: FontSet
    cite: Callable[[str], str]
    numbers: dict[str, str] = field(default_factory=dict)
    annexes: dict[str, PlainNode] = field(default_factory=dict)
    wording: Wording = field(init=False)

    def __post_init__(self) -> None:
        """Number the questions and prepare the wording of conditions."""
        self._count()
        self.wording = Wording(self.plain, self.language, chinese=self.zh, naming=self.called)

    def word(self, key: str, **slots: object) -> str:
        """Return a printed word."""
        return word(key, zh=self.zh, **slots)

    def text(self, texts: Texts) -> str:
        """Return a text in the form's language, else in any other; slots become blanks."""
        found = texts.get(self.language) or next((one for one in texts.values() if one), "")
        return self.printable(_SLOT.sub("____", _MARKS.sub("", found)).strip())

    def printable(self, text: str) -> str:
        """Leave out pictures no font has (emoji, joiners); a letter no font has is told."""
        if text.isascii():
            return text
        return "".join(one for one in text if not self._is_picture(one)).strip()

    def _is_picture(self, character: str) -> bool:
        if unicodedata.category(character) not in _PICTURES:
            return False
        try:
            self.fonts.find(Face.SONG, character)
        except KnownError:
            return True
        return False

    def label(self, node: PlainNode) -> str:
        """Return a question's label, its name when it has none."""
        return self.text(node.labels) or node.name

    def called(self, schema: SchemaNode) -> str:
        """Return how a condition names a question: by its number on this paper."""
        node = self.plain.nodes.get(schema.path)
        if node is None:
            return schema.name
        label = _short(self.label(node))
        quoted = f"“{label}”" if self.zh else f'"{label}"'
        own = self.numbers.get(node.path, "")
        if own:
            if "code" in node.insp:
                return own
            return self.word("item", n=own) + (quoted if self.zh else f" {quoted}")
        above = node.parent
        while above is not None:
            number = self.numbers.get(above.path, "")
            if number:
                return f"{number} {quoted}" if not self.zh else f"{number}{quoted}"
            above = above.parent
        return quoted

    def lines(self, text: str, style: Style, width: float, *, tidy: bool = False) -> list[Line]:
        """Return a text broken at `width`, its own line feeds kept."""
        text = self.printable(text)
        return [
            line
            for part in text.split("\n")
            if part.strip()
            for line in break_text([style.span(part.strip())], width, self.fonts, justified=tidy)
        ]

    def rows(
        self,
        text: str,
        style: Style,
        *,
        x: float = LEFT + INDENT,
        right: float = LEFT + MEASURE,
        before: float = 0.0,
        lead: float = 1.42,
        keep: bool = False,
    ) -> list[Row]:
        """Return a text as rows from `x`; the first stands `before` points below what is above."""
        step = style.size * lead
        found = []
        for at, line in enumerate(self.lines(text, style, right - x)):
            base = baseline_in(step, style.size)
            items = runs_of(line, x, base)
            found.append(Row(step, items, line.text, before=0.0 if at else before, keep=keep))
        return found

    def _count(self) -> None:
        running = 0
        for node in self.plain.root.walk():
            code = node.insp.get("code", "")
            if code:
                self.numbers[node.path] = code
            elif is_asked(node) and not _numbered_above(node) and node.kind != "note":
                running += 1
                self.numbers[node.path] = str(running)


def is_asked(node: PlainNode) -> bool:
    """Tell whether a row is something people answer or read."""
    return node.kind not in ("group", "repeat", "value")


def joined(rows: Sequence[Row], limit: float) -> list[Row]:
    """Keep rows on one page when together they are not higher than `limit` points."""
    if sum(row.before + row.height for row in rows) > limit:
        return list(rows)
    return [replace(row, keep=row.keep or at < len(rows) - 1) for at, row in enumerate(rows)]


def row_of(height: float, items: Sequence[Item], text: str = "", **more: float) -> Row:
    """Return one strip."""
    return Row(height, tuple(items), text, before=more.get("before", 0.0))


def _numbered_above(node: PlainNode) -> bool:
    above = node.parent
    while above is not None:
        if above.insp.get("code") or above.kind == "repeat":
            return True
        above = above.parent
    return False


def _short(label: str) -> str:
    flat = " ".join(label.split())
    return flat if len(flat) <= 24 else f"{flat[:23]}…"
