"""Opens the preview window, or takes its picture.

Called by the command; must never be imported where no Qt is wanted.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from inspector_app.clock import CHINA, Clock, SystemClock
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.xforms import Form, Session
from inspector_app.xforms.plain.form import language_for

from inspector_app.ui.app import make_application
from inspector_app.ui.i18n import Say
from inspector_app.ui.preview.window import PreviewWindow, Table
from inspector_app.ui.screens.registry import TABLES
from inspector_app.ui.theme import Look, Scheme
from inspector_app.ui.theme.fonts import register_fonts
from inspector_app.ui.theme.sheet import render_sheet

SIZE = (1366, 768)
_ROOMY = 1200  # px before scaling


def make_preview(
    form: Form,
    language: str,
    *,
    clock: Clock | None = None,
    entropy: Entropy = os.urandom,
    look: Look | None = None,
    size: tuple[int, int] | None = None,
) -> PreviewWindow:
    """Return the window, not shown yet; a `QApplication` must exist.

    Args:
        language: Of the window, `zh` or `en`; the form begins in it where it can.
        look: That of the window it is opened from; None dresses the application by itself.
        size: Width and height, px; as large as fits the screen when None.
    """
    look = look or _dressed()
    watch = clock or SystemClock()

    def begin() -> Session:
        return Session(form, clock=watch, entropy=entropy, zone=CHINA)

    wide, high = size or _fitting(look)
    roomy = wide >= look.px(_ROOMY)
    window = PreviewWindow(Table(look, Say(language, *TABLES), watch, roomy), begin)
    spoken = language_for(form, language)
    window.language.set_value(spoken)
    window.speak(spoken)
    window.resize(wide, high)
    return window


def _fitting(look: Look) -> tuple[int, int]:
    wide, high = (look.px(side) for side in SIZE)
    screen = QGuiApplication.primaryScreen()
    if screen is None:
        return wide, high
    room = screen.availableSize()
    return min(wide, room.width()), min(high, room.height())


def _dressed() -> Look:
    look = Look(Scheme.LIGHT, 100, register_fonts())
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setFont(look.font(15))
        application.setPalette(look.palette())
        application.setStyleSheet(render_sheet(look))
    return look


def show_preview(form: Form, *, language: str, picture: Path | None = None) -> int:
    """Show the window until it is closed; with `picture` only write its image.

    Raises:
        KnownError: `form.not-written`.
    """
    application = make_application()
    window = make_preview(form, language, size=SIZE if picture is not None else None)
    window.show()
    if picture is None:
        return application.exec()
    for _ in range(4):
        application.processEvents()
    if not window.grab().save(str(picture), "PNG"):
        raise KnownError("form.not-written", path=str(picture), detail="PNG")
    window.close()
    return 0
