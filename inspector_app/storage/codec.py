"""Values to bytes and back for the `body` columns. Used by the repositories only.

JSON by msgspec: domain dataclasses are read as they are declared, a field added later needs a
default.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from inspector_app.errors import KnownError

T = TypeVar("T")


def encode(value: object) -> bytes:
    """Return the JSON of a domain value, a mapping or a list."""
    return msgspec.json.encode(value)


def decode(raw: bytes, kind: type[T]) -> T:
    """Read a value back.

    Raises:
        KnownError: `store.damaged` when the row does not hold such a value.
    """
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.MsgspecError as error:
        raise KnownError("store.damaged", detail=f"{kind.__name__}: {error}") from error
