"""The bureau's receipts and every log checkpoint this laptop has seen; both are kept for ever."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.identifiers import InspectionId
from inspector_app.storage.sqlcipher import Sql


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """One verified receipt.

    Attributes:
        envelope: The signed receipt as received.
        proof: The tlog-proof text as received.
        received_at: ISO 8601 with offset, laptop's clock.
    """

    record_id: InspectionId
    envelope: bytes
    proof: bytes
    received_at: str


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """One checkpoint.

    Attributes:
        epoch: The bureau's epoch it was seen in.
        size: Tree size.
        root: Root hash, 32 bytes.
        note: The signed note as received.
    """

    epoch: str
    size: int
    root: bytes
    note: bytes
    seen_at: str


class ReceiptTable:
    """Receipts by record, checkpoints by epoch and size."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, receipt: StoredReceipt) -> bool:
        """Keep a receipt; False when the record has one already, which stays."""
        return (
            self._sql.run(
                "INSERT OR IGNORE INTO receipts (record_id, envelope, proof, received_at)"
                " VALUES (?, ?, ?, ?)",
                (receipt.record_id, receipt.envelope, receipt.proof, receipt.received_at),
            )
            > 0
        )

    def get(self, record_id: InspectionId) -> StoredReceipt | None:
        """Return a record's receipt."""
        row = self._sql.one(
            "SELECT record_id, envelope, proof, received_at FROM receipts WHERE record_id = ?",
            (record_id,),
        )
        return None if row is None else StoredReceipt(*row)

    def put_checkpoint(self, checkpoint: StoredCheckpoint) -> bool:
        """Keep a checkpoint; two of one size with different roots are both kept. False if known."""
        return (
            self._sql.run(
                "INSERT OR IGNORE INTO checkpoints (epoch, size, root, note, seen_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    checkpoint.epoch, checkpoint.size, checkpoint.root, checkpoint.note,
                    checkpoint.seen_at,
                ),
            )
            > 0
        )  # fmt: skip

    def checkpoints(self, epoch: str = "") -> tuple[StoredCheckpoint, ...]:
        """Return every checkpoint of an epoch ('' = all), in the order seen."""
        rows = self._sql.all(
            "SELECT epoch, size, root, note, seen_at FROM checkpoints"
            " WHERE ? = '' OR epoch = ? ORDER BY seen_at, size",
            (epoch, epoch),
        )
        return tuple(StoredCheckpoint(*row) for row in rows)

    def last_checkpoint(self) -> StoredCheckpoint | None:
        """Return the checkpoint seen last."""
        known = self.checkpoints()
        return known[-1] if known else None
