"""Parts by themselves: text settles at the right moments, choices come and go, ink is strokes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from inspector_app.ui.components.answers import AnswerRow
from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field, PassphraseField, TextArea, settle_all
from inspector_app.ui.components.ink_pad import InkPad
from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.marks import ToastLine
from inspector_app.ui.components.record_pane import Passage, RecordPane
from inspector_app.ui.components.segment import Chips, Segment
from inspector_app.ui.theme import Look

_KEPT: list[QWidget] = []


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    yield
    _KEPT.clear()


def hold(qtbot: QtBot, part: QWidget) -> QWidget:
    holder = QWidget()
    _KEPT.append(holder)  # qtbot holds its widgets weakly
    layout = QVBoxLayout(holder)
    layout.addWidget(part)
    layout.addWidget(QLineEdit())
    qtbot.addWidget(holder)
    holder.resize(600, 300)
    holder.show()
    qtbot.waitExposed(holder)
    return holder


def compose(part: QWidget, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(part, event)


@pytest.mark.parametrize("make", [Field, TextArea])
def test_text_is_told_after_a_pause(
    qtbot: QtBot, look: Look, make: Callable[[Look], Field | TextArea]
) -> None:
    field = make(look)
    hold(qtbot, field)
    with qtbot.waitSignal(field.settled) as told:
        qtbot.keyClicks(field, "abc")
    assert told.args == ["abc"]


@pytest.mark.parametrize("make", [Field, TextArea])
def test_text_is_told_when_the_field_is_left(
    qtbot: QtBot, look: Look, make: Callable[[Look], Field | TextArea]
) -> None:
    field = make(look)
    holder = hold(qtbot, field)
    field.setFocus()
    qtbot.keyClicks(field, "abc")
    other = next(one for one in holder.findChildren(QLineEdit) if one is not field)
    with qtbot.waitSignal(field.settled):
        other.setFocus()


@pytest.mark.parametrize("make", [Field, TextArea])
def test_nothing_is_told_while_an_input_method_composes(
    qtbot: QtBot, look: Look, make: Callable[[Look], Field | TextArea]
) -> None:
    field = make(look)
    holder = hold(qtbot, field)
    told: list[str] = []
    field.settled.connect(told.append)
    compose(field, "jian cha")
    settle_all(holder)
    assert told == []
    compose(field, "", "检查")
    settle_all(holder)
    assert told == ["检查"]


def test_the_same_text_is_told_once(qtbot: QtBot, look: Look) -> None:
    field = Field(look)
    holder = hold(qtbot, field)
    told: list[str] = []
    field.settled.connect(told.append)
    qtbot.keyClicks(field, "a")
    settle_all(holder)
    settle_all(holder)
    assert told == ["a"]


def test_what_is_being_written_is_not_overwritten(qtbot: QtBot, look: Look) -> None:
    field = Field(look, "old")
    hold(qtbot, field)
    qtbot.keyClicks(field, " and more")
    field.set_stored("from elsewhere")
    assert field.text() == "old and more"


def test_a_number_field_takes_digits_only(qtbot: QtBot, look: Look) -> None:
    field = Field(look, number=True)
    hold(qtbot, field)
    qtbot.keyClicks(field, "1a2,0.5")
    assert field.text() == "120.5"


def test_a_sentence_takes_no_line_break(qtbot: QtBot, look: Look) -> None:
    area = TextArea(look, "一句话", sentence=True)
    hold(qtbot, area)
    qtbot.keyClick(area, Qt.Key.Key_Return)
    assert area.text() == "一句话"


def test_a_passphrase_is_hidden_and_forgotten_once_taken(qtbot: QtBot, look: Look) -> None:
    field = PassphraseField(look)
    hold(qtbot, field)
    qtbot.keyClicks(field, "open sesame")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert field.take() == "open sesame"
    assert field.text() == ""


def test_the_chosen_answer_pressed_again_is_taken_back(qtbot: QtBot, look: Look) -> None:
    row = AnswerRow(look, ("合格", "不合格", "不适用"))
    hold(qtbot, row)
    told: list[str] = []
    row.chosen.connect(told.append)
    row.choose("ng")
    row.choose("ng")
    assert told == ["ng", ""]


def test_targets_are_large_enough_for_a_finger(qtbot: QtBot, look: Look) -> None:
    row = AnswerRow(look, ("合格", "不合格", "不适用"))
    segment = Segment(look, (("a", "是"), ("b", "否")))
    button = Button(look, "好", Kind.PLAIN)
    hold(qtbot, row)
    assert all(target.height() >= 68 for target in row.targets.values())
    assert segment.sizeHint().height() >= 44
    assert button.sizeHint().height() >= 44
    assert button.sizeHint().width() >= 44


@pytest.mark.parametrize("make", [Segment, Chips])
def test_a_choice_works_by_digit(
    qtbot: QtBot, look: Look, make: Callable[..., Segment | Chips]
) -> None:
    part = make(look, (("a", "一致"), ("b", "不一致"), ("c", "无人")))
    hold(qtbot, part)
    target: QWidget = part.chips["a"] if isinstance(part, Chips) else part
    target.setFocus()
    with qtbot.waitSignal(part.chosen) as told:
        qtbot.keyClick(target, Qt.Key.Key_2)
    assert told.args == ["b"]


def test_several_chips_may_be_chosen(qtbot: QtBot, look: Look) -> None:
    chips = Chips(look, (("a", "甲"), ("b", "乙"), ("c", "丙")), several=True)
    hold(qtbot, chips)
    chips.chips["c"].click()
    chips.chips["a"].click()
    assert chips.value == "a c"


def test_a_segment_works_by_touching_it(qtbot: QtBot, look: Look) -> None:
    segment = Segment(look, (("a", "是"), ("b", "否")))
    hold(qtbot, segment)
    place = QPoint(segment.width() * 3 // 4, 22)
    qtbot.mouseClick(segment, Qt.MouseButton.LeftButton, pos=place)
    assert segment.value == "b"


def test_enter_presses_a_focused_button(qtbot: QtBot, look: Look) -> None:
    button = Button(look, "记下")
    hold(qtbot, button)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return)


def test_ink_is_kept_as_strokes_in_tenths_of_a_millimetre(qtbot: QtBot, look: Look) -> None:
    ticks = iter(range(0, 1000, 10))
    pad = InkPad(look, name="签名", millimetres=(100, 40), ticks_ms=lambda: next(ticks))
    hold(qtbot, pad)
    pad.resize(500, 200)
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(pad, left, pos=QPoint(50, 100))
    for x in (100, 150, 200):
        qtbot.mouseMove(pad, QPoint(x, 100))
        QApplication.processEvents()
    qtbot.mouseRelease(pad, left, pos=QPoint(200, 100))
    (stroke,) = pad.strokes
    assert stroke[0][:2] == (100, 200)
    assert stroke[0][3] == 0
    assert all(0 <= x <= 1000 and 0 <= y <= 400 for x, y, _, _ in stroke)
    pad.wipe()
    assert pad.empty


def test_ink_never_leaves_its_box(qtbot: QtBot, look: Look) -> None:
    pad = InkPad(look, name="签名")
    hold(qtbot, pad)
    pad._begin(QPointF(-50, 9000), 2000)
    pad._end()
    ((x, y, pressure, _),) = pad.strokes[0]
    assert (x, y, pressure) == (0, 400, 1000)


def test_the_record_marks_what_just_changed_and_nothing_else(qtbot: QtBot, look: Look) -> None:
    pane = RecordPane(look)
    hold(qtbot, pane)
    pane.show_passages(
        [
            Passage("四、未成年人", heading=True),
            Passage("新写的一句。", fresh=True),
            Passage("旧的。"),
        ]
    )
    marks = pane.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["新写的一句。"]


def test_a_toast_offers_the_way_back(qtbot: QtBot, look: Look) -> None:
    toast = ToastLine(look)
    hold(qtbot, toast)
    undone: list[bool] = []
    toast.say("删了一行", "撤销", lambda: undone.append(True))
    assert toast.text == "删了一行"
    toast._button.click()
    assert undone == [True]
    assert toast.text == ""


@pytest.mark.parametrize("lamp", Lamp)
def test_every_lamp_can_be_painted(qtbot: QtBot, look: Look, lamp: Lamp) -> None:
    mark = LampMark(look, lamp, 24)
    qtbot.addWidget(mark)
    image = mark.grab().toImage()
    colors = {image.pixel(x, y) for x in range(24) for y in range(24)}
    assert len(colors) > 1
