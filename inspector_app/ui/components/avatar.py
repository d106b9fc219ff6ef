"""A person's family name on a square; filled once the person has unlocked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from inspector_app.ui.components.paint import draw_box, draw_text
from inspector_app.ui.theme import Look


class Avatar(QWidget):
    """44 x 44."""

    def __init__(self, look: Look, name: str, *, unlocked: bool = False) -> None:
        """Show the first character of `name`."""
        super().__init__()
        self._look, self._letter, self._unlocked = look, name[:1], unlocked
        self.setFixedSize(look.px(44), look.px(44))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_unlocked(self, unlocked: bool) -> None:
        """Fill it, or not."""
        self._unlocked = unlocked
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill = look.color("accent" if self._unlocked else "na_soft")
        edge = look.color("ink") if look.contrast else None
        draw_box(painter, rect, look.px(6), fill, edge, 2 if look.contrast else 0)
        ink = look.color("on_accent" if self._unlocked else "ink2")
        center = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, rect, self._letter, look.font(20, 600), ink, center)
