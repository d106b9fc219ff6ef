"""The one way to write a value as bytes, so that a digest means one thing.

A subset of JSON (RFC 8259) in the form of RFC 8785: members sorted, no blanks, shortest escapes;
numbers are whole, member names ASCII, texts in NFC without control or direction signs. Called by
everything that hashes or reads a draw file. Must never repair a text.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import TypeAlias

from inspector_app.errors import KnownError

Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"

LONGEST_TEXT = 200
LARGEST_NUMBER = 1_000_000
# stated as ranges and not as categories: those change with every edition of Unicode
_UNWANTED = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def canonical(value: Json) -> bytes:
    """Return the bytes of a value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8")


def lines(values: Iterable[Json]) -> bytes:
    """Return one value a line, each ended by LF: the bytes a list's digest is over."""
    return b"".join(canonical(value) + b"\n" for value in values)


def check_text(text: str, place: str, *, empty: bool = False) -> str:
    """Return a text that may stand in a draw file.

    Args:
        place: Where it stands, told when it is refused: `units[3].name`.
        empty: Whether '' is allowed.
    Raises:
        KnownError: `draw.text-wrong`.
    """
    if (
        (not text and not empty)
        or len(text) > LONGEST_TEXT
        or text != text.strip(" \u3000")
        or _UNWANTED.search(text)
        or text != unicodedata.normalize("NFC", text)
    ):
        raise KnownError("draw.text-wrong", place=place)
    return text


def parse(data: bytes) -> object:
    """Parse JSON strictly: no member twice, no fractions, no `NaN`.

    Raises:
        KnownError: `draw.file-unreadable`.
    """
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as problem:
        raise KnownError("draw.file-unreadable") from problem


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands twice")
    return found


def _refuse(text: str) -> object:
    raise ValueError(text)
