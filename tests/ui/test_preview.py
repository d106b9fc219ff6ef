"""The preview window: a form is really filled in, told about, taken back, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hands import settle, words_of
from pytestqt.qtbot import QtBot

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.clock import SteppingClock
from inspector_app.installation import checklist, resource
from inspector_app.xforms import load_form

from inspector_app.ui.components.fields import Field, TextArea
from inspector_app.ui.components.segment import Segment
from inspector_app.ui.preview.editors import ConfirmEditor, FieldEditor, RankEditor
from inspector_app.ui.preview.show import make_preview
from inspector_app.ui.preview.window import PreviewWindow

Opener = Callable[..., PreviewWindow]
FACT = "/data/facts/mb_f1"
UNTIL, VERDICT = "/data/s01/mb_01/mb_01_p1", "/data/s01/mb_01/mb_01_v"
WIFI = "/data/s01/mb_03/mb_03_v"
ODD = """
| survey |
| | type | name | label | constraint | constraint_message | parameters | repeat_count | relevant |
| | rank n | order | Rank | | | | | |
| | range | scale | Scale | | | start=0 end=10 step=2 | | |
| | acknowledge | ok | Read | | | | | |
| | image | pic | Photo | | | | | |
| | geopoint | pos | Where | | | | | |
| | integer | seats | Seats | . < 500 | Fewer than 500 | | | |
| | note | hello | Hello ${seats} | | | | | |
| | begin_repeat | room | Room | | | | | |
| | text | called | Called | | | | | |
| | end_repeat | | | | | | | |
| | begin_repeat | fixed | Fixed | | | | 2 | |
| | text | given | Given | | | | | |
| | end_repeat | | | | | | | |
| choices |
| | list_name | name | label |
| | n | a | Water |
| | n | b | Food |
"""


@pytest.fixture
def preview(qapp: QApplication, clock: SteppingClock) -> Iterator[Opener]:
    """Opens preview windows over a template, or over a form's Markdown."""
    opened: list[PreviewWindow] = []

    def make(text: str = "", language: str = "zh") -> PreviewWindow:
        source = resource("templates", "template-zh.xlsx")
        form = load_form(text.encode(), name="odd.md") if text else load_form(source)
        window = make_preview(form, language, clock=clock, entropy=bytes)
        window.show()
        settle()
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()
    qapp.processEvents()


def said(window: PreviewWindow) -> str:
    """Return every visible text, once the window has drawn itself."""
    settle()
    return words_of(window)


def part(window: PreviewWindow, ref: str, kind: type[QWidget]) -> QWidget:
    """Return the input of a question."""
    found = window.questions[ref].findChildren(kind)
    assert found, ref
    return found[0]


def test_an_answer_shows_what_depends_on_it_at_once(preview: Opener, qtbot: QtBot) -> None:
    window = preview()
    segment = part(window, FACT, Segment)
    segment.setFocus()
    qtbot.keyClick(segment, Qt.Key.Key_1)
    assert window.session.value(FACT) == "是"
    window.open_section("/data/s01")
    assert WIFI in window.questions
    asked = {section.key: section.asked for section in window.model.sections()}
    window.undo()
    assert WIFI not in window.questions
    fewer = {section.key: section.asked for section in window.model.sections()}
    assert fewer["/data/s01"] < asked["/data/s01"]
    assert fewer["/data/facts"] == asked["/data/facts"] == 1


def test_a_proposal_fills_the_verdict_and_a_calculation_is_explained(
    preview: Opener, qtbot: QtBot
) -> None:
    window = preview()
    window.open_section("/data/s01")
    field = part(window, UNTIL, Field)
    field.setFocus()
    qtbot.keyClicks(field, "2020-05-01")
    window.questions[VERDICT].focus()  # leaving the field stores it
    settle()
    assert window.session.value(VERDICT) == "ng"
    shown = part(window, VERDICT, Segment)
    assert isinstance(shown, Segment)
    assert shown.value == "ng"


def test_a_wrong_answer_is_told_live_with_the_forms_own_message(
    preview: Opener, qtbot: QtBot
) -> None:
    window = preview(ODD, "en")
    seats = "/data/seats"
    field = part(window, seats, Field)
    field.setFocus()
    qtbot.keyClicks(field, "900")
    window.next_problem()
    settle()
    assert "Fewer than 500" in said(window)
    assert window.model.wrong()[0].condition == "constraint"
    window.give(seats, "12")
    assert "Fewer than 500" not in said(window)
    assert "Hello 12" in said(window)


def test_why_says_from_which_answer_a_question_is_hidden_or_shown(preview: Opener) -> None:
    window = preview()
    window.open_section("/data/s01")
    window.show_everything(True)
    window.explain(WIFI)
    assert "“顾客无线上网是否实名认证”" in said(window)
    assert "是否向顾客提供无线上网" in said(window)
    assert "隐藏" in said(window)
    window.give(FACT, "是")
    window.explain(WIFI)
    assert "所在分组“顾客无线上网是否实名认证”：本题显示：" in said(window)


def test_the_focus_chooses_what_is_explained(preview: Opener) -> None:
    window = preview()
    window.questions[FACT].focus()
    settle()
    assert window.about == FACT
    assert "本题必填" in said(window)


def test_undo_and_redo_by_keys(preview: Opener, qtbot: QtBot) -> None:
    window = preview()
    window.activateWindow()
    window.give(FACT, "是")
    assert window.undo_button.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert window.session.value(FACT) == ""
    assert not window.undo_button.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert window.session.value(FACT) == "是"


def test_sections_and_problems_by_keys(preview: Opener, qtbot: QtBot) -> None:
    window = preview()
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    assert window.section == "/data/tables"
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    assert window.section == "/data/s01"
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    assert window.section == "/data/s01"
    QTest.keyClick(window, Qt.Key.Key_F8)
    settle()
    assert (window.section, window.about) == ("/data/facts", FACT)
    QTest.keyClick(window, Qt.Key.Key_F8)
    settle()
    assert window.section == "/data/s01"


def test_the_language_of_the_form_changes_labels_and_no_value(
    preview: Opener, qtbot: QtBot
) -> None:
    window = preview()
    window.give(FACT, "是")
    assert "是否向顾客提供无线上网" in said(window)
    window.language.setFocus()
    qtbot.keyClick(window.language, Qt.Key.Key_2)
    assert "Is Wi-Fi offered to customers?" in said(window)
    assert window.session.value(FACT) == "是"
    assert "为什么" in said(window)


def test_an_english_window_begins_in_english(preview: Opener) -> None:
    window = preview(language="en")
    assert "Is Wi-Fi offered to customers?" in said(window)
    assert "Why" in said(window)


def test_rows_are_added_and_removed_and_a_counted_repeat_has_no_button(preview: Opener) -> None:
    window = preview(ODD, "en")
    window.open_section("/data/room")
    window.ranges["/data/room"].button.click()  # type: ignore[union-attr]
    assert window.session.count("/data/room") == 2
    window.give("/data/room[2]/called", "second")
    window.ranges["/data/room[1]"].button.click()  # type: ignore[union-attr]
    assert window.session.value("/data/room[1]/called") == "second"
    window.open_section("/data/fixed")
    assert window.ranges["/data/fixed"].button is None


def test_rank_scale_confirmation_file_and_place_can_be_given(preview: Opener, qtbot: QtBot) -> None:
    window = preview(ODD, "en")
    rank = part(window, "/data/order", RankEditor)
    assert isinstance(rank, RankEditor)
    rank.take.click()
    assert window.session.value("/data/order") == "a b"
    rank = part(window, "/data/order", RankEditor)
    assert isinstance(rank, RankEditor)
    rank.buttons[("b", -1)].click()
    assert window.session.value("/data/order") == "b a"
    confirm = part(window, "/data/ok", ConfirmEditor)
    assert isinstance(confirm, ConfirmEditor)
    confirm.chip.click()
    assert window.session.value("/data/ok") == "OK"
    for ref, text in (
        ("/data/scale", "4"), ("/data/pic", "gate.jpg"), ("/data/pos", "31.2 121.4"),
    ):  # fmt: skip
        editor = part(window, ref, FieldEditor)
        assert isinstance(editor, FieldEditor)
        editor.field.setFocus()
        qtbot.keyClicks(editor.field, text)
        editor.field.settle()
        assert window.session.value(ref) == text


def test_what_the_engine_refuses_is_told_and_changes_nothing(preview: Opener) -> None:
    window = preview(ODD, "en")
    window.give("/data/seats", "many")
    assert window.session.value("/data/seats") == ""
    assert "many" in window.told.whole
    window.give("/data/seats", "3")
    assert window.told.whole == ""


def test_typing_keeps_its_field_when_the_section_is_built_anew(
    preview: Opener, qtbot: QtBot
) -> None:
    window = preview()
    window.open_section("/data/s01")
    reason = "/data/s01/mb_01/mb_01_r"
    window.give(VERDICT, "na")
    area = part(window, reason, TextArea)
    area.setFocus()
    window.give(FACT, "是")  # another item appears: everything is built anew
    settle()
    assert window.questions[reason].holds(QApplication.focusWidget())


def test_a_narrow_window_shows_its_tools_as_icons_that_name_themselves(
    clock: SteppingClock, qapp: QApplication
) -> None:
    form = load_form(resource("templates", "template-en.xlsx"))
    narrow = make_preview(form, "en", clock=clock, entropy=bytes, size=(900, 600))
    wide = make_preview(form, "en", clock=clock, entropy=bytes, size=(1366, 768))
    assert (narrow.undo_button.text(), wide.undo_button.text()) == ("", "Undo")
    assert narrow.undo_button.accessibleName() == "Undo"
    narrow.deleteLater()
    wide.deleteLater()


def test_starting_again_forgets_every_answer(preview: Opener) -> None:
    window = preview()
    window.give(FACT, "是")
    window.restart()
    assert window.session.value(FACT) == ""
    assert not window.session.can_undo


def test_every_section_of_the_shipped_checklist_can_be_shown(
    preview: Opener, clock: SteppingClock
) -> None:
    form = load_form(checklist("internet_cafe", "internet_cafe.xlsx"))
    window = make_preview(form, "zh", clock=clock, entropy=bytes)
    seen = 0
    for section in window.model.sections():
        window.open_section(section.key)
        seen += len(window.questions)
    assert seen > 100
    window.deleteLater()
