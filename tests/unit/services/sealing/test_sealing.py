"""Sealing: two persons' keys, one transaction, read back; and nobody else gets through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from inspector_app.crypto.digest import sha256_hex
from inspector_app.domain.identifiers import PersonId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.officers import Officer, Role
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.errors import InspectorError, KnownError
from inspector_app.records.package import open_package
from inspector_app.records.verdict import Fact, State, Use
from inspector_app.wire.records import body_digest, read_body

VISIT = "0199c0de37a17b52800000000000000a"
P1, P2 = PersonId("P1"), PersonId("P2")
FIRST, SECOND = "第一个人的长口令 alpha", "第二个人的长口令 bravo"


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as error:
        call()
    assert error.value.sentence("zh")
    assert error.value.remedy("en")
    return error.value.code


def test_a_sealed_record_was_read_back_and_holds(visit: Any) -> None:
    visit.ready()
    visit.sealing.prepare(VISIT)
    assert visit.state() is InspectionState.FROZEN
    visit.sign_both()
    assert visit.state() is InspectionState.SEALING
    sealed, changes = visit.sealing.finish(VISIT)
    assert visit.state() is InspectionState.SEALED
    assert changes.outbox == {VISIT}
    verdict = sealed.verdict
    assert verdict.fit_for(Use.PRINT)
    assert verdict.state(Fact.TWO_OFFICERS) is State.YES
    assert verdict.state(Fact.EVIDENCE) is State.YES
    assert verdict.state(Fact.DOCUMENT) is State.YES
    assert verdict.state(Fact.COMPLETE) is State.YES
    assert verdict.state(Fact.RECEIVED) is State.UNKNOWN
    assert {line.person_id for line in verdict.signers} == {"P1", "P2", "D1"}
    package = open_package(sealed.insp)
    assert package.record_id == VISIT
    assert package.seal.outcome == 2
    assert package.content().persons["present"][0]["name"] == "高模拟"


def test_the_outbox_row_and_the_chain_event_come_with_the_record(visit: Any) -> None:
    visit.ready()
    visit.sign_both()
    sealed, _ = visit.sealing.finish(VISIT)
    row, body, events, length = visit.store.read(
        lambda tables: (
            tables.outbox.get(VISIT),
            tables.outbox.body(VISIT),
            tables.events.list(VISIT, kind="sealed"),
            tables.events.verify(),
        )
    )
    assert row.body_sha256 == body_digest(body)
    listed = read_body(body)
    assert listed.document is not None
    assert len(listed.evidence) == 1
    assert len(listed.thumbnails) == 1
    assert [event.seq for event in events] == [sealed.chain_seq]
    assert length >= sealed.chain_seq
    closing = open_package(sealed.insp).closing
    assert (closing.chain_seq, closing.previous) == (events[0].seq, events[0].previous)


def test_finishing_twice_gives_the_same_record(visit: Any) -> None:
    visit.ready()
    visit.sign_both()
    first, _ = visit.sealing.finish(VISIT)
    again, changes = visit.sealing.finish(VISIT)
    assert again.insp == first.insp
    assert changes.outbox == frozenset()


@pytest.mark.parametrize("what", ["original", "document"])
def test_a_sealed_record_whose_files_are_damaged_is_told(visit: Any, what: str) -> None:
    visit.ready()
    visit.sign_both()
    visit.sealing.finish(VISIT)
    pdf = visit.records.pdf(VISIT)
    digest = sha256_hex(pdf) if what == "document" else visit.evidence.list(VISIT)[0].sha256
    row = visit.store.read(lambda tables: tables.blobs.get(digest))
    path = visit.folder / "evidence" / row.file_name
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    path.write_bytes(damaged)
    with pytest.raises(KnownError) as error:
        visit.sealing.finish(VISIT)
    assert error.value.code == "sealing.not-verified"
    assert error.value.slots["fact"] == ("document" if what == "document" else "evidence")
    assert visit.state() is InspectionState.SEALED


def test_what_happens_to_an_officer_later_does_not_undo_a_sealed_record(visit: Any) -> None:
    visit.ready()
    visit.sign_both()
    first, _ = visit.sealing.finish(VISIT)
    visit.clock.advance(timedelta(days=500))
    _change(revoked_since=visit.clock.now() - timedelta(days=1))(visit)
    assert visit.sealing.finish(VISIT)[0].root == first.root


def test_an_interrupted_signing_goes_on_with_the_same_tree(visit: Any) -> None:
    visit.ready()
    visit.sealing.prepare(VISIT)
    before = visit.store.read(lambda tables: tables.signing.prepared(VISIT))
    visit.sealing.sign(VISIT, P1, FIRST)
    # the laptop died here; what follows is another process on the same store
    visit.sealing.prepare(VISIT)
    assert visit.store.read(lambda tables: tables.signing.prepared(VISIT)) == before
    assert visit.sealing.signed(VISIT) == (P1,)
    visit.sealing.sign(VISIT, P2, SECOND)
    assert visit.sealing.finish(VISIT)[0].verdict.fit_for(Use.PRINT)


def test_one_officer_cannot_seal_and_nobody_signs_twice(visit: Any) -> None:
    visit.ready()
    visit.sealing.sign(VISIT, P1, FIRST)
    assert refused(lambda: visit.sealing.finish(VISIT)) == "sealing.signature-missing"
    assert refused(lambda: visit.sealing.sign(VISIT, P1, FIRST)) == "sealing.signed-already"
    assert visit.state() is InspectionState.SEALING


def test_a_seal_the_second_officer_cannot_sign_is_taken_back_with_a_reason(visit: Any) -> None:
    visit.ready()
    visit.sealing.sign(VISIT, P1, FIRST)
    first = visit.store.read(lambda tables: tables.signing.prepared(VISIT))
    assert refused(lambda: visit.sealing.take_back(VISIT, " ", P1)) == "signing.reason-missing"
    visit.sealing.take_back(VISIT, "第二人忘了口令", P1)
    assert visit.state() is InspectionState.FROZEN
    assert visit.sealing.signed(VISIT) == ()
    assert refused(lambda: visit.sealing.take_back(VISIT, "又一次", P1)) == "procedure.wrong-state"
    visit.sign_both()
    assert visit.store.read(lambda tables: tables.signing.prepared(VISIT)) != first
    assert visit.sealing.finish(VISIT)[0].verdict.fit_for(Use.PRINT)
    events = visit.store.read(lambda tables: tables.events.list(VISIT))
    assert [one.new for one in events if one.kind == "seal-taken-back"] == ["第二人忘了口令"]


def test_an_officer_signs_only_with_the_own_passphrase(visit: Any) -> None:
    visit.ready()
    assert refused(lambda: visit.sealing.sign(VISIT, P2, FIRST)) == "crypto.passphrase-wrong"
    assert visit.sealing.signed(VISIT) == ()
    assert visit.state() is InspectionState.FROZEN


def test_somebody_else_cannot_sign(visit: Any) -> None:
    visit.ready()
    assert (
        refused(lambda: visit.sealing.sign(VISIT, PersonId("P9"), FIRST)) == "sealing.not-officer"
    )


def _same_twice(visit: Any) -> None:
    visit.store.write(lambda tables: tables.inspections.set_officers(VISIT, (P1, P1)))


def _alone(visit: Any) -> None:
    visit.store.write(lambda tables: tables.inspections.set_officers(VISIT, (P1,)))


def _change(**changes: object) -> Callable[[Any], None]:
    def apply(visit: Any) -> None:
        officer: Officer = visit.officers[1]
        visit.replace_officer(replace(officer, **changes))  # type: ignore[arg-type]

    return apply


def _credential_ends(visit: Any) -> None:
    officer = visit.officers[1]
    ended = replace(officer.credential, valid_to=date(2026, 11, 19))
    visit.replace_officer(replace(officer, credential=ended))


def _certificate_ends(visit: Any) -> None:
    visit.clock.advance(timedelta(days=400))


SPOILED = {
    "one officer": _alone,
    "the same person twice": _same_twice,
    "an assistant": _change(role=Role.ASSISTANT),
    "a revoked officer": _change(revoked_since=datetime.fromisoformat("2026-11-20T08:00:00+08:00")),
    "an expired credential": _credential_ends,
    "an expired certificate": _certificate_ends,
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED.keys())
def test_a_pair_that_may_not_act_never_seals(visit: Any, spoil: Callable[[Any], None]) -> None:
    visit.ready()
    spoil(visit)
    assert visit.sealing.blockers(VISIT)
    refused(lambda: visit.sealing.sign(VISIT, P1, FIRST))
    refused(lambda: visit.sealing.finish(VISIT))
    assert visit.store.read(lambda tables: tables.records.get(VISIT)) is None
    assert visit.state() is InspectionState.FROZEN


def test_an_officer_revoked_between_the_two_signatures_stops_the_sealing(visit: Any) -> None:
    visit.ready()
    visit.sealing.sign(VISIT, P1, FIRST)
    _change(revoked_since=datetime.fromisoformat("2026-11-20T08:00:00+08:00"))(visit)
    assert refused(lambda: visit.sealing.sign(VISIT, P2, SECOND)) == "cert.revoked"
    assert visit.store.read(lambda tables: tables.records.get(VISIT)) is None


def test_without_ink_or_reading_there_is_nothing_to_seal(visit: Any) -> None:
    visit.freeze()
    assert {text.zh for text in visit.sealing.blockers(VISIT)} == {
        "高模拟还没有签名。", "陈示范还没有签名。", "周范本还没有签名。",
    }  # fmt: skip
    assert refused(lambda: visit.sealing.prepare(VISIT)) == "sealing.not-ready"


def test_a_laptop_that_is_not_enrolled_cannot_seal(visit: Any) -> None:
    visit.ready()
    identity = visit.store.read(lambda tables: tables.device.get())
    visit.store.write(lambda tables: tables.device.put(replace(identity, certificate_pem=b"")))
    assert refused(lambda: visit.sealing.prepare(VISIT)) == "sealing.not-enrolled"


def test_an_original_lost_before_sealing_stops_it_and_nothing_is_kept(visit: Any) -> None:
    visit.ready()
    visit.sign_both()
    entry = visit.evidence.list(VISIT)[0]
    row = visit.store.read(lambda tables: tables.blobs.get(entry.sha256))
    (visit.folder / "evidence" / row.file_name).unlink()
    assert refused(lambda: visit.sealing.finish(VISIT)) == "store.evidence-missing"
    assert visit.state() is InspectionState.SEALING
    assert visit.store.read(lambda tables: tables.outbox.get(VISIT)) is None


def test_everything_is_kept_or_nothing_and_the_next_try_succeeds(visit: Any) -> None:
    visit.ready()
    visit.sign_both()
    trigger = (
        "CREATE TRIGGER broken BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    visit.store.write(lambda tables: tables.meta._sql.run(trigger))
    head = visit.store.read(lambda tables: tables.events.head())
    with pytest.raises(InspectorError):
        visit.sealing.finish(VISIT)
    assert visit.state() is InspectionState.SEALING
    assert visit.store.read(lambda tables: tables.records.get(VISIT)) is None
    assert visit.store.read(lambda tables: tables.events.head()) == head
    visit.store.write(lambda tables: tables.meta._sql.run("DROP TRIGGER broken"))
    assert visit.sealing.finish(VISIT)[0].verdict.fit_for(Use.PRINT)


def test_a_chain_that_goes_on_meanwhile_is_closed_at_its_new_end(visit: Any) -> None:
    visit.ready()
    visit.sign_both()
    draw = visit.press.sealed
    drawn: list[int] = []

    def draw_while_somebody_works(*args: Any) -> bytes:
        if not drawn:
            visit.step(ProcedureKind.READ_OVER)
        drawn.append(1)
        return bytes(draw(*args))

    visit.press.sealed = draw_while_somebody_works
    sealed, _ = visit.sealing.finish(VISIT)
    assert len(drawn) == 2
    head = visit.store.read(lambda tables: tables.events.head())
    assert sealed.chain_seq == head[0]
    assert sealed.verdict.state(Fact.CHAINED) is State.YES


def test_a_new_signature_or_answer_of_the_party_drops_a_tree_nobody_signed(visit: Any) -> None:
    visit.ready()
    visit.sealing.prepare(VISIT)
    first = visit.store.read(lambda tables: tables.signing.prepared(VISIT))
    digest = visit.signing.state(VISIT).text_sha256
    visit.signing.put_ink(VISIT, "officer-1", visit.ink(digest))
    assert visit.store.read(lambda tables: tables.signing.prepared(VISIT)) is None
    visit.sealing.prepare(VISIT)
    assert visit.store.read(lambda tables: tables.signing.prepared(VISIT)) != first


def test_once_somebody_signed_nothing_changes_any_more(visit: Any) -> None:
    visit.ready()
    digest = visit.signing.state(VISIT).text_sha256
    visit.sealing.sign(VISIT, P1, FIRST)
    for change in (
        lambda: visit.signing.thaw(VISIT, "错字", P1),
        lambda: visit.signing.put_ink(VISIT, "party", visit.ink(digest)),
        lambda: visit.writing.set_visit(VISIT, "place", "别处"),
        lambda: visit.findings.set_demand(VISIT, "WB-22", "别的", P1),
    ):
        assert refused(change) == "procedure.wrong-state"
