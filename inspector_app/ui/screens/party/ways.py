"""One of the party's ways as a row to press: icon, what it is, what it asks for, its key."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from inspector_app.ui.components.paint import draw_box
from inspector_app.ui.components.panel import column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.tags import KeyHint
from inspector_app.ui.components.text import Text
from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.theme import Look


class Way(PressRow):
    """A way of answering; all of them look equal."""

    def __init__(self, look: Look, icon: str, words: str, how: str, key: str) -> None:
        """Show a way."""
        super().__init__(look, f"{words} {how} {key}", 64, line=False)
        across = row(look, self, gap=14, margin=(16, 8, 16, 8))
        picture = Text(look)
        ratio = self.devicePixelRatioF()
        picture.setPixmap(icon_pixmap(icon, look.px(22), look.hex("accent"), ratio))
        across.addWidget(picture)
        lines = column(look)
        lines.addWidget(Text(look, words, 17))
        lines.addWidget(Text(look, how, 13, tone="ink2", wrap=True))
        across.addLayout(lines, 1)
        across.addWidget(KeyHint(look, (key,)), 0, Qt.AlignmentFlag.AlignVCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        fill = look.color("accent_soft" if self._over else "surface")
        rect = QRectF(self.rect())
        draw_box(QPainter(self), rect, look.px(6), fill, look.color("edge"), look.line())
