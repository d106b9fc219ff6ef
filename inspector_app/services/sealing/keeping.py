"""The sealing transaction: device's closing, package, document, chain event, outbox row, state.

Called by the `Sealing` service when every officer has signed. Everything is kept or nothing. Must
never be called twice for one record: the state moves to SEALED in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

from inspector_app.crypto.digest import sha256_hex
from inspector_app.crypto.dsse import Signature
from inspector_app.crypto.keys import Signer
from inspector_app.domain.identifiers import PersonId, Sha256Hex
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.errors import KnownError
from inspector_app.records.content import RecordContent
from inspector_app.records.package import CorePackage, Package, build_core, open_core, write_package
from inspector_app.records.seal import PreparedSeal, close_seal
from inspector_app.services.moves import move
from inspector_app.services.press import Press
from inspector_app.services.sealing.facts import OfficerSignature, Trust
from inspector_app.services.stored_files import StoredFiles
from inspector_app.services.writing.snapshot import VisitSnapshot
from inspector_app.storage.blobs import StoredBlob
from inspector_app.storage.db import Store
from inspector_app.storage.events import Stamp
from inspector_app.storage.evidence_files import EvidenceFiles
from inspector_app.storage.records import StoredRecord
from inspector_app.storage.tables import Tables
from inspector_app.wire.records import body_digest, encode_body, read_body

THUMBNAIL, DOCUMENT = "thumbnail", "document"
"""What a derivative is for; the document's original is the record itself, ''."""
CLASSIFIED = "sync.classified"
"""Why a record waits for a courier: a classified visit never goes over a network."""


class HeadMovedError(Exception):
    """The device's chain went on between reading its head and the transaction; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A record that is ready to be kept.

    Attributes:
        head: Number and hash of the chain's last event, which the closing names.
        thumbnails: Original's digest -> thumbnail's digest.
        body: What the outbox sends, for ever the same bytes.
    """

    package: Package
    head: tuple[int, bytes]
    thumbnails: Mapping[str, str]
    document: bytes
    body: bytes


class Keeper:
    """Closes records and keeps them."""

    def __init__(
        self, store: Store, press: Press, files: StoredFiles, evidence_files: EvidenceFiles
    ) -> None:
        self._store = store
        self._press = press
        self._files = files
        self._evidence_files = evidence_files

    def close(
        self,
        prepared: PreparedSeal,
        made: tuple[OfficerSignature, ...],
        trust: Trust,
        device: Signer,
    ) -> Sealed:
        """Let the device sign, draw the document, freeze the body.

        Raises:
            KnownError: `cert.chain`, `store.evidence-missing`.
        """
        head = self._store.read(lambda tables: tables.events.head())
        signatures: list[Signature] = [one.signature for one in made]
        closing = close_seal(prepared, signatures, device, head[0] + 1, head[1])
        certificates = [*(one.certificate for one in made), device.certificate]
        core = build_core(prepared, signatures, closing, trust.needed(certificates))
        package = open_core(core)
        content = package.content()
        pictures = self.thumbnails(content)
        document = self._press.sealed(core, pictures)
        named = {
            str(entry.get("sha256", "")): str(entry.get("thumb_sha256", ""))
            for entry in content.evidence
        }
        self._refuse_lost(named)
        body = encode_body(
            core.files(),
            evidence=self._sizes(list(named)),
            thumbnails=self._sizes(list(pictures)),
            document=(sha256_hex(document), len(document)),
        )
        derived = {original: small for original, small in named.items() if small in pictures}
        return Sealed(package, head, derived, document, body)

    def keep(self, snapshot: VisitSnapshot, sealed: Sealed, stamp: Stamp) -> None:
        """Write everything in one transaction.

        Raises:
            HeadMovedError: Close again.
            KnownError: `procedure.wrong-state`, `store.*`; nothing was kept.
        """

        def transaction(tables: Tables, document: StoredBlob) -> None:
            _keep(tables, snapshot, sealed, document, stamp)

        self._evidence_files.add(
            BytesIO(sealed.document), "application/pdf", transaction, original=False
        )

    def thumbnails(self, content: RecordContent) -> dict[str, bytes]:
        """Return the thumbnails a record names, by digest, as far as they are here."""
        named = {str(entry.get("thumb_sha256", "")) for entry in content.evidence}
        found = {digest: self._files.read(digest) for digest in sorted(named - {""})}
        return {digest: data for digest, data in found.items() if data is not None}

    def _refuse_lost(self, originals: Iterable[str]) -> None:
        """Refuse while an original cannot be read whole: it could never be delivered."""
        for digest in originals:
            if self._files.read(digest) is None:
                raise KnownError("store.evidence-missing", sha256=digest)

    def _sizes(self, digests: list[str]) -> dict[str, int]:
        sizes = self._files.sizes(digests)
        for digest in digests:
            if digest not in sizes:
                raise KnownError("store.evidence-missing", sha256=digest)
        return sizes


def core_bytes(core: CorePackage) -> bytes:
    """Return the core package as the store keeps it: a package file without evidence."""
    return write_package(core)


def _keep(
    tables: Tables, snapshot: VisitSnapshot, sealed: Sealed, document: StoredBlob, stamp: Stamp
) -> None:
    if tables.events.head() != sealed.head:
        raise HeadMovedError
    seal = sealed.package.seal
    move(tables, snapshot.id, InspectionState.SEALED)
    event = tables.events.append(snapshot.id, "sealed", stamp, ref=snapshot.id, new=seal.root.hex())
    tables.procedure.add(
        snapshot.id,
        ProcedureEvent(
            tables.procedure.next_seq(snapshot.id),
            ProcedureKind.SEALED,
            PersonId(""),
            stamp.wall,
            stamp.monotonic_ns,
        ),
    )
    supersedes = sealed.package.content().supersedes.get("record_id", "")
    tables.records.add(
        StoredRecord(
            record_id=snapshot.id,
            root=seal.root,
            sealed_at=seal.sealed_at,
            number=snapshot.assignment.record_number,
            unit_id=snapshot.unit.id,
            supersedes=str(supersedes),
            chain_seq=event.seq,
            core=core_bytes(sealed.package.core),
        )
    )
    for original, thumbnail in sealed.thumbnails.items():
        tables.records.put_derivative(
            snapshot.id, Sha256Hex(original), THUMBNAIL, Sha256Hex(thumbnail)
        )
    tables.records.put_derivative(snapshot.id, Sha256Hex(""), DOCUMENT, document.sha256)
    blobs = tuple((Sha256Hex(ref.sha256), ref.size) for ref in read_body(sealed.body).blobs)
    digest = Sha256Hex(body_digest(sealed.body))
    hold = CLASSIFIED if snapshot.classified else ""
    tables.outbox.add(snapshot.id, sealed.body, digest, blobs, stamp.wall, hold=hold)
    tables.inspections.touch(snapshot.id, stamp.wall)
