"""Comparing two versions: every kind of change is said once, equal forms give nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.installation import installation_folder
from inspector_app.xforms import load_form
from inspector_app.xforms.diff import Comparison, Difference, compare_forms

COLUMNS = (
    "type", "name", "label::中文 (zh)", "label::English (en)", "hint::中文 (zh)", "required",
    "relevant", "constraint", "constraint_message::中文 (zh)", "calculation", "default",
    "read_only", "appearance", "choice_filter", "repeat_count", "parameters", "bind::insp:code",
    "bind::insp:basis", "bind::insp:severity", "bind::insp:photo", "bind::insp:pass",
    "bind::insp:role",
)  # fmt: skip
Row = dict[str, str]


def _row(kind: str, name: str = "", zh: str = "", en: str = "", **cells: str) -> Row:
    more = {key.replace("insp_", "bind::insp:"): text for key, text in cells.items()}
    return {"type": kind, "name": name, COLUMNS[2]: zh, COLUMNS[3]: en, **more}


def _base() -> list[Row]:
    return [
        _row("begin_group", "s01", "一、证照", "1. Licences"),
        _row("begin_group", "wb_01", "许可证", "Licence", insp_code="WB-01", insp_basis="cafe:7",
             insp_severity="C", insp_photo="F", insp_pass="有效期至{wb_01_p}。"),
        _row("date", "wb_01_p", "有效期至", "Valid until", insp_role="part"),
        _row("select_one v", "wb_01_v", "结论", "Verdict", required="yes", insp_role="verdict"),
        _row("text", "wb_01_r", "理由", "Reason", relevant="${wb_01_v} = 'ng'", insp_role="reason"),
        _row("end_group"),
        _row("end_group"),
        _row("begin_group", "s02", "二、现场", "2. Site"),
        _row("integer", "seats", "台数", "PCs", constraint=". > 0", default="1"),
        _row("text", "why", "为何没有", "Why none", relevant="${seats} = 0"),
        _row("begin_repeat", "row", "终端", "PC", repeat_count="3"),
        _row("text", "seat", "座位", "Seat"),
        _row("end_repeat"),
        _row("calculate", "total", calculation="count(${row})"),
        _row("end_group"),
    ]  # fmt: skip


def _form(
    rows: list[Row], choices: tuple[tuple[str, str, str], ...] = (), version: str = "1"
) -> bytes:
    listed = choices or (("ok", "合格", "Pass"), ("ng", "不合格", "Fail"))
    lines = ["| survey |", "| | " + " | ".join(COLUMNS) + " |"]
    lines += ["| | " + " | ".join(row.get(key, "") for key in COLUMNS) + " |" for row in rows]
    lines += ["| choices |", "| | list_name | name | label::中文 (zh) | label::English (en) |"]
    lines += [f"| | v | {value} | {zh} | {en} |" for value, zh, en in listed]
    lines += [
        "| settings |",
        "| | form_id | version | form_title |",
        f"| | demo | {version} | 示例 |",
    ]
    return "\n".join(lines).encode()


def _compare(old: bytes, new: bytes) -> Comparison:
    return compare_forms(load_form(old, name="demo.md"), load_form(new, name="demo.md"))


def _one(change: Callable[[list[Row]], object]) -> Difference:
    """Return the only difference a change makes."""
    rows = _base()
    change(rows)
    found = _compare(_form(_base()), _form(rows, version="1")).differences
    assert len(found) == 1, [difference.sentence.en for difference in found]
    return found[0]


def _at(rows: list[Row], name: str) -> Row:
    return next(row for row in rows if row["name"] == name)


def test_a_form_does_not_differ_from_itself() -> None:
    comparison = _compare(_form(_base()), _form(_base()))
    assert comparison.differences == ()
    assert comparison.notes == ()


@pytest.mark.parametrize("name", ["internet_cafe", "idc_room", "gov_unit", "procedure"])
def test_a_shipped_checklist_does_not_differ_from_itself(name: str) -> None:
    path = installation_folder() / "forms" / name / f"{name}.xlsx"
    assert compare_forms(load_form(path), load_form(path)).differences == ()


@pytest.mark.parametrize(
    ("name", "column", "value", "aspect", "language", "old"),
    [
        ("seats", COLUMNS[2], "终端数", "label", "中文 (zh)", "台数"),
        ("seats", COLUMNS[3], "Terminals", "label", "English (en)", "PCs"),
        ("seats", COLUMNS[4], "清点", "hint", "中文 (zh)", ""),
        ("seats", "type", "decimal", "type", "", "整数"),
        ("seats", "constraint", ". > 1", "constraint", "", ". > 0"),
        ("seats", COLUMNS[8], "要大于零", "constraint_message", "中文 (zh)", ""),
        ("seats", "default", "2", "default", "", "1"),
        ("seats", "required", "yes", "required", "", ""),
        ("seats", "read_only", "${why} != ''", "readonly", "", ""),
        ("seats", "appearance", "w1", "appearance", "", ""),
        ("why", "relevant", "${seats} = 1", "relevant", "", "${seats} = 0"),
        ("total", "calculation", "count(${row}) + 1", "calculate", "", "count(${row})"),
        ("wb_01", "bind::insp:basis", "cafe:7 cafe:11", "insp:basis", "", "cafe:7"),
        ("wb_01", "bind::insp:severity", "S", "insp:severity", "", "C"),
        ("wb_01", "bind::insp:photo", "R:1-2", "insp:photo", "", "F"),
        ("wb_01", "bind::insp:pass", "看过{wb_01_p}。", "insp:pass", "", "有效期至{wb_01_p}。"),
        ("wb_01", "bind::insp:code", "WB-02", "insp:code", "", "WB-01"),
    ],
)
def test_a_changed_cell_is_one_change_with_both_values(
    name: str, column: str, value: str, aspect: str, language: str, old: str
) -> None:
    found = _one(lambda rows: _at(rows, name).update({column: value}))
    assert (found.kind, found.aspect, found.language, found.old) == (
        "changed", aspect, language, old,
    )  # fmt: skip
    assert found.name == name
    assert found.new_place.cell
    assert found.sentence.zh
    assert found.sentence.en


def test_an_added_question_says_behind_which_it_stands() -> None:
    found = _one(lambda rows: rows.insert(10, _row("text", "note_it", "备注", "Remark")))
    assert (found.kind, found.name) == ("added", "note_it")
    assert "“为何没有” 之后" in found.sentence.zh


def test_a_removed_item_is_one_change_with_what_was_in_it() -> None:
    rows = [row for row in _base() if not row["name"].startswith("wb_01")]
    del rows[1]  # its end_group
    found = _compare(_form(_base()), _form(rows)).differences
    assert [(one.kind, one.code) for one in found] == [("removed", "WB-01")]
    assert "连同其中 3 行" in found[0].sentence.zh


def test_a_renamed_item_is_known_by_its_code_and_drags_nothing_along() -> None:
    renamed = _form(_base()).decode().replace("wb_01", "licence").encode()
    found = _compare(_form(_base()), renamed).differences
    assert [(one.kind, one.old, one.new) for one in found] == [("renamed", "wb_01", "licence")]


def test_a_renamed_question_does_not_change_the_conditions_that_read_it() -> None:
    renamed = _form(_base()).decode().replace("seats", "computers").encode()
    found = _compare(_form(_base()), renamed).differences
    assert [(one.kind, one.old, one.new) for one in found] == [("renamed", "seats", "computers")]


def test_a_question_moved_to_another_group_changes_nothing_else() -> None:
    def move(rows: list[Row]) -> None:
        rows.insert(1, rows.pop(8))

    found = _one(move)
    assert (found.kind, found.name) == ("moved", "seats")
    assert found.old.endswith("/s02/seats")
    assert found.new.endswith("/s01/seats")


def test_two_questions_that_changed_places_are_one_move() -> None:
    def swap(rows: list[Row]) -> None:
        rows[8], rows[9] = rows[9], rows[8]

    assert _one(swap).kind == "moved"


def test_two_items_that_exchanged_their_codes_are_followed_by_code() -> None:
    second = _row("begin_group", "wb_02", "标志", "Sign", insp_code="WB-02")
    more = [second, _row("text", "wb_02_t", "看到", "Seen"), _row("end_group")]
    old, new = _base(), _base()
    old[6:6] = more
    new[6:6] = [{**second, "bind::insp:code": "WB-01"}, *more[1:]]
    _at(new, "wb_01")["bind::insp:code"] = "WB-02"
    kinds = {one.kind for one in _compare(_form(old), _form(new)).differences}
    assert "renamed" in kinds


def test_a_new_count_of_a_repeat_is_told() -> None:
    found = _one(lambda rows: _at(rows, "row").update(repeat_count="5"))
    assert found.new == "5"


def test_choices_added_removed_reworded_and_reordered_are_told_once() -> None:
    three = (("ok", "合格", "Pass"), ("ng", "不合格", "Fail"), ("na", "不适用", "n/a"))
    found = _compare(_form(_base()), _form(_base(), three)).differences
    assert [(one.kind, one.aspect, one.new) for one in found] == [("added", "choice", "na")]
    back = _compare(_form(_base(), three), _form(_base())).differences
    assert [(one.kind, one.aspect, one.old) for one in back] == [("removed", "choice", "na")]
    words = (("ok", "通过", "Pass"), ("ng", "不合格", "Fail"))
    said = _compare(_form(_base()), _form(_base(), words)).differences
    assert [(one.aspect, one.language, one.old, one.new) for one in said] == [
        ("choice_label", "中文 (zh)", "合格", "通过")
    ]
    turned = _compare(_form(_base()), _form(_base(), (words[1], ("ok", "合格", "Pass"))))
    assert [one.aspect for one in turned.differences] == ["choice_order"]


def test_an_expression_written_otherwise_is_the_same() -> None:
    rows = _base()
    _at(rows, "why")["relevant"] = "  ${seats}=0 "
    assert _compare(_form(_base()), _form(rows)).differences == ()


def test_a_condition_is_told_in_words_of_both_languages() -> None:
    found = _one(lambda rows: _at(rows, "wb_01_r").update(relevant="${wb_01_v} = 'ok'"))
    assert found.sentence.zh.endswith("「WB-01“结论”为“不合格”」→「WB-01“结论”为“合格”」")
    assert 'WB-01 "Verdict" is "Pass"' in found.sentence.en


def test_settings_and_languages_are_told_and_a_new_version_is_no_reason_to_warn() -> None:
    rows = _base()
    _at(rows, "seats")[COLUMNS[2]] = "终端数"
    raised = _compare(_form(_base()), _form(rows, version="2"))
    assert [one.aspect for one in raised.differences] == ["version", "label"]
    assert raised.notes == ()
    kept = _compare(_form(_base()), _form(rows))
    assert "version" in kept.notes[0].en


def test_a_language_that_went_is_told_and_its_texts_are_not() -> None:
    alone = _form(_base()).decode().replace("English (en)", "English (uk)").encode()
    found = _compare(_form(_base()), alone).differences
    assert [(one.kind, one.aspect) for one in found] == [
        ("removed", "language"), ("added", "language"),
    ]  # fmt: skip


def test_a_cell_of_the_older_form_is_named_for_what_was_removed(tmp_path: Path) -> None:
    rows = [row for row in _base() if row["name"] != "why"]
    found = _compare(_form(_base()), _form(rows)).differences
    assert [one.old_place.row for one in found] == [12]
    assert found[0].new_place.row == 0
