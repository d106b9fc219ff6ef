"""Documents on paper: the inspection record as PDF, its pages as pixels, its package read back.

Called by the other services, verification, the bureau's pages through their services, and the
window's preview. The API is what this file exports:

    compose_record(content, thumbnails=, fonts=) -> ComposedRecord   # pages and digests
    render_record(composed, content, stamp, attachment) -> bytes     # stamp None: draft
    extract_package(pdf) -> bytes; compare_document(pdf, package) -> DocumentMatch
    raster_page(pdf, page, dpi) -> PagePixels; page_count(pdf) -> int

Must never print what no leaf holds.
"""

from inspector_app.services.documents.codes import SealStamp
from inspector_app.services.documents.comparing import DocumentMatch, compare_document
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.reading import (
    PACKAGE_NAME,
    PagePixels,
    extract_package,
    page_count,
    page_size,
    raster_page,
)
from inspector_app.services.documents.record import (
    RENDERER,
    ComposedRecord,
    compose_record,
    render_record,
)

__all__ = [
    "PACKAGE_NAME",
    "RENDERER",
    "ComposedRecord",
    "DocumentMatch",
    "FontSet",
    "PagePixels",
    "SealStamp",
    "compare_document",
    "compose_record",
    "extract_package",
    "page_count",
    "page_size",
    "raster_page",
    "render_record",
]
