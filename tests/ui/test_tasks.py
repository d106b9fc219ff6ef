"""Long work answers in the main thread, tells known errors, and is joined at the end."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from PySide6.QtCore import QObject

from inspector_app.errors import InspectorError, KnownError

from inspector_app.ui.tasks import Cancel, Report, TaskRunner


def refuse(error: InspectorError) -> None:
    pytest.fail(str(error))


@pytest.mark.parametrize("inline", [True, False])
def test_a_result_comes_back_in_the_main_thread(qtbot: QtBot, inline: bool) -> None:
    runner, owner = TaskRunner(inline=inline), QObject()
    seen: list[tuple[int, bool]] = []

    def take(value: int) -> None:
        seen.append((value, threading.current_thread() is threading.main_thread()))

    runner.run(owner, lambda _: 6 * 7, take, refuse)
    qtbot.waitUntil(lambda: bool(seen))
    runner.close()
    assert seen == [(42, True)]


@pytest.mark.parametrize("inline", [True, False])
def test_a_known_error_comes_back_as_it_is(qtbot: QtBot, inline: bool) -> None:
    runner, owner = TaskRunner(inline=inline), QObject()
    seen: list[str] = []

    def fail(_: Report) -> None:
        raise KnownError("workspace.locked")

    runner.run(owner, fail, lambda _: None, lambda error: seen.append(error.code))
    qtbot.waitUntil(lambda: bool(seen))
    runner.close()
    assert seen == ["workspace.locked"]


def test_progress_is_told_while_it_works(qtbot: QtBot) -> None:
    runner, owner = TaskRunner(), QObject()
    counts: list[int] = []
    done: list[None] = []

    def work(report: Report) -> None:
        for n in range(3):
            report(n)

    runner.run(owner, work, done.append, refuse, counts.append)
    qtbot.waitUntil(lambda: bool(done))
    runner.close()
    assert counts == [0, 1, 2]


def test_nothing_is_told_to_a_page_that_is_gone(qtbot: QtBot) -> None:
    runner = TaskRunner()
    owner = QObject()
    gate = threading.Event()
    seen: list[object] = []

    def work(_: Report) -> int:
        gate.wait(5)
        return 1

    runner.run(owner, work, seen.append, refuse)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not _alive(owner))
    gate.set()
    runner.close()
    qtbot.wait(0)
    assert seen == []


def test_a_cancel_is_seen_from_another_thread(qtbot: QtBot) -> None:
    runner, owner, cancel = TaskRunner(), QObject(), Cancel()
    done: list[bool] = []

    def work(_: Report) -> bool:
        while not cancel():
            threading.Event().wait(0.001)
        return True

    runner.run(owner, work, done.append, refuse)
    cancel.set()
    qtbot.waitUntil(lambda: bool(done))
    runner.close()


def _alive(thing: QObject) -> bool:
    from shiboken6 import isValid

    return bool(isValid(thing))
