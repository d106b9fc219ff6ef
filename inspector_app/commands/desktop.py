"""`inspector desktop [WORKSPACE]`: opens the window over a workspace folder.

Without a folder it opens the one in the person's data folder. Must never make a workspace by
itself: enrolment at the bureau or the training does.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import platformdirs

from inspector_app.clock import SystemClock
from inspector_app.errors import KnownError


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = sub.add_parser("desktop", help="open the window · 打开窗口")
    parser.add_argument(
        "workspace",
        nargs="?",
        type=Path,
        help="folder of the workspace · 工作区文件夹",
    )


def run(args: argparse.Namespace) -> int:
    """Open the window and return when it is closed."""
    if not has_display():
        raise KnownError("workspace.no-display")
    from inspector_app.services.workspace import Workspace

    from inspector_app.ui.app import App, install_hooks, make_application

    folder = getattr(args, "workspace", None) or default_folder()
    clock = SystemClock()
    workspace = Workspace.open(folder, clock=clock, entropy=os.urandom)
    application = make_application()
    app = App(workspace, clock)
    install_hooks(app)
    application.aboutToQuit.connect(app.close)
    app.window.show()
    return application.exec()


def default_folder() -> Path:
    """Return the person's own workspace folder."""
    return Path(platformdirs.user_data_dir("inspector", appauthor=False)) / "workspace"


def has_display() -> bool:
    """Tell whether a window can be shown; other systems than Linux always can."""
    if not sys.platform.startswith("linux"):
        return True
    named = os.environ.get("QT_QPA_PLATFORM", "")
    return bool(named or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
