"""Signing: the text freezes clean, ink belongs to exactly one text, objection is not refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from inspector_app.domain.identifiers import PersonId
from inspector_app.domain.inspection import InspectionState, Party, PartyMode
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.errors import KnownError

VISIT = "0199c0de37a17b52800000000000000a"
P1 = PersonId("P1")


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as error:
        call()
    assert error.value.sentence("zh")
    assert "{" not in error.value.sentence("en")
    return error.value.code


def test_freezing_gives_the_digest_that_is_signed_and_again_the_same(visit: Any) -> None:
    digest = visit.freeze()
    assert len(digest) == 64
    assert visit.signing.freeze(VISIT, P1)[0] == digest
    view = visit.signing.state(VISIT)
    assert view.state is InspectionState.FROZEN
    assert view.text_sha256 == digest
    assert view.read_over
    assert [place.who for place in view.places if place.required] == [
        "party", "officer-1", "officer-2",
    ]  # fmt: skip


def test_until_the_party_answers_whoever_is_present_is_expected_to_sign(visit: Any) -> None:
    visit.freeze()
    party = visit.signing.state(VISIT).party
    assert (party.mode, party.name, party.post) == (PartyMode.INK, "高模拟", "店长")


def test_an_undecided_finding_or_an_open_item_keeps_the_text_open(visit: Any) -> None:
    visit.findings.refresh(VISIT)
    visit.writing.set_visit(VISIT, "end", visit.clock.now().isoformat())
    assert refused(lambda: visit.signing.freeze(VISIT, P1)) == "signing.not-ready"
    visit.decide_all()
    visit.checklist.put(replace(visit.checklist.views["WB-06"], complete=False, verdict=""))
    assert refused(lambda: visit.signing.freeze(VISIT, P1)) == "signing.not-ready"
    assert visit.state() is InspectionState.CHECKING


def test_a_step_that_is_missing_keeps_the_text_open(visit: Any) -> None:
    visit.decide_all()
    visit.step(ProcedureKind.RIGHTS_TOLD, detail={"recusal": ""})
    assert refused(lambda: visit.signing.freeze(VISIT, P1)) == "procedure.gates-open"


def test_a_frozen_text_takes_no_change(visit: Any) -> None:
    visit.freeze()
    assert refused(lambda: visit.writing.set_visit(VISIT, "place", "别处")) == (
        "procedure.wrong-state"
    )
    assert refused(lambda: visit.findings.refresh(VISIT)) == "procedure.wrong-state"


def test_ink_of_another_text_or_without_strokes_is_refused(visit: Any) -> None:
    digest = visit.freeze()
    other = visit.ink("00" * 32)
    assert refused(lambda: visit.signing.put_ink(VISIT, "party", other)) == "signing.text-changed"
    ink = visit.ink(digest)
    for broken in (
        replace(ink, strokes=()),
        replace(ink, strokes=(((1, 1, 500, 0),),)),
        replace(ink, strokes=(((1, 1, 500, 0), (9999, 1, 500, 10)),)),
    ):
        assert refused(lambda b=broken: visit.signing.put_ink(VISIT, "party", b)) == (  # type: ignore[misc]
            "signing.ink-empty"
        )
    assert refused(lambda: visit.signing.put_ink(VISIT, "officer-3", ink)) == (
        "signing.place-unknown"
    )
    assert visit.signing.state(VISIT).places[1].ink is None


def test_the_party_signs_only_what_it_has_read(visit: Any) -> None:
    visit.decide_all()
    visit.writing.set_visit(VISIT, "end", visit.clock.now().isoformat())
    digest, _ = visit.signing.freeze(VISIT, P1)
    ink = visit.ink(digest)
    assert refused(lambda: visit.signing.put_ink(VISIT, "party", ink)) == "signing.not-read"
    visit.signing.note_reading(VISIT, P1, aloud=True)
    visit.signing.put_ink(VISIT, "party", ink)
    assert visit.signing.state(VISIT).places[1].ink == ink


def test_going_back_drops_the_ink_and_asks_for_a_new_reading(visit: Any) -> None:
    visit.ready()
    assert refused(lambda: visit.signing.thaw(VISIT, " ", P1)) == "signing.reason-missing"
    visit.signing.thaw(VISIT, "地点写错了一个字", P1)
    view = visit.signing.state(VISIT)
    assert view.state is InspectionState.CHECKING
    assert view.text_sha256 == ""
    assert not view.read_over
    assert all(place.ink is None for place in view.places)
    visit.writing.set_visit(VISIT, "place", "示例市云岭区观澜路8号地下一层大厅")
    again, _ = visit.signing.freeze(VISIT, P1)
    assert refused(lambda: visit.signing.put_ink(VISIT, "party", visit.ink(again))) == (
        "signing.not-read"
    )


def test_an_objection_is_printed_drops_older_ink_and_never_stops_the_record(visit: Any) -> None:
    digest = visit.freeze()
    visit.signing.put_ink(VISIT, "officer-1", visit.ink(digest))
    visit.signing.set_party(
        VISIT, Party(PartyMode.INK, name="高模拟", post="店长", objection="抽查的时间太短")
    )
    view = visit.signing.state(VISIT)
    assert view.text_sha256 != digest
    assert all(place.ink is None for place in view.places)
    visit.ink_all(view.text_sha256)
    assert visit.sealing.blockers(VISIT) == ()
    visit.sign_both()
    sealed, _ = visit.sealing.finish(VISIT)
    assert visit.records.get(VISIT).content.party["objection"] == "抽查的时间太短"
    assert sealed.verdict.state is not None


def test_a_refusal_keeps_the_text_and_needs_reason_and_witness_or_clip(visit: Any) -> None:
    digest = visit.freeze()
    bare = Party(PartyMode.REFUSED, name="高模拟", post="店长")
    assert refused(lambda: visit.signing.set_party(VISIT, bare)) == "signing.refusal-reason"
    reasoned = replace(bare, reason="要等老板回来")
    assert refused(lambda: visit.signing.set_party(VISIT, reasoned)) == "signing.refusal-witness"
    officer = replace(reasoned, witness="陈示范")
    assert refused(lambda: visit.signing.set_party(VISIT, officer)) == "signing.witness-not-neutral"
    visit.signing.set_party(VISIT, replace(reasoned, clip="演示记录仪-07，0318-02"))
    view = visit.signing.state(VISIT)
    assert view.text_sha256 == digest
    assert refused(lambda: visit.signing.put_ink(VISIT, "party", visit.ink(digest))) == (
        "signing.party-mode"
    )
    for who in ("officer-1", "officer-2"):
        visit.signing.put_ink(VISIT, who, visit.ink(digest))
    visit.sign_both()
    visit.sealing.finish(VISIT)
    assert visit.records.get(VISIT).content.party["reason"] == "要等老板回来"


def test_on_paper_the_record_is_sealed_first_and_signed_with_a_pen(visit: Any) -> None:
    visit.freeze()
    visit.signing.set_party(VISIT, Party(PartyMode.PAPER, name="高模拟", post="店长"))
    assert visit.signing.state(VISIT).missing == ()
    visit.sign_both()
    assert visit.sealing.finish(VISIT)[0].record_id == VISIT


def test_an_absent_party_is_stood_in_for_by_a_witness(visit: Any) -> None:
    visit.freeze()
    visit.signing.set_party(VISIT, Party(PartyMode.ABSENT, witness="何见证"))
    digest = visit.signing.state(VISIT).text_sha256
    places = {place.who for place in visit.signing.state(VISIT).places}
    assert "witness" in places
    visit.signing.put_ink(VISIT, "witness", visit.ink(digest))
