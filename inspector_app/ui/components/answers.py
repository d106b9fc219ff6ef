"""The three big answers of a check item: pass, fail, not applicable.

Used by the checklist. A press on the chosen one takes the answer back.
Nothing here stores anything.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from inspector_app.ui.components.lamps import Lamp, paint_lamp
from inspector_app.ui.components.paint import draw_box, draw_keys, draw_text, keys_width
from inspector_app.ui.components.panel import row
from inspector_app.ui.theme import Look

_STYLE = {"ok": (Lamp.YES, "ok"), "ng": (Lamp.NO, "no"), "na": (Lamp.NA, "na")}


class AnswerTarget(QAbstractButton):
    """One answer: lamp, word, key; at least 68 px high."""

    def __init__(self, look: Look, value: str, word: str, key: str, height: int = 68) -> None:
        """Make the target of `value`: ok, ng or na."""
        super().__init__()
        self._look, self.value, self._key = look, value, key
        self._over = False
        self._height = look.px(height)
        self.setText(word)
        self.setAccessibleName(f"{word} {key}")
        self.setCheckable(True)
        self.setMinimumHeight(self._height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_height(self, height: int) -> None:
        """Make it `height` px tall, before scaling."""
        self._height = self._look.px(height)
        self.setMinimumHeight(self._height)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        look = self._look
        width = look.px(18 + 24 + 12 + 8 + 18) + look.width_of(self.text(), 20, 600)
        return QSize(width + keys_width(look, (self._key,)), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        rect = QRectF(self.rect())
        lamp, tone = _STYLE[self.value]
        chosen = self.isChecked()
        solid = chosen and look.contrast
        ink, edge, ground = look.color("ink"), look.color("edge"), "surface"
        if solid:
            draw_box(painter, rect, look.px(8), look.color(tone), look.color("ink"), 4)
            ink = edge = look.color("bg")
            ground = tone
        elif chosen:
            ground = f"{tone}_soft"
            draw_box(painter, rect, look.px(8), look.color(ground), look.color(tone), 2)
        else:
            ground = "accent_soft" if self._over else "surface"
            if self.isDown():
                ground = "sunken"
            draw_box(painter, rect, look.px(8), look.color(ground), edge, look.line())
        side = look.px(24)
        x = look.px(18)
        place = QRectF(x, round((rect.height() - side) / 2), side, side)
        paint_lamp(painter, lamp, place, look, on=ground, solid=solid)
        x += side + look.px(12)
        keys = keys_width(look, (self._key,))
        end = rect.width() - look.px(18) - keys
        font = look.font(20, 600 if chosen else 400)
        room = QRectF(x, 0, end - x - look.px(4), rect.height())
        draw_text(painter, room, self.text(), font, ink)
        draw_keys(painter, look, end, rect.height() / 2, (self._key,), ink, edge)


class AnswerRow(QWidget):
    """The three targets side by side."""

    chosen = Signal(str)
    """`ok`, `ng`, `na`, or '' when the answer was taken back."""

    def __init__(self, look: Look, words: tuple[str, str, str], height: int = 68) -> None:
        """Make the row; `words` for pass, fail, not applicable in this order."""
        super().__init__()
        layout = row(look, self, gap=12)
        self.targets: dict[str, AnswerTarget] = {}
        pairs = zip(("ok", "ng", "na"), words, "123", strict=True)
        for value, word, key in pairs:
            target = AnswerTarget(look, value, word, key, height)
            target.clicked.connect(self._on_target_clicked)
            layout.addWidget(target, 1)
            self.targets[value] = target
        self._value = ""

    def set_height(self, height: int) -> None:
        """Make the targets `height` px tall, before scaling; 68 at least."""
        for target in self.targets.values():
            target.set_height(height)

    @property
    def value(self) -> str:
        """The answer shown."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show an answer; tells nobody."""
        self._value = value
        for name, target in self.targets.items():
            target.setChecked(name == value)

    def choose(self, value: str) -> None:
        """Answer as if the target was pressed."""
        target = self.targets[value]
        if target.isEnabled():
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            target.click()

    def _on_target_clicked(self) -> None:
        target = self.sender()
        if not isinstance(target, AnswerTarget):
            return
        value = "" if target.value == self._value else target.value
        self.set_value(value)
        self.chosen.emit(value)
