"""What screens see of a visit. Values only; made by `services.inspections`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from inspector_app.domain.assignments import Assignment
from inspector_app.domain.identifiers import AssignmentId, InspectionId, ItemCode, UnitId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.officers import Officer
from inspector_app.domain.procedure.events import ProcedureEvent
from inspector_app.domain.units import InspectedUnit


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """One visit in a list.

    Attributes:
        number: Number reserved for its record, '' if none.
        answered, total: Check items with a verdict, and those that apply; procedure apart.
        last_item: Where to resume, '' at the beginning.
    """

    id: InspectionId
    assignment_id: AssignmentId
    unit_id: UnitId
    unit_name: str
    number: str
    state: InspectionState
    answered: int
    total: int
    photos: int
    saved_at: datetime
    last_item: ItemCode


@dataclass(frozen=True, slots=True)
class InspectionView:
    """One visit in full.

    Attributes:
        officers: Persons chosen for it, in order.
        classified: Classified mode: no photos, no position, no files.
        visit: Facts written by hand (`place`, `environment`, `start` ...).
        void_reason: Why it was given up, '' unless void.
    """

    id: InspectionId
    state: InspectionState
    assignment: Assignment
    unit: InspectedUnit
    officers: tuple[Officer, ...]
    classified: bool
    events: tuple[ProcedureEvent, ...]
    visit: Mapping[str, str]
    form_sha256: str
    answered: int
    total: int
    photos: int
    saved_at: datetime
    last_item: ItemCode
    void_reason: str
