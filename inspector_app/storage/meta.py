"""Small named values of the store as a whole: settings that must be secret, one-time marks.

Used by services. Must not become a place for things that deserve a table.
"""

from __future__ import annotations

from inspector_app.storage.sqlcipher import Sql


class MetaTable:
    """Name to bytes."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, name: str) -> bytes | None:
        """Return the value, None if it was never put."""
        value: bytes | None = self._sql.value("SELECT value FROM meta WHERE name = ?", (name,))
        return value

    def put(self, name: str, value: bytes) -> None:
        """Set or replace the value."""
        self._sql.run("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
