"""Reading PDFs of unknown origin: the package out, pages as pixels, damage told plainly."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector_app.errors import KnownError
from inspector_app.records.content import RecordContent
from inspector_app.services.documents import (
    FontSet,
    SealStamp,
    compose_record,
    extract_package,
    page_count,
    raster_page,
    reading,
    render_record,
)


@pytest.fixture
def pdf(
    content: RecordContent,
    fonts: FontSet,
    thumbnails: Callable[[str], bytes | None],
    stamp: SealStamp,
) -> bytes:
    composed = compose_record(content, thumbnails=thumbnails, fonts=fonts)
    return render_record(composed, content, stamp, b"PK the package \x00\xff" * 100)


def test_the_package_comes_out_as_it_went_in(pdf: bytes) -> None:
    assert extract_package(pdf) == b"PK the package \x00\xff" * 100


def test_pages_are_counted_and_drawn_at_the_wanted_resolution(pdf: bytes) -> None:
    assert page_count(pdf) == 4
    pixels = raster_page(pdf, 1, 100)
    assert (pixels.width, pixels.height) == (827, 1170)
    assert pixels.stride >= pixels.width * 4
    assert len(pixels.data) == pixels.stride * pixels.height


def test_a_page_that_is_not_there_is_refused(pdf: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        raster_page(pdf, 5, 100)
    assert caught.value.code == "documents.no-such-page"


@pytest.mark.parametrize("data", [b"", b"no pdf at all", b"%PDF-1.7\n" + bytes(200)])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        extract_package(data)
    assert caught.value.code == "documents.pdf-unreadable"


def test_a_truncated_file_never_gives_another_package(pdf: bytes) -> None:
    found = {package_or_code(pdf[:length]) for length in range(0, len(pdf), len(pdf) // 40)}
    assert found <= {extract_package(pdf), "documents.pdf-unreadable", "documents.no-package"}


def package_or_code(data: bytes) -> bytes | str:
    try:
        return extract_package(data)
    except KnownError as error:
        return error.code


def test_a_draft_carries_no_package(
    content: RecordContent, fonts: FontSet, thumbnails: Callable[[str], bytes | None]
) -> None:
    composed = compose_record(content, thumbnails=thumbnails, fonts=fonts)
    with pytest.raises(KnownError) as caught:
        extract_package(render_record(composed, content, None, None))
    assert caught.value.code == "documents.no-package"


def test_a_file_beyond_the_limit_is_not_even_opened(
    pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_PDF_BYTES", len(pdf) - 1)
    with pytest.raises(KnownError) as caught:
        page_count(pdf)
    assert caught.value.code == "documents.pdf-too-large"
