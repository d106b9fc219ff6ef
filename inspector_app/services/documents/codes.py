"""QR codes as rectangles, and the texts that exist only after sealing.

Called by `pdf.py`. What a code says comes from `records.qr`; here it only becomes modules. The mask
is fixed, so the same text always gives the same code. Must never shrink the quiet zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from inspector_app.clock import CHINA
from inspector_app.records.qr import PageMark, check_text, page_check, page_qr, seal_qr
from inspector_app.services.documents import saying
from inspector_app.services.documents.page import CodeBox, CodeKind, StampSlot

_QUIET = 4  # modules of white around a code. Source: ISO/IEC 18004
_MASK = 2


@dataclass(frozen=True, slots=True)
class SealStamp:
    """What sealing adds to the paper.

    Attributes:
        record_id: 16 bytes.
        root: Root of the record, 32 bytes.
        seal_entry: CBOR of seal and signatures, the payload of the seal QR.
        sealed_at: Unix seconds.
    """

    record_id: bytes
    root: bytes
    seal_entry: bytes
    sealed_at: int


@dataclass(frozen=True, slots=True)
class PageStamp:
    """The texts of one page's codes."""

    codes: Mapping[CodeKind, str]
    texts: Mapping[StampSlot, str]


def stamp_page(stamp: SealStamp, page: int, pages: int, text_sha256: bytes) -> PageStamp:
    """Return the codes and texts of one page.

    Raises:
        KnownError: `format.limit` when the seal entry does not fit the printed code.
    """
    check = page_check(stamp.root, page, pages, text_sha256)
    sealed = datetime.fromtimestamp(stamp.sealed_at, CHINA)
    return PageStamp(
        codes={
            CodeKind.PAGE: page_qr(PageMark(stamp.record_id, check, page, pages)),
            CodeKind.SEAL: seal_qr(stamp.seal_entry),
        },
        texts={
            StampSlot.CHECK_CODE: check_text(check).replace("-", " "),
            StampSlot.SEALED_AT: f"{saying.full_moment(sealed)}封存",
        },
    )


def code_rectangles(text: str, box: CodeBox) -> list[tuple[float, float, float, float]]:
    """Return a code's dark rectangles (x, y, width, height) within its box, points."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    rows = code.get_matrix()
    module = box.size / (len(rows) + 2 * _QUIET)
    left = box.x + _QUIET * module * (2 if box.flush else 1)
    top = box.y + _QUIET * module
    rectangles = []
    for line, row in enumerate(rows):
        start = None
        for at, dark in enumerate([*row, False]):
            if dark and start is None:
                start = at
            elif not dark and start is not None:
                rectangles.append(
                    (left + start * module, top + line * module, (at - start) * module, module)
                )
                start = None
    return rectangles
