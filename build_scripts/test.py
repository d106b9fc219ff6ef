"""Set up what is missing, then run every check: lint, types, import rules, tests.

    python3 build_scripts/test.py              everything CI runs
    python3 build_scripts/test.py -k sealing   only pytest, with these arguments

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from build_scripts.environment import (
    ROOT,
    TEST_PROGRAMS,
    WINDOW,
    SetUpError,
    child_environment,
    prepare,
    say,
)

LOCK = "requirements-dev.lock"
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports",),
    ("mypy",),
)
WORKERS = "2"  # each holds windows, a server and a database: more than 1 GB by the end


def main() -> int:
    """Return 0 when all checks hold, 1 when one fails, 3 when the machine lacks something."""
    try:
        python = prepare(
            lock=LOCK,
            libraries=WINDOW,
            programs={**TEST_PROGRAMS, "initdb": "postgresql"},
        )
    except SetUpError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    environment = {
        **child_environment(),
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
    }
    arguments = sys.argv[1:]
    failed = []
    for check in () if arguments else CHECKS:
        command = [str(python.parent / check[0]), *check[1:]]
        if not _passes(command, environment):
            failed.append(" ".join(check))
    tests = [
        str(python),
        "-m",
        "pytest",
        "-q",
        *(arguments or ("-n", WORKERS, "--dist", "loadfile")),
    ]
    if not _passes(tests, environment):
        failed.append("pytest")
    if failed:
        say(f"没有通过：{'、'.join(failed)}", f"failed: {', '.join(failed)}")
        return 1
    return 0


def _passes(command: list[str], environment: dict[str, str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    name = Path(command[0]).name if "pytest" not in command else "pytest"
    sys.stdout.write(f"-- {name}: {time.monotonic() - started:.1f} s, exit {done.returncode}\n")
    sys.stdout.flush()
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
