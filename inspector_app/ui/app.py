"""Composition of the window: Qt application, fonts, preferences, bus, tasks, desk, window.

Called by `commands/desktop` and by tests with a workspace. Must never be imported by a page.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from inspector_app.clock import Clock
from inspector_app.language import system_language
from inspector_app.services.workspace import Workspace
from inspector_app.settings import DEFAULTS

from inspector_app.ui.bus import Bus
from inspector_app.ui.desk import Desk
from inspector_app.ui.i18n import Say
from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.idle import IdleLock
from inspector_app.ui.preferences import Preferences, keep_preferences, load_preferences
from inspector_app.ui.screens.registry import TABLES
from inspector_app.ui.shell.window import Window
from inspector_app.ui.tasks import TaskRunner
from inspector_app.ui.theme import Look
from inspector_app.ui.theme.fonts import Families, register_fonts
from inspector_app.ui.theme.sheet import render_sheet

_LOG = logging.getLogger("inspector.window")


class App:
    """Everything of one window, and its end."""

    def __init__(
        self,
        workspace: Workspace,
        clock: Clock,
        *,
        preferences: Preferences | None = None,
        inline: bool = False,
        training: Mapping[str, str] | None = None,
        idle_lock_min: int = DEFAULTS.idle_lock_min,
    ) -> None:
        """Build the window for a workspace; a `QApplication` must exist.

        Args:
            preferences: Instead of those kept in the workspace's folder.
            inline: Tasks run in the calling thread: for tests.
            training: Passphrases of invented officers by person id; None in earnest.
            idle_lock_min: Minutes without input until everybody is locked, 1..60.
        """
        self._training = dict(training or {})
        self.workspace, self._clock = workspace, clock
        self.bus = Bus()
        self.tasks = TaskRunner(inline=inline)
        self._families: Families = register_fonts()
        kept = preferences or load_preferences(workspace.folder, system_language())
        self.window = Window(self._make_desk, kept, self._keep)
        self.idle = IdleLock(idle_lock_min, self.window.lock, lambda: self.tasks.busy, self.window)

    def close(self) -> None:
        """Store what is being written, wait for the workers, close the workspace."""
        self.window.close()
        self.tasks.close()
        self.workspace.close()

    def _make_desk(self, preferences: Preferences, window: Window) -> Desk:
        look = Look(preferences.scheme, preferences.percent, self._families, preferences.still)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setFont(look.font(15))
            application.setPalette(look.palette())
            application.setStyleSheet(render_sheet(look))
        return Desk(
            look=look,
            say=Say(preferences.language, *TABLES),
            bus=self.bus,
            tasks=self.tasks,
            clock=self._clock,
            workspace=self.workspace,
            preferences=preferences,
            go=window.go,
            stay=window.stay,
            prefer=window.prefer,
            close_panels=window.close_panels,
            width=lambda: round(window.width() * 100 / preferences.percent),
            training=self._training,
        )

    def _keep(self, preferences: Preferences) -> None:
        keep_preferences(self.workspace.folder, preferences)


def prepare_environment() -> None:
    """Set what Qt reads before the application exists.

    The wheel of PySide6 has no fcitx plugin; fcitx5 answers as ibus.
    """
    names = os.environ.get("QT_IM_MODULE", "") + os.environ.get("XMODIFIERS", "")
    if "fcitx" in names:
        os.environ["QT_IM_MODULE"] = "ibus"
        _LOG.info("input method: fcitx asked for, ibus protocol used")


def make_application() -> QApplication:
    """Return the one `QApplication`, made if there is none."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    prepare_environment()
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    application.setApplicationName("inspector")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese))
    application.setWindowIcon(QIcon(icon_pixmap("square-check-big", 48, "#0F5C68")))
    return application


def install_hooks(app: App) -> None:
    """Send exceptions nobody caught to the log and to the status line; the window stays.

    The log gets the kind and the places only: a message may hold an answer or a name.
    """

    def tell(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
        _LOG.critical("uncaught %s at %s", kind.__name__, _places(trace))
        app.bus.told.emit(app.window.desk.say("tell.bug"), "", None)

    def tell_thread(args: threading.ExceptHookArgs) -> None:
        _LOG.critical("uncaught %s at %s", args.exc_type.__name__, _places(args.exc_traceback))

    sys.excepthook = tell
    threading.excepthook = tell_thread


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-6:]
    return " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames))
