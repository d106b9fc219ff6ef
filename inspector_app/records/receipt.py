"""Receipts: the bureau's signed answer that a record and its evidence are stored and logged.

Called by the bureau after its commit (make) and by the laptop and every verifier (check). Making is
a pure function of committed facts, so a crash between commit and answer yields the same bytes. A
receipt without its log proof is none. Must never be made before the commit.

Payload: CBOR {1: 1, 2: record id, 3: root, 4: [evidence SHA-256, ascending], 5: received at, 6: log
index, 7: epoch}. The proof's `extra` line carries the bureau's certificate and its intermediates as
PEM.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from inspector_app.crypto.certificates import Certificate, CertificateRole, read_pem, write_pem
from inspector_app.crypto.dsse import read_envelope, sign_envelope, verify_envelope
from inspector_app.crypto.keys import Signer
from inspector_app.crypto.trust import RevocationList, TrustAnchors
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.errors import KnownError
from inspector_app.records.cbor import decode, encode, require
from inspector_app.records.merkle import HASH_BYTES, NodeSource, inclusion_path, leaf_hash, root_at
from inspector_app.records.package import PROOF_FILE, RECEIPT_FILE, ReceiptFiles
from inspector_app.records.seal import LATEST_S, moment_of
from inspector_app.records.tlog import (
    Checkpoint,
    NoteKey,
    SignedCheckpoint,
    TlogProof,
    open_checkpoint,
    proof_holds,
    read_proof,
    sign_checkpoint,
)

RECEIPT_TYPE = "application/vnd.insp.receipt+cbor;v=1"
_MAX_CERTIFICATES = 4


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the bureau states.

    Attributes:
        record_id: 16 bytes; root: 32 bytes.
        evidence: SHA-256 of every original stored, 32 bytes each, ascending.
        received_at: Unix seconds.
        log_index: Position of the seal entry in the log.
        epoch: Raised when the bureau was restored from a backup.
    """

    record_id: bytes
    root: bytes
    evidence: tuple[bytes, ...]
    received_at: int
    log_index: int
    epoch: int

    def encode(self) -> bytes:
        """Return the receipt's bytes."""
        return encode(
            {
                1: 1,
                2: self.record_id,
                3: self.root,
                4: list(self.evidence),
                5: self.received_at,
                6: self.log_index,
                7: self.epoch,
            }
        )

    @classmethod
    def decode(cls, data: bytes) -> Receipt:
        """Parse strictly. Raises `format.version`, `format.not-canonical`."""
        place = RECEIPT_FILE
        fields = decode(data, place)
        require(isinstance(fields, dict) and type(fields.get(1)) is int, place)
        if fields[1] != 1:
            raise KnownError("format.version", place=place, found=fields[1])
        require(set(fields) == set(range(1, 8)), place)
        _, record_id, root, evidence, received_at, log_index, epoch = (
            fields[key] for key in range(1, 8)
        )
        require(isinstance(record_id, bytes) and len(record_id) == 16, place)
        require(isinstance(root, bytes) and len(root) == HASH_BYTES, place)
        require(isinstance(evidence, list), place)
        for digest in evidence:
            require(isinstance(digest, bytes) and len(digest) == HASH_BYTES, place)
        require(evidence == sorted(set(evidence)), place)
        for number in (received_at, log_index, epoch):
            require(type(number) is int and 0 <= number < LATEST_S, place)
        return cls(record_id, root, tuple(evidence), received_at, log_index, epoch)


@dataclass(frozen=True, slots=True)
class ReceiptFindings:
    """What checking a receipt found.

    Attributes:
        reasons: Why it does not hold; empty when it does.
        received_at: Proven upper bound of the record's time; None unless the receipt holds.
        checkpoint: The log's head it was proven against; None unless the receipt holds.
        undecided: No trust anchor was given: nothing is wrong, nothing is proven.
    """

    reasons: tuple[Reason, ...]
    received_at: datetime | None = None
    checkpoint: SignedCheckpoint | None = None
    undecided: bool = False


def make_receipt(
    receipt: Receipt,
    *,
    origin: str,
    node: NodeSource,
    signer: Signer,
    intermediates: Iterable[Certificate],
) -> ReceiptFiles:
    """Return receipt and log proof for the checkpoint of size `log_index + 1`.

    Args:
        origin: Name of the log.
        node: Source of the log's nodes, the record's own entry included.
        signer: The bureau's signer; its key signs receipt and checkpoint.
    """
    size = receipt.log_index + 1
    note = sign_checkpoint(Checkpoint(origin, size, root_at(size, node)), signer)
    proof = TlogProof(
        receipt.log_index,
        inclusion_path(receipt.log_index, size, node),
        note,
        write_pem([signer.certificate, *intermediates]),
    )
    envelope = sign_envelope(RECEIPT_TYPE, receipt.encode(), signer)
    return ReceiptFiles(envelope.to_json(), proof.text.encode("utf-8"))


def check_receipt(
    files: ReceiptFiles,
    *,
    record_id: bytes,
    root: bytes,
    entry: bytes,
    evidence: Iterable[bytes],
    anchors: TrustAnchors | None,
    witnesses: Iterable[NoteKey] = (),
    revocations: RevocationList | None = None,
) -> ReceiptFindings:
    """Check that a receipt is the bureau's and covers this record with all of this evidence.

    Args:
        entry: The record's seal entry.
        evidence: SHA-256 of every original the record lists, 32 bytes each.
        anchors: The bureau's roots; without them nothing can be proven.
    """
    try:
        proof = read_proof(files.proof)
        certificates = _bureau_certificates(proof)
        receipt = _signed_by(files.receipt, certificates)
    except KnownError as problem:
        return ReceiptFindings((_as_reason(problem),))
    covered = receipt.record_id == record_id and receipt.root == root
    if not covered or not set(evidence) <= set(receipt.evidence):
        return ReceiptFindings((Reason.of("receipt.not-covered"),))
    signers = [held for held in certificates if held.role is CertificateRole.BUREAU]
    try:
        checkpoint = open_checkpoint(
            proof.note, [signer.public_key_raw for signer in signers], witnesses
        )
    except KnownError as problem:
        return ReceiptFindings((_as_reason(problem),))
    if proof.index != receipt.log_index or not proof_holds(
        proof, checkpoint.checkpoint, leaf_hash(entry)
    ):
        return ReceiptFindings((Reason.of("receipt.proof"),))
    if anchors is None:
        return ReceiptFindings((Reason.of("cert.no-anchor"),), undecided=True)
    received_at = moment_of(receipt.received_at)
    for signer in signers:
        chain = anchors.chain(signer, certificates)
        since = revocations.since(signer) if revocations else None
        if chain is None or not chain.valid_at(received_at):
            return ReceiptFindings((Reason.of("receipt.signature"),))
        if since is not None and since <= received_at:
            return ReceiptFindings((Reason.of("cert.revoked", name=signer.name),))
        if set(certificates) != set(chain.certificates[:-1]):
            return ReceiptFindings((Reason.of("receipt.signature"),))
    return ReceiptFindings((), received_at, checkpoint)


def read_receipt(data: bytes) -> Receipt:
    """Parse a receipt without judging its signature: for filing, never for trusting.

    Raises:
        KnownError: `format.*`, `sign.type`.
    """
    return Receipt.decode(read_envelope(data, RECEIPT_TYPE, RECEIPT_FILE).payload)


def _bureau_certificates(proof: TlogProof) -> tuple[Certificate, ...]:
    certificates = read_pem(proof.extra)
    if len(certificates) > _MAX_CERTIFICATES or write_pem(certificates) != proof.extra:
        raise KnownError("format.not-canonical", place=PROOF_FILE)
    return certificates


def _signed_by(data: bytes, certificates: tuple[Certificate, ...]) -> Receipt:
    envelope = read_envelope(data, RECEIPT_TYPE, RECEIPT_FILE)
    signers = [held for held in certificates if held.role is CertificateRole.BUREAU]
    checked = verify_envelope(envelope, signers)
    if len(signers) != 1 or len(checked) != 1 or not checked[0].valid:
        raise KnownError("receipt.signature")
    return Receipt.decode(envelope.payload)


def _as_reason(problem: KnownError) -> Reason:
    if problem.code.startswith("crypto."):
        return Reason.of("receipt.signature")
    return Reason.of(problem.code, **problem.slots)
