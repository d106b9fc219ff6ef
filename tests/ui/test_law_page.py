"""The law in the window: the basis panel of an item, the search page, marks on everything."""

from __future__ import annotations

from collections.abc import Callable

import laptop
import pytest
from hands import press, settle, type_chinese, words_of
from pytestqt.qtbot import QtBot

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from inspector_app.commands.training import data
from inspector_app.services.workspace import Workspace

from inspector_app.ui.app import App
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.tags import Tag
from inspector_app.ui.law_card import ArticleCard
from inspector_app.ui.place import Place
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.screens.checklist.page import ChecklistPage
from inspector_app.ui.screens.law.page import LawPage

Opener = Callable[..., App]


def checklist(
    workspace: Workspace, open_window: Opener, code: str, language: str = "zh"
) -> tuple[App, ChecklistPage]:
    inspection = laptop.enter(workspace)
    place = Place("checklist", inspection, code)
    app = open_window(None, Preferences(language).at(place))
    page = app.window.page
    assert isinstance(page, ChecklistPage)
    return app, page


def law(workspace: Workspace, open_window: Opener, text: str = "") -> tuple[App, LawPage]:
    laptop.unlock(workspace, data.FIRST)
    app = open_window(Place("law", detail=text))
    assert isinstance(app.window.page, LawPage)
    return app, app.window.page


def cards(part: object) -> list[ArticleCard]:
    assert isinstance(part, LawPage | ChecklistPage)
    return [one for one in part.findChildren(ArticleCard) if one.isVisible()]


def tags(card: ArticleCard) -> list[str]:
    return [tag.text for tag in card.findChildren(Tag)]


def heads(page: LawPage) -> list[str]:
    return [one.accessibleName() for one in page._rows]


def test_b_opens_the_articles_an_item_rests_on(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    app, page = checklist(workspace, open_window, "WB-22")
    qtbot.keyClick(app.window, Qt.Key.Key_B)
    settle()
    shown = cards(page)
    assert [card.article.basis.key for card in shown] == ["cafe:21", "cafe:31(5)", "minors:58"]
    words = words_of(page.basis)
    assert "第三十一条第（五）项" in words
    assert "2022年5月1日起施行" in words
    assert "不得接纳未成年人进入" in words
    assert "罚款15000元以下" in words.replace("1万5000元", "15000元")


@pytest.mark.parametrize(
    ("language", "mark"),
    [("zh", "依据未经本机关审核"), ("en", "not approved by this bureau")],
)
def test_no_article_is_shown_without_saying_that_nobody_approved_it(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, language: str, mark: str
) -> None:
    app, page = checklist(workspace, open_window, "WB-20", language)
    qtbot.keyClick(app.window, Qt.Key.Key_B)
    settle()
    assert len(cards(page)) == 5
    assert all(mark in tags(card) for card in cards(page))


def test_the_panel_follows_the_item_and_closes_by_escape(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    app, page = checklist(workspace, open_window, "WB-22")
    press(qtbot, app, "看条文")
    assert page.basis.code == "WB-22"
    qtbot.keyClick(app.window, Qt.Key.Key_Down)
    settle()
    assert page.basis.code == page.code == "WB-23"
    qtbot.keyClick(app.window, Qt.Key.Key_Escape)
    settle()
    assert page.basis.isHidden()
    assert app.window.page is page


def test_f6_looks_the_item_up_and_f6_again_leads_back(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    app, page = checklist(workspace, open_window, "WB-22")
    qtbot.keyClick(app.window, Qt.Key.Key_F6)
    settle()
    found = app.window.page
    assert isinstance(found, LawPage)
    assert [hit.key for hit in found._hits] == ["cafe:21", "cafe:31(5)", "minors:58"]
    qtbot.keyClick(app.window, Qt.Key.Key_F6)
    settle()
    back = app.window.page
    assert isinstance(back, ChecklistPage)
    assert back.code == "WB-22"
    assert page is not back


def test_typing_an_old_number_shows_the_new_article(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    _, page = law(workspace, open_window)
    type_chinese(page._search, "网安法第二十一条")
    qtbot.waitUntil(lambda: len(page._rows) == 1)
    settle()
    assert heads(page) == ["中华人民共和国网络安全法 第二十三条 等级保护义务"]
    (card,) = cards(page)
    assert card.article.places == ("23",)
    assert "旧法第二十一条" in [tag.text for tag in page._rows[0].findChildren(Tag)]


def test_another_day_shows_the_number_of_that_day(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    _, page = law(workspace, open_window, "csl:23(3)")
    page._day_field.setText("2025-12-31")
    qtbot.waitUntil(lambda: "2025年12月31日 有效" in words_of(page))
    settle()
    (card,) = cards(page)
    assert card.article.version is not None
    assert card.article.version.id == "csl@2016"
    assert "第二十一条第（三）项" in words_of(card)


def test_a_day_that_is_none_keeps_the_old_one(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    _, page = law(workspace, open_window, "csl:23")
    before = page._day
    page._day_field.setText("2026-02-30")
    settle()
    assert page._day == before
    assert "这一天不存在" in words_of(page)


def test_an_ended_order_says_so_and_leads_to_the_new_one(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    app, page = law(workspace, open_window, "mps151:18")
    (card,) = cards(page)
    assert tags(card)[0] == "当日已失效"
    press(qtbot, app, "当日应当引用")
    qtbot.waitUntil(lambda: [one.article.basis.key for one in cards(page)] == ["mps176"])
    assert "条号待核" in tags(cards(page)[0])


def test_without_a_word_all_laws_are_listed_and_arrows_walk_them(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    app, page = law(workspace, open_window)
    assert len(page._rows) == len(workspace.law.catalogue.laws)
    first = page._chosen
    qtbot.keyClick(app.window, Qt.Key.Key_Down)
    assert page._chosen != first
    qtbot.keyClick(app.window, Qt.Key.Key_Up)
    assert page._chosen == first


def test_a_law_shows_its_articles_to_go_on_to(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    app, page = law(workspace, open_window, "cafe")
    press(qtbot, app, "第二十一条 禁止接纳未成年人")
    qtbot.waitUntil(lambda: [one.article.places for one in cards(page)] == [("21",)])


def test_nothing_found_says_what_else_to_try(
    qtbot: QtBot, workspace: Workspace, open_window: Opener
) -> None:
    _, page = law(workspace, open_window)
    type_chinese(page._search, "没有这样的话")
    qtbot.waitUntil(lambda: not page._rows)
    settle()
    assert "旧条号也能查到现在的条文" in words_of(page)


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_and_the_panel_fit(
    qtbot: QtBot, workspace: Workspace, open_window: Opener, language: str, percent: int
) -> None:
    place = Place("checklist", laptop.enter(workspace), "WB-20")
    app = open_window(None, Preferences(language, percent=percent).at(place))
    settle()
    before = app.window.minimumSizeHint()
    qtbot.keyClick(app.window, Qt.Key.Key_B)
    settle()
    now = app.window.page
    assert isinstance(now, ChecklistPage)
    assert app.window.minimumSizeHint() == before
    _nothing_sticks_out(now.basis.findChildren(QLabel), now.basis.width())
    qtbot.keyClick(app.window, Qt.Key.Key_F6)
    settle()
    least = app.window.minimumSizeHint()
    assert (least.width() <= 1366, least.height() <= 768) == (True, True)
    small = [one for one in app.window.findChildren(PressRow) if one.height() < 44 * percent // 100]
    assert [one for one in small if one.isVisible()] == []


def _nothing_sticks_out(labels: list[QLabel], width: int) -> None:
    QApplication.processEvents()
    for label in labels:
        if label.isVisible():
            right = label.mapTo(label.window(), label.rect().topRight()).x()
            assert right <= label.window().width(), label.text()
            assert label.width() <= width, label.text()
