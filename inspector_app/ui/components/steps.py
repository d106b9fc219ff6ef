"""The seven steps of a visit in the head bar; they turn into one button when there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.lamps import Lamp, paint_lamp
from inspector_app.ui.components.paint import draw_text
from inspector_app.ui.components.panel import row
from inspector_app.ui.theme import Look


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `name` is the page it opens; a step that is not `ready` cannot be pressed yet."""

    name: str
    word: str
    lamp: Lamp
    ready: bool = True


class _StepButton(QAbstractButton):
    def __init__(self, look: Look, step: Step, *, current: bool) -> None:
        super().__init__()
        self._look, self.step, self._current = look, step, current
        self._over = False
        self.setText(step.word)
        self.setAccessibleName(step.word)
        self.setEnabled(step.ready or current)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        look = self._look
        return QSize(look.width_of(self.text(), 15, 600) + look.px(28 + 16 + 6), look.px(52))

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
        if self._over and self.isEnabled():
            painter.fillRect(self.rect(), look.color("accent_soft"))
        side = look.px(16)
        x = look.px(14)
        middle = self.height() / 2
        lamp = self.step.lamp
        if self._current and lamp not in (Lamp.YES, Lamp.NO, Lamp.WARN):
            lamp = Lamp.HERE
        paint_lamp(painter, lamp, QRectF(x, round(middle - side / 2), side, side), look)
        x += side + look.px(6)
        tone = "ink" if self._current else "ink2" if self.isEnabled() else "ink3"
        words = QRectF(x, 0, self.width() - x, self.height())
        font = look.font(15, 600 if self._current else 400)
        draw_text(painter, words, self.text(), font, look.color(tone))
        if self._current:
            foot = look.px(3)
            painter.fillRect(
                QRectF(0, self.height() - foot, self.width(), foot), look.color("accent")
            )


class StepBar(QWidget):
    """All steps; the current one underlined."""

    chosen = Signal(str)

    def __init__(
        self, look: Look, steps: Sequence[Step], current: str, of_word: str, *, narrow: bool = False
    ) -> None:
        """Show steps.

        Args:
            current: Name of the step in work.
            of_word: `{total}` steps, this is number `{n}`: said when narrow.
            narrow: One button with a menu instead of a row.
        """
        super().__init__()
        self._look, self._steps = look, tuple(steps)
        layout = row(look, self)
        at = next((n for n, step in enumerate(steps) if step.name == current), 0)
        if narrow:
            word = f"{steps[at].word} {of_word.format(n=at + 1, total=len(steps))}"
            button = Button(look, word, Kind.LINK, trailing="chevron-down")
            button.clicked.connect(self._on_menu_asked)
            layout.addWidget(button)
            return
        for step in steps:
            part = _StepButton(look, step, current=step.name == current)
            part.clicked.connect(self._on_step_clicked)
            layout.addWidget(part)

    def _on_step_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _StepButton):
            self.chosen.emit(sender.step.name)

    def _on_menu_asked(self) -> None:
        menu = QMenu(self)
        for step in self._steps:
            action = menu.addAction(step.word)
            action.setEnabled(step.ready)
            action.setData(step.name)
        menu.triggered.connect(lambda action: self.chosen.emit(str(action.data())))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
