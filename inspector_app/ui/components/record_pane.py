"""The record as it will be printed, serif on paper: beside the questions, when the party reads.

Shows text only; it never edits. Lines that just changed stand on `mark` with a bar beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from inspector_app.ui.theme import Look


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of the pane.

    Attributes:
        heading: Bold and without indent.
        fresh: Written by the answer in work: marked, and scrolled to.
        indent: First line set in by two hanzi.
    """

    text: str
    heading: bool = False
    fresh: bool = False
    indent: bool = False


class RecordPane(QTextEdit):
    """Read-only paper."""

    def __init__(self, look: Look, size: int = 15, leading: int = 25, margin: int = 20) -> None:
        """Make an empty sheet; `leading` is the height of a line, px before scaling."""
        super().__init__()
        self._look, self._size, self._leading = look, size, leading
        self._passages: tuple[Passage, ...] = ()
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(look.px(margin))
        self.setStyleSheet(f"QTextEdit {{ background: {look.hex('paper')}; border: none; }}")

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What is shown."""
        return self._passages

    def set_type(self, size: int, leading: int) -> None:
        """Write in another size, px before scaling."""
        if (size, leading) != (self._size, self._leading):
            self._size, self._leading = size, leading
            passages, self._passages = self._passages, ()
            self.show_passages(passages)

    def show_passages(self, passages: Sequence[Passage]) -> None:
        """Show a text; keeps the place unless something fresh is outside the view."""
        if tuple(passages) == self._passages:
            return
        bar = self.verticalScrollBar()
        place = bar.value()
        self._passages = tuple(passages)
        look = self._look
        self.clear()
        cursor = QTextCursor(self.document())
        fresh = -1
        spans: list[tuple[int, int]] = []
        for n, passage in enumerate(passages):
            block = QTextBlockFormat()
            kind = QTextBlockFormat.LineHeightTypes.FixedHeight.value
            block.setLineHeight(look.px(self._leading), kind)
            if passage.heading and n:
                block.setTopMargin(look.px(8))
            if passage.indent:
                block.setTextIndent(look.px(self._size) * 2)
            if passage.fresh and fresh < 0:
                fresh = cursor.position()
            char = QTextCharFormat()
            char.setFont(look.font(self._size, 600 if passage.heading else 400, serif=True))
            char.setForeground(look.color("ink"))
            if n:
                cursor.insertBlock(block, char)
            else:
                cursor.setBlockFormat(block)
                cursor.setBlockCharFormat(char)
            start = cursor.position()
            cursor.insertText(passage.text, char)
            if passage.fresh:
                spans.append((start, cursor.position()))
        # made last: a cursor that stands at the end would grow with what is inserted there
        self.setExtraSelections([self._mark(*span) for span in spans])
        bar.setValue(place)
        if fresh >= 0:
            at = QTextCursor(self.document())
            at.setPosition(fresh)
            self.setTextCursor(at)
            self.ensureCursorVisible()

    def _mark(self, start: int, end: int) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        place = QTextCursor(self.document())
        place.setPosition(start)
        place.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        form = QTextCharFormat()
        form.setBackground(self._look.color("mark"))
        form.setProperty(QTextFormat.Property.FullWidthSelection, True)
        mark.cursor, mark.format = place, form
        return mark

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = self._look
        layout = self.document().documentLayout()
        painter = QPainter(self.viewport())
        shift = self.verticalScrollBar().value()
        block = self.document().begin()
        for passage in self._passages:
            if not block.isValid():
                break
            if passage.fresh:
                rect = layout.blockBoundingRect(block).translated(0, -shift)
                painter.fillRect(
                    QRectF(0, rect.top(), look.px(3), rect.height()), look.color("warn")
                )
            block = block.next()
