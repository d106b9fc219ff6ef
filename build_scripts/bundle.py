"""Build the one-folder program with PyInstaller, then prove that it starts and does the main job.

    python3 build_scripts/bundle.py [--no-proof]

The result lies in `dist/inspector/`. Build on the oldest system it shall run on: a program built on
Debian 12 needs glibc 2.36. Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from build_scripts.environment import OFFSCREEN, ROOT, SetUpError, child_environment, prepare, say

LOCK = "requirements-dev.lock"
TOOLS = {"objdump": "binutils"}
PROGRAM = ROOT / "dist" / "inspector" / ("inspector.exe" if os.name == "nt" else "inspector")


def main() -> int:
    """Return 0 when the program was built and its proof holds."""
    try:
        python = prepare(lock=LOCK, libraries={**OFFSCREEN, **_shared_python()}, programs=TOOLS)
    except SetUpError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    started = time.monotonic()
    build = [str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    build += ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build" / "bundle")]
    build += [str(ROOT / "build_scripts" / "packaging" / "inspector.spec")]
    environment = {**child_environment(), "PYTHONPATH": str(ROOT)}
    if subprocess.run(build, cwd=ROOT, env=environment, check=False).returncode != 0:
        return 1
    size = sum(path.lstat().st_size for path in PROGRAM.parent.rglob("*"))
    say(
        f"打包完成：{size / 1e6:.0f} MB，{time.monotonic() - started:.0f} 秒，dist/inspector",
        "bundled",
    )
    return 0 if "--no-proof" in sys.argv[1:] else _prove()


def _shared_python() -> dict[str, str]:
    """Return Debian's package of the shared Python, which its own interpreter does without."""
    if sys.base_prefix != "/usr":
        return {}
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {f"libpython{version}.so.1.0": f"libpython{version}"}


def _prove() -> int:
    """Start the window off screen, then walk the demo, with the bundle alone."""
    bare = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryDirectory() as folder:
        bare["HOME"] = folder
        started = time.monotonic()
        window = subprocess.run(
            [str(PROGRAM), "desktop", "--training", "--quit-when-shown"],
            env=bare,
            cwd=folder,
            check=False,
            timeout=120,
        )
        say(
            f"窗口：退出码 {window.returncode}，{time.monotonic() - started:.1f} 秒",
            "window off screen",
        )
        out = Path(folder) / "out"
        demo = subprocess.run(
            [str(PROGRAM), "demo", str(out)], env=bare, cwd=folder, check=False, timeout=300
        )
        if window.returncode or demo.returncode:
            return 1
        verdicts = json.loads((out / "summary.json").read_text("utf-8"))["verdicts"]
        say(f"演示通过：{len(verdicts)} 项验证", "demo passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
