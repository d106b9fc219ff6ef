"""Leaves of a record: salted disclosures, their hashes, and the padding.

Called by `seal` (writing) and `package` (reading). A disclosure is the RFC 8785 JSON of
`[salt, json_pointer, value]`; its leaf hash is SHA-256(0x00 ‖ disclosure). Decoys are hashes of 32
random bytes and fill the tree up to a multiple of 32. The leaf `/padding` holds the random bytes
themselves: no disclosure has 32 bytes (the shortest has 33), so with the full record no field can
pass as padding. Must never accept a value in a second form.
"""

from __future__ import annotations

import base64
import binascii
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

import rfc8785

from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.records.content import JsonValue, Leaves
from inspector_app.records.merkle import leaf_hash

PADDING = "/padding"
MULTIPLE = 32
MAX_LEAVES = 1 << 16
MAX_DISCLOSURE_BYTES = 1 << 20
_SALT_BYTES = 16
_DECOY_BYTES = 32
_LARGEST = 2**53 - 1
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One field of a record, opened.

    Attributes:
        line: Its bytes, as hashed.
        hash: 32-byte leaf hash.
    """

    line: bytes
    hash: bytes
    pointer: str
    value: JsonValue


def normal_leaves(leaves: Leaves) -> dict[str, JsonValue]:
    """Return leaves with every text in NFC and every tuple as list: what may be sealed.

    Raises:
        KnownError: `format.value` for a float, a number beyond 2^53 or a lone surrogate.
    """
    return {
        _text(pointer, pointer): _normal(value, pointer, 0) for pointer, value in leaves.items()
    }


def disclose(pointer: str, value: JsonValue, entropy: Entropy) -> Disclosure:
    """Salt one field.

    Raises:
        KnownError: `format.value` when pointer or value may not be sealed.
    """
    _check(pointer, value)
    salt = base64.urlsafe_b64encode(entropy(_SALT_BYTES)).rstrip(b"=").decode("ascii")
    line = rfc8785.dumps([salt, pointer, value])
    if len(line) > MAX_DISCLOSURE_BYTES:
        raise KnownError("format.limit", place=pointer, limit=MAX_DISCLOSURE_BYTES)
    return Disclosure(line, leaf_hash(line), pointer, value)


def read_disclosure(line: bytes, place: str) -> Disclosure:
    """Parse one line strictly.

    Raises:
        KnownError: `format.not-canonical`, `format.limit`.
    """
    if len(line) > MAX_DISCLOSURE_BYTES:
        raise KnownError("format.limit", place=place, limit=MAX_DISCLOSURE_BYTES)
    try:
        loaded = json.loads(line, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError):
        _refuse(place)
    if not isinstance(loaded, list) or len(loaded) != 3:
        _refuse(place)
    salt, pointer, value = loaded
    if not isinstance(salt, str) or not isinstance(pointer, str):
        _refuse(place)
    try:
        _check(pointer, value)
        known = base64.urlsafe_b64decode(salt + "==")
        again = rfc8785.dumps([base64.urlsafe_b64encode(known).decode()[:22], pointer, value])
    except (KnownError, ValueError, binascii.Error):
        _refuse(place)
    if len(known) != _SALT_BYTES or again != line:
        _refuse(place)
    return Disclosure(line, leaf_hash(line), pointer, value)


def make_padding(fields: int, entropy: Entropy) -> tuple[Disclosure, tuple[bytes, ...]]:
    """Return the padding leaf and the decoys' hashes for a record of `fields` leaves."""
    decoys = [entropy(_DECOY_BYTES) for _ in range(-(fields + 1) % MULTIPLE)]
    named: list[JsonValue] = [
        base64.urlsafe_b64encode(decoy).rstrip(b"=").decode("ascii") for decoy in sorted(decoys)
    ]
    return disclose(PADDING, named, entropy), tuple(leaf_hash(decoy) for decoy in decoys)


def decoy_hashes(value: JsonValue) -> tuple[bytes, ...] | None:
    """Return the leaf hashes that a `/padding` value proves to be decoys; None if malformed."""
    if not isinstance(value, list):
        return None
    decoys = []
    for name in value:
        if not isinstance(name, str) or len(name) != 43:
            return None
        try:
            decoy = base64.urlsafe_b64decode(name + "=")
        except (ValueError, binascii.Error):
            return None
        if base64.urlsafe_b64encode(decoy).rstrip(b"=").decode("ascii") != name:
            return None
        decoys.append(decoy)
    if decoys != sorted(set(decoys)):
        return None
    return tuple(leaf_hash(decoy) for decoy in decoys)


def _check(pointer: str, value: JsonValue) -> None:
    if len(pointer) < 2 or not pointer.startswith("/") or _text(pointer, pointer) != pointer:
        raise KnownError("format.value", place=pointer)
    _check_value(value, pointer, 0)


def _check_value(value: object, place: str, depth: int) -> None:
    if depth > _DEEPEST:
        raise KnownError("format.limit", place=place, limit=_DEEPEST)
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise KnownError("format.value", place=place)
    elif isinstance(value, str):
        if _text(value, place) != value:
            raise KnownError("format.value", place=place)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check_value(inner, place, depth + 1)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or _text(key, place) != key:
                raise KnownError("format.value", place=place)
            _check_value(inner, place, depth + 1)
    else:
        raise KnownError("format.value", place=place)


def _normal(value: JsonValue, place: str, depth: int) -> JsonValue:
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, Sequence):
        return [_normal(inner, place, depth + 1) for inner in value]
    if isinstance(value, Mapping):
        # A key that is no text is left for `disclose` to refuse.
        return {
            _text(key, place) if isinstance(key, str) else key: _normal(inner, place, depth + 1)
            for key, inner in value.items()
        }
    _check_value(value, place, depth)
    return value


def _text(text: str, place: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise KnownError(
            "format.value", place=place.encode("utf-8", "replace").decode()
        ) from problem
    return unicodedata.normalize("NFC", text)


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"not an integer: {text}")


def _refuse(place: str) -> NoReturn:
    raise KnownError("format.not-canonical", place=place)
