"""Everything a fresh machine needs before the app or its tests can run; standard library only.

Called by `run.py`, `test.py` and `bundle.py`. Makes `.venv` beside the project, installs the locked
dependencies with their hashes, checks the system libraries Qt needs. A second call finds its own
stamp and returns at once. Must never ask a question or touch anything outside the project folder,
except to install Debian packages when it runs as root.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)

OFFSCREEN: Mapping[str, str] = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
WINDOW: Mapping[str, str] = {
    **OFFSCREEN,
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
}
TEST_PROGRAMS: Mapping[str, str] = {"Xvfb": "xvfb", "pdftoppm": "poppler-utils"}
POSTGRES = Path("/usr/lib/postgresql")


class SetUpError(Exception):
    """The machine lacks something; the message says what to do, in both languages."""


def prepare(*, lock: str, libraries: Mapping[str, str], programs: Mapping[str, str]) -> Path:
    """Make the virtual environment ready and return its Python.

    Args:
        lock: File with pinned, hashed requirements, relative to the project root.
        libraries: Shared object -> Debian package; checked on Linux only.
        programs: Program -> Debian package; checked on Linux only.
    Raises:
        SetUpError: With the one command that mends it.
    """
    _check_python()
    _check_system(libraries, programs)
    python = _python_of(VENV)
    stamp = VENV / f"installed-{Path(lock).stem}"
    wanted = _fingerprint(ROOT / lock)
    if not (python.exists() and stamp.exists() and stamp.read_text("utf-8") == wanted):
        _install(python, ROOT / lock)
        stamp.write_text(wanted, "utf-8")
    return python


def child_environment() -> dict[str, str]:
    """Return the environment for a child: the project importable, nothing of a foreign venv."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    environment["VIRTUAL_ENV"] = str(VENV)
    environment["PATH"] = str(_python_of(VENV).parent) + os.pathsep + environment.get("PATH", "")
    environment["PYTHONUTF8"] = "1"
    return environment


def say(zh: str, en: str) -> None:
    """Print one line in both languages."""
    sys.stdout.write(f"{zh} · {en}\n")
    sys.stdout.flush()


def _check_python() -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise SetUpError(
            f"需要 Python 3.11 至 3.13，现在是 {found}："
            "请用 python3.11、python3.12 或 python3.13 运行。\n"
            f"Python 3.11 to 3.13 is needed, this is {found}: "
            "run with python3.11, python3.12 or python3.13."
        )


def _check_system(libraries: Mapping[str, str], programs: Mapping[str, str]) -> None:
    if not sys.platform.startswith("linux"):
        return
    missing = [package for name, package in libraries.items() if not _loads(name)]
    missing += [package for name, package in programs.items() if shutil.which(name) is None]
    if "initdb" in programs and POSTGRES.exists() and list(POSTGRES.glob("*/bin/initdb")):
        missing = [package for package in missing if package != programs["initdb"]]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        raise SetUpError(
            "缺少系统库，请用本机的软件管理器安装与下列 Debian 软件包对应的库："
            + " ".join(missing)
            + "\nSystem libraries are missing; install what corresponds to these Debian packages: "
            + " ".join(missing)
        )
    if os.geteuid() != 0:
        raise SetUpError(
            "缺少系统库。请运行下面这一条命令，然后重来：\n"
            "System libraries are missing. Run this one command, then start again:\n"
            "  sudo apt-get install -y " + " ".join(missing)
        )
    apt_install(missing)


def apt_install(packages: Iterable[str]) -> None:
    """Install Debian packages; root only."""
    names = sorted(set(packages))
    say(f"安装系统库：{' '.join(names)}", "installing system libraries")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SetUpError(
                f"系统库没有装上：{' '.join(command)}\n"
                f"System libraries could not be installed: {' '.join(command)}\n"
                + done.stderr[-2000:]
            )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _install(python: Path, lock: Path) -> None:
    if not python.exists():
        say(f"建立虚拟环境 {VENV.name}", "making the virtual environment")
        _make_venv(python)
    say(f"安装锁定的依赖 {lock.name}（第一次约需一两分钟）", "installing the locked dependencies")
    _run(
        [
            *(str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"),
            *("--no-input", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)),
        ],
        "依赖没有装上：需要能访问 PyPI 的网络，或预先备好的轮子。",
        "The dependencies could not be installed: this needs PyPI once, or wheels at hand.",
    )
    site = next(VENV.glob("lib/python3.*/site-packages"), VENV / "Lib" / "site-packages")
    (site / "inspector-app.pth").write_text(str(ROOT) + "\n", "utf-8")
    if os.name != "nt":
        launcher = python.parent / "inspector"
        launcher.write_text(f'#!/bin/sh\nexec "{python}" -m inspector_app "$@"\n', "utf-8")
        launcher.chmod(0o755)


def _make_venv(python: Path) -> None:
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode == 0 and python.exists():
        return
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if shutil.which("apt-get") and "ensurepip" in made.stdout + made.stderr:
        if os.geteuid() != 0:
            raise SetUpError(
                "Python 缺少 venv。请运行下面这一条命令，然后重来：\n"
                "This Python lacks venv. Run this one command, then start again:\n"
                f"  sudo apt-get install -y {version}"
            )
        apt_install([version])
    _run(command, "虚拟环境没有建成。", "The virtual environment could not be made.")


def _run(command: list[str], zh: str, en: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SetUpError(f"{zh}\n{en}\n{(done.stdout + done.stderr)[-3000:]}")


def _python_of(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _fingerprint(lock: Path) -> str:
    digest = hashlib.sha256(lock.read_bytes())
    digest.update(sys.version.encode())
    digest.update(str(ROOT).encode())
    return digest.hexdigest()
