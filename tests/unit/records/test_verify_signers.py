"""Verification of who signed: officers, certificates, time, the device's closing."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from inspector_app.clock import unix_seconds
from inspector_app.crypto.certificates import write_pem
from inspector_app.crypto.dsse import Envelope, Signature, read_envelope, sign_payload
from inspector_app.crypto.keys import SigningKey, SoftwareSigner
from inspector_app.crypto.trust import Revocation, RevocationList
from inspector_app.domain.procedure.two_officers import OfficerRule
from inspector_app.records.content import JsonValue
from inspector_app.records.package import (
    CorePackage,
    build_core,
    open_core,
)
from inspector_app.records.seal import (
    CLOSING_TYPE,
    SEAL_TYPE,
    close_seal,
    sign_seal,
)
from inspector_app.records.surroundings import ChainHead
from inspector_app.records.verdict import Fact, State, Use, Verdict
from inspector_app.records.wording import Lamp, lamp_of
from tests.builders.sealing import (
    AGENCY,
    NOW,
    World,
    certificates_of,
    judge,
    make_leaves,
    officer_row,
    prepare,
    receipt_for,
    seal_core,
)
from tests.builders.sealing import enrol as enrol_officer

PHOTO = b"\xff\xd8 an untouched original"
DIGEST = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture(scope="module")
def core(world: World) -> CorePackage:
    return seal_core(world)


def codes(verdict: Verdict, fact: Fact) -> set[str]:
    return {reason.code for reason in verdict[fact].reasons}


def no_facts(verdict: Verdict) -> set[Fact]:
    return {fact for fact in Fact if verdict.state(fact) is State.NO}


# Signatures


def resign(
    core: CorePackage, signatures: list[Signature], certificates: bytes | None = None
) -> CorePackage:
    envelope = read_envelope(core.seal, SEAL_TYPE, "seal")
    forged = Envelope(SEAL_TYPE, envelope.payload, tuple(sorted(signatures)))
    return replace(core, seal=forged.to_json(), certificates=certificates or core.certificates)


def test_one_officer_is_not_enough(world: World) -> None:
    verdict = judge(world, seal_core(world, signers=world.officers[:1]))
    assert codes(verdict, Fact.TWO_OFFICERS) == {"officers.fewer"}
    assert verdict.state(Fact.SIGNED) is State.YES
    assert not verdict.fit_for(Use.PRINT)


def test_no_officer_is_not_enough(world: World) -> None:
    verdict = judge(world, seal_core(world, signers=()))
    assert codes(verdict, Fact.SIGNED) == {"sign.missing"}
    assert codes(verdict, Fact.TWO_OFFICERS) == {"officers.fewer"}


def test_the_same_officer_twice_is_one(world: World) -> None:
    officer = world.officers[0]
    verdict = judge(world, seal_core(world, signers=(officer, officer)))
    assert codes(verdict, Fact.TWO_OFFICERS) == {
        "officers.same-person",
        "officers.same-credential",
        "officers.same-key",
    }


def test_one_person_with_two_keys_is_one(world: World) -> None:
    second = enrol_officer(world.authority, officer_row(1), world.entropy)
    verdict = judge(world, seal_core(world, signers=(world.officers[0], second)))
    assert codes(verdict, Fact.TWO_OFFICERS) == {
        "officers.same-person",
        "officers.same-credential",
    }
    assert verdict.state(Fact.SIGNED) is State.YES
    assert verdict.state(Fact.TRUSTED) is State.YES


def test_two_certificates_over_one_key_are_one(world: World) -> None:
    from inspector_app.crypto.requests import make_csr

    key = SigningKey(b"\x21" * 32)
    pair = []
    for n in (1, 2):
        row = officer_row(n)
        csr = make_csr(key, str(row.person_id), row.name)
        certificate = world.authority.issue_officer(csr, row, now=NOW, entropy=world.entropy)
        pair.append(SoftwareSigner(key, certificate))
    verdict = judge(world, seal_core(world, signers=(pair[0], pair[1])))
    assert "officers.same-key" in codes(verdict, Fact.TWO_OFFICERS)


def test_a_device_cannot_sign_as_an_officer(world: World) -> None:
    verdict = judge(world, seal_core(world, signers=(world.officers[0], world.device)))
    assert codes(verdict, Fact.TWO_OFFICERS) == {"officers.fewer", "officers.role"}


def test_an_officer_who_showed_no_credential_does_not_count(world: World) -> None:
    third = enrol_officer(world.authority, officer_row(3), world.entropy)
    verdict = judge(world, seal_core(world, signers=(*world.officers, third)))
    assert codes(verdict, Fact.TWO_OFFICERS) == {"officers.not-present"}


def test_a_signature_of_another_record_is_invalid(world: World, core: CorePackage) -> None:
    other = prepare(world, make_leaves())
    signatures = [sign_seal(other, officer) for officer in world.officers]
    verdict = judge(world, resign(core, signatures))
    assert codes(verdict, Fact.SIGNED) == {"sign.invalid"}
    assert codes(verdict, Fact.TWO_OFFICERS) == {"sign.invalid"}
    assert codes(verdict, Fact.CHAINED) == {"chain.closing"}


def test_swapped_key_ids_are_invalid(world: World, core: CorePackage) -> None:
    one, two = read_envelope(core.seal, SEAL_TYPE, "seal").signatures
    swapped = [Signature(one.key_id, two.value), Signature(two.key_id, one.value)]
    assert codes(judge(world, resign(core, swapped)), Fact.SIGNED) == {"sign.invalid"}


def test_a_signature_without_certificate_fails_all(world: World, core: CorePackage) -> None:
    signatures = list(read_envelope(core.seal, SEAL_TYPE, "seal").signatures)
    stranger = Signature(b"\0" * 8, bytes(64))
    verdict = judge(world, resign(core, [*signatures, stranger]))
    assert codes(verdict, Fact.SIGNED) == {"sign.key-unknown"}
    assert codes(verdict, Fact.TWO_OFFICERS) == {"sign.key-unknown"}


def test_a_closing_signature_is_no_seal_signature(world: World, core: CorePackage) -> None:
    payload = read_envelope(core.seal, SEAL_TYPE, "seal").payload
    wrong = [sign_payload(CLOSING_TYPE, payload, officer) for officer in world.officers]
    assert codes(judge(world, resign(core, wrong)), Fact.SIGNED) == {"sign.invalid"}


def test_removing_an_officers_signature_breaks_the_closing(world: World, core: CorePackage) -> None:
    third = enrol_officer(world.authority, officer_row(3), world.entropy)
    leaves = make_leaves() | {
        "/procedure/0003": {
            "seq": 3,
            "kind": "credential-shown",
            "person": "p-0003",
            "wall": "2026-11-18T14:00:20+08:00",
            "monotonic_ns": 1_820_000_000_000,
            "detail": {"number": "演执00003"},
        }
    }
    full = seal_core(world, leaves, signers=(*world.officers, third))
    assert no_facts(judge(world, full)) == set()
    signatures = list(read_envelope(full.seal, SEAL_TYPE, "seal").signatures)[:2]
    assert codes(judge(world, resign(full, signatures)), Fact.CHAINED) == {"chain.closing"}


def test_officers_of_other_agencies_do_not_count(world: World, core: CorePackage) -> None:
    mine = OfficerRule(agencies=frozenset({AGENCY}))
    other = OfficerRule(agencies=frozenset({"别的单位"}))
    assert judge(world, core, rule=mine).state(Fact.TWO_OFFICERS) is State.YES
    assert codes(judge(world, core, rule=other), Fact.TWO_OFFICERS) == {"officers.agency"}


# Certificates and time


def test_sealed_after_the_certificate_ended_is_expired(world: World) -> None:
    late = unix_seconds(NOW + timedelta(days=400))
    core = seal_core(world, sealed_at=late)
    verdict = judge(world, core, at=NOW + timedelta(days=401))
    assert "cert.expired" in codes(verdict, Fact.TWO_OFFICERS)
    assert "cert.expired" in codes(verdict, Fact.TRUSTED)


def test_an_old_record_needs_its_receipt_once_certificates_have_ended(
    world: World, core: CorePackage
) -> None:
    years_later = NOW + timedelta(days=3 * 365)
    alone = judge(world, core, at=years_later)
    assert alone.state(Fact.TWO_OFFICERS) is State.UNKNOWN
    assert codes(alone, Fact.TWO_OFFICERS) == {"time.unbounded"}
    with_receipt = judge(world, core, at=years_later, receipt=receipt_for(world, core))
    assert with_receipt.state(Fact.TWO_OFFICERS) is State.YES
    assert with_receipt.not_after == NOW + timedelta(hours=1)


def test_revoked_officers_and_devices_are_refused(world: World, core: CorePackage) -> None:
    for subject, fact in (("p-0001", Fact.TWO_OFFICERS), ("d-0001", Fact.CHAINED)):
        revoked = RevocationList(NOW, (Revocation(subject, b"", NOW - timedelta(days=1)),))
        assert "cert.revoked" in codes(judge(world, core, revocations=revoked), fact)


def test_what_was_received_before_the_revocation_stays(world: World, core: CorePackage) -> None:
    revoked = RevocationList(
        NOW + timedelta(days=2), (Revocation("p-0001", b"", NOW + timedelta(hours=1, minutes=1)),)
    )
    verdict = judge(
        world,
        core,
        at=NOW + timedelta(days=2),
        receipt=receipt_for(world, core),
        revocations=revoked,
    )
    assert verdict.state(Fact.TWO_OFFICERS) is State.YES


def test_a_stale_list_is_a_remark_only(world: World, core: CorePackage) -> None:
    stale = RevocationList(NOW - timedelta(days=20))
    verdict = judge(world, core, revocations=stale)
    assert verdict.state(Fact.TRUSTED) is State.YES
    assert codes(verdict, Fact.TRUSTED) == {"cert.list-stale"}


def test_idle_certificates_are_refused(world: World, core: CorePackage) -> None:
    extra = write_pem([*open_core(core).certificates, world.bureau.certificate])
    verdict = judge(world, replace(core, certificates=extra))
    assert codes(verdict, Fact.TRUSTED) == {"cert.unused"}


def test_a_removed_intermediate_breaks_the_chain(world: World, core: CorePackage) -> None:
    kept = [c for c in open_core(core).certificates if c != world.authority.issuing]
    verdict = judge(world, replace(core, certificates=write_pem(kept)))
    assert codes(verdict, Fact.TRUSTED) == {"cert.chain"}


def test_a_claimed_time_after_the_receipt_is_flagged_not_blocked(world: World) -> None:
    core = seal_core(world, sealed_at=unix_seconds(NOW + timedelta(hours=5)))
    verdict = judge(world, core, receipt=receipt_for(world, core), at=NOW + timedelta(hours=6))
    assert verdict.state(Fact.TIME) is State.NO
    assert "time.outside" in codes(verdict, Fact.TIME)
    assert verdict.fit_for(Use.RELY)
    assert lamp_of(Fact.TIME, State.NO) is Lamp.OPEN


def test_a_claimed_time_before_the_known_checkpoint_is_flagged(
    world: World, core: CorePackage
) -> None:
    verdict = judge(world, core, not_before=NOW + timedelta(minutes=1))
    assert "time.outside" in codes(verdict, Fact.TIME)
    wide = judge(world, core, not_before=NOW - timedelta(days=4))
    assert codes(wide, Fact.TIME) == {"time.wide"}


def event(seq: int, wall: str, monotonic_s: int) -> dict[str, JsonValue]:
    return {
        "seq": seq,
        "kind": "arrived",
        "person": "p-0001",
        "wall": f"2026-11-18T{wall}+08:00",
        "monotonic_ns": monotonic_s * 1_000_000_000,
        "detail": {},
    }


@pytest.mark.parametrize(
    ("leaves", "expected"),
    [
        ({"/procedure/0003": event(3, "14:10:00", 2400)}, set()),
        ({"/procedure/0003": event(3, "14:10:00", 2200)}, {"time.drift"}),
        ({"/procedure/0003": event(3, "13:00:00", 2400)}, {"time.backwards", "time.drift"}),
        ({"/procedure/0003": event(3, "14:10:00", 5)}, {"time.boot", "time.drift"}),
        (
            {"/time": {"wall": "2026-11-18T15:40:00+08:00", "monotonic_ns": 7_800_000_000_000}},
            {"time.drift"},
        ),
        ({"/time": {"wall": "2026-11-18 no zone", "monotonic_ns": 1}}, set()),
        ({"/time": {"wall": "2026-11-18T15:30:00", "monotonic_ns": 1}}, set()),
    ],
)
def test_clocks_that_disagree_are_flagged(
    world: World, leaves: dict[str, JsonValue], expected: set[str]
) -> None:
    verdict = judge(world, seal_core(world, make_leaves() | leaves))
    assert codes(verdict, Fact.TIME) == expected
    assert verdict.fit_for(Use.RELY), "time flags, never blocks"


# Device chain


def test_only_a_device_closes(world: World) -> None:
    prepared = prepare(world, make_leaves())
    signatures = [sign_seal(prepared, officer) for officer in world.officers]
    closing = close_seal(prepared, signatures, world.officers[0], 7, bytes.fromhex("11" * 32))
    core = build_core(prepared, signatures, closing, certificates_of(world, *world.officers))
    assert codes(judge(world, core), Fact.CHAINED) == {"chain.device"}


def test_another_device_than_the_record_says_does_not_close_it(world: World) -> None:
    core = seal_core(world, make_leaves() | {"/chain": {"device": "d-0002"}})
    assert codes(judge(world, core), Fact.CHAINED) == {"chain.device"}


def test_the_closing_of_another_record_does_not_fit(world: World, core: CorePackage) -> None:
    other = seal_core(world)
    verdict = judge(world, replace(core, closing=other.closing))
    assert codes(verdict, Fact.CHAINED) == {"chain.closing"}


def test_a_foreign_or_doubled_closing_signature_is_refused(world: World, core: CorePackage) -> None:
    envelope = read_envelope(core.closing, CLOSING_TYPE, "closing")
    stranger = Envelope(CLOSING_TYPE, envelope.payload, (Signature(bytes(8), bytes(64)),))
    verdict = judge(world, replace(core, closing=stranger.to_json()))
    assert codes(verdict, Fact.CHAINED) == {"sign.key-unknown"}
    damaged = Envelope(
        CLOSING_TYPE, envelope.payload, (replace(envelope.signatures[0], value=bytes(64)),)
    )
    verdict = judge(world, replace(core, closing=damaged.to_json()))
    assert codes(verdict, Fact.CHAINED) == {"sign.invalid"}
    doubled = Envelope(CLOSING_TYPE, envelope.payload, envelope.signatures * 2)
    verdict = judge(world, replace(core, closing=doubled.to_json()))
    assert codes(verdict, Fact.CHAINED) == {"chain.closing"}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (ChainHead(6, bytes.fromhex("11" * 32)), set()),
        (ChainHead(5, bytes(32)), {"chain.gap"}),
        (ChainHead(6, bytes(32)), {"chain.fork"}),
        (ChainHead(9, bytes(32)), {"chain.fork"}),
    ],
)
def test_the_chain_continues_where_it_stood(
    world: World, core: CorePackage, head: ChainHead, expected: set[str]
) -> None:
    assert codes(judge(world, core, chain_head=head), Fact.CHAINED) == expected
