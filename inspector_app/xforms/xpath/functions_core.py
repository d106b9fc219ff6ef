"""Plain functions: texts, numbers, lists in texts, digests.

`functions` imports it once. Must stay pure: everything random or timed is a special form.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from inspector_app.xforms.xpath.functions import register
from inspector_app.xforms.xpath.values import MAX_TEXT, Value, to_boolean, to_text


def round_half_away(number: float, digits: float = 0.0) -> float:
    """Return a number rounded as Excel does: halves away from zero."""
    if not math.isfinite(number) or not math.isfinite(digits):
        return number if math.isfinite(digits) else math.nan
    places = max(-300, min(300, int(digits)))
    if places == 0 and abs(number) < 2**52:
        return math.copysign(math.floor(abs(number) + 0.5), number) if number % 1 else number
    quantum = Decimal(1).scaleb(-places)
    try:
        exact = Decimal(repr(number)).quantize(quantum, ROUND_HALF_UP)
    except ArithmeticError:
        return number
    return float(exact)


def _substring(text: str, start: float, length: float | None = None) -> str:
    first = round_half_up(start)
    if length is None:
        if first != first or first == math.inf:
            return ""
        return text[max(0, int(first) - 1) if first > -math.inf else 0 :]
    end = first + round_half_up(length)
    return "".join(
        character
        for position, character in enumerate(text, 1)
        if position >= first and position < end
    )


def round_half_up(number: float) -> float:
    """Return XPath's own rounding, for substring(): halves towards positive infinity."""
    return math.floor(number + 0.5) if math.isfinite(number) else number


def _substr(text: str, start: float, end: float | None = None) -> str:
    if start != start:
        return ""
    size = len(text)

    def clamp(value: float) -> int:
        index = int(max(-size, min(size, value)))
        return index + size if index < 0 else index  # −0.5 is cut to 0, the start

    first = clamp(start)
    last = size if end is None else 0 if end != end else clamp(end)
    return text[first:last]


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for index, character in enumerate(old):
        table.setdefault(ord(character), new[index] if index < len(new) else None)
    return text.translate(table)


_DIGESTS: dict[str, str] = {
    "MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512",
}  # fmt: skip


def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name = _DIGESTS.get(algorithm.upper())
    if name is None:
        return ""
    raw = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
    return raw.hex() if encoding.lower() == "hex" else base64.b64encode(raw).decode("ascii")


def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _selected(text: str, value: str) -> bool:
    return value.strip() in text.split()


def _selected_at(text: str, index: float) -> str:
    parts = text.split()
    return parts[int(index)] if index == index and 0 <= index < len(parts) else ""


def _join(glue: str, texts: list[str]) -> str:
    size = sum(map(len, texts)) + len(glue) * (len(texts) - 1)
    return glue.join(texts) if size <= MAX_TEXT else _cut(glue, texts)


def _cut(glue: str, texts: list[str]) -> str:
    """Return just more than may be stored, so that who stores it refuses it."""
    parts: list[str] = []
    left = MAX_TEXT + 1
    for text in texts:
        parts += (glue[:left], text[:left]) if parts else (text[:left],)
        left = max(0, MAX_TEXT + 1 - sum(map(len, parts)))
        if not left:
            break
    return "".join(parts)


def _coalesce(values: list[Value]) -> str:
    """Return the first non-empty value; a number that is none counts as empty."""
    for value in values:
        if value != value:  # NaN, which would read "NaN"
            continue
        text = to_text(value)
        if text:
            return text
    return ""


def _sum(numbers: list[float]) -> float:
    return math.fsum(numbers) if all(map(math.isfinite, numbers)) else sum(numbers)


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[list[float]], float]:
    def extreme(numbers: list[float]) -> float:
        if not numbers or any(number != number for number in numbers):
            return math.nan
        return choose(numbers)

    return extreme


def _guarded(function: Callable[[float], float]) -> Callable[[float], float]:
    def guarded(number: float) -> float:
        try:
            return function(number)
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return guarded


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -math.inf if number == 0 else _guarded(function)(number)


def _power(base: float, exponent: float) -> float:
    try:
        value = base**exponent
    except ZeroDivisionError:
        return math.inf
    except OverflowError:
        return math.inf if base > 0 or exponent % 2 == 0 else -math.inf
    return math.nan if isinstance(value, complex) else float(value)


def _whole(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


def _floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number


def _ceiling(number: float) -> float:
    return float(math.ceil(number)) if math.isfinite(number) else number


def _flags(values: list[Value]) -> list[bool]:
    flags: list[bool] = []
    for value in values:
        if isinstance(value, list):
            flags.extend(node.text() not in ("", "0", "false") for node in value)
        else:
            flags.append(
                to_boolean(value) if not isinstance(value, str) else value not in ("", "0", "false")
            )
    return flags


def _within(count: float, least: float, most: float) -> bool:
    return (least < 0 or count >= least) and (most < 0 or count <= most)


def _checklist(least: float, most: float, values: list[Value]) -> bool:
    return _within(sum(_flags(values)), least, most)


def _weighted(least: float, most: float, values: list[Value]) -> bool:
    flags = _flags(values[0::2])
    weights: list[float] = []
    for value in values[1::2]:
        texts = [node.text() for node in value] if isinstance(value, list) else [to_text(value)]
        weights.extend(_plain_number(text) for text in texts)
    return _within(
        sum(weight for flag, weight in zip(flags, weights, strict=False) if flag), least, most
    )


def _plain_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _from_string(text: str) -> bool:
    return text in ("true", "1")


def _split_before(text: str, mark: str) -> str:
    return text.partition(mark)[0] if mark and mark in text else ""


def _split_after(text: str, mark: str) -> str:
    return text.partition(mark)[2] if mark and mark in text else "" if mark else text


register("starts-with", "ss", "bool", str.startswith)
register("ends-with", "ss", "bool", str.endswith)
register("contains", "ss", "bool", lambda text, part: part in text)
register("substring-before", "ss", "str", _split_before)
register("substring-after", "ss", "str", _split_after)
register("substring", "sn?n", "str", _substring)
register("substr", "sn?n", "str", _substr)
register("translate", "sss", "str", _translate)
register("concat", "?t*", "str", lambda texts: _join("", texts))
register("join", "s?t*", "str", _join)
register("digest", "ss?s", "str", _digest)
register("base64-decode", "s", "str", _base64_decode)
register("boolean", "b", "bool", bool)
register("not", "b", "bool", lambda value: not value)
register("true", "", "bool", lambda: True)
register("false", "", "bool", lambda: False)
register("boolean-from-string", "s", "bool", _from_string)
register("checklist", "nn?v*", "bool", _checklist)
register("weighted-checklist", "nn?v*", "bool", _weighted)
register("coalesce", "v*", "str", _coalesce)
register("selected", "ss", "bool", _selected)
register("selected-at", "sn", "str", _selected_at)
register("count-selected", "s", "num", lambda text: float(len(text.split())))
register("sum", "m*", "num", _sum)
register("min", "?m*", "num", _extreme(min))
register("max", "?m*", "num", _extreme(max))
register("floor", "n", "num", _floor)
register("ceiling", "n", "num", _ceiling)
register("round", "n?n", "num", round_half_away)
register("int", "n", "num", _whole)
register("abs", "n", "num", abs)
register("pow", "nn", "num", _power)
register("sqrt", "n", "num", _guarded(math.sqrt))
register("exp", "n", "num", _guarded(math.exp))
register("exp10", "n", "num", lambda number: _power(10.0, number))
register("log", "n", "num", _logarithm(math.log))
register("log10", "n", "num", _logarithm(math.log10))
register("sin", "n", "num", _guarded(math.sin))
register("cos", "n", "num", _guarded(math.cos))
register("tan", "n", "num", _guarded(math.tan))
register("asin", "n", "num", _guarded(math.asin))
register("acos", "n", "num", _guarded(math.acos))
register("atan", "n", "num", math.atan)
register("atan2", "nn", "num", math.atan2)
register("pi", "", "num", lambda: math.pi)
