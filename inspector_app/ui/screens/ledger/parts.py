"""Parts of the ledger page: a unit with what was searched marked, one moment of its history.

Shown by the page; they know no service.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.components.lamps import Lamp, paint_lamp
from inspector_app.ui.components.paint import draw_text
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.theme import Look


class UnitRow(PressRow):
    """A unit in the list: its name, kind and address; what was searched stands on `mark`."""

    def __init__(self, look: Look, name: str, line: str, note: str, searched: str) -> None:
        """Show a unit; `note` stands at the right."""
        super().__init__(look, f"{name} {line} {note}", 66, token="bg")
        self._name, self._text, self._note, self._searched = name, line, note, searched
        self.setFixedHeight(look.px(66))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        self.paint_ground(painter)
        left, right = float(look.px(16)), float(self.width() - look.px(16))
        if self._note:
            wide = look.width_of(self._note, 13) + 1
            place = QRectF(right - wide, look.px(12), wide, look.px(22))
            draw_text(painter, place, self._note, look.font(13), look.color("ink2"))
        for text, top, size, weight, tone in (
            (self._name, 10, 15, 600, "ink"),
            (self._text, 35, 13, 400, "ink2"),
        ):
            note = float(look.width_of(self._note, 13) + look.px(12)) if self._note else 0.0
            end = right - (note if top == 10 else 0)
            font = look.font(size, weight)
            place = QRectF(left, look.px(top), end - left, look.px(21))
            self._mark(painter, place, text, QFontMetrics(font))
            draw_text(painter, place, text, font, look.color(tone))

    def _mark(self, painter: QPainter, place: QRectF, text: str, metrics: QFontMetrics) -> None:
        at = text.casefold().find(self._searched.casefold()) if self._searched else -1
        if at < 0:
            return
        start = place.left() + metrics.horizontalAdvance(text[:at])
        wide = float(metrics.horizontalAdvance(text[at : at + len(self._searched)]))
        wide = min(wide, place.right() - start)
        if wide > 0:
            hit = QRectF(start, place.top(), wide, place.height())
            painter.fillRect(hit, self._look.color("mark"))


class Axis(QWidget):
    """The line of time with the lamp of one moment on it."""

    def __init__(self, look: Look, lamp: Lamp, *, first: bool, last: bool) -> None:
        """Show a lamp; the line ends at the first and the last."""
        super().__init__()
        self._look, self._lamp, self._first, self._last = look, lamp, first, last
        self.setFixedWidth(look.px(20))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        middle, side = self.height() / 2, look.px(18)
        x = self.width() / 2 - 1
        line = look.color("line")
        if not self._first:
            painter.fillRect(QRectF(x, 0, 2, middle - side / 2), line)
        if not self._last:
            painter.fillRect(QRectF(x, middle + side / 2, 2, self.height()), line)
        place = QRectF((self.width() - side) / 2, middle - side / 2, side, side)
        paint_lamp(painter, self._lamp, place, look)
