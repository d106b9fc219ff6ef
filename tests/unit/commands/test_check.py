"""`inspector check`: one line per finding, JSON on request, exit status by the worst."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from inspector_app.commands import check

BAD = """
| survey |
| | type | name | label | relevant |
| | text | a | 甲 | ${b} == 1 |
"""


def _run(path: Path, *options: str) -> int:
    parser = argparse.ArgumentParser()
    check.add_parser(parser.add_subparsers())
    return check.run(parser.parse_args(["check", str(path), *options]))


def test_lines_name_cell_level_and_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "form.md"
    path.write_text(BAD, "utf-8")
    assert _run(path) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "survey!E4: error xpath-syntax: 比较相等只用一个等号（把 == 改成 =）"
    assert _run(path, "--lang", "en") == 1
    assert "equality is written with one equals sign" in capsys.readouterr().out


def test_json_has_the_documented_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "form.md"
    path.write_text(BAD, "utf-8")
    assert _run(path, "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["form"], report["status"]) == ("form.md", "problems")
    (problem,) = report["problems"]
    assert problem == {
        "level": "error", "code": "xpath-syntax", "sheet": "survey", "row": 4, "column": "relevant",
        "cell": "E4", "name": "a", "at": 5,
        "message": {"zh": "比较相等只用一个等号", "en": "equality is written with one equals sign"},
        "fix": {"zh": "把 == 改成 =", "en": "Write = instead of =="},
    }  # fmt: skip


def test_clean_ends_with_zero_and_unreadable_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "form.md"
    path.write_text(BAD.replace("${b} == 1", ""), "utf-8")
    assert _run(path) == 0
    path.write_bytes(b"")
    assert _run(path, "--json") == 2
    assert '"status": "unreadable"' in capsys.readouterr().out
