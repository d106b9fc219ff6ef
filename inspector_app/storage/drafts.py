"""The checklist as it stands: the engine's own draft bytes, one row an inspection."""

from __future__ import annotations

from inspector_app.domain.identifiers import InspectionId
from inspector_app.storage.sqlcipher import Sql


class DraftTable:
    """Draft bytes by inspection."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, inspection_id: InspectionId, draft: bytes, saved_at: str) -> None:
        """Replace the draft; `saved_at` is ISO 8601 with offset."""
        self._sql.run(
            "INSERT INTO drafts (inspection_id, draft, saved_at) VALUES (?, ?, ?)"
            " ON CONFLICT (inspection_id) DO UPDATE SET draft = excluded.draft,"
            " saved_at = excluded.saved_at",
            (inspection_id, draft, saved_at),
        )

    def get(self, inspection_id: InspectionId) -> bytes | None:
        """Return the draft, None before the first answer."""
        draft: bytes | None = self._sql.value(
            "SELECT draft FROM drafts WHERE inspection_id = ?", (inspection_id,)
        )
        return draft
