"""Promises of the laptop's side against a real server: pulled once, delivered once, never lost."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import openpyxl
import pytest
from sqlalchemy import Table, delete, func, select, update

from inspector_app.bureau import schema
from inspector_app.bureau.house import load_feed
from inspector_app.crypto.certificates import read_pem
from inspector_app.crypto.kdf import KdfParameters
from inspector_app.crypto.keys import SigningKey, SoftwareSigner
from inspector_app.crypto.tls import TlsAuthority
from inspector_app.domain.identifiers import AssignmentId, InspectionId, PersonId, Sha256Hex, UnitId
from inspector_app.errors import KnownError
from inspector_app.services.forms_shelf import FormShelf
from inspector_app.services.law_shelf import LawShelf
from inspector_app.services.sync import Enroller, Progress, Sync
from inspector_app.services.sync import line as line_module
from inspector_app.services.sync.line import Reply
from inspector_app.services.sync.views import Offline, OfflineReason, Step
from inspector_app.services.workspace import Workspace
from inspector_app.storage.blobs import StoredBlob
from inspector_app.storage.db import Store
from inspector_app.storage.evidence_files import EvidenceFiles
from inspector_app.storage.outbox import OutboxState
from inspector_app.storage.tables import Tables
from inspector_app.wire.codec import encode
from inspector_app.wire.enrol import EnrolmentState
from inspector_app.wire.feed import FeedKind, FormRef
from inspector_app.wire.records import body_digest, read_body
from inspector_app.wire.requests import GENESIS

if TYPE_CHECKING:
    from tests.bureau.conftest import Laptop, SealedRecord, Town

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "一个演示用的长口令 123"


@dataclass
class Desk:
    """A workspace enrolled with the town's bureau, its sync, and a hand that seals."""

    workspace: Workspace
    store: Store
    files: EvidenceFiles
    sync: Sync
    hand: Laptop
    town: Town

    def queue(self, record: SealedRecord) -> InspectionId:
        """Put a sealed record and its evidence where sealing puts them."""
        for data in record.evidence.values():
            self.files.add(io.BytesIO(data), "image/jpeg", _nothing)
        blobs = tuple((Sha256Hex(ref.sha256), ref.size) for ref in read_body(record.body).blobs)
        record_id = InspectionId(record.record_id)
        self.store.write(
            lambda tables: tables.outbox.add(
                record_id, record.body, Sha256Hex(body_digest(record.body)), blobs,
                self.town.clock.now().isoformat(),
            )
        )  # fmt: skip
        self.town.clock.advance(timedelta(seconds=1))
        return record_id

    def has_receipt(self, record_id: InspectionId) -> bool:
        return self.store.read(lambda tables: tables.receipts.get(record_id)) is not None

    def state(self, record_id: InspectionId) -> OutboxState:
        row = self.store.read(lambda tables: tables.outbox.get(record_id))
        assert row is not None
        return row.state


def _nothing(_tables: Tables, _blob: StoredBlob) -> None:
    return None


def _enrol(town: Town, folder: Path) -> Workspace:
    """Enrol a fresh workspace over the wire: officer, device, officer's certificate."""
    bureau = town.bureau
    workspace = Workspace.create(folder, clock=town.clock, entropy=bureau.entropy, kdf=CHEAP)
    person = PersonId("p-0001")
    workspace.enrolment.add_officer(person, "演示甲", PASSPHRASE)
    with bureau.database.write() as connection:
        now = town.clock.now()
        device = bureau.enrolment.invite_device(connection, "演示笔记本", now=now, who="console")
        officer = bureau.enrolment.invite_officer(connection, person, now=now, who="console")
    enroller = Enroller(workspace.enrolment, str(town.client.base_url), device.fingerprint)
    for asked in (
        enroller.ask_device(device.code.printed.lower(), "演示笔记本"),
        enroller.ask_officer(officer.code.printed, person, "演示甲"),
    ):
        assert not isinstance(asked, Offline)
        assert asked.state is EnrolmentState.PENDING
        with bureau.database.write() as connection:
            [row] = [
                row
                for row in bureau.enrolment.pending(connection)
                if row.fingerprint == asked.fingerprint
            ]
            bureau.enrolment.approve(connection, row.short, now=town.clock.now(), who="account:l")
        fetched = enroller.fetch(asked)
        assert not isinstance(fetched, Offline)
        assert fetched.state is EnrolmentState.APPROVED
    return workspace


@pytest.fixture
def desk(town: Town, tmp_path: Path) -> Iterator[Desk]:
    workspace = _enrol(town, tmp_path / "laptop")
    services = workspace.services
    identity = workspace.enrolment.device()
    device = SoftwareSigner(SigningKey(identity.signing_key), read_pem(identity.certificate_pem)[0])
    hand = town.make_laptop("另一台")
    hand.device = device
    files = EvidenceFiles(
        tmp_path / "laptop" / "evidence", services.store, bytes(32), town.clock, town.bureau.entropy
    )
    forms = FormShelf(services.store, tmp_path / "cache", town.clock)
    law = LawShelf(services.store, tmp_path / "no-law", tmp_path / "no-profiles")
    sync = Sync(services.store, files, forms, law, town.clock, town.bureau.entropy)
    yield Desk(workspace, services.store, files, sync, hand, town)
    workspace.close()


def _count(town: Town, table: Table) -> int:
    with town.bureau.database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _tiny_form() -> bytes:
    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    survey.append(["type", "name", "label"])
    survey.append(["text", "note", "备注"])
    settings = book.create_sheet("settings")
    settings.append(["form_id", "form_title", "version"])
    settings.append(["insp-tiny", "小表", "2026.1"])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_pull_brings_everything_once_and_a_second_one_nothing(desk: Desk) -> None:
    town = desk.town
    form = _tiny_form()
    ref = FormRef(
        form_id="insp-tiny", version="2026.1", title="小表", name="tiny.xlsx",
        sha256=hashlib.sha256(form).hexdigest(), size=len(form),
    )  # fmt: skip
    units = [town.unit_row(n) for n in range(1, 8)]
    load_feed(town.bureau, [*units, town.assignment_row(1), ref], files=[form])
    seen: list[Progress] = []
    outcome = desk.sync.pull(seen.append)
    assert outcome.offline is None
    assert outcome.items == outcome.changed == 4 + 7 + 1 + 1
    assert desk.store.read(lambda tables: tables.units.get(UnitId("u-0003"))) == units[2]
    assert desk.store.read(lambda tables: len(tables.officers.list())) == 4
    assert desk.store.read(lambda tables: tables.forms.workbook(ref.sha256)) == form
    assert Step.FILES in {progress.step for progress in seen}
    again = desk.sync.pull()
    assert (again.items, again.changed) == (0, 0)


def test_a_newer_version_replaces_and_a_withdrawn_assignment_is_cancelled(desk: Desk) -> None:
    town = desk.town
    load_feed(town.bureau, [town.unit_row(1), town.assignment_row(1)])
    desk.sync.pull()
    load_feed(town.bureau, [town.unit_row(1, version=2)])
    with town.bureau.database.write() as connection:
        town.bureau.feed.withdraw(connection, FeedKind.ASSIGNMENT, "a-0001", at_ms=1)
    outcome = desk.sync.pull()
    assert outcome.changed == 2
    unit = desk.store.read(lambda tables: tables.units.get(UnitId("u-0001")))
    assert unit is not None
    assert unit.version == 2
    assert desk.store.read(lambda tables: tables.assignments.is_cancelled(AssignmentId("a-0001")))


def test_a_forged_item_is_not_applied_and_the_cursor_stays(desk: Desk) -> None:
    town = desk.town
    load_feed(town.bureau, [town.unit_row(1)])
    with town.bureau.database.write() as connection:
        row = connection.execute(select(schema.feed).where(schema.feed.c.item_id == "u-0001")).one()
        connection.execute(
            update(schema.feed)
            .where(schema.feed.c.seq == row.seq)
            .values(dsse=row.dsse.replace('"payload":"ey', '"payload":"eZ'))
        )
    with pytest.raises(KnownError, match="feed-forged"):
        desk.sync.pull()
    assert desk.store.read(lambda tables: tables.units.get(UnitId("u-0001"))) is None
    assert desk.store.read(lambda tables: tables.officers.list()) == ()


def test_records_are_delivered_with_their_evidence_and_keep_a_receipt(desk: Desk) -> None:
    big = bytes(range(256)) * (9 << 12)  # 9 MiB: three pieces
    records = [
        desk.hand.seal(evidence=(b"small photo", big), document=b"%PDF-1.7 one"),
        desk.hand.seal(evidence=(b"small photo",)),
    ]
    ids = [desk.queue(record) for record in records]
    seen: list[Progress] = []
    outcome = desk.sync.push(seen.append)
    assert outcome.problems == ()
    assert outcome.receipted == tuple(ids)
    assert outcome.mismatch is None
    assert outcome.waiting == ()
    assert [desk.state(record_id) for record_id in ids] == [OutboxState.RECEIPTED] * 2
    for record_id in ids:
        assert desk.has_receipt(record_id)
    last = [progress for progress in seen if progress.step is Step.EVIDENCE][-1]
    assert (last.done, last.bytes_done) == (last.total, last.bytes_total)
    assert last.total == 3
    status = desk.sync.status()
    assert (status.waiting, status.held, status.receipted) == (0, 0, 2)
    for digest, data in records[0].evidence.items():
        assert desk.town.bureau.objects.read(digest) == data


def test_pushing_again_sends_nothing(desk: Desk) -> None:
    desk.queue(desk.hand.seal())
    desk.sync.push()
    assert desk.sync.push().receipted == ()
    assert _count(desk.town, schema.record) == 1


def test_a_cancelled_upload_goes_on_at_its_byte(desk: Desk) -> None:
    big = bytes(range(256)) * (11 << 12)
    record_id = desk.queue(desk.hand.seal(evidence=(big,)))
    moved: list[Progress] = []

    def cancel() -> bool:
        return any(progress.bytes_done >= 4 << 20 for progress in moved)

    outcome = desk.sync.push(moved.append, cancel)
    assert outcome.offline is not None
    assert outcome.offline.reason is OfflineReason.CANCELLED
    assert outcome.waiting == (record_id,)
    digest = hashlib.sha256(big).hexdigest()
    with desk.town.bureau.database.read() as connection:
        upload = connection.execute(select(schema.upload.c.id)).scalar_one()
    assert desk.town.bureau.objects.offset(upload) == 4 << 20
    assert desk.sync.push().receipted == (record_id,)
    assert _count(desk.town, schema.upload) == 1
    assert desk.town.bureau.objects.read(digest) == big


def test_a_lost_answer_is_asked_for_again_and_has_one_effect(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id = desk.queue(desk.hand.seal())
    real = line_module._send
    lost: list[str] = []

    def cut(
        client: httpx.Client,
        method: str,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        limit: int,
    ) -> Reply | Offline:
        answer = real(client, method, path, body, headers, limit)
        if method == "PUT" and "/records/" in path and not lost:
            lost.append(path)
            return Offline(OfflineReason.CUT, "answer lost")
        return answer

    monkeypatch.setattr(line_module, "_send", cut)
    first = desk.sync.push()
    assert first.offline is not None
    assert first.waiting == (record_id,)
    assert _count(desk.town, schema.record) == 1
    second = desk.sync.push()
    assert second.receipted == (record_id,)
    assert _count(desk.town, schema.record) == _count(desk.town, schema.log_leaf) == 1


def test_a_held_record_stays_and_affects_no_other(desk: Desk) -> None:
    alone = desk.queue(desk.hand.seal(signers=desk.hand.officers[:1]))
    good = desk.queue(desk.hand.seal())
    outcome = desk.sync.push()
    assert (outcome.held, outcome.receipted) == ((alone,), (good,))
    [item] = [item for item in desk.sync.status().items if item.record_id == alone]
    assert item.state is OutboxState.HELD
    assert item.quarantine_id
    assert outcome.mismatch is None
    assert desk.store.read(lambda tables: tables.outbox.body(alone)) is not None


def test_missing_local_evidence_parks_one_record_only(desk: Desk) -> None:
    broken = desk.queue(desk.hand.seal(evidence=(b"photo that gets lost",)))
    good = desk.queue(desk.hand.seal(evidence=(b"photo",)))
    blob = desk.store.read(
        lambda tables: tables.blobs.get(hashlib.sha256(b"photo that gets lost").hexdigest())
    )
    assert blob is not None
    (desk.workspace._folder / "evidence" / blob.file_name).unlink()
    outcome = desk.sync.push()
    assert (outcome.parked, outcome.receipted) == ((broken,), (good,))
    assert desk.state(broken) is OutboxState.PARKED
    assert desk.sync.push().parked == ()


def test_without_a_server_the_outcome_says_offline(desk: Desk) -> None:
    record_id = desk.queue(desk.hand.seal())
    identity = desk.workspace.enrolment.device()
    gone = replace(identity, bureau_url="https://127.0.0.1:1")
    desk.store.write(lambda tables: tables.device.put(gone))
    outcome = desk.sync.push()
    assert outcome.offline is not None
    assert outcome.offline.reason is OfflineReason.UNREACHABLE
    assert outcome.waiting == (record_id,)
    pulled = desk.sync.pull()
    assert pulled.offline is not None


def test_a_server_with_another_root_gets_nothing(desk: Desk, tmp_path: Path) -> None:
    other = TlsAuthority.create("别的", now=desk.town.clock.now(), entropy=desk.town.bureau.entropy)
    identity = desk.workspace.enrolment.device()
    strange = replace(identity, tls_ca_pem=other.certificate.pem)
    desk.store.write(lambda tables: tables.device.put(strange))
    outcome = desk.sync.pull()
    assert outcome.offline is not None
    assert outcome.offline.reason is OfflineReason.NOT_THE_BUREAU


def test_a_copied_laptop_is_told_to_stop(desk: Desk) -> None:
    lane = desk.store.read(lambda tables: tables.lanes.get("net"))
    desk.queue(desk.hand.seal())
    desk.sync.push()
    desk.store.write(lambda tables: tables.lanes.put("net", lane))  # as a restored backup has it
    with pytest.raises(KnownError, match="rolled-back"):
        desk.sync.pull()


def test_a_bureau_that_forgot_requests_raises_the_alarm(desk: Desk) -> None:
    desk.queue(desk.hand.seal())
    desk.sync.push()
    with desk.town.bureau.database.write() as connection:
        connection.execute(update(schema.lane).values(seq=0, head=GENESIS))
    with pytest.raises(KnownError, match="bureau-restored"):
        desk.sync.pull()


def test_a_log_that_shrank_raises_the_alarm(desk: Desk) -> None:
    desk.queue(desk.hand.seal())
    desk.queue(desk.hand.seal())
    desk.sync.push()
    with desk.town.bureau.database.write() as connection:
        connection.execute(delete(schema.log_node).where(schema.log_node.c.idx == 1))
        connection.execute(delete(schema.log_node).where(schema.log_node.c.level == 1))
        connection.execute(delete(schema.log_leaf).where(schema.log_leaf.c.idx == 1))
    with pytest.raises(KnownError, match="log-forked"):
        desk.sync.pull()


def test_a_receipt_for_other_evidence_is_not_accepted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id = desk.queue(desk.hand.seal(evidence=(b"one", b"two")))
    real = line_module._send

    def forget_one(
        client: httpx.Client,
        method: str,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        limit: int,
    ) -> Reply | Offline:
        answer = real(client, method, path, body, headers, limit)
        if method == "PUT" and "/records/" in path:
            with desk.town.bureau.database.write() as connection:
                one = hashlib.sha256(b"one").hexdigest()
                connection.execute(delete(schema.blob_ref).where(schema.blob_ref.c.sha256 == one))
            receipt = encode(desk.town.bureau.receipts.of(record_id))
            return Reply(201, {}, receipt)
        return answer

    monkeypatch.setattr(line_module, "_send", forget_one)
    outcome = desk.sync.push()
    assert outcome.receipted == ()
    assert [problem.code for problem in outcome.problems] == ["sync.receipt-wrong"]
    assert desk.store.read(lambda tables: tables.receipts.get(record_id)) is None
    assert desk.state(record_id) is not OutboxState.RECEIPTED


def test_the_wrong_fingerprint_is_refused_before_anything_is_sent(
    small_town: Town, tmp_path: Path
) -> None:
    workspace = Workspace.create(
        tmp_path / "w", clock=small_town.clock, entropy=small_town.bureau.entropy, kdf=CHEAP
    )
    workspace.enrolment.add_officer(PersonId("p-0001"), "演示甲", PASSPHRASE)
    with small_town.bureau.database.write() as connection:
        sheet = small_town.bureau.enrolment.invite_device(
            connection, "演示", now=small_town.clock.now(), who="console"
        )
    enroller = Enroller(workspace.enrolment, str(small_town.client.base_url), "00" * 32)
    with pytest.raises(KnownError, match="other-bureau"):
        enroller.ask_device(sheet.code.printed, "演示")
    with small_town.bureau.database.read() as connection:
        assert small_town.bureau.enrolment.pending(connection) == []
    workspace.close()
