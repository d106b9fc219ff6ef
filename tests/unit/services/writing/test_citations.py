"""Citations of a record as the filing lint tells them: findings and texts, with their place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from inspector_app.domain.filing.values import FilingText, Level
from inspector_app.domain.findings import Decision
from inspector_app.domain.law import Catalogue
from inspector_app.domain.law_reading import catalogue_from_json
from inspector_app.services.writing.citations import judge_citations
from inspector_app.services.writing.snapshot import VisitSnapshot

ROOT = Path(__file__).parents[4]
NOW = datetime(2026, 11, 18, 17, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    files = sorted((ROOT / "resources/law").glob("*.json"))
    return catalogue_from_json(json.loads(path.read_text("utf-8")) for path in files)


def test_an_outdated_number_is_told_where_it_stands(
    snapshot: VisitSnapshot, catalogue: Catalogue
) -> None:
    texts = (
        FilingText("item:WB-20", "《中华人民共和国网络安全法》第二十一条规定日志留存六个月。"),
        FilingText("visit:place", "营业大厅"),
    )
    found = judge_citations(replace(snapshot, findings=()), texts, catalogue, NOW)
    told = [(one.rule, one.place, one.level) for one in found if one.rule.startswith("C-")]
    assert told == [("C-02", "item:WB-20", Level.WARNING)]


def test_a_penalty_article_of_another_body_is_told_and_a_transfer_is_not(
    snapshot: VisitSnapshot, catalogue: Catalogue
) -> None:
    one = replace(
        snapshot.findings[0], basis=("cafe:34(4)",), consequence=("FILE",), decision=Decision.AGREED
    )
    acts = replace(snapshot, findings=(one,))
    (found,) = [p for p in judge_citations(acts, (), catalogue, NOW) if p.rule == "C-07"]
    assert found.place == f"finding:{one.item}"
    assert "公安" in found.message.zh
    moved = replace(snapshot, findings=(replace(one, consequence=("T:公安",)),))
    assert not [p for p in judge_citations(moved, (), catalogue, NOW) if p.rule == "C-07"]
