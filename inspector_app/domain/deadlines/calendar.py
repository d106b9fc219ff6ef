"""Working days: weekdays, corrected by the State Council's yearly notices.

Built from `resources/terms/holidays.json` (or a later signed copy) by services and the bureau;
asked by `counting` and `board`. Must never guess silently: a year without a notice is named.

A day is working when it is Monday to Friday and not in a notice's holiday, or when a notice makes
it up. Counting is by running totals and bisection, so a term of years costs no more than a short
one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from inspector_app.errors import KnownError

FORMAT = "inspector-holidays"
_LONGEST_HOLIDAY = 14


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's notice.

    Attributes:
        number: `国办发明电〔2025〕7号`.
        issued: Day it was issued.
        off: (first day, last day, name) of each holiday, weekends inside included.
        work: Saturdays and Sundays that are made up.
    """

    year: int
    number: str
    issued: date
    off: tuple[tuple[date, date, str], ...]
    work: tuple[date, ...]


class WorkingDays:
    """The calendar of working days; a value, never changed."""

    def __init__(self, notices: Iterable[Notice]) -> None:
        """Index the notices.

        Raises:
            KnownError: `deadline.calendar-damaged` when a year stands twice, a holiday is longer
                than two weeks, or a made-up day is no Saturday or Sunday.
        """
        self.notices: Mapping[int, Notice] = {}
        known: dict[int, Notice] = {}
        changed: dict[int, int] = {}
        self._names: dict[date, str] = {}
        for notice in sorted(notices, key=lambda one: one.year):
            if notice.year in known:
                raise _damaged(notice.year, "stands twice")
            known[notice.year] = notice
            for first, last, name in notice.off:
                if not timedelta(0) <= last - first < timedelta(_LONGEST_HOLIDAY):
                    raise _damaged(notice.year, f"{first}/{last}")
                for ordinal in range(first.toordinal(), last.toordinal() + 1):
                    day = date.fromordinal(ordinal)
                    self._names[day] = name
                    if day.isoweekday() < 6:
                        changed[ordinal] = -1
            for day in notice.work:
                if day.isoweekday() < 6 or day in self._names:
                    raise _damaged(notice.year, day.isoformat())
                changed[day.toordinal()] = 1
        self.notices = known
        self._changed = sorted(changed)
        self._totals = [0, *accumulate(changed[ordinal] for ordinal in self._changed)]

    def is_working(self, day: date) -> bool:
        """Tell whether `day` is a working day; in a year without a notice, whether a weekday."""
        return self.total(day) > self.total(day - timedelta(1))

    def name_of(self, day: date) -> str:
        """Return the name of the holiday on `day`, '' if there is none."""
        return self._names.get(day, "")

    def total(self, day: date) -> int:
        """Return how many working days there were from 1 January of year 1 up to `day`."""
        # 1 January of year 1 was a Monday by the calendar counted backwards
        weeks, rest = divmod(day.toordinal(), 7)
        corrected = self._totals[bisect_right(self._changed, day.toordinal())]
        return 5 * weeks + min(rest, 5) + corrected

    def between(self, after: date, until: date) -> int:
        """Return the number of working days later than `after` and not later than `until`."""
        return self.total(until) - self.total(after)

    def reach(self, start: date, days: int) -> date:
        """Return the day on which `days` working days after `start` are complete.

        Args:
            start: Not counted itself.
            days: 1 upwards.
        """
        wanted = self.total(start) + days
        low = start.toordinal() + days
        high = low + 2 * days + _LONGEST_HOLIDAY
        while self.total(date.fromordinal(high)) < wanted:
            high += days + _LONGEST_HOLIDAY
        return self._first_with(wanted, low, high)

    def back(self, end: date, days: int) -> date:
        """Return the latest working day with `days` working days between it and `end`.

        Args:
            end: Not counted itself, nor is the day returned.
            days: 0 upwards.
        """
        # the day sought is the last working day whose total is `days` less than that before `end`
        wanted = self.total(end - timedelta(1)) - days
        high = end.toordinal() - 1 - days
        low = high - 2 * days - _LONGEST_HOLIDAY
        while self.total(date.fromordinal(low)) >= wanted:
            low -= days + _LONGEST_HOLIDAY
        return self._first_with(wanted, low, high)

    def _first_with(self, wanted: int, low: int, high: int) -> date:
        """Return the first day of low..high (ordinals) whose total reaches `wanted`."""
        while low < high:
            middle = (low + high) // 2
            if self.total(date.fromordinal(middle)) >= wanted:
                high = middle
            else:
                low = middle + 1
        return date.fromordinal(low)

    def next_working(self, day: date) -> date:
        """Return `day` if it is a working day, else the first one after it."""
        return day if self.is_working(day) else self.reach(day, 1)

    def missing(self, first: date, last: date) -> tuple[int, ...]:
        """Return the years from `first` to `last` for which no notice is known."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.notices)


def calendar_from_data(data: Mapping[str, object]) -> WorkingDays:
    """Read the calendar.

    Args:
        data: The parsed JSON object of `holidays.json`.
    Raises:
        KnownError: `deadline.calendar-damaged`.
    """
    if data.get("format") != FORMAT or data.get("version") != 1:
        raise _damaged("?", "format")
    years = data.get("years")
    if not isinstance(years, list):
        raise _damaged("?", "years")
    return WorkingDays([_notice(entry) for entry in years])


def _notice(entry: object) -> Notice:
    if not isinstance(entry, Mapping):
        raise _damaged("?", "years")
    year, number = entry.get("year"), entry.get("notice")
    if not isinstance(year, int) or not isinstance(number, str) or not number.strip():
        raise _damaged(year, "notice")
    try:
        return Notice(
            year=year,
            number=number,
            issued=date.fromisoformat(entry["issued"]),
            off=tuple(
                (_day(off["from"], year), _day(off["to"], year), str(off["name"]))
                for off in entry["off"]
            ),
            work=tuple(_day(day, year) for day in entry["work"]),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise _damaged(year, str(problem)) from problem


def _day(text: str, year: int) -> date:
    day = date.fromisoformat(text)
    # a New Year holiday may begin, or be made up, in the December before
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise ValueError(text)
    return day


def _damaged(year: object, detail: str) -> KnownError:
    return KnownError("deadline.calendar-damaged", year=year, detail=detail)
