"""A choice among a few words: joined segments, or chips that wrap when there are many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.paint import draw_box, draw_keys, draw_text, keys_width
from inspector_app.ui.theme import Look

Options = Sequence[tuple[str, str]]
"""(value, word) in order."""


class Segment(QWidget):
    """Joined fields of one height; keys 1..9 while it has the focus, arrows move."""

    chosen = Signal(str)
    """The value; '' when the choice was taken back."""

    def __init__(
        self,
        look: Look,
        options: Options,
        value: str = "",
        *,
        name: str = "",
        fixed: bool = False,
    ) -> None:
        """Show `options` with `value` chosen.

        Args:
            name: Read out.
            fixed: One of them always holds: the chosen one again does nothing.
        """
        super().__init__()
        self._fixed = fixed
        self._look, self._options, self._value = look, tuple(options), value
        self.setFixedHeight(look.px(44))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)

    @property
    def value(self) -> str:
        """The chosen value, '' for none."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show a value; tells nobody."""
        self._value = value
        self.update()

    def fits(self, width: int) -> bool:
        """Tell whether all words show uncut, with keys, in `width` px."""
        return self._least() <= width

    def sizeHint(self) -> QSize:
        return QSize(self._least(), self._look.px(44))

    def minimumSizeHint(self) -> QSize:
        look = self._look
        widest = max((look.width_of(word, 15, 600) for _, word in self._options), default=0)
        return QSize((widest + look.px(12)) * len(self._options), look.px(44))

    def choose(self, index: int) -> None:
        """Choose the option at `index`; the chosen one again takes it back."""
        if not self.isEnabled() or not 0 <= index < len(self._options):
            return
        value = self._options[index][0]
        if self._fixed and value == self._value:
            return
        self._value = "" if value == self._value else value
        self.update()
        self.chosen.emit(self._value)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._options:
            self.choose(int(event.position().x() / (self.width() / len(self._options))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and key - Qt.Key.Key_1 < len(self._options):
            self.choose(key - Qt.Key.Key_1)
            return
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._options:
            step = 1 if key == Qt.Key.Key_Right else -1
            values = [value for value, _ in self._options]
            at = values.index(self._value) if self._value in values else (-1 if step > 0 else 0)
            self.choose((at + step) % len(values))
            return
        super().keyPressEvent(event)

    def event(self, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.ShortcutOverride:
            number = event.key() - Qt.Key.Key_1
            if 0 <= number < len(self._options) or event.key() in (
                Qt.Key.Key_Left,
                Qt.Key.Key_Right,
            ):
                event.accept()
                return True
        return super().event(event)  # type: ignore[arg-type]  # Qt hands QEvent only

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill = look.color("surface" if self.isEnabled() else "sunken")
        draw_box(painter, rect, look.px(6), fill, look.color("edge"), look.line())
        if not self._options:
            return
        cell = rect.width() / len(self._options)
        clip = QPainterPath()
        clip.addRoundedRect(rect, look.px(6), look.px(6))
        for n, (value, word) in enumerate(self._options):
            place = QRectF(
                round(n * cell), 0, round((n + 1) * cell) - round(n * cell), rect.height()
            )
            chosen = value == self._value
            ink = look.color("ink")
            if n and not chosen and self._options[n - 1][0] != self._value:
                painter.fillRect(
                    QRectF(place.left(), 0, look.line(), rect.height()), look.color("edge")
                )
            if chosen:
                painter.save()
                painter.setClipPath(clip)
                fill = look.color("accent" if look.contrast else "accent_soft")
                painter.fillRect(place, fill)
                painter.restore()
                painter.setPen(QPen(look.color("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), look.px(5), look.px(5))
                ink = look.color("on_accent") if look.contrast else ink
            self._paint_word(painter, place, n, word, chosen, ink)

    def _paint_word(
        self, painter: QPainter, place: QRectF, n: int, word: str, chosen: bool, ink: object
    ) -> None:
        look = self._look
        color = look.color("ink3") if not self.isEnabled() else ink
        weight = 600 if chosen else 400
        keys = (str(n + 1),) if self.hasFocus() else ()
        width = look.width_of(word, 15, weight) + 1
        hint = keys_width(look, keys) + look.px(8) if keys else 0
        if width + hint > place.width() - look.px(8):
            keys, hint = (), 0
        x = place.left() + max((place.width() - width - hint) / 2, look.px(4))
        room = QRectF(x, 0, min(width, place.width() - look.px(8)), place.height())
        draw_text(painter, room, word, look.font(15, weight), color)  # type: ignore[arg-type]
        if keys:
            edge = look.color("edge")
            draw_keys(painter, look, x + width + look.px(8), place.center().y(), keys, color, edge)  # type: ignore[arg-type]

    def _least(self) -> int:
        look = self._look
        widest = max((look.width_of(word, 15, 600) for _, word in self._options), default=0)
        return (widest + look.px(16 + 30)) * len(self._options)


class Chips(QWidget):
    """The same choice as a grid of chips: many or long words; one or several may be chosen."""

    chosen = Signal(str)
    """The value, or values joined by a blank."""

    def __init__(
        self,
        look: Look,
        options: Options,
        value: str = "",
        *,
        several: bool = False,
        across: int = 3,
    ) -> None:
        """Show `options` in `across` columns."""
        super().__init__()
        self._several = several
        self._values = [option for option, _ in options]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.px(8))
        self.chips: dict[str, Button] = {}
        for n, (option, word) in enumerate(options):
            chip = Button(look, word, Kind.CHIP).stretch()
            chip.setProperty("option", option)
            chip.clicked.connect(self._on_chip_clicked)
            chip.installEventFilter(self)
            grid.addWidget(chip, n // across, n % across)
            self.chips[option] = chip
        for n in range(across):
            grid.setColumnStretch(n, 1)
        self.set_value(value)

    @property
    def value(self) -> str:
        """What is chosen."""
        return " ".join(option for option in self._values if self.chips[option].isChecked())

    def set_value(self, value: str) -> None:
        """Show a choice; tells nobody."""
        held = set(value.split()) if self._several else {value}
        for option, chip in self.chips.items():
            chip.setChecked(option in held)
            chip.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() in kinds and isinstance(event, QKeyEvent) and not event.modifiers():
            number = event.key() - Qt.Key.Key_1
            if 0 <= number < min(len(self._values), 9):
                if event.type() == QEvent.Type.KeyPress:
                    chip = self.chips[self._values[number]]
                    chip.setFocus(Qt.FocusReason.ShortcutFocusReason)
                    chip.click()
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _on_chip_clicked(self) -> None:
        chip = self.sender()
        if not isinstance(chip, Button):
            return
        if not self._several:
            for other in self.chips.values():
                if other is not chip:
                    other.setChecked(False)
        self.chosen.emit(self.value)
