"""Verification: each fact by itself, each with the right reason, and what a record is fit for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.clock import unix_seconds
from inspector_app.crypto.certificates import write_pem
from inspector_app.crypto.dsse import Envelope, Signature, read_envelope, sign_payload
from inspector_app.crypto.keys import SigningKey, SoftwareSigner
from inspector_app.crypto.trust import Revocation, RevocationList
from inspector_app.domain.procedure.two_officers import OfficerRule, Reason
from inspector_app.records.content import JsonValue
from inspector_app.records.package import (
    CorePackage,
    Package,
    ReceiptFiles,
    build_core,
    open_core,
    open_package,
    withhold,
    write_package,
)
from inspector_app.records.seal import (
    CLOSING_TYPE,
    SEAL_TYPE,
    PreparedSeal,
    close_seal,
    sign_seal,
)
from inspector_app.records.surroundings import ChainHead
from inspector_app.records.tlog import NoteKey, cosign_checkpoint, read_proof
from inspector_app.records.verdict import Fact, State, Use, Verdict, unreadable_verdict
from inspector_app.records.verify import verify_package
from inspector_app.records.wording import Lamp, lamp_of, lines_of
from tests.builders.sealing import (
    AGENCY,
    NOW,
    World,
    certificates_of,
    judge,
    make_leaves,
    make_world,
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


@pytest.fixture(scope="module")
def with_photo(world: World) -> CorePackage:
    return seal_core(world, make_leaves({DIGEST: len(PHOTO)}))


def codes(verdict: Verdict, fact: Fact) -> set[str]:
    return {reason.code for reason in verdict[fact].reasons}


def no_facts(verdict: Verdict) -> set[Fact]:
    return {fact for fact in Fact if verdict.state(fact) is State.NO}


def test_a_true_record_holds_in_every_fact(world: World, core: CorePackage) -> None:
    verdict = judge(world, core, receipt=receipt_for(world, core), successors=())
    states = {fact: verdict.state(fact) for fact in Fact}
    assert states == dict.fromkeys(Fact, State.YES) | {
        Fact.EVIDENCE: State.NOT_APPLICABLE,
        Fact.DOCUMENT: State.NOT_APPLICABLE,
        Fact.WITNESSED: State.NOT_APPLICABLE,
        Fact.SUPERSEDED: State.NO,
    }
    assert verdict.reasons == ()
    assert all(verdict.fit_for(use) for use in Use)
    assert [signer.name for signer in verdict.signers[:2]].count("演示甲") == 1
    assert verdict.signers[-1].role == "device"
    assert verdict.leaves == len(make_leaves())
    assert verdict.withheld == 0


def test_right_after_sealing_it_may_be_printed_and_relied_on_but_not_forgotten(
    world: World, core: CorePackage
) -> None:
    verdict = judge(world, core)
    assert verdict.state(Fact.RECEIVED) is State.UNKNOWN
    assert verdict.state(Fact.TIME) is State.UNKNOWN
    assert verdict.fit_for(Use.PRINT)
    assert verdict.fit_for(Use.RELY)
    assert verdict.fit_for(Use.INTAKE)
    assert not verdict.fit_for(Use.FORGET)
    assert not verdict.fit_for(Use.PUBLISH)
    assert verdict.hindrances(Use.FORGET) == (Fact.RECEIVED,)


def test_without_anchors_nothing_is_trusted(world: World, core: CorePackage) -> None:
    verdict = judge(world, core, anchors=None, receipt=receipt_for(world, core))
    assert verdict.state(Fact.TRUSTED) is State.UNKNOWN
    assert verdict.state(Fact.TWO_OFFICERS) is State.UNKNOWN
    assert verdict.state(Fact.RECEIVED) is State.UNKNOWN
    assert codes(verdict, Fact.TRUSTED) == {"cert.no-anchor"}
    assert verdict.state(Fact.INTACT) is State.YES
    assert not any(verdict.fit_for(use) for use in Use)


def test_another_bureaus_anchors_refuse(world: World, core: CorePackage) -> None:
    verdict = judge(world, core, anchors=make_world("foreign").anchors)
    assert no_facts(verdict) == {Fact.TRUSTED, Fact.TWO_OFFICERS}
    assert "cert.chain" in codes(verdict, Fact.TRUSTED)
    assert codes(verdict, Fact.TWO_OFFICERS) == {"officers.fewer", "cert.chain"}


# Content


def reseal(core: CorePackage, **changes: bytes) -> CorePackage:
    return replace(core, **changes)


def test_a_leaf_of_another_record_is_unknown(world: World, core: CorePackage) -> None:
    other = seal_core(world, make_leaves() | {"/unit/name": "别的单位"})
    line = next(
        line for line in other.disclosures.splitlines(keepends=True) if b'"/unit/name"' in line
    )
    lines = [
        line for line in core.disclosures.splitlines(keepends=True) if b'"/unit/name"' not in line
    ]
    mixed = sorted([*lines, line], key=lambda one: hashlib.sha256(b"\0" + one[:-1]).digest())
    verdict = judge(world, reseal(core, disclosures=b"".join(mixed)))
    assert codes(verdict, Fact.INTACT) == {"tree.leaf-unknown"}
    assert "/unit/name" in verdict[Fact.INTACT].reasons[0].sentence("zh")


def test_a_swapped_leaf_hash_breaks_the_root(world: World, core: CorePackage) -> None:
    leaves = bytes(32) + core.leaves[32:]
    verdict = judge(world, reseal(core, leaves=leaves))
    assert "tree.root" in codes(verdict, Fact.INTACT)


def test_a_missing_leaf_hash_breaks_count_and_root(world: World, core: CorePackage) -> None:
    verdict = judge(world, reseal(core, leaves=core.leaves[32:]))
    assert {"tree.count", "tree.root"} <= codes(verdict, Fact.INTACT)


def test_a_field_cannot_pass_as_padding(world: World) -> None:
    # A dishonest writer hides a field by calling it padding: then the padding does not add up.
    leaves = make_leaves()
    prepared = prepare(world, leaves)
    kept = [
        line
        for line in prepared.disclosures.splitlines(keepends=True)
        if b'"/party/objection"' not in line
    ]
    hiding = PreparedSeal(prepared.seal, prepared.root, prepared.leaves_bin, b"".join(kept))
    signatures = [sign_seal(hiding, officer) for officer in world.officers]
    closing = close_seal(hiding, signatures, world.device, 7, bytes.fromhex("11" * 32))
    core = build_core(
        hiding, signatures, closing, certificates_of(world, *world.officers, world.device)
    )
    verdict = judge(world, core)
    assert codes(verdict, Fact.COMPLETE) == {"tree.withheld"}
    assert verdict.withheld == 1
    assert not verdict.fit_for(Use.INTAKE)


def test_a_copy_with_fewer_leaves_still_verifies(world: World, core: CorePackage) -> None:
    copy = withhold(core, lambda pointer: not pointer.startswith(("/answers", "/party")))
    verdict = judge(world, copy, receipt=receipt_for(world, core))
    assert no_facts(verdict) == {Fact.COMPLETE}
    assert verdict.fit_for(Use.RELY)
    assert verdict.fit_for(Use.PUBLISH)
    assert not verdict.fit_for(Use.INTAKE)
    assert not verdict.fit_for(Use.FORGET)


def test_withholding_who_showed_the_credential_costs_the_two_officers(
    world: World, core: CorePackage
) -> None:
    copy = withhold(core, lambda pointer: not pointer.startswith("/procedure"))
    assert codes(judge(world, copy), Fact.TWO_OFFICERS) == {"officers.not-present"}


@pytest.mark.parametrize(
    ("leaves", "changes", "field"),
    [
        ({"/form": {"sha256": "cd" * 32}}, {}, "/form"),
        ({"/unit/credit_code": "91000000MA0000001X"}, {}, "/unit/credit_code"),
        ({"/supersedes": {"root": "77" * 32}}, {}, "/supersedes"),
        ({"/supersedes": {"root": "77" * 32}}, {"supersedes": bytes(32)}, "/supersedes"),
        ({"/chain": {"seq": 8, "previous": "11" * 32}}, {}, "/chain"),
        ({"/chain": {"seq": 7, "previous": "12" * 32}}, {}, "/chain"),
    ],
)
def test_the_seal_must_say_what_the_leaves_say(
    world: World, leaves: Mapping[str, JsonValue], changes: dict[str, object], field: str
) -> None:
    core = seal_core(world, make_leaves() | dict(leaves), **changes)  # type: ignore[arg-type]
    verdict = judge(world, core)
    assert verdict[Fact.INTACT].reasons == (Reason.of("seal.differs", field=field),)


def test_leaves_of_a_wrong_kind_never_break_the_verifier(world: World) -> None:
    strange: dict[str, JsonValue] = {
        "/form": "text",
        "/chain": 7,
        "/time": {"wall": "nonsense", "monotonic_ns": "x"},
        "/evidence/001": {"sha256": "not hex", "size_bytes": "big"},
        "/evidence/002": "text",
        "/procedure/0009": {"kind": "credential-shown", "detail": "x"},
        "/persons/x": "too short",
        "/findings/a/b": 1,
        "/samples/WB-T1": {"deviating": [[1]]},
        "/document": [1],
        "/supersedes": None,
    }
    core = seal_core(world, make_leaves() | strange)
    verdict = judge(world, core)
    assert verdict.state(Fact.SIGNED) is State.YES
    assert open_core(core).content().unit["name"]


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


# Evidence and document


def verdict_on(world: World, data: bytes, **changes: object) -> Verdict:
    arguments: dict[str, object] = {"anchors": world.anchors, "at": NOW + timedelta(hours=2)}
    return verify_package(open_package(data), **(arguments | changes))  # type: ignore[arg-type]


def test_originals_may_lie_in_the_file_in_a_store_or_on_disk(
    world: World, with_photo: CorePackage, tmp_path: Path
) -> None:
    path = tmp_path / DIGEST
    path.write_bytes(PHOTO)
    inside = write_package(with_photo, {DIGEST: PHOTO})
    assert verdict_on(world, inside).state(Fact.EVIDENCE) is State.YES
    sources = ({DIGEST: PHOTO}, {DIGEST: path}, lambda digest: path if digest == DIGEST else None)
    for source in sources:
        verdict = verdict_on(world, write_package(with_photo), evidence=source)
        assert verdict.state(Fact.EVIDENCE) is State.YES


def test_missing_originals_stay_open_and_hinder_intake(
    world: World, with_photo: CorePackage
) -> None:
    verdict = judge(world, with_photo)
    assert verdict.state(Fact.EVIDENCE) is State.UNKNOWN
    assert verdict[Fact.EVIDENCE].reasons == (Reason.of("evidence.missing", found=0, total=1),)
    assert verdict.fit_for(Use.RELY)
    assert not verdict.fit_for(Use.INTAKE)


def test_an_altered_original_is_told(world: World, with_photo: CorePackage) -> None:
    changed = bytearray(write_package(with_photo, {DIGEST: PHOTO}))
    changed[changed.index(PHOTO) + 5] ^= 0xFF
    assert codes(verdict_on(world, bytes(changed)), Fact.EVIDENCE) == {"evidence.altered"}
    verdict = judge(world, with_photo, evidence={DIGEST: b"other"})
    assert codes(verdict, Fact.EVIDENCE) == {"evidence.altered"}
    assert not verdict.fit_for(Use.RELY)


def test_an_original_of_another_size_is_told(world: World) -> None:
    core = seal_core(world, make_leaves({DIGEST: 7}))
    verdict = judge(world, core, evidence={DIGEST: PHOTO})
    assert codes(verdict, Fact.EVIDENCE) == {"evidence.altered"}


def test_unlisted_files_are_refused(world: World, core: CorePackage) -> None:
    for parts in ({"evidence": {DIGEST: PHOTO}}, {"derivatives": {DIGEST: PHOTO}}):
        verdict = verdict_on(world, write_package(core, **parts))  # type: ignore[arg-type]
        assert codes(verdict, Fact.EVIDENCE) == {"evidence.unlisted"}


def test_an_empty_original_is_an_original(world: World) -> None:
    empty = hashlib.sha256(b"").hexdigest()
    core = seal_core(world, make_leaves({empty: 0}))
    assert verdict_on(world, write_package(core, {empty: b""})).state(Fact.EVIDENCE) is State.YES


def test_thumbnails_are_listed_by_their_photo(world: World) -> None:
    thumb = b"\xff\xd8 small"
    digest = hashlib.sha256(thumb).hexdigest()
    leaves = make_leaves({DIGEST: len(PHOTO)})
    photo = leaves["/evidence/001"]
    assert isinstance(photo, dict)
    leaves["/evidence/001"] = photo | {"thumb_sha256": digest}
    core = seal_core(world, leaves)
    data = write_package(core, {DIGEST: PHOTO}, {digest: thumb})
    assert verdict_on(world, data).state(Fact.EVIDENCE) is State.YES
    damaged = bytearray(data)
    damaged[damaged.index(thumb) + 3] ^= 0xFF
    assert codes(verdict_on(world, bytes(damaged)), Fact.EVIDENCE) == {"evidence.altered"}


@pytest.mark.parametrize(
    ("outcome", "renderer_id", "state", "code"),
    [
        ("same-bytes", "r1", State.YES, None),
        ("same-picture", "r2", State.YES, "document.same-picture"),
        ("same-picture", "", State.YES, "document.same-picture"),
        ("same-picture", "r1", State.NO, "document.differs"),
        ("differs", "r1", State.NO, "document.differs"),
        ("no-renderer", "r1", State.UNKNOWN, "document.no-renderer"),
    ],
)
def test_the_printed_pages_are_a_fact_of_their_own(
    world: World, outcome: str, renderer_id: str, state: State, code: str | None
) -> None:
    core = seal_core(world, make_leaves() | {"/document": {"renderer": "r1"}})

    def renderer(package: Package) -> str:
        assert package.core == core
        return outcome

    verdict = judge(world, core, renderer=renderer, renderer_id=renderer_id)
    assert verdict.state(Fact.DOCUMENT) is state
    assert codes(verdict, Fact.DOCUMENT) == ({code} if code else set())


# Receipts, witnesses, successors


def test_a_wrong_receipt_is_not_hidden_by_a_right_one(world: World, core: CorePackage) -> None:
    right = receipt_for(world, core)
    wrong = receipt_for(world, core, root=bytes(32))
    for inside, beside in ((right, wrong), (wrong, right)):
        data = write_package(core, receipt=inside)
        verdict = verdict_on(world, data, receipt=beside)
        assert codes(verdict, Fact.RECEIVED) == {"receipt.not-covered"}
        assert not verdict.fit_for(Use.RELY)


def test_a_receipt_that_misses_a_photo_lets_nothing_be_forgotten(
    world: World, with_photo: CorePackage
) -> None:
    arguments: dict[str, object] = {"evidence": {DIGEST: PHOTO}}
    half = judge(world, with_photo, receipt=receipt_for(world, with_photo), **arguments)
    assert codes(half, Fact.RECEIVED) == {"receipt.not-covered"}
    assert not half.fit_for(Use.FORGET)
    whole = receipt_for(world, with_photo, evidence=[DIGEST])
    assert judge(world, with_photo, receipt=whole, **arguments).fit_for(Use.FORGET)


def test_a_witness_counts_when_it_is_known(world: World, core: CorePackage) -> None:
    witness = world.authority.issue_bureau_signer(
        SigningKey(b"\x66" * 32), name="上级见证", agency=AGENCY, now=NOW, entropy=world.entropy
    )
    known = [NoteKey("witness.example", witness.certificate.public_key_raw, witness=True)]
    files = receipt_for(world, core)
    unseen = judge(world, core, receipt=files, witnesses=known)
    assert codes(unseen, Fact.WITNESSED) == {"witness.absent"}
    proof = read_proof(files.proof)
    seen_at = unix_seconds(NOW + timedelta(minutes=10))
    note = cosign_checkpoint(proof.note, "witness.example", witness, seen_at)
    witnessed = ReceiptFiles(files.receipt, replace(proof, note=note).text.encode())
    verdict = judge(world, core, receipt=witnessed, witnesses=known)
    assert verdict.state(Fact.WITNESSED) is State.YES
    assert verdict.not_after == NOW + timedelta(minutes=10), "the earliest proof counts"


def test_supplementary_records_point_both_ways(world: World, core: CorePackage) -> None:
    verdict = judge(world, core, successors=["019b"])
    assert verdict.state(Fact.SUPERSEDED) is State.YES
    assert codes(verdict, Fact.SUPERSEDED) == {"super.newer"}
    old_root = open_core(core).seal.root
    leaves = make_leaves() | {"/supersedes": {"record_id": "ab" * 16, "root": old_root.hex()}}
    newer = seal_core(world, leaves, supersedes=old_root)
    verdict = judge(world, newer)
    assert verdict[Fact.SUPERSEDED].reasons == (
        Reason.of("super.target-unknown", record="ab" * 16),
    )
    assert judge(world, newer, target_known=True)[Fact.SUPERSEDED].reasons == ()
    hidden = withhold(newer, lambda pointer: pointer != "/supersedes")
    assert "super.target-unknown" in codes(judge(world, hidden), Fact.SUPERSEDED)


# The verdict itself


def test_every_fact_and_state_has_words_in_both_languages(world: World, core: CorePackage) -> None:
    verdicts = [
        judge(world, core),
        judge(world, core, anchors=None),
        judge(world, replace(core, leaves=core.leaves[32:])),
        unreadable_verdict(Reason.of("format.damaged", place="seal")),
    ]
    for verdict in verdicts:
        for language in ("zh", "en"):
            lines = lines_of(verdict, language)
            assert len(lines) == len(Fact)
            assert all(name and sentence for _, name, sentence, _ in lines)
            assert not any("{" in reason for *_, reasons in lines for reason in reasons)


def test_a_file_that_could_not_be_opened_is_fit_for_nothing() -> None:
    verdict = unreadable_verdict(Reason.of("format.damaged", place="seal"))
    assert verdict.codes == {"format.damaged"}
    assert not any(verdict.fit_for(use) for use in Use)
    assert verdict.to_json()["record_id"] == ""


def test_the_json_form_holds_facts_reasons_and_uses(world: World, core: CorePackage) -> None:
    document = judge(world, core).to_json()
    facts = document["facts"]
    assert isinstance(facts, dict)
    assert list(facts) == [fact.value for fact in Fact]
    assert facts["received"]["reasons"][0]["code"] == "receipt.absent"
    assert document["fit_for"] == {
        "intake": True,
        "print": True,
        "publish": False,
        "forget": False,
        "rely": True,
    }
    assert document["not_after"] == (NOW + timedelta(hours=2)).isoformat()
    assert judge(world, core, at=None).to_json()["not_after"] is None
