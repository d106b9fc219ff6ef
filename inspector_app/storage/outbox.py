"""What waits for delivery: record bodies frozen at sealing, and the evidence each of them needs.

Written by sealing (one row in the sealing transaction) and by sync. Must have no way to delete a
row or to change a body.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inspector_app.domain.identifiers import InspectionId, Sha256Hex
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.sqlcipher import Sql


class OutboxState(StrEnum):
    """Where a record stands on its way. Source: sync design, section 8."""

    SEALED = "sealed"
    QUEUED = "queued"
    SENDING = "sending"
    COMMITTING = "committing"
    RECEIPTED = "receipted"
    FORGETTABLE = "forgettable"
    HELD = "held"  # quarantined by the bureau
    REFUSED = "refused"  # by the bureau, signed and reasoned; kept
    PARKED = "parked"  # needs a change first; the reason is shown


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One record on its way.

    Attributes:
        body_sha256: Digest of the body, hex.
        attempts: Failed tries since the last success or change.
        problem: Error code of the last failure, '' if none.
        next_at: Earliest next try, ISO 8601 with offset, '' for at once.
        extra: Further facts by name (quarantine id, server's words).
    """

    record_id: InspectionId
    state: OutboxState
    body_sha256: Sha256Hex
    attempts: int
    problem: str
    next_at: str
    queued_at: str
    extra: dict[str, str]


@dataclass(frozen=True, slots=True)
class OutboxBlob:
    """One evidence file a record needs at the bureau.

    Attributes:
        upload: Address of the unfinished upload, '' if none.
    """

    sha256: Sha256Hex
    size_bytes: int
    delivered: bool
    attempts: int
    upload: str
    problem: str


_COLUMNS = "record_id, state, body_sha256, attempts, problem, next_at, queued_at, extra"


class OutboxTable:
    """Rows by record id."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(
        self,
        record_id: InspectionId,
        body: bytes,
        body_sha256: Sha256Hex,
        blobs: tuple[tuple[Sha256Hex, int], ...],
        queued_at: str,
        *,
        hold: str = "",
    ) -> None:
        """Queue a sealed record with its (digest, size) of evidence.

        Args:
            hold: Error code of why it is not to be sent; it is set aside then.
        """
        state = OutboxState.PARKED if hold else OutboxState.QUEUED
        self._sql.run(
            "INSERT INTO outbox (record_id, state, body, body_sha256, problem, queued_at, extra)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (record_id, state.value, body, body_sha256, hold, queued_at, encode({})),
        )
        for sha256, size_bytes in dict.fromkeys(blobs):
            self._sql.run(
                "INSERT INTO outbox_blobs (record_id, sha256, size) VALUES (?, ?, ?)",
                (record_id, sha256, size_bytes),
            )

    def body(self, record_id: InspectionId) -> bytes | None:
        """Return the frozen body."""
        value: bytes | None = self._sql.value(
            "SELECT body FROM outbox WHERE record_id = ?", (record_id,)
        )
        return value

    def get(self, record_id: InspectionId) -> OutboxRow | None:
        """Return one row."""
        row = self._sql.one(
            f"SELECT {_COLUMNS} FROM outbox WHERE record_id = ?",  # noqa: S608  fixed text
            (record_id,),
        )
        return None if row is None else _read(row)

    def list(self) -> tuple[OutboxRow, ...]:
        """Return every row, oldest first."""
        rows = self._sql.all(
            f"SELECT {_COLUMNS} FROM outbox ORDER BY queued_at, record_id"  # noqa: S608
        )
        return tuple(_read(row) for row in rows)

    def set_state(
        self,
        record_id: InspectionId,
        state: OutboxState,
        *,
        attempts: int = 0,
        problem: str = "",
        next_at: str = "",
        extra: dict[str, str] | None = None,
    ) -> None:
        """Set where the record stands; `extra` None leaves it as it is."""
        self._sql.run(
            "UPDATE outbox SET state = ?, attempts = ?, problem = ?, next_at = ?,"
            " extra = coalesce(?, extra) WHERE record_id = ?",
            (
                state.value, attempts, problem, next_at,
                None if extra is None else encode(extra), record_id,
            ),
        )  # fmt: skip

    def blobs(self, record_id: InspectionId) -> tuple[OutboxBlob, ...]:
        """Return the evidence a record needs, by digest."""
        rows = self._sql.all(
            "SELECT sha256, size, delivered, attempts, upload, problem FROM outbox_blobs"
            " WHERE record_id = ? ORDER BY sha256",
            (record_id,),
        )
        return tuple(
            OutboxBlob(Sha256Hex(row[0]), row[1], bool(row[2]), row[3], row[4], row[5])
            for row in rows
        )

    def set_blob(
        self,
        sha256: Sha256Hex,
        *,
        delivered: bool,
        attempts: int = 0,
        upload: str = "",
        problem: str = "",
    ) -> None:
        """Set how far a file is, for every record that needs it."""
        self._sql.run(
            "UPDATE outbox_blobs SET delivered = ?, attempts = ?, upload = ?, problem = ?"
            " WHERE sha256 = ?",
            (int(delivered), attempts, upload, problem, sha256),
        )


def _read(row: tuple[Any, ...]) -> OutboxRow:
    return OutboxRow(
        record_id=row[0],
        state=OutboxState(row[1]),
        body_sha256=row[2],
        attempts=row[3],
        problem=row[4],
        next_at=row[5],
        queued_at=row[6],
        extra=decode(row[7], dict[str, str]),
    )
