"""Procedure events of each inspection: the lines of the record's procedure log."""

from __future__ import annotations

from inspector_app.domain.identifiers import InspectionId
from inspector_app.domain.procedure.events import ProcedureEvent
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.sqlcipher import Sql


class ProcedureTable:
    """Events by inspection and number; added only."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def next_seq(self, inspection_id: InspectionId) -> int:
        """Return the number the next event gets."""
        return int(
            self._sql.value(
                "SELECT coalesce(max(seq), 0) + 1 FROM procedure_events WHERE inspection_id = ?",
                (inspection_id,),
            )
        )

    def add(self, inspection_id: InspectionId, event: ProcedureEvent) -> None:
        """Add one event under its own number."""
        self._sql.run(
            "INSERT INTO procedure_events (inspection_id, seq, kind, body) VALUES (?, ?, ?, ?)",
            (inspection_id, event.seq, event.kind.value, encode(event)),
        )

    def list(self, inspection_id: InspectionId) -> tuple[ProcedureEvent, ...]:
        """Return all events in order."""
        rows = self._sql.all(
            "SELECT body FROM procedure_events WHERE inspection_id = ? ORDER BY seq",
            (inspection_id,),
        )
        return tuple(decode(row[0], ProcedureEvent) for row in rows)
