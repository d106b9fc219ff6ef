"""Officers sign with the pen, then with their keys; a wrong passphrase changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from hands import press, settle, words_of, write_ink
from pytestqt.qtbot import QtBot
from scenes import Scene

from PySide6.QtCore import Qt

from inspector_app.commands.training import data
from inspector_app.domain.inspection import InspectionState

from inspector_app.ui.app import App
from inspector_app.ui.components.buttons import Button
from inspector_app.ui.components.fields import Field
from inspector_app.ui.screens.checklist.page import ChecklistPage
from inspector_app.ui.screens.party.page import PartyPage
from inspector_app.ui.screens.sealed.page import SealedPage
from inspector_app.ui.screens.signing.page import SigningPage

Open = Callable[..., tuple[App, Scene]]


def page_of(app: App) -> SigningPage:
    assert isinstance(app.window.page, SigningPage)
    return app.window.page


def state_of(scene: Scene) -> InspectionState:
    return scene.workspace.inspections.get(scene.inspection).state


def give(qtbot: QtBot, app: App, first: str, second: str) -> None:
    fields = page_of(app)._passphrases
    for person, passphrase in ((data.FIRST, first), (data.SECOND, second)):
        fields[person].setFocus()
        qtbot.keyClicks(fields[person], passphrase)
    qtbot.keyClick(fields[data.SECOND], Qt.Key.Key_Return)
    settle()


def test_before_the_text_is_frozen_the_page_leads_to_the_record(
    qtbot: QtBot, open_scene: Open
) -> None:
    app, _ = open_scene("written", "signing")
    assert "文本还没有定稿" in words_of(page_of(app))
    press(qtbot, app, "去看笔录")
    assert app.window.page is not None
    assert app.window.page.here.screen == "record"


def test_one_officer_after_the_other_signs(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("frozen", "signing")
    for n in (1, 2):
        page = page_of(app)
        box = page._places[f"officer-{n}"].box
        assert box is not None
        write_ink(qtbot, box.pad)
        qtbot.keyClick(app.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        settle()
    state = scene.workspace.signing.state(scene.inspection)
    inks = {one.who: one.ink for one in state.places}
    assert inks["officer-1"] is not None
    assert inks["officer-2"] is not None
    assert inks["officer-1"].width == 600
    assert [one.zh for one in state.missing] == ["还没有交对方核对。", "高模拟还没有签名。"]


def test_what_is_missing_leads_to_where_it_is_done(open_scene: Open) -> None:
    app, _ = open_scene("frozen", "signing")
    page = page_of(app)
    targets = [one.target for one in page.problems()]
    assert targets == ["party", "officer-1", "officer-2"]
    page.fix("officer-2")
    assert page._places["officer-2"].box is not None
    page.fix("party")
    settle()
    assert isinstance(app.window.page, PartyPage)


def test_two_passphrases_seal(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("signed", "signing")
    give(qtbot, app, data.PASSPHRASES[data.FIRST], data.PASSPHRASES[data.SECOND])
    assert state_of(scene) is InspectionState.SEALED
    assert isinstance(app.window.page, SealedPage)


def test_a_wrong_passphrase_is_said_and_nothing_is_signed(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("signed", "signing")
    before = scene.workspace.signing.state(scene.inspection)
    give(qtbot, app, data.PASSPHRASES[data.FIRST], "not the passphrase")
    assert state_of(scene) is InspectionState.FROZEN
    assert scene.workspace.sealing.signed(scene.inspection) == ()
    assert scene.workspace.signing.state(scene.inspection) == before
    said = [line for line in words_of(page_of(app)).splitlines() if line.startswith("周范本：")]
    assert said
    fields = page_of(app)._passphrases
    assert [one.text() for one in fields.values()] == ["", ""]
    give(qtbot, app, data.PASSPHRASES[data.FIRST], data.PASSPHRASES[data.SECOND])
    assert state_of(scene) is InspectionState.SEALED


def test_an_empty_passphrase_only_moves_on(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("signed", "signing")
    press(qtbot, app, "封存")
    assert state_of(scene) is InspectionState.FROZEN
    assert page_of(app)._passphrases[data.FIRST].hasFocus() or not app.window.isActiveWindow()


def test_a_seal_cut_off_after_one_signature_goes_on(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("signed", "today")
    scene.workspace.sealing.prepare(scene.inspection)
    passphrase = data.PASSPHRASES[data.FIRST]
    scene.workspace.sealing.sign(scene.inspection, data.FIRST, passphrase)
    app.window.open_entry("visit")
    settle()
    page = page_of(app)
    assert "陈示范的密钥已签" in words_of(page)
    assert list(page._passphrases) == [data.SECOND]
    qtbot.keyClicks(page._passphrases[data.SECOND], data.PASSPHRASES[data.SECOND])
    press(qtbot, app, "封存 Ctrl")
    assert state_of(scene) is InspectionState.SEALED


def test_a_seal_the_other_officer_cannot_sign_is_taken_back(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("signed", "today")
    scene.workspace.sealing.prepare(scene.inspection)
    scene.workspace.sealing.sign(scene.inspection, data.FIRST, data.PASSPHRASES[data.FIRST])
    app.window.open_entry("visit")
    settle()
    press(qtbot, app, "收回密钥签名")
    page = page_of(app)
    qtbot.keyClicks(next(one for one in page.findChildren(Field) if one.isVisible()), "ill")
    next(one for one in page.findChildren(Button) if one.text() == "收回").click()
    settle()
    assert state_of(scene) is InspectionState.FROZEN
    assert scene.workspace.sealing.signed(scene.inspection) == ()
    assert set(page._passphrases) == {data.FIRST, data.SECOND}


def test_going_back_to_checking_needs_a_reason(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("signed", "signing")
    press(qtbot, app, "退回检查")
    page = page_of(app)
    back = next(
        one for one in page.findChildren(Button) if one.isVisible() and one.text() == "退回"
    )
    back.click()
    assert state_of(scene) is InspectionState.FROZEN
    assert app.window.strip.isVisible()
    qtbot.keyClicks(next(one for one in page.findChildren(Field) if one.isVisible()), "typo")
    back.click()
    settle()
    assert state_of(scene) is InspectionState.CHECKING
    assert isinstance(app.window.page, ChecklistPage)
