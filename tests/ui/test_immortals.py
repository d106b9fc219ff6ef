"""Qt calls do not wear None and True out: see `ui/immortals`."""

from __future__ import annotations

import sys

import pytest

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.ui.immortals import keep_singletons


class Sender(QObject):
    sent = Signal()


def test_none_and_true_outlive_a_day_of_calls(qapp: QApplication) -> None:
    widget, sender = QWidget(), Sender()
    for _ in range(100_000):
        widget.update()
        sender.sent.emit()
    for thing in (None, True, False, NotImplemented):
        assert sys.getrefcount(thing) > 1_000_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the singletons are immortal there")
def test_a_second_call_gives_nothing_more() -> None:
    keep_singletons()
    before = sys.getrefcount(None)
    assert keep_singletons()
    assert abs(sys.getrefcount(None) - before) < 1000
