"""Consequence codes: read, merged, put into words; competence of the acting agency."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.domain.competence import AUTHORITIES, competent, for_agency
from inspector_app.domain.consequences import (
    Code,
    Consequence,
    codes_text,
    parse_code,
    parse_codes,
    term_end,
    union,
    wording,
)
from inspector_app.errors import KnownError

EVERY_CODE = [
    "R",
    "I",
    "O7",
    "E",
    "T:文旅",
    "B",
    "BLOCK",
    "RP",
    "STOP",
    "FILE",
    "NOPEN",
    "CANCEL",
    "ADVISE",
    "CLS",
    "NEW",
]


@pytest.mark.parametrize("text", EVERY_CODE)
def test_every_code_is_read_back_as_written(text: str) -> None:
    assert str(parse_code(text)) == text


@pytest.mark.parametrize("text", ["", "O", "O0", "O1000", "O-3", "T", "T:", "X", "r", "O7 "])
def test_an_unknown_code_is_refused_by_name(text: str) -> None:
    with pytest.raises(KnownError) as refused:
        parse_code(text)
    assert refused.value.slots["consequence"] == text


def test_of_several_orders_the_shortest_term_counts() -> None:
    assert codes_text(union(parse_codes("O15+E+O7+O30+E"))) == ("O7", "E")


def test_record_only_disappears_beside_anything_else() -> None:
    assert codes_text(union(parse_codes("R"))) == ("R",)
    assert codes_text(union(parse_codes("R+FILE"))) == ("FILE",)


def test_merging_does_not_depend_on_the_order() -> None:
    forward = parse_codes("T:消防+I+RP+B+T:公安")
    assert union(forward) == union(forward[::-1])
    assert codes_text(union(forward)) == ("B", "I", "T:公安", "T:消防", "RP")


@pytest.mark.parametrize("text", EVERY_CODE)
def test_every_code_has_words_in_both_languages(text: str) -> None:
    words = wording(parse_code(text), AUTHORITIES)
    assert words.zh
    assert words.en.isascii()


def test_an_order_names_its_days_and_a_secrecy_body_gives_an_opinion() -> None:
    order = parse_code("O15")
    assert wording(order, AUTHORITIES).zh == "责令15日内改正"
    assert wording(order, AUTHORITIES, opinion=True).zh == "提出检查意见，15日内整改"


def test_a_transfer_names_the_body_in_full() -> None:
    assert wording(parse_code("T:文旅"), AUTHORITIES).zh == "移送文化和旅游主管部门处理"
    assert wording(parse_code("T:本单位"), AUTHORITIES).zh == "交本单位按制度处理"


def test_a_term_counts_calendar_days_without_the_day_of_service() -> None:
    assert term_end(date(2026, 11, 18), 7) == date(2026, 11, 25)
    assert term_end(date(2026, 12, 25), 15) == date(2027, 1, 9)
    with pytest.raises(ValueError, match="day"):
        term_end(date(2026, 11, 18), 0)


def test_a_competent_agency_keeps_the_proposal() -> None:
    proposed = parse_codes("E+O7")
    assert for_agency(proposed, ("文旅", "公安"), "公安") == union(proposed)
    assert for_agency(proposed, ("ALL",), "网信") == union(proposed)


def test_an_agency_without_competence_transfers_to_the_suggested_lead() -> None:
    moved = for_agency(parse_codes("E+O7"), ("文旅", "公安"), "网信")
    assert moved == (Consequence(Code.TRANSFER, target="文旅"),)


def test_a_transfer_to_oneself_becomes_a_proposal_to_file() -> None:
    assert codes_text(for_agency(parse_codes("E+T:文旅"), ("文旅",), "文旅")) == ("E", "FILE")
    assert codes_text(for_agency(parse_codes("I+T:消防"), ("公安", "消防"), "公安")) == (
        "I",
        "T:消防",
    )


def test_nothing_proposed_stays_nothing() -> None:
    assert for_agency((), ("文旅",), "公安") == ()
    assert competent((), "公安")
