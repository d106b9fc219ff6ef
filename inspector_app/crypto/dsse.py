"""DSSE envelopes: the one container of every signature over bytes.

Called by records (seal, closing, receipt, release) and wire (batches, requests, feed). The envelope
has one form: RFC 8785 JSON, standard base64 with padding, key ids as 16 hex digits, signatures in
ascending order. A reader refuses every other form, so no two envelopes say the same thing in
different bytes. Must never parse a payload.

Source: DSSE v1.0.2, github.com/secure-systems-lab/dsse (protocol.md, envelope.md).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

import rfc8785

from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.keys import SIGNATURE_BYTES, Signer, signature_holds
from inspector_app.errors import KnownError

MAX_ENVELOPE_BYTES = 4 << 20
MAX_SIGNATURES = 32
_KEY_ID_BYTES = 8


@dataclass(frozen=True, slots=True, order=True)
class Signature:
    """One signature of an envelope.

    Attributes:
        key_id: 8 bytes, a hint which key to try.
        value: 64 bytes.
    """

    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload with its type and signatures, as signed."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    def to_json(self) -> bytes:
        """Return the envelope in its one form."""
        return rfc8785.dumps(
            {
                "payload": base64.b64encode(self.payload).decode("ascii"),
                "payloadType": self.payload_type,
                "signatures": [
                    {
                        "keyid": signature.key_id.hex(),
                        "sig": base64.b64encode(signature.value).decode("ascii"),
                    }
                    for signature in sorted(self.signatures)
                ],
            }
        )


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """What became of one signature.

    Attributes:
        certificate: The certificate whose key made it; without a valid one, the first that its key
            id hints at; None when no certificate fits the hint.
        valid: Whether the signature verifies under that certificate's key.
    """

    signature: Signature
    certificate: Certificate | None
    valid: bool


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the pre-authentication encoding: the bytes that are signed."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sign_payload(payload_type: str, payload: bytes, signer: Signer) -> Signature:
    """Sign a payload for an envelope of that type."""
    return Signature(signer.key_id, signer.sign(pae(payload_type, payload)))


def sign_envelope(payload_type: str, payload: bytes, *signers: Signer) -> Envelope:
    """Return an envelope signed by every signer."""
    signatures = (sign_payload(payload_type, payload, signer) for signer in signers)
    return Envelope(payload_type, payload, tuple(sorted(signatures)))


def read_envelope(data: bytes, payload_type: str, place: str) -> Envelope:
    """Parse an envelope strictly.

    Args:
        payload_type: The only type accepted here.
        place: Name of the file or message, for the reason.
    Raises:
        KnownError: `format.not-canonical`, `format.limit`, or `sign.type` for another payload type.
    """
    if len(data) > MAX_ENVELOPE_BYTES:
        raise KnownError("format.limit", place=place, limit=MAX_ENVELOPE_BYTES)
    try:
        loaded = json.loads(data)
    except (ValueError, RecursionError):
        _refuse(place)
    envelope = _shape(loaded, place)
    if envelope.to_json() != data:
        _refuse(place)
    if envelope.payload_type != payload_type:
        raise KnownError("sign.type", place=place, found=envelope.payload_type)
    return envelope


def verify_envelope(
    envelope: Envelope, certificates: Iterable[Certificate]
) -> tuple[CheckedSignature, ...]:
    """Check every signature against the certificates its key id hints at, in their order."""
    known: dict[bytes, list[Certificate]] = {}
    for certificate in certificates:
        known.setdefault(certificate.key_id, []).append(certificate)
    signed = pae(envelope.payload_type, envelope.payload)
    return tuple(
        _check(signature, known.get(signature.key_id, ()), signed)
        for signature in envelope.signatures
    )


def _check(
    signature: Signature, candidates: Sequence[Certificate], signed: bytes
) -> CheckedSignature:
    for certificate in candidates:
        if signature_holds(certificate.public_key_raw, signed, signature.value):
            return CheckedSignature(signature, certificate, valid=True)
    return CheckedSignature(signature, candidates[0] if candidates else None, valid=False)


def _shape(loaded: object, place: str) -> Envelope:
    if not isinstance(loaded, dict) or set(loaded) != {"payload", "payloadType", "signatures"}:
        _refuse(place)
    kind, payload, listed = loaded["payloadType"], loaded["payload"], loaded["signatures"]
    if not (isinstance(kind, str) and isinstance(payload, str) and isinstance(listed, list)):
        _refuse(place)
    if len(listed) > MAX_SIGNATURES:
        raise KnownError("format.limit", place=place, limit=MAX_SIGNATURES)
    signatures = []
    for entry in listed:
        if not isinstance(entry, dict) or set(entry) != {"keyid", "sig"}:
            _refuse(place)
        hint, value = entry["keyid"], entry["sig"]
        if not (isinstance(hint, str) and isinstance(value, str)):
            _refuse(place)
        try:
            signature = Signature(bytes.fromhex(hint), base64.b64decode(value, validate=True))
        except (ValueError, binascii.Error):
            _refuse(place)
        if len(signature.key_id) != _KEY_ID_BYTES or len(signature.value) != SIGNATURE_BYTES:
            _refuse(place)
        signatures.append(signature)
    try:
        body = base64.b64decode(payload, validate=True)
    except (ValueError, binascii.Error):
        _refuse(place)
    if signatures != sorted(signatures):
        _refuse(place)
    try:
        kind.encode("utf-8")
    except UnicodeEncodeError:
        _refuse(place)
    return Envelope(kind, body, tuple(signatures))


def _refuse(place: str) -> NoReturn:
    raise KnownError("format.not-canonical", place=place)
