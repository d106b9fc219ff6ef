"""The linter's table of mistakes: each caught at its cell, and what is none left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.xforms.lint import Report, check_form

CHOICES = """
| choices |
| | list_name | name | label | province |
| | yn | yes | 是 | |
| | yn | no | 否 | |
| | prov | p1 | 甲 | |
| | prov | p2 | 乙 | |
| | city | c1 | 一 | p1 |
| | city | c2 | 二 | p2 |
"""
HEAD = "| | type | name | label | relevant | constraint | choice_filter | default | calculation |"


def _check(tmp_path: Path, text: str) -> Report:
    path = tmp_path / "form.md"
    path.write_text(text.strip() + "\n", "utf-8")
    return check_form(path)


def _survey(tmp_path: Path, rows: str, choices: str = CHOICES) -> Report:
    return _check(tmp_path, f"| survey |\n{HEAD}\n{rows.strip()}\n{choices.strip()}\n")


def _found(report: Report) -> set[tuple[str, str, str]]:
    return {(problem.level, str(problem.place), problem.code) for problem in report.problems}


ROWS = """
| | select_one prov | p | 省 | | | | | |
| | integer | n | 数 | | | | | |
| | select_multiple yn | m | 多 | | | | | |
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| | text | q | Q | ${p} | | | | |", ("warning", "survey!E6", "condition-bare")),
        ("| | text | q | Q | not(${p}) and ${n} > 1 | | | | |",
         ("warning", "survey!E6", "condition-bare")),
        ("| | text | q | Q | frobnicate() | | | | |", ("error", "survey!E6", "xpath-function")),
        ("| | text | q | Q | ${p} = 3 | | | | |", ("warning", "survey!E6", "choice-typo")),
        ("| | text | q | Q | ${zz} = 1 | | | | |", ("error", "survey!E6", "xpath-path")),
        ("| | text | q | 见 ${zz} | | | | | |", ("error", "survey!D6", "xpath-path")),
        ("| | text | q | 见 ${n | | | | | |", ("error", "survey!D6", "xpath-syntax")),
        ("| | integer | q | Q | | . > 10 | | 5 | |",
         ("warning", "survey!H6", "default-constraint")),
        ("| | select_one city | q | Q | | | provinc = ${p} | | |",
         ("warning", "survey!G6", "itemset-column")),
        ("| | select_one city | q | Q | | | | c9 | |", ("warning", "survey!H6", "default-choice")),
        ("| | select_one cities | q | Q | | | | | |", ("error", "survey!B6", "list-missing")),
        ("| | select_one | q | Q | | | | | |", ("error", "survey!B6", "list-missing")),
        ("| | cascading_select x | q | Q | | | | | |", ("error", "survey!B6", "type-unknown")),
        ("| | text | q | | | | | | |", ("error", "survey!D6", "label-missing")),
        ("| | calculate | q | | | | | | |", ("error", "survey!I6", "calculation-missing")),
        ("| | text | q | #REF! | | | | | |", ("warning", "survey!D6", "cell-error")),
        ("| | end_group | | | | | | | |", ("error", "survey!B6", "group-end")),
        ("| | osm | q | Q | | | | | |", ("warning", "survey!B6", "unsupported")),
        ("| | text | 1 q | Q | | | | | |", ("error", "survey!C6", "name-invalid")),
        ("| | text | | Q | | | | | |", ("error", "survey!C6", "name-missing")),
        ("| | range | q | Q | | | | | |\\n| | range | r | R | | | | | |", None),
        ("| | note | | Q | | | | | |", None),
        ("| | audit | | | | | | | |", None),
        ("| | text | q | Q | ${p} = ’p1’ | | | | |", None),
        ("| | select one from prov | q | Q | | | | | |", None),
        ("| | phone number | q | Q | | | | | |", None),
        ("| | text | q | Q | | | | | once(uuid()) |", None),
    ],
)  # fmt: skip
def test_each_mistake_is_caught_at_its_cell_and_correct_rows_are_left_alone(
    tmp_path: Path, row: str, expected: tuple[str, str, str] | None
) -> None:
    report = _survey(tmp_path, ROWS + row.replace("\\n", "\n"))
    found = {entry for entry in _found(report) if entry[2] not in ("list-unused", "regex-anchor")}
    notes = {entry for entry in found if entry[0] == "info" and entry != expected}
    if expected is None:
        assert found == notes
        return
    assert expected in found
    assert {entry for entry in found - notes if entry[1] != expected[1]} == set()
    for problem in report.problems:
        assert problem.message.zh
        assert problem.message.en
        assert problem.place.row
        assert problem.place.cell


def test_only_a_really_near_function_is_offered(tmp_path: Path) -> None:
    report = _survey(
        tmp_path, ROWS + "| | text | q | Q | frobnicate() and slected(${p}, '') | | | | |"
    )
    fixes = [problem.fix.en for problem in report.problems if problem.code == "xpath-function"]
    assert fixes == ["", "Did you mean selected()?"]


def test_a_choice_no_filter_reaches_is_named_at_its_row(tmp_path: Path) -> None:
    choices = CHOICES.replace("| | city | c2 | 二 | p2 |", "| | city | c2 | 二 | p3 |")
    filtered = ROWS + "| | select_one city | q | Q | | | province = ${p} | | |"
    assert ("warning", "choices!C14", "choice-unreachable") in _found(
        _survey(tmp_path, filtered, choices)
    )
    assert not any(code == "choice-unreachable" for *_, code in _found(_survey(tmp_path, filtered)))
    both = filtered + "\n| | select_one city | r | R | | | | | |"
    assert not any(
        code == "choice-unreachable" for *_, code in _found(_survey(tmp_path, both, choices))
    )


def test_the_group_that_is_not_closed_is_named_not_its_end(tmp_path: Path) -> None:
    report = _survey(
        tmp_path,
        "| | begin_group | a | A | | | | | |\n| | begin_repeat | b | B | | | | | |\n"
        "| | text | q | Q | | | | | |\n| | end_group | | | | | | | |",
    )
    assert ("error", "survey!B4", "group-open") in _found(report)
    assert not any(code == "group-end" for *_, code in _found(report))


def test_mistakes_behind_one_pyxform_would_stop_at_are_found_too(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        """
| survey |
| | type | name | label | relevant | parameters |
| | select_one yn | a | A | | seed=1 |
| | integr | b | B | | |
| | text | c | C | ${a} = 'yess' | |
| | text | d | D | | nothing=1 |
| | text | e | E | ${a} = 'yes' and ${a} = 'no' | |
"""
        + CHOICES.strip(),
    )
    assert {
        ("error", "survey!F3", "parameters"), ("error", "survey!B4", "type-unknown"),
        ("warning", "survey!E5", "choice-typo"), ("error", "survey!F6", "parameters"),
        ("warning", "survey!E7", "unreachable"),
    } <= _found(report)  # fmt: skip


@pytest.mark.parametrize(
    ("header", "near"),
    [("relevent", "relevant"), ("lable", "label"), ("requird", "required"), ("constrain",
     "constraint"), ("calculaton", "calculation"), ("apperance", "appearance"),
     ("显示条", "显示条件"), ("my own remarks", ""), ("label_en", "")],
)  # fmt: skip
def test_only_a_column_really_near_is_warned_of(tmp_path: Path, header: str, near: str) -> None:
    label = "" if near == "label" else " label |"
    cell = "" if near == "label" else " A |"
    report = _check(
        tmp_path, f"| survey |\n| | type | name |{label} {header} |\n| | note | a |{cell} x |\n"
    )
    warned = [problem for problem in report.problems if problem.code == "column-name"]
    assert [problem.level for problem in warned] == ["warning" if near else "info"]
    assert near in warned[0].message.en


def test_a_sheet_with_nearly_the_right_name_is_checked_and_renamed(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        "| survy |\n| | type | name |\n| | txt | a |\n| settings |\n| | form_id |",
    )
    assert {("error", "survy!B2", "sheet-name"), ("error", "survy!B3", "type-unknown")} <= _found(
        report
    )


def test_headings_are_shown_as_their_author_wrote_them(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        "| 检查表 |\n| | 类型 | 名称 | 标题：：中文 (zh) | 标题::English (en) | 显示条 件 |\n"
        "| | 文本 | a | 甲 | A | |\n| | 文本 | b | 乙 | | |\n| | 整形 | c | 丙 | C | |",
    )
    messages = {problem.code: problem.message.zh for problem in report.problems}
    assert "标题::English (en)" in messages["translation-missing"]
    assert "整形" in messages["type-unknown"]


def test_languages_spelt_in_two_ways_are_named(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        "| survey |\n| | type | name | label::English (en) | hint::english(en) |\n"
        "| | text | a | A | h |\n| settings |\n| | default_language |\n| | Englsh (en) |",
    )
    codes = {problem.code for problem in report.problems if problem.level == "warning"}
    assert {"language-spelling", "language-default"} <= codes


def test_an_unknown_authority_is_named_with_the_nearest(tmp_path: Path) -> None:
    report = _check(
        tmp_path,
        "| survey |\n| | type | name | label |编号|法律依据|严重程度|主管机关|合格用语|问题用语|\n"
        "| | begin_group | a | 甲 | WB-1 | cafe:21 | S | 公安/主管部们 | 好 | 坏 |\n"
        "| | text | q | 题 | | | | | | |\n| | end_group | | | | | | | | |",
    )
    (found,) = [problem for problem in report.problems if problem.level == "warning"]
    assert (str(found.place), found.code) == ("survey!H3", "authority-unknown")
    assert "主管部门" in found.message.zh


def test_a_form_from_a_workbook_never_points_at_a_line_of_the_xml(tmp_path: Path) -> None:
    rows = ("| | text | q | Q | /data/zz = 1 |", "| | select_one_from_file x.csv | f | F |")
    report = _survey(tmp_path, ROWS + "\n".join(rows))
    assert all(problem.place.sheet and problem.place.cell for problem in report.problems)
    assert ("info", "survey!B7", "external-missing") in _found(report)
