"""Ends of terms: cases worked by hand from the law's own words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from inspector_app.clock import CHINA
from inspector_app.domain.deadlines import (
    Period,
    Unit,
    WorkingDays,
    end_of_term,
    hours_after,
    months_after,
    reckon,
)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 20), 7, date(2026, 12, 1)),  # a Friday; the weekend is not counted
        (date(2026, 11, 21), 7, date(2026, 12, 1)),  # a Saturday: the count starts on Monday
        (date(2026, 9, 28), 7, date(2026, 10, 13)),  # over the National Day, with a Saturday
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # the Saturday before the festival counts
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # a Sunday made up is a working day
        (date(2025, 1, 27), 1, date(2025, 2, 5)),
    ],
)
def test_working_days_leave_out_the_first_day_and_all_days_off(
    calendar: WorkingDays, start: date, days: int, end: date
) -> None:
    assert end_of_term(start, days, calendar) == end


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_term_of_no_length_or_of_years_in_working_days_is_refused(
    calendar: WorkingDays, days: int
) -> None:
    with pytest.raises(ValueError, match="working days"):
        end_of_term(date(2026, 3, 2), days, calendar)


def test_seven_days_of_the_police_end_on_the_next_working_day(calendar: WorkingDays) -> None:
    start = date(2026, 9, 25)  # seven days later is 2 October
    moved = reckon(Period(7, Unit.DAY, roll=True), start, calendar)
    assert moved.day == date(2026, 10, 8)
    assert reckon(Period(7, Unit.DAY), start, calendar).day == date(2026, 10, 2)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 5, 31), 12, date(2027, 5, 31)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 3, 15), -15, date(2024, 12, 15)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last(
    start: date, months: int, end: date
) -> None:
    assert months_after(start, months) == end


def test_hours_run_through_nights_and_holidays() -> None:
    start = datetime(2026, 9, 30, 22, 15, tzinfo=CHINA)
    assert hours_after(start, 24) == datetime(2026, 10, 1, 22, 15, tzinfo=CHINA)
    assert hours_after(start, 24).tzinfo is CHINA


def test_hours_start_at_a_moment_with_a_zone(calendar: WorkingDays) -> None:
    with pytest.raises(ValueError, match="zone"):
        hours_after(datetime(2026, 9, 30, 22, 15), 24)  # noqa: DTZ001  the mistake under test
    with pytest.raises(ValueError, match="moment"):
        reckon(Period(24, Unit.HOUR), date(2026, 9, 30), calendar)


def test_a_moment_late_in_the_evening_belongs_to_its_local_day(calendar: WorkingDays) -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=CHINA)
    assert late.astimezone(UTC).date() == date(2026, 11, 20)
    assert reckon(Period(3, Unit.DAY), late, calendar).day == date(2026, 11, 23)
    elsewhere = datetime(2026, 11, 21, 0, 30, tzinfo=timezone(timedelta(hours=8)))
    assert reckon(Period(3, Unit.DAY), elsewhere, calendar).day == date(2026, 11, 24)


def test_a_notice_before_a_hearing_leaves_seven_clear_working_days(calendar: WorkingDays) -> None:
    hearing = date(2026, 10, 15)  # before it: 14, 13, 12, 10 (Saturday, made up), 9, 8, 30 Sept.
    found = reckon(Period(7, Unit.WORKDAY, before=True), hearing, calendar)
    assert found.day == date(2026, 9, 29)
    assert found.provisional == ()


def test_a_backward_count_into_a_year_without_notice_is_provisional(
    calendar: WorkingDays,
) -> None:
    found = reckon(Period(7, Unit.WORKDAY, before=True), date(2021, 1, 8), calendar)
    assert found.provisional == (2020,)


def test_kept_records_reach_back_by_calendar_months_not_by_180_days(
    calendar: WorkingDays,
) -> None:
    visit = date(2026, 8, 31)
    found = reckon(Period(6, Unit.MONTH, before=True), visit, calendar)
    assert found.day == date(2026, 2, 28)
    assert (visit - found.day).days == 184


def test_a_year_is_twelve_months(calendar: WorkingDays) -> None:
    assert reckon(Period(2, Unit.YEAR), date(2024, 2, 29), calendar).day == date(2026, 2, 28)


def test_a_period_of_nothing_ends_where_it_begins(calendar: WorkingDays) -> None:
    assert reckon(Period(0, Unit.WORKDAY), date(2026, 10, 3), calendar).day == date(2026, 10, 3)


def test_an_end_in_a_year_without_notice_says_so(calendar: WorkingDays) -> None:
    found = reckon(Period(7, Unit.WORKDAY), date(2026, 12, 28), calendar)
    assert found.provisional == (2027,)
    rolled = reckon(Period(15, Unit.DAY, roll=True), date(2026, 12, 21), calendar)
    assert rolled.provisional == (2027,)
    natural = reckon(Period(15, Unit.DAY), date(2026, 12, 21), calendar)
    assert natural.provisional == ()


def test_lengths_that_nobody_means_are_refused() -> None:
    with pytest.raises(ValueError, match="4000"):
        Period(4000, Unit.WORKDAY)
    with pytest.raises(ValueError, match="-1"):
        Period(-1, Unit.DAY)
