"""Paints Lucide icons in any colour; cached by name, size, colour and pixel ratio.

Asked by components. `QSvgRenderer` paints `currentColor` black, so the colour is put into the text
first. Must never scale a bitmap.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from inspector_app.installation import resource


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=512)
def _renderer(name: str, color: str, size: int) -> QSvgRenderer:
    stroke = "1.75" if size >= 20 else "2"
    text = _source(name).replace("currentColor", color)
    text = text.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(text.encode("utf-8")))


def paint_icon(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Paint an icon into a square.

    Args:
        name: File name under `resources/icons` without `.svg`.
        rect: Where; 14..48 px.
    """
    _renderer(name, color.name(), round(rect.width())).render(painter, rect)


@lru_cache(maxsize=512)
def icon_pixmap(name: str, size: int, color: str, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a pixmap of `size` px at a device pixel ratio."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_icon(painter, name, QRectF(0, 0, size, size), QColor(color))
    painter.end()
    return pixmap
