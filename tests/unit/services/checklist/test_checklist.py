"""The checklist as it is used: durable answers, progress, refusals, prefilled procedure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector_app.commands.training import data
from inspector_app.domain.identifiers import InspectionId
from inspector_app.domain.inspection import InspectionState
from inspector_app.errors import KnownError
from inspector_app.services.checklist import Checklist
from inspector_app.services.moves import move
from inspector_app.services.workspace import Workspace

Reopen = Callable[[], Workspace]
YES, NO = "ok", "ng"


@pytest.fixture
def checklist(workspace: Workspace, entered: InspectionId) -> Checklist:
    return workspace.inspections.checklist(entered)


def _again(
    workspace: Workspace, reopen: Reopen, visit: InspectionId
) -> tuple[Workspace, Checklist]:
    workspace.close()
    fresh = reopen()
    fresh.unlock(data.FIRST, data.PASSPHRASES[data.FIRST])
    return fresh, fresh.inspections.checklist(visit)


def test_an_answer_survives_a_restart(
    workspace: Workspace, checklist: Checklist, entered: InspectionId, reopen: Reopen
) -> None:
    ref = checklist.item("WB-22").verdict_ref
    saved = checklist.set(ref, NO, data.FIRST)
    assert saved.items[0] == "WB-22"
    assert saved.changes.inspections == {entered}
    fresh, again = _again(workspace, reopen, entered)
    assert again.item("WB-22").verdict == NO
    row = fresh.inspections.rows()[0]
    assert (row.last_item, row.answered, row.saved_at) == ("WB-22", 1, saved.saved_at)
    fresh.close()


def test_every_answer_is_an_event_with_what_was_there_before(
    workspace: Workspace, checklist: Checklist, entered: InspectionId
) -> None:
    ref = checklist.item("WB-22").verdict_ref
    checklist.set(ref, YES, data.FIRST)
    checklist.set(ref, NO, data.SECOND)
    store = workspace.services.store
    events = store.read(lambda tables: tables.events.list(entered, ref=ref))
    assert [(e.kind, e.old, e.new, e.person) for e in events] == [
        ("answer", "", YES, data.FIRST),
        ("answer", YES, NO, data.SECOND),
    ]
    store.read(lambda tables: tables.events.verify())
    answer = checklist.answers()[ref]
    assert (answer.value, answer.officer, answer.seq) == (NO, data.SECOND, events[-1].seq)


def test_the_procedure_is_filled_in_by_what_was_noted(checklist: Checklist) -> None:
    for code in ("PR-01", "PR-02", "PR-03", "PR-04", "PR-05", "PR-06"):
        assert checklist.item(code).verdict == YES, code
    assert checklist.item("PR-11").parts[0].value == "否"
    assert checklist.item("PR-10").parts[0].value.startswith("2026-11-21T09:30")
    assert "高模拟" in checklist.item("PR-07").parts[1].value


def test_what_officers_answered_is_not_filled_in_again(
    workspace: Workspace, checklist: Checklist, entered: InspectionId
) -> None:
    part = checklist.item("PR-07").parts[1]
    checklist.set(part.ref, "高模拟，夜班店长", data.FIRST)
    workspace.inspections.record_event(entered, "person-present", data.FIRST, {"name": "别人"})
    assert checklist.item("PR-07").parts[1].value == "高模拟，夜班店长"


def test_the_log_probe_has_its_days(checklist: Checklist) -> None:
    table = next(table for table in checklist.tables() if table.code == "WB-T2")
    assert [row.cells[0].value for row in table.rows] == [
        "2026-11-21", "2026-11-14", "2026-10-22", "2026-09-23", "2026-09-22", "2026-05-21",
    ]  # fmt: skip


def test_a_draw_fills_rows_by_the_assignments_seed_and_can_be_repeated(
    workspace: Workspace, checklist: Checklist, entered: InspectionId
) -> None:
    saved = checklist.draw("WB-T1", "1-120，不含 13", data.FIRST)
    assert "WB-T1" in saved.tables
    table = next(table for table in checklist.tables() if table.code == "WB-T1")
    (drawn,) = table.draws
    assert (drawn.population, drawn.n) == (119, 12)
    assert (drawn.origin, drawn.method) == ("assignment", "draw-1")
    assert tuple(row.cells[0].value for row in table.rows) == drawn.result
    assert "13" not in drawn.result
    with pytest.raises(KnownError) as caught:
        checklist.draw("WB-T1", "1-120，不含 13", data.FIRST)
    assert caught.value.code == "checklist.redraw-reason"
    checklist.draw("WB-T1", "1-120，不含 13", data.FIRST, reason="首次范围有误")
    table = next(table for table in checklist.tables() if table.code == "WB-T1")
    assert [d.attempt for d in table.draws] == [1, 2]
    assert table.draws[0].result != table.draws[1].result
    assert len(table.rows) == 12


def test_rows_come_and_go_and_cells_are_answers(checklist: Checklist) -> None:
    added = checklist.add_row("WB-T1", data.FIRST)
    table = next(table for table in checklist.tables() if table.code == "WB-T1")
    assert added.ref == table.rows[-1].ref
    saved = checklist.set(table.rows[-1].cells[0].ref, "A07", data.FIRST)
    assert "WB-T1" in saved.tables
    checklist.remove_row("WB-T1", 0, data.FIRST)
    assert next(t for t in checklist.tables() if t.code == "WB-T1").rows == ()


def test_undo_and_redo_are_on_disk_too(
    workspace: Workspace, checklist: Checklist, entered: InspectionId, reopen: Reopen
) -> None:
    ref = checklist.item("WB-22").verdict_ref
    checklist.set(ref, NO, data.FIRST)
    assert checklist.undo() is not None
    assert checklist.item("WB-22").verdict == ""
    assert checklist.redo() is not None
    assert checklist.redo() is None
    checklist.undo(data.FIRST)
    fresh, again = _again(workspace, reopen, entered)
    assert again.item("WB-22").verdict == ""
    fresh.close()


def test_a_refused_value_changes_nothing(
    workspace: Workspace, checklist: Checklist, entered: InspectionId
) -> None:
    store = workspace.services.store
    before = store.read(lambda tables: tables.events.head())
    with pytest.raises(KnownError):
        checklist.set(checklist.item("WB-22").verdict_ref, "maybe", data.FIRST)
    assert checklist.item("WB-22").verdict == ""
    assert store.read(lambda tables: tables.events.head()) == before


def test_a_failed_write_puts_the_screen_back_to_what_is_on_disk(
    workspace: Workspace, checklist: Checklist, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspector_app.storage.drafts import DraftTable

    ref = checklist.item("WB-22").verdict_ref
    checklist.set(ref, YES, data.FIRST)

    def disk_full(*_: object) -> None:
        raise KnownError("store.disk-full")

    with monkeypatch.context() as patch:
        patch.setattr(DraftTable, "put", disk_full)
        with pytest.raises(KnownError):
            checklist.set(ref, NO, data.FIRST)
    assert checklist.item("WB-22").verdict == YES
    checklist.set(ref, NO, data.FIRST)
    assert checklist.item("WB-22").verdict == NO


@pytest.mark.parametrize("state", [InspectionState.FROZEN, InspectionState.VOID])
def test_nothing_changes_after_the_freeze(
    workspace: Workspace, checklist: Checklist, entered: InspectionId, state: InspectionState
) -> None:
    ref = checklist.item("WB-22").verdict_ref
    workspace.services.store.write(lambda tables: move(tables, entered, state))
    changes: tuple[Callable[[], object], ...] = (
        lambda: checklist.set(ref, NO, data.FIRST),
        lambda: checklist.add_row("WB-T1", data.FIRST),
        lambda: checklist.draw("WB-T1", "1-20", data.FIRST),
        lambda: checklist.set_sentence("WB-22", "另写", data.FIRST),
        lambda: checklist.note("WB-22", "record", "备注", data.FIRST),
    )
    for change in changes:
        with pytest.raises(KnownError) as caught:
            change()
        assert caught.value.code == "procedure.wrong-state"
    assert checklist.item("WB-22").verdict == ""


def test_before_entering_only_the_procedure_can_be_answered(
    workspace: Workspace, cafe: InspectionId
) -> None:
    checklist = workspace.inspections.checklist(cafe)
    part = checklist.item("PR-09").parts[0]
    checklist.set(part.ref, "无", data.FIRST)
    with pytest.raises(KnownError) as caught:
        checklist.set(checklist.item("WB-22").verdict_ref, NO, data.FIRST)
    assert caught.value.code == "procedure.wrong-state"


def test_sentences_carry_what_was_answered(checklist: Checklist) -> None:
    item = checklist.item("WB-12")
    for part, value in zip(item.parts, ("120", "126"), strict=True):
        checklist.set(part.ref, value, data.FIRST)
    item = checklist.item("WB-12")
    if not item.verdict:
        checklist.set(item.verdict_ref, NO, data.FIRST)
    sentence = checklist.sentence("WB-12")
    assert "126" in sentence
    assert "{" not in sentence
    checklist.set_sentence("WB-12", "现场清点126台，核定120台。", data.FIRST)
    assert checklist.item("WB-12").sentence == "现场清点126台，核定120台。"
    assert checklist.item("WB-12").own_sentence
    checklist.set_sentence("WB-12", "", data.FIRST)
    assert checklist.sentence("WB-12") == sentence


def test_a_failed_item_asks_for_its_photos(checklist: Checklist) -> None:
    item = checklist.item("WB-22")
    assert item.photo_problem is None
    checklist.set(item.verdict_ref, NO, data.FIRST)
    item = checklist.item("WB-22")
    assert item.photo_rule[0] in "FR"
    assert item.photo_problem is not None
    assert item.photo_problem.zh


def test_the_next_open_item_wraps_around(checklist: Checklist) -> None:
    first = checklist.next_open()
    assert first is not None
    last = list(checklist.outline.items)[-1]
    assert checklist.next_open(last) == first
    assert checklist.next_open(first) != first


def test_sections_count_what_applies(checklist: Checklist) -> None:
    sections = {section.key: section for section in checklist.sections()}
    assert sections["procedure"].items[0] == "PR-01"
    first = next(s for s in checklist.sections() if s.key == "s01")
    before = first.total
    assert (first.answered, first.failed) == (0, 0)
    item = checklist.item("WB-01")
    checklist.set(item.parts[0].ref, "无证", data.FIRST)
    after = next(s for s in checklist.sections() if s.key == "s01")
    # Without a licence most of the licence items have no sense.
    assert after.total < before


def test_declaring_a_classified_place_cannot_be_taken_back(
    workspace: Workspace, checklist: Checklist, entered: InspectionId
) -> None:
    ref = checklist.item("PR-11").parts[0].ref
    checklist.set(ref, "是", data.FIRST)
    assert workspace.inspections.get(entered).classified
    with pytest.raises(KnownError) as caught:
        checklist.set(ref, "否", data.FIRST)
    assert caught.value.code == "inspection.classified-final"
    assert checklist.undo(data.FIRST) is None
    assert checklist.item("PR-11").parts[0].value == "是"
    assert workspace.inspections.get(entered).classified


def test_undo_stops_before_what_the_app_filled_in(
    workspace: Workspace, checklist: Checklist, entered: InspectionId
) -> None:
    assert checklist.undo(data.FIRST) is None
    checklist.draw("WB-T1", "1-40", data.FIRST)
    checklist.undo(data.FIRST)
    assert next(t for t in checklist.tables() if t.code == "WB-T1").rows == ()
    assert checklist.item("PR-03").verdict == YES


def test_labels_follow_the_language_and_the_record_stays_chinese(
    workspace: Workspace, checklist: Checklist, entered: InspectionId
) -> None:
    chinese = checklist.item("WB-22").title
    checklist.speak("en")
    assert checklist.item("WB-22").title != chinese
    with checklist.speaking("zh"):
        assert checklist.item("WB-22").title == chinese
    assert checklist.item("WB-22").title != chinese
    assert checklist.why("WB-22")


def test_why_tells_of_answers_that_fail_their_check(
    checklist: Checklist, entered: InspectionId
) -> None:
    part = next(
        part
        for section in checklist.sections()
        for code in section.items
        for part in checklist.item(code).parts
        if part.unit and checklist.item(code).relevant
    )
    code = next(
        code
        for section in checklist.sections()
        for code in section.items
        if part.ref in [own.ref for own in checklist.item(code).parts]
    )
    assert "\n" not in checklist.why(code)
    checklist.set(part.ref, "-1", data.FIRST)
    assert "=-1（要求≥0）" in checklist.why(code).partition("\n")[2]


def test_unknown_codes_are_told(checklist: Checklist) -> None:
    asked: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: checklist.item("WB-999"), "checklist.item-unknown"),
        (lambda: checklist.add_row("WB-T9", data.FIRST), "checklist.table-unknown"),
    )
    for ask, code in asked:
        with pytest.raises(KnownError) as caught:
            ask()
        assert caught.value.code == code


def test_notes_are_numbered_and_belong_to_their_item(
    workspace: Workspace, checklist: Checklist, entered: InspectionId
) -> None:
    checklist.note("WB-22", "record", "北门亦无标志", data.FIRST)
    checklist.note("", "internal", "店长较配合", data.SECOND)
    (note,) = checklist.item("WB-22").notes
    assert (note.n, note.kind, note.text, note.person) == (1, "record", "北门亦无标志", data.FIRST)
    listed = workspace.services.store.read(lambda tables: tables.notes.list(entered))
    assert [n.n for n in listed] == [1, 2]
