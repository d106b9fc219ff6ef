"""Whether a PDF still shows what its sealed record says: drawn again and compared.

Called by verification with the package found in the PDF. The record counts, never the picture; this
tells a reader of the paper whether the picture may be believed. Must never trust the PDF's text.
"""

from __future__ import annotations

from enum import StrEnum

from PIL import Image, ImageChops

from inspector_app.errors import KnownError
from inspector_app.records.package import Package, open_package
from inspector_app.services.documents.codes import SealStamp
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.reading import (
    extract_package,
    page_count,
    page_size,
    raster_page,
)
from inspector_app.services.documents.record import (
    LAYOUT,
    LAYOUT_VERSION,
    compose_record,
    render_record,
)

_DPI = 100
_ALIKE = 24  # of 255 in any colour of any pixel; a changed digit differs by far more


class DocumentMatch(StrEnum):
    """How a PDF compares with its record drawn again."""

    SAME_BYTES = "same-bytes"
    SAME_PICTURE = "same-picture"
    DIFFERS = "differs"
    NO_RENDERER = "no-renderer"


def compare_document(
    pdf: bytes, package: Package, *, fonts: FontSet | None = None
) -> DocumentMatch:
    """Draw the record again and compare.

    A file that goes on after our bytes (a signature another program added) is compared by its
    pages as pictures.

    Args:
        package: The verified record; the PDF must carry the same core.
        fonts: Files to draw with; the bundled ones if None.
    Raises:
        KnownError: `documents.pdf-unreadable` and `documents.no-package` when no record comes out,
            `documents.pdf-too-large`.
    """
    attachment = extract_package(pdf)
    if open_package(attachment).core_files != package.core_files:
        return DocumentMatch.DIFFERS
    content = package.content()
    known = (content.document.get("layout"), content.document.get("version"))
    named = content.document.get("fonts")
    fonts = fonts or FontSet.bundled()
    if known != (LAYOUT, LAYOUT_VERSION) or not isinstance(named, dict):
        return DocumentMatch.NO_RENDERER
    if not fonts.holds({name: str(digest) for name, digest in named.items()}):
        return DocumentMatch.NO_RENDERER
    inside = open_package(attachment).derivatives

    def thumbnail(digest: str) -> bytes | None:
        return bytes(inside[digest]) if digest in inside else None

    seal = package.seal
    stamp = SealStamp(seal.record_id, seal.root, package.entry, seal.sealed_at)
    try:
        composed = compose_record(
            content,
            thumbnails=thumbnail,
            fonts=fonts,
            annex=content.document.get("annex") is True,
        )
        if list(composed.page_sha256s) != content.document.get("page_sha256"):
            return DocumentMatch.DIFFERS
        ours = render_record(composed, content, stamp, attachment)
    except KnownError as error:
        if error.code == "documents.font-missing":
            return DocumentMatch.NO_RENDERER
        return DocumentMatch.DIFFERS
    if pdf == ours:
        return DocumentMatch.SAME_BYTES
    return DocumentMatch.SAME_PICTURE if _same_pictures(pdf, ours) else DocumentMatch.DIFFERS


def _same_pictures(pdf: bytes, ours: bytes) -> bool:
    pages = page_count(ours)
    try:
        if page_count(pdf) != pages:
            return False
        return all(_same_page(pdf, ours, page) for page in range(1, pages + 1))
    except KnownError as error:
        if error.code != "documents.pdf-unreadable":
            raise
        return False  # a page that cannot be drawn shows nothing of what was sealed


def _same_page(pdf: bytes, ours: bytes, page: int) -> bool:
    if page_size(pdf, page) != page_size(ours, page):
        return False  # asked first: a page of many metres is never drawn
    left, right = _image(pdf, page), _image(ours, page)
    if left.size != right.size:
        return False
    histogram = ImageChops.difference(left, right).histogram()  # 256 counts a colour
    return not any(count for at, count in enumerate(histogram) if at % 256 > _ALIKE)


def _image(pdf: bytes, page: int) -> Image.Image:
    pixels = raster_page(pdf, page, _DPI)
    size = (pixels.width, pixels.height)
    return Image.frombuffer("RGB", size, pixels.data, "raw", "BGRX", pixels.stride, 1)
