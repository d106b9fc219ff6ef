"""The pages after the checklist fit 1366 x 680 in both languages and at 150 %, uncut and large."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scenes import Scene

from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from inspector_app.ui.app import App
from inspector_app.ui.components.buttons import Button
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.segment import Segment
from inspector_app.ui.place import Place
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.theme import Scheme

Open = Callable[..., tuple[App, Scene]]
PAGES = (
    ("checking", "findings", "WB-17"),
    ("written", "record", ""),
    ("frozen", "signing", ""),
    ("signed", "signing", ""),
    ("frozen", "party", ""),
    ("sent", "sealed", ""),
    ("sent", "outbox", ""),
    ("sent", "ledger", ""),
    ("sent", "verify", ""),
    ("checking", "settings", ""),
)
NAMES = [f"{stage}-{screen}" for stage, screen, _ in PAGES]


def visible(app: App, kind: type[QWidget]) -> list[QWidget]:
    return [part for part in app.window.findChildren(kind) if part.isVisible()]


def shown(app: App, width: int = 1366, height: int = 680) -> App:
    app.window.resize(width, height)
    for _ in range(4):
        QApplication.processEvents()
    return app


@pytest.mark.parametrize(("stage", "screen", "detail"), PAGES, ids=NAMES)
def test_a_page_fits_a_small_laptop_uncut_and_large_to_touch(
    open_scene: Open, stage: str, screen: str, detail: str
) -> None:
    app, _ = open_scene(stage, screen, detail)
    for language, percent, height in (("zh", 100, 680), ("en", 100, 680), ("zh", 150, 768)):
        app.window.prefer(Preferences(language, Scheme.LIGHT, percent))
        shown(app, 1366, height)
        if percent == 100:
            least = app.window.minimumSizeHint()
            assert least.width() <= 1366
            assert least.height() <= 680
            assert cut_words(app) == [], language
        assert nameless(app) == []
        assert small(app, 44 * percent // 100) == [], (language, percent)


def cut_words(app: App) -> list[str]:
    """Return the words of buttons that do not show whole."""
    buttons = [part for part in visible(app, Button) if isinstance(part, Button)]
    return [one.text() for one in buttons if one.width() + 1 < one.sizeHint().width()]


def nameless(app: App) -> list[str]:
    """Return what can be pressed and has no name to read out."""
    return [
        type(part).__name__
        for part in visible(app, QAbstractButton)
        if isinstance(part, QAbstractButton)
        and not (part.accessibleName() or part.text() or part.toolTip())
    ]


def small(app: App, least: int) -> list[tuple[str, str, int]]:
    """Return what is pressed on the page and lower than `least` px."""
    return [
        (type(part).__name__, part.accessibleName(), part.height())
        for kind in (PressRow, Segment, QLineEdit, Button)
        for part in visible(app, kind)
        if part.height() < least - 1 and in_page(app, part)
    ]


def in_page(app: App, part: QWidget) -> bool:
    """Tell whether a part belongs to the page: the status line is lower by design."""
    return app.window.page is not None and app.window.page.isAncestorOf(part)


def test_every_page_can_be_worn_dark_and_in_high_contrast(open_scene: Open) -> None:
    app, scene = open_scene("signed", "signing")
    for scheme in (Scheme.DARK, Scheme.CONTRAST):
        app.window.prefer(Preferences("en", scheme, 125))
        for screen in ("findings", "record", "signing", "party", "ledger", "outbox", "verify"):
            app.window.go(Place(screen, scene.inspection))
            QApplication.processEvents()
            assert app.window.page is not None
            assert app.window.page.here.screen == screen
