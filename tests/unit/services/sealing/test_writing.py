"""The writing service: the visit's facts, their events, and what the lint says about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from inspector_app.domain.filing import Level
from inspector_app.domain.identifiers import PersonId
from inspector_app.errors import KnownError

VISIT = "0199c0de37a17b52800000000000000a"


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as error:
        call()
    return error.value.code


def test_the_record_is_written_from_what_is_in_the_store(visit: Any) -> None:
    content = visit.writing.content(VISIT)
    assert content.unit["name"] == "青禾网咖（示例）"
    assert content.assignment["basis_text"].startswith("《互联网上网服务营业场所管理条例》第四条")
    assert [p.heading for p in content.narrative] == ["证照", "悬挂标志", "终端抽查"]
    assert content.narrative[1].text.endswith("标志（照片1）。")
    assert content.samples[0].totals == "抽查2台：一致1台，不一致1台。"
    assert content.samples[0].deviating == ((1, 1),)
    spoken = [line.answer for line in content.opening]
    assert (spoken[0], spoken[-3], spoken[-2]) == ("看清楚了。", "不申请。", "知道了。")
    assert content.opening[-1].text.startswith("注：依据未经本机关审核：《互联网上网服务营业场所")


def test_what_is_usual_is_filled_in_and_can_be_changed(visit: Any) -> None:
    record = visit.writing.content(VISIT)
    assert record.visit["start"].startswith("2026-11-20T09:20")
    assert record.visit["place"] == "示例市云岭区观澜路8号地下一层"
    assert record.visit["environment"] == "室内"
    assert [p.get("recorder") for p in record.persons["officer"]] == ["", "1"]
    visit.writing.set_visit(VISIT, "recorder", "P1", PersonId("P1"))
    visit.writing.set_visit(VISIT, "environment", "室内，灯光明亮")
    record = visit.writing.content(VISIT)
    assert [p.get("recorder") for p in record.persons["officer"]] == ["1", ""]
    assert record.visit["environment"] == "室内，灯光明亮"
    events = visit.store.read(lambda tables: tables.events.list(VISIT, kind="visit"))
    assert [(event.ref, event.person) for event in events] == [
        ("recorder", "P1"), ("environment", ""),
    ]  # fmt: skip


def test_only_known_fields_readable_times_and_own_officers(visit: Any) -> None:
    write = visit.writing.set_visit
    assert refused(lambda: write(VISIT, "weather", "晴")) == "visit.field-unknown"
    assert refused(lambda: write(VISIT, "end", "九点半")) == "visit.time-unreadable"
    assert refused(lambda: write(VISIT, "end", "2026-11-20T10:00:00")) == "visit.time-unreadable"
    assert refused(lambda: write(VISIT, "recorder", "P9")) == "visit.recorder-unknown"


def test_the_lint_names_what_is_missing_before_the_freeze(visit: Any) -> None:
    visit.findings.refresh(VISIT)
    found = {(problem.rule, problem.place) for problem in visit.writing.problems(VISIT)}
    assert ("L-01", "visit:end") in found
    assert ("L-01", "finding:WB-22") in found
    visit.decide_all()
    visit.writing.set_visit(VISIT, "end", visit.clock.now().isoformat())
    left = visit.writing.problems(VISIT)
    assert [problem for problem in left if problem.level is Level.ERROR] == []


def test_a_character_no_font_has_is_found_before_printing(visit: Any) -> None:
    visit.writing.set_visit(VISIT, "place", "\U0003134a巷")
    rules = {problem.rule for problem in visit.writing.problems(VISIT)}
    assert "L-38" in rules


def test_an_open_blank_in_a_sentence_is_found(visit: Any) -> None:
    shown = visit.checklist.views["WB-06"]
    visit.checklist.put(replace(shown, sentence="现场清点上网计算机（未填）台。"))
    found = [one for one in visit.writing.problems(VISIT) if one.rule == "L-42"]
    assert [one.place for one in found] == ["item:WB-06"]


@pytest.mark.parametrize("basis", ["mps176", "cafe:999", "csl@2016:900", "第四条"])
def test_a_basis_nobody_has_verified_keeps_the_text_open(visit: Any, basis: str) -> None:
    def assign(tables: Any) -> None:
        known = tables.assignments.get("A1")
        tables.assignments.put(replace(known, basis=(basis,), version=2))

    visit.store.write(assign)
    found = [one for one in visit.writing.problems(VISIT) if one.rule == "L-19"]
    assert [(one.level, one.place) for one in found] == [(Level.ERROR, "assignment")]
