"""Deterministic CBOR, read strictly.

Called by every module of this room that has a binary form. cbor2 is lenient by default (duplicate
keys, indefinite lengths, trailing bytes), so reading ends with encoding again and comparing. Must
never be used to re-encode something in order to check a signature on it.

Source: RFC 8949 section 4.2.
"""

from __future__ import annotations

from typing import Any

import cbor2

from inspector_app.errors import KnownError

_DEEPEST = 8


def encode(value: object) -> bytes:
    """Return the one deterministic encoding of `value`."""
    return cbor2.dumps(value, canonical=True)


def decode(data: bytes, place: str) -> Any:
    """Decode bytes that `encode` could have written.

    Args:
        place: Name of what is read, for the reason.
    Raises:
        KnownError: `format.not-canonical`.
    """
    try:
        value = cbor2.loads(
            data, max_depth=_DEEPEST, allow_indefinite=False, allow_duplicate_keys=False
        )
        again = cbor2.dumps(value, canonical=True)
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError) as problem:
        raise KnownError("format.not-canonical", place=place) from problem
    require(again == data, place)
    return value


def require(holds: bool, place: str) -> None:
    """Refuse unless `holds`. Raises `format.not-canonical`."""
    if not holds:
        raise KnownError("format.not-canonical", place=place)
