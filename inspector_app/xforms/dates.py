"""ISO dates and times as XForms writes them, days since 1970, and the ODK format codes.

XPath values, functions and data types call it. The zone always comes in; must never read a clock.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}(?::?\d{2})?)?")
DATE_TIME = re.compile(rf"{DATE.pattern}T{TIME.pattern}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_S = 86_400.0


def parse_date(text: str) -> date | None:
    """Return the date of `YYYY-MM-DD`, or None."""
    found = DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def parse_moment(text: str, zone: tzinfo) -> datetime | None:
    """Return the instant of an ISO date (local midnight) or date-time, or None."""
    if len(text) == 10:
        day = parse_date(text)
        if day is None:
            return None
        return _within_calendar(datetime(day.year, day.month, day.day, tzinfo=zone), zone)
    found = DATE_TIME.fullmatch(text)
    if found is None:
        return None
    try:
        moment = datetime(
            int(found[1]), int(found[2]), int(found[3]), int(found[4]), int(found[5]),
            int(found[6] or 0), _microseconds(found[7]), tzinfo=_offset(found[8]) or zone,
        )  # fmt: skip
    except ValueError:
        return None
    return _within_calendar(moment, zone)


def _within_calendar(moment: datetime, zone: tzinfo) -> datetime | None:
    """Return the instant, or None when UTC or the zone would leave the years 1 to 9999."""
    if 1 < moment.year < 9999:
        return moment
    try:
        moment.astimezone(UTC)
        moment.astimezone(zone)
    except OverflowError:
        return None
    return moment


def _microseconds(digits: str | None) -> int:
    return int((digits or "0")[:6].ljust(6, "0"))


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        raise ValueError(text)
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(-delta if text[0] == "-" else delta)


def days_since_epoch(moment: datetime) -> float:
    """Return days since 1970-01-01T00:00Z, with a fraction for the time of day."""
    return (moment - _EPOCH) / timedelta(days=1)


def from_days(days: float, zone: tzinfo) -> datetime | None:
    """Return the local instant `days` after 1970-01-01T00:00Z, or None when out of range."""
    if not math.isfinite(days):
        return None
    try:
        moment = _EPOCH + timedelta(milliseconds=math.floor(days * _DAY_S * 1000 + 0.5))
        return moment.astimezone(zone)
    except (OverflowError, ValueError):
        return None


def format_offset(moment: datetime) -> str:
    """Return `+08:00` or `Z` for a zone without offset."""
    offset = moment.utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds() // 60)
    if minutes == 0:
        return "Z"
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def iso_moment(moment: datetime) -> str:
    """Return `YYYY-MM-DDTHH:MM:SS.mmm+08:00`."""
    return (
        f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}T{moment.hour:02d}:{moment.minute:02d}"
        f":{moment.second:02d}.{moment.microsecond // 1000:03d}{format_offset(moment)}"
    )


def iso_date_or_moment(moment: datetime) -> str:
    """Return only the date at local midnight, else the full date-time."""
    if moment.hour == moment.minute == moment.second == moment.microsecond == 0:
        return moment.date().isoformat()
    return iso_moment(moment)


def canonical_date_time(text: str, zone: tzinfo) -> str | None:
    """Return a typed date-time with milliseconds and an offset; None when it is none."""
    moment = parse_moment(text, zone)
    return None if moment is None else iso_moment(moment)


def canonical_time(text: str, zone: tzinfo) -> str | None:
    """Return a typed time as `HH:MM:SS.mmm+08:00`; None when it is none.

    A time without offset gets the zone's offset at 1970-01-01, since it has no day of its own.
    """
    found = TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59 or int(found[3] or 0) > 59:
        return None
    milliseconds = _microseconds(found[4]) // 1000
    offset = found[5]
    if offset and offset != "Z":
        try:
            _offset(offset)
        except ValueError:
            return None
        digits = offset[1:].replace(":", "").ljust(4, "0")
        offset = f"{offset[0]}{digits[:2]}:{digits[2:]}"
    suffix = offset or format_offset(datetime(2000, 1, 1, tzinfo=zone))
    return f"{found[1]}:{found[2]}:{found[3] or '00'}.{milliseconds:03d}{suffix}"


def decimal_time(text: str, zone: tzinfo) -> float:
    """Return the time of day as a fraction 0..1 of a day; NaN when the text holds no time."""
    found = TIME.fullmatch(text)
    if found is not None:
        hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
        if hours > 23 or minutes > 59 or seconds > 59:
            return math.nan
        shift = 0.0
        if found[5]:
            try:
                given = _offset(found[5])
            except ValueError:
                return math.nan
            day = datetime(2000, 1, 1)  # noqa: DTZ001  (only to ask both zones)
            own = day.replace(tzinfo=zone).utcoffset() or timedelta(0)
            other = day.replace(tzinfo=given).utcoffset() or timedelta(0)
            shift = (own - other).total_seconds()
        elapsed = hours * 3600 + minutes * 60 + seconds + _microseconds(found[4]) / 1e6 + shift
        return elapsed % _DAY_S / _DAY_S
    moment = parse_moment(text, zone)
    if moment is None:
        return math.nan
    local = moment.astimezone(zone)
    seconds_of_day = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    return seconds_of_day / _DAY_S


_NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    ),
    "zh": (
        tuple(f"{month}月" for month in range(1, 13)),
        ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    ),
}


def format_moment(moment: datetime, pattern: str, language: str) -> str:
    """Return a date or time by ODK's `%` codes.

    Args:
        moment: In the zone it is to be shown in.
        pattern: Codes Y y m n b d e a W H h M S 3; any other `%x` stays as written.
        language: Language of the form; anything that looks Chinese gives 周日 and 3月.
    """
    months, days = _NAMES["zh" if _is_chinese(language) else "en"]
    codes = {
        "Y": f"{moment.year:04d}", "y": f"{moment.year % 100:02d}", "m": f"{moment.month:02d}",
        "n": str(moment.month), "b": months[moment.month - 1], "d": f"{moment.day:02d}",
        "e": str(moment.day), "a": days[moment.weekday()],
        "W": f"{moment.isocalendar().week:02d}",
        "H": f"{moment.hour:02d}", "h": str(moment.hour), "M": f"{moment.minute:02d}",
        "S": f"{moment.second:02d}", "3": f"{moment.microsecond // 1000:03d}",
    }  # fmt: skip
    out: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if character != "%":
            out.append(character)
            continue
        code = next(characters, "%")
        out.append(codes.get(code, code if code == "%" else f"%{code}"))
    return "".join(out)


def _is_chinese(language: str) -> bool:
    folded = language.lower()
    return "zh" in folded or "中文" in folded or "chinese" in folded or "汉语" in folded
