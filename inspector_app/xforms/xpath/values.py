"""Conversions between the four XPath types, as decided for forms.

Closures and functions call it. A node-set is a list of nodes; non-relevant nodes are gone before a
value comes here. Must never know a form.
"""

from __future__ import annotations

import math
import re
from datetime import tzinfo
from decimal import Decimal

from inspector_app.xforms.dates import days_since_epoch, parse_moment
from inspector_app.xforms.instance import Node

MAX_TEXT = 1 << 22
"""Longest text a node may hold, in characters; a page of a record has about 1,500."""

Value = float | str | bool | list[Node]

_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
_BLANKS = " \t\r\n"


def number_of_text(text: str, zone: tzinfo) -> float:
    """Return a text as number; an ISO date counts days since 1970 UTC, anything else is NaN."""
    if not text:
        return math.nan
    try:
        if text.isdecimal() and text.isascii():
            return float(text)
    except ValueError:  # pragma: no cover - ascii digits always convert
        return math.nan
    stripped = text.strip(_BLANKS)
    if _NUMBER.fullmatch(stripped) and stripped.isascii():
        return float(stripped)
    if len(stripped) >= 10 and stripped[4] == "-":
        moment = parse_moment(stripped, zone)
        if moment is not None:
            return days_since_epoch(moment)
    return math.nan


def text_of_number(number: float) -> str:
    """Return a number as XPath writes it: no exponent, no `.0`, `-0` as `0`."""
    if number != number:
        return "NaN"
    if number in (math.inf, -math.inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number)) if abs(number) < 1e15 else format(Decimal(repr(number)), ".0f")
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text or "E" in text else text


def to_text(value: Value) -> str:
    """Return any value as string; a node-set gives its first node."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return text_of_number(value)
    return value[0].text() if value else ""


def to_number(value: Value, zone: tzinfo) -> float:
    """Return any value as number."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    return number_of_text(value if isinstance(value, str) else to_text(value), zone)


def to_boolean(value: Value) -> bool:
    """Return any value as boolean; a node-set is true when it holds a node."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value == value and value != 0.0
    return bool(value)


def texts_of(value: Value) -> list[str]:
    """Return each node of a node-set as text, or the one value."""
    if isinstance(value, list):
        return [node.text() for node in value]
    return [to_text(value)]


def equal(left: Value, right: Value, zone: tzinfo) -> bool:
    """Return `left = right` by XPath 1.0 section 3.4."""
    if isinstance(left, list) or isinstance(right, list):
        if isinstance(left, bool) or isinstance(right, bool):
            return to_boolean(left) == to_boolean(right)
        if isinstance(left, float) or isinstance(right, float):
            number = left if isinstance(left, float) else right
            nodes = right if isinstance(left, float) else left
            return any(number_of_text(text, zone) == number for text in texts_of(nodes))
        if isinstance(left, list) and isinstance(right, list):
            return not {node.text() for node in left}.isdisjoint(node.text() for node in right)
        return any(text == other for text in texts_of(left) for other in texts_of(right))
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return to_number(left, zone) == to_number(right, zone)
    return left == right


def unequal(left: Value, right: Value, zone: tzinfo) -> bool:
    """Return `left != right`: for node-sets, that some pair differs."""
    if isinstance(left, list) or isinstance(right, list):
        if isinstance(left, bool) or isinstance(right, bool):
            return to_boolean(left) != to_boolean(right)
        if isinstance(left, float) or isinstance(right, float):
            number = left if isinstance(left, float) else right
            nodes = right if isinstance(left, float) else left
            return any(number_of_text(text, zone) != number for text in texts_of(nodes))
        others = texts_of(right)
        return any(text != other for text in texts_of(left) for other in others)
    return not equal(left, right, zone)


def compare(op: str, left: Value, right: Value, zone: tzinfo) -> bool:
    """Return a relational comparison; texts compare as numbers, ISO dates by time."""
    if isinstance(left, list):
        lefts = [number_of_text(text, zone) for text in texts_of(left)]
    else:
        lefts = [to_number(left, zone)]
    if isinstance(right, list):
        rights = [number_of_text(text, zone) for text in texts_of(right)]
    else:
        rights = [to_number(right, zone)]
    if op == "<":
        return any(a < b for a in lefts for b in rights)
    if op == "<=":
        return any(a <= b for a in lefts for b in rights)
    if op == ">":
        return any(a > b for a in lefts for b in rights)
    return any(a >= b for a in lefts for b in rights)
