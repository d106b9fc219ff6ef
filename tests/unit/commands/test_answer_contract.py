"""`inspector answer`: the report others compare with, key by key, and its exit status."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspector_app.__main__ import main

FORM = """
| survey |
| | type | name | label | relevant | constraint | constraint_message | required | required_message | appearance | repeat_count | parameters | calculation |
| | integer | n | 数 | | . > 3 | 要大于3 | yes | 必填啊 | | | | |
| | decimal | d | 小数 | ${n} > 5 | | | | | | | | |
| | select_multiple k | m | 多 ${n} | | | | | | minimal quick | | | |
| | rank k | rk | 排 | | | | | | | | | |
| | range | rg | 范围 | | | | | | | | start=1 end=5 step=2 | |
| | acknowledge | ack | 确认 | | | | | | | | | |
| | image | img | 照片 | | | | | | | | | |
| | note | say | 说明 | | | | | | | | | |
| | calculate | twice | | | | | | | | | | ${n} * 2 |
| | begin_repeat | r | 行 | | | | | | | | | |
| | text | t | 字 | | | | | | | | | |
| | end_repeat | | | | | | | | | | | |
| | begin_repeat | c | 数行 | | | | | | | ${n} | | |
| | text | ct | 字 | | | | | | | | | |
| | end_repeat | | | | | | | | | | | |
| choices |
| | list_name | name | label |
| | k | a | 甲 |
| | k | b | 乙 |
"""  # noqa: E501

Runner = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def answer(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Runner:
    """Return a function: steps and options in, exit status and report out."""
    form = tmp_path / "f.md"
    form.write_text(FORM, "utf-8")

    def run(steps: object = None, *options: str, form: Path = form) -> tuple[int, dict[str, Any]]:
        words = ["answer", str(form), *options]
        if steps is not None:
            monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(steps)))
            words.insert(2, "-")
        status = main(words)
        report: dict[str, Any] = json.loads(capfdbinary.readouterr().out)
        return status, report

    return run


def nodes(report: dict[str, Any], at: int = -1) -> dict[tuple[str, bool], dict[str, Any]]:
    return {
        (node["ref"], node["type"].startswith("repeat-range")): node
        for node in report["states"][at]["nodes"]
    }


def test_report_and_state_have_exactly_the_documented_keys(answer: Runner) -> None:
    status, report = answer([{"op": "noop"}])
    assert status == 0
    assert set(report) == {"form", "engine", "status", "missing", "languages", "states"}
    assert (report["form"], report["status"], report["missing"]) == ("f.md", "success", [])
    assert report["languages"] == [""]
    assert len(report["states"]) == 2, "the initial state, then one per step"
    assert set(report["states"][0]) == {"nodes", "language", "violations", "xml"}


def test_nodes_have_their_type_and_keys(answer: Runner) -> None:
    found = nodes(answer()[1])
    kinds = {ref: node["type"] for (ref, _), node in found.items()}
    assert kinds == {
        "/data": "root", "/data/n": "input", "/data/d": "input", "/data/m": "select",
        "/data/rk": "rank", "/data/rg": "range", "/data/ack": "trigger", "/data/img": "upload",
        "/data/say": "note", "/data/twice": "model-value", "/data/r": "repeat-range:uncontrolled",
        "/data/r[1]": "repeat-instance", "/data/r[1]/t": "input",
        "/data/c": "repeat-range:controlled", "/data/meta": "group",
        "/data/meta/instanceID": "model-value",
    }  # fmt: skip
    everywhere = {"ref", "type", "relevant", "readonly", "required"}
    leaf = everywhere | {"valueType", "value", "constraintValid", "requiredValid", "valid"}
    assert set(found["/data", False]) == everywhere
    assert set(found["/data/n", False]) == leaf | {"label", "violation"}
    assert set(found["/data/m", False]) == leaf | {
        "label", "selectType", "appearances", "choices", "choiceCount",
    }  # fmt: skip
    assert set(found["/data/r", True]) == everywhere | {"label", "count"}
    assert found["/data/m", False]["selectType"] == "select"
    assert found["/data/m", False]["appearances"] == ["minimal", "quick"]
    assert found["/data/n", False]["violation"] == {"condition": "required", "message": "必填啊"}
    assert found["/data/d", False]["valid"] is True, "nothing is wrong with a hidden question"


def test_steps_change_states_and_a_refused_one_is_told(answer: Runner) -> None:
    _, report = answer(
        [
            {"op": "set", "ref": "/data/n", "value": "2"},
            {"ref": "/data/n", "value": "7"},
            {"op": "set", "ref": "/data/m", "value": "b a"},
            {"op": "set", "ref": "/data/ack", "value": "OK"},
            {"op": "set", "ref": "/data/ack", "value": "nein"},
            {"op": "set", "ref": "/data/img", "value": "a.jpg"},
            {"op": "add", "ref": "/data/r", "after": 0, "count": 2},
            {"op": "remove", "ref": "/data/r", "index": 1},
            {"op": "set", "ref": "/data[1]/n[1]", "value": None},
        ]
    )
    assert [state.get("stepError") for state in report["states"]] == [None] * 10
    assert report["states"][1]["violations"] == [
        {"ref": "/data/n", "condition": "constraint", "message": "要大于3"}
    ]
    assert nodes(report, 2)["/data/d", False]["relevant"] is True
    assert nodes(report, 2)["/data/m", False]["label"] == "多 7"
    assert nodes(report, 2)["/data/c", True]["count"] == 7
    assert nodes(report, 3)["/data/m", False]["value"] == "a b"
    assert nodes(report, 4)["/data/ack", False]["value"] == "OK"
    assert nodes(report, 5)["/data/ack", False]["value"] == ""
    assert nodes(report, 7)["/data/r", True]["count"] == 3
    assert nodes(report, 8)["/data/r", True]["count"] == 2
    assert "<img>a.jpg</img>" in report["states"][-1]["xml"]


@pytest.mark.parametrize(
    "step",
    [
        7,
        {"op": "fly"},
        {"op": None, "ref": "/data/n", "value": "1"},
        {"op": "set", "value": "1"},
        {"op": "set", "ref": "/data/none", "value": "1"},
        {"op": "set", "ref": "/data/r[9]/t", "value": "1"},
        {"op": "set", "ref": "/data/n", "value": "1.5"},
        {"op": "set", "ref": "/data/n", "value": ["1"]},
        {"op": "set", "ref": "/data/m", "value": "zzz"},
        {"op": "set", "ref": "/data/rk", "value": "a"},
        {"op": "set", "ref": "/data/rg", "value": "2"},
        {"op": "set", "ref": "/data/say", "value": "x"},
        {"op": "set", "ref": "/data/twice", "value": "1"},
        {"op": "set", "ref": "/data/r", "value": "x"},
        {"op": "add", "ref": "/data/c"},
        {"op": "remove", "ref": "/data/c"},
        {"op": "add", "ref": "/data/n"},
        {"op": "add", "ref": "/data/r", "count": 0},
        {"op": "add", "ref": "/data/r", "count": "2"},
        {"op": "add", "ref": "/data/r", "after": 5},
        {"op": "remove", "ref": "/data/r", "index": 1},
        {"op": "remove", "ref": "/data/r", "count": 2},
        {"op": "lang", "value": "xx"},
    ],
)
def test_step_that_cannot_be_made_leaves_the_state_and_the_run_goes_on(
    answer: Runner, step: object
) -> None:
    status, report = answer([step, {"op": "set", "ref": "/data/n", "value": "4"}])
    assert status == 0
    first, refused, after = report["states"]
    assert refused.pop("stepError")
    assert refused == first
    assert "stepError" not in after
    assert "<n>4</n>" in after["xml"]


def test_final_reports_the_last_state_only(answer: Runner) -> None:
    steps = [{"ref": "/data/n", "value": "4"}, {"ref": "/data/n", "value": "5"}]
    _, report = answer(steps, "--final")
    assert len(report["states"]) == 1
    assert "<n>5</n>" in report["states"][0]["xml"]


def test_clock_seed_and_zone_make_a_run_repeatable(answer: Runner, tmp_path: Path) -> None:
    form = tmp_path / "g.md"
    form.write_text(
        "| survey |\n| | type | name | label | calculation |\n| | start | s | | |\n"
        "| | calculate | u | | uuid() |\n| | calculate | r | | random() |\n"
        "| | calculate | z | | now() |\n",
        "utf-8",
    )
    options = ("--now", "2026-11-21T10:00:00+08:00", "--seed", "5", "--tz", "UTC")
    first, second = (answer(None, *options, form=form)[1] for _ in range(2))
    assert first["states"] == second["states"]
    assert "<s>2026-11-21T02:00:00.000Z</s>" in first["states"][0]["xml"]


def test_media_folders_are_searched_and_what_is_missing_is_named(
    answer: Runner, tmp_path: Path
) -> None:
    form = tmp_path / "h.md"
    form.write_text(
        "| survey |\n| | type | name | label | calculation |\n"
        "| | select_one_from_file a.csv | q | 问 | |\n| | csv-external | b | | |\n"
        "| | calculate | n | | count(instance('b')/root/item) |\n",
        "utf-8",
    )
    _, report = answer(form=form)
    assert report["status"] == "warning"
    assert sorted(report["missing"]) == ["jr://file-csv/a.csv", "jr://file-csv/b.csv"]
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, name in zip(folders, ("a.csv", "b.csv"), strict=True):
        folder.mkdir()
        (folder / name).write_text("name,label\nx,甲\n", "utf-8")
    _, report = answer(None, "--media", str(folders[0]), "--media", str(folders[1]), form=form)
    assert (report["status"], report["missing"]) == ("success", [])
    assert "<n>1</n>" in report["states"][0]["xml"]


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("| survey |\n| | type | name | label |\n| | integer | n |\n", ("--tz", "Nowhere/X")),
        (FORM, ("--now", "yesterday")),
        (FORM, ("--tz", "+0x:00")),
        ("<h:html", ()),
        ("", ()),
    ],
)
def test_what_cannot_be_loaded_is_one_object_with_status_failure(
    answer: Runner, tmp_path: Path, content: str, options: tuple[str, ...]
) -> None:
    form = tmp_path / "x.md"
    form.write_text(content, "utf-8")
    status, report = answer(None, *options, form=form)
    assert status == 2
    assert report["status"] == "failure"
    assert report["error"]
    assert report["states"] == []


def test_steps_that_are_no_list_are_refused(answer: Runner) -> None:
    status, report = answer({"op": "noop"})
    assert (status, report["status"]) == (2, "failure")
