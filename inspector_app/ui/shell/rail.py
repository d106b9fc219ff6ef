"""The ink rail: the places one can always go to, by mouse, finger or Alt and a digit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from inspector_app.ui.components.paint import draw_box, draw_ring, draw_text
from inspector_app.ui.components.panel import Ground, column
from inspector_app.ui.icons import paint_icon
from inspector_app.ui.theme import Look


class RailEntry(QAbstractButton):
    """One place: icon over word."""

    def __init__(self, look: Look, name: str, icon: str, word: str, *, worded: bool = True) -> None:
        """Make an entry named `name`; without its word it is 44 px high."""
        super().__init__()
        self._look, self.name, self._icon = look, name, icon
        self.lit = False
        self._badge, self._worded = 0, worded
        self.setText(word)
        self.setAccessibleName(word)
        self.setToolTip(word)
        self.setProperty("rail", True)
        self.setFixedSize(look.px(64), look.px(58 if worded else 44))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_lit(self, lit: bool) -> None:
        """Show whether the page belongs to it."""
        self.lit = lit
        self.update()

    def set_badge(self, count: int) -> None:
        """Show a count, 0 for none."""
        self._badge = count
        self.setAccessibleName(f"{self.text()} {count}" if count else self.text())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        ink = look.color("rail_ink2")
        if self.lit:
            painter.fillRect(rect, look.color("rail_sel"))
            painter.fillRect(QRectF(0, 0, look.px(3), rect.height()), look.color("rail_mark"))
            ink = look.color("rail_on_sel")
        elif self.underMouse():
            ink = look.color("rail_ink")
        side = look.px(22)
        top = look.px(7 if self._worded else 11)
        icon = QRectF((rect.width() - side) / 2, top, side, side)
        paint_icon(painter, self._icon, icon, ink)
        center = Qt.AlignmentFlag.AlignHCenter
        if self._worded:
            below = top + side + look.px(1)
            words = QRectF(look.px(2), below, rect.width() - look.px(4), look.px(20))
            draw_text(painter, words, self.text(), look.font(13), ink, center)
        if self._badge:
            text = str(self._badge) if self._badge < 100 else "99+"
            size = look.px(18)
            width = max(size, look.width_of(text, 13) + look.px(8))
            spot = QRectF(icon.right() - look.px(3), look.px(3), width, size)
            fill = look.color("rail_mark")
            draw_box(painter, spot, size / 2, fill, look.color("rail"), 1)
            draw_text(painter, spot, text, look.font(13, 600), look.color("rail"), center)


class _Mark(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedSize(look.px(64), look.px(52))

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(64), self._look.px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        side = look.px(28)
        rect = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        color = look.color("rail_mark")
        draw_ring(painter, rect, look.px(6), color, look.px(2))
        inner = rect.adjusted(look.px(5), look.px(5), -look.px(5), -look.px(5))
        paint_icon(painter, "check", inner, color)


class Rail(Ground):
    """All entries; the last two stand at the foot."""

    chosen = Signal(str)

    def __init__(
        self,
        look: Look,
        entries: tuple[tuple[str, str, str], ...],
        foot: tuple[tuple[str, str, str], ...],
        *,
        words: bool = True,
    ) -> None:
        """Make the rail; an entry is (name, icon, word); without `words` only icons show."""
        super().__init__(look, "rail")
        self.setFixedWidth(look.px(64))
        layout = column(look, self)
        layout.addWidget(_Mark(look))
        self.entries: dict[str, RailEntry] = {}
        for group in (entries, foot):
            for name, icon, word in group:
                entry = RailEntry(look, name, icon, word, worded=words)
                entry.clicked.connect(self._on_entry_clicked)
                layout.addWidget(entry)
                self.entries[name] = entry
            if group is entries:
                layout.addStretch(1)
        layout.addSpacing(look.px(6))

    def light(self, name: str) -> None:
        """Light one entry."""
        for entry in self.entries.values():
            entry.set_lit(entry.name == name)

    def _on_entry_clicked(self) -> None:
        entry = self.sender()
        if isinstance(entry, RailEntry):
            self.chosen.emit(entry.name)
