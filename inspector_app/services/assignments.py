"""The orders to inspect on this laptop, each with its unit, its officers and the visit it led
to.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.assignments import Assignment
from inspector_app.domain.identifiers import AssignmentId, InspectionId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.officers import Officer
from inspector_app.domain.units import InspectedUnit
from inspector_app.errors import KnownError
from inspector_app.storage.db import Store
from inspector_app.storage.tables import Tables


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One order in the list.

    Attributes:
        unit: None while the ledger has not brought the unit.
        officers: Those named by the order that the roster knows.
        inspection_id: The visit begun for it, '' before.
        state: State of that visit, None before.
    """

    assignment: Assignment
    unit: InspectedUnit | None
    officers: tuple[Officer, ...]
    inspection_id: InspectionId
    state: InspectionState | None


class Assignments:
    """The list of orders."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> tuple[AssignmentRow, ...]:
        """Return the orders in force, earliest planned start first."""

        def gather(tables: Tables) -> tuple[AssignmentRow, ...]:
            return tuple(_row(tables, assignment) for assignment in tables.assignments.list())

        return self._store.read(gather)

    def get(self, assignment_id: AssignmentId) -> AssignmentRow:
        """Return one order, withdrawn or not.

        Raises:
            KnownError: `assignment.unknown`.
        """

        def gather(tables: Tables) -> AssignmentRow:
            assignment = tables.assignments.get(assignment_id)
            if assignment is None:
                raise KnownError("assignment.unknown", id=assignment_id)
            return _row(tables, assignment)

        return self._store.read(gather)


def _row(tables: Tables, assignment: Assignment) -> AssignmentRow:
    visit = tables.inspections.live_of(assignment.id)
    named = (tables.officers.get(person_id) for person_id in assignment.officer_ids)
    return AssignmentRow(
        assignment=assignment,
        unit=tables.units.get(assignment.unit_id),
        officers=tuple(officer for officer in named if officer is not None),
        inspection_id=InspectionId("") if visit is None else visit.id,
        state=None if visit is None else visit.state,
    )
