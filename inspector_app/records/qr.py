"""Texts of the QR codes and the page check code.

Called by services/documents (printing), services and bureau (reading scans). Texts only: drawing
and recognising codes is done elsewhere. Must never hold anything that is not on the seal or the
page.

Seal QR: `INSP1:` + base45(seal entry). Page QR: `INSPP1:` + base45(CBOR [1, record id, check, page,
pages]), or a public address. Alphanumeric mode, level M.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from inspector_app.crypto.digest import sha256
from inspector_app.errors import KnownError
from inspector_app.records import base45, cbor
from inspector_app.records.merkle import leaf_hash

SEAL_PREFIX = "INSP1:"
PAGE_PREFIX = "INSPP1:"
MAX_ENTRY_BYTES = 272  # version 12-M at 35 mm is the largest code that scans reliably
CHECK_BITS = 100
_CHECK_BYTES = 13
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


@dataclass(frozen=True, slots=True)
class PageMark:
    """What the QR code of a page says.

    Attributes:
        record_id: 16 bytes.
        check: First 100 bits of the page check, in 13 bytes, the last 4 bits zero.
        page, pages: From 1; at most 65535.
    """

    record_id: bytes
    check: bytes
    page: int
    pages: int


def seal_qr(entry: bytes) -> str:
    """Return the text of the seal QR code.

    Raises:
        KnownError: `format.limit` when the entry does not fit the printed size (more than two
            officers: print a second code).
    """
    if len(entry) > MAX_ENTRY_BYTES:
        raise KnownError("format.limit", place="seal QR", limit=MAX_ENTRY_BYTES)
    return SEAL_PREFIX + base45.encode(entry)


def read_seal_qr(text: str) -> bytes:
    """Return the seal entry of a scanned code. Raises `format.qr`."""
    if not text.startswith(SEAL_PREFIX):
        raise KnownError("format.qr")
    return base45.decode(text.removeprefix(SEAL_PREFIX))


def page_check(root: bytes, page: int, pages: int, text_sha256: bytes) -> bytes:
    """Return the 13 bytes that tie a page's text to the sealed record.

    Args:
        root: Root of the record, 32 bytes.
        page, pages: From 1, at most 65535.
        text_sha256: Digest of the page's text, 32 bytes.
    """
    if not (len(root) == len(text_sha256) == 32 and 1 <= page <= pages <= 0xFFFF):
        raise ValueError("not a page of a sealed record")
    numbers = page.to_bytes(2, "big") + pages.to_bytes(2, "big")
    digest = sha256(b"insp-page-v1" + root + numbers + text_sha256)
    return digest[: _CHECK_BYTES - 1] + bytes([digest[_CHECK_BYTES - 1] & 0xF0])


def check_text(check: bytes) -> str:
    """Return the page check code as printed: four groups of five Crockford base32 characters."""
    number = int.from_bytes(check, "big") >> 8 * _CHECK_BYTES - CHECK_BITS
    characters = [_CROCKFORD[number >> place & 31] for place in range(CHECK_BITS - 5, -1, -5)]
    return "-".join("".join(characters[place : place + 5]) for place in range(0, 20, 5))


def read_check(text: str) -> bytes:
    """Read a page check code as people type it. Raises `format.qr`."""
    plain = text.upper().replace("-", "").replace(" ", "").translate(_READ_AS)
    if len(plain) != CHECK_BITS // 5 or set(plain) - set(_CROCKFORD):
        raise KnownError("format.qr")
    number = 0
    for character in plain:
        number = number << 5 | _CROCKFORD.index(character)
    return (number << 8 * _CHECK_BYTES - CHECK_BITS).to_bytes(_CHECK_BYTES, "big")


def page_qr(mark: PageMark) -> str:
    """Return the text of a page's QR code for a bureau without a public address."""
    return PAGE_PREFIX + base45.encode(
        cbor.encode([1, mark.record_id, mark.check, mark.page, mark.pages])
    )


def page_address(host: str, entry: bytes, page: int) -> str:
    """Return the text of a page's QR code for a bureau with a public address.

    Args:
        host: Host name with optional port, without scheme.
        entry: The seal entry; its log leaf hash (43 characters) names the record without telling
            more.
    """
    digest = base64.urlsafe_b64encode(leaf_hash(entry)).rstrip(b"=").decode("ascii")
    return f"https://{host}/a/{digest}/{page}"


def read_page_qr(text: str) -> PageMark:
    """Parse a page QR code without address. Raises `format.qr`, `format.not-canonical`."""
    if not text.startswith(PAGE_PREFIX):
        raise KnownError("format.qr")
    fields = cbor.decode(base45.decode(text.removeprefix(PAGE_PREFIX)), "page QR")
    shape = (int, bytes, bytes, int, int)
    if not isinstance(fields, list) or tuple(type(value) for value in fields) != shape:
        raise KnownError("format.qr")
    version, record_id, check, page, pages = fields
    if (
        version != 1
        or (len(record_id), len(check)) != (16, _CHECK_BYTES)
        or check[-1] & 0x0F
        or not 1 <= page <= pages <= 0xFFFF
    ):
        raise KnownError("format.qr")
    return PageMark(record_id, check, page, pages)
