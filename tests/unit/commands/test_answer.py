"""`inspector answer`: the documented JSON, step errors that do not stop, repeatable runs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspector_app.commands import answer

FORM = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) | relevant | required | constraint | constraint_message::中文 (zh) | repeat_count | appearance |
| | select_one yn | open | 是否营业 | Open? | | yes | | | | minimal |
| | integer | n | 台数 | Number | ${open} = 'yes' | | . < 9 | 太多 | | |
| | begin_repeat | r | 行 | Row | | | | | ${n} | |
| | text | q | 题 | Question | | | | | | |
| | end_repeat | | | | | | | | | |
| | begin_repeat | free | 行 | Row | | | | | | |
| | note | t | 说明 | Note | | | | | | |
| | end_repeat | | | | | | | | | |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) |
| | yn | yes | 是 | Yes |
| | yn | no | 否 | No |
| settings |
| | form_id | version | default_language |
| | demo | 1 | 中文 (zh) |
"""  # noqa: E501  (a Markdown table)

Runner = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run_answer(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Runner:
    def runner(
        steps: object, *options: str, form: str | bytes = FORM
    ) -> tuple[int, dict[str, Any]]:
        path = tmp_path / "form.md"
        path.write_bytes(form.encode() if isinstance(form, str) else form)
        steps_path = tmp_path / "steps.json"
        steps_path.write_text(json.dumps(steps), "utf-8")
        parser = argparse.ArgumentParser()
        answer.add_parser(parser.add_subparsers())
        arguments = [
            "answer",
            str(path),
            str(steps_path),
            "--now",
            "2026-11-21T10:00",
            "--seed",
            "3",
        ]
        status = answer.run(parser.parse_args([*arguments, *options]))
        return status, json.loads(capfdbinary.readouterr().out)

    return runner


def _node(state: dict[str, Any], ref: str, kind: str | None = None) -> dict[str, Any]:
    found = [n for n in state["nodes"] if n["ref"] == ref and kind in (None, n["type"])]
    assert len(found) == 1
    node: dict[str, Any] = found[0]
    return node


def test_states_follow_the_steps_and_errors_do_not_stop_the_run(run_answer: Runner) -> None:
    status, report = run_answer(
        [
            {"ref": "/data/open", "value": "yes"},
            {"op": "set", "ref": "/data/n", "value": "2"},
            {"op": "add", "ref": "/data/r"},
            {"ref": "/data/nothing", "value": "x"},
            {"op": "add", "ref": "/data/free", "count": 2},
            {"op": "remove", "ref": "/data/free", "index": 0},
            {"op": "lang", "value": "English (en)"},
            {"op": "noop"},
            {"op": "jump"},
            7,
        ]
    )
    assert status == 0
    assert report["status"] == "success"
    assert report["languages"] == ["中文 (zh)", "English (en)"]
    states = report["states"]
    assert len(states) == 11
    assert [n for n, state in enumerate(states) if "stepError" in state] == [3, 4, 9, 10]
    assert _node(states[2], "/data/r", "repeat-range:controlled")["count"] == 2
    assert _node(states[5], "/data/free", "repeat-range:uncontrolled")["count"] == 3
    assert _node(states[6], "/data/free", "repeat-range:uncontrolled")["count"] == 2
    assert _node(states[7], "/data/open")["label"] == "Open?"
    assert states[8]["language"] == "English (en)"


def test_a_node_has_the_documented_keys(run_answer: Runner) -> None:
    _, report = run_answer(
        [{"ref": "/data/open", "value": "yes"}, {"ref": "/data/n", "value": "9"}]
    )
    first, last = report["states"][0], report["states"][-1]
    assert _node(first, "/data")["type"] == "root"
    assert _node(first, "/data/open") == {
        "ref": "/data/open", "type": "select", "relevant": True, "readonly": False,
        "required": True,
        "valueType": "string", "value": "", "selectType": "select1", "label": "是否营业",
        "appearances": ["minimal"], "constraintValid": True, "requiredValid": False, "valid": False,
        "violation": {"condition": "required", "message": None},
        "choices": [{"value": "yes", "label": "是"}, {"value": "no", "label": "否"}],
        "choiceCount": 2,
    }  # fmt: skip
    assert _node(first, "/data/n")["value"] == ""
    assert first["violations"] == [{"ref": "/data/open", "condition": "required", "message": None}]
    assert _node(last, "/data/n")["violation"] == {"condition": "constraint", "message": "太多"}
    assert _node(last, "/data/free[1]/t")["type"] == "note"
    assert _node(last, "/data/r[9]")["type"] == "repeat-instance"
    assert _node(last, "/data/meta")["type"] == "group"
    assert _node(last, "/data/meta/instanceID")["type"] == "model-value"
    assert last["xml"].startswith('<data id="demo" version="1"><open>yes</open><n>9</n><r>')


def test_frozen_runs_are_repeatable_and_final_gives_the_last_state_only(run_answer: Runner) -> None:
    steps = [{"ref": "/data/open", "value": "yes"}]
    _, first = run_answer(steps)
    _, second = run_answer(steps)
    assert first == second
    _, final = run_answer(steps, "--final")
    assert final["states"] == first["states"][-1:]


def test_a_form_that_does_not_load_ends_with_two(run_answer: Runner) -> None:
    status, report = run_answer([], form=FORM.replace("${open} = 'yes'", "if(${open}"))
    assert status == 2
    assert report["status"] == "failure"
    assert "never closed" in report["error"]
    assert report["states"] == []


def test_unreadable_steps_and_zones_end_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = argparse.ArgumentParser()
    answer.add_parser(parser.add_subparsers())
    form = tmp_path / "form.md"
    form.write_text(FORM, "utf-8")
    for extra in (["nowhere.json"], ["--tz", "Mars/Base"], ["--now", "yesterday"]):
        assert answer.run(parser.parse_args(["answer", str(form), *extra])) == 2
    assert capsys.readouterr().err.count("/") >= 2
