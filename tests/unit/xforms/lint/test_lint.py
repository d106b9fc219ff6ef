"""The linter: every mistake in one run, at its cell, in both languages; good forms stay clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.xforms.lint import Report, check_form
from inspector_app.xforms.lint.offsets import offset_in_cell

CHOICES = """
| choices |
| | list_name | name | label |
| | yn | yes | 是 |
| | yn | no | 否 |
"""


def _check(tmp_path: Path, survey: str, choices: str = CHOICES) -> Report:
    path = tmp_path / "form.md"
    path.write_text(f"| survey |\n{survey.strip()}\n{choices.strip()}\n", "utf-8")
    return check_form(path)


def _codes(report: Report) -> set[tuple[str, str]]:
    return {(str(problem.place), problem.code) for problem in report.problems}


def test_a_good_form_is_clean(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        """
| | type | name | label | relevant | constraint | constraint_message |
| | select_one yn | open | 是否营业 | | | |
| | integer | n | 台数 | ${open} = 'yes' | . > 0 | 要大于 0 |
""",
    )
    assert report.problems == ()
    assert (report.status, report.exit_status) == ("clean", 0)


@pytest.mark.parametrize(
    ("column", "text", "code", "at"),
    [
        ("relevant", "if(${open}", "xpath-syntax", 2),
        ("relevant", "${open} == 'yes'", "xpath-syntax", 8),
        ("relevant", "${open}＝'yes'", "xpath-wide", 7),
        ("relevant", "${open} = 'yes' && true()", "xpath-syntax", 16),
        ("relevant", "foo(1)", "xpath-function", 0),
        ("relevant", "slected(${open}, 'yes')", "xpath-function", 0),
        ("relevant", "selected(${open})", "xpath-arity", 0),
        ("relevant", "${opne} = 'yes'", "xpath-path", 0),
        ("relevant", "true() and /data/nothing = 1", "xpath-path", 17),
        ("relevant", "instance('zz')/root/item/name = 'a'", "xpath-instance", 9),
        ("relevant", "${open} = 'yess'", "choice-typo", 10),
        ("relevant", "true() and selected(${open}, 'nng')", "choice-typo", 29),
        ("relevant", "${many} = 'yes'", "select-multiple-equals", 10),
        ("relevant", "${n} = 'many'", "number-text", 7),
        ("relevant", "${day} > '1.3.2026'", "date-text", 9),
        ("relevant", "${open} = 'yes' and ${open} = 'no'", "unreachable", None),
        ("relevant", "false()", "unreachable", None),
        ("constraint", "regex(., '(')", "regex", 9),
    ],
)
def test_a_mistake_in_a_cell_has_its_place_and_offset(
    tmp_path: Path, column: str, text: str, code: str, at: int | None
) -> None:
    cells = {"relevant": "", "constraint": ""} | {column: text}
    report = _check(
        tmp_path,
        f"""
| | type | name | label | relevant | constraint |
| | select_one yn | open | 是否营业 | | |
| | select_multiple yn | many | 哪些 | | |
| | integer | n | 台数 | | |
| | date | day | 日期 | | |
| | text | q | 题 | {cells["relevant"]} | {cells["constraint"]} |
""",
    )
    found = [problem for problem in report.problems if problem.code == code]
    assert len(found) == 1, report.problems
    letter = {"relevant": "E", "constraint": "F"}[column]
    assert str(found[0].place) == f"survey!{letter}7"
    assert found[0].at == at
    assert found[0].message.zh != found[0].message.en
    assert report.exit_status == 1


def test_all_mistakes_of_the_sheets_come_in_one_run(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        """
| | type | name | label | relevent |
| | select_one yn | open | 是否营业 | |
| | integr | n | 台数 | |
| | select_one nolist | m | 哪个 | |
| | text | Open | 大小写 | |
| | text | open | 重复 | |
| | text | 1a | 名称 | |
| | begin_group | g | 组 | |
| | text | | 无名 | |
""",
        """
| choices |
| | list_name | name | label |
| | yn | yes | 是 |
| | yn | yes | 是 |
| | yn | YES | 是 |
| | yn | | 空 |
""",
    )
    assert {
        ("survey!E2", "column-name"), ("survey!B4", "type-unknown"), ("survey!B5", "list-missing"),
        ("survey!C6", "name-case"), ("survey!C7", "name-twice"), ("survey!C8", "name-invalid"),
        ("survey!B9", "group-open"), ("survey!C10", "name-missing"), ("choices!C14",
        "choice-twice"),
        ("choices!C15", "choice-case"), ("choices!C16", "choice-value"),
    } <= _codes(report)  # fmt: skip


def test_circles_are_named_by_path(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        """
| | type | name | label | relevant |
| | text | a | 甲 | ${b} = 'x' |
| | text | b | 乙 | ${a} = 'x' |
""",
    )
    (cycle,) = [problem for problem in report.problems if problem.code == "cycle"]
    assert str(cycle.place) == "survey!E3"
    assert "a（显示条件） → b（显示条件） → a（显示条件）" in cycle.message.zh


def test_flow_mistakes_are_warned_of(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        """
| | type | name | label | relevant | required |
| | begin_repeat | r | 行 | | |
| | integer | v | 值 | | |
| | end_repeat | | | | |
| | note | t | 说明 | ${v} > 3 | yes |
| | text | u | 题 | sum(${v}) > 3 | |
""",
    )
    assert {("survey!E6", "repeat-unaggregated"), ("survey!F6", "required-idle")} <= _codes(report)
    assert ("survey!E7", "repeat-unaggregated") not in _codes(report)


def test_domain_columns_are_understood_or_warned_of(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        """
| | type | name | label |编号|法律依据|严重程度|主管机关|处理|取证|合格用语|问题用语|
| | begin_group | a | 甲 | WB-1 | cafe:21 | S | 公安 | O7+E | F | 正常 | 有问题 |
| | text | q | 题 | | | | | | | | |
| | end_group | | | | | | | | | | |
| | begin_group | b | 乙 | WB-1 | cafe:21 | X | | O | X F | {q} | {zz} |
| | text | q2 | 题 | | | | | | | | |
| | end_group | | | | | | | | | | |
""",
    )
    assert {
        ("survey!E6", "code-twice"), ("survey!G6", "severity-unknown"), ("survey!I6",
        "consequence-unknown"),
        ("survey!J6", "photo-conflict"), ("survey!L6", "slot-unknown"),
    } <= _codes(report)  # fmt: skip
    assert not any(place.endswith("3") for place, _ in _codes(report)), "the good item stays clean"


def test_missing_translations_are_found_cell_by_cell(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        """
| | type | name | label::中文 (zh) | label::English (en) |
| | text | a | 甲 | |
| | text | b | 乙 | B |
""",
    )
    assert ("survey!E3", "translation-missing") in _codes(report)
    assert ("survey!E4", "translation-missing") not in _codes(report)


def test_what_cannot_be_read_ends_with_two(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"\x00\x01")
    report = check_form(path)
    assert (report.status, report.exit_status) == ("unreadable", 2)
    assert report.problems[0].code == "form.unreadable"
    assert check_form(tmp_path / "missing.xlsx").exit_status == 2


def test_xform_problems_carry_their_line(tmp_path: Path) -> None:
    path = tmp_path / "form.xml"
    path.write_text(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        "<h:head><model><instance><data id='x'><a/></data></instance>\n"
        "<bind nodeset='/data/a' relevant='foo()'/></model></h:head><h:body/></h:html>",
        "utf-8",
    )
    (problem,) = check_form(path).problems
    assert (str(problem.place), problem.code, problem.at) == ("line 2", "xpath-function", 0)


@pytest.mark.parametrize("name", ["internet_cafe", "idc_room", "gov_unit"])
def test_the_shipped_checklists_have_no_problem(name: str) -> None:
    root = Path(__file__).parents[4]
    report = check_form(root / "forms" / name / f"{name}.xlsx")
    assert [problem for problem in report.problems if problem.level != "info"] == []


@pytest.mark.parametrize(
    ("raw", "expression", "at", "expected"),
    [
        ("${a} = 'x'", " /data/a  = 'x'", 1, 0),
        ("${a} = 'x'", " /data/a  = 'x'", 12, 7),
        ("up = ${a} and b", "instance('l')/root/item[up =  /data/a  and b]", 43, 14),
        ("a", "b", 0, None),
    ],
)
def test_offsets_lead_back_to_the_cell(
    raw: str, expression: str, at: int, expected: int | None
) -> None:
    assert offset_in_cell(raw, expression, at) == expected
