"""Statutory and set periods: the calendar, the counting, the table of rules, the board.

The rules are data (`resources/terms/`), the counting is here. Asked by `services.deadlines`, by the
bureau's board and by whoever prints a date. Must never read a file or the clock.
"""

from inspector_app.domain.deadlines.board import BoardRow, Matter, board, row_of
from inspector_app.domain.deadlines.calendar import Notice, WorkingDays, calendar_from_data
from inspector_app.domain.deadlines.counting import (
    End,
    Period,
    Unit,
    days_after,
    end_of_term,
    hours_after,
    months_after,
    reckon,
)
from inspector_app.domain.deadlines.rules import Actor, Rule, Rules, Sureness, rules_from_data
from inspector_app.domain.deadlines.standing import Standing, State, done, standing

__all__ = [
    "Actor",
    "BoardRow",
    "End",
    "Matter",
    "Notice",
    "Period",
    "Rule",
    "Rules",
    "Standing",
    "State",
    "Sureness",
    "Unit",
    "WorkingDays",
    "board",
    "calendar_from_data",
    "days_after",
    "done",
    "end_of_term",
    "hours_after",
    "months_after",
    "reckon",
    "row_of",
    "rules_from_data",
    "standing",
]
