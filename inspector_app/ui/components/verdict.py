"""A verdict as lamps: one line a fact, with what it means and what it rests on or lacks.

Used by the sealed page and the verify page. The words are those of every other place that shows a
verdict. Must never merge facts into one light.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt

from inspector_app.records import wording
from inspector_app.records.verdict import Fact, Verdict

from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Divider, Panel, column, row
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.theme import Look

_LAMPS = {
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
            line = row(look, gap=12, margin=(0, 9, 0, 9))
            mark = LampMark(look, _LAMPS[wording.lamp_of(fact, state)], 20)
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
