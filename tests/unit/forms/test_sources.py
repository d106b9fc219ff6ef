"""All seven lists follow their own rules: every name leads somewhere, every word is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

import pytest

from build_scripts.checklists.basis import basis_keys
from build_scripts.checklists.compiler import Material
from build_scripts.checklists.language import LanguageError
from build_scripts.checklists.sentences import JUDGEMENT, expanded, list_text
from build_scripts.checklists.source import load_library
from inspector_app.domain.competence import AUTHORITIES, EVERY
from inspector_app.domain.consequences import Code, parse_code
from inspector_app.domain.law import BasisState
from inspector_app.errors import KnownError

Source: TypeAlias = "list[dict[str, object]]"
COUNTS = {"PR": 12, "WB": 62, "JF": 54, "ZW": 50, "FY": 18, "BA": 18, "FC": 16}


def test_every_item_of_all_seven_lists_is_understood(source: Source) -> None:
    library = load_library(source)
    assert {one.code: len(one.items) for one in library.lists} == COUNTS


def test_every_authority_and_transfer_names_a_known_body(material: Material) -> None:
    for checklist in material.library.lists:
        for item in checklist.items:
            assert set(item.authority) <= AUTHORITIES.keys() | {EVERY}, item.code
            codes = [parse_code(code) for rule in item.consequence for code in rule.codes]
            targets = {code.target for code in codes if code.code is Code.TRANSFER}
            assert targets <= AUTHORITIES.keys(), item.code


def test_every_basis_of_all_lists_leads_to_a_known_law(material: Material) -> None:
    for checklist in material.library.lists:
        for item in checklist.items:
            for key in basis_keys(item.basis, material.catalogue):
                basis = material.catalogue.resolve(key, date(2026, 11, 21))
                assert basis.state is not BasisState.UNKNOWN, (item.code, key)
                if "U" in item.basis or "待核" in item.basis:
                    continue
                assert not key.endswith("?"), (item.code, key)


def test_what_the_source_marks_unverified_never_becomes_verified(material: Material) -> None:
    keys = basis_keys("条例24(五)、34(五)；82号令11(U)；176号令（条号待核）", material.catalogue)
    assert keys == ("cafe:24(5)", "cafe:34(5)", "mps82:11?", "mps176?")
    states = [material.catalogue.resolve(key, date(2026, 11, 21)).state for key in keys]
    assert states == [BasisState.VERIFIED] * 2 + [BasisState.UNVERIFIED] * 2


@pytest.mark.parametrize("basis", ["某某法1", "条例甲", "条例2(廿)"])
def test_a_basis_that_cannot_be_read_stops_the_build(basis: str, material: Material) -> None:
    with pytest.raises(LanguageError):
        basis_keys(basis, material.catalogue)


def _item(data: Source, code: str) -> dict[str, object]:
    for checklist in data:
        items = checklist["items"]
        assert isinstance(items, list)
        for item in items:
            if item["code"] == code:
                assert isinstance(item, dict)
                return item
    raise AssertionError(code)


def _spoil(code: str, key: str, text: str) -> Callable[[Source], None]:
    def spoil(data: Source) -> None:
        _item(data, code)[key] = text

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        _spoil("WB-03", "condition", "WB-99=有效"),
        _spoil("WB-03", "condition", "WB-01=有些"),
        _spoil("WB-03", "condition", "WB-01.3=有效"),
        _spoil("WB-36", "condition", "WB-F9=是"),
        _spoil("WB-12", "fail_if", "现场>核准"),
        _spoil("WB-12", "fail_if", "WB-10/现场<2"),
        _spoil("WB-17", "fail_if", "count(登录=不一致)>=1"),
        _spoil("WB-17", "fail_if", "count(登录与在座一致=不同)>=1"),
        _spoil("WB-20", "fail_if", "age(流量)<60d"),
        _spoil("WB-09", "fail_if", "age<60d"),
        _spoil("WB-09", "type", "NUMBER(m)"),
        _spoil("WB-17", "type", "TBL(WB-T9)"),
        _spoil("WB-01", "jump", "=无证→ONLY(WB-02,WB-99)"),
        _spoil("WB-01", "jump", "=无证→SKIP(WB-02)"),
        _spoil("WB-30", "consequence", "WB-30=擅自停机→E；O7"),
        _spoil("ZW-23", "condition", "row.颜色=机密"),
        _spoil("WB-02", "severity", "X"),
        _spoil("WB-02", "photo", "Y"),
    ],
)
def test_a_name_that_leads_nowhere_stops_the_build(
    spoil: Callable[[Source], None], source: Source
) -> None:
    spoil(source)
    with pytest.raises(LanguageError):
        load_library(source)


def test_an_unknown_consequence_code_stops_the_build(source: Source) -> None:
    _item(source, "WB-02")["consequence"] = "FINE"
    with pytest.raises(KnownError, match=r"law\.consequence-unknown"):
        load_library(source)


def test_an_item_that_stands_twice_stops_the_build(source: Source) -> None:
    _item(source, "WB-03")["code"] = "WB-02"
    with pytest.raises(LanguageError, match="twice"):
        load_library(source)


def test_record_sentences_state_facts(material: Material) -> None:
    for text in material.texts.values():
        for code, item in text.items.items():
            told = (
                item.passed + item.failed + "".join(item.nodes.values()).replace("'擅自停止'", "")
            )
            assert not [word for word in JUDGEMENT if word in told], code
            assert item.how, code


def test_every_order_says_what_the_unit_has_to_do(material: Material) -> None:
    for code, demand in material.demands.items():
        assert demand.endswith("。"), code
        assert material.library.item(code), code
    for code in ("WB", "JF", "ZW"):
        for item in material.library.get(code).items:
            codes = [parse_code(c).code for rule in item.consequence for c in rule.codes]
            orders = bool({Code.ORDER, Code.IMMEDIATE} & set(codes))
            assert (item.code in material.demands) == orders, item.code


def test_a_sentence_with_a_judgement_is_refused() -> None:
    item = {"name": "标志", "how": "看", "pass": "有标志。", "fail": "该场所违规未挂标志。"}
    with pytest.raises(LanguageError, match="fact"):
        list_text({"sections": {}, "tables": {}, "items": {"WB-22": item}})


def test_short_forms_of_calculated_values_are_written_out() -> None:
    ids = {"jf_t2": 2, "wb_t1": 1}
    assert expanded("@rows(wb_t1)", ids) == "count(${wb_t1}[wb_t1_c1 != ''])"
    assert expanded("@list(jf_t2|c8 = '否')", ids) == (
        "join('、', ${jf_t2}[jf_t2_c2 != '' and jf_t2_c8 = '否']/jf_t2_c2)"
    )
    assert expanded("@rows(wb_t1|(c5 = '是' or c5 = '否'))", ids).count("wb_t1_c5") == 2
    assert expanded("@date(x)", ids) == "format-date(${x}, '%Y年%n月%e日')"
