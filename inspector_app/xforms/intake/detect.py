"""What kind of file a form is, by its bytes and never by its name; caps against bombs.

`read_source` calls it first. Must never unpack more than the caps allow.
"""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from inspector_app.errors import KnownError

SourceKind = Literal["xlsx", "xls", "xml", "md", "csv"]

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNZIPPED_BYTES = 256 * 1024 * 1024
MAX_RATIO = 400
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def detect(data: bytes, name: str) -> SourceKind:
    """Return the kind of a form file.

    Raises:
        KnownError: `form.too-large`, `form.encrypted`, `form.unreadable`.
    """
    if len(data) > MAX_FILE_BYTES:
        raise _too_large(name, ("文件大小", "the file's size"), len(data), MAX_FILE_BYTES)
    if data[:4] == b"PK\x03\x04":
        _check_zip(data, name)
        return "xlsx"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise KnownError("form.encrypted", name=name)
        return "xls"
    text = data[3:] if data.startswith(_BOMS[0]) else data
    if data.startswith(_BOMS[1:]):
        text = data.decode("utf-16", "replace").encode("utf-8")
    start = text.lstrip()[:1]
    if not start:
        raise unreadable(name, "文件是空的", "the file is empty")
    if start == b"<":
        return "xml"
    if b"\x00" in text:
        raise unreadable(name, "不是检查表文件", "it is not a form file")
    return "md" if start == b"|" else "csv"


def _check_zip(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise unreadable(name, "压缩包已损坏", "the archive is damaged") from error
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise unreadable(name, "压缩包中没有工作簿", "the archive holds no workbook")
    total = sum(entry.file_size for entry in entries)
    if total > MAX_UNZIPPED_BYTES or len(entries) > 10_000:
        raise _too_large(name, ("解压后的大小", "its unpacked size"), total, MAX_UNZIPPED_BYTES)
    for entry in entries:
        if entry.file_size > 16 * 1024 * 1024 and entry.file_size > MAX_RATIO * max(
            1, entry.compress_size
        ):
            raise _too_large(
                name, ("压缩比", "its compression ratio"), entry.file_size, MAX_UNZIPPED_BYTES
            )


def _too_large(name: str, what: tuple[str, str], size: int, limit: int) -> KnownError:
    return KnownError(
        "form.too-large", name=name, what=f"{what[0]} / {what[1]}", size=size, limit=limit
    )


def unreadable(name: str, zh: str, en: str) -> KnownError:
    """Return the refusal of a file that cannot be read."""
    return KnownError("form.unreadable", name=name, detail_zh=zh, detail_en=en)


def decode_text(data: bytes, name: str) -> str:
    """Return a text file's text: BOM, strict UTF-8, strict GB18030.

    Raises:
        KnownError: `form.unreadable`.
    """
    encodings = ("utf-16",) if data.startswith(_BOMS[1:]) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise unreadable(name, "文字编码无法识别", "the text encoding is unknown")
