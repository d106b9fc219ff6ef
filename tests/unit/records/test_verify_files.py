"""Verification of what lies around a record: originals, pages, receipts, later records."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.clock import unix_seconds
from inspector_app.crypto.keys import SigningKey
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.records.package import (
    CorePackage,
    Package,
    ReceiptFiles,
    open_core,
    open_package,
    withhold,
    write_package,
)
from inspector_app.records.tlog import NoteKey, cosign_checkpoint, read_proof
from inspector_app.records.verdict import Fact, State, Use, Verdict
from inspector_app.records.verify import verify_package
from tests.builders.sealing import (
    AGENCY,
    NOW,
    World,
    judge,
    make_leaves,
    receipt_for,
    seal_core,
)

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
