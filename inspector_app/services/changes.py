"""What an operation touched; the window decides by it what to draw again.

Returned by every changing call of `services`. Values only.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.identifiers import AssignmentId, InspectionId, UnitId

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of what may look different now.

    Attributes:
        forms: Digests of checklists that came or went.
        outbox: Record ids whose delivery moved.
    """

    inspections: frozenset[str] = _NONE
    units: frozenset[str] = _NONE
    assignments: frozenset[str] = _NONE
    forms: frozenset[str] = _NONE
    outbox: frozenset[str] = _NONE

    def __or__(self, other: Changes) -> Changes:
        """Return both together."""
        return Changes(
            self.inspections | other.inspections,
            self.units | other.units,
            self.assignments | other.assignments,
            self.forms | other.forms,
            self.outbox | other.outbox,
        )

    @classmethod
    def of_inspection(
        cls,
        inspection_id: InspectionId,
        *,
        assignment: AssignmentId | None = None,
        unit: UnitId | None = None,
    ) -> Changes:
        """Return the changes of one inspection."""
        return cls(
            inspections=frozenset({inspection_id}),
            assignments=frozenset() if assignment is None else frozenset({assignment}),
            units=frozenset() if unit is None else frozenset({unit}),
        )
