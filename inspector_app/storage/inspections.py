"""Inspections: state, assignment, officers, pinned checklist, progress."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector_app.domain.identifiers import AssignmentId, InspectionId, PersonId, UnitId
from inspector_app.domain.inspection import InspectionState
from inspector_app.errors import KnownError
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.sqlcipher import Sql

_COLUMNS = (
    "id, assignment_id, unit_id, state, form_sha256, classified, supersedes, created_at, saved_at,"
    " last_item, answered, total, void_reason, officers, visit"
)


@dataclass(frozen=True, slots=True)
class StoredInspection:
    """One inspection.

    Attributes:
        form_sha256: Digest of the workbook it is pinned to.
        classified: True once a classified place was declared; never goes back.
        supersedes: Record id this one supplements, '' for a first record.
        created_at, saved_at: ISO 8601 with offset; `saved_at` of the last change of content.
        last_item: Code of the item last worked on, for resuming.
        officers: Persons who opened it, in the order they unlocked.
        visit: Facts of the visit written by hand or by rule (`place`, `environment`, `start` ...).
    """

    id: InspectionId
    assignment_id: AssignmentId
    unit_id: UnitId
    state: InspectionState
    form_sha256: str
    created_at: str
    saved_at: str
    classified: bool = False
    supersedes: str = ""
    last_item: str = ""
    answered: int = 0
    total: int = 0
    void_reason: str = ""
    officers: tuple[PersonId, ...] = ()
    visit: Mapping[str, str] = field(default_factory=dict)


class InspectionTable:
    """Inspections by id."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, inspection: StoredInspection) -> None:
        """Insert a new inspection."""
        self._sql.run(
            f"INSERT INTO inspections ({_COLUMNS}, body)"  # noqa: S608  fixed text
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, x'')",
            (
                inspection.id, inspection.assignment_id, inspection.unit_id,
                inspection.state.value, inspection.form_sha256, int(inspection.classified),
                inspection.supersedes, inspection.created_at, inspection.saved_at,
                inspection.last_item, inspection.answered, inspection.total,
                inspection.void_reason, encode(inspection.officers),
                encode(dict(inspection.visit)),
            ),
        )  # fmt: skip

    def get(self, inspection_id: InspectionId) -> StoredInspection:
        """Return one inspection.

        Raises:
            KnownError: `inspection.unknown`.
        """
        row = self._sql.one(
            f"SELECT {_COLUMNS} FROM inspections WHERE id = ?",  # noqa: S608  fixed text
            (inspection_id,),
        )
        if row is None:
            raise KnownError("inspection.unknown", id=inspection_id)
        return _read(row)

    def live_of(self, assignment_id: AssignmentId) -> StoredInspection | None:
        """Return the first record's inspection of an assignment that is not void."""
        row = self._sql.one(
            f"SELECT {_COLUMNS} FROM inspections WHERE assignment_id = ?"  # noqa: S608  fixed text
            " AND supersedes = '' AND state <> 'void'",
            (assignment_id,),
        )
        return None if row is None else _read(row)

    def list(self, states: Iterable[InspectionState] = ()) -> tuple[StoredInspection, ...]:
        """Return inspections in the given states (none = all), last saved first."""
        wanted = encode([state.value for state in states]).decode()
        rows = self._sql.all(
            f"SELECT {_COLUMNS} FROM inspections WHERE ? = '[]' OR state IN"  # noqa: S608
            " (SELECT value FROM json_each(?)) ORDER BY saved_at DESC, id DESC",
            (wanted, wanted),
        )
        return tuple(_read(row) for row in rows)

    def of_unit(self, unit_id: UnitId) -> tuple[StoredInspection, ...]:
        """Return a unit's inspections, newest first."""
        rows = self._sql.all(
            f"SELECT {_COLUMNS} FROM inspections WHERE unit_id = ?"  # noqa: S608  fixed text
            " ORDER BY created_at DESC, id DESC",
            (unit_id,),
        )
        return tuple(_read(row) for row in rows)

    def set_state(
        self, inspection_id: InspectionId, state: InspectionState, reason: str = ""
    ) -> None:
        """Set the state; which moves are allowed is the service's business. `reason` for void."""
        self._sql.run(
            "UPDATE inspections SET state = ?, void_reason = ? WHERE id = ?",
            (state.value, reason, inspection_id),
        )

    def set_officers(self, inspection_id: InspectionId, officers: tuple[PersonId, ...]) -> None:
        """Set who is on it."""
        self._sql.run(
            "UPDATE inspections SET officers = ? WHERE id = ?", (encode(officers), inspection_id)
        )

    def is_classified(self, inspection_id: InspectionId) -> bool:
        """Tell whether a visit is in classified mode; an unknown one is not."""
        return bool(
            self._sql.value("SELECT classified FROM inspections WHERE id = ?", (inspection_id,))
        )

    def set_classified(self, inspection_id: InspectionId) -> None:
        """Switch classified mode on; there is no way back."""
        self._sql.run("UPDATE inspections SET classified = 1 WHERE id = ?", (inspection_id,))

    def set_visit(self, inspection_id: InspectionId, name: str, value: str) -> None:
        """Set one fact of the visit."""
        visit = {**self.get(inspection_id).visit, name: value}
        self._sql.run(
            "UPDATE inspections SET visit = ? WHERE id = ?", (encode(visit), inspection_id)
        )

    def touch(
        self,
        inspection_id: InspectionId,
        saved_at: str,
        *,
        last_item: str | None = None,
        answered: int | None = None,
        total: int | None = None,
    ) -> None:
        """Note that content changed, with the new progress where it is known."""
        self._sql.run(
            "UPDATE inspections SET saved_at = ?, last_item = coalesce(?, last_item),"
            " answered = coalesce(?, answered), total = coalesce(?, total) WHERE id = ?",
            (saved_at, last_item, answered, total, inspection_id),
        )


def _read(row: tuple[Any, ...]) -> StoredInspection:
    return StoredInspection(
        id=row[0],
        assignment_id=row[1],
        unit_id=row[2],
        state=InspectionState(row[3]),
        form_sha256=row[4],
        classified=bool(row[5]),
        supersedes=row[6],
        created_at=row[7],
        saved_at=row[8],
        last_item=row[9],
        answered=row[10],
        total=row[11],
        void_reason=row[12],
        officers=decode(row[13], tuple[PersonId, ...]),
        visit=decode(row[14], dict[str, str]),
    )
