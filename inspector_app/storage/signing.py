"""Everything between the last answer and the sealed record: party, inks, frozen text, signatures.

Written by `services/signing` and `services/sealing`. Each step is a row, so that a process that
dies between any two goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.identifiers import InspectionId, PersonId
from inspector_app.domain.inspection import Ink, Party
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.sqlcipher import Sql


@dataclass(frozen=True, slots=True)
class FrozenText:
    """The text as it was frozen for signing.

    Attributes:
        text_sha256: Digest of the text that the signers see, 64 hex digits.
        frozen_at: ISO 8601 with offset.
        content: The frozen content, serialised by its service.
    """

    text_sha256: str
    frozen_at: str
    content: bytes


class SigningTable:
    """Rows by inspection."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put_party(self, inspection_id: InspectionId, party: Party) -> None:
        """Set or replace what the inspected party said and did."""
        self._sql.run(
            "INSERT OR REPLACE INTO parties (inspection_id, body) VALUES (?, ?)",
            (inspection_id, encode(party)),
        )

    def party(self, inspection_id: InspectionId) -> Party | None:
        """Return what the party said and did, None before anything was entered."""
        body = self._sql.value("SELECT body FROM parties WHERE inspection_id = ?", (inspection_id,))
        return None if body is None else decode(body, Party)

    def put_ink(self, inspection_id: InspectionId, who: str, ink: Ink) -> None:
        """Set or replace one handwritten signature (`party`, `officer-1` ...)."""
        self._sql.run(
            "INSERT OR REPLACE INTO inks (inspection_id, who, body) VALUES (?, ?, ?)",
            (inspection_id, who, encode(ink)),
        )

    def inks(self, inspection_id: InspectionId) -> dict[str, Ink]:
        """Return the signatures by who wrote them."""
        rows = self._sql.all(
            "SELECT who, body FROM inks WHERE inspection_id = ? ORDER BY who", (inspection_id,)
        )
        return {row[0]: decode(row[1], Ink) for row in rows}

    def drop_inks(self, inspection_id: InspectionId) -> None:
        """Forget every handwritten signature: the text they belong to changes."""
        self._sql.run("DELETE FROM inks WHERE inspection_id = ?", (inspection_id,))

    def put_frozen(self, inspection_id: InspectionId, frozen: FrozenText) -> None:
        """Set or replace the frozen text."""
        self._sql.run(
            "INSERT OR REPLACE INTO frozen (inspection_id, text_sha256, frozen_at, content)"
            " VALUES (?, ?, ?, ?)",
            (inspection_id, frozen.text_sha256, frozen.frozen_at, frozen.content),
        )

    def frozen(self, inspection_id: InspectionId) -> FrozenText | None:
        """Return the frozen text, None while the text may change."""
        row = self._sql.one(
            "SELECT text_sha256, frozen_at, content FROM frozen WHERE inspection_id = ?",
            (inspection_id,),
        )
        return None if row is None else FrozenText(*row)

    def drop_frozen(self, inspection_id: InspectionId) -> None:
        """Forget the frozen text."""
        self._sql.run("DELETE FROM frozen WHERE inspection_id = ?", (inspection_id,))

    def put_prepared(self, inspection_id: InspectionId, prepared: bytes, at: str) -> None:
        """Keep the prepared seal; its salts are random, so it must never be made twice."""
        self._sql.run(
            "INSERT INTO prepared_seals (inspection_id, prepared, prepared_at) VALUES (?, ?, ?)",
            (inspection_id, prepared, at),
        )

    def prepared(self, inspection_id: InspectionId) -> bytes | None:
        """Return the prepared seal."""
        value: bytes | None = self._sql.value(
            "SELECT prepared FROM prepared_seals WHERE inspection_id = ?", (inspection_id,)
        )
        return value

    def drop_prepared(self, inspection_id: InspectionId) -> None:
        """Forget a prepared seal nobody has signed, with its signatures."""
        self._sql.run("DELETE FROM seal_signatures WHERE inspection_id = ?", (inspection_id,))
        self._sql.run("DELETE FROM prepared_seals WHERE inspection_id = ?", (inspection_id,))

    def put_signature(
        self, inspection_id: InspectionId, person_id: PersonId, signature: bytes, at: str
    ) -> None:
        """Keep one officer's signature over the prepared seal, serialised by its service."""
        self._sql.run(
            "INSERT OR REPLACE INTO seal_signatures"
            " (inspection_id, person_id, signature, signed_at) VALUES (?, ?, ?, ?)",
            (inspection_id, person_id, signature, at),
        )

    def signatures(self, inspection_id: InspectionId) -> dict[PersonId, bytes]:
        """Return the signatures collected so far, in the order they were made."""
        rows = self._sql.all(
            "SELECT person_id, signature FROM seal_signatures WHERE inspection_id = ?"
            " ORDER BY signed_at, person_id",
            (inspection_id,),
        )
        return {PersonId(row[0]): row[1] for row in rows}
