"""Findings: failed items propose, officers decide, and what they decided stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inspector_app.domain.findings import Decision, Finding, Severity
from inspector_app.domain.identifiers import ItemCode, PersonId
from inspector_app.domain.law import Catalogue
from inspector_app.errors import KnownError
from inspector_app.services.findings.proposing import demand_of, propose
from inspector_app.services.writing.snapshot import ItemFact

VISIT = "0199c0de37a17b52800000000000000a"
P1 = PersonId("P1")
ITEM = ItemCode("WB-22")
DAY = date(2026, 11, 20)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as error:
        call()
    return error.value.code


def fact(**changes: object) -> ItemFact:
    made = ItemFact(
        code=ITEM,
        section="s04",
        title="入口处是否悬挂标志",
        name="入口标志",
        verdict="ng",
        sentence="入口处未见标志。",
        severity=Severity.SERIOUS,
        authority=("文旅", "公安"),
        proposed=("O7",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def proposed(item: ItemFact, *known: Finding, acting: str = "文旅") -> tuple[Finding, ...]:
    return propose(
        [item], {one.item: one for one in known}, catalogue=Catalogue(), day=DAY, acting=acting
    )


def test_only_failed_items_of_the_unit_are_findings() -> None:
    assert proposed(fact(verdict="ok")) == ()
    assert proposed(fact(verdict="na")) == ()
    assert proposed(fact(section="procedure")) == ()
    assert [one.item for one in proposed(fact())] == [ITEM]


def test_an_order_has_its_last_day_and_a_demand() -> None:
    finding = proposed(fact())[0]
    assert finding.due == "2026-11-27"
    assert finding.demand == "入口处悬挂标志。"
    assert demand_of("有无固定封闭门窗栅栏") == "就“有无固定封闭门窗栅栏”改正。"


def test_an_agency_without_competence_proposes_a_transfer_only() -> None:
    assert proposed(fact(), acting="网信")[0].proposed == ("T:文旅",)
    assert proposed(fact(proposed=("T:文旅",)))[0].proposed == ("FILE",)


def test_a_critical_item_asks_for_preservation_and_report() -> None:
    critical = fact(severity=Severity.CRITICAL, lose="是", crime="是")
    assert proposed(critical)[0].proposed == ("O7", "E", "RP")
    assert proposed(replace(critical, lose="否", crime="否"))[0].proposed == ("O7",)
    assert proposed(replace(critical, severity=Severity.SERIOUS))[0].proposed == ("O7",)


def test_a_decision_stays_while_its_proposal_stands() -> None:
    decided = replace(
        proposed(fact())[0],
        decision=Decision.DIFFERS,
        consequence=("O15",),
        reason="需要订做",
        demand="挂好标志。",
    )
    kept = proposed(fact(sentence="北门未见标志。"), decided)[0]
    assert (kept.decision, kept.consequence, kept.due) == (
        Decision.DIFFERS, ("O15",), "2026-12-05",
    )  # fmt: skip
    assert kept.fact == "北门未见标志。"
    other = proposed(fact(proposed=("I",)), decided)[0]
    assert (other.decision, other.consequence) == (Decision.OPEN, ("I",))
    assert (other.reason, other.demand) == ("需要订做", "挂好标志。")


def test_refreshing_follows_the_checklist(visit: Any) -> None:
    findings, changes = visit.findings.refresh(VISIT)
    assert [one.item for one in findings] == [ITEM]
    assert changes.inspections == {VISIT}
    assert findings[0].basis_text[0].startswith("《互联网上网服务营业场所管理条例》第二十一条")
    assert findings[0].photos == (1,)
    assert not visit.findings.refresh(VISIT)[1].inspections
    visit.checklist.put(replace(visit.checklist.views[ITEM], verdict="ok"))
    assert visit.findings.refresh(VISIT)[0] == ()


def test_agreeing_and_differing_are_equally_one_step_but_differing_gives_a_reason(
    visit: Any,
) -> None:
    visit.findings.refresh(VISIT)
    agreed, _ = visit.findings.decide(VISIT, ITEM, agree=True, person=P1)
    assert (agreed.decision, agreed.consequence) == (Decision.AGREED, ("O7",))
    change = lambda: visit.findings.decide(VISIT, ITEM, consequence="I", person=P1)  # noqa: E731
    assert refused(change) == "finding.reason-missing"
    differs, _ = visit.findings.decide(
        VISIT, ITEM, consequence="I", reason="当场可以挂好", person=P1
    )
    assert (differs.decision, differs.consequence, differs.due) == (Decision.DIFFERS, ("I",), "")
    same, _ = visit.findings.decide(VISIT, ITEM, consequence=["O7"], person=P1)
    assert same.decision is Decision.AGREED


def test_every_decision_leaves_its_event(visit: Any) -> None:
    visit.findings.refresh(VISIT)
    visit.findings.decide(VISIT, ITEM, agree=True, person=P1)
    visit.findings.set_demand(VISIT, ITEM, "今天挂好标志。", P1)
    events = visit.store.read(lambda tables: tables.events.list(VISIT, kind="finding"))
    assert [event.person for event in events] == ["", "P1", "P1"]
    assert visit.store.read(lambda tables: tables.events.verify()) > 0


def test_what_the_agency_may_not_decide_is_refused(visit: Any) -> None:
    visit.findings.refresh(VISIT)
    decide = visit.findings.decide
    codes = {
        "STOP": "finding.not-competent",
        "O0": "law.consequence-unknown",
    }
    for code, error in codes.items():
        assert (
            refused(
                lambda c=code: decide(VISIT, ITEM, consequence=c, reason="试", person=P1)  # type: ignore[misc]
            )
            == error
        )
    assert refused(lambda: decide(VISIT, "WB-99", agree=True, person=P1)) == "finding.unknown"
    foreign = replace(visit.checklist.views[ITEM], authority="公安")
    visit.checklist.put(foreign)
    visit.findings.refresh(VISIT)
    assert visit.findings.list(VISIT)[0].proposed == ("T:公安",)
    order = lambda: decide(VISIT, ITEM, consequence="O7", reason="试", person=P1)  # noqa: E731
    assert refused(order) == "finding.not-competent"
