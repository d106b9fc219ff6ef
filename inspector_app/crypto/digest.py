"""Digests, keyed names and derived keys.

Called by every room that handles bytes. SHA-256 only (suite 1); a second suite would enter here.
Must never compare secrets with `==`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK_BYTES = 1 << 20


def sha256(data: bytes | memoryview) -> bytes:
    """Return the 32-byte SHA-256 of `data`."""
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes | memoryview) -> str:
    """Return SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_stream(
    source: BinaryIO, observe: Callable[[int], None] | None = None
) -> tuple[str, int]:
    """Hash a file object to its end in pieces of 1 MiB.

    Args:
        observe: Called after each piece with the bytes read so far.
    Returns:
        Digest as 64 hex digits, and the size in bytes.
    """
    state = hashlib.sha256()
    size_bytes = 0
    while piece := source.read(CHUNK_BYTES):
        state.update(piece)
        size_bytes += len(piece)
        if observe is not None:
            observe(size_bytes)
    return state.hexdigest(), size_bytes


def sha256_file(path: Path) -> tuple[str, int]:
    """Hash a file; returns digest as hex and size in bytes."""
    with path.open("rb") as source:
        return sha256_stream(source)


def sha256_parts(parts: Iterable[bytes]) -> bytes:
    """Return SHA-256 over the concatenation of `parts` without building it."""
    state = hashlib.sha256()
    for part in parts:
        state.update(part)
    return state.digest()


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """Return the 32-byte HMAC-SHA-256. Source: RFC 2104."""
    return hmac.digest(key, data, "sha256")


def same_bytes(left: bytes, right: bytes) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left, right)


def blind_name(key: bytes, content_sha256_hex: str) -> str:
    """Return the name an encrypted file is stored under.

    The same content always gets the same name on one laptop, yet the name tells nobody without the
    key which content it is.

    Args:
        key: Naming key of the store, 32 bytes.
        content_sha256_hex: Digest of the plain content, 64 hex digits.
    """
    return hmac_sha256(key, bytes.fromhex(content_sha256_hex)).hex()


def subkey(key: bytes, purpose: str, length: int = 32) -> bytes:
    """Derive an independent key for one purpose.

    Args:
        key: Uniformly random input key, at least 32 bytes.
        purpose: Unique short name; two purposes never share a key.
        length: Bytes wanted, 1..8160.
    Source: RFC 5869 (HKDF-SHA-256, empty salt).
    """
    if len(key) < 32:
        raise ValueError("an input key has at least 32 bytes")
    return derive(key, b"", f"inspector/{purpose}".encode(), length)


def derive(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA-256 with all its inputs; prefer `subkey`. Source: RFC 5869."""
    return HKDF(hashes.SHA256(), length=length, salt=salt or None, info=info).derive(key)
