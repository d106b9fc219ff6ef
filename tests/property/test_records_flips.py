"""Every byte of a package counts: flip it, and verification says so."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.errors import KnownError
from inspector_app.records.package import open_package, write_package
from inspector_app.records.verdict import Fact, Use, Verdict, unreadable_verdict
from inspector_app.records.verify import verify_package
from tests.builders.sealing import NOW, World, make_leaves, make_world, receipt_for, seal_core

PHOTO = b"\xff\xd8" + bytes(range(256))
THUMB = b"\xff\xd8 small"


@pytest.fixture(scope="module")
def world() -> World:
    return make_world("flips")


@pytest.fixture(scope="module")
def package(world: World) -> bytes:
    digest, thumb = hashlib.sha256(PHOTO).hexdigest(), hashlib.sha256(THUMB).hexdigest()
    leaves = make_leaves({digest: len(PHOTO)})
    photo = leaves["/evidence/001"]
    assert isinstance(photo, dict)
    leaves["/evidence/001"] = photo | {"thumb_sha256": thumb}
    core = seal_core(world, leaves)
    receipt = receipt_for(world, core, evidence=[digest])
    return write_package(core, {digest: PHOTO}, {thumb: THUMB}, receipt)


def judge(world: World, data: bytes) -> Verdict:
    try:
        package = open_package(data)
    except KnownError as problem:
        return unreadable_verdict(Reason.of(problem.code, **problem.slots))
    return verify_package(package, anchors=world.anchors, at=NOW + timedelta(hours=2))


def test_the_untouched_package_is_fit_for_everything(world: World, package: bytes) -> None:
    assert all(judge(world, package).fit_for(use) for use in Use)


@pytest.mark.parametrize("mask", [0xFF, 0x01, 0x20])
def test_every_flipped_byte_is_found_with_a_reason(world: World, package: bytes, mask: int) -> None:
    # All bits for every byte; one low bit and the letter-case bit for a seventh of them each.
    step, start = (1, 0) if mask == 0xFF else (7, mask % 7)
    for place in range(start, len(package), step):
        damaged = package[:place] + bytes([package[place] ^ mask]) + package[place + 1 :]
        verdict = judge(world, damaged)
        assert not verdict.fit_for(Use.RELY), place
        assert verdict.reasons, place


def test_every_cut_is_found(world: World, package: bytes) -> None:
    for length in range(0, len(package), 13):
        assert not judge(world, package[:length]).fit_for(Use.RELY), length


def test_flips_that_keep_every_checksum_are_still_found(world: World) -> None:
    """A forger repairs CRCs: flips inside the five core files, zipped anew."""
    core = seal_core(world)
    files = core.files()
    for name, content in files.items():
        for place in range(0, len(content), 3):
            damaged = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
            data = write_package(type(core).from_files({**files, name: damaged}))
            verdict = judge(world, data)
            assert not verdict.fit_for(Use.RELY), (name, place)
            assert verdict.reasons, (name, place)


def test_repaired_flips_in_a_receipt_are_found(world: World) -> None:
    core = seal_core(world)
    receipt = receipt_for(world, core)
    for part in ("receipt", "proof"):
        content: bytes = getattr(receipt, part)
        for place in range(0, len(content), 5):
            damaged = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
            parts = {"receipt": receipt.receipt, "proof": receipt.proof, part: damaged}
            verdict = judge(world, write_package(core, receipt=type(receipt)(**parts)))
            assert not verdict.fit_for(Use.RELY), (part, place)
            assert verdict[Fact.RECEIVED].reasons, (part, place)
