"""Blobs on disk: finished ones by their SHA-256, unfinished uploads beside them.

Called by `uploads.py`, intake and pages. A blob is visible only after its bytes were hashed again,
fsynced and renamed, and its folder fsynced. The offset of an upload is the size of its file and is
kept nowhere else. Must never trust a name that comes from outside: digests and ids are checked for
form.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from inspector_app.errors import KnownError
from inspector_app.whole_file import sync_folder

_PIECE = 1 << 20
_HEX64 = re.compile(r"^[0-9a-f]{64}$")
_HEX32 = re.compile(r"^[0-9a-f]{32}$")


class ObjectStore:
    """A folder of blobs.

    Args:
        root: `objects/`; made when absent. Layout: `ab/cd/<sha256>`, `uploads/<id>`.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._uploads = root / "uploads"
        self._uploads.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Return where a blob lies or would lie."""
        if not _HEX64.match(sha256):
            raise KnownError("request.not-found")
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str) -> bool:
        """Tell whether the blob is here."""
        return self.path(sha256).is_file()

    def read(self, sha256: str) -> bytes | None:
        """Return a whole blob, None if it is not here."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Yield a blob in pieces of 1 MiB."""
        with self.path(sha256).open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece

    def put(self, data: bytes) -> str:
        """Store bytes made at the bureau itself (forms, law catalogue); returns their digest."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.has(sha256):
            name = hashlib.sha256(b"put" + data).hexdigest()[:32]
            self.create_upload(name)
            self.truncate(name, 0)
            self.append(name, data)
            self.finish(name, sha256)
        return sha256

    # --- unfinished uploads ---------------------------------------------------------------------
    def create_upload(self, upload_id: str) -> None:
        """Make the empty file of an upload."""
        with _told():
            self._upload_path(upload_id).touch()

    def offset(self, upload_id: str) -> int | None:
        """Return the bytes held of an upload, None if there is no such upload."""
        try:
            return self._upload_path(upload_id).stat().st_size
        except FileNotFoundError:
            return None

    def append(self, upload_id: str, piece: bytes) -> None:
        """Add bytes at the end of an upload.

        Raises:
            KnownError: `server.storage` when the disk is full; what fitted stays.
        """
        with _told(), self._upload_path(upload_id).open("ab") as file:
            file.write(piece)

    def sync(self, upload_id: str) -> None:
        """Make the bytes held survive a power cut before their offset is told."""
        with _told(), self._upload_path(upload_id).open("rb") as file:
            os.fsync(file.fileno())

    def truncate(self, upload_id: str, size: int) -> None:
        """Cut an upload back to `size` bytes."""
        with _told():
            os.truncate(self._upload_path(upload_id), size)

    def discard(self, upload_id: str) -> None:
        """Forget an upload and its bytes."""
        self._upload_path(upload_id).unlink(missing_ok=True)

    def finish(self, upload_id: str, sha256: str) -> None:
        """Turn a whole upload into a blob.

        Raises:
            KnownError: `blob.digest` when the bytes are others than declared; the upload is gone.
        """
        source = self._upload_path(upload_id)
        with _told():
            digest = hashlib.sha256()
            with source.open("rb") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
                os.fsync(file.fileno())
            if digest.hexdigest() != sha256:
                source.unlink()
                raise KnownError("blob.digest", sha256=sha256)
            target = self.path(sha256)
            made = not target.parent.is_dir()
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
            sync_folder(target.parent)
            if made:
                sync_folder(target.parent.parent)
                sync_folder(self._root)

    def _upload_path(self, upload_id: str) -> Path:
        if not _HEX32.match(upload_id):
            raise KnownError("upload.gone")
        return self._uploads / upload_id


class _told:  # noqa: N801 - reads as a verb where it is used
    """Turn 'disk full' into its sentence."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, FileNotFoundError):
            raise KnownError("upload.gone") from error
        if isinstance(error, OSError):
            raise KnownError("server.storage", reason=error.strerror) from error
