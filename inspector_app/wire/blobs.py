"""Evidence on the wire: which blobs the bureau wants, and the headers of resumable uploads.

Used by `services/sync/uploads` and `bureau/api/uploads`. Parses the few structured-field forms the
upload protocol uses and no others. Values and text only.
Source: draft-ietf-httpbis-resumable-upload-15; RFC 9651 (structured fields); RFC 9530 (digests).
"""

from __future__ import annotations

import base64
import binascii
import re

from inspector_app.errors import KnownError
from inspector_app.wire import limits
from inspector_app.wire.codec import Count, Hex32, Hex64, Message

UPLOAD_COMPLETE = "Upload-Complete"
UPLOAD_OFFSET = "Upload-Offset"
UPLOAD_LENGTH = "Upload-Length"
UPLOAD_LIMIT = "Upload-Limit"
REPR_DIGEST = "Repr-Digest"
PARTIAL_UPLOAD = "application/partial-upload"

_INTEGER = re.compile(r"^(0|[1-9][0-9]{0,14})$")
_DIGEST = re.compile(r"(?:^|,)[ \t]*sha-256=:([A-Za-z0-9+/=]{44}):[ \t]*(?=,|$)")


class BlobRef(Message, frozen=True, kw_only=True):
    """A blob by its content: SHA-256 (hex) and size in bytes."""

    sha256: Hex64
    size: Count


class BlobsCheck(Message, frozen=True, kw_only=True):
    """POST /v1/blobs/check: at most 1,000 blobs."""

    blobs: tuple[BlobRef, ...]


class Wanted(Message, frozen=True, kw_only=True):
    """A blob the bureau wants.

    Attributes:
        offset: Bytes it already holds of an unfinished upload.
        upload: Id of that upload, None when a new one is to be opened.
    """

    sha256: Hex64
    offset: Count = 0
    upload: Hex32 | None = None


class BlobsAnswer(Message, frozen=True, kw_only=True):
    """What of the asked is there, and what is wanted; every asked digest is in one of the two."""

    have: tuple[Hex64, ...]
    want: tuple[Wanted, ...]


def format_flag(value: bool) -> str:
    """Return a structured-field boolean."""
    return "?1" if value else "?0"


def read_flag(name: str, text: str | None) -> bool:
    """Read a structured-field boolean.

    Raises:
        KnownError: `upload.header` when missing or of another form.
    """
    if text is None or text.strip() not in ("?0", "?1"):
        raise KnownError("upload.header", name=name)
    return text.strip() == "?1"


def read_integer(name: str, text: str | None) -> int:
    """Read a structured-field integer that is not negative.

    Raises:
        KnownError: `upload.header` when missing or of another form.
    """
    if text is None or not _INTEGER.match(text.strip()):
        raise KnownError("upload.header", name=name)
    return int(text)


def format_digest(sha256: str) -> str:
    """Return the Repr-Digest header for a digest in hex."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def read_digest(text: str | None) -> str:
    """Read the SHA-256 (hex) out of a Repr-Digest header.

    Raises:
        KnownError: `upload.header`.
    """
    found = _DIGEST.findall(text or "")
    if len(found) != 1:
        raise KnownError("upload.header", name=REPR_DIGEST)
    try:
        digest = base64.b64decode(found[0], validate=True)
    except binascii.Error as error:
        raise KnownError("upload.header", name=REPR_DIGEST) from error
    if len(digest) != 32:
        raise KnownError("upload.header", name=REPR_DIGEST)
    return digest.hex()


def format_limit(age_s: int = limits.UPLOAD_AGE_S) -> str:
    """Return the Upload-Limit header: sizes in bytes, age in seconds."""
    return f"max-size={limits.BLOB_BYTES}, max-append-size={limits.APPEND_BYTES}, max-age={age_s}"
