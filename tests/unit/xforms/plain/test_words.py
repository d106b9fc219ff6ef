"""Conditions in words, and expressions by the names authors know."""

from __future__ import annotations

import pytest

from inspector_app.xforms import Form, load_form
from inspector_app.xforms.plain import Wording, canonical, plain_form

FORM = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) | relevant | code | role |
| | begin_group | wb_12 | 台数 | PCs | | WB-12 | |
| | integer | n | 现场台数 | PCs on site | | | part |
| | hidden | q | | | | | proposal |
| | select_one v | v | 结论 | Verdict | | | verdict |
| | end_group | | | | | | |
| | date | day | 日子 | Day | | | |
| | select_multiple v | m | 几项 | Some | | | |
| | begin_repeat | t | 抽查表 | Samples | | | |
| | text | seat | 座位 | Seat | | | |
| | select_one v | state | 状态 | State | | | |
| | text | asked | 问题 | Asked | CONDITION | | |
| | end_repeat | | | | | | |
| | text | last | 最后 | Last | CONDITION | | |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) |
| | v | ok | 合格 | Pass |
| | v | ng | 不合格 | Fail |
"""


PCS = 'WB-12 "PCs on site"'
INSP = "| bind::insp:code | bind::insp:role |"


def _form(condition: str) -> Form:
    text = FORM.replace("CONDITION", condition).replace("| code | role |", INSP)
    return load_form(text.encode(), name="demo.md")


def _words(condition: str, *, chinese: bool = True, path: str = "/data/last") -> str:
    form = _form(condition)
    language = "中文 (zh)" if chinese else "English (en)"
    schema = form.definition.by_path[path]
    return Wording(plain_form(form), language, chinese=chinese).condition(schema, "relevant")


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        ("${v} = 'ng'", "WB-12“结论”为“不合格”", 'WB-12 "Verdict" is "Fail"'),
        ("'ng' != ${v}", "WB-12“结论”不为“不合格”", 'WB-12 "Verdict" is not "Fail"'),
        ("${n} >= 5", "WB-12“现场台数” 不小于 5", 'WB-12 "PCs on site" is at least 5'),
        ("5 < ${n}", "WB-12“现场台数” 大于 5", 'WB-12 "PCs on site" is more than 5'),
        ("${n} = ''", "WB-12“现场台数”未填", 'WB-12 "PCs on site" is blank'),
        ("not(${n} = '')", "WB-12“现场台数”已填", 'WB-12 "PCs on site" is filled in'),
        ("selected(${m}, 'ok')", "“几项”选了“合格”", '"Some" includes "Pass"'),
        ("not(selected(${m}, 'ok'))", "“几项”没有选“合格”", '"Some" does not include "Pass"'),
        ("${v} = 'ng' or ${v} = 'ok'", "WB-12“结论”为“不合格”、“合格”",
         'WB-12 "Verdict" is "Fail" or "Pass"'),
        ("not(${v} = 'ng' or ${n} > 3)", "WB-12“结论”不为“不合格” 且 WB-12“现场台数” 不超过 3",
         'WB-12 "Verdict" is not "Fail" and WB-12 "PCs on site" is at most 3'),
        ("${n} > 3 and (${v} = 'ng' or ${n} < 9)",
         "WB-12“现场台数” 大于 3 且 （WB-12“结论”为“不合格” 或 WB-12“现场台数” 小于 9）",
         f'{PCS} is more than 3 and (WB-12 "Verdict" is "Fail" or {PCS} is less than 9)'),
        ("count(${t}[state = 'ng']) > 2", "“抽查表”（“状态”为“不合格”）的行数 大于 2",
         'the number of rows of "Samples" (where "State" is "Fail") is more than 2'),
        ("${q} = 'ng'", "程序的提示为“ng”", 'the proposal of the app is "ng"'),
        ("${n} * 2 > 10", "WB-12“现场台数” × 2 大于 10", 'WB-12 "PCs on site" × 2 is more than 10'),
        ("${day} <= today()", "“日子” 不晚于 今天", '"Day" is not after today'),
        ("today() < ${day}", "“日子” 晚于 今天", '"Day" is after today'),
        ("true()", "始终", "always"),
        ("not(true())", "从不", "never"),
        ("weighted-checklist(1, 2, ${n}, 1) = 1",
         "weighted-checklist(1，2，WB-12“现场台数”，1) 为 1",
         'weighted-checklist(1, 2, WB-12 "PCs on site", 1) is 1'),
    ],
)  # fmt: skip
def test_a_condition_reads_as_a_sentence(condition: str, zh: str, en: str) -> None:
    assert _words(condition) == zh
    assert _words(condition, chinese=False) == en


def test_no_condition_has_no_words() -> None:
    assert _words("") == ""


@pytest.mark.parametrize(
    "source",
    ["${v} = 'ng'", "${n} >= 5 and (${v} = 'ok' or ${v} = 'ng')", "not(selected(${m}, 'ok'))",
     "count(${t}[state = 'ng']) > 2", "-${n} < 3 - 1"],
)  # fmt: skip
def test_expressions_come_back_by_name_whatever_the_paths_are(source: str) -> None:
    form = _form(source)
    outside = form.definition.by_path["/data/last"]
    inside = form.definition.by_path["/data/t/asked"]
    first = canonical(outside.expressions["relevant"], outside)
    assert first.replace("${state}", "state") == source
    if "${t}" not in source:
        assert canonical(inside.expressions["relevant"], inside) == first


def test_what_cannot_be_parsed_stays_as_written() -> None:
    form = _form("")
    assert canonical("a ==  b", form.definition.by_path["/data/last"]) == "a == b"


def test_texts_choices_and_slots_are_read_in_every_language() -> None:
    plain = plain_form(_form("${n} > 1"))
    verdict = plain.nodes["/data/wb_12/v"]
    assert dict(verdict.labels) == {"中文 (zh)": "结论", "English (en)": "Verdict"}
    assert [choice.value for choice in verdict.choices] == ["ok", "ng"]
    assert verdict.choices[1].labels["English (en)"] == "Fail"
    assert "/data/meta" not in plain.nodes
