"""Every record ever released still opens, still says the same, and still has the same verdict."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from inspector_app.clock import SteppingClock
from inspector_app.commands.verify import NOT_VALID, VALID, verify_file
from inspector_app.crypto.trust import TrustAnchors
from inspector_app.records.package import open_package, write_package
from inspector_app.records.qr import check_text, page_check, read_page_qr, read_seal_qr
from inspector_app.records.seal import decode_entry
from inspector_app.records.verdict import Fact, State, Use
from inspector_app.records.verify import verify_package

HERE = Path(__file__).parent
RELEASES = sorted(path.parent.name for path in HERE.glob("*/expected.json"))


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> Path:
    return HERE / str(request.param)


@pytest.fixture
def expected(release: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((release / "expected.json").read_text("utf-8"))
    return document


def test_there_is_a_golden_record() -> None:
    assert "v1" in RELEASES


def test_no_released_byte_was_touched(release: Path, expected: dict[str, Any]) -> None:
    found = {
        name: hashlib.sha256((release / name).read_bytes()).hexdigest()
        for name in expected["sha256"]
    }
    assert found == expected["sha256"]


def test_every_leaf_still_says_the_same(release: Path, expected: dict[str, Any]) -> None:
    package = open_package((release / "record.insp").read_bytes())
    assert dict(package.leaves) == expected["leaves"]
    content = package.content()
    assert content.unit["name"] == "示例网吧（演示）"
    assert content.samples[0].rows[1] == ("A02", "否")
    assert content.answers["/data/tables/wb_t1[2]/wb_t1_c2"]["value"] == "否"


def test_the_verdict_is_still_the_same(release: Path, expected: dict[str, Any]) -> None:
    package = open_package((release / "received.insp").read_bytes())
    anchors = TrustAnchors.from_pem((release / "bureau-root.pem").read_bytes())
    at = datetime.fromisoformat(expected["judged_at"])
    verdict = verify_package(package, anchors=anchors, at=at)
    found = json.loads(json.dumps(verdict.to_json()))
    for name, fact in expected["verdict"]["facts"].items():
        assert found["facts"][name]["state"] == fact["state"], name
    for key in (
        "record_id",
        "root",
        "sealed_at",
        "not_after",
        "leaves",
        "withheld",
        "signers",
        "seal",
    ):
        assert found[key] == expected["verdict"][key], key
    assert all(verdict.fit_for(use) for use in Use)


def test_the_parts_are_still_written_to_the_same_bytes(release: Path) -> None:
    for name in ("record.insp", "received.insp", "copy.insp"):
        data = (release / name).read_bytes()
        package = open_package(data)
        again = write_package(
            package.core,
            {digest: bytes(content) for digest, content in package.evidence.items()},
            {digest: bytes(content) for digest, content in package.derivatives.items()},
            package.receipt,
        )
        assert again == data, name


def test_the_printed_codes_still_read(release: Path, expected: dict[str, Any]) -> None:
    package = open_package((release / "record.insp").read_bytes())
    entry = read_seal_qr((release / "seal-qr.txt").read_text("ascii"))
    assert entry == package.entry
    assert decode_entry(entry)[0] == package.seal
    mark = read_page_qr((release / "page-qr.txt").read_text("ascii"))
    text = hashlib.sha256(expected["page_text"].encode()).digest()
    assert mark.check == page_check(package.seal.root, mark.page, mark.pages, text)
    assert check_text(mark.check) == expected["page_check"]


def test_verifying_the_files_years_later(release: Path, expected: dict[str, Any]) -> None:
    at = datetime.fromisoformat(expected["judged_at"])
    trust = [release / "bureau-root.pem"]
    for name in ("record.insp", "received.insp", "copy.insp"):
        for years in (0, 10, 40):
            clock = SteppingClock(at.replace(year=at.year + years))
            found = verify_file(release / name, trust=trust, clock=clock)
            assert found.status == VALID, (name, years)
            assert found.verdict is not None
            withheld = found.verdict.state(Fact.COMPLETE) is State.NO
            assert withheld == (name == "copy.insp")


def test_without_its_receipt_an_old_record_is_not_enough(
    release: Path, expected: dict[str, Any], tmp_path: Path
) -> None:
    alone = tmp_path / "record.insp"
    alone.write_bytes((release / "record.insp").read_bytes())
    at = datetime.fromisoformat(expected["judged_at"])
    clock = SteppingClock(at.replace(year=at.year + 10))
    found = verify_file(alone, trust=[release / "bureau-root.pem"], clock=clock)
    assert found.status == NOT_VALID
    assert found.verdict is not None
    assert found.verdict.codes >= {"time.unbounded"}
