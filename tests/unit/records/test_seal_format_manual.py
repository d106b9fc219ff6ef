"""The manual's own verifier, run as printed: a third party needs nothing of ours."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.crypto.certificates import ARC
from inspector_app.records.package import open_package, write_package
from tests.builders.sealing import World, seal_core

ROOT = Path(__file__).resolve().parents[3]
MANUAL = ROOT / "resources" / "manual" / "seal-format.md"
GOLDEN = ROOT / "tests" / "golden" / "records" / "v1"

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    [script] = re.findall(r"```python\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    path = tmp_path_factory.mktemp("own") / "own_verifier.py"
    path.write_text(script, "utf-8")
    return path


def run(verifier: Path, file: Path, root: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, str(verifier), str(file), str(root)]
    return subprocess.run(words, capture_output=True, text=True, check=False, encoding="utf-8")


@pytest.mark.parametrize("name", ["record.insp", "received.insp", "copy.insp"])
def test_the_printed_verifier_accepts_the_golden_records(verifier: Path, name: str) -> None:
    done = run(verifier, GOLDEN / name, GOLDEN / "bureau-root.pem")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("OK 019a0000000070008000000000000001")
    assert "演示甲 演执00001" in done.stdout


def test_the_printed_verifier_refuses_what_ours_refuses(
    verifier: Path, world: World, tmp_path: Path
) -> None:
    root = tmp_path / "root.pem"
    root.write_bytes(world.authority.root.pem)
    one = seal_core(world, signers=world.officers[:1])
    twice = seal_core(world, signers=(world.officers[0], world.officers[0]))
    wrong_role = seal_core(world, signers=(world.officers[0], world.device))
    true = seal_core(world)
    mixed = type(true)(true.seal, one.closing, true.leaves, true.disclosures, true.certificates)
    for core in (one, twice, wrong_role, mixed):
        file = tmp_path / "record.insp"
        file.write_bytes(write_package(core))
        open_package(file.read_bytes())
        assert run(verifier, file, root).returncode != 0
    (tmp_path / "record.insp").write_bytes(write_package(true))
    assert run(verifier, tmp_path / "record.insp", root).returncode == 0
    foreign = run(verifier, tmp_path / "record.insp", GOLDEN / "bureau-root.pem")
    assert foreign.returncode != 0


def test_the_manual_names_our_arc_and_every_entry() -> None:
    text = MANUAL.read_text("utf-8")
    assert ARC in text
    for name in ("seal.dsse.json", "leaves.bin", "disclosures.jsonl", "certs.pem", "tlog-proof"):
        assert name in text
