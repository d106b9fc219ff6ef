"""Checklists by the digest of their workbook bytes; a version in use is never replaced."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.storage.sqlcipher import Sql


@dataclass(frozen=True, slots=True)
class StoredForm:
    """One checklist without its bytes.

    Attributes:
        sha256: Digest of the workbook, 64 hex digits.
        added_at: ISO 8601 with offset.
    """

    sha256: str
    form_id: str
    version: str
    title: str
    added_at: str


class FormTable:
    """Workbooks by digest."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, form: StoredForm, workbook: bytes) -> bool:
        """Keep a workbook; the same digest again changes nothing and returns False."""
        return (
            self._sql.run(
                "INSERT OR IGNORE INTO forms (sha256, form_id, version, title, workbook, added_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (form.sha256, form.form_id, form.version, form.title, workbook, form.added_at),
            )
            > 0
        )

    def workbook(self, sha256: str) -> bytes | None:
        """Return the workbook's bytes."""
        value: bytes | None = self._sql.value(
            "SELECT workbook FROM forms WHERE sha256 = ?", (sha256,)
        )
        return value

    def get(self, sha256: str) -> StoredForm | None:
        """Return what is known about one workbook."""
        row = self._sql.one(
            "SELECT sha256, form_id, version, title, added_at FROM forms WHERE sha256 = ?",
            (sha256,),
        )
        return None if row is None else StoredForm(*row)

    def list(self) -> tuple[StoredForm, ...]:
        """Return all, by form id and version."""
        rows = self._sql.all(
            "SELECT sha256, form_id, version, title, added_at FROM forms"
            " ORDER BY form_id, version, sha256"
        )
        return tuple(StoredForm(*row) for row in rows)
