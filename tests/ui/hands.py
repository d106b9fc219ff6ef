"""Hands for the window's tests: writing on a pad, typing, pressing what has a word on it."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget

from inspector_app.ui.app import App
from inspector_app.ui.components.ink_pad import InkPad
from inspector_app.ui.components.text import Text


def settle(times: int = 4) -> None:
    """Let the window draw and its zero timers run."""
    for _ in range(times):
        QApplication.processEvents()


def write_ink(qtbot: QtBot, pad: InkPad) -> None:
    """Draw two strokes with the mouse."""
    left = Qt.MouseButton.LeftButton
    for start, end in ((QPoint(30, 30), QPoint(90, 50)), (QPoint(60, 20), QPoint(60, 60))):
        qtbot.mousePress(pad, left, pos=start)
        for step in range(1, 5):
            at = start + (end - start) * (step / 4)
            qtbot.mouseMove(pad, at)
        qtbot.mouseRelease(pad, left, pos=end)
    settle(1)


def type_chinese(target: QWidget, text: str) -> None:
    """Commit a text as an input method does."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(target, event)


def button(app: App, word: str) -> QAbstractButton:
    """Return the visible button whose word begins so."""
    for one in app.window.findChildren(QAbstractButton):
        if one.isVisible() and one.accessibleName().startswith(word):
            return one
    shown = [one.accessibleName() for one in app.window.findChildren(QAbstractButton)]
    raise AssertionError(f"no button {word!r} among {shown}")


def press(qtbot: QtBot, app: App, word: str) -> None:
    """Press the visible button whose word begins so."""
    found = button(app, word)
    assert found.isEnabled(), word
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)
    settle()


def words_of(part: QWidget) -> str:
    """Return every visible text under a part."""
    shown = [one.whole for one in part.findChildren(Text) if one.isVisible()]
    shown += [one.toPlainText() for one in part.findChildren(QPlainTextEdit) if one.isVisible()]
    return "\n".join(shown)


def until(condition: Callable[[], bool]) -> None:
    """Let the window work until something holds; at most a few hundred rounds."""
    for _ in range(400):
        if condition():
            return
        QApplication.processEvents()
    raise AssertionError("it did not come about")
