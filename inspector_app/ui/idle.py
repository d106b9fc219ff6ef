"""Locks the window after some minutes without key, mouse, touch or pen; drafts are on disk.

Made by `app`. A laptop left on a counter must not show a record to whoever passes. Must never lock
while long work runs: a photograph half taken in or an upload is not idleness.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)
_MS_PER_MINUTE = 60_000


class IdleLock(QObject):
    """Counts the quiet minutes of the application."""

    def __init__(
        self, minutes: int, lock: Callable[[], None], busy: Callable[[], bool], parent: QObject
    ) -> None:
        """Begin to count.

        Args:
            minutes: Without input until `lock` is called, 1..60.
            busy: Tells whether long work runs.
        """
        super().__init__(parent)
        self._lock, self._busy = lock, busy
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(minutes * _MS_PER_MINUTE)
        self._timer.timeout.connect(self.on_quiet)
        self._timer.start()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self._timer.start()
        return False

    def on_quiet(self) -> None:
        """Lock, or look again later while work runs."""
        if self._busy():
            self._timer.start()
            return
        self._lock()
