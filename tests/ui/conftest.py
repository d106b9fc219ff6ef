"""A Qt application without a screen; windows over a real workspace, closed afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import laptop
import pytest
from scenes import Scene, Stages

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from inspector_app.clock import SteppingClock
from inspector_app.services.workspace import Workspace

from inspector_app.ui.app import App, make_application
from inspector_app.ui.place import Place
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.theme import Look, Scheme
from inspector_app.ui.theme.fonts import register_fonts

Opener = Callable[..., App]


def bury(application: QApplication) -> None:
    """Delete what waits for deletion, as a running event loop would.

    `processEvents` alone never does. Windows of earlier tests would live on, and every later style
    sheet would be worked out for all of them.
    """
    application.processEvents()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The product's own application, so that style and fonts are those of the product."""
    return make_application()


@pytest.fixture
def clock() -> SteppingClock:
    """A clock that stands on the invented morning."""
    return SteppingClock(laptop.NOW)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An enrolled laptop, made once: compiling the checklists takes seconds."""
    folder = tmp_path_factory.mktemp("template")
    laptop.make_laptop(folder).close()
    return folder


@pytest.fixture
def workspace(template: Path, tmp_path: Path, clock: SteppingClock) -> Iterator[Workspace]:
    """An enrolled laptop with the day's orders; nobody is unlocked."""
    made = laptop.copy_laptop(template, tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def open_window(qapp: QApplication, workspace: Workspace, clock: SteppingClock) -> Iterator[Opener]:
    """Opens windows at a place; tasks run at once, so that no test waits."""
    opened: list[App] = []

    def make(place: Place | None = None, preferences: Preferences | None = None) -> App:
        chosen = preferences or (Preferences().at(place) if place is not None else None)
        app = App(workspace, clock, preferences=chosen, inline=True)
        app.window.resize(1366, 768)
        app.window.show()
        qapp.processEvents()
        opened.append(app)
        return app

    yield make
    for app in opened:
        app.window.close()
        app.tasks.close()
        app.window.deleteLater()
    bury(qapp)


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light look at 100 per cent."""
    return Look(Scheme.LIGHT, 100, register_fonts())


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    """The training visit at its stages, each made once a session."""
    return Stages(tmp_path_factory.mktemp("stages"))


@pytest.fixture
def open_scene(
    qapp: QApplication, stages: Stages, tmp_path: Path
) -> Iterator[Callable[..., tuple[App, Scene]]]:
    """Opens a window at a page of the training visit; tasks run at once."""
    opened: list[tuple[App, Scene]] = []

    def make(
        stage: str, screen: str, detail: str = "", *, preferences: Preferences | None = None
    ) -> tuple[App, Scene]:
        scene = stages.open(stage, tmp_path / f"world-{len(opened)}")
        place = Place(screen, scene.inspection, detail)
        chosen = (preferences or Preferences()).at(place)
        app = App(scene.workspace, scene.clock, preferences=chosen, inline=True)
        app.window.resize(1366, 768)
        app.window.show()
        for _ in range(4):
            qapp.processEvents()
        opened.append((app, scene))
        return app, scene

    yield make
    for app, scene in opened:
        app.window.close()
        app.tasks.close()
        app.window.deleteLater()
        scene.close()
    bury(qapp)
