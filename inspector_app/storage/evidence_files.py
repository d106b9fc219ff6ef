"""The encrypted files of the evidence folder, each content stored once.

Called by `services/evidence` and sealing. An original is never changed; a file is claimed by its
row in `blobs` only after it is whole on disk. Must never hold a whole file in memory.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from inspector_app.clock import Clock
from inspector_app.crypto.digest import blind_name, sha256_stream, subkey
from inspector_app.crypto.stream import StreamReader, encrypt_stream, new_file_key
from inspector_app.domain.identifiers import Entropy, Sha256Hex
from inspector_app.errors import KnownError
from inspector_app.storage.blobs import StoredBlob
from inspector_app.storage.db import Store
from inspector_app.storage.sqlcipher import file_errors
from inspector_app.storage.tables import Tables
from inspector_app.whole_file import sync_folder

T = TypeVar("T")

_INCOMING = "incoming-"
_UNCLAIMED = "unclaimed"


class EvidenceFiles:
    """The evidence folder of one workspace."""

    def __init__(
        self, folder: Path, store: Store, store_key: bytes, clock: Clock, entropy: Entropy
    ) -> None:
        self._folder = folder
        self._store = store
        self._name_key = subkey(store_key, "evidence-names")
        self._clock = clock
        self._entropy = entropy
        self._keeping = threading.Lock()
        with file_errors(folder):
            folder.mkdir(mode=0o700, exist_ok=True)

    def add(
        self,
        source: BinaryIO,
        mime: str,
        then: Callable[[Tables, StoredBlob], T],
        *,
        original: bool = True,
        observe: Callable[[int], None] | None = None,
    ) -> T:
        """Hash and encrypt `source` to its end, make it durable, then run `then` with its row.

        The same content again is not stored twice: the row that is there is handed to `then`.

        Args:
            source: Clear bytes, read in pieces of 1 MiB.
            then: Runs in the transaction that adds the row; what it raises undoes the row too.
            original: False for what was derived from an original.
            observe: Called after each piece with the bytes read so far; may raise to cancel.
        Raises:
            KnownError: `store.disk-full`, `store.io`; nothing is kept then.
        """
        incoming = self._folder / f"{_INCOMING}{self._entropy(8).hex()}"
        key = new_file_key(self._entropy)
        hashing = _HashingReader(source, observe)
        try:
            with file_errors(incoming), incoming.open("xb") as target:
                encrypt_stream(cast("BinaryIO", hashing), target, key, self._entropy)
                target.flush()
                os.fsync(target.fileno())
            sha256 = Sha256Hex(hashing.hexdigest())
            blob = StoredBlob(
                sha256=sha256,
                size_bytes=hashing.size_bytes,
                mime=mime,
                file_name=blind_name(self._name_key, sha256),
                file_key=key,
                original=original,
                stored_at=self._clock.now().isoformat(),
            )
            with self._keeping:
                return self._keep(incoming, blob, then)
        finally:
            incoming.unlink(missing_ok=True)

    def open(self, blob: StoredBlob) -> StreamReader:
        """Return a seekable reader of the clear content; each chunk is verified before it is
        handed out.

        Raises:
            KnownError: `store.evidence-missing`, `store.evidence-damaged`; reading further on may
            raise
                `crypto.file-damaged`.
        """
        path = self._folder / blob.file_name
        try:
            encrypted = path.open("rb")
        except FileNotFoundError as error:
            raise KnownError("store.evidence-missing", sha256=blob.sha256) from error
        try:
            return _ClosingReader(encrypted, blob.file_key)
        except KnownError as error:
            encrypted.close()
            raise KnownError("store.evidence-damaged", sha256=blob.sha256) from error

    def read(self, blob: StoredBlob) -> bytes:
        """Return the whole content of a small file, compared with its digest."""
        with self.open(blob) as reader:
            data = _damage(blob, reader.read)
        if hashlib.sha256(data).hexdigest() != blob.sha256:
            raise KnownError("store.evidence-damaged", sha256=blob.sha256)
        return data

    def verify(self, blob: StoredBlob) -> None:
        """Read a file to its end and compare size and digest.

        Raises:
            KnownError: `store.evidence-missing`, `store.evidence-damaged`.
        """
        with self.open(blob) as reader:
            found = _damage(blob, lambda: sha256_stream(cast("BinaryIO", reader)))
        if found != (blob.sha256, blob.size_bytes):
            raise KnownError("store.evidence-damaged", sha256=blob.sha256)

    def sweep(self) -> int:
        """Clear up after a process that died; return how many files were touched.

        Unfinished files go. A whole file without a row cannot be read (its key is in the row), yet
        it is only put aside into `unclaimed/`: the row may come back with a restored database.
        """
        claimed = self._store.read(lambda tables: tables.blobs.file_names())
        touched = 0
        with file_errors(self._folder):
            for path in sorted(self._folder.iterdir()):
                if path.name.startswith(_INCOMING):
                    path.unlink()
                elif path.is_file() and path.name not in claimed:
                    aside = self._folder / _UNCLAIMED
                    aside.mkdir(mode=0o700, exist_ok=True)
                    path.replace(aside / path.name)
                else:
                    continue
                touched += 1
            self._take_back(claimed)
        return touched

    def _take_back(self, claimed: frozenset[str]) -> None:
        aside = self._folder / _UNCLAIMED
        if not aside.is_dir():
            return
        for path in aside.iterdir():
            if path.name in claimed and not (self._folder / path.name).exists():
                path.replace(self._folder / path.name)

    def _keep(self, incoming: Path, blob: StoredBlob, then: Callable[[Tables, StoredBlob], T]) -> T:
        known = self._store.read(lambda tables: tables.blobs.get(blob.sha256))
        if known is not None and (self._folder / known.file_name).is_file():
            return self._store.write(lambda tables: then(tables, known))
        if known is not None:
            # The row is there, the file is lost and has just come again: it gets the new key.
            blob = StoredBlob(
                known.sha256, known.size_bytes, known.mime, known.file_name, blob.file_key,
                known.original, known.stored_at,
            )  # fmt: skip
        with file_errors(incoming):
            incoming.replace(self._folder / blob.file_name)
            sync_folder(self._folder)

        def claim(tables: Tables) -> T:
            tables.blobs.put(blob)
            return then(tables, blob)

        return self._store.write(claim)


class _HashingReader:
    """Hashes what passes through."""

    def __init__(self, source: BinaryIO, observe: Callable[[int], None] | None) -> None:
        self._source = source
        self._observe = observe
        self._hash = hashlib.sha256()
        self.size_bytes = 0

    def read(self, size: int) -> bytes:
        piece = self._source.read(size)
        self._hash.update(piece)
        self.size_bytes += len(piece)
        if piece and self._observe is not None:
            self._observe(self.size_bytes)
        return piece

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


class _ClosingReader(StreamReader):
    """Closes the encrypted file with itself."""

    def __init__(self, encrypted: BinaryIO, key: bytes) -> None:
        super().__init__(encrypted, key)
        self._encrypted = encrypted

    def close(self) -> None:
        encrypted: BinaryIO | None = getattr(self, "_encrypted", None)
        if encrypted is not None:
            encrypted.close()
        super().close()


def _damage(blob: StoredBlob, read: Callable[[], T]) -> T:
    try:
        return read()
    except KnownError as error:
        if error.code == "crypto.file-damaged":
            raise KnownError("store.evidence-damaged", sha256=blob.sha256) from error
        raise
