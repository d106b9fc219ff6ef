"""The record page: what will be printed, what is wrong with it, freezing."""

from __future__ import annotations

from collections.abc import Callable

from hands import press, settle, type_chinese, words_of
from pytestqt.qtbot import QtBot
from scenes import Scene

from PySide6.QtCore import Qt

from inspector_app.domain.inspection import InspectionState

from inspector_app.ui.app import App
from inspector_app.ui.place import Place
from inspector_app.ui.screens.record.page import RecordPage
from inspector_app.ui.screens.signing.page import SigningPage

Open = Callable[..., tuple[App, Scene]]


def state_of(scene: Scene) -> InspectionState:
    return scene.workspace.inspections.get(scene.inspection).state


def page_of(app: App) -> RecordPage:
    assert isinstance(app.window.page, RecordPage)
    return app.window.page


def test_defaults_stand_in_the_fields_as_they_will_be_printed(open_scene: Open) -> None:
    app, _ = open_scene("decided", "record")
    page = page_of(app)
    assert page._fields["place"].text() == "示例市云岭区观澜路8号地下一层"
    assert page._fields["environment"].text() == "室内"
    assert page._paper.pages > 3


def test_an_open_error_keeps_the_text_from_freezing_until_it_is_mended(
    qtbot: QtBot, open_scene: Open
) -> None:
    app, scene = open_scene("decided", "record")
    page = page_of(app)
    assert "检查结束时间没有填。" in words_of(page)
    qtbot.keyClick(app.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert state_of(scene) is InspectionState.CHECKING
    assert page._main is not None
    assert not page._main.isEnabled()
    page._fields["start"].setFocus()
    scene.clock.advance(scene.start.replace(second=0) - scene.start)
    press(qtbot, app, "现在结束")
    assert "检查结束时间没有填。" not in words_of(page)
    assert page._fields["end"].text()
    assert scene.workspace.inspections.get(scene.inspection).visit["end"]


def test_text_is_stored_at_a_pause_and_when_the_page_is_left(
    qtbot: QtBot, open_scene: Open
) -> None:
    app, scene = open_scene("written", "record")
    page = page_of(app)
    field = page._fields["environment"]
    field.setFocus()
    field.clear()
    type_chinese(field, "室内，照明良好")
    qtbot.waitUntil(
        lambda: (
            scene.workspace.inspections.get(scene.inspection).visit.get("environment")
            == "室内，照明良好"
        )
    )
    field.clear()
    type_chinese(field, "室内")
    app.window.open_entry("today")
    assert scene.workspace.inspections.get(scene.inspection).visit["environment"] == "室内"


def test_an_unreadable_time_is_marked_and_not_stored(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("written", "record")
    page = page_of(app)
    before = scene.workspace.inspections.get(scene.inspection).visit["end"]
    field = page._fields["end"]
    field.setFocus()
    field.clear()
    qtbot.keyClicks(field, "25:99")
    field.settle()
    assert field.property("wrong") == "true"
    assert scene.workspace.inspections.get(scene.inspection).visit["end"] == before


def test_freezing_leads_to_signing(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("written", "record")
    press(qtbot, app, "定稿，交对方核对")
    assert state_of(scene) is InspectionState.FROZEN
    assert isinstance(app.window.page, SigningPage)
    app.window.go(Place("record", scene.inspection))
    settle()
    assert "去签名" in page_of(app)._main.text()  # type: ignore[union-attr]
    assert not page_of(app)._fields["place"].isEnabled()


def test_a_problem_leads_to_its_place(qtbot: QtBot, open_scene: Open) -> None:
    app, _ = open_scene("decided", "record")
    page = page_of(app)
    page.fix("visit:end")
    assert page._fields["end"].hasFocus()
    page.fix("item:WB-16")
    settle()
    assert app.window.page is not None
    assert app.window.page.here.screen == "checklist"
