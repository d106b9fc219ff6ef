"""Small marks: tags, key hints as widgets, a lamp with its word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.paint import draw_box, draw_keys, draw_text, keys_width
from inspector_app.ui.components.panel import column, row
from inspector_app.ui.components.text import Text
from inspector_app.ui.icons import paint_icon
from inspector_app.ui.theme import Look


class Tag(QWidget):
    """A word on a soft ground, 22 px high."""

    def __init__(
        self, look: Look, text: str, tone: str = "na", *, icon: str = "", white: bool = False
    ) -> None:
        """Show a tag.

        Args:
            tone: `na`, `ok`, `no`, `warn` or `accent`.
            white: On a coloured row: ground `surface`, text `ink2`.
        """
        super().__init__()
        self._look, self._text, self._tone, self._icon, self._white = look, text, tone, icon, white
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self.sizeHint())
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def text(self) -> str:
        """Its word."""
        return self._text

    def sizeHint(self) -> QSize:
        look = self._look
        width = look.width_of(self._text, 13) + look.px(16) + 1
        return QSize(width + (look.px(18) if self._icon else 0), look.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill = look.color("surface" if self._white else f"{self._tone}_soft")
        edge = look.color("ink") if look.contrast else None
        draw_box(painter, rect, look.px(4), fill, edge, 2 if look.contrast else 0)
        ink = look.color("ink2" if self._white or self._tone == "na" else self._tone)
        x = look.px(8)
        if self._icon:
            side = look.px(14)
            paint_icon(painter, self._icon, QRectF(x, (rect.height() - side) / 2, side, side), ink)
            x += look.px(18)
        draw_text(painter, rect.adjusted(x, 0, -look.px(4), 0), self._text, look.font(13), ink)


class KeyHint(QWidget):
    """Keys, drawn; with the words that say what they do."""

    def __init__(
        self, look: Look, keys: tuple[str, ...], words: str = "", tone: str = "ink2"
    ) -> None:
        """Show keys and, behind them, `words`."""
        super().__init__()
        self._look, self._keys, self._words, self._tone = look, keys, words, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self.sizeHint())
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        look = self._look
        width = keys_width(look, self._keys) + 1
        if self._words:
            width += look.px(6) + look.width_of(self._words, 13) + 1
        return QSize(width, look.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        ink = look.color(self._tone)
        middle = self.height() / 2
        draw_keys(painter, look, 0, middle, self._keys, ink, look.color("edge"))
        x = keys_width(look, self._keys) + look.px(6)
        rect = QRectF(x, 0, self.width() - x, self.height())
        draw_text(painter, rect, self._words, look.font(13), ink)


class LampLine(QWidget):
    """A lamp and its sentence."""

    def __init__(
        self,
        look: Look,
        lamp: Lamp,
        text: str,
        tone: str = "ink",
        *,
        size: int = 15,
        lamp_size: int = 16,
        gap: int = 8,
        wrap: bool = False,
    ) -> None:
        """Show a lamp with a text; the text wraps or is cut."""
        super().__init__()
        layout = row(look, self, gap=gap)
        self.lamp = LampMark(look, lamp, lamp_size)
        self.label = Text(look, text, size, tone=tone, wrap=wrap, cut=not wrap)
        if wrap:
            # beside the middle of the first line, however many follow
            down = (self.label.fontMetrics().height() - self.lamp.height()) // 2
            holder = column(look)
            holder.addSpacing(max(down, 0))
            holder.addWidget(self.lamp)
            holder.addStretch(1)
            layout.addLayout(holder)
        else:
            layout.addWidget(self.lamp, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.label, 1)

    def set(self, lamp: Lamp, text: str, tone: str = "ink") -> None:
        """Say something else."""
        self.lamp.set_lamp(lamp)
        self.label.set_text(text)
        self.label.set_tone(tone)
