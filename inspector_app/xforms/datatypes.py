"""Bind types: which typed texts are answers, and how computed values are stored.

The session checks what a person enters, the engine casts what the form computes. A typed text is
never altered silently: it is stored in its canonical spelling or refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import tzinfo

from inspector_app.xforms.dates import (
    canonical_date_time,
    canonical_time,
    from_days,
    iso_moment,
    parse_date,
    parse_moment,
)
from inspector_app.xforms.model import Bilingual
from inspector_app.xforms.xpath.functions_geo import parse_point
from inspector_app.xforms.xpath.values import Value, text_of_number, to_boolean, to_number, to_text

INT_MIN, INT_MAX = -(2**31), 2**31 - 1
_INT = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
# what XML 1.0 cannot carry; tab and line feed stay
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class NotAnAnswerError(Exception):
    """A typed text that the node's type refuses."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.message = Bilingual(zh, en)


def canonical(value_type: str, text: str, zone: tzinfo) -> str:
    """Return a typed text as it is stored.

    Args:
        value_type: Bind type; unknown types are texts.
        text: Not empty.
    Raises:
        NotAnAnswerError: The text is none of that type.
    """
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    check = _CANONICAL.get(value_type)
    return text if check is None else check(text.strip(), zone)


def stored_default(value_type: str, text: str, zone: tzinfo) -> str:
    """Return a form's default as stored; one that its own type refuses is no answer: ''."""
    if value_type in ("string", "boolean", "binary", "barcode", "intent"):
        return text
    try:
        return canonical(value_type, text, zone)
    except NotAnAnswerError:
        if value_type == "time":
            return ""  # a date-time is none (XML Schema part 2 section 3.2.8), as in other engines
        converts = value_type in ("int", "decimal") or parse_moment(text, zone) is not None
        return cast_computed(value_type, text, zone) if converts else ""


def _int(text: str, _: tzinfo) -> str:
    if not _INT.fullmatch(text) or len(text) > 12 or not INT_MIN <= int(text) <= INT_MAX:
        raise NotAnAnswerError(
            "要填整数（−2147483648 至 2147483647）",
            "a whole number between −2147483648 and 2147483647",
        )
    return str(int(text))


def _decimal(text: str, _: tzinfo) -> str:
    if not _DECIMAL.fullmatch(text) or len(text) > 40:
        raise NotAnAnswerError("要填数字，如 12.5", "a number such as 12.5")
    return decimal_text(float(text))


def decimal_text(number: float) -> str:
    """Return a decimal as stored: `10.0`, `1.5`."""
    text = text_of_number(number)
    return text if "." in text or not text.lstrip("-").isdigit() else f"{text}.0"


def _date(text: str, _: tzinfo) -> str:
    if parse_date(text) is None:
        raise NotAnAnswerError("要填日期，如 2026-11-21", "a date such as 2026-11-21")
    return text


def _time(text: str, zone: tzinfo) -> str:
    found = canonical_time(text, zone)
    if found is None:
        raise NotAnAnswerError("要填时间，如 14:30", "a time such as 14:30")
    return found


def _date_time(text: str, zone: tzinfo) -> str:
    found = canonical_date_time(text, zone)
    if found is None:
        raise NotAnAnswerError(
            "要填日期和时间，如 2026-11-21T14:30", "a date and time such as 2026-11-21T14:30"
        )
    return found


def _boolean(text: str, _: tzinfo) -> str:
    if text in ("true", "1"):
        return "true"
    if text in ("false", "0"):
        return "false"
    raise NotAnAnswerError("只能是 true 或 false", "only true or false")


def _geopoint(text: str, _: tzinfo) -> str:
    if parse_point(text) is None:
        raise NotAnAnswerError(
            "要填“纬度 经度”，如 31.23 121.47", "latitude and longitude such as 31.23 121.47"
        )
    return text


def _geotrace(text: str, _: tzinfo, least: int = 2) -> str:
    points = [part for part in text.split(";") if part.strip()]
    if len(points) < least or any(parse_point(part) is None for part in points):
        raise NotAnAnswerError("要填以分号隔开的点", "points separated by semicolons")
    return text


def _geoshape(text: str, zone: tzinfo) -> str:
    return _geotrace(text, zone, 3)


_CANONICAL: dict[str, Callable[[str, tzinfo], str]] = {
    "int": _int, "decimal": _decimal, "date": _date, "time": _time, "dateTime": _date_time,
    "boolean": _boolean, "geopoint": _geopoint, "geotrace": _geotrace, "geoshape": _geoshape,
}  # fmt: skip


def cast_computed(value_type: str, value: Value, zone: tzinfo) -> str:
    """Return a computed value as it is stored; what cannot be of that type is ''."""
    if isinstance(value, float):
        if value != value:
            return ""
        if value_type == "int" and INT_MIN <= value <= INT_MAX:
            return str(int(value))
    if value_type == "string":
        return _FORBIDDEN.sub("", value) if isinstance(value, str) else to_text(value)
    text = to_text(value)
    if text == "":
        return ""
    if value_type in ("int", "decimal"):
        number = to_number(value, zone)
        if not math.isfinite(number):
            return ""
        if value_type == "int":
            whole = math.trunc(number)
            return str(whole) if INT_MIN <= whole <= INT_MAX else ""
        return decimal_text(number)
    if value_type == "boolean":
        if isinstance(value, str | list):
            return "true" if text in ("true", "1") else "false"
        return "true" if to_boolean(value) else "false"
    if value_type == "time":
        moment = parse_moment(text, zone) if "T" in text else None
        return canonical_time(text if moment is None else text.partition("T")[2], zone) or ""
    if value_type in ("date", "dateTime"):
        moment = from_days(value, zone) if isinstance(value, float) else parse_moment(text, zone)
        if moment is None:
            number = to_number(text, zone)
            moment = from_days(number, zone) if math.isfinite(number) else None
        if moment is None:
            return ""
        if value_type == "date":
            return (
                moment.astimezone(zone).date().isoformat()
                if len(text) > 10
                else moment.date().isoformat()
            )
        return iso_moment(moment)
    return _FORBIDDEN.sub("", text)
