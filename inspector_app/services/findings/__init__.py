"""Findings (问题): failed items with facts, basis, competent body, consequence and term.

Refreshed from the checklist, decided by officers, printed and sealed. Asked by the findings screen,
the filing lint and signing. Must never decide by itself: every consequence is a proposal until an
officer agrees or differs with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from inspector_app.clock import Clock
from inspector_app.domain.competence import competent
from inspector_app.domain.consequences import Code, codes_text, parse_code, parse_codes, union
from inspector_app.domain.findings import Decision, Finding
from inspector_app.domain.identifiers import InspectionId, ItemCode, PersonId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError
from inspector_app.services.changes import Changes
from inspector_app.services.findings.proposing import demand_of, due_of, propose
from inspector_app.services.law_shelf import LawShelf
from inspector_app.services.moves import require_state
from inspector_app.services.writing.snapshot import VisitSnapshot
from inspector_app.storage.db import Store
from inspector_app.storage.events import Stamp
from inspector_app.storage.tables import Tables

_WITHOUT_COMPETENCE = frozenset({Code.RECORD, Code.TRANSFER, Code.REPORT, Code.NEW})
_DECIDE = Text("定问题", "have its findings decided")


class Snapshots(Protocol):
    """Where a visit comes from as one value; `services.writing.Gathering` in the app."""

    def snapshot(self, inspection_id: InspectionId) -> VisitSnapshot:
        """Return the visit as it stands."""


class Findings:
    """The findings of every inspection on this laptop."""

    def __init__(self, store: Store, clock: Clock, snapshots: Snapshots, law: LawShelf) -> None:
        self._store = store
        self._clock = clock
        self._snapshots = snapshots
        self._law = law

    def refresh(self, inspection_id: InspectionId) -> tuple[tuple[Finding, ...], Changes]:
        """Bring the findings in line with the checklist; decisions stay where they still apply.

        Raises:
            KnownError: `procedure.wrong-state` once the text is frozen.
        """
        snapshot = self._snapshots.snapshot(inspection_id)
        day = visit_day(snapshot, self._clock)
        stamp = Stamp.read(self._clock)

        def change(tables: Tables) -> tuple[tuple[Finding, ...], bool]:
            require_state(tables, inspection_id, InspectionState.CHECKING, action=_DECIDE)
            before = tables.findings.list(inspection_id)
            after = propose(
                snapshot.items,
                {finding.item: finding for finding in before},
                catalogue=self._law.catalogue,
                day=day,
                acting=snapshot.assignment.agency_short,
            )
            if after == before:
                return before, False
            tables.findings.replace_all(inspection_id, after)
            now, then = {one.item for one in after}, {one.item for one in before}
            for item in sorted(now ^ then):
                told = "proposed" if item in now else "withdrawn"
                tables.events.append(inspection_id, "finding", stamp, ref=item, new=told)
            return after, True

        findings, changed = self._store.write(change)
        return findings, Changes.of_inspection(inspection_id) if changed else Changes()

    def list(self, inspection_id: InspectionId) -> tuple[Finding, ...]:
        """Return the findings as they stand, in the order walked."""
        return self._store.read(lambda tables: tables.findings.list(inspection_id))

    def decide(
        self,
        inspection_id: InspectionId,
        item: ItemCode,
        *,
        person: PersonId,
        agree: bool = False,
        consequence: str | Sequence[str] = (),
        reason: str = "",
    ) -> tuple[Finding, Changes]:
        """Agree with the proposal, or decide otherwise with a reason.

        Args:
            agree: Take the proposal as it is.
            consequence: Codes instead of it, `"I"`, `"O15+E"` or a list of codes.
            reason: Required when the codes differ from the proposal.
            person: The officer who decides.
        Raises:
            KnownError: `finding.unknown`, `finding.reason-missing`, `finding.not-competent`,
                `law.consequence-unknown`, `procedure.wrong-state`.
        """
        snapshot = self._snapshots.snapshot(inspection_id)
        day = visit_day(snapshot, self._clock)

        def decided(finding: Finding) -> Finding:
            if agree:
                codes = finding.proposed
            else:
                given = consequence if isinstance(consequence, str) else "+".join(consequence)
                codes = codes_text(union(parse_codes(given)))
            if not codes:
                raise KnownError("finding.unknown", item=item)
            differs = set(codes) != set(finding.proposed)
            if differs and not reason.strip():
                raise KnownError("finding.reason-missing", item=item)
            self._refuse_foreign(finding, codes, snapshot)
            due = due_of(codes, day)
            wanted = due or "I" in codes
            return replace(
                finding,
                consequence=codes,
                decision=Decision.DIFFERS if differs else Decision.AGREED,
                reason=reason.strip() if differs else "",
                due=due,
                demand=(finding.demand or demand_of(finding.title)) if wanted else finding.demand,
            )

        return self._change(inspection_id, item, person, decided)

    def set_demand(
        self, inspection_id: InspectionId, item: ItemCode, text: str, person: PersonId
    ) -> tuple[Finding, Changes]:
        """Write what the unit has to do, as printed on an order."""
        return self._change(
            inspection_id, item, person, lambda finding: replace(finding, demand=text.strip())
        )

    def _refuse_foreign(
        self, finding: Finding, codes: Sequence[str], snapshot: VisitSnapshot
    ) -> None:
        acting = snapshot.assignment.agency_short
        mine = competent(finding.authority, acting)
        for code in map(parse_code, codes):
            free = code.code in _WITHOUT_COMPETENCE
            if free or (mine and code.code.value in snapshot.profile.allowed):
                continue
            raise KnownError(
                "finding.not-competent",
                agency=snapshot.assignment.agency,
                item=finding.item,
                consequence=str(code),
                authority="、".join(finding.authority),
            )

    def _change(
        self,
        inspection_id: InspectionId,
        item: ItemCode,
        person: PersonId,
        changed: _Change,
    ) -> tuple[Finding, Changes]:
        stamp = Stamp.read(self._clock)

        def change(tables: Tables) -> Finding:
            require_state(tables, inspection_id, InspectionState.CHECKING, action=_DECIDE)
            old = tables.findings.get(inspection_id, item)
            if old is None:
                raise KnownError("finding.unknown", item=item)
            new = changed(old)
            if new == old:
                return old
            tables.findings.put(inspection_id, new)
            tables.events.append(
                inspection_id,
                "finding",
                stamp,
                ref=item,
                old=_shown(old),
                new=_shown(new),
                person=person,
            )
            tables.inspections.touch(inspection_id, stamp.wall)
            return new

        return self._store.write(change), Changes.of_inspection(inspection_id)


class _Change(Protocol):
    def __call__(self, finding: Finding, /) -> Finding: ...


def visit_day(snapshot: VisitSnapshot, clock: Clock) -> date:
    """Return the day of the visit: its start, else today."""
    try:
        return datetime.fromisoformat(snapshot.visit.get("start", "")).date()
    except ValueError:
        return clock.now().date()


def _shown(finding: Finding) -> str:
    codes = "+".join(finding.consequence)
    return f"{finding.decision.value} {codes} {finding.due} {finding.reason} {finding.demand}"
