"""The problem list (F8): everything that blocks or is missing, each with the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.ui.components.buttons import icon_button
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.text import Text
from inspector_app.ui.theme import Look


@dataclass(frozen=True, slots=True)
class Problem:
    """One row.

    Attributes:
        fix: What pressing the row does, in words.
        target: Where it leads, understood by the page that gave the problem.
    """

    lamp: Lamp
    sentence: str
    fix: str
    target: str = ""


class ProblemList(Ground):
    """A panel over the right edge; it never takes the page away."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, look: Look, title: str, none: str, close: str) -> None:
        """Make an empty list; `none` is said when nothing is wrong."""
        super().__init__(look, "surface", "l")
        self._look, self._none = look, none
        self.setFixedWidth(look.px(360))
        layout = column(look, self)
        head = Ground(look, "surface", "b")
        head.setFixedHeight(look.px(52))
        top = row(look, head, gap=8, margin=(16, 0, 8, 0))
        self._title = Text(look, title, 17, 600)
        top.addWidget(self._title, 1)
        shut = icon_button(look, "x", close)
        shut.clicked.connect(self.closed)
        top.addWidget(shut)
        layout.addWidget(head)
        self._list = ScrollColumn(look)
        layout.addWidget(self._list, 1)
        self._rows: list[PressRow] = []

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show them all."""
        look = self._look
        clear(self._list.column)
        self._rows.clear()
        for problem in problems:
            press = PressRow(look, f"{problem.sentence} {problem.fix}", 56)
            layout = row(look, press, gap=10, margin=(16, 8, 12, 8))
            layout.addWidget(LampMark(look, problem.lamp, 18), 0, Qt.AlignmentFlag.AlignTop)
            words = column(look)
            words.addWidget(Text(look, problem.sentence, 15, wrap=True))
            if problem.fix:
                words.addWidget(Text(look, problem.fix, 13, tone="accent", wrap=True))
            layout.addLayout(words, 1)
            press.setProperty("target", problem.target)
            press.clicked.connect(self._on_row_clicked)
            self._list.column.addWidget(press)
            self._rows.append(press)
        if not problems:
            empty = QWidget()
            layout = row(look, empty, gap=10, margin=(16, 16, 12, 8))
            layout.addWidget(LampMark(look, Lamp.YES, 18))
            layout.addWidget(Text(look, self._none, 15, tone="ink2", wrap=True), 1)
            self._list.column.addWidget(empty)
        self._list.column.addStretch(1)

    def focus_first(self) -> None:
        """Put the focus on the first row."""
        if self._rows:
            self._rows[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_row_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(str(sender.property("target")))
