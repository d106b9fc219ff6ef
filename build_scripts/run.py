"""Set up what is missing, then open the app with a training workspace.

    python3 build_scripts/run.py             the window, with invented training data
    python3 build_scripts/run.py demo OUT    the whole main job without a screen
    python3 build_scripts/run.py ANY ...     any other `inspector` command

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from build_scripts.environment import ROOT, WINDOW, SetUpError, child_environment, prepare, say

LOCK = "requirements.lock"


def main() -> int:
    """Return the exit status of what was run; 3 when the machine lacks something."""
    words = sys.argv[1:] or ["desktop", "--training"]
    window = words[0] == "desktop"
    if window and not _has_display():
        say(
            "没有显示器，窗口打不开。不用屏幕也能走完全程：python3 build_scripts/run.py demo OUT",
            "no display, so no window; the whole job without one: "
            "python3 build_scripts/run.py demo OUT",
        )
        return 3
    try:
        python = prepare(lock=LOCK, libraries=WINDOW if window else {}, programs={})
    except SetUpError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    command = [str(python), "-m", "inspector_app", *words]
    if os.name == "nt":
        return subprocess.run(command, env=child_environment(), check=False).returncode
    environment = {**child_environment(), "PYTHONPATH": str(ROOT)}
    return os.execve(command[0], command, environment)  # noqa: S606  the venv's own Python


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in named)


if __name__ == "__main__":
    sys.exit(main())
