"""The pure parts of the checklist: shape, sentences, photo rules, given days, prefilled values."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.domain.identifiers import ItemCode, PersonId, UnitId
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.units import InspectedUnit, UnitCategory
from inspector_app.services.checklist.outline import Outline, outline_of
from inspector_app.services.checklist.photo_rule import PhotoRule
from inspector_app.services.checklist.prefill import Known, known_values
from inspector_app.services.checklist.sentences import OPEN, fill, shown_text
from inspector_app.services.checklist.tables import dated_rows, is_dated
from inspector_app.xforms import Form, NodeDef


def _node(path: str, kind: str, value_type: str = "", *children: NodeDef, **insp: str) -> NodeDef:
    return NodeDef(
        path=path,
        name=path.rpartition("/")[2],
        kind=kind,  # type: ignore[arg-type]
        value_type=value_type,
        insp={key.replace("_", "-"): value for key, value in insp.items()},
        children=children,
    )


def _form() -> Form:
    item = _node(
        "/data/s01/wb_12", "group", "",
        _node("/data/s01/wb_12/wb_12_p1_1", "input", "int", role="part", unit="台"),
        _node("/data/s01/wb_12/wb_12_v", "select1", "string", role="verdict"),
        code="WB-12", photo="F",
    )  # fmt: skip
    start = _node("/data/procedure/pr_10/pr_10_p1_1", "input", "dateTime", role="part")
    pr = _node("/data/procedure/pr_10", "group", "", start, code="PR-10")
    opened = _node("/data/facts/opened_on", "input", "date", role="fact", source="ledger")
    table = _node(
        "/data/tables/wb_t2", "repeat", "",
        _node("/data/tables/wb_t2/wb_t2_c1", "input", "date", role="row-id"),
        table="WB-T2", draw="from=wb_t2_c1; n=dates(0,-7d,-6m,-1y); by=date",
    )  # fmt: skip
    form = object.__new__(Form)
    form.root = _node(
        "/data", "group", "",
        _node("/data/procedure", "group", "", pr, section="procedure"),
        _node("/data/facts", "group", "", opened, section="facts"),
        _node("/data/tables", "group", "", table, section="tables"),
        _node("/data/s01", "group", "", item, section="证照"),
    )  # fmt: skip
    return form


@pytest.fixture
def outline() -> Outline:
    return outline_of(_form())


def test_the_shape_follows_the_conventions(outline: Outline) -> None:
    assert [(s.key, s.short) for s in outline.sections] == [
        ("procedure", "procedure"), ("facts", "facts"), ("s01", "证照"),
    ]  # fmt: skip
    assert list(outline.items) == ["PR-10", "opened_on", "WB-12"]
    assert outline.items[ItemCode("opened_on")].is_fact
    assert outline.item_of("/data/s01/wb_12/wb_12_v") == "WB-12"
    assert outline.table_of("/data/tables/wb_t2[3]/wb_t2_c1") == "WB-T2"
    assert outline.item_of("/data/tables/wb_t2[3]/wb_t2_c1") is None


def test_given_days_count_back_from_the_visit(outline: Outline) -> None:
    table = outline.tables["WB-T2"]
    assert is_dated(table)
    assert dated_rows(table, date(2026, 8, 31)) == (
        "2026-08-31", "2026-08-24", "2026-02-28", "2025-08-31",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value_type", "value", "shown"),
    [
        ("input", "date", "2026-11-05", "2026年11月5日"),
        ("input", "dateTime", "2026-11-05T09:05:00.000+08:00", "2026年11月5日9时05分"),
        ("select", "string", "一 二", "一、二"),
        ("input", "decimal", "10.50", "10.5"),
        ("input", "decimal", "10.0", "10"),
        ("input", "int", "100", "100"),
        ("input", "date", "unknown", "unknown"),
    ],
)
def test_values_are_shown_as_records_print_them(
    kind: str, value_type: str, value: str, shown: str
) -> None:
    assert shown_text(_node("/data/x", kind, value_type), value) == shown


def test_slots_are_filled_and_unknown_ones_stay_visible() -> None:
    node = _node("/data/a", "input", "date")
    values = {"a": (node, "2026-11-05"), "b": (node, "")}
    assert fill("{a}，{a:raw}，{b}，{c}", values.get) == f"2026年11月5日，2026-11-05，{OPEN}，{{c}}"


@pytest.mark.parametrize(
    ("rule", "verdict", "photos", "missing"),
    [
        ("-", "ng", 0, False), ("o", "ng", 0, False),
        ("F", "ok", 0, False), ("F", "ng", 0, True), ("F", "ng", 1, False),
        ("F:2", "ng", 1, True), ("F:1-3", "ng", 1, False),
        ("R", "", 0, False), ("R", "ok", 0, True), ("R", "na", 0, False), ("R:2", "ng", 2, False),
        ("X", "ok", 0, False), ("X", "ok", 1, True), ("?", "ng", 0, False),
    ],
)  # fmt: skip
def test_photo_rules_ask_for_what_is_missing(
    rule: str, verdict: str, photos: int, missing: bool
) -> None:
    assert (PhotoRule.read(rule).problem(verdict, photos) is not None) is missing


def test_known_values_skip_what_the_form_lacks_or_cannot_hold(outline: Outline) -> None:
    unit = InspectedUnit(
        UnitId("u"), UnitCategory.INTERNET_CAFE, "示例", "", "示例路1号", "", "",
        facts={"opened_on": "2020-02-30"},
    )  # fmt: skip
    arrived = ProcedureEvent(
        1, ProcedureKind.ARRIVED, PersonId("p"), "2026-11-21T09:30:12+08:00", 1
    )
    known = Known((arrived,), unit, approved=True, place="示例路1号")
    assert known_values(outline, known) == {
        "/data/procedure/pr_10/pr_10_p1_1": "2026-11-21T09:30:00+08:00"
    }
