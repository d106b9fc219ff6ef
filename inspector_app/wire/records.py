"""A sealed record on its way: the body a laptop freezes at sealing and sends unchanged for ever.

`services/sealing` makes the body in the transaction that seals, `services/sync` and the courier
send those bytes, `bureau/intake` reads them. Must never be rebuilt after sealing: the digest of the
bytes is the record's identity on the wire; the same bytes again are answered by the same receipt.
Source: sync-and-bureau design, sections 5 and 6.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated

import msgspec

from inspector_app.errors import KnownError
from inspector_app.wire import limits
from inspector_app.wire.blobs import BlobRef
from inspector_app.wire.codec import Hex32, Hex64, Message, Text, decode_canonical, encode

CORE_FILES = (
    "seal.dsse.json",
    "closing.dsse.json",
    "leaves.bin",
    "disclosures.jsonl",
    "certs.pem",
)
"""The core package, in its order; every one of them is needed.

Source: records-and-security design, section 2.
"""


class RecordBody(Message, frozen=True, kw_only=True):
    """PUT /v1/records/{record_id}.

    Attributes:
        files: Bytes of the core package's files by name, verbatim.
        evidence: Original evidence the record names, each digest once, ascending.
        thumbnails: Derived pictures the record names, likewise.
        document: The printed record (PDF), None when none was written.
    """

    v: Annotated[int, msgspec.Meta(ge=1, le=1)] = 1
    files: dict[str, bytes]
    evidence: tuple[BlobRef, ...] = ()
    thumbnails: tuple[BlobRef, ...] = ()
    document: BlobRef | None = None

    @property
    def blobs(self) -> tuple[BlobRef, ...]:
        """Everything that must be at the bureau before the record is accepted, each digest once."""
        named = {ref.sha256: ref for ref in (*self.evidence, *self.thumbnails)}
        if self.document is not None:
            named[self.document.sha256] = self.document
        return tuple(named[sha256] for sha256 in sorted(named))


def encode_body(
    files: Mapping[str, bytes],
    *,
    evidence: Mapping[str, int],
    thumbnails: Mapping[str, int] | None = None,
    document: tuple[str, int] | None = None,
) -> bytes:
    """Return the body to keep in the outbox.

    Args:
        files: The core package's files by name.
        evidence, thumbnails: Size in bytes by SHA-256 (hex).
        document: Digest and size of the PDF.
    Raises:
        KnownError: `request.malformed`, `request.too-large`: the bureau would refuse it.
    """
    body = RecordBody(
        files={name: files[name] for name in CORE_FILES if name in files},
        evidence=_refs(evidence),
        thumbnails=_refs(thumbnails or {}),
        document=None if document is None else BlobRef(sha256=document[0], size=document[1]),
    )
    if set(files) != set(CORE_FILES):
        raise KnownError("request.malformed", reason=f"core files: {sorted(files)}")
    data = encode(body)
    read_body(data)
    return data


def read_body(data: bytes) -> RecordBody:
    """Read a record body strictly.

    Raises:
        KnownError: `request.too-large`, `request.malformed`.
    """
    body = decode_canonical(data, RecordBody, limit=limits.BODY_BYTES)
    if set(body.files) != set(CORE_FILES):
        raise KnownError("request.malformed", reason=f"core files: {sorted(body.files)}")
    decoded = sum(map(len, body.files.values()))
    if decoded > limits.BODY_DECODED_BYTES:
        raise KnownError("request.too-large", size=decoded, limit=limits.BODY_DECODED_BYTES)
    for refs in (body.evidence, body.thumbnails):
        digests = [ref.sha256 for ref in refs]
        if digests != sorted(set(digests)):
            raise KnownError("request.malformed", reason="blob digests not ascending")
    if len(body.blobs) > limits.BLOBS_PER_RECORD:
        raise KnownError("request.too-large", size=len(body.blobs), limit=limits.BLOBS_PER_RECORD)
    return body


def body_digest(data: bytes) -> str:
    """Return SHA-256 (hex) of a body: the record's identity on the wire."""
    return hashlib.sha256(data).hexdigest()


class ReceiptAnswer(Message, frozen=True, kw_only=True):
    """Answer to an accepted record, and to GET /v1/records/{id}/receipt.

    Attributes:
        receipt: DSSE envelope of the receipt, JSON text.
        proof: C2SP tlog-proof text: inclusion and the signed checkpoint of size `log_index + 1`.
    """

    record_id: Hex32
    digest: Hex64
    receipt: Annotated[str, msgspec.Meta(max_length=100_000)]
    proof: Text


def _refs(sizes: Mapping[str, int]) -> tuple[BlobRef, ...]:
    return tuple(BlobRef(sha256=sha256, size=sizes[sha256]) for sha256 in sorted(sizes))
