"""Which shipped checklist fits which unit and kind of visit.

Values only. Called by the training feed and by whoever proposes an assignment. Must never refuse an
assignment: a bureau may order a visit by a workbook of its own. Source: domain note 4.4, 7.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inspector_app.domain.assignments import AssignmentKind
from inspector_app.domain.units import UnitCategory

RECHECK = "recheck"
"""Folder of the re-check: it fits whatever was inspected before."""

_BY_CATEGORY: Mapping[UnitCategory, tuple[str, ...]] = MappingProxyType(
    {
        UnitCategory.INTERNET_CAFE: ("internet_cafe",),
        UnitCategory.IDC_ROOM: ("idc_room", "filing_check"),
        UnitCategory.GOV_UNIT: ("gov_unit",),
        UnitCategory.ESPORTS_HOTEL: ("internet_cafe", "noncommercial"),
        UnitCategory.SCHOOL: ("noncommercial",),
        UnitCategory.HOTEL: ("noncommercial",),
        UnitCategory.LIBRARY: ("noncommercial",),
        UnitCategory.OTHER_ACCESS: ("noncommercial",),
    }
)


def fitting(category: UnitCategory, kind: AssignmentKind) -> tuple[str, ...]:
    """Return the folders under `forms/` of the checklists that fit, the usual one first; none for
    categories that are looked after by forms of their own (lending, partners, fee collection).

    Args:
        category: Of the unit.
        kind: Why the visit takes place; a re-check has its own checklist whatever the unit is.
    """
    return (RECHECK,) if kind is AssignmentKind.RECHECK else _BY_CATEGORY.get(category, ())


def shipped() -> tuple[str, ...]:
    """Return the folder of every shipped checklist, each once."""
    named = (folder for folders in _BY_CATEGORY.values() for folder in folders)
    return tuple(dict.fromkeys((*named, RECHECK)))
