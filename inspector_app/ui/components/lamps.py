"""Lamps: the shapes that say yes, no, warning, unknown and how far something is.

Painted, never an icon font, so that shape and colour go together; the word stands beside them.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.theme import Look


class Lamp(StrEnum):
    """What a lamp says."""

    YES = "yes"
    NO = "no"
    WARN = "warn"
    UNKNOWN = "unknown"
    NA = "na"
    TODO = "todo"
    HERE = "here"
    HALF = "half"
    BUSY = "busy"
    PAUSE = "pause"


TOKEN = {
    Lamp.YES: "ok",
    Lamp.NO: "no",
    Lamp.WARN: "warn",
    Lamp.UNKNOWN: "na",
    Lamp.NA: "na",
    Lamp.TODO: "ink3",
    Lamp.HERE: "accent",
    Lamp.HALF: "accent",
    Lamp.BUSY: "accent",
    Lamp.PAUSE: "warn",
}


def paint_lamp(
    painter: QPainter,
    lamp: Lamp,
    rect: QRectF,
    look: Look,
    *,
    on: str = "surface",
    solid: bool = False,
) -> None:
    """Paint a lamp.

    Args:
        rect: A square, 14..32 px.
        on: Token of the ground behind it: the sign inside a filled shape shows it.
        solid: It stands on a solid fill of its own colour: shape in white, sign in the fill.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 24, rect.height() / 24)
    shape = QColor("#FFFFFF") if solid else look.color(TOKEN[lamp])
    sign = look.color(TOKEN[lamp]) if solid else look.color("surface" if on == "" else on)
    _SHAPES[lamp](painter, shape, sign)
    painter.restore()


class LampMark(QWidget):
    """A lamp as a widget."""

    def __init__(
        self, look: Look, lamp: Lamp, size: int = 18, parent: QWidget | None = None
    ) -> None:
        """Show a lamp of `size` px before scaling."""
        super().__init__(parent)
        self._look = look
        self._lamp = lamp
        self._side = look.px(size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self._side, self._side)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def lamp(self) -> Lamp:
        """What it says now."""
        return self._lamp

    def set_lamp(self, lamp: Lamp) -> None:
        """Say something else."""
        if lamp is not self._lamp:
            self._lamp = lamp
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_lamp(painter, self._lamp, QRectF(self.rect()), self._look)


def _tick(painter: QPainter, color: QColor, width: float = 2.4) -> None:
    painter.setPen(_pen(color, width))
    painter.drawPolyline(QPolygonF([QPointF(7.2, 12.4), QPointF(10.6, 15.8), QPointF(16.8, 8.8)]))


def _pen(color: QColor, width: float) -> QPen:
    return QPen(
        color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _disc(painter: QPainter, color: QColor, radius: float = 10.5) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(12, 12), radius, radius)


def _ring(painter: QPainter, color: QColor, width: float = 2.0) -> None:
    painter.setPen(_pen(color, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(12, 12), 9.8, 9.8)


def _yes(painter: QPainter, shape: QColor, sign: QColor) -> None:
    _disc(painter, shape)
    _tick(painter, sign)


def _no(painter: QPainter, shape: QColor, sign: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shape)
    painter.drawRoundedRect(QRectF(2, 2, 20, 20), 3.5, 3.5)
    painter.setPen(_pen(sign, 2.8))
    painter.drawLine(QPointF(8.2, 8.2), QPointF(15.8, 15.8))
    painter.drawLine(QPointF(15.8, 8.2), QPointF(8.2, 15.8))


def _warn(painter: QPainter, shape: QColor, sign: QColor) -> None:
    painter.setPen(_pen(shape, 2.6))
    painter.setBrush(shape)
    painter.drawPolygon(QPolygonF([QPointF(12, 3), QPointF(22, 20.2), QPointF(2, 20.2)]))
    painter.setPen(_pen(sign, 2.2))
    painter.drawLine(QPointF(12, 9), QPointF(12, 13.6))
    painter.drawPoint(QPointF(12, 17.2))


def _unknown(painter: QPainter, shape: QColor, _: QColor) -> None:
    _ring(painter, shape)
    painter.setPen(_pen(shape, 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(9, 6.6, 6, 6), -50 * 16, 230 * 16)
    painter.drawLine(QPointF(12, 12.6), QPointF(12, 13.6))
    painter.drawLine(QPointF(13.9, 11.9), QPointF(12, 13.2))
    painter.drawPoint(QPointF(12, 17))


def _na(painter: QPainter, shape: QColor, _: QColor) -> None:
    soft = QColor(shape)
    soft.setAlpha(38)
    _disc(painter, soft, 9.8)
    _ring(painter, shape)
    painter.setPen(_pen(shape, 2.2))
    painter.drawLine(QPointF(8, 12), QPointF(16, 12))


def _todo(painter: QPainter, shape: QColor, _: QColor) -> None:
    _ring(painter, shape, 1.8)


def _here(painter: QPainter, shape: QColor, _: QColor) -> None:
    _ring(painter, shape, 2.2)
    _disc(painter, shape, 5.0)


def _half(painter: QPainter, shape: QColor, _: QColor) -> None:
    _ring(painter, shape, 2.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shape)
    painter.drawPie(QRectF(2.2, 2.2, 19.6, 19.6), -90 * 16, 180 * 16)


def _busy(painter: QPainter, shape: QColor, _: QColor) -> None:
    track = QColor(shape)
    track.setAlpha(50)
    _ring(painter, track, 3.0)
    painter.setPen(_pen(shape, 3.0))
    painter.drawArc(QRectF(2.2, 2.2, 19.6, 19.6), 90 * 16, -270 * 16)


def _pause(painter: QPainter, shape: QColor, _: QColor) -> None:
    _ring(painter, shape, 2.0)
    painter.setPen(_pen(shape, 2.2))
    painter.drawLine(QPointF(9.6, 8.6), QPointF(9.6, 15.4))
    painter.drawLine(QPointF(14.4, 8.6), QPointF(14.4, 15.4))


_SHAPES = {
    Lamp.YES: _yes,
    Lamp.NO: _no,
    Lamp.WARN: _warn,
    Lamp.UNKNOWN: _unknown,
    Lamp.NA: _na,
    Lamp.TODO: _todo,
    Lamp.HERE: _here,
    Lamp.HALF: _half,
    Lamp.BUSY: _busy,
    Lamp.PAUSE: _pause,
}
