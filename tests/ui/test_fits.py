"""Pages fit 1366 x 680 in both languages, buttons show their word, targets are large."""

from __future__ import annotations

from collections.abc import Callable

import laptop
import pytest

from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from inspector_app.commands.training import data
from inspector_app.services.workspace import Workspace

from inspector_app.ui.app import App
from inspector_app.ui.components.answers import AnswerTarget
from inspector_app.ui.components.buttons import Button
from inspector_app.ui.components.photos import AddTile, PhotoTile
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.segment import Segment
from inspector_app.ui.place import Place
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.theme import Scheme

Opener = Callable[..., App]
PAGES = ("unlock", "today", "today-due", "open", "checklist", "samples")


def stand_at(workspace: Workspace, page: str) -> Place:
    """Bring the laptop to where a page makes sense."""
    if page == "unlock":
        return Place("today")
    if page == "today-due":
        laptop.unlock(workspace, data.FIRST)
        laptop.past_visits(workspace)
        return Place("today")
    if page in ("today", "open"):
        laptop.unlock(workspace, data.FIRST)
        inspection = laptop.begin(workspace)
        return Place(page, inspection)
    inspection = laptop.enter(workspace)
    if page == "samples":
        checklist = workspace.inspections.checklist(inspection)
        checklist.draw("WB-T1", "1-120", data.FIRST)
        return Place(page, inspection, "WB-T1")
    return Place(page, inspection, "WB-22")


def opened(app: App, width: int, height: int) -> App:
    app.window.resize(width, height)
    for _ in range(3):
        QApplication.processEvents()
    return app


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_a_small_laptop_and_cuts_no_button(
    workspace: Workspace, open_window: Opener, page: str, language: str
) -> None:
    place = stand_at(workspace, page)
    app = opened(open_window(None, Preferences(language).at(place)), 1366, 680)
    least = app.window.minimumSizeHint()
    assert least.width() <= 1366
    assert least.height() <= 680
    cut = [
        button.text()
        for button in app.window.findChildren(Button)
        if button.isVisible() and button.width() + 1 < button.sizeHint().width()
    ]
    assert cut == []
    short = [
        answer.text()
        for answer in app.window.findChildren(AnswerTarget)
        if answer.isVisible() and answer.width() + 1 < answer.sizeHint().width()
    ]
    assert short == []


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("page", PAGES)
def test_what_is_touched_is_large_enough(
    workspace: Workspace, open_window: Opener, page: str, percent: int
) -> None:
    place = stand_at(workspace, page)
    preferences = Preferences("zh", Scheme.LIGHT, percent).at(place)
    app = opened(open_window(None, preferences), 1366, 768)
    least = 44 * percent // 100
    kinds = (PressRow, Segment, AnswerTarget, AddTile, PhotoTile, QLineEdit)
    small = [
        (type(part).__name__, part.accessibleName(), part.height())
        for kind in kinds
        for part in app.window.findChildren(kind)
        if part.isVisible() and part.height() < least - 1
    ]
    assert small == []


@pytest.mark.parametrize("page", PAGES)
def test_everything_that_can_be_pressed_has_a_name(
    workspace: Workspace, open_window: Opener, page: str
) -> None:
    place = stand_at(workspace, page)
    app = opened(open_window(place), 1366, 768)
    nameless = [
        type(part).__name__
        for part in app.window.findChildren(QAbstractButton)
        if part.isVisible() and not (part.accessibleName() or part.text() or part.toolTip())
    ]
    assert nameless == []


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("percent", [100, 200])
def test_every_look_can_be_worn_and_changed_at_the_same_place(
    workspace: Workspace, open_window: Opener, scheme: Scheme, percent: int
) -> None:
    place = stand_at(workspace, "checklist")
    app = opened(open_window(place), 1366, 768)
    app.window.prefer(Preferences("en", scheme, percent))
    QApplication.processEvents()
    assert app.window.page is not None
    assert app.window.page.here == place
    assert app.window.desk.look.scheme is scheme
