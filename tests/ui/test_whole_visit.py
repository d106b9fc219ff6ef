"""A whole visit through the window: from the passphrase in the morning to the bureau's receipt.

Every step is done on the pages, by keys or buttons; the window is closed in the middle and goes on
where it was. Nothing is asked of the services but what came of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hands import button, press, settle, type_chinese, words_of, write_ink
from pytestqt.qtbot import QtBot
from scenes import Scene, Stages

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.commands.training import data, script
from inspector_app.commands.training.photographs import CAFE_VISIT, take
from inspector_app.domain.evidence import EvidenceSource
from inspector_app.domain.inspection import InspectionState
from inspector_app.installation import resource
from inspector_app.services.sync.views import OutboxState

from inspector_app.ui.app import App
from inspector_app.ui.components.fields import TextArea, settle_all
from inspector_app.ui.screens.checklist.page import ChecklistPage
from inspector_app.ui.screens.findings.page import FindingsPage
from inspector_app.ui.screens.open.page import OpenPage
from inspector_app.ui.screens.outbox.page import OutboxPage
from inspector_app.ui.screens.party.page import PartyPage
from inspector_app.ui.screens.record.page import RecordPage
from inspector_app.ui.screens.samples.page import SamplesPage
from inspector_app.ui.screens.sealed.page import SealedPage
from inspector_app.ui.screens.signing.page import SigningPage
from inspector_app.ui.screens.today.page import TodayPage
from inspector_app.ui.screens.unlock.page import UnlockPage

Page = TypeVar("Page", bound=QWidget)
OBJECTION = "旧主机里的登记没有算进去，请写明。"


class Day:
    """The laptop of the day and its window, which may be closed and opened again."""

    def __init__(self, scene: Scene, qtbot: QtBot) -> None:
        self.scene, self.qtbot = scene, qtbot
        self.app = self._open()

    def _open(self) -> App:
        app = App(self.scene.workspace, self.scene.clock, inline=True)
        app.window.resize(1366, 768)
        app.window.show()
        app.window.activateWindow()
        self.qtbot.waitUntil(app.window.isActiveWindow)
        return app

    def close(self) -> None:
        """Close the window as the officers do; nobody stays unlocked."""
        self.app.window.close()
        self.app.tasks.close()
        self.app.window.deleteLater()
        self.scene.workspace.lock_all()
        settle()

    def reopen(self) -> None:
        """Open it again."""
        self.app = self._open()

    def page(self, kind: type[Page]) -> Page:
        """Return the page that shows."""
        found = self.app.window.page
        assert isinstance(found, kind), type(found)
        return found

    def keys(self, *keys: Qt.Key) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self.qtbot.keyPress(QApplication.focusWidget() or self.app.window, key)
            settle(2)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        if text.isascii():
            self.qtbot.keyClicks(focus, text)
        else:
            type_chinese(focus, text)

    def step(self, name: str) -> None:
        """Press a step of the head bar."""
        assert self.app.window.bar is not None
        self.app.window.bar.step_chosen.emit(name)
        settle()

    def later(self, minutes: int) -> None:
        """Let time pass."""
        self.scene.clock.advance(timedelta(minutes=minutes))


@pytest.fixture
def day(qapp: QApplication, qtbot: QtBot, stages: Stages, tmp_path: Path) -> Iterator[Day]:
    scene = stages.open("enrolled", tmp_path / "world")
    ahead = scene.start - scene.clock.now()
    scene.clock.advance(max(ahead, timedelta(0)))
    scene.workspace.lock_all()
    made = Day(scene, qtbot)
    yield made
    made.app.window.close()
    made.app.tasks.close()
    made.app.window.deleteLater()
    scene.close()


def test_from_the_passphrase_to_the_receipt(day: Day, tmp_path: Path) -> None:
    unlock_and_open(day)
    checklist = day.page(ChecklistPage)
    inspection = checklist.here.inspection
    for code, value in script.FACTS.items():
        checklist.show_item(code)
        for part in checklist.item.parts:
            checklist.give(part.ref, value)
    fill_samples(day)
    codes = answer(day, most=25)
    stood_at = day.page(ChecklistPage).code
    day.close()

    day.reopen()
    assert day.page(UnlockPage)
    day.type(data.PASSPHRASES[data.FIRST])
    day.keys(Qt.Key.Key_Return)
    assert day.page(ChecklistPage).code == stood_at
    codes |= answer(day, most=200)
    assert len(codes) > 50
    bring_photos(day, tmp_path / "camera")
    open_items = [one.target for one in day.page(ChecklistPage).problems()]
    assert [one for one in open_items if one.startswith(("WB-", "PR-"))] == []

    second_unlocks(day)
    day.step("findings")
    findings = day.page(FindingsPage)
    for _ in findings.problems():
        day.qtbot.keyClick(day.app.window, Qt.Key.Key_A)
        settle()
    assert day.page(FindingsPage).problems() == ()

    day.later(20)
    day.qtbot.keyClick(day.app.window, Qt.Key.Key_R)
    settle()
    record = day.page(RecordPage)
    press(day.qtbot, day.app, "现在结束")
    assert [one.sentence for one in record.problems() if one.lamp.value == "no"] == []
    press(day.qtbot, day.app, "定稿，交对方核对")

    party_objects_and_signs(day)
    officers_sign(day)
    day.later(2)
    signing = day.page(SigningPage)
    for person, field in signing._passphrases.items():
        field.setFocus()
        day.qtbot.keyClicks(field, data.PASSPHRASES[person])
    press(day.qtbot, day.app, "封存 Ctrl")
    sealed = words_of(day.page(SealedPage))
    assert "全部内容与封印一致，未被改动。" in sealed
    assert "现在还不能保证" in sealed

    day.scene.world.go_online()
    day.qtbot.keyClick(day.app.window, Qt.Key.Key_O)
    settle()
    press(day.qtbot, day.app, "联网发送")
    assert "局里已收" in words_of(day.page(OutboxPage))
    press(day.qtbot, day.app, "看封存")
    assert "回执有效" in words_of(day.page(SealedPage))

    workspace = day.scene.workspace
    assert workspace.inspections.get(inspection).state is InspectionState.SEALED
    state = workspace.sync.status().items[0].state
    assert state in (OutboxState.RECEIPTED, OutboxState.FORGETTABLE)
    assert workspace.records.get(inspection).content.party["objection"] == OBJECTION


def unlock_and_open(day: Day) -> None:
    """Both officers unlock, the gates are worked through, the checklist opens."""
    assert day.page(UnlockPage)
    day.type(data.PASSPHRASES[data.FIRST])
    day.keys(Qt.Key.Key_Return)
    assert day.page(TodayPage)
    day.keys(Qt.Key.Key_Return)
    opening = day.page(OpenPage)
    day.type(data.PASSPHRASES[data.SECOND])
    day.keys(Qt.Key.Key_Return)
    assert len(day.scene.workspace.unlocked) == 2
    day.keys(Qt.Key.Key_Return)  # both have shown their credentials
    opening._forms["G-04"].note()
    day.keys(Qt.Key.Key_1)  # recusal: not asked for
    day.type("演示-07")
    day.keys(Qt.Key.Key_Return)
    day.type("高模拟")
    day.keys(Qt.Key.Key_Tab)
    day.type("店长")
    day.keys(Qt.Key.Key_Return)
    day.keys(Qt.Key.Key_1)  # not classified
    day.keys(Qt.Key.Key_Return)


def second_unlocks(day: Day) -> None:
    """The second officer unlocks again on the opening page."""
    day.step("open")
    assert day.page(OpenPage)
    if len(day.scene.workspace.unlocked) < 2:
        day.type(data.PASSPHRASES[data.SECOND])
        day.keys(Qt.Key.Key_Return)
    assert len(day.scene.workspace.unlocked) == 2


def fill_samples(day: Day) -> None:
    """Draw the seats and fill both tables."""
    day.later(10)
    day.step("samples")
    samples = day.page(SamplesPage)
    samples.next_row()  # draws
    odd = script.TERMINAL_ODD
    for at, table in enumerate(
        day.scene.workspace.inspections.checklist(samples.here.inspection).tables()
    ):
        samples.choose_table(at)
        for n in range(len(samples.table.rows)):
            samples.show_row(n)
            for part in samples.table.rows[n].cells:
                value = cell(day, table.code, n, part.label, odd)
                if value and part.value != value:
                    samples.give(part.ref, value)
        settle()
    day.step("checklist")


def cell(day: Day, table: str, n: int, label: str, odd: Mapping[int, Mapping[str, str]]) -> str:
    """Return what is entered in a cell, '' for nothing."""
    if table == "WB-T1":
        return odd.get(n, {}).get(label, script.TERMINAL.get(label, ""))
    if label == "有记录":
        return script.LOG_PRESENT[n] if n < len(script.LOG_PRESENT) else ""
    if label == "查询时间":
        return day.scene.clock.now().isoformat(timespec="milliseconds")
    return "高模拟" if label == "操作人员" else ""


def answer(day: Day, *, most: int) -> set[str]:
    """Answer what is still open, at most so many items; return their codes."""
    page = day.page(ChecklistPage)
    answered: set[str] = set()
    answers = {**script.PROCEDURE, **script.CAFE}
    checklist = day.scene.workspace.inspections.checklist(page.here.inspection)
    while len(answered) < most:
        waiting = [
            one for one in checklist.items() if not one.complete and one.code not in answered
        ]
        if not waiting:
            break
        code = waiting[0].code
        answered.add(code)
        day.later(1)
        page.show_item(code)
        planned = answers.get(code, script.UNREMARKABLE)
        for part, text in zip(page.item.parts, planned.parts, strict=False):
            page.give(part.ref, script.value(text, day.scene.start.date(), part.kind))
        verdict = planned.verdict or page.item.proposal or "ok"
        if page.item.verdict_ref and page.item.verdict != verdict:
            page.answer(verdict)
        if page.item.reason_required and planned.reason and page.card._reason is not None:
            page.card._reason.setPlainText(planned.reason)
        for ref, value in ((page.item.lose_ref, page.item.lose), (page.item.crime_ref, "")):
            if ref and not value:
                page.give(ref, "否")
        if planned.sentence and page.card._sentence is not None:
            page.card._sentence.setPlainText(planned.sentence)
        settle_all(page)
        settle(1)
    return answered


def bring_photos(day: Day, folder: Path) -> None:
    """Drop the photographs on the items they belong to."""
    folder.mkdir()
    font = resource("fonts", "kai-400-core.ttf")
    page = day.page(ChecklistPage)
    for photograph in CAFE_VISIT:
        moment = day.scene.start + timedelta(minutes=photograph.minute)
        file = folder / f"{photograph.name}{photograph.suffix}"
        file.write_bytes(take(photograph, at=moment, font=font))
        page.show_item(photograph.item)
        dropped = QMimeData()
        dropped.setUrls([QUrl.fromLocalFile(str(file))])
        assert page.intake.take_mime(dropped, photograph.item, EvidenceSource.DROP)
        settle(1)


def party_objects_and_signs(day: Day) -> None:
    """The party reads to the end, objects, reads again, copies the sentence and signs."""
    day.qtbot.keyClick(day.app.window, Qt.Key.Key_T)
    settle()
    party = day.page(PartyPage)
    for _ in range(80):
        if party._signing.read_over:
            break
        day.qtbot.keyClick(day.app.window, Qt.Key.Key_PageDown)
        settle(2)
    assert party._signing.read_over
    day.qtbot.keyClick(day.app.window, Qt.Key.Key_F2)
    settle()
    type_chinese(party.findChildren(TextArea)[1], OBJECTION)
    press(day.qtbot, day.app, "写好了")
    write_ink(day.qtbot, party._sentence.pad)
    write_ink(day.qtbot, party._signature.pad)
    press(day.qtbot, day.app, "核对无误，签名")


def officers_sign(day: Day) -> None:
    """One after the other, with the pen."""
    for n in (1, 2):
        day.later(1)
        signing = day.page(SigningPage)
        box = signing._places[f"officer-{n}"].box
        assert box is not None
        write_ink(day.qtbot, box.pad)
        assert button(day.app, "签好了").isEnabled()
        press(day.qtbot, day.app, "签好了")
