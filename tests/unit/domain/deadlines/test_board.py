"""The board: order, words, two readings of one duty, and what it does not know."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from inspector_app.clock import CHINA
from inspector_app.domain.deadlines import (
    End,
    Matter,
    Rules,
    State,
    Unit,
    WorkingDays,
    board,
    done,
    row_of,
    standing,
)
from inspector_app.domain.wording import Text

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)  # a Friday
WHAT = Text("示例事项", "sample matter")


def matter(rules: Rules, name: str = "DL-01", profile: str = "culture", **more: object) -> Matter:
    values: dict[str, object] = {"key": name, "subject": "晨星网吧（示例）", "what": WHAT, **more}
    return Matter(rule=rules.rule(name, profile), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "state", "zh", "en"),
    [
        (date(2026, 11, 6), State.OVERDUE, "逾期 3 个工作日", "3 working days overdue"),
        (date(2026, 11, 10), State.OVERDUE, "逾期 1 个工作日", "1 working day overdue"),
        (date(2026, 11, 11), State.TODAY, "今日到期", "due today"),
        (date(2026, 11, 12), State.SOON, "还有 1 个工作日", "1 working day left"),
        (date(2026, 11, 13), State.SOON, "还有 2 个工作日", "2 working days left"),
        (date(2026, 11, 16), State.RUNNING, "还有 3 个工作日", "3 working days left"),
    ],
)
def test_the_seven_working_days_of_preserved_evidence_in_words(
    rules: Rules, calendar: WorkingDays, start: date, state: State, zh: str, en: str
) -> None:
    row = row_of(matter(rules, start=start), calendar, NOW)
    assert (row.state, row.standing.words) == (state, Text(zh, en))
    assert row.marks == ()


def test_on_a_weekend_after_the_last_day_no_working_day_is_lost_yet(
    rules: Rules, calendar: WorkingDays
) -> None:
    saturday = NOW + timedelta(days=1)
    row = row_of(matter(rules, start=date(2026, 11, 11)), calendar, saturday)
    assert row.state is State.OVERDUE
    assert row.standing.words == Text("逾期不满 1 个工作日", "overdue, less than 1 working day")


def test_natural_days_and_hours_are_counted_as_such(rules: Rules, calendar: WorkingDays) -> None:
    order = row_of(matter(rules, "DL-08", given=date(2026, 11, 22)), calendar, NOW)
    assert (order.state, order.standing.words.zh) == (State.SOON, "还有 2 天")
    late = row_of(matter(rules, "DL-08", given=date(2026, 11, 19)), calendar, NOW)
    assert late.standing.words == Text("逾期 1 天", "1 day overdue")

    def hours(ago: timedelta) -> tuple[State, str, str]:
        row = row_of(matter(rules, "DL-02", start=NOW - ago), calendar, NOW)
        return row.state, row.standing.words.zh, row.standing.words.en

    assert hours(timedelta(hours=5)) == (State.RUNNING, "还有 19 小时", "19 hours left")
    assert hours(timedelta(hours=12)) == (State.TODAY, "还有 12 小时", "12 hours left")
    assert hours(timedelta(hours=21)) == (State.SOON, "还有 3 小时", "3 hours left")
    assert hours(timedelta(hours=23, minutes=40)) == (State.SOON, "还有 20 分钟", "20 minutes left")
    assert hours(timedelta(hours=27)) == (State.OVERDUE, "逾期 3 小时", "3 hours overdue")


def test_a_last_day_is_not_over_before_midnight(calendar: WorkingDays) -> None:
    end = End(date(2026, 11, 20))
    last_minute = NOW.replace(hour=23, minute=59)
    assert standing(end, Unit.DAY, last_minute, calendar).state is State.TODAY
    assert standing(end, Unit.DAY, last_minute + timedelta(minutes=1), calendar).state is (
        State.OVERDUE
    )


def test_where_two_readings_differ_the_earlier_counts_and_both_are_shown(
    rules: Rules, calendar: WorkingDays
) -> None:
    row = row_of(matter(rules, profile="police", start=date(2026, 9, 25)), calendar, NOW)
    assert row.safe == End(date(2026, 10, 2))
    assert row.legal is not None
    assert row.legal.day == date(2026, 10, 8)
    assert row.end is row.safe
    assert any("2026-10-08" in mark.zh for mark in row.marks)
    assert any("法制机构" in mark.zh for mark in row.marks)


def test_a_year_without_notice_is_marked(rules: Rules, calendar: WorkingDays) -> None:
    row = row_of(matter(rules, start=date(2026, 12, 28)), calendar, NOW)
    assert row.end is not None
    assert row.end.provisional == (2027,)
    assert "2027" in row.marks[0].zh
    assert "2027" in row.marks[0].en


def test_the_bureau_sets_what_a_rule_leaves_open(rules: Rules, calendar: WorkingDays) -> None:
    start = date(2026, 11, 18)
    asked = matter(rules, "DL-10", start=start)
    assert row_of(asked, calendar, NOW).state is State.UNKNOWN
    answered = matter(rules, "DL-10", start=start, set_length=5)
    row = row_of(answered, calendar, NOW)
    assert row.end is not None
    assert row.end.day == date(2026, 11, 25)
    shorter = row_of(matter(rules, "DL-09", start=start, set_length=2), calendar, NOW)
    assert shorter.state is State.TODAY
    fixed = row_of(matter(rules, start=start, set_length=30), calendar, NOW)
    assert fixed.end == End(date(2026, 11, 27)), "a statutory length is not the bureau's to set"


@pytest.mark.parametrize("start", [None, date(9999, 12, 30)])
def test_what_cannot_be_reckoned_is_shown_as_unknown_never_left_out(
    rules: Rules, calendar: WorkingDays, start: date | None
) -> None:
    row = row_of(matter(rules, start=start), calendar, NOW)
    assert (row.state, row.end) == (State.UNKNOWN, None)
    assert row.standing.words == Text("期限未定", "no date yet")


def test_hours_from_a_day_alone_cannot_be_told(rules: Rules, calendar: WorkingDays) -> None:
    assert row_of(matter(rules, "DL-02", start=NOW.date()), calendar, NOW).state is State.UNKNOWN


def test_the_yearly_report_falls_on_its_day(rules: Rules, calendar: WorkingDays) -> None:
    row = row_of(matter(rules, "DL-24", start=date(2026, 12, 31)), calendar, NOW)
    assert row.end == End(date(2027, 3, 31))


def test_done_in_time_and_done_late() -> None:
    end = End(date(2026, 11, 18))
    assert done(end, date(2026, 11, 18)).words == Text("已办结", "done")
    assert done(end, date(2026, 11, 20)).words == Text("已办结，迟 2 天", "done, 2 days late")
    assert done(None, date(2026, 11, 20)).state is State.DONE


def test_the_most_pressing_comes_first(rules: Rules, calendar: WorkingDays) -> None:
    def order(key: str, day: int, subject: str = "晨星网吧（示例）") -> Matter:
        return matter(
            rules, "DL-08", key=key, subject=subject, given=date(2026, 11, 1) + timedelta(day)
        )

    matters = [
        order("running", 40),
        matter(rules, "DL-10", key="unknown"),
        order("today", 19),
        order("late", 17),
        order("soon", 21),
        matter(rules, "DL-08", key="done", given=date(2026, 11, 1), done_on=date(2026, 11, 2)),
        order("very late", 2),
        order("late, by name", 17, "安宁网吧（示例）"),
    ]
    rows = board(matters, calendar, NOW)
    assert [row.matter.key for row in rows] == [
        "very late", "late, by name", "late", "today", "unknown", "soon", "running", "done",
    ]  # fmt: skip
    assert rows == board(list(reversed(matters)), calendar, NOW)
    assert {row.who.value for row in rows} == {"unit", "agency"}
