"""The authors' chapter: every command runs, every small table is clean, or wrong as it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from inspector_app.__main__ import COMMANDS, main
from inspector_app.installation import resource
from inspector_app.services.documents import page_count
from inspector_app.services.documents.blank import blank_form
from inspector_app.xforms import load_form
from inspector_app.xforms.intake.aliases import column_name
from inspector_app.xforms.lint import check_form
from inspector_app.xforms.xpath.parser import parse

CHAPTER = resource("manual", "authoring.md").read_text("utf-8")
FORMS = re.findall(r"```form\n(.*?)```", CHAPTER, re.DOTALL)
ERRORS = re.findall(r"```error ([a-z-]+)\n(.*?)```", CHAPTER, re.DOTALL)
LINES = re.findall(r"^\$ (inspector .*)$", CHAPTER, re.MULTILINE)
EXPRESSIONS = re.findall(r"\| `([^`]+)` \|", CHAPTER)


def test_the_chapter_has_examples_of_every_sort() -> None:
    assert len(FORMS) >= 6
    assert len(ERRORS) >= 10
    assert len(LINES) >= 5
    assert len(EXPRESSIONS) >= 12


def test_the_commands_run_in_the_order_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    for line in LINES:
        assert main(shlex.split(line)[1:]) == 0, line
    assert (tmp_path / "空白表.pdf").read_bytes().startswith(b"%PDF")
    assert openpyxl.load_workbook(tmp_path / "标注.xlsx").sheetnames[0].startswith("检查结果")
    assert (tmp_path / "窗口.png").read_bytes().startswith(b"\x89PNG")


def test_every_command_it_speaks_of_exists() -> None:
    for name in re.findall(r"`inspector ([a-z]+)", CHAPTER):
        assert name in COMMANDS


@pytest.mark.parametrize("text", FORMS)
def test_a_small_table_loads_is_clean_and_prints(text: str, tmp_path: Path) -> None:
    path = tmp_path / "example.md"
    path.write_text(text, "utf-8")
    report = check_form(path)
    assert [problem for problem in report.problems if problem.level != "info"] == []
    form = load_form(path)
    pdf = blank_form(form, language=form.languages[0], chinese=True, cite=str)
    assert page_count(pdf) >= 1


@pytest.mark.parametrize(("code", "text"), ERRORS, ids=[code for code, _ in ERRORS])
def test_a_wrong_table_is_wrong_in_the_way_it_says(code: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.md"
    path.write_text(text, "utf-8")
    report = check_form(path)
    assert report.status == "problems"
    assert code in {problem.code for problem in report.problems}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_of_the_tables_can_be_read(expression: str) -> None:
    assert parse(expression)


def test_the_headings_of_the_column_tables_are_those_the_program_reads() -> None:
    rows = re.findall(r"^\| ([^|`]+) \| ([^|`]+) \| ", CHAPTER, re.MULTILINE)
    pairs = [
        (chinese.strip(), english.strip())
        for row in rows
        for chinese, english in zip(row[0].split("、"), row[1].split(","), strict=False)
    ]
    known = 0
    for chinese, english in pairs:
        if english.startswith("bind::insp:"):
            assert column_name("survey", chinese) == english
            known += 1
        else:
            heads = chinese.partition("::")[0], english.partition("::")[0]
            known += column_name("survey", heads[0]) == heads[1]
    assert known >= 25


def test_the_difference_it_prints_is_one_the_program_says(tmp_path: Path) -> None:
    from inspector_app.xforms.diff import compare_forms

    head = "| survey |\n| | type | name | label | 编号 | 取证 |\n"
    rows = (
        "| | begin_group | g | 入口标志 | WB-22 | {} |\n| | text | a | 甲 | | |\n| | end_group |\n"
    )
    old, new = (
        load_form((head + rows.format(rule)).encode(), name="wb.md") for rule in ("F", "R:1-2")
    )
    said = [one.sentence.zh for one in compare_forms(old, new).differences]
    assert said[0].replace("WB-22“入口标志”", "") in CHAPTER
    (shown,) = re.findall(r"```diff-example\n(.*?)\n```", CHAPTER)
    assert shown in said
