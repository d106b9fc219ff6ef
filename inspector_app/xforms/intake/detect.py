"""What kind of file a form is, by its bytes and never by its name; caps against bombs.

`read_source` calls it first. Must never unpack more than the caps allow.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Literal

from inspector_app.errors import KnownError

SourceKind = Literal["xlsx", "xls", "xml", "md", "csv"]

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_XML_BYTES = 24 * 1024 * 1024
"""XForm XML: 5,000 questions in two languages take about 6 MB."""
MAX_TEXT_BYTES = 24 * 1024 * 1024
MAX_UNZIPPED_BYTES = 256 * 1024 * 1024
"""All members together, pictures too, as the archive declares them; only tables are unpacked."""
MAX_TABLE_BYTES = 64 * 1024 * 1024
"""Unpacked tables and shared strings of one workbook."""
MAX_RATIO = 400
"""Of a member over 16 MiB: tables of a form compress to a tenth, not to a thousandth."""
MAX_ROW_TAGS = 1_100_000
"""Excel's last row is 1,048,576: a formatted but empty sheet may reach it."""
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MEMBERS = re.compile(r"xl/(?:workbook|sharedStrings|styles|worksheets/[^/]+)\.xml|"
                      r"\[Content_Types\]\.xml|xl/_rels/[^/]+\.rels|_rels/\.rels")  # fmt: skip
_TABLE = re.compile(r"^\s*\|\s*(?:survey|choices|settings|检查表|问卷)\s*\|", re.MULTILINE)
_TOO_LARGE = {
    "size": ("文件大小（字节）", "the file's size in bytes"),
    "unpacked": ("解压后的大小（字节）", "its unpacked size in bytes"),
    "members": ("压缩包内的文件数", "the number of files in the archive"),
    "rows": ("行数", "the number of rows"),
    "columns": ("一行的列数", "the number of columns of a line"),
    "cells": ("单元格数", "the number of cells"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, in bytes; a ledger's table may be larger than a form."""

    file: int
    text: int
    unzipped: int
    table: int


def _form_limits() -> Limits:
    return Limits(MAX_FILE_BYTES, MAX_TEXT_BYTES, MAX_UNZIPPED_BYTES, MAX_TABLE_BYTES)


def detect(data: bytes, name: str, limits: Limits | None = None) -> SourceKind:
    """Return the kind of a form file.

    Raises:
        KnownError: `form.too-large`, `form.encrypted`, `form.unreadable`.
    """
    limits = limits or _form_limits()
    if len(data) > limits.file:
        raise too_large(name, "size", len(data), limits.file)
    if data[:2] == b"PK":
        check_zip(data, name, limits)
        return "xlsx"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise KnownError("form.encrypted", name=name)
        if "WordDocument".encode("utf-16-le") in data:
            raise unreadable(name, "这是 Word 文档", "it is a Word document")
        return "xls"
    if data[:5] == b"%PDF-":
        raise unreadable(name, "这是 PDF 文件", "it is a PDF file")
    return _text_kind(data, name, limits)


def _text_kind(data: bytes, name: str, limits: Limits) -> SourceKind:
    if data.startswith(_BOMS[1:]):
        text = data.decode("utf-16", "replace").encode("utf-8", "replace")
    elif _looks_utf16(data):
        text = data.decode(_looks_utf16(data), "replace").encode("utf-8", "replace")
    else:
        text = data[3:] if data.startswith(_BOMS[0]) else data
    start = text.lstrip()[:1]
    if not start:
        raise unreadable(name, "文件是空的", "the file is empty")
    if start == b"<":
        _check_markup(text, name)
        return "xml"
    if b"\x00" in text:
        raise unreadable(name, "不是检查表文件", "it is not a form file")
    if len(data) > limits.text:
        raise too_large(name, "size", len(data), limits.text)
    return "md" if start == b"|" or _opens_a_table(text) else "csv"


def _opens_a_table(text: bytes) -> bool:
    """Tell whether prose stands before the first Markdown table."""
    return _TABLE.search(text[:65_536].decode("utf-8", "replace")) is not None


def _looks_utf16(data: bytes) -> str:
    """Return the UTF-16 flavour of a text without BOM, '' when it is none."""
    head = data[:64]
    if len(head) < 8 or len(data) % 2:
        return ""
    if not any(head[0::2]) and all(head[1::2]):
        return "utf-16-be"
    return "utf-16-le" if not any(head[1::2]) and all(head[0::2]) else ""


def _check_markup(text: bytes, name: str) -> None:
    head = text[:4096].lower()
    if b"office:spreadsheet" in head or b"mso-application" in head:
        raise unreadable(name, "这是 Excel 2003 XML 表格", "it is an Excel 2003 XML spreadsheet")
    is_page = b"<html" in head or b"<!doctype html" in head
    if is_page and b"http://www.w3.org/2002/xforms" not in text:  # an XForm's root is html, too
        raise unreadable(name, "这是网页，不是检查表", "it is a web page and not a form")
    if len(text) > MAX_XML_BYTES:
        raise too_large(name, "size", len(text), MAX_XML_BYTES)


def check_zip(data: bytes, name: str, limits: Limits | None = None) -> None:
    """Refuse what is no workbook, is a bomb, or is damaged, before anything parses it.

    Raises:
        KnownError: `form.too-large`, `form.encrypted`, `form.unreadable`.
    """
    limits = limits or _form_limits()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, name, limits)
            read = [entry for entry in entries if _MEMBERS.fullmatch(entry.filename)]
            total = sum(entry.file_size for entry in read)
            if total > limits.table:
                raise too_large(name, "unpacked", total, limits.table)
            for entry in read:
                _check_member(archive, entry, name, limits)
    except KnownError:
        raise
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, EOFError,
LookupError, OverflowError, MemoryError) as error:  # fmt: skip
        raise unreadable(
            name, "压缩包已损坏或不完整", "the archive is damaged or incomplete"
        ) from error


def _check_entries(entries: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise KnownError("form.encrypted", name=name)
    if "xl/workbook.xml" not in names:
        raise unreadable(name, *_what_zip(names))
    total = sum(entry.file_size for entry in entries)
    if total > limits.unzipped:
        raise too_large(name, "unpacked", total, limits.unzipped)
    for entry in entries:
        if entry.file_size > 16 * 1024 * 1024 and entry.file_size > MAX_RATIO * max(
            1, entry.compress_size
        ):
            raise too_large(name, "unpacked", entry.file_size, MAX_RATIO * entry.compress_size)
    if len(entries) > 10_000:
        raise too_large(name, "members", len(entries), 10_000)
    if len(names) != len(entries):
        raise unreadable(name, "压缩包内有重名文件", "the archive holds two files of one name")


def _what_zip(names: set[str]) -> tuple[str, str]:
    if "xl/workbook.bin" in names:
        return ("这是二进制工作簿（.xlsb）", "it is a binary workbook (.xlsb)")
    if "content.xml" in names:
        return ("这是 OpenDocument 文件（.ods）", "it is an OpenDocument file (.ods)")
    if "word/document.xml" in names:
        return ("这是 Word 文档", "it is a Word document")
    if any(entry.endswith((".xlsx", ".xls")) for entry in names):
        return (
            "这是装有工作簿的压缩包，请先解压",
            "it is an archive with a workbook in it; unpack it",
        )
    return ("压缩包中没有工作簿", "the archive holds no workbook")


def _check_member(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limits: Limits
) -> None:
    """Unpack once in pieces: CRC, declared size, DTDs and the number of rows."""
    size = rows = 0
    tail = b""
    with archive.open(entry) as member:
        while piece := member.read(1 << 18):
            size += len(piece)
            joined = tail + piece
            rows += joined.count(b"<row") - tail.count(b"<row")
            if b"<!DOCTYPE" in joined or b"<!ENTITY" in joined:
                raise unreadable(
                    name, "工作簿内的 XML 含 DOCTYPE", "XML in the workbook holds a DOCTYPE"
                )
            if size > entry.file_size or size > limits.table:
                raise too_large(name, "unpacked", size, limits.table)
            if rows > MAX_ROW_TAGS:
                raise too_large(name, "rows", rows, MAX_ROW_TAGS)
            tail = joined[-9:]


def too_large(name: str, what: str, size: int, limit: int) -> KnownError:
    """Return the refusal of a file over a limit; `what` is a key of the list above."""
    zh, en = _TOO_LARGE[what]
    return KnownError(
        "form.too-large", name=name, what_zh=zh, what_en=en, size=f"{size:,}", limit=f"{limit:,}"
    )


def unreadable(name: str, zh: str, en: str) -> KnownError:
    """Return the refusal of a file that cannot be read."""
    return KnownError("form.unreadable", name=name, detail_zh=zh, detail_en=en)


def decode_text(data: bytes, name: str) -> str:
    """Return a text file's text: BOM, UTF-16, strict UTF-8, strict GB18030.

    Raises:
        KnownError: `form.unreadable`.
    """
    if data.startswith(_BOMS[1:]):
        encodings: tuple[str, ...] = ("utf-16",)
    elif flavour := _looks_utf16(data):
        encodings = (flavour,)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise unreadable(
        name, "文字编码无法识别（应为 UTF-8 或 GB18030）",
        "the text encoding is unknown (UTF-8 or GB18030 is expected)",
    )  # fmt: skip
