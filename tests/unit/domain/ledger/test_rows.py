"""A row to a unit or to its faults: every kind of value, every refusal, nothing guessed."""

from __future__ import annotations

import random
from datetime import date

import pytest

from inspector_app.domain.ledger.fields import FIELDS, category_of, guess_mapping, status_of
from inspector_app.domain.ledger.problems import WORDS, Fault, Problem
from inspector_app.domain.ledger.rows import read_date, read_row
from inspector_app.domain.units import UnitCategory
from tests.builders.ledgers import right_code, wrong_code

GOOD = {"name": "青禾网吧", "category": "网吧", "address": "观澜路8号"}


def _problems(**cells: str) -> list[Problem]:
    return [fault.problem for fault in read_row({**GOOD, **cells}, None).faults]


def test_a_full_row_becomes_a_unit() -> None:
    code = right_code(random.Random(3))
    row = read_row(
        {
            **GOOD,
            "credit_code": f" {code.lower()} ",
            "licence_valid_to": "2027年1月5日",
            "approved_computers": "１２２ 台",
            "status": "正常营业",
            "longitude": "116.4",
            "latitude": "39.9",
            "area_m2": "1,318.50㎡",
            "remark": "无",
        },
        None,
    )
    assert row.faults == ()
    assert row.unit is not None
    assert row.unit.category is UnitCategory.INTERNET_CAFE
    assert row.unit.credit_code == code
    assert row.unit.licence_valid_to == date(2027, 1, 5)
    assert row.unit.facts == {
        "approved_computers": "122", "status": "open", "longitude": "116.4", "latitude": "39.9",
        "area_m2": "1318.50",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"name": " "}, Problem.NAME_MISSING),
        ({"category": "/"}, Problem.CATEGORY_MISSING),
        ({"category": "飞船"}, Problem.CATEGORY_UNKNOWN),
        ({"credit_code": "12345"}, Problem.CODE_FORM),
        ({"credit_code": wrong_code(random.Random(5))}, Problem.CODE_CHECK),
        ({"credit_code": "9.1110105123457e+17"}, Problem.CODE_EXCEL),
        ({"credit_code": "911101051234567000"}, Problem.CODE_EXCEL),
        ({"licence_valid_to": "明年"}, Problem.DATE),
        ({"licence_valid_to": "2027-02-30"}, Problem.DATE),
        ({"licence_valid_to": "01/02/2027"}, Problem.DATE),
        ({"computers": "约100"}, Problem.NUMBER),
        ({"computers": "-3"}, Problem.NUMBER),
        ({"longitude": "39.9"}, Problem.POSITION),
        ({"status": "奇怪"}, Problem.STATUS_UNKNOWN),
        ({"name": "青" * 201}, Problem.TOO_LONG),
    ],
)
def test_what_cannot_be_read_refuses_the_row_and_names_the_column(
    cells: dict[str, str], problem: Problem
) -> None:
    row = read_row({**GOOD, **cells}, None)
    assert row.unit is None
    assert [(fault.problem, fault.field) for fault in row.faults] == [(problem, next(iter(cells)))]


def test_what_is_missing_but_not_needed_is_only_a_hint() -> None:
    row = read_row({"name": "青禾网吧"}, UnitCategory.HOTEL)
    assert row.unit is not None
    assert row.unit.category is UnitCategory.HOTEL
    assert [f.problem for f in row.faults] == [Problem.CODE_MISSING, Problem.ADDRESS_MISSING]


def test_personal_numbers_are_refused_and_never_repeated() -> None:
    number = _id_number()
    for field in ("representative", "remark", "credit_code"):
        row = read_row({**GOOD, field: number}, None)
        assert [fault.problem for fault in row.faults] == [Problem.PERSONAL_NUMBER]
        assert number not in row.faults[0].sentence("zh") + row.faults[0].sentence("en")


def _id_number() -> str:
    """Made at run time: no number with a right check digit is kept in a file."""
    body = "11010119000101001"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


@pytest.mark.parametrize("text", ["2027-1-5", "2027/01/05", "2027.1.5", "20270105", "2027年1月5日",
                                  "2027-01-05T00:00:00", "2027-01-05 08:30"])  # fmt: skip
def test_dates_are_read_year_first(text: str) -> None:
    assert read_date(text) == date(2027, 1, 5)


def test_headings_are_known_with_blanks_brackets_and_width() -> None:
    titles = [
        "序号",
        " 企业 名称 ",
        "统一社会信用代码（18位）",
        "ＩＣＰ备案号",
        "营业面积(㎡)",
        "Address",
        "电话",
        "联系电话",
    ]
    assert guess_mapping(titles) == {
        1: "name", 2: "credit_code", 3: "icp_filing_no", 4: "area_m2", 5: "address", 6: "phone",
    }  # fmt: skip


def test_no_heading_means_two_columns() -> None:
    titles = [title for field in FIELDS for title in (field.words.zh, field.words.en)]
    for field in FIELDS:
        assert guess_mapping([field.words.zh]) == {0: field.key}
        assert guess_mapping([field.words.en]) == {0: field.key}
    assert len(titles) == len(set(titles))


def test_categories_and_states_are_known_by_their_usual_words() -> None:
    assert category_of("互联网上网服务营业场所") is UnitCategory.INTERNET_CAFE
    assert category_of("IDC 机房") is UnitCategory.IDC_ROOM
    assert category_of("?") is None
    assert status_of("停业整顿") == "correcting"


def test_every_problem_speaks_both_languages_with_the_same_slot() -> None:
    assert set(WORDS) == set(Problem)
    for problem, (said, remedy) in WORDS.items():
        assert said.zh
        assert remedy.zh
        assert ("{value}" in said.zh) == ("{value}" in said.en), problem
        assert "{" not in Fault(problem, "", "x").sentence("zh")
