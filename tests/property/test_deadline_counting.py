"""The quick counting of terms against a slow one that walks day by day, over any calendar."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.deadlines import (
    Notice,
    Period,
    Unit,
    WorkingDays,
    months_after,
    reckon,
)

ONE = timedelta(1)
DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))


@st.composite
def notices(draw: st.DrawFn) -> list[Notice]:
    """Return notices of some years, holidays anywhere, some weekend days made up."""
    years = draw(st.lists(st.integers(2019, 2031), unique=True, max_size=6))
    found = []
    for year in years:
        inside = st.dates(date(year, 1, 1), date(year, 12, 15))
        off = [
            (first, first + timedelta(draw(st.integers(0, 13))), "节")
            for first in draw(st.lists(inside, max_size=8, unique=True))
        ]
        taken = {
            first + timedelta(n) for first, last, _ in off for n in range((last - first).days + 1)
        }
        work = [
            day
            for day in draw(st.lists(inside, max_size=10, unique=True))
            if day.isoweekday() > 5 and day not in taken
        ]
        found.append(Notice(year, f"通知{year}", date(year - 1, 11, 1), tuple(off), tuple(work)))
    return found


def works(day: date, given: list[Notice]) -> bool:
    """Say it the slow way: look the day up in every notice."""
    for notice in given:
        if day in notice.work:
            return True
        if any(first <= day <= last for first, last, _ in notice.off):
            return False
    return day.isoweekday() <= 5


def walk(start: date, days: int, given: list[Notice]) -> date:
    day = start
    while days:
        day += ONE
        days -= works(day, given)
    return day


def walk_back(end: date, days: int, given: list[Notice]) -> date:
    day = end - ONE
    while days or not works(day, given):
        if works(day, given):
            days -= 1
        day -= ONE
    return day


@given(notices(), DAYS, st.integers(1, 120))
def test_working_days_end_where_a_walk_ends(given: list[Notice], start: date, days: int) -> None:
    calendar = WorkingDays(given)
    end = reckon(Period(days, Unit.WORKDAY), start, calendar)
    assert end.day == walk(start, days, given)
    known = {notice.year for notice in given}
    walked = {start + timedelta(n) for n in range(1, (end.day - start).days + 1)}
    assert set(end.provisional) == {day.year for day in walked} - known


@given(notices(), DAYS, st.integers(1, 60))
def test_working_days_counted_back_are_clear_days(
    given: list[Notice], event: date, days: int
) -> None:
    calendar = WorkingDays(given)
    found = reckon(Period(days, Unit.WORKDAY, before=True), event, calendar)
    assert found.day == walk_back(event, days, given)
    between = (found.day + timedelta(n) for n in range(1, (event - found.day).days))
    assert sum(works(day, given) for day in between) == days


@given(notices(), DAYS, st.integers(0, 400))
def test_every_day_is_judged_and_counted_as_by_looking(
    given: list[Notice], first: date, length: int
) -> None:
    calendar = WorkingDays(given)
    last = first + timedelta(length)
    days = [first + timedelta(n) for n in range(1, length + 1)]
    assert calendar.between(first, last) == sum(works(day, given) for day in days)
    assert calendar.is_working(last) == works(last, given)


@given(notices(), DAYS, st.integers(1, 90))
def test_a_rolled_end_is_the_first_working_day_from_the_plain_end(
    given: list[Notice], start: date, days: int
) -> None:
    calendar = WorkingDays(given)
    plain = reckon(Period(days, Unit.DAY), start, calendar).day
    assert plain == start + timedelta(days)
    day = plain
    while not works(day, given):
        day += ONE
    assert reckon(Period(days, Unit.DAY, roll=True), start, calendar).day == day


@given(DAYS, st.integers(-30, 30))
def test_months_land_in_the_right_month_on_the_same_day_if_it_has_one(
    start: date, months: int
) -> None:
    end = months_after(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    if end.day != start.day:
        assert end.day < start.day
        assert (end + ONE).day == 1
