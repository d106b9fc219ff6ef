"""Encrypted files: AES-256-GCM in chunks of 1 MiB that can be read from any place.

Called by storage for evidence and drafts. Each file has its own key, kept in the database. Must
never reuse a key for a second file, and never hand out a byte whose chunk did not verify.

File: 8 bytes magic `INSPSTR1`, 7 bytes random prefix, 1 byte 0; then chunks of up to 1 MiB plain
text, each followed by its 16-byte tag. Nonce = prefix ‖ chunk number (4 bytes, big-endian) ‖ last
(1 for the last chunk, else 0); the header is the associated data of every chunk. A file of whole
chunks ends with a full last chunk; only the empty file has an empty one.

Source: Hoang, Reyhanitabar, Rogaway, Vizár: Online authenticated encryption (STREAM), 2015.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError

MAGIC = b"INSPSTR1"
CHUNK_BYTES = 1 << 20
HEADER_BYTES = 16
TAG_BYTES = 16
_SEALED_BYTES = CHUNK_BYTES + TAG_BYTES
_PREFIX_BYTES = 7


def new_file_key(entropy: Entropy) -> bytes:
    """Return a fresh 32-byte key for one file."""
    return entropy(32)


def encrypt_stream(source: BinaryIO, target: BinaryIO, key: bytes, entropy: Entropy) -> int:
    """Encrypt `source` to its end.

    Returns:
        Size of the plain text in bytes.
    """
    cipher = AESGCM(key)
    header = MAGIC + entropy(_PREFIX_BYTES) + b"\0"
    target.write(header)
    number = size_bytes = 0
    current = _fill(source)
    while True:
        following = _fill(source) if len(current) == CHUNK_BYTES else b""
        last = not following
        target.write(cipher.encrypt(_nonce(header, number, last=last), current, header))
        size_bytes += len(current)
        if last:
            return size_bytes
        current, number = following, number + 1


def decrypt_stream(source: BinaryIO, target: BinaryIO, key: bytes) -> int:
    """Decrypt to the end; what was written before an error must be thrown away by the caller.

    Returns:
        Size of the plain text in bytes.
    Raises:
        KnownError: `crypto.file-damaged`.
    """
    reader = StreamReader(source, key)
    size_bytes = 0
    while piece := reader.read(CHUNK_BYTES):
        size_bytes += target.write(piece)
    return size_bytes


def encrypt_bytes(data: bytes, key: bytes, entropy: Entropy) -> bytes:
    """Encrypt a small value in the same form."""
    target = io.BytesIO()
    encrypt_stream(io.BytesIO(data), target, key, entropy)
    return target.getvalue()


def decrypt_bytes(data: bytes, key: bytes) -> bytes:
    """Decrypt what `encrypt_bytes` made. Raises `crypto.file-damaged`."""
    target = io.BytesIO()
    decrypt_stream(io.BytesIO(data), target, key)
    return target.getvalue()


class StreamReader(io.RawIOBase):
    """A readable, seekable plain view of an encrypted file.

    Opening verifies the last chunk, so that a file cut at a chunk's edge is refused before its
    first byte is handed out.

    Raises:
        KnownError: `crypto.file-damaged` on opening and on any read of a damaged chunk.
    """

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        super().__init__()
        self._source = source
        self._cipher = AESGCM(key)
        self._position = 0
        self._chunk_number = -1
        self._chunk = b""
        source.seek(0)
        self._header = source.read(HEADER_BYTES)
        if len(self._header) != HEADER_BYTES or self._header[:8] != MAGIC or self._header[15] != 0:
            raise KnownError("crypto.file-damaged", place="header")
        stored = source.seek(0, io.SEEK_END) - HEADER_BYTES
        full, rest = divmod(stored, _SEALED_BYTES)
        if stored < TAG_BYTES or 0 < rest < TAG_BYTES or (rest == TAG_BYTES and full):
            raise KnownError("crypto.file-damaged", place="length")
        self._last = full if rest else full - 1
        self.size_bytes = stored - TAG_BYTES * (self._last + 1)
        self._load(self._last)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size_bytes}[whence]
        self._position = max(0, base + offset)
        return self._position

    def read(self, size: int = -1) -> bytes:
        end = self.size_bytes if size < 0 else min(self.size_bytes, self._position + size)
        pieces = []
        while self._position < end:
            number, start = divmod(self._position, CHUNK_BYTES)
            self._load(number)
            piece = self._chunk[start : start + end - self._position]
            pieces.append(piece)
            self._position += len(piece)
        return b"".join(pieces)

    def readall(self) -> bytes:
        return self.read()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed: Buffer
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read_range(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`; only the chunks touched are decrypted."""
        self.seek(offset)
        return self.read(length)

    def _load(self, number: int) -> None:
        if number == self._chunk_number:
            return
        self._source.seek(HEADER_BYTES + number * _SEALED_BYTES)
        sealed = self._source.read(_SEALED_BYTES)
        nonce = _nonce(self._header, number, last=number == self._last)
        try:
            self._chunk = self._cipher.decrypt(nonce, sealed, self._header)
        except InvalidTag as problem:
            raise KnownError("crypto.file-damaged", place=f"chunk {number}") from problem
        self._chunk_number = number


def _nonce(header: bytes, number: int, *, last: bool) -> bytes:
    return header[8:15] + number.to_bytes(4, "big") + (b"\1" if last else b"\0")


def _fill(source: BinaryIO) -> bytes:
    """Read one whole chunk: a pipe may give less at a time."""
    pieces = []
    missing = CHUNK_BYTES
    while missing and (piece := source.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
