"""The verify page: a good file, an altered record, an altered page, no record at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from hands import settle, words_of
from pypdfium2 import raw
from pytestqt.qtbot import QtBot
from scenes import Scene

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from inspector_app.crypto.certificates import fingerprint_text
from inspector_app.records.verdict import Fact, State
from inspector_app.services.verification import own_trust

from inspector_app.ui.app import App
from inspector_app.ui.components.verdict import FactCell
from inspector_app.ui.screens.verify.page import VerifyPage

Open = Callable[..., tuple[App, Scene]]


@pytest.fixture
def page(open_scene: Open) -> tuple[App, Scene, VerifyPage]:
    app, scene = open_scene("sent", "verify")
    assert isinstance(app.window.page, VerifyPage)
    return app, scene, app.window.page


def state(page: VerifyPage, fact: Fact) -> State:
    verdict = page._found[-1][0].verdict
    assert verdict is not None
    return verdict.state(fact)


def test_without_a_file_the_page_teaches(page: tuple[App, Scene, VerifyPage]) -> None:
    assert "还没有选文件" in words_of(page[2])


def test_a_good_package_shows_every_fact_its_signers_and_the_enrolled_root(
    page: tuple[App, Scene, VerifyPage], tmp_path: Path
) -> None:
    _, scene, shown = page
    path = tmp_path / "记录.insp"
    path.write_bytes(scene.workspace.records.insp(scene.inspection))
    shown.open_file(path)
    settle()
    cells = [one for one in shown.findChildren(FactCell) if one.isVisible()]
    assert len(cells) == len(Fact)
    for fact in (Fact.INTACT, Fact.TWO_OFFICERS, Fact.TRUSTED, Fact.EVIDENCE, Fact.RECEIVED):
        assert state(shown, fact) is State.YES
    words = words_of(shown)
    assert "执法人员　陈示范" in words
    assert "本机登记时确认的" in words
    own = own_trust(scene.workspace)
    assert own is not None
    assert fingerprint_text(own.roots[0]) in words
    assert shown._side.paper.pages == 5


def test_a_good_document_is_compared_page_by_page(
    qtbot: QtBot, page: tuple[App, Scene, VerifyPage], tmp_path: Path
) -> None:
    app, scene, shown = page
    path = tmp_path / "记录.pdf"
    path.write_bytes(scene.workspace.records.pdf(scene.inspection))
    shown.open_file(path)
    settle()
    assert state(shown, Fact.DOCUMENT) is State.YES
    assert "与文件上印的一致" in words_of(shown)
    assert shown._side._which.value == "true"
    qtbot.keyClick(app.window, Qt.Key.Key_T)
    assert shown._side._which.value == "file"


def test_an_altered_page_is_named_and_the_true_one_shown(
    page: tuple[App, Scene, VerifyPage], tmp_path: Path
) -> None:
    _, scene, shown = page
    path = tmp_path / "改过.pdf"
    path.write_bytes(_second_page_blanked(scene.workspace.records.pdf(scene.inspection)))
    shown.open_file(path)
    settle()
    assert state(shown, Fact.INTACT) is State.YES
    assert state(shown, Fact.DOCUMENT) is State.NO
    words = words_of(shown)
    assert "第 2 页与封存记录不同" in words
    assert "谁改的、何时改的，从文件看不出来" in words
    assert shown._side.paper.pages == 5


def test_an_altered_record_fails_and_shows_no_true_pages(
    page: tuple[App, Scene, VerifyPage], tmp_path: Path
) -> None:
    _, scene, shown = page
    content = bytearray(scene.workspace.records.insp(scene.inspection))
    content[content.index(b"PK\x03\x04") + 400] ^= 1
    path = tmp_path / "改过.insp"
    path.write_bytes(bytes(content))
    shown.open_file(path)
    settle()
    assert state(shown, Fact.WELL_FORMED) is State.NO
    assert "画不出真实页面" in words_of(shown)


def test_a_foreign_file_is_said_to_be_none(
    page: tuple[App, Scene, VerifyPage], tmp_path: Path
) -> None:
    shown = page[2]
    path = tmp_path / "信.txt"
    path.write_text("not a record")
    shown.open_file(path)
    settle()
    assert "不是封存记录" in words_of(shown)


@pytest.mark.filterwarnings("ignore:Function.*QDragEnterEvent:DeprecationWarning")
def test_files_may_be_dropped_and_looked_at_one_by_one(
    qtbot: QtBot, page: tuple[App, Scene, VerifyPage], tmp_path: Path
) -> None:
    app, scene, shown = page
    first, second = tmp_path / "一.pdf", tmp_path / "二.insp"
    first.write_bytes(scene.workspace.records.pdf(scene.inspection))
    second.write_bytes(scene.workspace.records.insp(scene.inspection))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) for one in (first, second)])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    shown.dragEnterEvent(enter)
    assert enter.isAccepted()
    shown.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    settle()
    assert "二.insp" in words_of(shown)
    qtbot.keyClick(app.window, Qt.Key.Key_Left)
    settle()
    assert "一.pdf" in words_of(shown)


def test_arrows_go_from_fact_to_fact(
    qtbot: QtBot, page: tuple[App, Scene, VerifyPage], tmp_path: Path
) -> None:
    app, scene, shown = page
    path = tmp_path / "记录.insp"
    path.write_bytes(scene.workspace.records.insp(scene.inspection))
    shown.open_file(path)
    settle()
    before = shown._fact
    qtbot.keyClick(app.window, Qt.Key.Key_Up)
    assert shown._fact is not before


def test_verifying_works_while_nobody_is_unlocked(
    page: tuple[App, Scene, VerifyPage], tmp_path: Path
) -> None:
    app, scene, _ = page
    path = tmp_path / "记录.insp"
    path.write_bytes(scene.workspace.records.insp(scene.inspection))
    app.window.lock()
    settle()
    shown = app.window.page
    assert isinstance(shown, VerifyPage)
    shown.open_file(path)
    settle()
    assert state(shown, Fact.SIGNED) is State.YES
    assert state(shown, Fact.TRUSTED) is State.UNKNOWN


def _second_page_blanked(pdf: bytes) -> bytes:
    """Append an update to the file that paints over the second page, as an editor does."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[1]
    patch = raw.FPDFPageObj_CreateNewRect(100, 400, 200, 30)
    raw.FPDFPageObj_SetFillColor(patch, 255, 255, 255, 255)
    raw.FPDFPath_SetDrawMode(patch, raw.FPDF_FILLMODE_WINDING, False)
    raw.FPDFPage_InsertObject(sheet.raw, patch)
    raw.FPDFPage_GenerateContent(sheet.raw)
    target = io.BytesIO()
    document.save(target)
    sheet.close()
    document.close()
    return target.getvalue()
