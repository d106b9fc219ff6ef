"""The little language of the checklists: what it reads, and what it refuses."""

from __future__ import annotations

import pytest

from build_scripts.checklists.language import (
    Age,
    Choice,
    Count,
    Field,
    LanguageError,
    Number,
    Part,
    Rate,
    parse_condition,
    parse_consequence,
    parse_jump,
    parse_type,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("PF", (Part("PF"),)),
        ("NUM", (Part("NUM", fields=(Field(""),)),)),
        ("NUM(㎡)", (Part("NUM", fields=(Field("", "㎡"),)),)),
        (
            "NUM(现场:台;核定:台)",
            (Part("NUM", fields=(Field("现场", "台"), Field("核定", "台"))),),
        ),
        (
            "SEL(有效/无证)+TXT",
            (Part("SEL", choices=("有效", "无证")), Part("TXT", fields=(Field(""),))),
        ),
        ("PF+TBL(WB-T1)", (Part("PF"), Part("TBL", table="WB-T1"))),
        ("DATE(甲;乙)", (Part("DATE", fields=(Field("甲"), Field("乙"))),)),
    ],
)
def test_answer_types_are_read(text: str, parts: tuple[Part, ...]) -> None:
    assert parse_type(text) == parts


@pytest.mark.parametrize("text", ["", "XX", "SEL", "SEL(是)", "SEL(是/是)", "TBL", "PF+", "NUM(m"])
def test_a_type_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(LanguageError):
        parse_type(text)


@pytest.mark.parametrize(
    ("text", "atom"),
    [
        ("=无证/过期", Choice("", False, ("无证", "过期"))),
        ("!=无", Choice("", True, ("无",))),
        ("WB-14!=NA", Choice("WB-14", True, ("NA",))),
        ("row.标识=机密/秘密", Choice("row.标识", False, ("机密", "秘密"))),
        ("<200", Number(("",), "<", ("200",))),
        ("现场>核定", Number(("现场",), ">", ("核定",))),
        ("WB-11/现场<2", Number(("WB-11", "现场"), "<", ("2",))),
        ("age<60d", Age("", "<", 60, "d")),
        ("age(网络日志)<6m", Age("网络日志", "<", 6, "m")),
        ("count<5", Count("", (), "<", 5)),
        ("count(状态=未备案/虚假)>=1", Count("状态", ("未备案", "虚假"), ">=", 1)),
        ("rate(列=不一致)>=20%", Rate("列", ("不一致",), ">=", 20)),
    ],
)
def test_conditions_are_read(text: str, atom: object) -> None:
    assert parse_condition(text).alternatives == ((atom,),)


def test_and_binds_tighter_than_or() -> None:
    first, second = parse_condition("=甲 or =乙 and =丙").alternatives
    assert (len(first), len(second)) == (1, 2)


@pytest.mark.parametrize("text", ["", "现场", "age=60d", "age<60w", "rate(a=b)>=20", "count(a)>=1"])
def test_a_condition_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(LanguageError):
        parse_condition(text)


def test_consequences_have_cases_and_codes() -> None:
    sometimes, always = parse_consequence("WB-30=擅自停止→E；O7")
    assert sometimes.case == parse_condition("WB-30=擅自停止")
    assert (sometimes.codes, always.case, always.codes) == (("E",), None, ("O7",))


def test_jumps_name_their_items() -> None:
    jump = parse_jump("!=无→END(PR-10,PR-12)")
    assert (jump.kind, jump.items) == ("END", ("PR-10", "PR-12"))


@pytest.mark.parametrize("text", ["=无", "=无→", "=无→SKIP(WB-01)", "=无→ONLY()", "→END(PR-10)"])
def test_a_jump_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(LanguageError):
        parse_jump(text)
