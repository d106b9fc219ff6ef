"""Findings: both ways, a reason kept, nothing decided twice."""

from __future__ import annotations

from collections.abc import Callable

from hands import press, settle, type_chinese, words_of
from pytestqt.qtbot import QtBot
from scenes import Scene

from PySide6.QtCore import Qt

from inspector_app.domain.findings import Decision

from inspector_app.ui.app import App
from inspector_app.ui.screens.findings.page import FindingsPage

Open = Callable[..., tuple[App, Scene]]


def decisions(scene: Scene) -> dict[str, Decision]:
    return {one.item: one.decision for one in scene.workspace.findings.list(scene.inspection)}


def page_of(app: App) -> FindingsPage:
    assert isinstance(app.window.page, FindingsPage)
    return app.window.page


def test_agreeing_by_key_goes_on_to_the_next_open_finding(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("checking", "findings", "WB-16")
    assert set(decisions(scene).values()) == {Decision.OPEN}
    qtbot.keyClick(app.window, Qt.Key.Key_A)
    settle()
    assert decisions(scene)["WB-16"] is Decision.AGREED
    assert page_of(app).here.detail == "WB-17"


def test_deciding_otherwise_needs_a_reason_and_keeps_it(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("checking", "findings", "WB-19")
    press(qtbot, app, "另作处理，写理由")
    detail = page_of(app)._detail
    assert detail is not None
    press(qtbot, app, "责令15日内改正")
    press(qtbot, app, "责令30日内改正")
    press(qtbot, app, "存好")
    assert decisions(scene)["WB-19"] is Decision.OPEN
    assert app.window.strip.isVisible()
    detail = page_of(app)._detail
    assert detail is not None
    type_chinese(detail._reason, "旧主机数据待导出核对")
    press(qtbot, app, "存好")
    listed = scene.workspace.findings.list(scene.inspection)
    found = next(one for one in listed if one.item == "WB-19")
    assert found.decision is Decision.DIFFERS
    assert found.consequence == ("O30",)
    assert found.reason == "旧主机数据待导出核对"


def test_a_different_decision_written_whole_is_kept_on_leaving(
    qtbot: QtBot, open_scene: Open
) -> None:
    app, scene = open_scene("checking", "findings", "WB-22")
    press(qtbot, app, "另作处理，写理由")
    press(qtbot, app, "责令当场改正")
    press(qtbot, app, "责令7日内改正")
    detail = page_of(app)._detail
    assert detail is not None
    type_chinese(detail._reason, "当场挂不上，需要制作")
    app.window.open_entry("today")
    settle()
    assert decisions(scene)["WB-22"] is Decision.DIFFERS


def test_a_finding_tells_its_facts_basis_and_origin(open_scene: Open) -> None:
    app, _ = open_scene("checking", "findings", "WB-17")
    words = words_of(page_of(app))
    for wanted in ("抽样表 WB-T1", "第二十三条", "怎么来的", "责令7日内改正", "等你们定"):
        assert wanted in words


def test_frozen_findings_show_but_cannot_change(qtbot: QtBot, open_scene: Open) -> None:
    app, scene = open_scene("frozen", "findings", "WB-16")
    before = decisions(scene)
    qtbot.keyClick(app.window, Qt.Key.Key_A)
    qtbot.keyClick(app.window, Qt.Key.Key_B)
    settle()
    assert decisions(scene) == before
    assert "文本已冻结" in words_of(page_of(app))
