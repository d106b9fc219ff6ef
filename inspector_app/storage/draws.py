"""Random draws of sample tables, every attempt kept, because all attempts are printed."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.identifiers import InspectionId
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.sqlcipher import Sql


@dataclass(frozen=True, slots=True)
class StoredDraw:
    """One draw.

    Attributes:
        attempt: 1 upwards for each draw of a table of an inspection.
        seed: Seed of this table and attempt, 32 hex digits.
        origin: `assignment` or `local`.
        population_sha256: SHA-256 of the sorted ids joined by LF, hex.
        result: The ids drawn, in order.
        reason: Why it was drawn again, '' for the first attempt.
        rule: Which of the table's draws, from 0; each counts its own attempts.
        by: Person id; at: ISO 8601 with offset.
    """

    table: str
    attempt: int
    method: str
    seed: str
    origin: str
    population: int
    population_sha256: str
    n: int
    result: tuple[str, ...]
    at: str
    by: str
    reason: str = ""
    rule: int = 0

    @property
    def key(self) -> str:
        """What it is kept under and its seed is made for: `JF-T2`, the second draw `JF-T2#2`."""
        return draw_key(self.table, self.rule)


def draw_key(table: str, rule: int) -> str:
    """Return the key of one draw of a table."""
    return f"{table}#{rule + 1}" if rule else table


class DrawTable:
    """Draws by inspection and table."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, inspection_id: InspectionId, draw: StoredDraw) -> None:
        """Keep one more attempt; an attempt is never changed."""
        self._sql.run(
            "INSERT INTO draws (inspection_id, table_code, attempt, body) VALUES (?, ?, ?, ?)",
            (inspection_id, draw.key, draw.attempt, encode(draw)),
        )

    def list(self, inspection_id: InspectionId, table: str = "") -> tuple[StoredDraw, ...]:
        """Return all attempts of one table ('' = every table), oldest first."""
        rows = self._sql.all(
            "SELECT body FROM draws WHERE inspection_id = ?"
            " AND (? = '' OR table_code = ? OR table_code GLOB ? || '#*')"
            " ORDER BY table_code, attempt",
            (inspection_id, table, table, table),
        )
        return tuple(decode(row[0], StoredDraw) for row in rows)
