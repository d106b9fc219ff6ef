"""The party reads, objects, signs or refuses; its words are kept while they are written."""

from __future__ import annotations

from collections.abc import Callable

from hands import press, settle, type_chinese, words_of, write_ink
from pytestqt.qtbot import QtBot
from scenes import Scene

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector_app.domain.inspection import PartyMode

from inspector_app.ui.app import App
from inspector_app.ui.components.fields import Field, TextArea
from inspector_app.ui.screens.party.page import PartyPage
from inspector_app.ui.screens.signing.page import SigningPage

Open = Callable[..., tuple[App, Scene]]


def page_of(app: App) -> PartyPage:
    assert isinstance(app.window.page, PartyPage)
    return app.window.page


def read_all(qtbot: QtBot, app: App) -> None:
    for _ in range(60):
        if page_of(app)._signing.read_over:
            return
        qtbot.keyClick(app.window, Qt.Key.Key_PageDown)
        settle(2)
    raise AssertionError("the record has no end")


def test_nothing_but_the_record_and_its_own_ways_is_shown(open_scene: Open) -> None:
    app, _ = open_scene("frozen", "party")
    assert not app.window.rail.isVisible()
    assert not app.window.status.isVisible()
    words = words_of(page_of(app))
    for wanted in ("有不同意见", "不签名", "高模拟（店长）", "第 1 页，共 5 页"):
        assert wanted in words


def test_all_three_ways_and_the_pad_fit_a_small_laptop(open_scene: Open) -> None:
    app, _ = open_scene("frozen", "party")
    page = page_of(app)
    assert page._scroll.verticalScrollBar().maximum() == 0


def test_signing_waits_until_every_page_was_shown(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("frozen", "party")
    page = page_of(app)
    write_ink(qtbot, page._signature.pad)
    assert page._main is not None
    assert not page._main.isEnabled()
    assert "先把每一页看到底" in words_of(page)
    read_all(qtbot, app)
    assert scene.workspace.signing.state(scene.inspection).read_over
    assert page._main.isEnabled()


def test_reading_aloud_counts_as_reading(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("frozen", "party")
    press(qtbot, app, "请执法人员念")
    assert scene.workspace.signing.state(scene.inspection).read_over


def test_ink_is_kept_in_tenths_of_a_millimetre_under_the_text_shown(
    qtbot: QtBot, open_scene: Open
) -> None:
    app, scene = open_scene("frozen", "party")
    page = page_of(app)
    press(qtbot, app, "请执法人员念")
    write_ink(qtbot, page._sentence.pad)
    write_ink(qtbot, page._signature.pad)
    press(qtbot, app, "核对无误，签名")
    assert isinstance(app.window.page, SigningPage)
    state = scene.workspace.signing.state(scene.inspection)
    places = {one.who: one.ink for one in state.places}
    ink = places["party"]
    assert ink is not None
    assert (ink.width, ink.height) == (1000, 400)
    assert len(ink.strokes) == 2
    assert ink.text_sha256 == state.text_sha256
    assert places["party-statement"] is not None


def test_a_finger_signs_as_a_mouse_does(qtbot: QtBot, open_scene: Open) -> None:
    app, _ = open_scene("frozen", "party")
    pad = page_of(app)._signature.pad
    app.window.move(-560, 0)  # the offscreen platform's screen ends at 800 px
    settle()
    finger = QTest.createTouchDevice()
    touch = QTest.touchEvent(pad, finger)
    for act, at in (
        (touch.press, QPoint(40, 40)),
        (touch.move, QPoint(80, 60)),
        (touch.release, QPoint(80, 60)),
    ):
        act(0, at, pad)
        touch.commit()
    QApplication.processEvents()
    assert len(pad.strokes) == 1
    assert pad.strokes[0][0][:2] == (
        round(40 * 1000 / pad.width()),
        round(40 * 400 / pad.height()),
    )


def test_words_are_kept_at_a_pause_and_printed_before_signing(
    qtbot: QtBot, open_scene: Open
) -> None:
    app, scene = open_scene("frozen", "party")
    press(qtbot, app, "请执法人员念")
    before = scene.workspace.signing.state(scene.inspection).text_sha256
    qtbot.keyClick(app.window, Qt.Key.Key_F2)
    settle()
    page = page_of(app)
    objection = page.findChildren(TextArea)[1]
    type_chinese(objection, "旧主机里的登记没有算进去。")
    qtbot.waitUntil(lambda: _objection(scene) == "旧主机里的登记没有算进去。")
    press(qtbot, app, "写好了")
    state = scene.workspace.signing.state(scene.inspection)
    assert state.text_sha256 != before
    assert "旧主机里的登记没有算进去" in page._reader._pane.toPlainText()
    write_ink(qtbot, page._signature.pad)
    press(qtbot, app, "核对无误，签名")
    party = scene.workspace.signing.state(scene.inspection).party
    assert party is not None
    assert party.mode is PartyMode.INK
    assert isinstance(app.window.page, SigningPage)
    assert "有异议，原样印在笔录上" in words_of(app.window.page)


def _objection(scene: Scene) -> str:
    party = scene.workspace.signing.state(scene.inspection).party
    return party.objection if party else ""


def test_words_survive_leaving_before_the_pause(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("frozen", "party")
    qtbot.keyClick(app.window, Qt.Key.Key_F2)
    settle()
    statement = page_of(app).findChildren(TextArea)[0]
    type_chinese(statement, "标志今天就挂回去。")
    app.window.close()
    party = scene.workspace.signing.state(scene.inspection).party
    assert party is not None
    assert party.statement == "标志今天就挂回去。"


def test_refusing_needs_a_reason_and_somebody_who_saw_it(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("frozen", "party")
    press(qtbot, app, "请执法人员念")
    qtbot.keyClick(app.window, Qt.Key.Key_F3)
    settle()
    page = page_of(app)
    type_chinese(page.findChildren(TextArea)[0], "老板不在，做不了主")
    press(qtbot, app, "写好了")
    assert isinstance(app.window.page, PartyPage)
    assert app.window.strip.isVisible()
    lines = page.findChildren(Field)
    type_chinese(lines[1], "07-1142")
    press(qtbot, app, "写好了")
    assert isinstance(app.window.page, SigningPage)
    state = scene.workspace.signing.state(scene.inspection)
    assert state.party is not None
    assert state.party.mode is PartyMode.REFUSED
    assert state.party.clip == "07-1142"
    assert "不签名：老板不在，做不了主" in words_of(app.window.page)
    assert not any("高模拟" in one.zh for one in state.missing)


def test_a_refusal_begun_and_left_is_no_part_of_a_signature(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("frozen", "party")
    press(qtbot, app, "请执法人员念")
    qtbot.keyClick(app.window, Qt.Key.Key_F3)
    settle()
    type_chinese(page_of(app).findChildren(TextArea)[0], "再想想")
    qtbot.keyClick(app.window, Qt.Key.Key_Escape)
    settle()
    write_ink(qtbot, page_of(app)._signature.pad)
    press(qtbot, app, "核对无误，签名")
    party = scene.workspace.signing.state(scene.inspection).party
    assert party is not None
    assert (party.mode, party.reason) == (PartyMode.INK, "")


def test_the_printed_pages_can_be_read_instead(qtbot: QtBot, open_scene: Open) -> None:
    app, _ = open_scene("frozen", "party")
    reader = page_of(app)._reader
    press(qtbot, app, "看打印页")
    assert reader.printed
    assert reader._paper.pages == 5
    press(qtbot, app, "看打印页")
    assert not reader.printed
    press(qtbot, app, "字大")
    assert reader._type == 2
