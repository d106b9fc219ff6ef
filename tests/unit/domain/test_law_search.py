"""The search of the catalogue: numbers new and old, words, check items; quick enough for a key."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest

from build_scripts.law_items import TARGET, shipped_catalogue
from inspector_app.domain.law_search import CheckItem, LawIndex

VISIT = date(2026, 11, 21)


@pytest.fixture(scope="module")
def index() -> LawIndex:
    items = {
        one["code"]: CheckItem(one["code"], one["zh"], one["en"], tuple(one["basis"]))
        for one in json.loads(TARGET.read_text("utf-8"))
    }
    return LawIndex(shipped_catalogue(), items)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("csl:23", "csl:23"),
        ("csl:23(3)", "csl:23(3)"),
        ("CSL：23", "csl:23"),
        ("网安法第二十三条", "csl:23"),
        ("《中华人民共和国网络安全法》第二十三条第（三）项", "csl:23(3)"),
        ("网安法23", "csl:23"),
        ("网安法 23", "csl:23"),
        ("条例33(五)", "cafe:33(5)"),
        ("条例第三十三条第五项", "cafe:33(5)"),
        ("条例第13条第1款", "cafe:13.1"),
        ("处罚法85", "apl:85"),
        ("公安程序规定一百一十条", "police_proc:110"),
        ("网安法第二十一条", "csl:23"),
        ("保密法第二十四条第三项", "secrets:31(3)"),
        ("未成年人 标志", "cafe:21"),
        ("日志", "csl:23(3)"),
        ("WB-22", "cafe:21"),
        ("wb22", "cafe:21"),
        ("176号令", "mps176"),
        ("mps151", "mps151"),
    ],
)
def test_what_is_asked_for_comes_first(index: LawIndex, text: str, first: str) -> None:
    assert index.search(text, VISIT)[0].key == first


def test_a_bare_number_finds_that_article_in_every_law(index: LawIndex) -> None:
    for text in ("23", "第二十三条", "第23条", "２３"):
        laws = {hit.law.key for hit in index.search(text, VISIT)}
        assert {"cafe", "csl"} <= laws


def test_an_old_number_says_what_it_was(index: LawIndex) -> None:
    (hit,) = [hit for hit in index.search("网安法第二十一条", VISIT) if hit.key == "csl:23"]
    assert (hit.note, hit.asked) == ("old-number", "第二十一条")


def test_before_the_change_the_old_number_is_the_number(index: LawIndex) -> None:
    hits = index.search("网安法第二十一条第三项", date(2025, 6, 1))
    assert (hits[0].key, hits[0].note) == ("csl@2016:21(3)", "")


def test_a_check_item_gives_its_articles_in_its_order(index: LawIndex) -> None:
    hits = index.search("WB-22", VISIT)
    assert [hit.key for hit in hits] == ["cafe:21", "cafe:31(5)", "minors:58"]
    assert {hit.asked for hit in hits} == {"WB-22"}


def test_an_item_on_an_earlier_day_is_cited_by_the_numbers_of_that_day(index: LawIndex) -> None:
    printed = [hit.printed for hit in index.search("JF-22", date(2025, 6, 1))]
    assert printed[0] == "第二十一条第（三）项"


def test_all_words_must_occur(index: LawIndex) -> None:
    assert index.search("日志 六个月", VISIT)
    assert not index.search("日志 狗", VISIT)


@pytest.mark.parametrize("text", ["", "   ", "没有这样的话", "zz:1", "ZZ-999", "((", "第零条"])
def test_nothing_is_an_answer_and_never_an_error(index: LawIndex, text: str) -> None:
    assert index.search(text, VISIT) == ()


def test_an_unknown_law_with_a_number_does_not_show_other_laws(index: LawIndex) -> None:
    assert index.search("没有这部法第二十三条", VISIT) == ()


def test_the_limit_holds(index: LawIndex) -> None:
    assert len(index.search("处罚", VISIT, limit=5)) == 5


def test_a_search_over_everything_takes_less_than_20_ms(index: LawIndex) -> None:
    for text in ("第二十三条", "网络 安全", "条", "网安法第二十一条", "WB-20"):
        quickest = min(_seconds(index, text) for _ in range(5))
        assert quickest < 0.020, (text, quickest)


def _seconds(index: LawIndex, text: str) -> float:
    start = time.perf_counter()
    index.search(text, VISIT)
    return time.perf_counter() - start
