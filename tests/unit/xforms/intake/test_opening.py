"""Opening: only regular files are read, a folder gives its one form, and nothing ever waits."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import load_form
from inspector_app.xforms.intake.opening import find_form
from inspector_app.xforms.lint import check_form

FORM = "| survey |\n| | type | name | label |\n| | text | a | A |\n"
posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")


def _refusal(path: Path) -> str:
    with pytest.raises(KnownError) as caught:
        load_form(path)
    assert caught.value.code == "form.unreadable"
    report = check_form(path)
    assert report.exit_status == 2
    assert report.problems[0].message.en == caught.value.sentence("en")
    return caught.value.sentence("zh")


@posix
def test_a_named_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "form.xlsx")
    assert "不是普通文件" in _refusal(tmp_path / "form.xlsx")


@posix
def test_a_device_is_refused_at_once() -> None:
    assert "不是普通文件" in _refusal(Path("/dev/zero"))


@posix
def test_a_circle_of_links_is_named(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.symlink_to(path)
    assert "符号链接循环" in _refusal(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "找不到文件" in _refusal(tmp_path / "form.xlsx")


def test_a_name_with_a_nul_is_refused() -> None:
    assert "打不开" in _refusal(Path("form\0.xlsx"))


def test_an_empty_folder_holds_no_form(tmp_path: Path) -> None:
    assert "没有检查表" in _refusal(tmp_path)


def test_a_folder_gives_its_one_form_beside_lists_and_pictures(tmp_path: Path) -> None:
    (tmp_path / "form.md").write_text(FORM, "utf-8")
    (tmp_path / "units.csv").write_text("name,label\nu1,示例\n", "utf-8")
    (tmp_path / "readme.md").write_text("# notes\n", "utf-8")
    (tmp_path / "list.xml").write_text("<root/>", "utf-8")
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    assert find_form(tmp_path) == tmp_path / "form.md"
    assert load_form(tmp_path).node("/data/a").kind == "input"
    assert check_form(tmp_path).status == "clean"


def test_a_folder_with_two_forms_names_them(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xls"):
        (tmp_path / name).write_bytes(b"PK")
    assert "one.xlsx、two.xls" in _refusal(tmp_path)


def test_of_several_workbooks_the_one_named_like_the_folder_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "gym"
    folder.mkdir()
    for name in ("gym.xlsx", "figures.xlsx", "~$gym.xlsx"):
        (folder / name).write_bytes(b"PK")
    assert find_form(folder) == folder / "gym.xlsx"


def test_external_lists_beside_a_folders_form_are_read(tmp_path: Path) -> None:
    survey = "| survey |\n| | type | name | label |\n| | select_one_from_file u.csv | a | A |\n"
    (tmp_path / "form.md").write_text(survey, "utf-8")
    (tmp_path / "u.csv").write_text("name,label\nu1,示例\n", "utf-8")
    assert load_form(tmp_path).missing == ()
