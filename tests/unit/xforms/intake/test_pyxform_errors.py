"""pyxform's own errors: every one has a Chinese sentence and a cell."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from pyxform.errors import ErrorCode

from inspector_app.xforms.intake.pyxform_errors import translate
from inspector_app.xforms.intake.pyxform_messages import CODED, PLAIN
from inspector_app.xforms.intake.workbook import Column, Row, Sheet, Workbook

VALUES = {
    "row": "5", "other_row": "4", "sheet": "survey", "column": "label", "sheet_name": "survey",
    "name": "b", "q": "zz", "type": "group", "header": "名称", "value": "b",
}  # fmt: skip


def _workbook() -> Workbook:
    columns = [
        Column(name, written, letter)
        for name, written, letter in (
            ("type", "类型", "A"), ("name", "名称", "B"),
            ("label::中文 (zh)", "标题::中文 (zh)", "C"),
            ("parameters", "参数", "D"), ("save_to", "save_to", "E"), ("trigger", "触发", "F"),
            ("list_name", "选项表", "G"), ("calculation", "计算", "H"),
        )
    ]  # fmt: skip
    rows = [
        Row(number, {"type": "text", "name": name, "parameters": "seed=x quality=y"})
        for number, name in ((2, "a"), (5, "b"), (6, "b"))
    ]
    return Workbook(
        [
            Sheet("survey", "检查表", 1, columns, rows),
            Sheet("choices", "选项", 1, columns, [Row(5, {"name": "b"})]),
            Sheet("entities", "实体", 1, columns, [Row(5, {"list_name": "e"})]),
            Sheet("settings", "设置", 1, columns, [Row(2, {"form_id": "x"})]),
        ]
    )


@pytest.mark.parametrize("code", list(ErrorCode), ids=lambda code: str(code.name))
def test_every_coded_error_has_its_chinese_and_its_cell(code: ErrorCode) -> None:
    slots = [slot for _, slot, _, _ in Formatter().parse(code.value.msg) if slot]
    values = VALUES | {slot: f"<{slot}>" for slot in slots if slot not in VALUES}
    refused = translate(code.value.format(**values), _workbook())
    said = CODED[code.name]
    assert refused.code == said.code
    assert refused.message.zh == said.zh.format_map(values)
    assert refused.place.cell
    assert refused.place.sheet in ("检查表", "选项", "实体", "设置")
    if "row" in slots:
        assert refused.place.row == 5
    assert "[row" not in refused.message.en
    assert "Learn more" not in refused.message.en


def test_no_code_of_a_release_that_is_gone_is_kept() -> None:
    assert set(CODED) == {code.name for code in ErrorCode}


PLAIN_EXAMPLES = [
    "You must have a sheet named 'survey'. ",
    "[row : 5] Question with no type.\n{'name': 'b'}",
    "[row : 5] Question or group with no name.",
    "[row : 5] Audits must always be named 'audit.' The name column should be left blank.",
    "track-changes must be set to true or false: 'x' is an invalid value.",
    "track-changes-reasons must be set to on-form-edit",
    "identify-user must be set to true or false: 'x' is an invalid value.",
    "Parameter location-priority must be set to no-power, low-power, …:'x' is an invalid value",
    "Parameter location-min-interval must have an integer value.",
    "Parameter location-min-interval must be greater than or equal to zero.",
    "Parameter location-max-age must be greater  than or equal to zero.",
    "Parameter location-max-age must be greater than or equal to location-min-interval.",
    "To include location information in the audit, 'location-priority', … are required parameters.",
    "[row : 5] Missing calculation.",
    "[row : 5] Repeat loop without list name.",
    "[row : 5] List name not in columns sheet: yn",
    "There should be an external_choices sheet in this xlsform. Please ensure that …",
    "[row : 5]List name not in external choices sheet: yn",
    "There should be a choices sheet in this xlsform. Please ensure that …",
    "[row : 5] List name not in choices sheet: yn",
    "Choice names with spaces cannot be added to multiple choice selects. See [b] in [yn]",
    "[row : 5] Choice filter not supported with or_other.",
    "[row : 5] Please specify choices for this 'or other' question.",
    "randomize must be set to true or false: 'x' is an invalid value",
    "seed value must be a number or a reference to another field.",
    "Parameters must include randomize=true to use a seed.",
    "[row : 5] Choice filter not supported for table-list appearance.",
    "[row : 5] Badly formatted table list, list names don't match: a vs. b",
    "[row : 5] Parameter rows must have an integer value.",
    "[row : 5] Parameter 'app' has an invalid Android package name",
    "Parameter max-pixels must have an integer value.",
    "Invalid value for quality.",
    "Cannot omit instanceID, it is required for encryption.",
    "The survey element named 'b' has no label or hint.",
    "To use big-image, you must also specify an image for the survey element named b.",
    "Survey cannot have an empty id_string",
    "Instance names must be unique within a form. The name 'b' was found 2 time(s), under …",
    "The same instance id will be generated for different … Instance name: 'b', Existing …",
    "Question 'b' is a select from file type, using 'search()'. …",
    "Question 'b' uses 'search()', and its select type references the choice list name 'yn'.",
    "Media type: smell not supported",
    "There is no survey element named 'zz'.",
    "There are multiple survey elements named 'b'.",
    "Unknown question type 'text'.",
    "The question ${a} is not user-visible so it can't be used as a … trigger for question ${b}.",
    "[row : 5] File name for 'select_one_from_file a.pdf' should end with one of the supported …",
    "[row : 5] For 'background-geopoint' questions, the 'calculation' column must be empty.",
    "[row : 5] For 'background-geopoint' questions, the 'trigger' column must not be empty.",
    "Arguments 'itemset' and 'list_name' must not both be None or empty.",
    'Invalid value for `self.bind["type"]`.',
]


@pytest.mark.parametrize("message", PLAIN_EXAMPLES)
def test_every_other_error_has_its_chinese_and_its_cell(message: str) -> None:
    refused = translate(message, _workbook())
    assert not refused.message.zh.startswith("转换程序不接受")
    assert re.search("[一-鿿]", refused.message.zh)
    assert "{" not in refused.message.zh.replace("${", "")
    assert refused.place.cell
    if "row : 5" in message or "named 'b'" in message:
        assert refused.place.row in (5, 6)


def test_every_sentence_of_the_list_has_an_example() -> None:
    unused = [
        pattern.pattern
        for pattern, _ in PLAIN
        if not any(pattern.search(example) for example in PLAIN_EXAMPLES)
    ]
    assert unused == []


def test_what_is_not_on_the_list_still_comes_with_a_place() -> None:
    refused = translate("KeyError: 'nothing'", _workbook())
    assert refused.message.zh.startswith("转换程序不接受这张表")
    assert str(refused.place) == "检查表!A1"
