"""Every repository gives back what it was given, and refuses to lose what must be kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.domain.assignments import Assignment, AssignmentKind
from inspector_app.domain.evidence import EvidenceEntry, EvidenceKind, EvidenceSource
from inspector_app.domain.findings import Decision, Finding, Severity
from inspector_app.domain.identifiers import (
    AssignmentId,
    DeviceId,
    InspectionId,
    ItemCode,
    PersonId,
    Sha256Hex,
    UnitId,
)
from inspector_app.domain.inspection import Ink, InspectionState, Party, PartyMode
from inspector_app.domain.officers import Credential, Officer, Role
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.errors import BugError
from inspector_app.storage.blobs import StoredBlob
from inspector_app.storage.db import Store
from inspector_app.storage.device import DeviceIdentity
from inspector_app.storage.draws import StoredDraw
from inspector_app.storage.forms import StoredForm
from inspector_app.storage.lanes import Lane
from inspector_app.storage.outbox import OutboxState
from inspector_app.storage.receipts import StoredCheckpoint, StoredReceipt
from inspector_app.storage.records import StoredRecord
from inspector_app.storage.signing import FrozenText
from inspector_app.storage.tables import Tables

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=CHINA)
AT = NOW.isoformat()
SHA = Sha256Hex("ab" * 32)


def _officer(version: int, post: str) -> Officer:
    credential = Credential("演示-1", "示例支队", date(2025, 1, 1), date(2027, 1, 1))
    return Officer(PersonId("p"), "陈示范", Role.OFFICER, post, credential, NOW, version)


def _assignment(version: int, reason: str) -> Assignment:
    return Assignment(
        AssignmentId("a"), "示1号", "示笔1号", AssignmentKind.RANDOM, UnitId("u"), "culture",
        "示例支队", "文旅", reason, ("cafe:4",), "insp-wb", "2026.1", SHA, NOW,
        NOW + timedelta(hours=2), (PersonId("p"),), "赵范例", NOW, version=version,
    )  # fmt: skip


def test_bureau_rows_are_replaced_by_newer_versions_only(store: Store) -> None:
    def change(tables: Tables) -> None:
        assert tables.officers.put(_officer(2, "主办"))
        assert not tables.officers.put(_officer(2, "同版"))
        assert not tables.officers.put(_officer(1, "旧版"))
        assert tables.assignments.put(_assignment(1, "一"))
        assert tables.assignments.put(_assignment(3, "三"))
        assert not tables.assignments.put(_assignment(2, "二"))
        assert tables.laws.put("catalogue", 2, b"[2]")
        assert not tables.laws.put("catalogue", 1, b"[1]")
        assert tables.feed.put_item("unit", "u", 2, "put", b"new")
        assert not tables.feed.put_item("unit", "u", 1, "put", b"old")

    store.write(change)
    assert store.read(lambda t: t.officers.get(PersonId("p"))) == _officer(2, "主办")
    assert store.read(lambda t: t.officers.list()) == (_officer(2, "主办"),)
    assert store.read(lambda t: t.assignments.list()) == (_assignment(3, "三"),)
    assert store.read(lambda t: t.laws.all()) == {"catalogue": b"[2]"}
    assert store.read(lambda t: t.feed.items("unit")) == (("u", 2, "put", b"new"),)


def test_a_withdrawn_order_leaves_the_list_but_stays(store: Store) -> None:
    store.write(lambda t: t.assignments.put(_assignment(1, "一")))
    store.write(lambda t: t.assignments.put(_assignment(2, "一"), cancelled=True))
    assert store.read(lambda t: t.assignments.list()) == ()
    assert store.read(lambda t: t.assignments.is_cancelled(AssignmentId("a")))
    assert store.read(lambda t: t.assignments.get(AssignmentId("a"))) == _assignment(2, "一")


def test_a_workbook_is_kept_once_and_never_replaced(store: Store) -> None:
    form = StoredForm(SHA, "insp-wb", "2026.1", "网吧", AT)
    assert store.write(lambda t: t.forms.put(form, b"first"))
    assert not store.write(lambda t: t.forms.put(form, b"second"))
    assert store.read(lambda t: t.forms.workbook(SHA)) == b"first"
    assert store.read(lambda t: t.forms.list()) == (form,)


def test_only_one_visit_of_an_order_is_alive(store: Store, inspection: InspectionId) -> None:
    row = store.read(lambda t: t.inspections.get(inspection))
    again = row.__class__(
        InspectionId("02" * 16), row.assignment_id, row.unit_id, row.state, SHA, AT, AT
    )
    with pytest.raises(BugError):
        store.write(lambda t: t.inspections.add(again))
    store.write(lambda t: t.inspections.set_state(inspection, InspectionState.VOID, "误选"))
    store.write(lambda t: t.inspections.add(again))
    assert store.read(lambda t: t.inspections.live_of(row.assignment_id)) == again
    assert [v.id for v in store.read(lambda t: t.inspections.of_unit(row.unit_id))] == [
        again.id,
        inspection,
    ]


def test_what_a_visit_gathers_comes_back(store: Store, inspection: InspectionId) -> None:
    event = ProcedureEvent(1, ProcedureKind.ARRIVED, PersonId("p"), AT, 5, {"a": "b"})
    draw = StoredDraw("WB-T1", 1, "draw-1", "00" * 16, "local", 9, SHA, 2, ("3", "1"), AT, "p")
    finding = Finding(
        ItemCode("WB-22"), "标志", "未见标志。", Severity.SERIOUS, ("cafe:21",), ("《条例》",),
        ("文旅",), ("O7",), ("I",), Decision.DIFFERS, "当场已改", photos=(1, 2),
    )  # fmt: skip
    party = Party(PartyMode.REFUSED, "高模拟", "店长", reason="不签", witness="某某")
    ink = Ink(600, 200, (((1, 2, 500, 0), (3, 4, 600, 16)),), SHA, AT)
    frozen = FrozenText(SHA, AT, b"content")

    def change(tables: Tables) -> None:
        assert tables.procedure.next_seq(inspection) == 1
        tables.procedure.add(inspection, event)
        tables.draws.add(inspection, draw)
        tables.findings.put(inspection, finding)
        tables.signing.put_party(inspection, party)
        tables.signing.put_ink(inspection, "party", ink)
        tables.signing.put_frozen(inspection, frozen)
        tables.signing.put_prepared(inspection, b"seal", AT)
        tables.signing.put_signature(inspection, PersonId("p"), b"sig", AT)
        tables.notes.set_sentence(inspection, ItemCode("WB-22"), "未见标志。", PersonId("p"))
        tables.inspections.set_visit(inspection, "place", "地下一层")
        tables.inspections.set_officers(inspection, (PersonId("p"), PersonId("q")))
        tables.inspections.set_classified(inspection)

    store.write(change)

    def check(tables: Tables) -> None:
        assert tables.procedure.list(inspection) == (event,)
        assert tables.draws.list(inspection, "WB-T1") == tables.draws.list(inspection) == (draw,)
        assert tables.findings.list(inspection) == (finding,)
        assert tables.findings.get(inspection, ItemCode("WB-22")) == finding
        assert tables.signing.party(inspection) == party
        assert tables.signing.inks(inspection) == {"party": ink}
        assert tables.signing.frozen(inspection) == frozen
        assert tables.signing.prepared(inspection) == b"seal"
        assert tables.signing.signatures(inspection) == {"p": b"sig"}
        assert tables.notes.sentences(inspection) == {"WB-22": "未见标志。"}
        row = tables.inspections.get(inspection)
        assert (row.visit, row.officers, row.classified) == (
            {"place": "地下一层"}, ("p", "q"), True,
        )  # fmt: skip

    store.read(check)


def test_a_prepared_seal_is_never_made_twice(store: Store, inspection: InspectionId) -> None:
    store.write(lambda t: t.signing.put_prepared(inspection, b"one", AT))
    with pytest.raises(BugError):
        store.write(lambda t: t.signing.put_prepared(inspection, b"two", AT))
    store.write(lambda t: t.signing.drop_prepared(inspection))
    store.write(lambda t: t.signing.put_prepared(inspection, b"two", AT))
    assert store.read(lambda t: t.signing.prepared(inspection)) == b"two"


def test_numbers_of_withdrawn_evidence_are_not_used_again(
    store: Store, inspection: InspectionId
) -> None:
    def entry(n: int) -> EvidenceEntry:
        return EvidenceEntry(
            n, EvidenceKind.PHOTO, ItemCode("WB-22"), "入口", "", SHA, 9, "image/jpeg", 4, 3,
            EvidenceSource.FILE, "", AT, PersonId("p"), SHA,
        )  # fmt: skip

    def change(tables: Tables) -> None:
        tables.blobs.put(StoredBlob(SHA, 9, "image/jpeg", "ff" * 32, bytes(32), True, AT))
        for n in (1, 2):
            assert tables.evidence.next_n(inspection, EvidenceKind.PHOTO) == n
            tables.evidence.put(inspection, entry(n))
        tables.evidence.withdraw(inspection, EvidenceKind.PHOTO, 2, "拍糊了")
        assert tables.evidence.next_n(inspection, EvidenceKind.PHOTO) == 3

    store.write(change)
    assert store.read(lambda t: t.evidence.list(inspection)) == (entry(1),)
    assert store.read(lambda t: t.evidence.withdrawn(inspection)) == ((entry(2), "拍糊了"),)
    assert store.read(lambda t: t.evidence.uses(SHA)) == ((inspection, 1),)
    assert store.read(lambda t: t.evidence.thumbnail_of(SHA)) == SHA


def _run(store: Store, statement: str) -> None:
    store.write(lambda tables: tables.meta._sql.run(statement))


def test_a_sealed_record_is_added_once(store: Store, inspection: InspectionId) -> None:
    record = StoredRecord(inspection, bytes(32), 1, "示笔1号", UnitId("u"), "", 9, b"core")
    store.write(lambda t: t.records.add(record))
    with pytest.raises(BugError):
        store.write(lambda t: t.records.add(record))
    for statement in ("UPDATE records SET number = 'x'", "DELETE FROM records"):
        with pytest.raises(BugError):
            _run(store, statement)
    assert store.read(lambda t: t.records.get(inspection)) == record
    assert store.read(lambda t: t.records.list(UnitId("other"))) == ()


def test_the_outbox_keeps_its_bodies_and_counts_tries(
    store: Store, inspection: InspectionId
) -> None:
    other = Sha256Hex("cd" * 32)
    blobs = ((SHA, 9), (other, 8), (SHA, 9))
    store.write(lambda t: t.outbox.add(inspection, b"body", SHA, blobs, AT))
    store.write(
        lambda t: t.outbox.set_state(
            inspection, OutboxState.PARKED, attempts=3, problem="sync.offline", extra={"a": "b"}
        )
    )
    store.write(lambda t: t.outbox.set_blob(SHA, delivered=True))
    for statement in ("UPDATE outbox SET body = x'00'", "DELETE FROM outbox"):
        with pytest.raises(BugError):
            _run(store, statement)
    row = store.read(lambda t: t.outbox.get(inspection))
    assert row is not None
    assert (row.state, row.attempts, row.problem, row.extra) == (
        OutboxState.PARKED, 3, "sync.offline", {"a": "b"},
    )  # fmt: skip
    assert store.read(lambda t: t.outbox.body(inspection)) == b"body"
    delivered = {b.sha256: b.delivered for b in store.read(lambda t: t.outbox.blobs(inspection))}
    assert delivered == {SHA: True, other: False}


def test_receipts_stay_and_forked_checkpoints_are_both_kept(
    store: Store, inspection: InspectionId
) -> None:
    first = StoredReceipt(inspection, b"one", b"proof", AT)
    fork = [StoredCheckpoint("e", 5, bytes([n]) * 32, b"note", AT) for n in (1, 2)]

    def change(tables: Tables) -> None:
        assert tables.receipts.put(first)
        assert not tables.receipts.put(StoredReceipt(inspection, b"two", b"", AT))
        for checkpoint in (*fork, fork[0]):
            tables.receipts.put_checkpoint(checkpoint)

    store.write(change)
    assert store.read(lambda t: t.receipts.get(inspection)) == first
    assert set(store.read(lambda t: t.receipts.checkpoints("e"))) == set(fork)
    assert store.read(lambda t: t.receipts.last_checkpoint()) in fork


def test_device_lanes_and_certificates_come_back(store: Store, clock: SteppingClock) -> None:
    identity = DeviceIdentity(DeviceId("d-1"), bytes(32), b"pem", b"root", bureau_url="https://x")

    def change(tables: Tables) -> None:
        assert tables.lanes.get("net") == Lane()
        tables.lanes.put("net", Lane(3, bytes(32), b"pending"))
        tables.device.put(identity)
        for _ in range(2):
            tables.device.put_certificate(SHA, "p", "officer", b"pem-p")

    store.write(change)
    assert store.read(lambda t: t.lanes.get("net")) == Lane(3, bytes(32), b"pending")
    assert store.read(lambda t: t.device.get()) == identity
    assert store.read(lambda t: t.device.certificates("officer")) == (b"pem-p",)
    assert store.read(lambda t: t.device.certificates("device")) == ()
