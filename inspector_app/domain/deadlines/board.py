"""The deadline board: what is due, to whom, by when, the most pressing first.

Called by `services.deadlines` for a laptop and by the bureau for all of them; both say what there
is (`Matter`) and get rows. Pure. Must never decide that something is done, and never shows one
date where two readings of the law differ: the earlier counts, both are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from inspector_app.domain.deadlines.calendar import WorkingDays
from inspector_app.domain.deadlines.counting import End, Period, Unit, reckon
from inspector_app.domain.deadlines.rules import Actor, Rule, Sureness
from inspector_app.domain.deadlines.standing import NO_END, Standing, State, done, standing
from inspector_app.domain.wording import Text


@dataclass(frozen=True, slots=True)
class Matter:
    """Something with a term.

    Attributes:
        key: Names it for good, so that it can be settled: `DL-01:<inspection>`.
        rule: The duty, as the acting agency's profile has it.
        subject: Name of the unit.
        what: In a few words, `3 项问题`.
        start: The event; None when it has not happened or is not known.
        given: End as a document prints it; nothing is counted then.
        set_length: Length the bureau set, for a rule that leaves it open; None = the rule's own.
        done_on: Day the duty was met.
        place: Where to look: an inspection, a record or an assignment.
    """

    key: str
    rule: Rule
    subject: str
    what: Text
    start: date | datetime | None = None
    given: date | None = None
    set_length: int | None = None
    done_on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line of the board.

    Attributes:
        end: The end that counts: the earlier of `legal` and `safe`; None if none can be told.
        legal: End as the rule has it.
        safe: End of the more careful reading, None where there is one reading only.
        marks: What the reader must know about the date: years without a notice, unverified rule.
    """

    matter: Matter
    end: End | None
    legal: End | None
    safe: End | None
    standing: Standing
    marks: tuple[Text, ...]

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.standing.state

    @property
    def who(self) -> Actor:
        """Who must act."""
        return self.matter.rule.who


_RANK = {state: place for place, state in enumerate(State)}


def board(matters: Iterable[Matter], calendar: WorkingDays, now: datetime) -> tuple[BoardRow, ...]:
    """Return the board.

    Args:
        now: Local time, timezone-aware.
    Returns:
        Rows by state (overdue, today, no date, soon, running, done), then by end, subject, key.
    """
    rows = [row_of(matter, calendar, now) for matter in matters]
    return tuple(sorted(rows, key=_place))


def row_of(matter: Matter, calendar: WorkingDays, now: datetime) -> BoardRow:
    """Return the line of one matter."""
    rule = matter.rule
    period = _period_of(matter)
    try:
        legal = _legal(matter, period, calendar)
        safe = (
            reckon(rule.safe, matter.start, calendar)
            if rule.safe is not None and matter.start is not None and matter.given is None
            else None
        )
    except (OverflowError, ValueError):
        # a start outside any calendar, or a day where a moment is needed
        legal = safe = None
    ends = [end for end in (legal, safe) if end is not None]
    end = min(ends, key=lambda one: one.order, default=None)
    if matter.done_on is not None:
        stands = done(legal, matter.done_on)
    elif end is None:
        stands = NO_END
    else:
        counted = rule.safe if end is safe and end is not legal else period
        unit = Unit.DAY if counted is None or matter.given is not None else counted.unit
        stands = standing(end, unit, now, calendar, rule.warn_at)
    return BoardRow(matter, end, legal, safe, stands, _marks(matter, end, legal, safe))


def _period_of(matter: Matter) -> Period | None:
    period, length = matter.rule.period, matter.set_length
    if length is None or not matter.rule.settable:
        return period
    if period is None:
        return Period(length, Unit.WORKDAY)
    return Period(length, period.unit, period.roll, period.before)


def _legal(matter: Matter, period: Period | None, calendar: WorkingDays) -> End | None:
    if matter.given is not None:
        return End(matter.given)
    if matter.start is None:
        return None
    if matter.rule.on is not None:
        start = matter.start
        return End(matter.rule.next_fixed(start.date() if isinstance(start, datetime) else start))
    return None if period is None else reckon(period, matter.start, calendar)


def _marks(
    matter: Matter, end: End | None, legal: End | None, safe: End | None
) -> tuple[Text, ...]:
    marks: list[Text] = []
    if end is not None and end.provisional:
        years = [str(year) for year in end.provisional]
        marks.append(
            Text(
                f"暂计：没有{'、'.join(years)}年放假安排，可能变动",
                f"Provisional: no holiday notice for {', '.join(years)}, may move",
            )
        )
    if safe is not None and legal is not None and safe.day != legal.day:
        other = legal if end is safe else safe
        marks.append(
            Text(
                f"两种算法：另一种算到 {other.day.isoformat()}",
                f"Two readings: the other ends on {other.day.isoformat()}",
            )
        )
    if matter.given is None and matter.rule.sureness is not Sureness.TEXT:
        marks.append(Text("期限待法制机构核实", "Period to be confirmed by the legal unit"))
    return tuple(marks)


def _place(row: BoardRow) -> tuple[int, tuple[date, str], str, str]:
    order = row.end.order if row.end is not None else (date.max, "")
    return _RANK[row.state], order, row.matter.subject, row.matter.key
