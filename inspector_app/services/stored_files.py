"""Reads what lies in the evidence folder by the digest of its content.

Used by signing (thumbnails), sealing (reading everything back) and records (packages, PDFs). Must
never write, and must never hand out bytes that do not have their digest.
"""

from __future__ import annotations

from inspector_app.errors import KnownError
from inspector_app.storage.blobs import StoredBlob
from inspector_app.storage.db import Store
from inspector_app.storage.evidence_files import EvidenceFiles

_ABSENT = frozenset({"store.evidence-missing", "store.evidence-damaged"})


class StoredFiles:
    """Files by SHA-256 of their clear content."""

    def __init__(self, store: Store, files: EvidenceFiles) -> None:
        self._store = store
        self._files = files

    def row(self, sha256: str) -> StoredBlob | None:
        """Return what is known about a file, None if there is none."""
        return self._store.read(lambda tables: tables.blobs.get(sha256)) if sha256 else None

    def read(self, sha256: str) -> bytes | None:
        """Return a file's content, None when this laptop does not have it whole."""
        row = self.row(sha256)
        if row is None:
            return None
        try:
            return self._files.read(row)
        except KnownError as error:
            if error.code in _ABSENT:
                return None
            raise

    def sizes(self, digests: list[str]) -> dict[str, int]:
        """Return the size in bytes of each file that is known, by digest."""
        rows = {digest: self.row(digest) for digest in digests if digest}
        return {digest: row.size_bytes for digest, row in rows.items() if row is not None}
