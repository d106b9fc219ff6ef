"""Reading finished PDFs: the sealed record inside, the number of pages, a page as pixels.

`comparing.py`, verification and the preview call it; the window makes its image from the pixels and
copies it. pypdfium2 has its door here and is used from one thread at a time. Must never trust the
file: sizes are limited, damage is a `KnownError`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import pypdfium2
from pypdfium2 import PdfDocument, PdfiumError

from inspector_app.errors import KnownError

PACKAGE_NAME = "record.insp"
MAX_PDF_BYTES = 256 << 20
MAX_PACKAGE_BYTES = 64 << 20
_PDFIUM = Lock()  # the library keeps global state and is not safe for two threads


@dataclass(frozen=True, slots=True)
class PagePixels:
    """A page as pixels, 4 bytes each: blue, green, red, unused.

    Attributes:
        stride: Bytes from one row to the next.
    """

    width: int
    height: int
    stride: int
    data: bytes


def extract_package(pdf: bytes) -> bytes:
    """Return the sealed record a PDF of ours carries, unverified.

    Raises:
        KnownError: `documents.pdf-too-large`, `documents.pdf-unreadable`, `documents.no-package`.
    """
    with _opened(pdf) as document:
        for index in range(document.count_attachments()):
            attachment = document.get_attachment(index)
            if attachment.get_name() == PACKAGE_NAME:
                data = bytes(attachment.get_data())
                if len(data) > MAX_PACKAGE_BYTES:
                    raise KnownError(
                        "documents.pdf-too-large", size=len(data), limit=MAX_PACKAGE_BYTES
                    )
                return data
    raise KnownError("documents.no-package", name=PACKAGE_NAME)


def page_count(pdf: bytes) -> int:
    """Return the number of pages.

    Raises:
        KnownError: `documents.pdf-too-large`, `documents.pdf-unreadable`.
    """
    with _opened(pdf) as document:
        return len(document)


def page_size(pdf: bytes, page: int) -> tuple[float, float]:
    """Return width and height of a page in points of 1/72 inch, as it would be drawn.

    Args:
        page: 1 is the first.
    Raises:
        KnownError: `documents.no-such-page`, `documents.pdf-too-large`, `documents.pdf-unreadable`.
    """
    with _opened(pdf) as document:
        if not 1 <= page <= len(document):
            raise KnownError("documents.no-such-page", page=page, pages=len(document))
        width, height = document.get_page_size(page - 1)
        return float(width), float(height)


def raster_page(pdf: bytes, page: int, dpi: float, *, grey: bool = False) -> PagePixels:
    """Return one page as pixels.

    Args:
        page: 1 is the first.
        dpi: Pixels per inch, 20..600.
    Raises:
        KnownError: `documents.no-such-page`, `documents.pdf-too-large`, `documents.pdf-unreadable`.
    """
    if not 20 <= dpi <= 600:
        raise ValueError("dpi out of range")
    with _opened(pdf) as document:
        if not 1 <= page <= len(document):
            raise KnownError("documents.no-such-page", page=page, pages=len(document))
        sheet = document[page - 1]
        bitmap = sheet.render(scale=dpi / 72, grayscale=grey, force_bitmap_format=_BGRX)
        pixels = PagePixels(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        bitmap.close()
        sheet.close()
        return pixels


_BGRX = pypdfium2.raw.FPDFBitmap_BGRx


@contextmanager
def _opened(pdf: bytes) -> Iterator[PdfDocument]:
    if len(pdf) > MAX_PDF_BYTES:
        raise KnownError("documents.pdf-too-large", size=len(pdf), limit=MAX_PDF_BYTES)
    with _PDFIUM:
        try:
            document = PdfDocument(pdf)
        except PdfiumError as cause:
            raise KnownError("documents.pdf-unreadable") from cause
        try:
            yield document
        except PdfiumError as cause:
            raise KnownError("documents.pdf-unreadable") from cause
        finally:
            document.close()
