"""The panel of deadlines on the page of today: what is overdue, due today, or due within a week.

Made by `page.py`. Shows `services.deadlines`; must never count a day itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout

from inspector_app.domain.deadlines import BoardRow, State
from inspector_app.services.deadlines import PLANNED

from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Divider, Panel, column, row
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.theme import Look

NEAR = timedelta(days=7)
_LAMPS = {
    State.OVERDUE: (Lamp.NO, "no"),
    State.TODAY: (Lamp.WARN, "warn"),
    State.UNKNOWN: (Lamp.UNKNOWN, "na"),
    State.SOON: (Lamp.TODO, "ink"),
    State.RUNNING: (Lamp.TODO, "ink"),
    State.DONE: (Lamp.YES, "ink2"),
}


def pressing(rows: Sequence[BoardRow], today: date) -> tuple[BoardRow, ...]:
    """Return the rows that belong on the page of today.

    An assignment still in its time stands among the assignments already.
    """
    return tuple(
        row
        for row in rows
        if row.state in (State.OVERDUE, State.UNKNOWN)
        or (row.matter.rule.id != PLANNED and row.end is not None and row.end.day <= today + NEAR)
    )


class DeadlinePanel(Panel):
    """A card with one line a duty."""

    def __init__(self, look: Look, say: Say, rows: Sequence[BoardRow]) -> None:
        """Show the rows in the order they come.

        Args:
            rows: At least one.
        """
        super().__init__(look)
        self._look, self._say = look, say
        box = column(look, self, margin=(1, 1, 1, 1))
        for n, one in enumerate(rows):
            if n:
                box.addWidget(Divider(look))
            box.addLayout(self._line(one))

    def _line(self, one: BoardRow) -> QHBoxLayout:
        look, say = self._look, self._say
        lamp, tone = _LAMPS[one.state]
        line = row(look, gap=10, margin=(14, 8, 14, 8))
        line.addWidget(LampMark(look, lamp, 18))
        words = column(look)
        top = row(look, gap=8)
        top.addWidget(Text(look, one.matter.subject, 15, cut=True), 1)
        state = one.standing.words.to(say.language)
        if one.end is not None and one.state in (State.SOON, State.RUNNING):
            state = say("today.due-on", day=say.day(one.end.day), left=state)
        heavy = 600 if one.state in (State.OVERDUE, State.TODAY) else 400
        top.addWidget(Text(look, state, 15, heavy, tone=tone))
        words.addLayout(top)
        told = [one.matter.rule.title, one.matter.what, *one.marks]
        if one.state is State.OVERDUE:
            told.insert(1, one.matter.rule.overdue)
        between = "；" if say.chinese else "; "
        note = between.join(text.to(say.language) for text in told)
        words.addWidget(Text(look, note, 13, tone="ink2", cut=True))
        line.addLayout(words, 1)
        return line
