"""One spelling for what people type: names, addresses, codes; likeness of two of them."""

from __future__ import annotations

import pytest

from inspector_app.domain.ledger.cleaning import address_key, clean_code, name_key, tidy
from inspector_app.domain.ledger.likeness import likeness, one_sign_apart, perhaps_same


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  青禾　网吧  ", "青禾 网吧"),
        ("Ａ座１２层", "A座12层"),
        ("青\u200b禾\ufeff网吧", "青禾网吧"),
        ("青禾（二店）", "青禾（二店）"),
        ("青禾\n网吧", "青禾 网吧"),
    ],
)
def test_tidying_changes_no_word(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


@pytest.mark.parametrize(
    "name",
    ["示例市青禾网咖（有限责任公司）", "青禾网吧有限公司", "示例市云岭区 青禾 网络会所",
     "青禾网吧(有限公司)", "青禾"],
)  # fmt: skip
def test_place_legal_form_and_kind_do_not_make_a_name(name: str) -> None:
    assert name_key(name) == "青禾"


def test_branches_keep_what_tells_them_apart() -> None:
    assert name_key("青禾网吧（二店）") != name_key("青禾网吧（三店）")


@pytest.mark.parametrize("name", ["示例市网吧", "网吧", "第一网吧", "东区"])
def test_a_name_never_becomes_nothing(name: str) -> None:
    assert len(name_key(name)) >= 2


@pytest.mark.parametrize(
    "address",
    ["示例市云岭区观澜路８号地下一层", "观澜路八号地下1层",
     "示例省示例市云岭区观澜路 08 号 地下一层", "云岭区观澜路8号，地下一层"],
)  # fmt: skip
def test_one_address_in_several_spellings_is_one(address: str) -> None:
    assert address_key(address) == "观澜路8号地下1层"


@pytest.mark.parametrize(
    ("typed", "digits"), [("十号", "10号"), ("二十三号", "23号"), ("三十层", "30层")]
)
def test_numerals_before_a_house_word_become_digits(typed: str, digits: str) -> None:
    assert address_key(f"人民路{typed}") == f"人民路{digits}"


def test_numerals_in_a_street_name_stay() -> None:
    assert address_key("五一路3号") == "五一路3号"


def test_codes_lose_blanks_width_and_case() -> None:
    assert clean_code(" ９１-1101 ma0x ") == "911101MA0X"


def test_likeness_is_symmetric_and_bounded() -> None:
    assert (
        likeness("青禾网咖", "青禾网吧") == likeness("青禾网吧", "青禾网咖") == pytest.approx(2 / 3)
    )
    assert likeness("青禾", "青禾") == 1
    assert likeness("", "") == likeness("青禾", "星海") == 0


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("青禾", "青和", True), ("青禾", "青禾园", True), ("青禾园", "禾园", True),
     ("青禾二店", "青禾三店", False), ("青禾1", "青禾2", False), ("青禾", "青禾", False),
     ("青禾园", "星海湾", False)],
)  # fmt: skip
def test_a_slip_is_one_sign_but_never_a_number(one: str, other: str, apart: bool) -> None:
    assert one_sign_apart(one, other) is apart


def test_two_shops_at_one_address_deserve_a_look_only_when_their_names_touch() -> None:
    place = "观澜路8号"
    assert perhaps_same("青禾园", place, "青禾", place, same_district=True)
    assert not perhaps_same("青禾", place, "星海", place, same_district=True)


def test_one_name_in_two_streets_is_no_duplicate() -> None:
    assert not perhaps_same("青禾", "观澜路8号", "青禾", "样本街27号地下1层", same_district=True)
    assert perhaps_same("青禾", "", "青禾", "样本街27号", same_district=True)
    assert not perhaps_same("青禾", "", "青禾", "样本街27号", same_district=False)
