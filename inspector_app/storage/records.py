"""Sealed records: the core package exactly as it was signed. Added once, never changed."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.identifiers import InspectionId, Sha256Hex, UnitId
from inspector_app.storage.sqlcipher import Sql


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One sealed record.

    Attributes:
        root: Merkle root, 32 bytes.
        sealed_at: Unix seconds, as in the seal.
        supersedes: Record id it supplements, '' for a first record.
        chain_seq: Number of the device's chain event `sealed`.
        core: The core package, serialised by `services/sealing`.
    """

    record_id: InspectionId
    root: bytes
    sealed_at: int
    number: str
    unit_id: UnitId
    supersedes: str
    chain_seq: int
    core: bytes


_COLUMNS = "record_id, root, sealed_at, number, unit_id, supersedes, chain_seq, core"


class RecordTable:
    """Records by id; derivatives (print copies, blurred copies) beside them."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, record: StoredRecord) -> None:
        """Insert a sealed record."""
        self._sql.run(
            f"INSERT INTO records ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (
                record.record_id, record.root, record.sealed_at, record.number, record.unit_id,
                record.supersedes, record.chain_seq, record.core,
            ),
        )  # fmt: skip

    def get(self, record_id: InspectionId) -> StoredRecord | None:
        """Return one record."""
        row = self._sql.one(
            f"SELECT {_COLUMNS} FROM records WHERE record_id = ?",  # noqa: S608  fixed text
            (record_id,),
        )
        return None if row is None else StoredRecord(*row)

    def list(self, unit_id: UnitId | None = None) -> tuple[StoredRecord, ...]:
        """Return records, newest first, of one unit or all."""
        rows = self._sql.all(
            f"SELECT {_COLUMNS} FROM records WHERE ? IS NULL OR unit_id = ?"  # noqa: S608
            " ORDER BY sealed_at DESC, record_id DESC",
            (unit_id, unit_id),
        )
        return tuple(StoredRecord(*row) for row in rows)

    def put_derivative(
        self, record_id: InspectionId, original: Sha256Hex, purpose: str, sha256: Sha256Hex
    ) -> None:
        """Tell which stored file was derived from which original, and what for."""
        self._sql.run(
            "INSERT OR REPLACE INTO derivatives (record_id, original, purpose, sha256)"
            " VALUES (?, ?, ?, ?)",
            (record_id, original, purpose, sha256),
        )

    def derivatives(self, record_id: InspectionId) -> tuple[tuple[str, str, str], ...]:
        """Return (original, purpose, derivative) digests of a record."""
        rows = self._sql.all(
            "SELECT original, purpose, sha256 FROM derivatives WHERE record_id = ?"
            " ORDER BY original, purpose",
            (record_id,),
        )
        return tuple((row[0], row[1], row[2]) for row in rows)
