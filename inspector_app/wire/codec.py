"""JSON in and out of typed values, strictly: unknown fields, wrong types and oversize are refused.

Called by everything that reads or writes a message: `services/sync`, `bureau`, and whoever stores a
domain value as text. Must never guess: a message that does not fit its type is an error that names
the place, never a half-read value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, get_origin

import msgspec

from inspector_app.errors import KnownError
from inspector_app.wire import limits

T = TypeVar("T")

Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
"""16 bytes: record ids, nonces."""
Hex64 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
"""32 bytes: SHA-256 digests and chain heads."""
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
"""What every JSON reader keeps exactly."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all messages: immutable, and an unknown field is an error."""


def encode(value: object) -> bytes:
    """Return `value` as compact JSON; equal values give equal bytes.

    Args:
        value: A `Message`, a domain dataclass, or plain JSON values.
    """
    return _ENCODER.encode(value)


def decode(data: bytes | str, kind: type[T], *, limit: int = limits.JSON_BYTES) -> T:
    """Read one value of type `kind`.

    Args:
        data: UTF-8 JSON.
        kind: A `Message`, a domain dataclass, or a generic of these.
        limit: Most bytes accepted.
    Raises:
        KnownError: `request.too-large`, `request.malformed` (with the place in `reason`).
    """
    size = len(data)
    if size > limit:
        raise KnownError("request.too-large", size=size, limit=limit)
    try:
        value = msgspec.json.decode(data, type=kind)
        if not _refuses_unknown(kind):
            _refuse_unknown(msgspec.json.decode(data), msgspec.json.decode(encode(value)), "$")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise KnownError("request.malformed", reason=str(error)) from error
    return value


def decode_canonical(data: bytes, kind: type[T], *, limit: int = limits.JSON_BYTES) -> T:
    """Read a value whose bytes count, because they are signed or hashed.

    Doubled keys, blanks, other number forms and reordered fields decode to the same value as the
    plain form; two readers could then see two messages under one signature. So only our own form is
    accepted.

    Raises:
        KnownError: as `decode`; `request.malformed` also when the bytes are not in canonical form.
    """
    value = decode(data, kind, limit=limit)
    if encode(value) != data:
        raise KnownError("request.malformed", reason="not in canonical form")
    return value


def _hook(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"cannot be sent: {type(value).__name__}")


_ENCODER = msgspec.json.Encoder(enc_hook=_hook, order="deterministic")


def _refuses_unknown(kind: object) -> bool:
    return isinstance(get_origin(kind) or kind, type) and issubclass(
        get_origin(kind) or kind,  # type: ignore[arg-type]
        Message,
    )


def _refuse_unknown(sent: Any, known: Any, place: str) -> None:
    """Dataclasses drop fields they do not know; find what was dropped."""
    if isinstance(sent, dict) and isinstance(known, dict):
        for key, value in sent.items():
            if key not in known:
                raise msgspec.ValidationError(f"unknown field {key!r} at {place}")
            _refuse_unknown(value, known[key], f"{place}.{key}")
    elif isinstance(sent, list) and isinstance(known, list):
        for n, (inner, inner_known) in enumerate(zip(sent, known, strict=False)):
            _refuse_unknown(inner, inner_known, f"{place}[{n}]")
