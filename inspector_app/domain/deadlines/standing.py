"""How a term stands at a moment: overdue, due today, soon, running; and that in words.

Called by `board`, the page of today and the bureau's pages. Pure. Must never call a term over whose
last day is still running.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from inspector_app.domain.deadlines.calendar import WorkingDays
from inspector_app.domain.deadlines.counting import End, Unit
from inspector_app.domain.wording import Text


class State(StrEnum):
    """Where a term stands, the most pressing first."""

    OVERDUE = "overdue"
    TODAY = "today"
    UNKNOWN = "unknown"  # no end can be told
    SOON = "soon"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Standing:
    """A state with its words.

    Attributes:
        words: `逾期 3 个工作日`, `2 days left`; counted in the term's own unit.
    """

    state: State
    words: Text


NO_END = Standing(State.UNKNOWN, Text("期限未定", "no date yet"))


def standing(
    end: End, unit: Unit, now: datetime, calendar: WorkingDays, warn_at: int = 0
) -> Standing:
    """Tell how a term stands.

    Args:
        unit: Unit of the term: working days are counted as such; months and years as days.
        now: Local time, timezone-aware; its date is today.
        warn_at: So many units before the end it is soon.
    """
    if unit is Unit.HOUR and end.moment is not None:
        return _in_hours(end.moment, now, warn_at)
    today = now.date()
    if end.day == today:
        return Standing(State.TODAY, Text("今日到期", "due today"))
    over = end.day < today
    first, last = (end.day, today) if over else (today, end.day)
    working = unit is Unit.WORKDAY
    count = calendar.between(first, last) if working else (last - first).days
    if over:
        return Standing(State.OVERDUE, _overdue(count, working=working))
    state = State.SOON if count <= warn_at else State.RUNNING
    # a weekend alone lies between: by the calendar there is no working day left before the last
    return Standing(state, _left(count, working=working))


def done(end: End | None, on: date) -> Standing:
    """Tell how a duty was met that was finished on a day.

    Args:
        end: Last day of its term, None if it had none.
    """
    late = 0 if end is None else max(0, (on - end.day).days)
    if late:
        return Standing(State.DONE, Text(f"已办结，迟 {late} 天", f"done, {days_en(late)} late"))
    return Standing(State.DONE, Text("已办结", "done"))


def days_en(count: int, word: str = "day") -> str:
    """Return `1 day`, `3 working days`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _overdue(count: int, *, working: bool) -> Text:
    if not working:
        return Text(f"逾期 {count} 天", f"{days_en(count)} overdue")
    if count == 0:
        return Text("逾期不满 1 个工作日", "overdue, less than 1 working day")
    return Text(f"逾期 {count} 个工作日", f"{days_en(count, 'working day')} overdue")


def _left(count: int, *, working: bool) -> Text:
    if not working:
        return Text(f"还有 {count} 天", f"{days_en(count)} left")
    if count == 0:
        return Text("还有不满 1 个工作日", "less than 1 working day left")
    return Text(f"还有 {count} 个工作日", f"{days_en(count, 'working day')} left")


def _in_hours(moment: datetime, now: datetime, warn_at: int) -> Standing:
    gap = moment - now
    minutes = abs(gap) // timedelta(minutes=1)
    hours = minutes // 60
    zh = f"{hours} 小时" if hours else f"{minutes} 分钟"
    en = days_en(hours, "hour") if hours else days_en(minutes, "minute")
    if gap < timedelta(0):
        return Standing(State.OVERDUE, Text(f"逾期 {zh}", f"{en} overdue"))
    state = State.SOON if gap <= timedelta(hours=warn_at) else State.RUNNING
    if state is State.RUNNING and moment.date() == now.date():
        state = State.TODAY
    return Standing(state, Text(f"还有 {zh}", f"{en} left"))
