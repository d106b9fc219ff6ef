"""kill -9 during the demo: started again with the same folder it ends in the same place.

One record at the bureau, nothing quarantined, the same counts as an undisturbed run. The bounded
smoke kills a few times; the long run kills at many points (marker `long`).
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LIMIT_S = 300
EXPECTED = {
    "answers": 280,
    "passed": 60,
    "failed": 4,
    "not_applicable": 1,
    "findings": 4,
    "photos": 7,
    "sample_rows": 18,
}


def _run_with_kills(out: Path, kills: int, seed: int) -> dict[str, Any]:
    points = random.Random(seed)
    command = [sys.executable, "-m", "inspector_app", "demo", str(out), "--keep"]
    for _ in range(kills):
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            told, _ = process.communicate(timeout=points.uniform(0.4, 9.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            continue
        assert process.returncode == 0, told
        break
    last = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert last.returncode == 0, last.stdout + last.stderr
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text("utf-8"))
    return summary


def _assert_one_whole_record(summary: dict[str, Any]) -> None:
    assert summary["ok"]
    assert summary["counts"] == EXPECTED
    assert summary["at_bureau"]["records"] == 1
    assert summary["at_bureau"]["quarantined"] == 0


@pytest.mark.parametrize("seed", [1])
def test_a_killed_demo_goes_on_and_ends_in_the_same_place(tmp_path: Path, seed: int) -> None:
    _assert_one_whole_record(_run_with_kills(tmp_path / "out", 4, seed))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_a_demo_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path, seed: int) -> None:
    _assert_one_whole_record(_run_with_kills(tmp_path / "out", 12, seed))
