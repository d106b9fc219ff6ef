"""Steps 1 to 11 of the walk in one process: real store, engine, keys, PDF, HTTP server.

One visit, played once for the module; each test looks at what one step left behind.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from inspector_app.clock import CHINA, SteppingClock, SystemClock
from inspector_app.commands.training import data, script
from inspector_app.commands.training.visit import Counts, TrainingVisit
from inspector_app.commands.training.world import TrainingWorld
from inspector_app.commands.verify import FileVerdict, verify_file
from inspector_app.domain.findings import Decision
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.procedure.gates import GateState
from inspector_app.errors import KnownError
from inspector_app.records.qr import read_page_qr, read_seal_qr
from inspector_app.records.verdict import Fact, State
from inspector_app.services.sealing import SealedRecord
from inspector_app.services.sync.views import PullOutcome, PushOutcome

START = datetime(2026, 11, 20, 9, 40, tzinfo=CHINA)


@dataclass
class Walked:
    """What the walk left behind."""

    world: TrainingWorld
    visit: TrainingVisit
    pulled: PullOutcome
    early: KnownError
    counts: Counts
    offline: PushOutcome
    sealed: SealedRecord
    pushed: PushOutcome
    again: PushOutcome
    folder: Path


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    folder = tmp_path_factory.mktemp("walk")
    clock = SteppingClock(START - timedelta(minutes=75))
    with TrainingWorld(folder / "work", clock=clock, entropy=os.urandom) as world:
        world.publish(START.date(), START.time())
        world.enrol()
        pulled = world.workspace.sync.pull()
        world.go_offline()
        visit = TrainingVisit(world.workspace, clock, START)
        early = _one_officer_is_refused(world)
        visit.open()
        visit.answer(lambda _: None)
        visit.photograph(folder / "camera")
        visit.decide()
        visit.write()
        visit.sign()
        sealed = visit.seal()
        offline = world.workspace.sync.push()
        clock.advance(timedelta(minutes=30))
        world.go_online()
        world.tell_address()
        pushed = world.workspace.sync.push()
        again = world.workspace.sync.push()
        _export(world, visit, folder)
        yield Walked(
            world, visit, pulled, early, visit.counts(), offline, sealed, pushed, again, folder
        )


def _one_officer_is_refused(world: TrainingWorld) -> KnownError:
    visits = world.workspace.inspections
    order = next(row.assignment.id for row in world.workspace.assignments.list())
    inspection, _ = visits.begin(order)
    visits.choose_officers(inspection, (data.FIRST,))
    with pytest.raises(KnownError) as refused:
        visits.enter(inspection)
    visits.choose_officers(inspection, (data.FIRST, data.SECOND))
    return refused.value


def _export(world: TrainingWorld, visit: TrainingVisit, folder: Path) -> None:
    records = world.workspace.records
    (folder / "record.insp").write_bytes(records.insp(visit.inspection))
    (folder / "record.pdf").write_bytes(records.pdf(visit.inspection))
    (folder / "bureau-root.pem").write_bytes(world.workspace.enrolment.device().anchors_pem)


def _judge(walked: Walked, name: str) -> FileVerdict:
    trust = [walked.folder / "bureau-root.pem"]
    return verify_file(walked.folder / name, trust=trust, clock=SystemClock())


def test_1_take_over_brings_everything_the_visit_needs(walked: Walked) -> None:
    workspace = walked.world.workspace
    assert walked.pulled.offline is None
    assert walked.pulled.changed == walked.pulled.items >= 18
    assert len(workspace.assignments.list()) == 6
    assert workspace.ledger.count() == 8
    assert workspace.ledger.search("青禾")[0].id == data.CAFE


def test_2_one_officer_cannot_open_and_is_told_how(walked: Walked) -> None:
    assert walked.early.code == "procedure.gates-open"
    assert walked.early.remedy("zh")
    gates = walked.world.workspace.inspections.gates(walked.visit.inspection)
    assert not [gate for gate in gates if gate.state is GateState.BLOCKS]


def test_3_every_answer_is_kept_with_who_and_when(walked: Walked) -> None:
    checklist = walked.world.workspace.inspections.checklist(walked.visit.inspection)
    answers = checklist.answers()
    assert len(answers) == walked.counts.answers > 200
    given = [answer for answer in answers.values() if answer.officer]
    assert len({answer.seq for answer in given}) > 100
    assert (walked.counts.passed, walked.counts.failed) == (60, 4)
    assert walked.counts.not_applicable == 1
    assert not [item.code for item in checklist.items() if not item.complete]


def test_4_photographs_are_untouched_and_upright(walked: Walked) -> None:
    evidence = walked.world.workspace.evidence
    entries = evidence.list(walked.visit.inspection)
    assert len(entries) == 7
    assert len({(entry.width, entry.height) for entry in entries}) == 7
    turned = next(entry for entry in entries if entry.title == "北侧门")
    assert turned.height > turned.width
    for entry in entries:
        with evidence.original(entry.sha256) as stored:
            kept = stored.read()
        taken = [path.read_bytes() for path in (walked.folder / "camera").iterdir()]
        assert kept in taken


def test_5_findings_are_decided_by_officers_with_a_reason_where_they_differ(
    walked: Walked,
) -> None:
    findings = walked.world.workspace.findings.list(walked.visit.inspection)
    assert [finding.item for finding in findings] == ["WB-16", "WB-17", "WB-19", "WB-22"]
    assert {finding.decision for finding in findings} == {Decision.AGREED, Decision.DIFFERS}
    assert all(finding.reason for finding in findings if finding.decision is Decision.DIFFERS)
    assert all("条例" in "".join(finding.basis_text) for finding in findings)


def test_6_the_record_says_only_what_was_seen(walked: Walked) -> None:
    content = walked.world.workspace.records.get(walked.visit.inspection).content
    text = "".join(paragraph.text for paragraph in content.narrative)
    assert "未成年人禁入标志" in text
    assert "{" not in text
    assert not re.search("违法|违反|故意|涉嫌", text)
    assert content.party["statement"] == script.STATEMENT
    assert content.party["objection"] == script.OBJECTION
    assert content.samples[0].draw["seed"]


def test_7_all_signed_under_the_same_text(walked: Walked) -> None:
    content = walked.world.workspace.records.get(walked.visit.inspection).content
    assert set(content.ink) == {"party", "party-statement", "officer-1", "officer-2"}
    digests = {ink["text_sha256"] for ink in content.ink.values()}
    assert digests == {content.document["text_sha256"]}


def test_8_sealed_means_re_read_and_never_changed_again(walked: Walked) -> None:
    verdict = walked.sealed.verdict
    for fact in (Fact.INTACT, Fact.SIGNED, Fact.TWO_OFFICERS, Fact.CHAINED, Fact.EVIDENCE):
        assert verdict.state(fact) is State.YES
    workspace = walked.world.workspace
    assert workspace.inspections.get(walked.visit.inspection).state is InspectionState.SEALED
    checklist = workspace.inspections.checklist(walked.visit.inspection)
    with pytest.raises(KnownError, match=r"procedure\.wrong-state"):
        checklist.set(checklist.item("WB-22").verdict_ref, "ok", data.FIRST)


def test_9_print_gives_the_same_bytes_and_its_codes_can_be_read(walked: Walked) -> None:
    pdf = (walked.folder / "record.pdf").read_bytes()
    assert walked.world.workspace.records.pdf(walked.visit.inspection) == pdf
    document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document)
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
        read = [code.text for page in document for code in zxingcpp.read_barcodes(_picture(page))]
    finally:
        document.close()
    assert "青禾网咖（示例）" in text
    assert "以下空白" in text
    pages = {read_page_qr(code).page for code in read if code.startswith("INSPP1:")}
    assert pages == set(range(1, count + 1))
    assert [read_seal_qr(code) for code in read if code.startswith("INSP1:")]


def _picture(page: pypdfium2.PdfPage) -> Image.Image:
    picture: Image.Image = page.render(scale=200 / 72, grayscale=True).to_pil()
    return picture


def test_10_offline_is_calm_and_delivery_happens_once(walked: Walked) -> None:
    assert walked.offline.offline is not None
    assert walked.offline.waiting == (walked.visit.inspection,)
    assert walked.pushed.receipted == (walked.visit.inspection,)
    assert walked.pushed.mismatch is None
    assert walked.again.receipted == ()
    counts = walked.world.bureau_counts()
    assert counts["records"] == 1
    assert counts["quarantined"] == 0


def test_11_files_alone_prove_the_record_and_a_changed_byte_shows(walked: Walked) -> None:
    for name in ("record.insp", "record.pdf"):
        found = _judge(walked, name)
        assert found.status == 0, name
    data_ = bytearray((walked.folder / "record.insp").read_bytes())
    data_[len(data_) // 2] ^= 0xFF
    (walked.folder / "changed.insp").write_bytes(data_)
    assert _judge(walked, "changed.insp").status == 1


def test_the_store_tells_nothing_without_a_passphrase(walked: Walked) -> None:
    store = walked.folder / "work" / "laptop" / "store.db"
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(store).execute("SELECT count(*) FROM sqlite_master").fetchone()
    for path in (walked.folder / "work" / "laptop").rglob("*"):
        if path.is_file() and path.name != "vault.json":
            content = path.read_bytes()
            for word in ("卡号G-01", script.PARTY_NAME, "青禾"):
                assert word.encode("utf-8") not in content, path.name
