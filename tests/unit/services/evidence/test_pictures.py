"""Photographs: upright, small, without metadata; what is no photograph is refused in plain
words.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from inspector_app.errors import KnownError
from inspector_app.services.evidence.pictures import LONGEST_SIDE_PX, make_thumbnail, sniff

Photo = Callable[..., bytes]


def _oriented(orientation: int) -> bytes:
    """A 400 x 200 picture whose upper left corner is red when seen upright."""
    upright = Image.new("RGB", (400, 200), "white")
    upright.paste("red", (0, 0, 100, 50))
    turn_back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = upright if turn_back is None else upright.transpose(turn_back)
    exif = Image.Exif()
    exif[0x0112] = orientation
    target = io.BytesIO()
    stored.save(target, "JPEG", exif=exif, quality=95)
    return target.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_comes_out_upright(orientation: int) -> None:
    small = make_thumbnail(_oriented(orientation))
    assert (small.width, small.height) == (400, 200)
    with Image.open(io.BytesIO(small.jpeg)) as image:
        assert image.size == (400, 200)
        red, green, blue = image.convert("RGB").getpixel((10, 10))  # type: ignore[misc]
    assert red > 200
    assert green < 60
    assert blue < 60


def test_the_small_copy_has_its_size_and_no_metadata(photo: Photo) -> None:
    small = make_thumbnail(photo(3000, 2000))
    assert (small.width, small.height) == (3000, 2000)
    assert small.exif_time == "2026-11-21T09:31:05"
    with Image.open(io.BytesIO(small.jpeg)) as image:
        assert max(image.size) == LONGEST_SIDE_PX
        assert dict(image.getexif()) == {}
        assert "icc_profile" not in image.info
    assert b"Exif" not in small.jpeg


@pytest.mark.parametrize("form", ["PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_other_picture_formats_are_taken(form: str) -> None:
    target = io.BytesIO()
    Image.new("RGB", (90, 60), "navy").save(target, form)
    small = make_thumbnail(target.getvalue())
    assert sniff(target.getvalue()) == small.mime == f"image/{form.lower()}"
    assert (small.width, small.height) == (90, 60)


def test_transparency_becomes_white() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(target, "PNG")
    with Image.open(io.BytesIO(make_thumbnail(target.getvalue()).jpeg)) as image:
        assert image.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def _png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size without holding it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8001, 8000), (30_000, 30_000)])
def test_a_picture_that_would_eat_the_memory_is_refused_unread(size: tuple[int, int]) -> None:
    with pytest.raises(KnownError) as caught:
        make_thumbnail(_png_header(*size), "bomb.png")
    assert caught.value.code == "evidence.too-large"


def test_damaged_and_foreign_files_are_refused(photo: Photo, tmp_path: Path) -> None:
    whole = photo()
    path = tmp_path / "half.jpg"
    path.write_bytes(whole[: len(whole) // 2])
    for original in (path, b"\xff\xd8\xff" + b"\0" * 50, b"plain text", _png_header(10, 10)):
        with pytest.raises(KnownError) as caught:
            make_thumbnail(original)
        assert caught.value.code == "evidence.not-a-photo"


def test_types_are_known_by_their_bytes() -> None:
    assert sniff(b"%PDF-1.7") == "application/pdf"
    assert sniff(b"\0\0\0\x18ftypheic\0\0") == "image/heic"
    assert sniff(b"\0\0\0\x18ftypmp42\0\0") == "video/mp4"
    assert sniff(b"hello") == "application/octet-stream"
