"""Every item of every list can be reached and finished, and what the record then says reads well.

Each workbook is answered many times over: facts both ways, every choice, nought for every number,
tables full of one answer, all pass and all fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from inspector_app.services.checklist.sentences import fill
from inspector_app.xforms import NodeDef
from tests.builders.walks import WORKBOOKS, Visit, form_of

ROUNDS = 5
"""As many as the longest list of choices that leads somewhere has answers."""
GATES = {"pr_09_p1_1": "无"}
LICENCES = ("wb_01_p1_1", "jf_01_p1_1")
UNLICENSED = 3  # the round in which nobody has a licence
BAD = re.compile(
    r"(?<![0-9.])0(人|台|次|份|件|处|个|户|家|条|项|种|间|小时|天|日|%|米|平方米)"
    r"|NaN|（未填）|[{}]|（）|[，、；。]{2}|([\u4e00-\u9fff]{2,9})\2"
)


def played(name: str, n: int) -> Visit:
    """Answer a workbook without any verdict of ours, always with the n-th choice."""
    walk = Visit(form_of(name))
    for node in walk.paths.values():
        if node.insp.get("role") == "fact" and walk.asked(node.name):
            walk.session.set(node.path, _pick(walk, node, n % 2))
    for node in list(walk.paths.values()):
        if node.insp.get("role") == "part" and walk.asked(node.name):
            _answer(walk, node, n)
    for node in walk.paths.values():
        if node.kind == "repeat" and walk.asked(node.name):
            _fill_table(walk, node, n)
    return walk


def _answer(walk: Visit, node: NodeDef, n: int) -> None:
    if walk.value(node.name):
        return
    value = GATES.get(node.name) or _pick(walk, node, n)
    if node.name in LICENCES:
        value = "无证" if n == UNLICENSED else "有效"
    walk.session.set(node.path, value)
    if not walk.session.state(node.path).valid and node.value_type in {"int", "decimal"}:
        walk.session.set(node.path, "1")


def _pick(walk: Visit, node: NodeDef, n: int) -> str:
    choices = walk.session.state(node.path).choices
    if choices:
        return choices[min(n, len(choices) - 1)].value
    return "0" if node.value_type in {"int", "decimal"} else walk.something(node)


def _fill_table(walk: Visit, table: NodeDef, n: int) -> None:
    if walk.session.count(table.path) == 0:
        walk.session.add(table.path)
    for column in table.children:
        state = walk.session.state(f"{table.path}[1]/{column.name}")
        kinds = {"int": "3", "decimal": "3.5", "date": "2026-01-02"}
        kinds["dateTime"] = "2026-11-18T09:30:00.000+08:00"
        value = kinds.get(column.value_type, "甲")
        if state.choices:
            value = state.choices[min(n, len(state.choices) - 1)].value
        walk.session.set(state.ref, value)


def judged(walk: Visit, verdict: str) -> Visit:
    """Give every item that is asked this verdict and whatever it asks for then."""
    for node in list(walk.paths.values()):
        if node.insp.get("role") == "verdict" and walk.asked(node.name):
            walk.session.set(node.path, verdict)
    for _ in range(2):  # a verdict may bring items up that have questions of their own
        for node in list(walk.paths.values()):
            role = node.insp.get("role", "")
            if role == "verdict" and walk.asked(node.name) and not walk.value(node.name):
                walk.session.set(node.path, verdict)
            if role in {"part", "reason", "lose", "crime"} and walk.wanted(node.name):
                _answer(walk, node, 0)
    return walk


def items(walk: Visit) -> Iterator[NodeDef]:
    """Yield the items that are asked."""
    for node in walk.paths.values():
        if node.kind == "group" and "code" in node.insp and walk.asked(node.name):
            yield node


def told(walk: Visit) -> Iterator[tuple[str, str]]:
    """Yield code and record sentence of every judged item."""
    for node in items(walk):
        which = {"ok": "pass", "ng": "fail"}.get(walk.value(f"{node.name}_v"))
        if which:
            template = node.insp[which]
            yield (
                node.insp["code"],
                fill(template, lambda name: (walk.paths[name], walk.value(name))),
            )


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_item_is_asked_on_some_path(name: str) -> None:
    every = {
        node.insp["code"]
        for node in Visit(form_of(name)).paths.values()
        if node.kind == "group" and "code" in node.insp
    }
    asked: set[str] = set()
    for n in range(ROUNDS):
        walk = played(name, n)
        for verdict in ("ok", "ng"):
            asked |= {node.insp["code"] for node in items(judged(walk, verdict))}
    assert asked == every


@pytest.mark.parametrize("name", WORKBOOKS)
@pytest.mark.parametrize("verdict", ["ok", "ng", "na"])
def test_whatever_is_asked_can_be_finished(name: str, verdict: str) -> None:
    for n in range(ROUNDS):
        walk = judged(played(name, n), verdict)
        for node in items(walk):
            for child in node.children:
                state = walk.session.state(child.path)
                assert not state.relevant or state.valid, (n, child.name, state.value)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_no_sentence_counts_noughts_or_stammers(name: str) -> None:
    for n in range(ROUNDS):
        walk = played(name, n)
        for verdict in ("ok", "ng"):
            for code, sentence in told(judged(walk, verdict)):
                assert not BAD.search(sentence), (n, code, sentence)
                assert sentence.endswith("。"), (code, sentence)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_fail_says_what_failed(name: str) -> None:
    vague = re.compile("不完整|不全|未全部|不正常|情况不明|[^或]或者[^在列]*的情况。")
    for node in form_of(name).root.children:
        for item in node.children:
            if "fail" in item.insp and item.insp.get("code", "")[:2] != "PR":
                assert not vague.search(item.insp["fail"]), item.insp["code"]


def test_the_number_of_contracts_agrees_with_the_table_they_stand_in() -> None:
    walk = Visit(form_of("idc_room"))
    walk.put(jf_01_p1_1="有效")
    walk.rows("jf_t3", {1: "C1", 5: "有"}, {1: "C2", 5: "无"}, {1: "C3", 5: "有"})
    assert (walk.value("jf_14_p1_1"), walk.value("jf_14_p1_2")) == ("3", "1")
    assert walk.value("jf_14_v") == "ng"
    walk.put(jf_14_p1_1="5")
    assert not walk.session.state(walk.paths["jf_14_p1_1"].path).valid
    walk.rows("jf_t3", {}, {5: "有"})
    assert (walk.value("jf_14_p1_1"), walk.value("jf_14_p1_2")) == ("3", "0")
    assert walk.value("jf_14_v") == "ok"


def test_contracts_are_counted_by_hand_where_the_table_is_silent() -> None:
    walk = Visit(form_of("idc_room"))
    walk.put(jf_01_p1_1="有效", jf_14_p1_1="5", jf_14_p1_2="0")
    assert walk.session.state(walk.paths["jf_14_p1_1"].path).valid
    assert walk.value("jf_14_v") == "ok"


@pytest.mark.parametrize(
    ("states", "conclusion"),
    [
        (["已改", "已改"], "已改正"),
        (["已改", "不适用"], "已改正"),
        (["已改", "未改"], "部分改正"),
        (["部分", "部分"], "部分改正"),
        (["未改", "未改"], "未改正"),
        (["不适用"], ""),
    ],
)
def test_the_conclusion_of_a_recheck_follows_its_rows(states: list[str], conclusion: str) -> None:
    walk = Visit(form_of("recheck"))
    walk.rows("fc_t1", *({1: f"WB-{n}", 4: state} for n, state in enumerate(states, 10)))
    assert walk.value("fc_11_p1_1") == conclusion
    assert walk.value("fc_11_c") == {"部分改正": "R", "未改正": "FILE"}.get(conclusion, "")
    assert walk.asked("fc_12") == (conclusion == "已改正")


def test_a_sale_of_access_brings_the_items_of_an_unlicensed_cafe() -> None:
    walk = Visit(form_of("noncommercial"))
    assert not [code for code in walk.items() if code.startswith("WB-")]
    walk.put(fy_02_v="ng")
    assert [code for code in walk.items() if code.startswith("WB-")] == [
        f"WB-{n}" for n in range(70, 77)
    ]
    assert walk.asked("wb_t3")
