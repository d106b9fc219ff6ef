"""Looks strings up in one language and fills their slots.

One `Say` per language, built by `app`, handed down with the desk. Must never invent a string: an
unknown key is our mistake and fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol, TypeAlias

from inspector_app.errors import InspectorError

Words: TypeAlias = Mapping[str, tuple[str, str]]

_WEEKDAYS_ZH = "一二三四五六日"
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class TwoTexts(Protocol):
    """A sentence that services hand over in both languages."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


class Say:
    """The strings of one language."""

    def __init__(self, language: str, *tables: Words) -> None:
        """Join the tables.

        Args:
            language: `zh` or `en`.
            tables: A key may stand in one of them only.
        """
        self.language = language
        self._at = 0 if language == "zh" else 1
        self._words: dict[str, tuple[str, str]] = {}
        for table in tables:
            for key, pair in table.items():
                if key in self._words:
                    raise AssertionError(f"string listed twice: {key}")
                self._words[key] = pair

    @property
    def chinese(self) -> bool:
        """Whether the window speaks Chinese."""
        return self._at == 0

    def __call__(self, key: str, **slots: object) -> str:
        """Return a string with its slots filled."""
        return self._words[key][self._at].format(**slots)

    def text(self, pair: TwoTexts) -> str:
        """Return a services' sentence in this language."""
        return pair.en or pair.zh if self._at else pair.zh

    def error(self, error: InspectorError) -> tuple[str, str]:
        """Return what happened and what to do."""
        return error.sentence(self.language), error.remedy(self.language)

    def day(self, day: date) -> str:
        """Return `11月20日` or `20 November`."""
        if self.chinese:
            return f"{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS_EN[day.month - 1]}"

    def full_day(self, day: date) -> str:
        """Return `2026年11月20日` or `20 November 2026`."""
        if self.chinese:
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"

    def weekday(self, day: date) -> str:
        """Return `星期五` or `Friday`."""
        if self.chinese:
            return f"星期{_WEEKDAYS_ZH[day.weekday()]}"
        return _WEEKDAYS_EN[day.weekday()]

    def when(self, moment: datetime, today: date) -> str:
        """Return the clock time, with the day before it unless it is today."""
        clock = moment.strftime("%H:%M")
        if moment.date() == today:
            return clock
        return f"{self.day(moment.date())} {clock}"
