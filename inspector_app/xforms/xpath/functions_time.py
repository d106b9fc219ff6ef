"""Dates and times: today, now, date, format-date and their like.

`functions` imports it once. The instant and the zone come from the runtime; the machine's clock is
never read here.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import TYPE_CHECKING

from inspector_app.xforms.dates import (
    days_since_epoch,
    decimal_time,
    format_moment,
    from_days,
    iso_moment,
    parse_moment,
)
from inspector_app.xforms.xpath.ast import Call
from inspector_app.xforms.xpath.compiled import Compiled, Scope
from inspector_app.xforms.xpath.context import Runtime
from inspector_app.xforms.xpath.functions import register, register_special
from inspector_app.xforms.xpath.values import Value, number_of_text, to_text

if TYPE_CHECKING:
    from inspector_app.xforms.xpath.compiler import Compiler

_SHORT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?=T|$)", re.ASCII)


def _moment(runtime: Runtime, value: Value) -> datetime | None:
    """Return the local instant of a date, date-time or number of days."""
    if isinstance(value, float):
        return from_days(value, runtime.zone)
    text = to_text(value).strip()
    moment = parse_moment(text, runtime.zone)
    if moment is not None:
        return moment.astimezone(runtime.zone)
    number = number_of_text(text, runtime.zone)
    return None if math.isnan(number) else from_days(number, runtime.zone)


def _date(runtime: Runtime, value: Value) -> str:
    if not isinstance(value, float) and (found := _SHORT.match(text := to_text(value).strip())):
        # 2026-3-1, as people type it
        value = f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}{text[found.end() :]}"
    moment = _moment(runtime, value)
    return "" if moment is None else moment.date().isoformat()


def _date_time(runtime: Runtime, value: Value) -> str:
    moment = _moment(runtime, value)
    return "" if moment is None else iso_moment(moment)


def _format_date(runtime: Runtime, value: Value, pattern: str) -> str:
    """Format by all codes, those of the time too: forms write them in format-date() as well."""
    moment = _moment(runtime, value)
    if moment is None:
        return ""
    return format_moment(moment, pattern, runtime.language())


def _decimal_date_time(runtime: Runtime, value: Value) -> float:
    if isinstance(value, float):
        return value
    moment = _moment(runtime, value)
    return math.nan if moment is None else days_since_epoch(moment)


def _decimal_time(runtime: Runtime, value: Value) -> float:
    return decimal_time(to_text(value).strip(), runtime.zone)


def _today(compiler: Compiler, _call: Call, _scope: Scope) -> Compiled:
    compiler.volatile = True
    return Compiled("str", lambda c: c.runtime.now().date().isoformat(), moment=True)


def _now(compiler: Compiler, _call: Call, _scope: Scope) -> Compiled:
    compiler.volatile = True
    return Compiled("str", lambda c: iso_moment(c.runtime.now()), moment=True)


register("date", "rv", "str", _date)
register("date-time", "rv", "str", _date_time)
register("format-date", "rvs", "str", _format_date)
register("format-date-time", "rvs", "str", _format_date)
register("decimal-date-time", "rv", "num", _decimal_date_time)
register("decimal-time", "rv", "num", _decimal_time)
register_special("today", 0, 0, "str", _today)
register_special("now", 0, 0, "str", _now)
