"""The ledger of inspected units: search, one unit, and what was found there before."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.findings import Finding
from inspector_app.domain.identifiers import InspectionId, UnitId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.units import InspectedUnit
from inspector_app.errors import KnownError
from inspector_app.storage.db import Store
from inspector_app.storage.tables import Tables


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One visit made from this laptop.

    Attributes:
        number: Number of the record, '' if the order gave none.
        created_at: ISO 8601 with offset.
    """

    inspection_id: InspectionId
    number: str
    state: InspectionState
    created_at: str
    findings: tuple[Finding, ...]


class Ledger:
    """Inspected units as the bureau last sent them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def search(
        self, text: str = "", category: str = "", limit: int = 100, offset: int = 0
    ) -> tuple[InspectedUnit, ...]:
        """Return units that hold every word of `text` in name, number or address, or whose
        initials do; names that begin with it first.

        Args:
            text: One character is enough; '' finds all, by name.
            category: A `UnitCategory` value, or '' for all.
        """
        return self._store.read(lambda tables: tables.units.search(text, category, limit, offset))

    def count(self, category: str = "") -> int:
        """Return how many units there are."""
        return self._store.read(lambda tables: tables.units.count(category))

    def get(self, unit_id: UnitId) -> InspectedUnit:
        """Return one unit.

        Raises:
            KnownError: `unit.unknown`.
        """
        unit = self._store.read(lambda tables: tables.units.get(unit_id))
        if unit is None:
            raise KnownError("unit.unknown", id=unit_id)
        return unit

    def history(self, unit_id: UnitId) -> tuple[PastVisit, ...]:
        """Return the visits to a unit made from this laptop, newest first."""

        def gather(tables: Tables) -> tuple[PastVisit, ...]:
            visits = []
            for visit in tables.inspections.of_unit(unit_id):
                order = tables.assignments.get(visit.assignment_id)
                visits.append(
                    PastVisit(
                        visit.id,
                        "" if order is None else order.record_number,
                        visit.state,
                        visit.created_at,
                        tables.findings.list(visit.id),
                    )
                )
            return tuple(visits)

        return self._store.read(gather)
