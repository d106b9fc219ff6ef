"""Short texts in both languages, and dates and times the way records print them.

Called by gates, the filing lint, services and documents. Must never hold a longer text: sentences
of errors live in `errors/`, texts of windows in the translations.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def to(self, language: str) -> str:
        """Return the words in `zh…`, else in English."""
        return self.zh if language.startswith("zh") else self.en


def full_day_zh(day: date) -> str:
    """Return `2026年11月5日`: no leading zeros. Source: domain note 5.3."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_zh(day: date) -> str:
    """Return `11月5日`."""
    return f"{day.month}月{day.day}日"


def day_en(day: date) -> str:
    """Return `5 November 2026`, whatever the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def clock_zh(moment: datetime) -> str:
    """Return `14时05分`: 24 hours, minutes with two digits."""
    return f"{moment.hour}时{moment.minute:02}分"


_MONTHS = (
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
