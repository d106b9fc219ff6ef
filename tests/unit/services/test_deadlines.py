"""The laptop's deadline board, from what its store holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from inspector_app.clock import SteppingClock
from inspector_app.commands.training import data
from inspector_app.domain.assignments import AssignmentKind
from inspector_app.domain.deadlines import BoardRow, State
from inspector_app.domain.findings import Decision, Finding, Severity
from inspector_app.domain.identifiers import AssignmentId, InspectionId, ItemCode
from inspector_app.domain.inspection import InspectionState
from inspector_app.errors import KnownError
from inspector_app.services.workspace import Workspace
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables

DAY = date(2026, 11, 21)


def finding(
    item: str, codes: tuple[str, ...], due: str = "", decision: Decision = Decision.AGREED
) -> Finding:
    return Finding(
        item=ItemCode(item),
        title="示例检查项",
        fact="示例事实。",
        severity=Severity.SERIOUS,
        basis=("cafe:21",),
        basis_text=("示例依据",),
        authority=("文旅",),
        proposed=codes,
        consequence=codes,
        decision=decision,
        due=due,
    )


@pytest.fixture
def visit(workspace: Workspace, order: AssignmentId) -> InspectionId:
    """A visit of 21 November 2026 with two orders, one of them for two items, and evidence."""
    inspection_id, _ = workspace.inspections.begin(order)

    def fill(tables: Tables) -> None:
        tables.inspections.set_visit(inspection_id, "start", "2026-11-21T09:40:00+08:00")
        tables.findings.replace_all(
            inspection_id,
            [
                finding("WB-22", ("O7",), "2026-11-28"),
                finding("WB-23", ("O7",), "2026-11-28"),
                finding("WB-24", ("O15", "E"), "2026-12-06"),
                finding("WB-25", ("O3",), "2026-11-24", Decision.OPEN),
                finding("WB-26", ("R",)),
            ],
        )
        tables.inspections.set_state(inspection_id, InspectionState.SEALED)

    workspace.services.store.write(fill)
    return inspection_id


def of_visit(workspace: Workspace, visit: InspectionId, **more: bool) -> list[BoardRow]:
    return [row for row in workspace.deadlines.board(**more) if row.matter.place == visit]


def told(rows: list[BoardRow]) -> list[tuple[str, str, str]]:
    return [
        (
            row.matter.rule.id,
            "" if row.end is None else row.end.day.isoformat(),
            row.standing.words.zh,
        )
        for row in rows
    ]


def test_orders_and_preserved_evidence_of_a_sealed_visit_are_on_the_board(
    workspace: Workspace, visit: InspectionId
) -> None:
    rows = of_visit(workspace, visit)
    assert told(rows) == [
        ("DL-08", "2026-11-28", "还有 7 天"),
        ("DL-01", "2026-12-01", "还有 7 个工作日"),
        ("DL-08", "2026-12-06", "还有 15 天"),
    ]
    assert rows[0].matter.what.zh == "2 项"
    assert {row.matter.subject for row in rows} == {workspace.ledger.get(data.CAFE).name}


def test_what_officers_have_not_decided_binds_nobody(
    workspace: Workspace, visit: InspectionId
) -> None:
    assert "2026-11-24" not in {end for _, end, _ in told(of_visit(workspace, visit))}


def test_an_order_counts_from_the_sealed_record_preserved_evidence_at_once(
    workspace: Workspace, visit: InspectionId
) -> None:
    workspace.services.store.write(
        lambda tables: tables.inspections.set_state(visit, InspectionState.CHECKING)
    )
    assert [row.matter.rule.id for row in of_visit(workspace, visit)] == ["DL-01"]
    workspace.services.store.write(
        lambda tables: tables.inspections.set_state(visit, InspectionState.VOID, "演练")
    )
    assert of_visit(workspace, visit) == []


def test_after_a_term_the_re_check_is_due_within_its_working_days(
    workspace: Workspace, visit: InspectionId, clock: SteppingClock
) -> None:
    clock.advance(timedelta(days=9))  # Monday 30 November
    rows = of_visit(workspace, visit)
    assert told(rows) == [
        ("DL-01", "2026-12-01", "还有 1 个工作日"),
        ("DL-09", "2026-12-04", "还有 4 个工作日"),
        ("DL-08", "2026-12-06", "还有 6 天"),
    ]
    clock.advance(timedelta(days=7))
    assert [row.state for row in of_visit(workspace, visit)] == [
        State.OVERDUE, State.OVERDUE, State.RUNNING,
    ]  # fmt: skip


def test_the_police_count_their_own_days(
    workspace: Workspace, visit: InspectionId, order: AssignmentId
) -> None:
    def point(tables: Tables) -> None:
        known = tables.assignments.get(order)
        assert known is not None
        tables.assignments.put(replace(known, profile="police", version=9))

    workspace.services.store.write(point)
    row = next(row for row in of_visit(workspace, visit) if row.matter.rule.id == "DL-01")
    assert row.safe is not None
    assert row.legal is not None
    assert row.end is row.safe
    assert (row.safe.day, row.legal.day) == (date(2026, 11, 28), date(2026, 11, 30))


def test_a_sealed_re_check_settles_the_order_and_nothing_else(
    workspace: Workspace, visit: InspectionId, order: AssignmentId, clock: SteppingClock
) -> None:
    clock.advance(timedelta(days=9))

    def again(tables: Tables) -> None:
        known = tables.assignments.get(order)
        assert known is not None
        later = replace(known, id=AssignmentId("a-recheck"), kind=AssignmentKind.RECHECK)
        tables.assignments.put(later)
        tables.inspections.add(
            StoredInspection(
                id=InspectionId("f" * 32),
                assignment_id=later.id,
                unit_id=later.unit_id,
                state=InspectionState.SEALED,
                form_sha256="00" * 32,
                created_at="2026-11-30T09:00:00+08:00",
                saved_at="2026-11-30T10:00:00+08:00",
            )
        )

    workspace.services.store.write(again)
    assert [row.matter.rule.id for row in of_visit(workspace, visit)] == ["DL-01"]
    met = [row for row in of_visit(workspace, visit, with_done=True) if row.state is State.DONE]
    assert {row.matter.rule.id for row in met} == {"DL-08", "DL-09"}
    assert {row.matter.done_on for row in met} == {date(2026, 11, 30)}


def test_a_settled_duty_leaves_the_board_and_stays_in_the_chain(
    workspace: Workspace, visit: InspectionId, clock: SteppingClock
) -> None:
    clock.advance(timedelta(days=12))
    row = next(row for row in of_visit(workspace, visit) if row.matter.rule.id == "DL-01")
    on = date(2026, 12, 2)
    changes = workspace.deadlines.settle(row.matter.key, on, data.FIRST, "示文综处〔2026〕3号")
    assert changes.inspections == {visit}
    assert row.matter.key not in {one.matter.key for one in of_visit(workspace, visit)}
    rows = of_visit(workspace, visit, with_done=True)
    settled = next(one for one in rows if one.matter.key == row.matter.key)
    assert settled.standing.words.zh == "已办结，迟 1 天"
    # a corrected day counts instead; both notes stay
    workspace.deadlines.settle(row.matter.key, date(2026, 12, 1), data.SECOND)
    rows = of_visit(workspace, visit, with_done=True)
    settled = next(one for one in rows if one.matter.key == row.matter.key)
    assert settled.standing.words.zh == "已办结"
    store = workspace.services.store
    events = store.read(lambda tables: tables.events.list(visit, kind="deadline"))
    assert [(event.new, event.person) for event in events] == [
        ("2026-12-02 示文综处〔2026〕3号", data.FIRST),
        ("2026-12-01", data.SECOND),
    ]
    assert store.read(lambda tables: tables.events.verify()) > 0


def test_an_order_met_early_needs_no_re_check_afterwards(
    workspace: Workspace, visit: InspectionId, clock: SteppingClock
) -> None:
    key = of_visit(workspace, visit)[0].matter.key
    clock.advance(timedelta(days=3))
    workspace.deadlines.settle(key, date(2026, 11, 24), data.FIRST)
    clock.advance(timedelta(days=10))
    assert "2026-12-04" not in {end for _, end, _ in told(of_visit(workspace, visit))}


@pytest.mark.parametrize("on", [DAY - timedelta(1), DAY + timedelta(1)])
def test_a_duty_cannot_be_met_before_it_arose_or_in_the_future(
    workspace: Workspace, visit: InspectionId, on: date
) -> None:
    key = next(
        row.matter.key for row in of_visit(workspace, visit) if row.matter.rule.id == "DL-01"
    )
    with pytest.raises(KnownError) as caught:
        workspace.deadlines.settle(key, on, data.FIRST)
    assert caught.value.code == "deadline.done-wrong"
    assert of_visit(workspace, visit, with_done=True)[1].matter.done_on is None


def test_what_is_not_on_the_board_cannot_be_settled(
    workspace: Workspace, visit: InspectionId
) -> None:
    planned = next(
        row.matter.key for row in workspace.deadlines.board() if row.matter.rule.id == "BV-01"
    )
    for key in ("DL-01:unknown", planned):
        with pytest.raises(KnownError) as caught:
            workspace.deadlines.settle(key, DAY, data.FIRST)
        assert caught.value.code == "deadline.matter-unknown"


def test_assignments_not_begun_are_due_on_their_last_planned_day(
    workspace: Workspace, visit: InspectionId, clock: SteppingClock
) -> None:
    planned = [row for row in workspace.deadlines.board() if row.matter.rule.id == "BV-01"]
    assert len(planned) == 2, "the third assignment has its visit"
    assert {row.state for row in planned} == {State.TODAY}
    clock.advance(timedelta(days=2))
    late = [row for row in workspace.deadlines.board() if row.matter.rule.id == "BV-01"]
    assert {row.standing.words.zh for row in late} == {"逾期 2 天"}


def test_a_supplement_with_findings_of_its_own_replaces_the_old_orders(
    workspace: Workspace, visit: InspectionId, order: AssignmentId
) -> None:
    newer = InspectionId("e" * 32)

    def supplement(tables: Tables) -> None:
        old = tables.inspections.get(visit)
        tables.inspections.add(replace(old, id=newer, supersedes=visit))
        tables.findings.replace_all(newer, [finding("WB-22", ("O30",), "2026-12-21")])

    workspace.services.store.write(supplement)
    assert of_visit(workspace, visit) == []
    assert told(of_visit(workspace, newer)) == [("DL-08", "2026-12-21", "还有 30 天")]
