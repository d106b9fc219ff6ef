"""Findings of each inspection, as proposed and decided."""

from __future__ import annotations

from collections.abc import Sequence

from inspector_app.domain.findings import Finding
from inspector_app.domain.identifiers import InspectionId, ItemCode
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.sqlcipher import Sql


class FindingTable:
    """Findings by inspection and item, in the order they are printed."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def list(self, inspection_id: InspectionId) -> tuple[Finding, ...]:
        """Return all in printing order."""
        rows = self._sql.all(
            "SELECT body FROM findings WHERE inspection_id = ? ORDER BY position, item",
            (inspection_id,),
        )
        return tuple(decode(row[0], Finding) for row in rows)

    def get(self, inspection_id: InspectionId, item: ItemCode) -> Finding | None:
        """Return the finding of one item."""
        body = self._sql.value(
            "SELECT body FROM findings WHERE inspection_id = ? AND item = ?", (inspection_id, item)
        )
        return None if body is None else decode(body, Finding)

    def put(self, inspection_id: InspectionId, finding: Finding) -> None:
        """Replace one finding in its place; a new one goes last."""
        self._sql.run(
            "INSERT INTO findings (inspection_id, item, position, body) VALUES (?, ?,"
            " (SELECT coalesce(max(position), 0) + 1 FROM findings WHERE inspection_id = ?), ?)"
            " ON CONFLICT (inspection_id, item) DO UPDATE SET body = excluded.body",
            (inspection_id, finding.item, inspection_id, encode(finding)),
        )

    def replace_all(self, inspection_id: InspectionId, findings: Sequence[Finding]) -> None:
        """Put exactly these, in this order."""
        self._sql.run("DELETE FROM findings WHERE inspection_id = ?", (inspection_id,))
        for position, finding in enumerate(findings, 1):
            self._sql.run(
                "INSERT INTO findings (inspection_id, item, position, body) VALUES (?, ?, ?, ?)",
                (inspection_id, finding.item, position, encode(finding)),
            )
