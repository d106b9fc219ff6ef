"""Idle lock: a quiet laptop locks, a busy one waits, a touched one goes on."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from inspector_app.ui.idle import IdleLock


class _Watch:
    def __init__(self) -> None:
        self.locked = 0
        self.busy = False

    def lock(self) -> None:
        self.locked += 1


@pytest.fixture
def watch() -> _Watch:
    return _Watch()


@pytest.fixture
def idle(qtbot: QtBot, watch: _Watch) -> tuple[IdleLock, QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return IdleLock(5, watch.lock, lambda: watch.busy, window), window


def test_quiet_minutes_lock(idle: tuple[IdleLock, QWidget], watch: _Watch) -> None:
    idle[0].on_quiet()
    assert watch.locked == 1


def test_work_under_way_is_no_idleness(idle: tuple[IdleLock, QWidget], watch: _Watch) -> None:
    watch.busy = True
    idle[0].on_quiet()
    assert watch.locked == 0
    assert idle[0]._timer.isActive()


def test_a_touch_of_key_or_mouse_starts_the_count_again(
    idle: tuple[IdleLock, QWidget], qtbot: QtBot
) -> None:
    lock, window = idle
    lock._timer.stop()
    qtbot.keyClick(window, Qt.Key.Key_A)
    assert lock._timer.isActive()
    lock._timer.stop()
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert lock._timer.isActive()
