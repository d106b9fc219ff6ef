"""The holiday notices as shipped, and data that must be refused."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from inspector_app.domain.deadlines import WorkingDays, calendar_from_data, end_of_term
from inspector_app.errors import KnownError

HOLIDAYS = Path(__file__).parents[4] / "resources" / "terms" / "holidays.json"


def data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(HOLIDAYS.read_text("utf-8"))
    return loaded


@pytest.mark.parametrize(
    ("year", "weekend_days", "statutory"),
    [(2021, 104, 11), (2022, 105, 11), (2023, 105, 11), (2024, 104, 11), (2025, 104, 13),
     (2026, 104, 13)],
)  # fmt: skip
def test_a_year_has_as_many_working_days_as_the_decree_leaves(
    calendar: WorkingDays, year: int, weekend_days: int, statutory: int
) -> None:
    # a notice moves days off, it gives none: days of the year less weekends less statutory days
    # (全国年节及纪念日放假办法: 11 days until 2024, 13 from 2025), so a slip of one date shows
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    found = calendar.between(date(year - 1, 12, 31), date(year, 12, 31))
    assert found == length - weekend_days - statutory


def test_every_year_names_its_notice_issued_before_it_begins(calendar: WorkingDays) -> None:
    assert sorted(calendar.notices) == [2021, 2022, 2023, 2024, 2025, 2026]
    for year, notice in calendar.notices.items():
        assert notice.number.startswith(f"国办发明电〔{year - 1}〕")
        assert notice.issued.year == year - 1


@pytest.mark.parametrize(
    ("day", "works", "name"),
    [
        (date(2026, 2, 14), True, ""),  # a Saturday made up before the Spring Festival
        (date(2026, 2, 16), False, "春节"),
        (date(2026, 9, 20), True, ""),  # a Sunday made up for the National Day
        (date(2026, 10, 8), True, ""),
        (date(2026, 11, 21), False, ""),  # a plain Saturday
        (date(2022, 12, 31), False, "元旦"),  # named by the notice of the year after
        (date(2024, 2, 9), True, ""),  # the eve of 2024: leave was encouraged, not given
    ],
)
def test_single_days_are_as_the_notices_say(
    calendar: WorkingDays, day: date, works: bool, name: str
) -> None:
    assert (calendar.is_working(day), calendar.name_of(day)) == (works, name)


def test_a_year_without_a_notice_is_told_and_never_guessed(calendar: WorkingDays) -> None:
    assert end_of_term(date(2026, 12, 22), 7, calendar) == date(2026, 12, 31)
    with pytest.raises(KnownError) as caught:
        end_of_term(date(2026, 12, 23), 7, calendar)
    assert caught.value.code == "deadline.calendar-missing"
    assert "2027" in caught.value.sentence("zh")
    with pytest.raises(KnownError) as caught:
        end_of_term(date(2020, 12, 28), 7, calendar)
    assert "2020" in caught.value.sentence("en")


def test_only_the_days_that_are_counted_need_a_notice(calendar: WorkingDays) -> None:
    # service on the last day of a year without a notice: that day is not counted
    assert end_of_term(date(2020, 12, 31), 1, calendar) == date(2021, 1, 4)


def _twice(it: dict[str, Any]) -> None:
    it["years"].append(it["years"][0])


def _weekday_made_up(it: dict[str, Any]) -> None:
    it["years"][0]["work"].append("2021-03-03")


def _made_up_in_holiday(it: dict[str, Any]) -> None:
    it["years"][0]["work"].append("2021-10-02")


def _backwards(it: dict[str, Any]) -> None:
    it["years"][0]["off"][0].update({"from": "2021-01-03", "to": "2021-01-01"})


def _too_long(it: dict[str, Any]) -> None:
    it["years"][0]["off"][0]["to"] = "2021-01-31"


def _other_year(it: dict[str, Any]) -> None:
    it["years"][0]["work"].append("2022-05-08")


def _no_notice(it: dict[str, Any]) -> None:
    it["years"][0]["notice"] = " "


def _no_day(it: dict[str, Any]) -> None:
    it["years"][0]["work"].append("2021-02-30")


def _no_years(it: dict[str, Any]) -> None:
    del it["years"]


def _no_object(it: dict[str, Any]) -> None:
    it["years"].append(2027)


def _key_gone(it: dict[str, Any]) -> None:
    del it["years"][0]["off"]


def _other_format(it: dict[str, Any]) -> None:
    it["format"] = "calendar"


@pytest.mark.parametrize(
    "damage",
    [_twice, _weekday_made_up, _made_up_in_holiday, _backwards, _too_long, _other_year, _no_notice,
     _no_day, _no_years, _no_object, _key_gone, _other_format],
)  # fmt: skip
def test_wrong_data_are_refused_and_never_repaired(damage: Any) -> None:
    wrong = data()
    damage(wrong)
    with pytest.raises(KnownError) as caught:
        calendar_from_data(wrong)
    assert caught.value.code == "deadline.calendar-damaged"


def test_an_empty_calendar_counts_weekdays_and_names_every_year() -> None:
    plain = WorkingDays([])
    assert plain.missing(date(2026, 12, 1), date(2027, 1, 1)) == (2026, 2027)
    monday = date(2026, 11, 23)
    assert [plain.is_working(monday + timedelta(n)) for n in range(7)] == [True] * 5 + [False] * 2
