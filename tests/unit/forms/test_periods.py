"""Periods in the workbooks agree with the calendar, whatever the two dates are."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.xforms import Session, load_form

ROOT = Path(__file__).parents[3]
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@cache
def _session(name: str) -> Session:
    form = load_form(ROOT / "forms" / name / f"{name}.xlsx", name=name)
    clock = SteppingClock(datetime(2030, 1, 1, 9, 0, tzinfo=CHINA))
    return Session(form, clock=clock, entropy=bytes, zone=CHINA)


def _proposal(name: str, section: str, item: str, field: str, visit: date, oldest: date) -> str:
    session = _session(name)
    group = f"/data/{section}/{item}"
    session.set("/data/procedure/pr_10/pr_10_p1_1", f"{visit}T10:00:00.000+08:00")
    session.set(f"{group}/{item}_{field}", oldest.isoformat())
    return session.value(f"{group}/{item}_q")


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@settings(deadline=None)
@given(DAYS, st.integers(0, 120))
def test_sixty_days(visit: date, back: int) -> None:
    oldest = visit - timedelta(days=back)
    found = _proposal("internet_cafe", "s03", "wb_19", "p1_1", visit, oldest)
    assert found == ("ng" if back < 60 else "ok")


@settings(deadline=None)
@given(DAYS, st.integers(150, 215))
def test_six_calendar_months(visit: date, back: int) -> None:
    oldest = visit - timedelta(days=back)
    found = _proposal("gov_unit", "s02", "zw_12", "p1_1", visit, oldest)
    assert found == ("ng" if oldest > _months_before(visit, 6) else "ok")


@settings(deadline=None)
@given(DAYS, st.integers(355, 375))
@example(date(2028, 2, 29), 366)
@example(date(2025, 2, 28), 365)
@example(date(2025, 3, 1), 366)
def test_more_than_a_year(visit: date, back: int) -> None:
    report = visit - timedelta(days=back)
    found = _proposal("gov_unit", "s01", "zw_03", "p1_1", visit, report)
    assert found == ("ng" if _older_than_a_year(report, visit) else "ok")


def _older_than_a_year(report: date, visit: date) -> bool:
    """A report of 29 February turns a year old on 28 February and is older from the next day on."""
    months = (visit.year - report.year) * 12 + visit.month - report.month
    return months > 12 or (months == 12 and visit.day > report.day)
