"""A box to sign in with pen, finger or mouse; gives strokes in 0.1 mm, never a picture.

Used when the party and the officers sign. Must never smooth, fill or repeat a stroke.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEventPoint,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.components.paint import draw_box
from inspector_app.ui.theme import Look

Point = tuple[int, int, int, int]
"""x, y in 0.1 mm; pressure 0..1000; milliseconds since the first point."""

_MOUSE_PRESSURE = 500


def _ticks_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class InkPad(QWidget):
    """Where somebody signs."""

    changed = Signal()
    """A stroke was finished, or the box was wiped."""

    def __init__(
        self,
        look: Look,
        *,
        name: str,
        hint: str = "",
        millimetres: tuple[int, int] = (100, 40),
        ticks_ms: Callable[[], int] = _ticks_ms,
    ) -> None:
        """Make an empty box.

        Args:
            millimetres: Size on paper; what is written is scaled to it.
            ticks_ms: Milliseconds that never run backwards; only differences count.
        """
        super().__init__()
        self._look, self._hint, self._ticks = look, hint, ticks_ms
        self.width_tenths, self.height_tenths = millimetres[0] * 10, millimetres[1] * 10
        self._strokes: list[list[Point]] = []
        self._open: list[Point] | None = None
        self._start: int | None = None
        self.setAccessibleName(name)
        self.setMinimumSize(look.px(240), look.px(96))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def strokes(self) -> tuple[tuple[Point, ...], ...]:
        """What was written."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not self._strokes

    def set_strokes(self, strokes: Sequence[Sequence[Point]]) -> None:
        """Show strokes that were stored."""
        self._strokes = [list(stroke) for stroke in strokes]
        self._open = None
        self._start = None
        self.update()

    def wipe(self) -> None:
        """Take everything away."""
        self._strokes.clear()
        self._open = None
        self._start = None
        self.update()
        self.changed.emit()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(380), self._look.px(152))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(event.position(), _MOUSE_PRESSURE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position(), _MOUSE_PRESSURE)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        pressure = round(event.pressure() * 1000)
        if event.type() == QEvent.Type.TabletPress:
            self._begin(event.position(), pressure)
        elif event.type() == QEvent.Type.TabletMove:
            self._go_on(event.position(), pressure)
        else:
            self._end()
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            points = event.points()
            if points:
                self._touch(points[0])
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_box(
            painter, QRectF(self.rect()), look.px(8), look.color("paper"), look.color("accent"), 2
        )
        base = self.height() - look.px(28)
        painter.setPen(QPen(look.color("edge"), 1))
        painter.drawLine(QPointF(look.px(24), base), QPointF(self.width() - look.px(24), base))
        if self.empty and self._open is None and self._hint:
            painter.setPen(look.color("ink3"))
            painter.setFont(look.font(13))
            place = QRectF(look.px(24), base + look.px(2), self.width() - look.px(48), look.px(22))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, self._hint)
        color = look.color("ink")
        for stroke in [*self._strokes, *([self._open] if self._open else [])]:
            self._paint_stroke(painter, stroke, color)

    def _paint_stroke(self, painter: QPainter, stroke: Sequence[Point], color: object) -> None:
        previous: QPointF | None = None
        for x, y, pressure, _ in stroke:
            point = QPointF(
                x * self.width() / self.width_tenths, y * self.height() / self.height_tenths
            )
            width = self._look.px(1.2 + pressure / 1000 * 3.2)
            pen = QPen(color, max(width, 1))  # type: ignore[call-overload]
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            if previous is None:
                painter.drawPoint(point)
            else:
                painter.drawLine(previous, point)
            previous = point

    def _touch(self, point: QEventPoint) -> None:
        pressure = round(point.pressure() * 1000) or _MOUSE_PRESSURE
        if point.state() is QEventPoint.State.Pressed:
            self._begin(point.position(), pressure)
        elif point.state() is QEventPoint.State.Released:
            self._end()
        else:
            self._go_on(point.position(), pressure)

    def _point(self, place: QPointF, pressure: int) -> Point:
        now = self._ticks()
        if self._start is None:
            self._start = now
        x = round(place.x() * self.width_tenths / max(self.width(), 1))
        y = round(place.y() * self.height_tenths / max(self.height(), 1))
        x = min(max(x, 0), self.width_tenths)
        y = min(max(y, 0), self.height_tenths)
        return x, y, min(max(pressure, 0), 1000), now - self._start

    def _begin(self, place: QPointF, pressure: int) -> None:
        if self.isEnabled():
            self._open = [self._point(place, pressure)]
            self.update()

    def _go_on(self, place: QPointF, pressure: int) -> None:
        if self._open is None:
            return
        point = self._point(place, pressure)
        if point[:2] != self._open[-1][:2]:
            self._open.append(point)
            self.update()

    def _end(self) -> None:
        if self._open is None:
            return
        self._strokes.append(self._open)
        self._open = None
        self.update()
        self.changed.emit()
