"""What is due on this laptop: orders to correct, re-checks, preserved evidence, assignments.

Asked by the page of today. The rules and the calendar are data shipped with the app; the counting
is `domain.deadlines`. What was settled is an event of the device's chain, so nobody's word about a
duty is lost or changed later. Must never settle a duty by itself, except where the store proves it:
a sealed re-check.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from inspector_app.clock import CHINA, Clock
from inspector_app.domain.assignments import Assignment, AssignmentKind
from inspector_app.domain.consequences import Code, parse_code
from inspector_app.domain.deadlines import (
    BoardRow,
    Matter,
    Rules,
    State,
    WorkingDays,
    board,
    calendar_from_data,
    rules_from_data,
)
from inspector_app.domain.findings import Decision, Finding
from inspector_app.domain.identifiers import InspectionId, PersonId, UnitId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError
from inspector_app.services.changes import Changes
from inspector_app.storage.db import Store
from inspector_app.storage.events import Stamp
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables

ORDER, RECHECK, PRESERVED, PLANNED = "DL-08", "DL-09", "DL-01", "BV-01"
_EVENT = "deadline"


class TermsShelf:
    """The table of periods and the calendar, read once."""

    def __init__(self, folder: Path) -> None:
        """Bind the folder `resources/terms`; nothing is read yet."""
        self._folder = folder
        self._read: tuple[Rules, WorkingDays] | None = None

    @property
    def rules(self) -> Rules:
        """The table; raises `deadline.rules-damaged`."""
        return self._both()[0]

    @property
    def calendar(self) -> WorkingDays:
        """The calendar; raises `deadline.calendar-damaged`."""
        return self._both()[1]

    def _both(self) -> tuple[Rules, WorkingDays]:
        if self._read is None:
            self._read = (
                rules_from_data(json.loads((self._folder / "rules.json").read_bytes())),
                calendar_from_data(json.loads((self._folder / "holidays.json").read_bytes())),
            )
        return self._read


class Deadlines:
    """The deadline board of one laptop."""

    def __init__(self, store: Store, clock: Clock, terms: TermsShelf) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms

    def board(self, *, with_done: bool = False) -> tuple[BoardRow, ...]:
        """Return what is due, the most pressing first.

        Args:
            with_done: Also what was met.
        Raises:
            KnownError: `deadline.rules-damaged`, `deadline.calendar-damaged`.
        """
        now = self._clock.now().astimezone(CHINA)
        matters = self._store.read(lambda tables: tuple(self._matters(tables, now.date())))
        rows = board(matters, self._terms.calendar, now)
        return tuple(row for row in rows if with_done or row.state is not State.DONE)

    def settle(self, key: str, on: date, person: PersonId, document: str = "") -> Changes:
        """Note that a duty was met; a later note about the same duty counts instead.

        Args:
            key: Of the row's matter; assignments are settled by their visit, not here.
            on: Day of the decision or document.
            document: Its number, for who asks later.
        Raises:
            KnownError: `deadline.matter-unknown`, `deadline.done-wrong`.
        """
        row = next((row for row in self.board(with_done=True) if row.matter.key == key), None)
        if row is None or row.matter.rule.id == PLANNED:
            raise KnownError("deadline.matter-unknown", key=key)
        start = row.matter.start
        first = start.date() if isinstance(start, datetime) else start
        if on > self._clock.now().astimezone(CHINA).date() or (first is not None and on < first):
            raise KnownError("deadline.done-wrong", day=on.isoformat())
        inspection_id = InspectionId(row.matter.place)
        stamp = Stamp.read(self._clock)
        old = row.matter.done_on

        def change(tables: Tables) -> None:
            tables.events.append(
                inspection_id,
                _EVENT,
                stamp,
                ref=key,
                old=None if old is None else old.isoformat(),
                new=f"{on.isoformat()} {document.strip()}".rstrip(),
                person=person,
            )

        self._store.write(change)
        return Changes.of_inspection(inspection_id)

    def _matters(self, tables: Tables, today: date) -> Iterator[Matter]:
        visits = [
            visit for visit in tables.inspections.list() if visit.state is not InspectionState.VOID
        ]
        replaced = {
            visit.supersedes
            for visit in visits
            if visit.supersedes
            and visit.state is InspectionState.SEALED
            and tables.findings.list(visit.id)
        }
        for visit in visits:
            if visit.id not in replaced:
                yield from self._of_visit(tables, visit, visits, today)
        begun = {visit.assignment_id for visit in visits}
        for order in tables.assignments.list():
            if order.id not in begun:
                yield self._planned(tables, order)

    def _planned(self, tables: Tables, order: Assignment) -> Matter:
        recheck = order.kind is AssignmentKind.RECHECK
        return Matter(
            key=f"{PLANNED}:{order.id}",
            rule=self._terms.rules.rule(PLANNED, order.profile),
            subject=_name(tables, order.unit_id),
            what=Text(
                f"{'复查' if recheck else '检查'}，{order.number}",
                f"{'re-check' if recheck else 'visit'}, {order.number}",
            ),
            given=order.planned_to.astimezone(CHINA).date(),
            place=order.id,
        )

    def _of_visit(
        self,
        tables: Tables,
        visit: StoredInspection,
        visits: Iterable[StoredInspection],
        today: date,
    ) -> Iterator[Matter]:
        findings = tables.findings.list(visit.id)
        if not findings:
            return
        order = tables.assignments.get(visit.assignment_id)
        profile = "" if order is None else order.profile
        subject, day = _name(tables, visit.unit_id), _day_of(visit)
        settled = _settled(tables, visit.id)
        rules = self._terms.rules
        kept = [one for one in findings if _decided(one, Code.PRESERVE)]
        if kept and day is not None:
            key = f"{PRESERVED}:{visit.id}"
            yield Matter(
                key=key,
                rule=rules.rule(PRESERVED, profile),
                subject=subject,
                what=Text(
                    f"{len(kept)} 项，起算以通知书日期为准",
                    f"{_items(len(kept))}, counted from the notice's date",
                ),
                start=day,
                done_on=settled.get(key),
                place=visit.id,
            )
        if visit.state is not InspectionState.SEALED:
            return  # an order exists from the sealed record on
        rechecked = _rechecked(tables, visit, visits)
        for due, count in _orders(findings):
            order_key, recheck_key = f"{ORDER}:{visit.id}:{due}", f"{RECHECK}:{visit.id}:{due}"
            met = settled.get(order_key)
            if due >= today or met is not None:
                yield Matter(
                    key=order_key,
                    rule=rules.rule(ORDER, profile),
                    subject=subject,
                    what=Text(f"{count} 项", _items(count)),
                    start=day,
                    given=due,
                    done_on=met or rechecked,
                    place=visit.id,
                )
            if due < today and met is None:
                # the unit's term has ended; what is due now is the agency's re-check
                yield Matter(
                    key=recheck_key,
                    rule=rules.rule(RECHECK, profile),
                    subject=subject,
                    what=Text(f"{count} 项", _items(count)),
                    start=due,
                    done_on=settled.get(recheck_key) or rechecked,
                    place=visit.id,
                )


def _items(count: int) -> str:
    return f"{count} item" if count == 1 else f"{count} items"


def _name(tables: Tables, unit_id: UnitId) -> str:
    unit = tables.units.get(unit_id)
    return unit_id if unit is None else unit.name


def _day_of(visit: StoredInspection) -> date | None:
    for text in (visit.visit.get("start", ""), visit.created_at):
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            continue
    return None


def _decided(finding: Finding, code: Code) -> bool:
    return finding.decision is not Decision.OPEN and any(
        parse_code(text).code is code for text in finding.consequence
    )


def _orders(findings: Iterable[Finding]) -> tuple[tuple[date, int], ...]:
    """Return (last day, number of findings) of every term ordered, earliest first."""
    counted: dict[date, int] = {}
    for finding in findings:
        if not finding.due or not _decided(finding, Code.ORDER):
            continue
        try:
            due = date.fromisoformat(finding.due)
        except ValueError:
            continue
        counted[due] = counted.get(due, 0) + 1
    return tuple(sorted(counted.items()))


def _settled(tables: Tables, inspection_id: InspectionId) -> dict[str, date]:
    """Return the day each duty was met, by key; the newest note counts."""
    found: dict[str, date] = {}
    for event in tables.events.list(inspection_id, kind=_EVENT):
        found[event.ref] = date.fromisoformat((event.new or "")[:10])
    return found


def _rechecked(
    tables: Tables, visit: StoredInspection, visits: Iterable[StoredInspection]
) -> date | None:
    """Return the day of the first sealed re-check of the unit after a visit."""
    days = []
    for other in visits:
        if other.unit_id != visit.unit_id or other.state is not InspectionState.SEALED:
            continue
        if datetime.fromisoformat(other.created_at) <= datetime.fromisoformat(visit.created_at):
            continue
        order = tables.assignments.get(other.assignment_id)
        day = _day_of(other)
        if order is not None and order.kind is AssignmentKind.RECHECK and day is not None:
            days.append(day)
    return min(days, default=None)
