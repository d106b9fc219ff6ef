"""The rules of the house that a machine can count. Each failure names the file."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.errors import catalogue

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "inspector_app"
HARD_LIMIT_LINES = 600
PUBLIC_METHODS = 20
# Qt calls a widget by many overrides; they are not our interface
QT_OVERRIDE = re.compile(r"^(?:[a-z]+[A-Z]|event$|sizeHint$|paintEvent$)")
TOP_LEVEL = {
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "inspector_app",
    "resources",
    "forms",
    "tests",
    "build_scripts",
    "requirements.lock",
    "requirements-dev.lock",
}
DRAWERS = {"util", "utils", "helpers", "common", "misc"}
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
# `/root/item` is where the lists of an XForm stand, not a folder
MACHINE_PATH = re.compile(
    # after a closing bracket it is an XPath: instance('list')/root/item
    r"(?:^|[^A-Za-z0-9_.)])/(?:work|farm|root(?!/item)|home/[a-z]+)/"
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).exists()]


def python_files() -> Iterator[Path]:
    for path in tracked():
        if path.suffix == ".py":
            yield path


def test_the_top_level_holds_nothing_else() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_no_file_is_longer_than_the_hard_limit() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in python_files()
        if (count := len(path.read_text("utf-8").splitlines())) > HARD_LIMIT_LINES
    }
    assert long == {}


def test_no_class_has_more_public_methods_than_one_can_hold_in_mind() -> None:
    big = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                public = [
                    member.name
                    for member in node.body
                    if isinstance(member, ast.FunctionDef)
                    and not member.name.startswith("_")
                    and not QT_OVERRIDE.match(member.name)
                ]
                if len(public) > PUBLIC_METHODS:
                    big[f"{path.relative_to(ROOT)}:{node.name}"] = len(public)
    assert big == {}


def test_there_are_no_drawer_modules() -> None:
    assert [path for path in PACKAGE.rglob("*") if path.stem in DRAWERS] == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in [*PACKAGE.rglob("*.py"), *(ROOT / "build_scripts").rglob("*.py")]
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
        and path.read_text("utf-8").strip()
    ]
    assert silent == []


def test_no_hidden_direction_marks_in_sources() -> None:
    bad = [path for path in python_files() if BIDI.search(path.read_text("utf-8"))]
    assert bad == []


def test_no_path_of_one_machine_is_committed() -> None:
    bad = []
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".json", ".html", ".css", ".yaml", ".txt"}:
            for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                if MACHINE_PATH.search(line) and "MACHINE_PATH" not in line:
                    bad.append(f"{path.relative_to(ROOT)}:{number}")
    assert bad == []


def test_nothing_unfinished_is_committed() -> None:
    # a state or lamp may be called so (`Lamp.TODO`): only the word standing alone is a mark;
    # zipfile raises the error itself, and catching it is finished work
    marks = re.compile(
        r"(?<![.\w])(?:" + "TO" + "DO|FIX" + r"ME)\b(?!\s*=)|raise +" + "NotImplemented" + "Error"
    )
    bad = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in PACKAGE.rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert bad == []


def test_every_error_speaks_both_languages_with_the_same_slots() -> None:
    slots = re.compile(r"\{([a-z_]+)\}")
    for entry in catalogue().values():
        assert re.fullmatch(r"[a-z0-9-]+\.[a-z0-9.-]+", entry.code), entry.code
        assert entry.zh.strip(), entry.code
        assert entry.en.strip(), entry.code
        assert entry.fix_zh.strip(), entry.code
        assert entry.fix_en.strip(), entry.code
        # `{action_en}` beside `{action}`: a word that itself comes in two languages
        in_zh, in_en = (
            {re.sub("_(?:en|zh)$", "", slot) for slot in slots.findall(text)}
            for text in (entry.zh, entry.en)
        )
        assert in_zh == in_en, entry.code


def test_every_code_raised_is_in_the_catalogue() -> None:
    raised = re.compile(r"(?:KnownError|BugError)\(\s*\"([a-z0-9.-]+)\"")
    unknown = {
        f"{path.relative_to(ROOT)}: {code}"
        for path in PACKAGE.rglob("*.py")
        for code in raised.findall(path.read_text("utf-8"))
        if code not in catalogue()
    }
    assert unknown == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_holds_every_dependency_with_hashes(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = (ROOT / lock).read_text("utf-8").lower()
    wanted = list(project["dependencies"])
    if "dev" in lock:
        wanted += project["optional-dependencies"]["dev"]
    for requirement in wanted:
        name = re.split(r"[<>=!\[ ]", requirement)[0].lower().replace("_", "-")
        pinned = re.search(
            rf"^{re.escape(name)}(?:\[[a-z,]+\])?==[^\n]*\\\n\s+--hash=sha256:", text, re.MULTILINE
        )
        assert pinned, f"{name} is not pinned with hashes in {lock}"
    assert "://" not in text, "a lock names packages, never the host they came from"
