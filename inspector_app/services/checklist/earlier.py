"""What a re-check takes over from the visit whose order it follows: findings, terms, photo numbers.

`earlier_visit` finds that visit, `case_values` and `case_rows` turn it into answers of the re-check
list (FC). Called by `Inspections` and `Checklist.prefill`. Must never take over a classified visit,
nor a finding nobody decided. Source: items FC-01 … FC-05, FC-F1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from inspector_app.domain.assignments import AssignmentKind
from inspector_app.domain.consequences import Code, parse_code
from inspector_app.domain.findings import Decision, Finding
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.wording import full_day_zh
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables

TABLE = "FC-T1"
_ORDERED = frozenset({Code.ORDER, Code.IMMEDIATE})


@dataclass(frozen=True, slots=True)
class Earlier:
    """The visit a re-check follows.

    Attributes:
        number: Number of its record, '' if it has none.
        day: Day of the visit.
        findings: Those the officers ordered to correct, in the order walked.
        preserved: Whether evidence was to be preserved.
    """

    number: str
    day: date
    findings: tuple[Finding, ...]
    preserved: bool


def earlier_visit(tables: Tables, own: StoredInspection) -> Earlier | None:
    """Return the unit's last sealed visit with an order to correct; None unless `own` re-checks."""
    order = tables.assignments.get(own.assignment_id)
    if order is None or order.kind is not AssignmentKind.RECHECK or own.classified:
        return None
    begun = datetime.fromisoformat(own.created_at)
    before = [
        visit
        for visit in tables.inspections.of_unit(own.unit_id)
        if visit.id != own.id
        and visit.state is InspectionState.SEALED
        and not visit.classified
        and datetime.fromisoformat(visit.created_at) < begun
    ]
    for visit in sorted(
        before, key=lambda one: datetime.fromisoformat(one.created_at), reverse=True
    ):
        decided = [
            finding
            for finding in tables.findings.list(visit.id)
            if finding.decision is not Decision.OPEN
        ]
        ordered = tuple(finding for finding in decided if _has(finding, _ORDERED))
        if ordered:
            assignment = tables.assignments.get(visit.assignment_id)
            return Earlier(
                number=assignment.record_number if assignment else "",
                day=_day_of(visit),
                findings=ordered,
                preserved=any(_has(finding, {Code.PRESERVE}) for finding in decided),
            )
    return None


def case_values(earlier: Earlier) -> Iterator[tuple[str, str]]:
    """Yield node name and value of what the re-check list asks about the order."""
    yield "fc_f1", "是" if earlier.preserved else "否"
    yield "fc_01_p1_1", _order(earlier)
    terms = [finding.due for finding in earlier.findings if finding.due]
    # those to be corrected at once had their term on the day of the visit
    yield "fc_02_p1_1", max(terms, default=earlier.day.isoformat())


def case_rows(earlier: Earlier) -> tuple[tuple[str, str, str], ...]:
    """Return (item, old finding, old photos) for each row of the re-check table."""
    return tuple(
        (
            finding.item,
            finding.fact,
            f"原照片{'、'.join(map(str, finding.photos))}" if finding.photos else "",
        )
        for finding in earlier.findings
    )


def _order(earlier: Earlier) -> str:
    terms = Counter(finding.due for finding in earlier.findings)
    parts = [f"检查笔录{earlier.number}"] if earlier.number else []
    parts.append(f"检查日期{full_day_zh(earlier.day)}")
    for due, count in sorted(terms.items()):
        parts.append(
            f"{count}项的改正期限至{full_day_zh(date.fromisoformat(due))}"
            if due
            else f"{count}项责令当场改正"
        )
    return "，".join(parts)


def _has(finding: Finding, codes: Iterable[Code]) -> bool:
    wanted = frozenset(codes)
    return any(parse_code(text).code in wanted for text in finding.consequence)


def _day_of(visit: StoredInspection) -> date:
    try:
        return datetime.fromisoformat(visit.visit.get("start", "")).date()
    except ValueError:
        return datetime.fromisoformat(visit.created_at).date()
