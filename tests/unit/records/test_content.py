"""What a record says survives its leaves; withheld leaves leave gaps, not errors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.records.content import (
    JsonValue,
    OpeningLine,
    Paragraph,
    RecordContent,
    SampleTable,
    from_leaves,
    to_leaves,
)
from inspector_app.records.leaves import normal_leaves

EMPTY = RecordContent({}, {}, {}, {}, {}, {}, (), (), (), (), (), (), {})
FULL = RecordContent(
    form={"id": "insp-wb", "sha256": "ab" * 32},
    app={"version": "0.1"},
    unit={"name": "示例网吧（演示）", "a/b~c": "odd key"},
    assignment={"number": "示〔2026〕1号"},
    visit={"start": "2026-11-18T14:00:00+08:00"},
    persons={
        "officer": ({"name": "演示甲"}, {"name": "演示乙", "agency": "示例"}),
        "witness": ({"name": "演示丙"},),
    },
    opening=tuple(OpeningLine(f"问{n}", f"答{n}") for n in range(12)),
    narrative=(Paragraph("标志", "文字", ("WB-01", "WB-02"), "WB-T1"), Paragraph("", "无表")),
    samples=(SampleTable("WB-T1", "抽查", ("a", "b"), (("1", ""),), ((0, 1),), "1台", {"n": "1"}),),
    findings=tuple({"item": f"WB-{n}", "basis": ["cafe:21"]} for n in range(1, 12)),
    evidence=({"n": 1, "sha256": "cd" * 32},),
    procedure=({"seq": 1, "kind": "arrived"}, {"seq": 12, "kind": "sealed"}),
    party={"mode": "refused", "reason": "无"},
    answers={"/data/t[2]/q": {"value": "是", "officer": "p", "seq": 3}},
    notes=({"text": "x"},),
    ink={"officer-1": {"width": 600, "strokes": [[[1, 2, 3, 4]]]}},
    place={"lat": "30.1", "lon": "-120.2"},
    document={"pages": 3},
    chain={"seq": 1},
    time={"wall": "x"},
    supersedes={"root": "00"},
)


@pytest.mark.parametrize("content", [EMPTY, FULL])
def test_a_record_survives_its_leaves(content: RecordContent) -> None:
    leaves = to_leaves(content)
    assert from_leaves(leaves) == content
    assert from_leaves(normal_leaves(leaves)) == content


def test_empty_texts_make_no_leaf() -> None:
    sparse = replace(FULL, unit={"name": "x", "phone": ""}, party={"mode": ""})
    leaves = to_leaves(sparse)
    assert "/unit/phone" not in leaves
    assert not any(pointer.startswith("/party") for pointer in leaves)


def test_every_person_field_has_a_leaf_of_its_own() -> None:
    leaves = to_leaves(FULL)
    assert leaves["/persons/officer/2/agency"] == "示例"
    assert leaves["/persons/witness/1/name"] == "演示丙"
    assert leaves["/unit/a~1b~0c"] == "odd key"


@pytest.mark.parametrize("pointer", sorted(to_leaves(FULL)))
def test_any_leaf_may_be_withheld(pointer: str) -> None:
    leaves = dict(to_leaves(FULL))
    del leaves[pointer]
    assert from_leaves(leaves) != FULL


@pytest.mark.parametrize(
    "leaves",
    [
        {"/persons/officer/x/name": "a"},
        {"/persons/officer": "a"},
        {"/findings/x/item": "a"},
        {"/findings/1": "a"},
        {"/samples/T": {"deviating": [[1], [1, 2, 3], "x"], "rows": "x", "draw": 1}},
        {"/samples/T": {"deviating": [["a", None]]}},
        {"/unit": "a"},
        {"/form": [1]},
        {"/": 1},
        {"/evidence/001": 7},
    ],
)
def test_leaves_nobody_would_write_are_no_error(leaves: dict[str, JsonValue]) -> None:
    from_leaves(leaves)


def test_an_event_without_number_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="numbered"):
        to_leaves(replace(EMPTY, procedure=({"seq": "1"},)))
