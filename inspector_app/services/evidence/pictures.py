"""Photographs: recognised by their bytes, measured upright, made small. Never changed.

Used by evidence intake. Must never decode a picture before its size in pixels is known to be
bearable.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from inspector_app.errors import KnownError

MAX_PIXELS = 64_000_000
LONGEST_SIDE_PX = 640
_JPEG_QUALITY = 82
_EXIF_TIME = re.compile(r"^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_TURNED = frozenset({5, 6, 7, 8})  # EXIF orientations that swap width and height

# Pillow alone only warns between its limit and twice that.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

PHOTO_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "GIF": "image/gif",
    "MPO": "image/jpeg",  # what many phones write: a JPEG with a second picture behind it
}


_FORMATS = [name for name in PHOTO_TYPES if name != "MPO"]  # its pictures open as JPEG


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small copy and what the original says about itself.

    Attributes:
        jpeg: Longest side 640 px, upright, without any metadata.
        width, height: Of the original, upright.
        exif_time: Time the file claims, ISO 8601 without offset, '' if none.
    """

    jpeg: bytes
    width: int
    height: int
    exif_time: str
    mime: str


def sniff(head: bytes) -> str:
    """Return the media type by the first bytes, `application/octet-stream` if unknown.

    Args:
        head: At least the first 16 bytes, if there are as many.
    """
    for magic, mime in _MAGIC:
        if head.startswith(magic):
            return mime
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in _HEIC else "video/mp4"
    return "application/octet-stream"


_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"})


def make_thumbnail(original: bytes | Path | BinaryIO, name: str = "") -> Thumbnail:
    """Decode a photograph once, small, and read what it says about itself.

    Args:
        original: The picture's bytes, file or open file.
        name: For the message when it is refused.
    Raises:
        KnownError: `evidence.not-a-photo`, `evidence.too-large`.
    """
    source = io.BytesIO(original) if isinstance(original, bytes) else original
    shown = name or (original.name if isinstance(original, Path) else "")
    try:
        with Image.open(source, formats=_FORMATS) as image:
            return _reduced(image, shown)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise KnownError(
            "evidence.too-large", name=shown, megapixels="64+", most=MAX_PIXELS // 1_000_000
        ) from error
    except UnidentifiedImageError as error:
        raise KnownError("evidence.not-a-photo", name=shown, detail="unknown format") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as error:
        # Pillow's decoders raise all of these on damaged files.
        raise KnownError("evidence.not-a-photo", name=shown, detail=str(error)) from error


def _reduced(image: Image.Image, name: str) -> Thumbnail:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise KnownError(
            "evidence.too-large",
            name=name,
            megapixels=width * height // 1_000_000,
            most=MAX_PIXELS // 1_000_000,
        )
    mime = PHOTO_TYPES.get(image.format or "", "application/octet-stream")
    exif = image.getexif()
    if exif.get(ExifTags.Base.Orientation, 1) in _TURNED:
        width, height = height, width
    taken = _exif_time(exif)
    # Decodes a JPEG at a half, quarter or eighth: several times as fast as in full.
    image.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    upright = ImageOps.exif_transpose(image)
    target = io.BytesIO()
    _on_white(upright).save(target, "JPEG", quality=_JPEG_QUALITY)
    return Thumbnail(target.getvalue(), width, height, taken, mime)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")
    # A new picture: `convert` alone would carry colour profile and comments along.
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _exif_time(exif: Image.Exif) -> str:
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    for text in (inner.get(ExifTags.Base.DateTimeOriginal), exif.get(ExifTags.Base.DateTime)):
        match = _EXIF_TIME.match(str(text))
        if match is not None:
            return f"{match[1]}-{match[2]}-{match[3]}T{match[4]}"
    return ""
