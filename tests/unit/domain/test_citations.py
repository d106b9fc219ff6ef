"""Citations in texts: old numbers, versions not in force, no such article, short titles."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from inspector_app.domain.citations import citation_problems
from inspector_app.domain.law import Catalogue
from inspector_app.domain.law_reading import catalogue_from_json

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 21)
CSL = "《中华人民共和国网络安全法》"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    files = sorted((ROOT / "resources/law").glob("*.json"))
    return catalogue_from_json(json.loads(path.read_text("utf-8")) for path in files)


def rules(text: str, catalogue: Catalogue, day: date = TODAY) -> list[str]:
    return [problem.rule for problem in citation_problems(text, catalogue, day)]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        (f"{CSL}第二十一条规定网络日志留存不少于六个月。", "第二十三条"),
        (f"{CSL}第二十四条要求用户提供真实身份信息。", "第二十六条"),
        (f"依据{CSL}第25条，制定应急预案。", "第二十七条"),
        ("《中华人民共和国行政处罚法》第三十七条，执法人员不得少于两人。", "第四十二条"),
        ("《中华人民共和国治安管理处罚法》第二十九条，侵入计算机信息系统。", "第三十三条"),
    ],
)
def test_an_old_number_with_its_old_subject_offers_the_new_one(
    text: str, offered: str, catalogue: Catalogue
) -> None:
    (problem,) = citation_problems(text, catalogue, TODAY)
    assert problem.rule == "C-02"
    assert offered in problem.message.zh
    assert offered in problem.fix.zh
    assert problem.message.en
    assert problem.fix.en


@pytest.mark.parametrize(
    "text",
    [
        f"{CSL}第二十三条规定网络日志留存不少于六个月。",
        f"{CSL}第二十一条。",
        f"{CSL}第二十六条，真实身份信息。{CSL}第二十七条，应急预案。",
        "《中华人民共和国行政处罚法》第四十二条，执法人员不得少于两人。",
        "现场出示《网络文化经营许可证》第一页。",
        "现场清点终端151台，其中176号座位未用。",
    ],
)
def test_a_right_number_and_anything_else_is_left_alone(text: str, catalogue: Catalogue) -> None:
    assert rules(text, catalogue) == []


def test_before_the_amendment_the_old_number_is_right(catalogue: Catalogue) -> None:
    text = f"{CSL}第二十一条规定网络日志留存不少于六个月。"
    assert rules(text, catalogue, date(2025, 6, 1)) == []


def test_of_two_orders_of_the_police_the_day_decides(catalogue: Catalogue) -> None:
    assert rules("依据公安部令第151号检查。", catalogue) == ["C-03"]
    assert rules("依据公安部令第151号检查。", catalogue, date(2026, 9, 30)) == []
    assert rules("依据176号令检查。", catalogue, date(2026, 9, 30)) == ["C-03"]
    assert rules("依据176号令检查。", catalogue, date(2026, 10, 1)) == []


def test_a_law_that_is_not_yet_in_force_is_no_basis(catalogue: Catalogue) -> None:
    text = "《网络数据安全管理条例》第五十条。"
    assert rules(text, catalogue, date(2024, 12, 31)) == ["C-01"]
    assert rules(text, catalogue, date(2025, 1, 1)) == []


def test_an_article_beyond_the_last_one_does_not_exist(catalogue: Catalogue) -> None:
    assert rules(f"{CSL}第八十二条。", catalogue) == ["C-04"]
    assert rules(f"{CSL}第八十一条。", catalogue) == []


def test_a_short_title_is_told_with_the_full_one(catalogue: Catalogue) -> None:
    (problem,) = citation_problems("依据《网安法》第二十三条。", catalogue, TODAY)
    assert problem.rule == "C-10"
    assert "中华人民共和国网络安全法" in problem.fix.zh
    assert rules("依据网安法第二十三条。", catalogue) == ["C-10"]
    assert rules("依据行政处罚法第五十五条。", catalogue) == ["C-10"]
    assert rules("依据某市上网条例第三条。", catalogue) == [], "somebody else's regulation"


def test_every_shipped_sentence_and_demand_cites_rightly(catalogue: Catalogue) -> None:
    for path in sorted((ROOT / "forms/source/sentences").glob("*.json")):
        for line in path.read_text("utf-8").splitlines():
            assert rules(line, catalogue) == [], line
