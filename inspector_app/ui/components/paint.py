"""Strokes that several parts share: boxes, key hints, elided text.

Called from `paintEvent`s only. Must never keep a painter.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from inspector_app.ui.theme import Look


def draw_box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None,
    edge: QColor | None,
    width: int,
) -> None:
    """Draw a rounded box; its edge lies inside `rect`, `width` px thick."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = width / 2 if edge is not None else 0.0
    inner = rect.adjusted(half, half, -half, -half)
    painter.setPen(QPen(edge, width) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, max(radius - half, 0), max(radius - half, 0))


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Draw one line, centred vertically, cut with … when it does not fit."""
    painter.setFont(font)
    painter.setPen(color)
    shown = QFontMetrics(font).elidedText(
        text, Qt.TextElideMode.ElideRight, int(rect.width() + 0.999)
    )
    painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter, shown)


def keys_width(look: Look, keys: Sequence[str]) -> int:
    """Return the room a row of key hints takes, px; 0 for none."""
    if not keys:
        return 0
    return sum(_key_width(look, key) for key in keys) + look.px(4) * (len(keys) - 1)


def draw_keys(
    painter: QPainter,
    look: Look,
    left: float,
    middle: float,
    keys: Sequence[str],
    color: QColor,
    edge: QColor,
) -> None:
    """Draw key hints in a row.

    Args:
        left: Where the first begins, px.
        middle: Vertical middle of the row, px.
    """
    height = look.px(20)
    for key in keys:
        width = _key_width(look, key)
        rect = QRectF(left + 0.5, round(middle - height / 2) + 0.5, width - 1, height - 1)
        draw_box(painter, rect, look.px(4), None, edge, 1)
        draw_text(painter, rect, key, look.font(13), color, Qt.AlignmentFlag.AlignHCenter)
        left += width + look.px(4)


def draw_ring(painter: QPainter, rect: QRectF, radius: float, color: QColor, width: int) -> None:
    """Draw an open rounded outline, `width` px thick, its middle on `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, width))
    painter.drawRoundedRect(rect, radius, radius)


def draw_bar(painter: QPainter, rect: QRectF, share: float, track: QColor, fill: QColor) -> None:
    """Draw a progress bar; `share` 0..1 is cut to that range."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(track)
    radius = rect.height() / 2
    painter.drawRoundedRect(rect, radius, radius)
    share = min(max(share, 0.0), 1.0)
    if share > 0:
        painter.setBrush(fill)
        done = QRectF(rect.topLeft(), QPointF(rect.left() + rect.width() * share, rect.bottom()))
        painter.drawRoundedRect(done, radius, radius)


def _key_width(look: Look, key: str) -> int:
    return max(look.px(22), look.width_of(key, 13) + look.px(12))
