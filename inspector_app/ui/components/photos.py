"""Photographs of an item: tiles with number, time and digest; one that adds."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from inspector_app.ui.components.paint import draw_box, draw_keys, draw_text, keys_width
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.icons import paint_icon
from inspector_app.ui.theme import Look

WIDTH, HEIGHT, CAPTION = 112, 80, 22
"""A tile before scaling, px."""


class PhotoTile(PressRow):
    """One photograph: 112 x 80, its number on it, time and eight hash digits below."""

    def __init__(
        self, look: Look, number: int, caption: str, name: str, image: QImage | None
    ) -> None:
        """Show a thumbnail; `image` None shows a placeholder."""
        super().__init__(look, name, line=False)
        self.number, self._caption = number, caption
        self._image: QImage | None = None
        self.setFixedSize(look.px(WIDTH), look.px(HEIGHT + CAPTION))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(name)
        if image is not None:
            self.set_image(image)

    def set_image(self, image: QImage) -> None:
        """Show a thumbnail, cut to the tile."""
        ratio = self.devicePixelRatioF()
        size = QSize(round(self.width() * ratio), round(self._look.px(HEIGHT) * ratio))
        mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        self._image = image.scaled(size, mode, Qt.TransformationMode.SmoothTransformation)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect = QRectF(0, 0, self.width(), look.px(HEIGHT))
        path = QPainterPath()
        path.addRoundedRect(rect, look.px(4), look.px(4))
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(rect, look.color("sunken"))
        if self._image is None:
            side = look.px(22)
            place = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
            paint_icon(painter, "image-off", place, look.color("ink3"))
        else:
            width, height = self._image.width(), self._image.height()
            scale = max(rect.width() / width, rect.height() / height)
            w, h = rect.width() / scale, rect.height() / scale
            source = QRectF((width - w) / 2, (height - h) / 2, w, h)
            painter.drawImage(rect, self._image, source)
        painter.restore()
        number = f"{self.number:02}"
        label = QRectF(look.px(5), look.px(5), look.width_of(number, 13) + look.px(12), look.px(21))
        dark = look.color("rail")
        draw_box(painter, label, look.px(4), dark, None, 0)
        center = Qt.AlignmentFlag.AlignHCenter
        white = look.color("rail_ink")
        draw_text(painter, label, number, look.font(13), white, center)
        if self._over or look.contrast:
            painter.setPen(QPen(look.color("accent" if self._over else "ink"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), look.px(4), look.px(4))
        below = QRectF(0, rect.bottom(), self.width(), look.px(CAPTION))
        draw_text(painter, below, self._caption, look.font(13), look.color("ink2"))


class AddTile(PressRow):
    """The dashed place that takes a new photograph."""

    def __init__(self, look: Look, word: str, key: str = "P") -> None:
        """Make the tile."""
        super().__init__(look, f"{word} {key}", line=False)
        self._word, self._key = word, key
        width = look.width_of(word, 13) + keys_width(look, (key,)) + look.px(30)
        self.setFixedSize(max(look.px(WIDTH), width), look.px(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        enabled = self.isEnabled()
        fill = "accent_soft" if self._over and enabled else "surface" if enabled else "sunken"
        painter.setBrush(look.color(fill))
        painter.setPen(QPen(look.color("edge"), look.line(), Qt.PenStyle.DashLine))
        painter.drawRoundedRect(rect, look.px(6), look.px(6))
        ink = look.color("ink" if enabled else "ink3")
        side = look.px(20)
        top = look.px(18)
        place = QRectF((self.width() - side) / 2, top, side, side)
        paint_icon(painter, "image-plus" if enabled else "camera-off", place, ink)
        keys = keys_width(look, (self._key,))
        words = look.width_of(self._word, 13) + 1
        x = (self.width() - words - look.px(6) - keys) / 2
        line = QRectF(x, top + side + look.px(2), words, look.px(24))
        draw_text(painter, line, self._word, look.font(13), ink)
        left = x + words + look.px(6)
        draw_keys(painter, look, left, line.center().y(), (self._key,), ink, look.color("edge"))
