"""The panel of deadlines on the page of today."""

from __future__ import annotations

from collections.abc import Callable

import laptop
import pytest
from pytestqt.qtbot import QtBot

from inspector_app.commands.training import data
from inspector_app.domain.deadlines import State
from inspector_app.services.workspace import Workspace

from inspector_app.ui.app import App
from inspector_app.ui.components.lamps import LampMark
from inspector_app.ui.components.text import Text
from inspector_app.ui.place import Place
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.screens.today.deadlines import DeadlinePanel, pressing
from inspector_app.ui.screens.today.page import TodayPage

Opener = Callable[..., App]


@pytest.fixture
def show(workspace: Workspace, open_window: Opener) -> Callable[[str], TodayPage]:
    """Opens the page of today in a language; one officer is unlocked."""
    laptop.unlock(workspace, data.FIRST)

    def make(language: str = "zh") -> TodayPage:
        app = open_window(None, Preferences(language).at(Place("today")))
        page: TodayPage | None = app.window.findChild(TodayPage)
        assert page is not None
        return page

    return make


Show = Callable[..., TodayPage]


def lines(page: TodayPage) -> list[list[str]]:
    """Return unit, state and note of every line of the panel."""
    panel = page.findChild(DeadlinePanel)
    if panel is None:
        return []
    texts = [text.whole for text in panel.findChildren(Text)]
    return [texts[n : n + 3] for n in range(0, len(texts), 3)]


@pytest.mark.parametrize(
    ("language", "states"),
    [
        ("zh", ["逾期 6 个工作日", "逾期 5 个工作日", "今日到期", "今日到期",
                "11月24日，还有 4 天"]),
        ("en", ["6 working days overdue", "5 working days overdue", "due today", "due today",
                "24 November, 4 days left"]),
    ],
)  # fmt: skip
def test_what_presses_most_stands_first_and_later_terms_are_not_there_yet(
    workspace: Workspace, show: Show, language: str, states: list[str]
) -> None:
    laptop.past_visits(workspace)
    page = show(language)
    assert [line[1] for line in lines(page)] == states
    panel = page.findChild(DeadlinePanel)
    assert panel is not None
    assert len(panel.findChildren(LampMark)) == 5


def test_an_overdue_duty_says_what_follows(workspace: Workspace, show: Show) -> None:
    laptop.past_visits(workspace)
    page = show("zh")
    assert "立即报负责人" in lines(page)[0][2]


def test_a_settled_duty_leaves_the_page(workspace: Workspace, show: Show, qtbot: QtBot) -> None:
    laptop.past_visits(workspace)
    page = show("zh")
    rows = workspace.deadlines.board()
    key = next(
        row.matter.key for row in rows if row.state is State.TODAY and row.matter.rule.id == "DL-01"
    )
    changes = workspace.deadlines.settle(key, laptop.NOW.date(), data.FIRST)
    page.on_bus_changed(changes)
    qtbot.waitUntil(lambda: [line[1] for line in lines(page)].count("今日到期") == 1)


def test_with_nothing_due_there_is_a_word_and_no_empty_box(
    workspace: Workspace, show: Show
) -> None:
    page = show("zh")
    assert lines(page) == []
    assert "7 天内没有到期的" in [text.whole for text in page.findChildren(Text)]


def test_todays_assignments_stand_on_the_left_only(workspace: Workspace) -> None:
    laptop.unlock(workspace, data.FIRST)
    assert pressing(workspace.deadlines.board(), laptop.NOW.date()) == ()
    assert {row.matter.rule.id for row in workspace.deadlines.board()} == {"BV-01"}
