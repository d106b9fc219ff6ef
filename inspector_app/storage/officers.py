"""The roster of officers as the bureau last sent it."""

from __future__ import annotations

from inspector_app.domain.identifiers import PersonId
from inspector_app.domain.officers import Officer
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.sqlcipher import Sql


class OfficerTable:
    """Officers by person id; rows are replaced by newer versions, never removed."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, officer: Officer) -> bool:
        """Insert, or replace an older version; tell whether anything changed."""
        return (
            self._sql.run(
                "INSERT INTO officers (person_id, name, version, body) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (person_id) DO UPDATE SET name = excluded.name,"
                " version = excluded.version, body = excluded.body"
                " WHERE excluded.version > officers.version",
                (officer.person_id, officer.name, officer.version, encode(officer)),
            )
            > 0
        )

    def get(self, person_id: PersonId) -> Officer | None:
        """Return one officer."""
        body = self._sql.value("SELECT body FROM officers WHERE person_id = ?", (person_id,))
        return None if body is None else decode(body, Officer)

    def list(self) -> tuple[Officer, ...]:
        """Return everybody, by name."""
        rows = self._sql.all("SELECT body FROM officers ORDER BY name, person_id")
        return tuple(decode(row[0], Officer) for row in rows)
