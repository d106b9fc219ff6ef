"""Forgers with full tools: everything re-zipped, re-sorted, re-encoded; refused with the right
reason.

Each forger gets a true record and a random source and returns what he would hand in, with the codes
of which at least one must be told. CI runs a bounded number; `-m long` runs ten thousand.
"""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

import pytest

from inspector_app.clock import unix_seconds
from inspector_app.crypto.authority import Authority
from inspector_app.crypto.certificates import write_pem
from inspector_app.crypto.dsse import Envelope, Signature, read_envelope
from inspector_app.crypto.keys import SigningKey, SoftwareSigner
from inspector_app.crypto.requests import make_csr
from inspector_app.domain.officers import Credential
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.errors import KnownError
from inspector_app.records.leaves import disclose
from inspector_app.records.merkle import leaf_hash, root_of
from inspector_app.records.package import (
    CorePackage,
    ReceiptFiles,
    build_core,
    open_core,
    open_package,
    write_package,
)
from inspector_app.records.seal import SEAL_TYPE, PreparedSeal, Seal, close_seal, sign_seal
from inspector_app.records.verdict import Use, Verdict, unreadable_verdict
from inspector_app.records.verify import verify_package
from tests.builders.sealing import (
    AGENCY,
    NOW,
    CountingEntropy,
    World,
    certificates_of,
    enrol,
    make_leaves,
    make_world,
    officer_row,
    prepare,
    receipt_for,
    seal_core,
)

PREVIOUS = bytes.fromhex("11" * 32)
PHOTOS = [b"\xff\xd8 photo %d" % n for n in range(3)]
DIGESTS = [hashlib.sha256(photo).hexdigest() for photo in PHOTOS]


@dataclass(frozen=True)
class Scene:
    """A bureau, a foreign bureau, two true records."""

    world: World
    foreign: World
    core: CorePackage
    other: CorePackage


Forgery: TypeAlias = tuple[bytes, set[str]]
Forger: TypeAlias = Callable[[Scene, random.Random], Forgery]


@pytest.fixture(scope="module")
def scene() -> Scene:
    world, foreign = make_world("forgeries"), make_world("foreign bureau")
    leaves = make_leaves({d: len(p) for d, p in zip(DIGESTS, PHOTOS, strict=True)})
    core = seal_core(world, leaves)
    other = seal_core(
        world, leaves | {"/unit/name": "另一家网吧（演示）"}, record_id=bytes(range(16))
    )
    return Scene(world, foreign, core, other)


def photos() -> dict[str, bytes]:
    return dict(zip(DIGESTS, PHOTOS, strict=True))


def pack(core: CorePackage, evidence: dict[str, bytes] | None = None) -> bytes:
    return write_package(core, photos() if evidence is None else evidence)


def signed(
    world: World,
    prepared: PreparedSeal,
    signers: Iterable[SoftwareSigner],
    device: SoftwareSigner | None = None,
) -> CorePackage:
    chosen = tuple(signers)
    signatures = [sign_seal(prepared, signer) for signer in chosen]
    closer = device or world.device
    closing = close_seal(prepared, signatures, closer, 7, PREVIOUS)
    return build_core(prepared, signatures, closing, certificates_of(world, *chosen, closer))


def lines_of(core: CorePackage) -> list[bytes]:
    return core.disclosures.splitlines(keepends=True)


def line_hash(line: bytes) -> bytes:
    return leaf_hash(line[:-1])


def sort_lines(lines: list[bytes]) -> bytes:
    ordered: list[bytes] = sorted(lines, key=line_hash)
    return b"".join(ordered)


def edited_leaf(scene: Scene, chance: random.Random) -> Forgery:
    lines = lines_of(scene.core)
    place = chance.randrange(len(lines))
    salt, pointer, _ = json.loads(lines[place])
    forged = disclose(
        pointer, f"forged {chance.random()}"[:9], lambda _: base64.urlsafe_b64decode(salt + "==")
    )
    lines[place] = forged.line + b"\n"
    return pack(replace(scene.core, disclosures=sort_lines(lines))), {"tree.leaf-unknown"}


def edited_leaf_and_tree(scene: Scene, chance: random.Random) -> Forgery:
    lines = lines_of(scene.core)
    place = chance.randrange(len(lines))
    salt, pointer, _ = json.loads(lines[place])
    forged = disclose(pointer, 7, lambda _: base64.urlsafe_b64decode(salt + "=="))
    old = leaf_hash(lines[place][:-1])
    hashes = [scene.core.leaves[at : at + 32] for at in range(0, len(scene.core.leaves), 32)]
    hashes = sorted([forged.hash if one == old else one for one in hashes])
    lines[place] = forged.line + b"\n"
    core = replace(scene.core, disclosures=sort_lines(lines), leaves=b"".join(hashes))
    return pack(core), {"tree.root"}


def edited_and_resealed_without_keys(scene: Scene, chance: random.Random) -> Forgery:
    seal = Seal.decode(read_envelope(scene.core.seal, SEAL_TYPE, "s").payload)
    field = chance.choice(("sealed_at", "outcome", "record_id", "unit"))
    changed = {
        "sealed_at": seal.sealed_at - chance.randint(1, 10**6),
        "outcome": (seal.outcome + 1) % 256,
        "record_id": chance.randbytes(16),
        "unit": chance.randbytes(8),
    }[field]
    forged = replace(seal, **{field: changed})  # type: ignore[arg-type]
    envelope = read_envelope(scene.core.seal, SEAL_TYPE, "s")
    again = Envelope(SEAL_TYPE, forged.encode(), envelope.signatures)
    return pack(replace(scene.core, seal=again.to_json())), {"sign.invalid"}


def leaf_from_the_other_record(scene: Scene, chance: random.Random) -> Forgery:
    mine, theirs = lines_of(scene.core), lines_of(scene.other)
    place = chance.randrange(len(theirs))
    pointer = json.loads(theirs[place])[1]
    mixed = [line for line in mine if json.loads(line)[1] != pointer] + [theirs[place]]
    return pack(replace(scene.core, disclosures=sort_lines(mixed))), {"tree.leaf-unknown"}


def parts_of_two_records(scene: Scene, chance: random.Random) -> Forgery:
    part = chance.choice(("seal", "closing", "leaves", "disclosures"))
    mixed = replace(scene.core, **{part: getattr(scene.other, part)})
    expected = {
        "seal": {"tree.root", "chain.closing"},
        "closing": {"chain.closing"},
        "leaves": {"tree.root", "tree.leaf-unknown"},
        "disclosures": {"tree.leaf-unknown"},
    }[part]
    return pack(mixed), expected


def signatures_swapped(scene: Scene, chance: random.Random) -> Forgery:
    mine = read_envelope(scene.core.seal, SEAL_TYPE, "s")
    theirs = read_envelope(scene.other.seal, SEAL_TYPE, "s")
    place = chance.randrange(2)
    mixed = [theirs.signatures[n] if n == place else mine.signatures[n] for n in range(2)]
    forged = Envelope(SEAL_TYPE, mine.payload, tuple(sorted(mixed)))
    return pack(replace(scene.core, seal=forged.to_json())), {"sign.invalid"}


def signature_dropped_or_added(scene: Scene, chance: random.Random) -> Forgery:
    mine = read_envelope(scene.core.seal, SEAL_TYPE, "s")
    if chance.random() < 0.5:
        kept: tuple[Signature, ...] = (chance.choice(mine.signatures),)
        expected = {"officers.fewer"}
    else:
        stranger = Signature(chance.randbytes(8), chance.randbytes(64))
        kept = tuple(sorted((*mine.signatures, stranger)))
        expected = {"sign.key-unknown"}
    forged = Envelope(SEAL_TYPE, mine.payload, kept)
    return pack(replace(scene.core, seal=forged.to_json())), expected | {"cert.unused"}


def prepared_again(scene: Scene, chance: random.Random) -> PreparedSeal:
    leaves = make_leaves({d: len(p) for d, p in zip(DIGESTS, PHOTOS, strict=True)})
    return prepare(scene.world, leaves, entropy=CountingEntropy(str(chance.random())))


def one_person_twice(scene: Scene, chance: random.Random) -> Forgery:
    officer = chance.choice(scene.world.officers)
    core = signed(scene.world, prepared_again(scene, chance), (officer, officer))
    return pack(core), {"officers.same-key"}


def two_keys_of_one_person(scene: Scene, chance: random.Random) -> Forgery:
    n = chance.choice((1, 2))
    second = enrol(scene.world.authority, officer_row(n), CountingEntropy(str(chance.random())))
    core = signed(scene.world, prepared_again(scene, chance), (scene.world.officers[n - 1], second))
    return pack(core), {"officers.same-person"}


def second_identity_with_the_same_credential(scene: Scene, chance: random.Random) -> Forgery:
    n = chance.choice((1, 2))
    number = officer_row(n).credential
    row = replace(officer_row(3), credential=number)
    second = enrol(scene.world.authority, row, CountingEntropy(str(chance.random())))
    core = signed(scene.world, prepared_again(scene, chance), (scene.world.officers[n - 1], second))
    return pack(core), {"officers.same-credential"}


def an_officer_who_was_not_there(scene: Scene, chance: random.Random) -> Forgery:
    n = chance.choice((3, 4))
    absent = enrol(scene.world.authority, officer_row(n), CountingEntropy(str(chance.random())))
    core = signed(
        scene.world, prepared_again(scene, chance), (chance.choice(scene.world.officers), absent)
    )
    return pack(core), {"officers.not-present"}


def another_role(scene: Scene, chance: random.Random) -> Forgery:
    impostor = chance.choice((scene.world.device, scene.world.bureau))
    core = signed(
        scene.world, prepared_again(scene, chance), (chance.choice(scene.world.officers), impostor)
    )
    return pack(core), {"officers.role"}


def a_foreign_bureau(scene: Scene, chance: random.Random) -> Forgery:
    # the same names and numbers, issued by a bureau of the same name
    foreign = scene.foreign
    pair = (
        foreign.officers
        if chance.random() < 0.5
        else (scene.world.officers[0], foreign.officers[1])
    )
    prepared = prepared_again(scene, chance)
    signatures = [sign_seal(prepared, signer) for signer in pair]
    closing = close_seal(prepared, signatures, scene.world.device, 7, PREVIOUS)
    certificates = [
        *certificates_of(scene.world, *pair, scene.world.device),
        *foreign.authority.intermediates,
    ]
    return pack(build_core(prepared, signatures, closing, certificates)), {"cert.chain"}


def a_self_made_authority(scene: Scene, chance: random.Random) -> Forgery:
    entropy = CountingEntropy(str(chance.random()))
    officer = scene.world.officers[0]
    rogue = Authority(
        scene.world.authority.root, officer.certificate, SigningKey(_private(officer))
    )
    key = SigningKey(entropy(32))
    row = officer_row(2)
    csr = make_csr(key, str(row.person_id), row.name)
    forged = SoftwareSigner(key, rogue.issue_officer(csr, row, now=NOW, entropy=entropy))
    core = signed(scene.world, prepared_again(scene, chance), (officer, forged))
    return pack(core), {"cert.chain"}


def _private(signer: SoftwareSigner) -> bytes:
    return signer._key.private_raw


def an_expired_officer(scene: Scene, chance: random.Random) -> Forgery:
    days = chance.randint(1, 300)
    now = NOW - timedelta(days=20)
    last = (NOW - timedelta(days=1)).date()
    credential = Credential("演执00002", AGENCY, date(2025, 1, 1), last)
    row = replace(officer_row(2), credential=credential)
    second = enrol(scene.world.authority, row, CountingEntropy(str(chance.random())), now)
    leaves = make_leaves({d: len(p) for d, p in zip(DIGESTS, PHOTOS, strict=True)})
    sealed_at = unix_seconds(NOW + timedelta(minutes=days))
    prepared = prepare(scene.world, leaves, sealed_at=sealed_at)
    core = signed(scene.world, prepared, (scene.world.officers[0], second))
    return pack(core), {"cert.expired"}


def photo_replaced(scene: Scene, chance: random.Random) -> Forgery:
    # the forger writes the zip himself: a right name around other content, CRC repaired
    place = chance.randrange(3)
    from inspector_app.records.container import write_container

    entries: list[tuple[str, bytes]] = list(scene.core.files().items())
    contents = dict(zip(DIGESTS, PHOTOS, strict=True))
    contents[DIGESTS[place]] = chance.choice((PHOTOS[(place + 1) % 3], b"", chance.randbytes(20)))
    entries += [(f"evidence/{digest}", contents[digest]) for digest in sorted(contents)]
    return write_container(entries), {"evidence.altered"}


def photo_added(scene: Scene, chance: random.Random) -> Forgery:
    extra = chance.randbytes(30)
    evidence = photos() | {hashlib.sha256(extra).hexdigest(): extra}
    return pack(scene.core, evidence), {"evidence.unlisted"}


def padding_that_lies(scene: Scene, chance: random.Random) -> Forgery:
    """Even with both officers' keys nobody can call a field padding."""
    leaves = make_leaves({d: len(p) for d, p in zip(DIGESTS, PHOTOS, strict=True)})
    prepared = prepare(scene.world, leaves, entropy=CountingEntropy(str(chance.random())))
    lines = prepared.disclosures.splitlines(keepends=True)
    kept = [line for line in lines if json.loads(line)[1] != "/padding"]
    [padding] = [json.loads(line)[2] for line in lines if json.loads(line)[1] == "/padding"]
    hidden = chance.choice(kept)
    kept.remove(hidden)
    lie = [*padding, base64.urlsafe_b64encode(leaf_hash(hidden[:-1])).rstrip(b"=").decode()]
    lie.sort(key=lambda name: base64.urlsafe_b64decode(name + "="))
    forged = disclose("/padding", lie, CountingEntropy(str(chance.random())))
    hashes = {leaf_hash(line[:-1]) for line in kept} | {leaf_hash(hidden[:-1]), forged.hash}
    hashes |= {leaf_hash(base64.urlsafe_b64decode(name + "=")) for name in padding}
    ordered = sorted(hashes)
    seal = replace(Seal.decode(prepared.seal), root=root_of(ordered), leaf_count=len(ordered))
    lying = PreparedSeal(
        seal.encode(), seal.root, b"".join(ordered), sort_lines([*kept, forged.line + b"\n"])
    )
    return pack(signed(scene.world, lying, scene.world.officers)), {"tree.padding"}


def seal_that_contradicts_its_leaves(scene: Scene, chance: random.Random) -> Forgery:
    contradictions: tuple[dict[str, object], ...] = (
        {"form_sha256": chance.randbytes(32)},
        {"unit_code": "91000000MA0000009X"},
    )
    changes = chance.choice(contradictions)
    leaves = make_leaves({d: len(p) for d, p in zip(DIGESTS, PHOTOS, strict=True)})
    core = signed(scene.world, prepare(scene.world, leaves, **changes), scene.world.officers)
    return pack(core), {"seal.differs"}


def someone_elses_closing(scene: Scene, chance: random.Random) -> Forgery:
    closer = chance.choice((scene.world.officers[0], scene.world.bureau, scene.foreign.device))
    prepared = prepared_again(scene, chance)
    core = signed(scene.world, prepared, scene.world.officers, device=closer)
    return pack(core), {"chain.device", "cert.chain"}


def smuggled_certificate(scene: Scene, chance: random.Random) -> Forgery:
    extra = chance.choice((scene.world.bureau, scene.foreign.officers[0])).certificate
    certificates = write_pem([*open_core(scene.core).certificates, extra])
    return pack(replace(scene.core, certificates=certificates)), {"cert.unused"}


def receipt_of_another_record(scene: Scene, chance: random.Random) -> Forgery:
    mine = receipt_for(scene.world, scene.core, evidence=DIGESTS)
    theirs = receipt_for(scene.world, scene.other, evidence=DIGESTS)
    mixed = chance.choice(
        (
            theirs,
            ReceiptFiles(mine.receipt, theirs.proof),
            ReceiptFiles(theirs.receipt, mine.proof),
        )
    )
    expected = {"receipt.not-covered", "receipt.proof"}
    return write_package(scene.core, photos(), receipt=mixed), expected


def receipt_by_a_stranger(scene: Scene, chance: random.Random) -> Forgery:
    signer = chance.choice(
        (scene.foreign.bureau, scene.world.device, scene.world.officers[0], scene.foreign.device)
    )
    forged = receipt_for(scene.world, scene.core, evidence=DIGESTS, signer=signer)
    return write_package(scene.core, photos(), receipt=forged), {"receipt.signature"}


def receipt_for_fewer_photos(scene: Scene, chance: random.Random) -> Forgery:
    kept = chance.sample(DIGESTS, chance.randint(0, 2))
    files = receipt_for(scene.world, scene.core, evidence=kept)
    return write_package(scene.core, photos(), receipt=files), {"receipt.not-covered"}


FORGERS: tuple[Forger, ...] = (
    edited_leaf,
    edited_leaf_and_tree,
    edited_and_resealed_without_keys,
    leaf_from_the_other_record,
    parts_of_two_records,
    signatures_swapped,
    signature_dropped_or_added,
    one_person_twice,
    two_keys_of_one_person,
    second_identity_with_the_same_credential,
    an_officer_who_was_not_there,
    another_role,
    a_foreign_bureau,
    a_self_made_authority,
    an_expired_officer,
    photo_replaced,
    photo_added,
    padding_that_lies,
    seal_that_contradicts_its_leaves,
    someone_elses_closing,
    smuggled_certificate,
    receipt_of_another_record,
    receipt_by_a_stranger,
    receipt_for_fewer_photos,
)


def judge(scene: Scene, data: bytes) -> Verdict:
    try:
        package = open_package(data)
    except KnownError as problem:
        return unreadable_verdict(Reason.of(problem.code, **problem.slots))
    return verify_package(package, anchors=scene.world.anchors, at=NOW + timedelta(hours=6))


def run(scene: Scene, forger: Forger, rounds: int) -> None:
    for seed in range(rounds):
        data, expected = forger(scene, random.Random(seed))
        verdict = judge(scene, data)
        assert verdict.codes & expected, (forger.__name__, seed, sorted(verdict.codes))
        for use in Use:
            assert not verdict.fit_for(use), (forger.__name__, seed, use)


def test_the_true_records_hold(scene: Scene) -> None:
    for core in (scene.core, scene.other):
        receipt = receipt_for(scene.world, core, evidence=DIGESTS)
        verdict = judge(scene, write_package(core, photos(), receipt=receipt))
        assert all(verdict.fit_for(use) for use in Use), verdict.reasons


@pytest.mark.parametrize("forger", FORGERS, ids=lambda forger: forger.__name__)
def test_forgers_are_refused_with_the_right_reason(scene: Scene, forger: Forger) -> None:
    run(scene, forger, 12)


@pytest.mark.long
@pytest.mark.parametrize("forger", FORGERS, ids=lambda forger: forger.__name__)
def test_ten_thousand_forgeries_are_refused(scene: Scene, forger: Forger) -> None:
    run(scene, forger, 10_000 // len(FORGERS) + 1)
