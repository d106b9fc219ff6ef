"""`inspector desktop [WORKSPACE]`: opens the window over a workspace folder.

Without a folder it opens the one in the person's data folder; with `--training` an invented world
with a bureau of its own on this machine. Must never make a real workspace: enrolment does.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from inspector_app.clock import SystemClock
from inspector_app.errors import KnownError
from inspector_app.log import start_log
from inspector_app.settings import load_settings

if TYPE_CHECKING:
    from inspector_app.services.workspace import Workspace

_TRAINING_DAYS = 14
"""A training world is used again for so long; then a new one is made."""

_FIRST_AT = time(9, 30)
_SHOWN_MS = 1500


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = sub.add_parser("desktop", help="open the window · 打开窗口")
    parser.add_argument(
        "workspace", nargs="?", type=Path, help="folder of the workspace · 工作区文件夹"
    )
    parser.add_argument(
        "--training",
        action="store_true",
        help="invented data, a bureau on this machine · 演练：数据都是编的，局端就在本机",
    )
    parser.add_argument(
        "--quit-when-shown",
        action="store_true",
        help="close once the window stands, to check an installation · 窗口出现后即退出",
    )


def run(args: argparse.Namespace) -> int:
    """Open the window and return when it is closed."""
    if not has_display():
        raise KnownError("workspace.no-display")
    with ExitStack() as stack:
        if getattr(args, "training", False):
            folder = getattr(args, "workspace", None) or training_folder(date.today())  # noqa: DTZ011 -- a folder name
            workspace, passphrases = open_training(folder, stack)
        else:
            workspace, passphrases = _open(getattr(args, "workspace", None)), {}
        return show(workspace, passphrases, quit_when_shown=args.quit_when_shown)


def show(
    workspace: Workspace, passphrases: Mapping[str, str], *, quit_when_shown: bool = False
) -> int:
    """Show the window over a workspace until it is closed; the workspace is closed too."""
    from PySide6.QtCore import QTimer

    from inspector_app.ui.app import App, install_hooks, make_application

    start_log(_data_folder() / "log")
    application = make_application()
    settings = load_settings(_data_folder() / "settings.json")
    app = App(workspace, SystemClock(), training=passphrases, idle_lock_min=settings.idle_lock_min)
    install_hooks(app)
    app.window.show()
    if quit_when_shown:
        QTimer.singleShot(_SHOWN_MS, application.quit)
    try:
        return application.exec()
    finally:
        app.close()


def open_training(folder: Path, stack: ExitStack) -> tuple[Workspace, Mapping[str, str]]:
    """Make or open a training world, online for as long as `stack` lives.

    Returns:
        The laptop, locked, and the invented passphrases by person id.
    """
    from inspector_app.commands.training import data
    from inspector_app.commands.training.world import TrainingWorld

    sys.stdout.write("正在准备演练 · preparing the training world\n")
    sys.stdout.flush()
    clock = SystemClock()
    world = stack.enter_context(TrainingWorld(folder, clock=clock, entropy=os.urandom))
    published = folder / "published"
    if not published.exists():
        today = clock.now().date()
        world.publish(today, _FIRST_AT)
        published.write_text(today.isoformat(), "ascii")
    world.enrol()
    world.workspace.sync.pull()
    world.workspace.lock_all()
    enrolled = {person.person_id for person in world.workspace.people()}
    return world.workspace, {
        person: words for person, words in data.PASSPHRASES.items() if person in enrolled
    }


def default_folder() -> Path:
    """Return the person's own workspace folder."""
    return _data_folder() / "workspace"


def training_folder(today: date) -> Path:
    """Return the training world to use: the newest one that is not too old, else a new one."""
    base = _data_folder() / "training"
    oldest = (today - timedelta(days=_TRAINING_DAYS)).isoformat()
    known = sorted(path.name for path in base.glob("????-??-??")) if base.is_dir() else []
    if known and known[-1] >= oldest:
        return base / known[-1]
    return base / today.isoformat()


def has_display() -> bool:
    """Tell whether a window can be shown; other systems than Linux always can."""
    if not sys.platform.startswith("linux"):
        return True
    names = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return any(os.environ.get(name) for name in names)


def _open(folder: Path | None) -> Workspace:
    from inspector_app.services.workspace import Workspace

    return Workspace.open(folder or default_folder(), clock=SystemClock(), entropy=os.urandom)


def _data_folder() -> Path:
    return Path(platformdirs.user_data_dir("inspector", appauthor=False))
