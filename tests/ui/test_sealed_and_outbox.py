"""After the seal: facts, files, sending to a real bureau, calm without one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hands import press, settle, words_of
from pytestqt.qtbot import QtBot
from scenes import Scene

from PySide6.QtCore import Qt

from inspector_app.clock import SystemClock
from inspector_app.services.sync.views import OutboxState
from inspector_app.services.verification import VALID, own_trust, verify_file

from inspector_app.ui.app import App
from inspector_app.ui.printing import NoPrinterError
from inspector_app.ui.screens.outbox.page import OutboxPage
from inspector_app.ui.screens.sealed import page as sealed_page
from inspector_app.ui.screens.sealed.page import SealedPage

Open = Callable[..., tuple[App, Scene]]


def sealed(app: App) -> SealedPage:
    assert isinstance(app.window.page, SealedPage)
    return app.window.page


def outbox(app: App) -> OutboxPage:
    assert isinstance(app.window.page, OutboxPage)
    return app.window.page


def test_the_facts_show_what_is_proven_and_what_not_yet(open_scene: Open) -> None:
    app, scene = open_scene("sealed", "sealed")
    words = words_of(sealed(app))
    for wanted in (
        "已封存",
        "全部内容与封印一致，未被改动。",
        "陈示范、周范本，各用自己的密钥",
        "照片 7 张、抽样表 2 份，指纹写入封存",
        "现在还不能保证",
        "没有可用的回执。",
        "责令改正期满：WB-19",
        scene.workspace.records.list()[0].record_id,
    ):
        assert wanted in words


def test_with_its_receipt_more_is_proven(open_scene: Open) -> None:
    app, _ = open_scene("sent", "sealed")
    words = words_of(sealed(app))
    assert "现在还不能保证" not in words
    assert "回执有效" in words


def test_the_record_page_of_a_sealed_visit_shows_the_sealed_document(open_scene: Open) -> None:
    app, _ = open_scene("sealed", "record")
    page = app.window.page
    assert page is not None
    assert "文本已定稿" in words_of(page)


def test_what_is_saved_can_be_verified(open_scene: Open, tmp_path: Path) -> None:
    app, scene = open_scene("sent", "sealed")
    for name, document in (("记录.pdf", True), ("记录.insp", False)):
        sealed(app).write_to(tmp_path / name, document=document)
        own = own_trust(scene.workspace)
        found = verify_file(tmp_path / name, trust=None, clock=SystemClock(), own=own)
        assert found.trust.source == "enrolment"
        assert found.status == VALID


def test_saving_where_nothing_can_be_written_is_said(open_scene: Open, tmp_path: Path) -> None:
    app, _ = open_scene("sealed", "sealed")
    sealed(app).write_to(tmp_path / "no such folder" / "x.pdf", document=True)
    assert app.window.strip.isVisible()


def test_without_a_printer_the_way_out_is_said(
    qtbot: QtBot, open_scene: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(pdf: bytes, *, copies: int, title: str) -> None:
        assert pdf.startswith(b"%PDF")
        assert copies == 2
        raise NoPrinterError

    monkeypatch.setattr(sealed_page, "print_pdf", none)
    app, _ = open_scene("sealed", "sealed")
    qtbot.keyClick(app.window, Qt.Key.Key_P)
    settle()
    assert "没有找到打印机" in app.window.status.toast.text


def test_sending_reaches_the_bureau_and_brings_the_receipt(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("sealed", "outbox")
    scene.world.go_online()
    assert "等着发" in words_of(outbox(app))
    press(qtbot, app, "联网发送")
    item = scene.workspace.sync.status().items[0]
    assert item.state in (OutboxState.RECEIPTED, OutboxState.FORGETTABLE)
    words = words_of(outbox(app))
    assert "局里已收" in words
    assert "回执" in words
    assert app.window.rail.entries["outbox"].property("badge") in (None, 0)
    assert "送达 1 份" in app.window.status.toast.text


def test_offline_is_calm(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("sealed", "outbox")
    qtbot.keyClick(app.window, Qt.Key.Key_S)
    settle()
    assert not app.window.strip.isVisible()
    assert "这很正常" in words_of(outbox(app))
    assert scene.workspace.sync.status().items[0].state is OutboxState.QUEUED
    assert outbox(app)._send.isEnabled()


def test_fetching_tells_how_much_came(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("sealed", "outbox")
    scene.world.go_online()
    press(qtbot, app, "取任务和台账")
    assert "取回 0 项" in app.window.status.toast.text


def test_an_empty_outbox_teaches(open_scene: Open) -> None:
    app, _ = open_scene("checking", "outbox")
    assert "封存后的笔录自动排在这里" in words_of(outbox(app))


def test_a_sealed_record_opens_from_the_outbox(qtbot: QtBot, open_scene: Open) -> None:
    app, _ = open_scene("sealed", "outbox")
    press(qtbot, app, "看封存")
    assert sealed(app)
