"""The law catalogue: one JSON file a law, as delivered."""

from __future__ import annotations

from inspector_app.storage.sqlcipher import Sql


class LawTable:
    """Catalogue files by law key."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, law_key: str, version: int, body: bytes) -> bool:
        """Insert, or replace an older version; tell whether anything changed."""
        return (
            self._sql.run(
                "INSERT INTO laws (law_key, version, body) VALUES (?, ?, ?)"
                " ON CONFLICT (law_key) DO UPDATE SET version = excluded.version,"
                " body = excluded.body WHERE excluded.version > laws.version",
                (law_key, version, body),
            )
            > 0
        )

    def get(self, law_key: str) -> bytes | None:
        """Return the file of one law."""
        body: bytes | None = self._sql.value("SELECT body FROM laws WHERE law_key = ?", (law_key,))
        return body

    def all(self) -> dict[str, bytes]:
        """Return every file by law key."""
        return dict(self._sql.all("SELECT law_key, body FROM laws ORDER BY law_key"))
