"""Evidence of a visit: taken in, described, shown, withdrawn.

Asked by the window, findings, sealing and documents. The original is stored untouched, once,
before its entry exists. Must never take anything in while a visit is in classified mode, or after
the text froze.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from inspector_app.clock import Clock
from inspector_app.crypto.stream import StreamReader
from inspector_app.domain.evidence import EvidenceEntry, EvidenceKind, EvidenceSource
from inspector_app.domain.identifiers import InspectionId, ItemCode, PersonId, Sha256Hex
from inspector_app.domain.inspection import InspectionState
from inspector_app.errors import KnownError
from inspector_app.services.changes import Changes
from inspector_app.services.evidence.pictures import Thumbnail, make_thumbnail, sniff
from inspector_app.services.moves import require_state
from inspector_app.storage.blobs import StoredBlob
from inspector_app.storage.db import Store
from inspector_app.storage.events import Stamp
from inspector_app.storage.evidence_files import EvidenceFiles
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables

_JPEG = "image/jpeg"
_UNDRAWN = "image/heic"  # kept whole; no small copy can be made of it here
_HEAD_BYTES = 64

Observe = Callable[[int], None]
PhotoRuleOf = Callable[[InspectionId, ItemCode], str]


class Evidence:
    """Every piece of evidence on this laptop.

    Each piece is named by its inspection, kind and number; the kind is `PHOTO` unless given.
    """

    def __init__(
        self, store: Store, files: EvidenceFiles, clock: Clock, photo_rule: PhotoRuleOf
    ) -> None:
        self._store = store
        self._files = files
        self._clock = clock
        self._photo_rule = photo_rule

    def add_file(
        self,
        inspection_id: InspectionId,
        path: Path,
        item: str,
        source: EvidenceSource,
        person: PersonId,
        title: str = "",
        proves: str = "",
        *,
        observe: Observe | None = None,
    ) -> tuple[EvidenceEntry, Changes]:
        """Take a file in; pictures become photos, videos videos, everything else files.

        Args:
            item: Check item it belongs to, '' for the visit as a whole.
            observe: Called with the bytes read so far; may raise to cancel.
        Raises:
            KnownError: `inspection.classified-no-evidence`, `evidence.*`, `procedure.wrong-state`,
                `store.disk-full`; nothing is kept then.
        """
        try:
            with path.open("rb") as opened:
                return self._add(
                    inspection_id, opened, path.name, ItemCode(item), source, person, title,
                    proves, observe,
                )  # fmt: skip
        except OSError as error:
            raise KnownError("evidence.unreadable", name=path.name) from error

    def add_bytes(
        self,
        inspection_id: InspectionId,
        data: bytes,
        item: str,
        source: EvidenceSource,
        person: PersonId,
        title: str = "",
        proves: str = "",
        *,
        name: str = "",
    ) -> tuple[EvidenceEntry, Changes]:
        """Take in what was pasted or photographed; otherwise as `add_file`."""
        return self._add(
            inspection_id, io.BytesIO(data), name, ItemCode(item), source, person, title, proves,
            None,
        )  # fmt: skip

    def list(self, inspection_id: InspectionId) -> tuple[EvidenceEntry, ...]:
        """Return what counts, photos first, by number."""
        return self._store.read(lambda tables: tables.evidence.list(inspection_id))

    def withdrawn(self, inspection_id: InspectionId) -> tuple[tuple[EvidenceEntry, str], ...]:
        """Return what was withdrawn, each with its reason."""
        return self._store.read(lambda tables: tables.evidence.withdrawn(inspection_id))

    def duplicates(
        self, inspection_id: InspectionId, n: int, kind: EvidenceKind = EvidenceKind.PHOTO
    ) -> tuple[tuple[InspectionId, int], ...]:
        """Return (inspection, number) of other entries with the same content: told, never
        refused.
        """

        def gather(tables: Tables) -> tuple[tuple[InspectionId, int], ...]:
            entry = _entry(tables, inspection_id, kind, n)
            uses = tables.evidence.uses(entry.sha256)
            return tuple(use for use in uses if use != (inspection_id, n))

        return self._store.read(gather)

    def thumbnail(self, sha256: str) -> bytes | None:
        """Return the small copy of a photo (JPEG), None if it has none.

        Args:
            sha256: Digest of the original, or of the small copy itself.
        Raises:
            KnownError: `store.evidence-missing`, `store.evidence-damaged`.
        """

        def find(tables: Tables) -> StoredBlob | None:
            blob = tables.blobs.get(sha256)
            if blob is None or not blob.original:
                return blob
            small = tables.evidence.thumbnail_of(sha256)
            return tables.blobs.get(small) if small else None

        blob = self._store.read(find)
        return None if blob is None else self._files.read(blob)

    def original(self, sha256: str) -> StreamReader:
        """Return a seekable reader of the untouched original; the caller closes it.

        Raises:
            KnownError: `evidence.unknown`, `store.evidence-missing`, `store.evidence-damaged`.
        """
        return self._files.open(self._blob(sha256))

    def verify(self, inspection_id: InspectionId) -> int:
        """Read every original and small copy of a visit to its end; return how many files.

        Raises:
            KnownError: `store.evidence-missing`, `store.evidence-damaged` at the first bad one.
        """
        wanted: dict[str, None] = {}
        for entry in self.list(inspection_id):
            wanted[entry.sha256] = None
            if entry.thumb_sha256:
                wanted[entry.thumb_sha256] = None
        for sha256 in wanted:
            self._files.verify(self._blob(sha256))
        return len(wanted)

    def describe(
        self,
        inspection_id: InspectionId,
        n: int,
        title: str | None = None,
        proves: str | None = None,
        *,
        kind: EvidenceKind = EvidenceKind.PHOTO,
        item: str | None = None,
        person: PersonId = PersonId(""),  # noqa: B008  an immutable string
    ) -> tuple[EvidenceEntry, Changes]:
        """Change the words about a piece of evidence, or the item it belongs to; None keeps."""

        def change(tables: Tables) -> EvidenceEntry:
            self._require(tables, inspection_id)
            old = _entry(tables, inspection_id, kind, n)
            new = replace(
                old,
                title=old.title if title is None else title.strip(),
                proves=old.proves if proves is None else proves.strip(),
                item=old.item if item is None else ItemCode(item),
            )
            stamp = Stamp.read(self._clock)
            tables.evidence.put(inspection_id, new)
            tables.events.append(
                inspection_id, "evidence-words", stamp, ref=f"{kind.value}/{n}",
                old=f"{old.item}|{old.title}|{old.proves}",
                new=f"{new.item}|{new.title}|{new.proves}", person=person,
            )  # fmt: skip
            tables.inspections.touch(inspection_id, stamp.wall)
            return new

        return self._store.write(change), Changes.of_inspection(inspection_id)

    def withdraw(
        self,
        inspection_id: InspectionId,
        n: int,
        reason: str,
        *,
        kind: EvidenceKind = EvidenceKind.PHOTO,
        person: PersonId = PersonId(""),  # noqa: B008  an immutable string
    ) -> Changes:
        """Take a piece of evidence out of the record, with a reason; the file stays.

        Raises:
            KnownError: `inspection.reason-missing`, `evidence.unknown`, `procedure.wrong-state`.
        """
        if not reason.strip():
            raise KnownError("inspection.reason-missing")

        def change(tables: Tables) -> None:
            require_state(tables, inspection_id, InspectionState.CHECKING)
            entry = _entry(tables, inspection_id, kind, n)
            stamp = Stamp.read(self._clock)
            tables.evidence.withdraw(inspection_id, kind, n, reason.strip())
            tables.events.append(
                inspection_id, "evidence-withdrawn", stamp, ref=f"{kind.value}/{n}",
                old=entry.sha256, new=reason.strip(), person=person,
            )  # fmt: skip
            tables.inspections.touch(inspection_id, stamp.wall)

        self._store.write(change)
        return Changes.of_inspection(inspection_id)

    def _add(
        self,
        inspection_id: InspectionId,
        source: BinaryIO,
        name: str,
        item: ItemCode,
        how: EvidenceSource,
        person: PersonId,
        title: str,
        proves: str,
        observe: Observe | None,
    ) -> tuple[EvidenceEntry, Changes]:
        # Refused before a single byte is copied, and once more in the transaction.
        self._store.read(lambda tables: self._require(tables, inspection_id))
        head = source.read(_HEAD_BYTES)
        if not head:
            raise KnownError("evidence.empty", name=name)
        mime = sniff(head)
        kind = _kind(mime, how)
        if kind is EvidenceKind.PHOTO and item and self._photo_rule(inspection_id, item) == "X":
            raise KnownError("evidence.forbidden-item", item=item)
        small = None
        if mime.startswith("image/") and mime != _UNDRAWN:
            source.seek(0)
            small = make_thumbnail(source, name)
            mime = small.mime
        thumb_sha256 = self._keep_small(small)
        source.seek(0)

        def claim(tables: Tables, blob: StoredBlob) -> EvidenceEntry:
            self._require(tables, inspection_id)
            stamp = Stamp.read(self._clock)
            entry = EvidenceEntry(
                n=tables.evidence.next_n(inspection_id, kind),
                kind=kind,
                item=item,
                title=title.strip(),
                proves=proves.strip(),
                sha256=blob.sha256,
                size_bytes=blob.size_bytes,
                mime=mime,
                width=small.width if small else 0,
                height=small.height if small else 0,
                source=how,
                exif_time=small.exif_time if small else "",
                device_time=stamp.wall,
                taken_by=person,
                thumb_sha256=thumb_sha256,
            )
            tables.evidence.put(inspection_id, entry)
            tables.events.append(
                inspection_id, "evidence", stamp, ref=f"{kind.value}/{entry.n}",
                new=blob.sha256, person=person,
            )  # fmt: skip
            tables.inspections.touch(inspection_id, stamp.wall, last_item=item or None)
            return entry

        entry = self._files.add(source, mime, claim, observe=observe)
        return entry, Changes.of_inspection(inspection_id)

    def _keep_small(self, small: Thumbnail | None) -> Sha256Hex:
        if small is None:
            return Sha256Hex("")
        blob = self._files.add(
            io.BytesIO(small.jpeg), _JPEG, lambda _, stored: stored, original=False
        )
        return blob.sha256

    def _require(self, tables: Tables, inspection_id: InspectionId) -> StoredInspection:
        visit = require_state(tables, inspection_id, InspectionState.CHECKING)
        if visit.classified:
            raise KnownError("inspection.classified-no-evidence")
        return visit

    def _blob(self, sha256: str) -> StoredBlob:
        blob = self._store.read(lambda tables: tables.blobs.get(sha256))
        if blob is None:
            raise KnownError("evidence.unknown", n=sha256[:8])
        return blob


def _entry(
    tables: Tables, inspection_id: InspectionId, kind: EvidenceKind, n: int
) -> EvidenceEntry:
    entry = tables.evidence.get(inspection_id, kind, n)
    if entry is None:
        raise KnownError("evidence.unknown", n=n)
    return entry


def _kind(mime: str, how: EvidenceSource) -> EvidenceKind:
    if how is EvidenceSource.SCAN:
        return EvidenceKind.DOCUMENT_SCAN
    if mime.startswith("image/"):
        return EvidenceKind.PHOTO
    return EvidenceKind.VIDEO if mime.startswith("video/") else EvidenceKind.FILE
