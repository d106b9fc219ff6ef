"""The ledger finds by two characters; settings take effect at once."""

from __future__ import annotations

from collections.abc import Callable

import laptop
from hands import press, settle, type_chinese, words_of
from pytestqt.qtbot import QtBot
from scenes import Scene

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from inspector_app.commands.training import data
from inspector_app.services.workspace import Workspace

from inspector_app.ui.app import App
from inspector_app.ui.place import Place
from inspector_app.ui.preferences import load_preferences
from inspector_app.ui.preview.window import PreviewWindow
from inspector_app.ui.screens.ledger.page import LedgerPage
from inspector_app.ui.screens.ledger.parts import UnitRow
from inspector_app.ui.screens.settings.page import SettingsPage
from inspector_app.ui.theme import Scheme

Open = Callable[..., tuple[App, Scene]]
Opener = Callable[..., App]


def ledger(workspace: Workspace, open_window: Opener) -> tuple[App, LedgerPage]:
    laptop.unlock(workspace, data.FIRST)
    app = open_window(Place("ledger"))
    assert isinstance(app.window.page, LedgerPage)
    return app, app.window.page


def rows(page: LedgerPage) -> list[str]:
    return [one.accessibleName() for one in page.findChildren(UnitRow) if one.isVisible()]


def test_two_characters_find_a_unit(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    app, page = ledger(workspace, open_window)
    assert len(rows(page)) > 3
    type_chinese(page._search, "云麓")
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    assert rows(page)[0].startswith("云麓数据中心")
    assert "找到 1 家" in words_of(page)
    assert app.window.page is page


def test_nothing_found_says_what_else_to_try(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    _, page = ledger(workspace, open_window)
    type_chinese(page._search, "没有这家")
    qtbot.waitUntil(lambda: not rows(page))
    settle()
    assert "也可以用统一代码或路名来找" in words_of(page)


def test_arrows_choose_a_unit_while_one_types(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    app, page = ledger(workspace, open_window)
    first = page.here.detail
    qtbot.keyClick(app.window, Qt.Key.Key_Down)
    assert page.here.detail != first
    qtbot.keyClick(app.window, Qt.Key.Key_Up)
    assert page.here.detail == first


def test_a_search_under_way_ends_with_the_page(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    app, page = ledger(workspace, open_window)
    type_chinese(page._search, "青禾")
    app.window.lock()
    qtbot.wait(300)
    assert not workspace.unlocked


def test_history_leads_to_the_visit(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("sent", "ledger", "u-0001")
    page = app.window.page
    assert isinstance(page, LedgerPage)
    unit = scene.workspace.inspections.get(scene.inspection).unit
    page._show(unit.id)
    settle()
    words = words_of(page)
    assert "检查：已封存，问题 4 个" in words
    assert "WB-16" in words
    press(qtbot, app, "打开")
    assert app.window.page is not None
    assert app.window.page.here.screen == "sealed"


def settings(open_scene_window: App) -> SettingsPage:
    page = open_scene_window.window.page
    assert isinstance(page, SettingsPage)
    return page


def test_language_size_and_colours_change_at_once(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    laptop.unlock(workspace, data.FIRST)
    app = open_window(Place("settings"))
    changes: tuple[tuple[str, int, Callable[[], bool]], ...] = (
        ("language", 1, lambda: app.window.desk.say.language == "en"),
        ("size", 1, lambda: app.window.desk.look.percent == 125),
        ("scheme", 1, lambda: app.window.desk.look.scheme is Scheme.DARK),
        ("still", 1, lambda: app.window.desk.look.still),
    )
    for name, index, check in changes:
        segment = settings(app)._segments[name]
        count = len(segment._options)
        place = QPoint(round(segment.width() / count * (index + 0.5)), segment.height() // 2)
        qtbot.mouseClick(segment, Qt.MouseButton.LeftButton, pos=place)
        QApplication.processEvents()
        assert check(), name
        assert settings(app).here.detail == name
    assert "Settings" in app.window.rail.entries["settings"].accessibleName()
    kept = load_preferences(workspace.folder)
    assert (kept.language, kept.percent, kept.scheme, kept.still) == ("en", 125, Scheme.DARK, True)


def test_pressing_what_is_chosen_already_changes_nothing(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    laptop.unlock(workspace, data.FIRST)
    app = open_window(Place("settings"))
    before = settings(app)
    for segment in before._segments.values():
        values = [value for value, _ in segment._options]
        segment.choose(values.index(segment.value))
    assert settings(app) is before


def test_an_installed_checklist_can_be_tried_out_and_nothing_is_stored(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    laptop.unlock(workspace, data.FIRST)
    app = open_window(Place("settings"))
    page = settings(app)
    before = workspace.inspections.rows()
    sheet = QApplication.instance().styleSheet()  # type: ignore[union-attr]
    assert set(page.previews) == {form.sha256 for form in workspace.forms.list()}
    for try_out in page.previews.values():
        try_out.click()
        assert isinstance(page.preview, PreviewWindow)
        assert page.preview.isVisible()
        assert page.preview.session.form.sha256 == try_out.property("form")
    last = page.preview
    assert isinstance(last, PreviewWindow)
    ref = next(iter(last.questions))
    last.give(ref, last.session.state(ref).choices[0].value)
    assert last.session.can_undo
    assert workspace.inspections.rows() == before
    assert QApplication.instance().styleSheet() == sheet  # type: ignore[union-attr]
    last.close()
