"""The PDF file: the same bytes everywhere, only our fonts inside, text and codes that read back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from inspector_app.records.content import RecordContent
from inspector_app.records.qr import PageMark, page_check, read_page_qr, read_seal_qr
from inspector_app.services.documents import (
    ComposedRecord,
    FontSet,
    SealStamp,
    compose_record,
    raster_page,
    render_record,
)

ROOT = Path(__file__).resolve().parents[4]
RARE = "王𬭚、李䶮、张㑇、陈𫖯、刘𬱖"


@pytest.fixture
def composed(
    content: RecordContent, fonts: FontSet, thumbnails: Callable[[str], bytes | None]
) -> ComposedRecord:
    return compose_record(content, thumbnails=thumbnails, fonts=fonts)


@pytest.fixture
def pdf(composed: ComposedRecord, content: RecordContent, stamp: SealStamp) -> bytes:
    return render_record(composed, content, stamp, b"package")


def text_of(pdf: bytes, page: int) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = str(document[page - 1].get_textpage().get_text_range())
    document.close()
    return text


def image_of(pdf: bytes, page: int, dpi: int) -> Image.Image:
    pixels = raster_page(pdf, page, dpi)
    size = (pixels.width, pixels.height)
    return Image.frombuffer("RGB", size, pixels.data, "raw", "BGRX", pixels.stride, 1)


def test_the_same_record_gives_the_same_bytes_again(
    composed: ComposedRecord, content: RecordContent, stamp: SealStamp, pdf: bytes
) -> None:
    assert render_record(composed, content, stamp, b"package") == pdf


def test_two_processes_with_other_hash_seeds_give_the_same_bytes() -> None:
    script = (
        "import hashlib, runpy\n"
        "builders = runpy.run_path('tests/unit/services/documents/conftest.py')\n"
        "from inspector_app.services import documents as d\n"
        "photos = [builders['draw_photo'](n, p[2]) for n, p in enumerate(builders['PHOTOS'])]\n"
        "thumbs = {hashlib.sha256(data).hexdigest(): data for data in photos}\n"
        "content = builders['cafe_record'](tuple(thumbs))\n"
        "composed = d.compose_record(content, thumbnails=thumbs.get, fonts=d.FontSet.bundled(),\n"
        "                            annex=True)\n"
        "stamp = d.SealStamp(bytes(16), bytes(32), bytes(range(254)), 1795077360)\n"
        "pdf = d.render_record(composed, content, stamp, b'package')\n"
        "print(hashlib.sha256(pdf).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4711")
    }
    assert len(digests) == 1


def test_only_embedded_fonts_of_ours_are_inside(pdf: bytes) -> None:
    assert b"Helvetica" not in pdf
    assert b"ASCII85" not in pdf
    assert pdf.count(b"/Type /FontDescriptor") == pdf.count(b"/FontFile2")
    assert pdf.count(b"/FontFile2") > 0


def test_the_text_can_be_copied_out(pdf: bytes) -> None:
    first = text_of(pdf, 1).replace("\r\n", "")
    for part in ("现场检查笔录", "92990102MA0000123X", "统一社会", "答：", "看清楚了。", "第1页"):
        assert part in first
    kangxi = [character for character in first if "\u2e80" <= character <= "\u2fdf"]
    assert not kangxi


def test_rare_names_survive_being_copied_out(
    content: RecordContent,
    fonts: FontSet,
    thumbnails: Callable[[str], bytes | None],
    stamp: SealStamp,
) -> None:
    named = replace(content, unit={**content.unit, "representative": RARE})
    composed = compose_record(named, thumbnails=thumbnails, fonts=fonts)
    assert {"serif-400", "serif-400-core"} <= set(composed.fonts)
    assert RARE in text_of(render_record(composed, named, stamp, None), 1)


def test_the_metadata_tells_no_person(pdf: bytes) -> None:
    document = pypdfium2.PdfDocument(pdf)
    told = document.get_metadata_dict()
    document.close()
    assert told["Title"] == "现场检查笔录 示文综检笔字〔2026〕第018号"
    assert (told["Author"], told["Subject"], told["Keywords"]) == ("", "", "")
    assert told["CreationDate"].startswith("D:20261119083600")


@pytest.mark.parametrize("dpi", [150, 200])
def test_every_page_code_reads_back_and_fits_its_page(
    pdf: bytes, composed: ComposedRecord, stamp: SealStamp, dpi: int
) -> None:
    count = len(composed.pages)
    for page, digest in enumerate(composed.page_sha256s, 1):
        codes = [code.text for code in zxingcpp.read_barcodes(image_of(pdf, page, dpi))]
        marks = [read_page_qr(text) for text in codes if text.startswith("INSPP1:")]
        check = page_check(stamp.root, page, count, bytes.fromhex(digest))
        assert marks == [PageMark(stamp.record_id, check, page, count)]


def test_the_seal_code_on_the_last_page_reads_back(
    pdf: bytes, composed: ComposedRecord, stamp: SealStamp
) -> None:
    codes = zxingcpp.read_barcodes(image_of(pdf, len(composed.pages), 200))
    seals = [read_seal_qr(code.text) for code in codes if code.text.startswith("INSP1:")]
    assert seals == [stamp.seal_entry]


def test_the_check_code_is_printed_on_every_page(pdf: bytes, composed: ComposedRecord) -> None:
    for page in range(1, len(composed.pages) + 1):
        assert "校验码" in text_of(pdf, page)
        assert f"第{page}页" in text_of(pdf, page)


def test_a_draft_says_so_and_carries_no_code(
    composed: ComposedRecord, content: RecordContent
) -> None:
    draft = render_record(composed, content, None, None)
    words = text_of(draft, 1)
    assert "草" in words
    assert "封" in words
    assert zxingcpp.read_barcodes(image_of(draft, 1, 150)) == []


def test_ink_stands_on_every_page(
    composed: ComposedRecord, content: RecordContent, stamp: SealStamp
) -> None:
    signed = render_record(composed, content, stamp, None)
    bare = replace(content, ink={})
    unsigned = render_record(composed, bare, stamp, None)
    for page in range(1, len(composed.pages) + 1):
        assert blue(image_of(signed, page, 80)) > 40
        assert blue(image_of(unsigned, page, 80).crop((0, 840, 500, 920))) == 0


def blue(image: Image.Image) -> int:
    """Return how many pixels of the strip are blue-black."""
    strip = image.crop((0, 820, 500, 920))
    return sum(1 for r, _, b in zip(*[iter(strip.tobytes())] * 3, strict=True) if b - r > 30)


def test_other_readers_find_the_record_inside(pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "record.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdfdetach", "-saveall", "-o", str(tmp_path), str(path)], capture_output=True, check=True
    )
    assert done.stderr == b""
    assert (tmp_path / "record.insp").read_bytes() == b"package"
    assert b"/AFRelationship /Source" in pdf
