"""The chapter on the form engine: what it prints runs as printed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from inspector_app.__main__ import main

ROOT = Path(__file__).resolve().parents[3]
CHAPTER = (ROOT / "resources" / "manual" / "form-engine.md").read_text("utf-8")


def _block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", CHAPTER, re.DOTALL)
    assert found
    return found.group(1)


def test_the_library_example_runs_as_printed(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(_block("python"), "form-engine.md", "exec"), {"__name__": "chapter"})  # noqa: S102
    assert "终端数" in capsys.readouterr().out


def test_the_steps_of_the_chapter_run_and_every_key_it_names_is_there(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    table = re.search(r'"""\n(.*?)"""', CHAPTER, re.DOTALL)
    assert table
    form, steps = tmp_path / "demo.md", tmp_path / "steps.json"
    form.write_text(table.group(1), "utf-8")
    steps.write_text(_block("json"), "utf-8")
    assert main(["answer", str(form), str(steps), "--now", "2026-11-21T09:30:00"]) == 0
    report = json.loads(capsysbinary.readouterr().out)
    assert [state.get("stepError") for state in report["states"]] == [None] * 4
    last = {node["ref"]: node for node in report["states"][-1]["nodes"]}
    assert last["/data/why"]["value"] == "停业整修"
    named = set(re.findall(r"`(\w+)`", CHAPTER))
    for state in report["states"]:
        assert set(state) <= named
        for node in state["nodes"]:
            assert set(node) <= named
