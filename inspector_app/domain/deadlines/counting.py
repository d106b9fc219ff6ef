"""Where a period ends: working days, natural days, hours, months; forwards and backwards.

Called by `board` and by whoever prints a date on a document. Pure. Must never move an end because
it falls on a holiday unless the rule says so.

Sources: 民法典 arts. 200-204 (the first day is not counted; hours run from the event; months end
on the corresponding day, or the month's last; an end on a holiday moves to the day after); the same
in 民事诉讼法 art. 85, which 行政诉讼法 art. 101 and 行政复议法 art. 88 refer to; APL 85, ACL 69
(short terms are working days); Police Rules 35.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from inspector_app.domain.deadlines.calendar import WorkingDays
from inspector_app.errors import KnownError

LONGEST = {"h": 24 * 366, "day": 3660, "workday": 2500, "month": 120, "year": 30}
"""Longest period of each unit that is believed; anything longer is a slip in the data."""


class Unit(StrEnum):
    """What a period is counted in."""

    HOUR = "h"
    DAY = "day"
    WORKDAY = "workday"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a rule gives it.

    Attributes:
        length: 0 upwards; 0 = at once.
        roll: An end on a day off moves to the next working day.
        before: Counted backwards from the event.
    """

    length: int
    unit: Unit
    roll: bool = False
    before: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.length <= LONGEST[self.unit]:
            raise ValueError(f"{self.length} {self.unit}")


@dataclass(frozen=True, slots=True)
class End:
    """Where a period ends.

    Attributes:
        day: The last day, until midnight; with `before` the latest day.
        moment: Exact end of a period in hours, timezone-aware; None otherwise.
        provisional: Years the count touches without a notice of holidays: plain weekdays were
            counted and the end may move.
    """

    day: date
    moment: datetime | None = None
    provisional: tuple[int, ...] = ()

    @property
    def order(self) -> tuple[date, str]:
        """Sort key: earlier ends first, an hour before the end of the same day."""
        return self.day, self.moment.astimezone(UTC).isoformat() if self.moment else "~"


def end_of_term(start: date, days: int, calendar: WorkingDays) -> date:
    """Return the last day of a term counted in working days.

    Args:
        start: Day of service, local date; not counted itself.
        days: Length in working days, 1..365.
        calendar: Holidays and moved working days, one entry per year.
    Raises:
        KnownError: `deadline.calendar-missing` when a year has no entry.
    Source: 行政处罚法 (2021) art. 85: its terms of 2, 3, 5 and 7 days are working days.
    """
    if not 1 <= days <= 365:
        raise ValueError("a term in working days has 1 to 365 of them")
    end = calendar.reach(start, days)
    missing = calendar.missing(start + timedelta(1), end)
    if missing:
        raise KnownError("deadline.calendar-missing", years="、".join(map(str, missing)))
    return end


def days_after(start: date, days: int) -> date:
    """Return the last day of a term in natural days; `start` is not counted, holidays are."""
    return start + timedelta(days)


def months_after(start: date, months: int) -> date:
    """Return the corresponding day `months` later (earlier when negative), or the month's last.

    Source: 民法典 art. 202.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def hours_after(start: datetime, hours: int) -> datetime:
    """Return the moment `hours` later; nights and holidays run through. Source: 民法典 art. 201.

    Args:
        start: Timezone-aware; the answer is in its zone.
    """
    if start.tzinfo is None:
        raise ValueError("a term in hours starts at a moment with a zone")
    # by way of UTC: a change of the clocks neither gives nor takes an hour
    return (start.astimezone(UTC) + timedelta(hours=hours)).astimezone(start.tzinfo)


def reckon(period: Period, start: date | datetime, calendar: WorkingDays) -> End:
    """Return where a period ends; years without a notice are counted as plain weekdays and named.

    Args:
        start: The event: a moment for hours, a day otherwise (of a moment its local day is taken).
    """
    if period.unit is Unit.HOUR:
        if not isinstance(start, datetime):
            raise ValueError("a period in hours needs a moment")
        sign = -1 if period.before else 1
        moment = hours_after(start, sign * period.length)
        return End(moment.date(), moment)
    day = start.date() if isinstance(start, datetime) else start
    if period.unit is Unit.WORKDAY:
        if period.length == 0:
            return End(day)
        if period.before:
            end = calendar.back(day, period.length)
            return End(end, provisional=calendar.missing(end, day - timedelta(1)))
        end = calendar.reach(day, period.length)
        return End(end, provisional=calendar.missing(day + timedelta(1), end))
    sign = -1 if period.before else 1
    if period.unit is Unit.DAY:
        end = days_after(day, sign * period.length)
    else:
        months = period.length * (12 if period.unit is Unit.YEAR else 1)
        end = months_after(day, sign * months)
    if not period.roll:
        return End(end)
    moved = calendar.next_working(end)
    return End(moved, provisional=calendar.missing(end, moved))
