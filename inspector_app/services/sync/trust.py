"""What this laptop trusts of its bureau, and the log it holds the bureau to.

Called by sessions, pull and delivery. A checkpoint once seen binds the bureau for ever: smaller,
forked or unproven ones raise the alarm and change nothing here. Must never replace a checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from inspector_app.crypto.certificates import Certificate, CertificateRole, read_pem
from inspector_app.crypto.keys import SigningKey, SoftwareSigner
from inspector_app.crypto.trust import TrustAnchors
from inspector_app.domain.identifiers import InspectionId
from inspector_app.errors import KnownError
from inspector_app.records.merkle import consistency_holds
from inspector_app.records.package import CorePackage, ReceiptFiles, open_core
from inspector_app.records.receipt import check_receipt
from inspector_app.records.tlog import Checkpoint, open_checkpoint
from inspector_app.storage.db import Store
from inspector_app.storage.device import DeviceIdentity
from inspector_app.storage.receipts import StoredCheckpoint
from inspector_app.wire.records import ReceiptAnswer, body_digest, read_body

FetchProof = Callable[[int, int], Sequence[bytes]]
"""Asks the bureau for the consistency proof between two sizes."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The device and its bureau.

    Attributes:
        device: Signs requests.
        bureau: Certificate that signs feed, receipts and checkpoints.
        log: Name of the bureau's log.
    """

    device: SoftwareSigner
    anchors: TrustAnchors
    bureau: Certificate
    log: str

    @classmethod
    def of(cls, identity: DeviceIdentity) -> Trust:
        """Read a device's identity.

        Raises:
            KnownError: `sync.other-bureau` when the bureau's signer does not chain to its root.
        """
        anchors = TrustAnchors.from_pem(identity.anchors_pem)
        bureau = read_pem(identity.receipt_certificate_pem)[0]
        intermediates = read_pem(identity.intermediates_pem)
        chained = anchors.chain(bureau, intermediates)
        if bureau.role is not CertificateRole.BUREAU or chained is None:
            raise KnownError("sync.other-bureau")
        device = SoftwareSigner(
            SigningKey(identity.signing_key), read_pem(identity.certificate_pem)[0]
        )
        return cls(device, anchors, bureau, identity.log_key)

    def open_note(self, note: str) -> Checkpoint:
        """Check a signed checkpoint.

        Raises:
            KnownError: `sync.log-forked` when it is not this bureau's log.
        """
        try:
            checkpoint = open_checkpoint(note, [self.bureau.public_key_raw]).checkpoint
        except KnownError as error:
            raise KnownError("sync.log-forked", reason=error.sentence("en")) from error
        if checkpoint.origin != self.log:
            raise KnownError("sync.log-forked", reason=checkpoint.origin)
        return checkpoint


class Checkpoints:
    """Every checkpoint this laptop has seen."""

    def __init__(self, store: Store, trust: Trust) -> None:
        self._store = store
        self._trust = trust

    def newest(self) -> StoredCheckpoint | None:
        """Return the largest checkpoint held."""
        known = self._store.read(lambda tables: tables.receipts.checkpoints())
        return max(known, key=lambda held: held.size, default=None)

    def check(self, note: str, fetch: FetchProof, *, epoch: int, seen_at: str) -> StoredCheckpoint:
        """Hold a checkpoint against the largest one held; returns it for keeping.

        Args:
            fetch: Asked only when the sizes differ and neither is 0.
        Raises:
            KnownError: `sync.log-forked`.
        """
        checkpoint = self._trust.open_note(note)
        held = self.newest()
        found = StoredCheckpoint(
            str(epoch), checkpoint.size, checkpoint.root, note.encode("utf-8"), seen_at
        )
        if held is None:
            return found
        small, large = sorted((held, found), key=lambda entry: entry.size)
        proof: Sequence[bytes] = ()
        if small.size not in (0, large.size):
            proof = fetch(small.size, large.size)
        if not consistency_holds(small.size, large.size, small.root, large.root, proof):
            raise KnownError("sync.log-forked", reason=f"{small.size} / {large.size}")
        return found

    def keep(self, checkpoint: StoredCheckpoint) -> None:
        """Keep a checked checkpoint."""
        self._store.write(lambda tables: tables.receipts.put_checkpoint(checkpoint))


def check_answer(
    trust: Trust, record_id: InspectionId, body: bytes, answer: ReceiptAnswer
) -> tuple[ReceiptFiles, datetime | None, str]:
    """Check that a receipt is the bureau's and covers this body and every blob of it.

    Returns:
        The receipt's files, when the bureau received the record, and the checkpoint's note.
    Raises:
        KnownError: `sync.receipt-wrong`.
    """
    files = ReceiptFiles(answer.receipt.encode("utf-8"), answer.proof.encode("utf-8"))
    content = read_body(body)
    package = open_core(CorePackage.from_files(content.files))
    if answer.record_id != record_id or answer.digest != body_digest(body):
        raise KnownError("sync.receipt-wrong", reason="another record")
    findings = check_receipt(
        files,
        record_id=package.seal.record_id,
        root=package.seal.root,
        entry=package.entry,
        evidence=_digests(ref.sha256 for ref in content.blobs),
        anchors=trust.anchors,
    )
    if findings.reasons or findings.checkpoint is None:
        told = "; ".join(reason.sentence("zh") for reason in findings.reasons)
        raise KnownError("sync.receipt-wrong", reason=told)
    return files, findings.received_at, findings.checkpoint.note


def _digests(hex_digests: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(digest) for digest in hex_digests)
