"""kill -9 while evidence is taken in: what was told is whole, what was half done is cleared up."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspector_app.clock import SystemClock
from inspector_app.commands.training import data
from inspector_app.crypto.kdf import KdfParameters
from inspector_app.services.workspace import Workspace

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
KILLS = 6

_CHILD = """
import os, sys
from pathlib import Path
from inspector_app.clock import SystemClock
from inspector_app.commands.training import data
from inspector_app.crypto.kdf import KdfParameters
from inspector_app.domain.evidence import EvidenceSource
from inspector_app.services.workspace import Workspace

workspace = Workspace.open(
    Path(sys.argv[1]), clock=SystemClock(), entropy=os.urandom,
    kdf=KdfParameters(memory_kib=64, iterations=1, lanes=1),
)
workspace.unlock(data.FIRST, data.PASSPHRASES[data.FIRST])
(row,) = workspace.inspections.rows()
print("ready", flush=True)
while True:
    content = b"%PDF-" + os.urandom(3_000_000)
    entry, _ = workspace.evidence.add_bytes(
        row.id, content, "", EvidenceSource.FILE, data.FIRST, name="plan.pdf"
    )
    print(entry.sha256, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_acknowledged_evidence_is_whole_and_halves_are_cleared_up(entered_folder: Path) -> None:
    dice = random.Random(42)
    told: set[str] = set()
    for _ in range(KILLS):
        told |= _take_until_killed(entered_folder, dice.uniform(0.01, 0.3))
        workspace = Workspace.open(
            entered_folder, clock=SystemClock(), entropy=os.urandom, kdf=CHEAP
        )
        workspace.unlock(data.FIRST, data.PASSPHRASES[data.FIRST])
        (row,) = workspace.inspections.rows()
        there = [entry.sha256 for entry in workspace.evidence.list(row.id)]
        assert told <= set(there)
        assert workspace.evidence.verify(row.id) == len(there)
        workspace.services.store.read(lambda tables: tables.events.verify())
        workspace.close()
        files = [path for path in (entered_folder / "evidence").iterdir() if path.is_file()]
        assert len(files) == len(there)
    assert told


def _take_until_killed(folder: Path, after_s: float) -> set[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "ready"
    time.sleep(after_s)
    child.send_signal(signal.SIGKILL)
    told, _ = child.communicate()
    return set(told[: told.rfind("\n") + 1].split())
