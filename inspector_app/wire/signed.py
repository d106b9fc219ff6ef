"""Signed messages: a canonical JSON statement in a DSSE envelope with exactly one signature.

Called by `services/sync` (requests, sessions) and `bureau` (feed items). The statement is read from
the bytes that were signed and from nothing else.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import TypeVar

from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.dsse import read_envelope, sign_envelope, verify_envelope
from inspector_app.crypto.keys import Signer
from inspector_app.errors import KnownError
from inspector_app.wire import limits
from inspector_app.wire.codec import decode_canonical

T = TypeVar("T")


def sign_statement(payload_type: str, payload: bytes, signer: Signer) -> str:
    """Return the envelope (JSON text) of a statement's bytes."""
    return sign_envelope(payload_type, payload, signer).to_json().decode("ascii")


def open_statement(
    payload_type: str, envelope: str, certificates: Iterable[Certificate], *, place: str
) -> tuple[bytes, Certificate]:
    """Return the signed bytes and who signed them.

    Args:
        certificates: Keys that may have signed; the caller checked their role and chain.
        place: What the message is, for the reason.
    Raises:
        KnownError: `format.not-canonical`, `sign.type`; `auth.signature` unless there is exactly
            one signature and it is valid.
    """
    try:
        raw = envelope.encode("ascii")
    except UnicodeEncodeError as error:
        raise KnownError("format.not-canonical", place=place) from error
    read = read_envelope(raw, payload_type, place)
    checked = verify_envelope(read, certificates)
    if len(checked) != 1 or not checked[0].valid or checked[0].certificate is None:
        raise KnownError("auth.signature")
    return read.payload, checked[0].certificate


def open_as(
    kind: type[T], payload_type: str, envelope: str, certificates: Iterable[Certificate]
) -> tuple[T, bytes, Certificate]:
    """Return a signed statement as a value, its bytes, and who signed them.

    Raises:
        KnownError: as `open_statement`, and `request.malformed`.
    """
    payload, signer = open_statement(payload_type, envelope, certificates, place=kind.__name__)
    return decode_canonical(payload, kind), payload, signer


def to_header(envelope: str) -> str:
    """Return an envelope as the value of a header: base64url without padding."""
    return base64.urlsafe_b64encode(envelope.encode("ascii")).decode("ascii").rstrip("=")


def from_header(value: str | None) -> str:
    """Read an envelope out of a header.

    Raises:
        KnownError: `request.malformed` when missing, too long or not base64url.
    """
    if not value or len(value) > limits.HEADER_BYTES:
        raise KnownError("request.malformed", reason="Insp-Request header")
    try:
        data = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
        return data.decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise KnownError("request.malformed", reason="Insp-Request header") from error
