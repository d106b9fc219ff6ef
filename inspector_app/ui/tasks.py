"""Long work off the window's thread: passphrases, photographs, PDF, network.

The only module of the window that starts threads. Results, errors and progress come back in the
main thread, because the object that carries them was made there. Tests use `inline=True`: the work
runs at once and nothing waits. Must never be left behind: `close` joins every worker.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from shiboken6 import isValid

from inspector_app.errors import InspectorError

T = TypeVar("T")
Report: TypeAlias = Callable[[Any], None]
"""Called by the work with a progress value, from any thread."""


class Cancel:
    """Asks a piece of work to stop at its next step."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __call__(self) -> bool:
        """Tell whether it was asked; the form services take."""
        return self._event.is_set()

    def is_set(self) -> bool:
        """Tell whether it was asked."""
        return self._event.is_set()

    def set(self) -> None:
        """Ask."""
        self._event.set()


class _Carrier(QObject):
    finished = Signal(object)
    failed = Signal(object)
    progressed = Signal(object)

    def __init__(
        self,
        parent: QObject,
        owner: QObject,
        on_result: Callable[[Any], None],
        on_error: Callable[[InspectorError], None],
        on_progress: Callable[[Any], None] | None,
    ) -> None:
        super().__init__(parent)
        self._owner = owner
        self._on_result, self._on_error, self._on_progress = on_result, on_error, on_progress
        self.finished.connect(self._finish)
        self.failed.connect(self._fail)
        self.progressed.connect(self._progress)

    @Slot(object)
    def _finish(self, value: object) -> None:
        self.deleteLater()
        if isValid(self._owner):
            self._on_result(value)

    @Slot(object)
    def _fail(self, error: object) -> None:
        self.deleteLater()
        if isinstance(error, InspectorError):
            if isValid(self._owner):
                self._on_error(error)
        elif isinstance(error, BaseException):
            raise error  # a mistake of ours: the exception hook reports it

    @Slot(object)
    def _progress(self, value: object) -> None:
        if self._on_progress is not None and isValid(self._owner):
            self._on_progress(value)


class _Run(QRunnable):
    def __init__(self, work: Callable[[Report], Any], carrier: _Carrier) -> None:
        super().__init__()
        self._work, self._carrier = work, carrier

    def run(self) -> None:
        carrier = self._carrier
        try:
            value = self._work(carrier.progressed.emit)
        except BaseException as error:  # noqa: BLE001 -- re-raised in the main thread
            self._tell(carrier.failed.emit, error)
        else:
            self._tell(carrier.finished.emit, value)

    def _tell(self, emit: Callable[[Any], None], value: object) -> None:
        if isValid(self._carrier):
            emit(value)


class TaskRunner(QObject):
    """Runs work; one per window."""

    def __init__(self, *, inline: bool = False, parent: QObject | None = None) -> None:
        """Make a runner.

        Args:
            inline: Run in the calling thread, before `run` returns: for tests.
        """
        super().__init__(parent)
        self._inline = inline
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)

    def run(
        self,
        owner: QObject,
        work: Callable[[Report], T],
        on_result: Callable[[T], None],
        on_error: Callable[[InspectorError], None],
        on_progress: Callable[[Any], None] | None = None,
    ) -> None:
        """Run `work` and answer in the main thread.

        Args:
            owner: Whose work it is; once it is deleted nothing is answered.
            work: Called with a function that reports progress.
            on_error: Gets known errors and bugs of ours; any other exception goes to the hook.
        """
        carrier = _Carrier(self, owner, on_result, on_error, on_progress)
        run = _Run(work, carrier)
        if self._inline:
            run.run()
        else:
            self._pool.start(run)

    @property
    def busy(self) -> bool:
        """Whether any work is running."""
        return self._pool.activeThreadCount() > 0

    def close(self) -> None:
        """Wait for every worker; call after cancelling long ones."""
        self._pool.waitForDone()
