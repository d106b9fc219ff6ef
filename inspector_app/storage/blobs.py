"""What is known about each encrypted file of the evidence folder, by the digest of its clear
content.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.identifiers import Sha256Hex
from inspector_app.storage.sqlcipher import Sql


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """One file.

    Attributes:
        file_name: Name in the evidence folder, an HMAC that tells nothing.
        file_key: 32-byte key of this file.
        original: False for what was derived (thumbnails).
        stored_at: ISO 8601 with offset.
    """

    sha256: Sha256Hex
    size_bytes: int
    mime: str
    file_name: str
    file_key: bytes
    original: bool
    stored_at: str


_COLUMNS = "sha256, size, mime, file_name, file_key, original, stored_at"


class BlobTable:
    """Files by content digest."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, blob: StoredBlob) -> None:
        """Insert, or replace the key of a file that was lost and came again."""
        self._sql.run(
            f"INSERT INTO blobs ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
            " ON CONFLICT (sha256) DO UPDATE SET file_key = excluded.file_key",
            (
                blob.sha256, blob.size_bytes, blob.mime, blob.file_name, blob.file_key,
                int(blob.original), blob.stored_at,
            ),
        )  # fmt: skip

    def get(self, sha256: str) -> StoredBlob | None:
        """Return one file's row."""
        row = self._sql.one(
            f"SELECT {_COLUMNS} FROM blobs WHERE sha256 = ?",  # noqa: S608  fixed text
            (sha256,),
        )
        if row is None:
            return None
        return StoredBlob(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6])

    def file_names(self) -> frozenset[str]:
        """Return the names of all files that are claimed."""
        return frozenset(row[0] for row in self._sql.all("SELECT file_name FROM blobs"))
