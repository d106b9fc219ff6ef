"""Assignments (检查任务): the approved order to inspect a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inspector_app.domain.identifiers import AssignmentId, PersonId, UnitId


class AssignmentKind(StrEnum):
    """Why the visit takes place. Source: 国办发〔2024〕54号 (modes of inspection)."""

    ROUTINE = "routine"  # 日常检查
    RANDOM = "random"  # 随机抽查
    CAMPAIGN = "campaign"  # 专项检查
    SPOT = "spot"  # 突击抽查
    RECHECK = "recheck"  # 复查
    COMPLAINT = "complaint"  # 投诉举报


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the bureau orders and a laptop carries.

    Attributes:
        number: Approval number as printed, `示文综检审〔2026〕112号`.
        record_number: Number reserved for the inspection record (笔录文号).
        profile: Procedure profile of the acting agency: `culture`, `police`, `telecom` ...
        agency: The acting agency's name as printed on documents.
        agency_short: The authority token it acts as: `文旅`, `公安` ...
        basis: Law-catalogue keys that allow the visit, `cafe:4`, `apl:55`.
        form_sha256: Digest of the checklist workbook the visit must use.
        planned_from: Earliest start, timezone-aware; the other times likewise.
        draw_seed: 32 hex digits for the seeded samples, '' if the bureau gave none.
        visits_this_year: Visits already made to the unit this year, this one not counted.
        visits_cap: Most visits allowed a year.
        assistants_approved: Assisting staff the approval allows, None if it does not say.
    """

    id: AssignmentId
    number: str
    record_number: str
    kind: AssignmentKind
    unit_id: UnitId
    profile: str
    agency: str
    agency_short: str
    reason: str
    basis: tuple[str, ...]
    form_id: str
    form_version: str
    form_sha256: str
    planned_from: datetime
    planned_to: datetime
    officer_ids: tuple[PersonId, ...]
    approved_by: str
    approved_at: datetime | None
    draw_seed: str = ""
    visits_this_year: int = 0
    visits_cap: int = 0
    complaint_phone: str = ""
    assistants_approved: int | None = None
    version: int = 1
