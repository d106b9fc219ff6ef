"""Evidence of each inspection: which file, which item, what it shows. Withdrawn entries stay."""

from __future__ import annotations

from inspector_app.domain.evidence import EvidenceEntry, EvidenceKind
from inspector_app.domain.identifiers import InspectionId
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.sqlcipher import Sql


class EvidenceTable:
    """Entries by inspection, kind and number."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def next_n(self, inspection_id: InspectionId, kind: EvidenceKind) -> int:
        """Return the next free number of a kind; numbers of withdrawn entries are not used
        again.
        """
        return int(
            self._sql.value(
                "SELECT coalesce(max(n), 0) + 1 FROM evidence WHERE inspection_id = ? AND kind = ?",
                (inspection_id, kind.value),
            )
        )

    def put(self, inspection_id: InspectionId, entry: EvidenceEntry) -> None:
        """Insert an entry, or replace the words about it."""
        self._sql.run(
            "INSERT INTO evidence (inspection_id, kind, n, item, sha256, body)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (inspection_id, kind, n) DO UPDATE SET"
            " item = excluded.item, body = excluded.body",
            (
                inspection_id,
                entry.kind.value,
                entry.n,
                entry.item,
                entry.sha256,
                encode(entry),
            ),
        )

    def withdraw(
        self, inspection_id: InspectionId, kind: EvidenceKind, n: int, reason: str
    ) -> None:
        """Take an entry out of the record; the row and the file stay."""
        self._sql.run(
            "UPDATE evidence SET withdrawn = ? WHERE inspection_id = ? AND kind = ? AND n = ?",
            (reason, inspection_id, kind.value, n),
        )

    def get(self, inspection_id: InspectionId, kind: EvidenceKind, n: int) -> EvidenceEntry | None:
        """Return one entry that is not withdrawn."""
        body = self._sql.value(
            "SELECT body FROM evidence WHERE inspection_id = ? AND kind = ? AND n = ?"
            " AND withdrawn = ''",
            (inspection_id, kind.value, n),
        )
        return None if body is None else decode(body, EvidenceEntry)

    def list(self, inspection_id: InspectionId) -> tuple[EvidenceEntry, ...]:
        """Return the entries that are not withdrawn, photos first, by number."""
        rows = self._sql.all(
            "SELECT body FROM evidence WHERE inspection_id = ? AND withdrawn = ''"
            " ORDER BY kind <> 'photo', kind, n",
            (inspection_id,),
        )
        return tuple(decode(row[0], EvidenceEntry) for row in rows)

    def withdrawn(self, inspection_id: InspectionId) -> tuple[tuple[EvidenceEntry, str], ...]:
        """Return withdrawn entries with the reason, by kind and number."""
        rows = self._sql.all(
            "SELECT body, withdrawn FROM evidence WHERE inspection_id = ? AND withdrawn <> ''"
            " ORDER BY kind, n",
            (inspection_id,),
        )
        return tuple((decode(row[0], EvidenceEntry), row[1]) for row in rows)

    def count(self, inspection_id: InspectionId, kind: EvidenceKind) -> int:
        """Return how many entries of a kind count."""
        return int(
            self._sql.value(
                "SELECT count(*) FROM evidence WHERE inspection_id = ? AND kind = ?"
                " AND withdrawn = ''",
                (inspection_id, kind.value),
            )
        )

    def thumbnail_of(self, sha256: str) -> str:
        """Return the digest of the small copy made of an original, '' if none was."""
        rows = self._sql.all("SELECT body FROM evidence WHERE sha256 = ?", (sha256,))
        small = (decode(row[0], EvidenceEntry).thumb_sha256 for row in rows)
        return next(filter(None, small), "")

    def uses(self, sha256: str) -> tuple[tuple[InspectionId, int], ...]:
        """Return (inspection, number) of every entry with this content, withdrawn ones left out."""
        rows = self._sql.all(
            "SELECT inspection_id, n FROM evidence WHERE sha256 = ? AND withdrawn = ''"
            " ORDER BY inspection_id, n",
            (sha256,),
        )
        return tuple((InspectionId(row[0]), row[1]) for row in rows)
