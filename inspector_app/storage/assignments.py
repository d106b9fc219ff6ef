"""Assignments as the bureau last sent them."""

from __future__ import annotations

from inspector_app.domain.assignments import Assignment
from inspector_app.domain.identifiers import AssignmentId
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.sqlcipher import Sql


class AssignmentTable:
    """Assignments by id; replaced by newer versions; a cancelled one stays, marked."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, assignment: Assignment, *, cancelled: bool = False) -> bool:
        """Insert, or replace an older version; tell whether anything changed."""
        return (
            self._sql.run(
                "INSERT INTO assignments (id, unit_id, planned_from, version, cancelled, body)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " unit_id = excluded.unit_id, planned_from = excluded.planned_from,"
                " version = excluded.version, cancelled = excluded.cancelled, body = excluded.body"
                " WHERE excluded.version > assignments.version",
                (
                    assignment.id,
                    assignment.unit_id,
                    assignment.planned_from.isoformat(),
                    assignment.version,
                    int(cancelled),
                    encode(assignment),
                ),
            )
            > 0
        )

    def get(self, assignment_id: AssignmentId) -> Assignment | None:
        """Return one assignment, cancelled or not."""
        body = self._sql.value("SELECT body FROM assignments WHERE id = ?", (assignment_id,))
        return None if body is None else decode(body, Assignment)

    def is_cancelled(self, assignment_id: AssignmentId) -> bool:
        """Tell whether the bureau withdrew it."""
        return bool(
            self._sql.value("SELECT cancelled FROM assignments WHERE id = ?", (assignment_id,))
        )

    def list(self) -> tuple[Assignment, ...]:
        """Return those in force, earliest planned start first."""
        rows = self._sql.all(
            "SELECT body FROM assignments WHERE cancelled = 0 ORDER BY planned_from, id"
        )
        return tuple(decode(row[0], Assignment) for row in rows)
