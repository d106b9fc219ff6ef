"""Heads of the signed request chains, one a lane, and the request that still waits for its
answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.storage.sqlcipher import Sql


@dataclass(frozen=True, slots=True)
class Lane:
    """Head of one chain.

    Attributes:
        seq: Number of the last answered request, 0 before the first.
        head: SHA-256 of its payload, b'' before the first.
        pending: The request in flight exactly as it was signed, b'' if none.
    """

    seq: int = 0
    head: bytes = b""
    pending: bytes = b""


class LaneTable:
    """Lanes by name (`net`, `courier`)."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, lane: str) -> Lane:
        """Return the head; an empty one for a lane never used."""
        row = self._sql.one("SELECT seq, head, pending FROM lanes WHERE lane = ?", (lane,))
        return Lane() if row is None else Lane(*row)

    def put(self, lane: str, head: Lane) -> None:
        """Replace the head."""
        self._sql.run(
            "INSERT OR REPLACE INTO lanes (lane, seq, head, pending) VALUES (?, ?, ?, ?)",
            (lane, head.seq, head.head, head.pending),
        )
