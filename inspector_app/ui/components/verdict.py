"""A verdict as lamps: one line or one cell a fact, with what it means and what it rests on.

Used by the sealed page and the verify page. The words are those of every other place that shows a
verdict. Must never merge facts into one light.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout

from inspector_app.records import wording
from inspector_app.records.verdict import Fact, Verdict

from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Divider, Panel, column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.theme import Look

LAMPS = {
    wording.Lamp.GOOD: Lamp.YES,
    wording.Lamp.BAD: Lamp.NO,
    wording.Lamp.OPEN: Lamp.UNKNOWN,
    wording.Lamp.NONE: Lamp.NA,
}


class VerdictCard(Panel):
    """Facts of a verdict, one under the other."""

    def __init__(
        self,
        look: Look,
        say: Say,
        verdict: Verdict,
        facts: Iterable[Fact],
        notes: Mapping[Fact, str] | None = None,
    ) -> None:
        """Show these facts.

        Args:
            notes: What a fact rests on, in figures; shown under its sentence.
        """
        super().__init__(look)
        box = column(look, self, margin=(16, 4, 16, 4))
        for n, fact in enumerate(facts):
            if n:
                box.addWidget(Divider(look))
            state = verdict.state(fact)
            line = row(look, gap=12, margin=(0, 8, 0, 8))
            mark = LampMark(look, LAMPS[wording.lamp_of(fact, state)], 20)
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            words = column(look, gap=2)
            sentence = wording.sentence_of(fact, state, say.language)
            words.addWidget(Text(look, sentence, 15, 600, wrap=True))
            told = [reason.sentence(say.language) for reason in verdict[fact].reasons]
            told += [notes[fact]] if notes and fact in notes else []
            for text in dict.fromkeys(told):
                words.addWidget(Text(look, text, 13, tone="ink2", wrap=True))
            line.addLayout(words, 1)
            box.addLayout(line)


class FactCell(PressRow):
    """One fact of a grid: lamp, name, its word at the right, one line of why."""

    def __init__(
        self, look: Look, say: Say, verdict: Verdict, fact: Fact, *, last: bool = False
    ) -> None:
        """Show a fact; the `last` row has no line at its foot."""
        state = verdict.state(fact)
        lamp = wording.lamp_of(fact, state)
        name, word = wording.name_of(fact, say.language), wording.lamp_word(lamp, say.language)
        super().__init__(look, f"{name} {word}", 52, line=not last)
        self.fact = fact
        self._bad = lamp is wording.Lamp.BAD
        across = row(look, self, gap=12, margin=(14, 6, 14, 7))
        across.addWidget(LampMark(look, LAMPS[lamp], 20))
        words = column(look)
        words.addStretch(1)
        top = row(look, gap=8)
        top.addWidget(Text(look, name, 15, 600))
        top.addStretch(1)
        top.addWidget(Text(look, word, 13, tone="ink2"))
        words.addLayout(top)
        reasons = verdict[fact].reasons
        told = wording.sentence_of(fact, state, say.language)
        if reasons and lamp is not wording.Lamp.GOOD:
            told = reasons[0].sentence(say.language)
        words.addWidget(Text(look, told, 13, tone="ink2", cut=True))
        words.addStretch(1)
        across.addLayout(words, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        self.paint_ground(painter)
        if self._bad and not self._over:
            height = self.height() - look.line()
            painter.fillRect(0, 0, self.width(), height, look.color("no_soft"))
            if self.current:
                painter.fillRect(0, 0, look.px(3), height, look.color("accent"))


class VerdictGrid(Panel):
    """Every fact of a verdict in two columns; one may be chosen for its whole story."""

    chosen = Signal(object)
    """A `Fact`."""

    def __init__(
        self, look: Look, say: Say, verdict: Verdict, note: str, *, columns: int = 2
    ) -> None:
        """Show a verdict.

        Args:
            note: Stands where the last row leaves room, or below.
        """
        super().__init__(look)
        grid = QGridLayout(self)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        self.cells: list[FactCell] = []
        for n, fact in enumerate(Fact):
            cell = FactCell(look, say, verdict, fact, last=n + 1 == len(Fact))
            cell.clicked.connect(lambda _=False, fact=fact: self.chosen.emit(fact))
            grid.addWidget(cell, n // columns, n % columns)
            self.cells.append(cell)
        left = columns == 1 or len(self.cells) % columns
        if left:
            remark = Text(look, note, 13, tone="ink2", wrap=True)
            remark.setContentsMargins(look.px(14), 0, look.px(14), 0)
            grid.addWidget(remark, len(self.cells) // columns, columns - 1)
        for n in range(columns):
            grid.setColumnStretch(n, 1)

    def mark(self, fact: Fact) -> FactCell:
        """Show which fact is told in full, and return its cell."""
        for cell in self.cells:
            cell.set_current(cell.fact is fact)
        return next(cell for cell in self.cells if cell.fact is fact)
