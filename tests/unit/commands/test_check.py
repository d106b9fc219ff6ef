"""`inspector check`: one line per finding, JSON on request, exit status by the worst."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from inspector_app.commands import check
from inspector_app.errors import KnownError

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


def test_a_caret_stands_under_the_place_of_a_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "form.md"
    path.write_text(BAD.replace("${b} == 1", "'是' == 1"), "utf-8")
    _run(path)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:3] == ["    '是' == 1", "         ^"]


def test_several_forms_give_a_list_and_the_worst_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(BAD.replace("${b} == 1", ""), "utf-8")
    bad.write_text(BAD, "utf-8")
    assert _run(good, str(bad), "--json") == 1
    assert [form["status"] for form in json.loads(capsys.readouterr().out)] == ["clean", "problems"]
    assert _run(good, str(tmp_path / "nowhere.md")) == 2


def test_the_marked_copy_is_written_and_never_over_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "form.md", tmp_path / "marked" / "out.xlsx"
    out.parent.mkdir()
    path.write_text(BAD, "utf-8")
    assert _run(path, "--marked", str(out)) == 1
    assert "out.xlsx" in capsys.readouterr().out
    first = out.read_bytes()
    assert first.startswith(b"PK")
    for options, code in (
        ((str(out),), "form.mark-exists"),
        ((str(tmp_path / "out.xls"),), "form.mark-name"),
        ((str(out.parent), "--force"), "form.mark-name"),
    ):
        with pytest.raises(KnownError) as caught:
            _run(path, "--marked", *options)
        assert caught.value.code == code
        assert out.read_bytes() == first
    assert _run(path, "--marked", str(out), "--force") == 1
    with pytest.raises(KnownError) as two:
        _run(path, str(path), "--marked", str(tmp_path / "new.xlsx"))
    assert two.value.code == "form.mark-one"


def test_the_marked_copy_never_overwrites_the_form_even_by_force(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_text(BAD, "utf-8")
    with pytest.raises(KnownError) as caught:
        _run(path, "--marked", str(path), "--force")
    assert caught.value.code == "form.mark-source"
    assert path.read_text("utf-8") == BAD


def test_what_cannot_be_read_leaves_no_marked_copy(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"\x00")
    assert _run(path, "--marked", str(tmp_path / "out.xlsx")) == 2
    assert not (tmp_path / "out.xlsx").exists()
