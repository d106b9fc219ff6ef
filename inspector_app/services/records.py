"""Sealed records on this laptop, and the preview of those that are not sealed yet.

Asked by the record list, print, export, verify and the demo. Must never change a record: what comes
out is what was sealed, plus the bureau's receipt once there is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from inspector_app.domain.identifiers import InspectionId, UnitId
from inspector_app.domain.inspection import InspectionState
from inspector_app.errors import KnownError
from inspector_app.records.content import RecordContent
from inspector_app.records.package import Package, ReceiptFiles, open_package, write_package
from inspector_app.services.press import Press
from inspector_app.services.sealing.keeping import DOCUMENT
from inspector_app.services.signing import Words, frozen_content
from inspector_app.services.stored_files import StoredFiles
from inspector_app.services.writing.record import write_record
from inspector_app.storage.db import Store
from inspector_app.storage.files import write_file
from inspector_app.storage.outbox import OutboxState
from inspector_app.storage.records import StoredRecord
from inspector_app.storage.signing import FrozenText
from inspector_app.storage.tables import Tables


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One sealed record in the list.

    Attributes:
        root: 64 hex digits.
        sealed_at: Unix seconds.
        supersedes: Record id it supplements, '' for a first record.
        state: Where it stands on its way to the bureau, None if it was never queued.
        received: Whether a verified receipt is here.
    """

    record_id: InspectionId
    number: str
    unit_id: UnitId
    unit_name: str
    root: str
    sealed_at: int
    supersedes: str
    state: OutboxState | None
    received: bool


@dataclass(frozen=True, slots=True)
class RecordView:
    """One sealed record in full.

    Attributes:
        leaves: How many fields were sealed, decoys included.
    """

    row: RecordRow
    content: RecordContent
    leaves: int
    receipt: ReceiptFiles | None


class Records:
    """Sealed records by id."""

    def __init__(self, store: Store, writing: Words, press: Press, files: StoredFiles) -> None:
        self._store = store
        self._writing = writing
        self._press = press
        self._files = files

    def list(self, unit_id: UnitId | None = None) -> tuple[RecordRow, ...]:
        """Return sealed records, newest first, of one unit or all."""

        def gather(tables: Tables) -> tuple[RecordRow, ...]:
            return tuple(_row(tables, record) for record in tables.records.list(unit_id))

        return self._store.read(gather)

    def get(self, record_id: InspectionId) -> RecordView:
        """Return one record. Raises `record.unknown`."""
        record, row, receipt = self._read(record_id)
        package = open_package(record.core)
        return RecordView(row, package.content(), package.seal.leaf_count, receipt)

    def package(self, record_id: InspectionId) -> Package:
        """Return the sealed core, opened. Raises `record.unknown`."""
        return open_package(self._read(record_id)[0].core)

    def insp(self, record_id: InspectionId, *, with_evidence: bool = True) -> bytes:
        """Return the package file, with the receipt if there is one.

        Args:
            with_evidence: Put the untouched originals in; those no longer here are left out.
        Raises:
            KnownError: `record.unknown`.
        """
        record, _, receipt = self._read(record_id)
        package = open_package(record.core)
        entries = package.content().evidence
        originals = [str(entry.get("sha256", "")) for entry in entries] if with_evidence else []
        return write_package(
            package.core,
            evidence=dict(self._at_hand(originals)),
            derivatives=dict(self._at_hand(_thumbnails(package))),
            receipt=receipt,
        )

    def pdf(self, record_id: InspectionId) -> bytes:
        """Return the document of a sealed record, the same bytes every time.

        Raises:
            KnownError: `record.unknown`.
        """
        record = self._read(record_id)[0]
        listed = self._store.read(lambda tables: tables.records.derivatives(record_id))
        document = next((sha256 for _, purpose, sha256 in listed if purpose == DOCUMENT), "")
        kept = self._files.read(document)
        if kept is not None:
            return kept
        # Lost from disk: the document is a function of the package, so it is drawn again.
        package = open_package(record.core)
        return self._press.sealed(package.core, self._at_hand(_thumbnails(package)))

    def preview(self, inspection_id: InspectionId) -> bytes:
        """Return the record as a PDF at any time: draft, frozen text with ink, or sealed document.

        Raises:
            KnownError: `inspection.unknown`, `documents.glyph-missing`.
        """

        def look(tables: Tables) -> tuple[InspectionState, FrozenText | None]:
            state = tables.inspections.get(inspection_id).state
            return state, tables.signing.frozen(inspection_id)

        state, frozen = self._store.read(look)
        if state is InspectionState.SEALED:
            return self.pdf(inspection_id)
        return self._press.draft(self.content(inspection_id, frozen), self._files.read)

    def reading(self, inspection_id: InspectionId) -> tuple[str, ...]:
        """Return the signed text page by page, for reading in large type; tabs part its cells.

        Raises:
            KnownError: `inspection.unknown`, `documents.glyph-missing`.
        """
        frozen = self._store.read(lambda tables: tables.signing.frozen(inspection_id))
        content = self.content(inspection_id, frozen)
        return self._press.compose(content, self._files.read).page_texts

    def content(
        self, inspection_id: InspectionId, frozen: FrozenText | None = None
    ) -> RecordContent:
        """Return what the preview shows of a record that is not sealed yet."""
        if frozen is None:
            return write_record(self._writing.snapshot(inspection_id))
        visit = self._writing.visit(inspection_id)
        content = frozen_content(frozen, party=visit.party)
        return replace(content, ink=visit.ink)

    def export(self, record_id: InspectionId, folder: Path) -> tuple[Path, ...]:
        """Write package (with originals) and document into a folder and return their paths.

        Args:
            folder: Exists; files of the same name are replaced.
        Raises:
            KnownError: `record.unknown`, `store.disk-full`, `store.io`.
        """
        insp, pdf = folder / f"{record_id}.insp", folder / f"{record_id}.pdf"
        write_file(insp, self.insp(record_id))
        write_file(pdf, self.pdf(record_id))
        return insp, pdf

    def save(self, record_id: InspectionId, target: Path, *, document: bool) -> Path:
        """Write the document, else the package with originals, to a file a person chose.

        Raises:
            KnownError: `record.unknown`, `store.disk-full`, `store.io`.
        """
        write_file(target, self.pdf(record_id) if document else self.insp(record_id))
        return target

    def _read(self, record_id: InspectionId) -> tuple[StoredRecord, RecordRow, ReceiptFiles | None]:
        def look(tables: Tables) -> tuple[StoredRecord, RecordRow, ReceiptFiles | None]:
            record = tables.records.get(record_id)
            if record is None:
                raise KnownError("record.unknown", id=record_id)
            receipt = tables.receipts.get(record_id)
            files = ReceiptFiles(receipt.envelope, receipt.proof) if receipt else None
            return record, _row(tables, record), files

        return self._store.read(look)

    def _at_hand(self, digests: Iterable[str]) -> dict[str, bytes]:
        found = {digest: self._files.read(digest) for digest in dict.fromkeys(digests) if digest}
        return {digest: data for digest, data in found.items() if data is not None}


def _thumbnails(package: Package) -> list[str]:
    return [str(entry.get("thumb_sha256", "")) for entry in package.content().evidence]


def _row(tables: Tables, record: StoredRecord) -> RecordRow:
    unit = tables.units.get(record.unit_id)
    queued = tables.outbox.get(record.record_id)
    return RecordRow(
        record_id=record.record_id,
        number=record.number,
        unit_id=record.unit_id,
        unit_name=unit.name if unit else "",
        root=record.root.hex(),
        sealed_at=record.sealed_at,
        supersedes=record.supersedes,
        state=queued.state if queued else None,
        received=tables.receipts.get(record.record_id) is not None,
    )
