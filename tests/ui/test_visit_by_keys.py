"""A visit from unlocking to answers, by the keyboard alone, on the real services."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import laptop
import pytest
from pytestqt.qtbot import QtBot

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.commands.training import data
from inspector_app.domain.evidence import EvidenceSource
from inspector_app.domain.inspection import InspectionState
from inspector_app.services.workspace import Workspace

from inspector_app.ui.app import App
from inspector_app.ui.place import Place
from inspector_app.ui.preferences import load_preferences
from inspector_app.ui.screens.checklist.page import ChecklistPage
from inspector_app.ui.screens.open.page import OpenPage
from inspector_app.ui.screens.samples.page import SamplesPage
from inspector_app.ui.screens.today.page import TodayPage
from inspector_app.ui.screens.unlock.page import UnlockPage

Opener = Callable[..., App]


def press(qtbot: QtBot, app: App, *keys: Qt.Key) -> None:
    for key in keys:
        target = QApplication.focusWidget() or app.window
        qtbot.keyPress(target, key)  # the release would find the part gone
        QApplication.processEvents()


def type_in(qtbot: QtBot, text: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    if text.isascii():
        qtbot.keyClicks(focus, text)
        return
    committed = QInputMethodEvent("", [])  # Chinese comes from an input method
    committed.setCommitString(text)
    QApplication.sendEvent(focus, committed)


def page(app: App, kind: type[QWidget]) -> QWidget:
    assert isinstance(app.window.page, kind), type(app.window.page)
    return app.window.page


@pytest.fixture
def activated(qtbot: QtBot) -> Callable[[App], App]:
    def activate(app: App) -> App:
        app.window.activateWindow()
        qtbot.waitUntil(app.window.isActiveWindow)
        return app

    return activate


def test_two_officers_reach_the_checklist_without_a_mouse(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, activated: Callable[[App], App]
) -> None:
    app = activated(open_window())
    page(app, UnlockPage)
    type_in(qtbot, data.PASSPHRASES[data.FIRST])
    press(qtbot, app, Qt.Key.Key_Return)
    page(app, TodayPage)
    press(qtbot, app, Qt.Key.Key_Return)
    opening = page(app, OpenPage)
    assert isinstance(opening, OpenPage)
    type_in(qtbot, data.PASSPHRASES[data.SECOND])
    press(qtbot, app, Qt.Key.Key_Return)
    assert len(workspace.unlocked) == 2
    press(qtbot, app, Qt.Key.Key_Return)  # both have shown their credentials
    assert opening._open_gate == "G-04"
    opening._forms["G-04"].note()  # a spot check, for the reason of the order
    press(qtbot, app, Qt.Key.Key_1)  # recusal: not asked for
    type_in(qtbot, "演示-07")
    press(qtbot, app, Qt.Key.Key_Return)
    type_in(qtbot, "高模拟")
    press(qtbot, app, Qt.Key.Key_Tab)
    type_in(qtbot, "店长")
    press(qtbot, app, Qt.Key.Key_Return)
    press(qtbot, app, Qt.Key.Key_1)  # not classified
    press(qtbot, app, Qt.Key.Key_Return)
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    assert checklist.view.state is InspectionState.CHECKING


def test_a_wrong_passphrase_is_told_and_nothing_opens(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, activated: Callable[[App], App]
) -> None:
    app = activated(open_window())
    type_in(qtbot, "not the passphrase")
    press(qtbot, app, Qt.Key.Key_Return)
    unlock = page(app, UnlockPage)
    assert isinstance(unlock, UnlockPage)
    assert not workspace.unlocked
    assert unlock._message.label.whole
    assert unlock.field.text() == ""


def test_one_officer_cannot_enter_and_the_page_says_what_is_missing(
    workspace: Workspace, open_window: Opener
) -> None:
    laptop.unlock(workspace, data.FIRST)
    inspection = laptop.begin(workspace)
    laptop.pass_gates(workspace, inspection)
    app = open_window(Place("open", inspection))
    opening = page(app, OpenPage)
    assert isinstance(opening, OpenPage)
    assert not opening._enter.isEnabled()
    assert "两名执法人员" in opening._missing.whole


def test_an_expired_officer_is_swapped_by_one_key(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, activated: Callable[[App], App]
) -> None:
    laptop.unlock(workspace, data.FIRST)
    inspection = laptop.begin(workspace)
    laptop.expire_second(workspace, inspection)
    app = activated(open_window(Place("open", inspection)))
    press(qtbot, app, Qt.Key.Key_F4)
    chosen = [officer.person_id for officer in workspace.inspections.get(inspection).officers]
    assert chosen == [data.FIRST, data.SECOND]


def test_answers_by_digits_are_stored_before_the_light_says_so(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, activated: Callable[[App], App]
) -> None:
    inspection = laptop.enter(workspace)
    app = activated(open_window(Place("checklist", inspection, "WB-22")))
    press(qtbot, app, Qt.Key.Key_2)
    assert workspace.inspections.checklist(inspection).item("WB-22").verdict == "ng"
    assert app.window.status.light.state == "saved"
    press(qtbot, app, Qt.Key.Key_1)
    assert workspace.inspections.checklist(inspection).item("WB-22").verdict == "ok"


def test_enter_goes_to_the_next_item_that_lacks_something(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, activated: Callable[[App], App]
) -> None:
    inspection = laptop.enter(workspace)
    app = activated(open_window(Place("checklist", inspection, "WB-23")))
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    press(qtbot, app, Qt.Key.Key_1, Qt.Key.Key_Return)
    assert checklist.code == workspace.inspections.checklist(inspection).next_open("WB-23")


def test_an_answer_is_taken_back_by_undo(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    inspection = laptop.enter(workspace)
    app = open_window(Place("checklist", inspection, "WB-22"))
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    checklist.answer("ng")
    checklist.undo()
    assert workspace.inspections.checklist(inspection).item("WB-22").verdict == ""


def test_a_reason_is_asked_for_where_the_officers_differ(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    inspection = laptop.enter(workspace)
    app = open_window(Place("checklist", inspection, "WB-01"))
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    part = checklist.item.parts[0]
    checklist.give(part.ref, part.choices[0][0])
    checklist.answer("na")
    assert checklist.item.reason_required
    assert checklist.card._reason is not None
    checklist.card._reason.setPlainText("许可证原件在上级单位")
    checklist.leave()
    stored = workspace.inspections.checklist(inspection).item("WB-01")
    assert stored.reason == "许可证原件在上级单位"


def test_text_being_written_survives_closing_the_window(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    inspection = laptop.enter(workspace)
    app = open_window(Place("checklist", inspection, "WB-22"))
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    checklist.answer("ng")
    assert checklist.card._sentence is not None
    checklist.card._sentence.setPlainText("北侧门没有标志。")
    app.window.close()
    stored = workspace.inspections.checklist(inspection).item("WB-22")
    assert stored.sentence.startswith("北侧门没有标志")


def test_the_window_resumes_at_the_same_item_after_locking(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, activated: Callable[[App], App]
) -> None:
    inspection = laptop.enter(workspace)
    app = activated(open_window(Place("checklist", inspection, "WB-22")))
    app.window.lock()
    page(app, UnlockPage)
    assert not workspace.unlocked
    type_in(qtbot, data.PASSPHRASES[data.FIRST])
    press(qtbot, app, Qt.Key.Key_Return)
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    assert checklist.code == "WB-22"


def test_the_place_is_kept_on_disk_without_a_name_or_an_answer(
    workspace: Workspace, open_window: Opener
) -> None:
    inspection = laptop.enter(workspace)
    open_window(Place("checklist", inspection, "WB-22"))
    kept = load_preferences(workspace.folder)
    assert kept.place == Place("checklist", inspection, "WB-22")
    text = (workspace.folder / "window.json").read_text("utf-8")
    assert "青禾" not in text


@pytest.mark.parametrize("source", ["files", "folder"])
def test_photographs_come_in_by_drop(
    tmp_path: Path, workspace: Workspace, open_window: Opener, source: str
) -> None:
    inspection = laptop.enter(workspace)
    folder = tmp_path / "photos"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.jpg").write_bytes(laptop.picture(f"#{n}07080"))
    (folder / "note.txt").write_text("no picture")
    app = open_window(Place("checklist", inspection, "WB-22"))
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    dropped = QMimeData()
    files = [folder] if source == "folder" else sorted(folder.glob("*.jpg"))
    dropped.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    assert checklist.intake.take_mime(dropped, "WB-22", EvidenceSource.DROP)
    assert checklist.item.photos == (1, 2, 3)
    assert not checklist.intake.busy


def test_a_picture_is_pasted(workspace: Workspace, open_window: Opener) -> None:
    inspection = laptop.enter(workspace)
    app = open_window(Place("checklist", inspection, "WB-22"))
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    pasted = QMimeData()
    pasted.setImageData(image)
    assert checklist.intake.take_mime(pasted, "WB-22", EvidenceSource.PASTE)
    assert checklist.item.photos == (1,)


def test_a_place_without_photos_takes_none(workspace: Workspace, open_window: Opener) -> None:
    inspection = laptop.enter(workspace)
    app = open_window(Place("checklist", inspection, "WB-23"))
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    assert checklist.item.photo_rule.startswith("X")
    assert not checklist._photos_allowed()


def test_seats_are_drawn_and_checked_by_digits(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, activated: Callable[[App], App]
) -> None:
    inspection = laptop.enter(workspace)
    app = activated(open_window(Place("samples", inspection, "WB-T1")))
    samples = page(app, SamplesPage)
    assert isinstance(samples, SamplesPage)
    samples.next_row()  # draws
    rows = samples.table.rows
    assert len(rows) == 12
    press(qtbot, app, *[Qt.Key.Key_1] * 7)
    assert samples._finished(samples.table.rows[0])
    press(qtbot, app, Qt.Key.Key_Return)
    assert samples.n == 1
    samples.copy_above()
    assert samples._finished(samples.table.rows[1])


def test_the_same_seats_come_out_whoever_draws(workspace: Workspace, open_window: Opener) -> None:
    inspection = laptop.enter(workspace)
    app = open_window(Place("samples", inspection, "WB-T1"))
    samples = page(app, SamplesPage)
    assert isinstance(samples, SamplesPage)
    samples.next_row()
    draw = samples.table.draws[-1]
    assert draw.origin == "assignment"
    assert tuple(samples._row_name(row) for row in samples.table.rows) == draw.result


def test_a_table_with_two_draws_keeps_both(workspace: Workspace, open_window: Opener) -> None:
    inspection = laptop.enter(workspace, 2)
    page = open_window(Place("samples", inspection)).window.page
    assert isinstance(page, SamplesPage)
    page.choose_table([table.code for table in page.tables].index("JF-T2"))
    for way, population in enumerate(("R01-R40", "1-200")):
        if way:
            page._on_way_clicked(way)
        assert page._draw_field is not None
        page._draw_field.setPlainText(population)
        page._draw()
    kinds = [one.cells[0].value for one in page.table.rows]
    assert kinds == ["机柜"] * 5 + ["IP"] * 10


def test_problems_lead_to_their_item(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, activated: Callable[[App], App]
) -> None:
    inspection = laptop.enter(workspace)
    app = activated(open_window(Place("checklist", inspection, "WB-22")))
    press(qtbot, app, Qt.Key.Key_F8)
    assert not app.window.problems.isHidden()
    press(qtbot, app, Qt.Key.Key_Return)
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    assert app.window.problems.isHidden()
    assert checklist.code == checklist.problems()[0].target


def test_typing_a_letter_in_a_field_triggers_no_key_of_the_page(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, activated: Callable[[App], App]
) -> None:
    inspection = laptop.enter(workspace)
    app = activated(open_window(Place("checklist", inspection, "WB-12")))
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    checklist.card.write_note()
    type_in(qtbot, "u123")
    assert checklist.card._note is not None
    assert checklist.card._note.text() == "u123"
    assert checklist.item.verdict == ""
    assert not checklist.only_open


def test_escape_closes_a_list_before_it_leaves_the_page(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, activated: Callable[[App], App]
) -> None:
    inspection = laptop.enter(workspace)
    app = activated(open_window(Place("checklist", inspection, "WB-22")))
    press(qtbot, app, Qt.Key.Key_F8, Qt.Key.Key_Escape)
    page(app, ChecklistPage)
    assert app.window.problems.isHidden()
    press(qtbot, app, Qt.Key.Key_Escape)
    page(app, TodayPage)


def test_a_window_too_small_for_columns_stacks_them_and_keeps_the_place(
    workspace: Workspace, open_window: Opener
) -> None:
    inspection = laptop.enter(workspace)
    app = open_window(Place("checklist", inspection, "WB-22"))
    app.window.resize(1100, 700)
    QApplication.processEvents()
    checklist = page(app, ChecklistPage)
    assert isinstance(checklist, ChecklistPage)
    assert checklist._compact
    assert checklist.code == "WB-22"
