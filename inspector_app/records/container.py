"""The zip container of a sealed record, with every header byte fixed.

Called by `package`. Zip readers disagree about junk, doubled names and flags; here a file has
exactly one form, so what one reader sees every reader sees. Entries are stored, dated 1980-01-01,
ASCII-named, made "on Unix" with mode 0644, without extra fields, comments, data descriptors or
zip64. Must never extract to a path.

Source: PKWARE APPNOTE 6.3.10 sections 4.3.7, 4.3.12, 4.3.16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspector_app.errors import KnownError

MAX_ENTRIES = 2000
MAX_BYTES = (1 << 31) - 1
_VERSION = 20
_UNIX = 3
_DATE = 0x0021  # 1980-01-01
_MODE = 0o100644 << 16
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_MAGIC, _CENTRAL_MAGIC, _END_MAGIC = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Container:
    """What a container holds, in its order.

    Attributes:
        entries: Name -> content, a view into the file.
        damaged: Names whose content does not match the stored CRC-32.
    """

    entries: Mapping[str, memoryview]
    damaged: frozenset[str]


def write_container(entries: Iterable[tuple[str, bytes | memoryview]]) -> bytes:
    """Return the zip file.

    Args:
        entries: Names and contents in their final order; names are ASCII, each once.
    Raises:
        KnownError: `format.limit` above 2,000 entries or 2 GiB.
    """
    parts: list[bytes | memoryview] = []
    listed: list[tuple[bytes, int, int, int]] = []
    position = 0
    for name, content in entries:
        encoded = name.encode("ascii")
        crc, size = zlib.crc32(content), len(content)
        if position + size > MAX_BYTES:
            raise KnownError("format.limit", place=name, limit=MAX_BYTES)
        header = _local_header(encoded, crc, size)
        listed.append((encoded, crc, size, position))
        parts += (header, content)
        position += len(header) + size
    if len(listed) > MAX_ENTRIES:
        raise KnownError("format.limit", place="container", limit=MAX_ENTRIES)
    parts.append(_directory(listed, position))
    return b"".join(parts)


def read_container(data: bytes | memoryview) -> Container:
    """Read a container whose every header byte is as `write_container` writes it.

    Raises:
        KnownError: `format.not-canonical`, `format.entry` (name twice), `format.limit`.
    """
    view = memoryview(data)
    if len(view) > MAX_BYTES:
        raise KnownError("format.limit", place="container", limit=MAX_BYTES)
    entries: dict[str, memoryview] = {}
    listed: list[tuple[bytes, int, int, int]] = []
    damaged = set()
    position = 0
    while bytes(view[position : position + 4]) == _LOCAL_MAGIC:
        name, content, crc = _read_local(view, position)
        text = name.decode("ascii")
        if text in entries:
            raise KnownError("format.entry", place=text)
        if len(entries) == MAX_ENTRIES:
            raise KnownError("format.limit", place="container", limit=MAX_ENTRIES)
        entries[text] = content
        if zlib.crc32(content) != crc:
            damaged.add(text)
        listed.append((name, crc, len(content), position))
        position += _LOCAL.size + len(name) + len(content)
    if bytes(view[position:]) != _directory(listed, position):
        raise KnownError("format.not-canonical", place="container")
    return Container(entries, frozenset(damaged))


def _read_local(view: memoryview, position: int) -> tuple[bytes, memoryview, int]:
    place = f"container byte {position}"
    header = view[position : position + _LOCAL.size]
    if len(header) < _LOCAL.size:
        raise KnownError("format.not-canonical", place=place)
    fields = _LOCAL.unpack(header)
    crc, size, name_length = fields[6], fields[7], fields[9]
    start = position + _LOCAL.size
    name = bytes(view[start : start + name_length])
    content = view[start + name_length : start + name_length + size]
    if (
        not name.isascii()
        or len(content) != size
        or bytes(header) + name != _local_header(name, crc, size)
    ):
        raise KnownError("format.not-canonical", place=place)
    return name, content, crc


def _local_header(name: bytes, crc: int, size: int) -> bytes:
    fixed = _LOCAL.pack(_LOCAL_MAGIC, _VERSION, 0, 0, 0, _DATE, crc, size, size, len(name), 0)
    return fixed + name


def _directory(listed: Iterable[tuple[bytes, int, int, int]], start: int) -> bytes:
    lines = [
        _CENTRAL.pack(
            _CENTRAL_MAGIC,
            _UNIX << 8 | _VERSION,
            _VERSION,
            0,
            0,
            0,
            _DATE,
            crc,
            size,
            size,
            len(name),
            0,
            0,
            0,
            0,
            _MODE,
            position,
        )
        + name
        for name, crc, size, position in listed
    ]
    central = b"".join(lines)
    end = _END.pack(_END_MAGIC, 0, 0, len(lines), len(lines), len(central), start, 0)
    return central + end
