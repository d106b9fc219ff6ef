"""What came by the bureau's feed: raw signed items, the cursor and other named state of
delivery.
"""

from __future__ import annotations

from inspector_app.storage.sqlcipher import Sql


class FeedTable:
    """Items as received, and small named values (`cursor`, `epoch`, `last-pull` ...)."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put_item(self, kind: str, item_id: str, version: int, action: str, envelope: bytes) -> bool:
        """Keep a signed item; an older or equal version changes nothing and returns False."""
        return (
            self._sql.run(
                "INSERT INTO feed_items (kind, id, version, action, envelope)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET"
                " version = excluded.version, action = excluded.action,"
                " envelope = excluded.envelope WHERE excluded.version > feed_items.version",
                (kind, item_id, version, action, envelope),
            )
            > 0
        )

    def items(self, kind: str) -> tuple[tuple[str, int, str, bytes], ...]:
        """Return (id, version, action, envelope) of one kind, by id."""
        rows = self._sql.all(
            "SELECT id, version, action, envelope FROM feed_items WHERE kind = ? ORDER BY id",
            (kind,),
        )
        return tuple((row[0], row[1], row[2], row[3]) for row in rows)

    def state(self, name: str) -> bytes | None:
        """Return a named value, None if never set."""
        value: bytes | None = self._sql.value(
            "SELECT value FROM sync_state WHERE name = ?", (name,)
        )
        return value

    def set_state(self, name: str, value: bytes) -> None:
        """Set a named value; the cursor goes in the transaction that applied its page."""
        self._sql.run(
            "INSERT OR REPLACE INTO sync_state (name, value) VALUES (?, ?)", (name, value)
        )
