"""Readers of hostile bytes: no crash, no acceptance of anything that was not written so."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.clock import SteppingClock
from inspector_app.commands.verify import NOT_VALID, VALID, verify_file
from inspector_app.crypto.dsse import read_envelope
from inspector_app.errors import KnownError
from inspector_app.records import base45
from inspector_app.records.container import read_container, write_container
from inspector_app.records.content import JsonValue
from inspector_app.records.leaves import decoy_hashes, disclose, normal_leaves, read_disclosure
from inspector_app.records.merkle import (
    consistency_holds,
    consistency_path,
    inclusion_holds,
    inclusion_path,
    leaf_hash,
    nodes_of,
    root_of,
)
from inspector_app.records.package import CorePackage, open_core, open_package, write_package
from inspector_app.records.qr import read_check, read_page_qr, read_seal_qr
from inspector_app.records.receipt import Receipt
from inspector_app.records.seal import SEAL_TYPE, Closing, Seal, decode_entry, seal_envelope
from inspector_app.records.tlog import open_checkpoint, read_proof
from tests.builders.sealing import (
    NOW,
    CountingEntropy,
    World,
    document_leaf,
    make_leaves,
    make_world,
    prepare,
    receipt_for,
    seal_core,
    sealed_pdf,
)

texts = st.text(max_size=12)
numbers = st.integers(-(2**53) + 1, 2**53 - 1)
values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
pointers = texts.map(lambda text: "/answers/" + text)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world("fuzz")


@pytest.fixture(scope="module")
def core(world: World) -> CorePackage:
    return seal_core(world)


def refused_cleanly(read: Callable[[bytes], object], data: bytes) -> bool:
    """Whether reading refuses; any other exception fails the test."""
    try:
        read(data)
    except KnownError:
        return True
    return False


@given(values, pointers)
def test_what_is_disclosed_reads_back_in_one_form(value: JsonValue, pointer: str) -> None:
    [(normal_pointer, normal)] = normal_leaves({pointer: value}).items()
    made = disclose(normal_pointer, normal, CountingEntropy())
    again = read_disclosure(made.line, "test")
    assert (again.pointer, again.value) == (normal_pointer, normal)


@given(st.binary(max_size=300))
def test_base45_is_one_to_one(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@given(st.text(base45.ALPHABET, max_size=40))
def test_every_accepted_base45_text_is_the_only_one(text: str) -> None:
    try:
        data = base45.decode(text)
    except KnownError:
        return
    assert base45.encode(data) == text


@given(st.dictionaries(st.text("abc/._-", min_size=1, max_size=9), st.binary(max_size=40)))
def test_containers_read_back(entries: dict[str, bytes]) -> None:
    container = read_container(write_container(entries.items()))
    assert {name: bytes(content) for name, content in container.entries.items()} == entries
    assert not container.damaged


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70), st.data())
def test_proofs_of_random_trees_hold_and_lies_do_not(
    hashes: list[bytes], data: st.DataObject
) -> None:
    size = len(hashes)
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    node, root = nodes_of(hashes), root_of(hashes)
    path = inclusion_path(index, size, node)
    assert inclusion_holds(hashes[index], index, size, path, root)
    assert not inclusion_holds(leaf_hash(hashes[index]), index, size, path, root)
    steps = consistency_path(old, size, node)
    assert consistency_holds(old, size, root_of(hashes[:old]), root, steps)
    assert not consistency_holds(old, size, leaf_hash(root), root, steps)


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_noise_is_refused_by_every_reader(data: bytes) -> None:
    text = data.decode("latin-1")
    assert refused_cleanly(Seal.decode, data)
    assert refused_cleanly(Closing.decode, data)
    assert refused_cleanly(Receipt.decode, data)
    assert refused_cleanly(decode_entry, data)
    assert refused_cleanly(read_proof, data)
    assert refused_cleanly(lambda d: read_envelope(d, SEAL_TYPE, "t"), data)
    assert refused_cleanly(lambda d: read_disclosure(d, "t"), data)
    assert refused_cleanly(lambda _: read_seal_qr(text), data)
    assert refused_cleanly(lambda _: read_page_qr(text), data)
    assert refused_cleanly(lambda _: read_check(text), data)
    assert refused_cleanly(lambda _: open_checkpoint(text, [bytes(32)]), data)
    assert decoy_hashes(text) is None
    refused_cleanly(open_package, data)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Change a few places the way parsers dislike."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(changed) + 1)
        kind = chance.randrange(5)
        if kind == 0 and changed:
            changed[place % len(changed)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            changed[place:place] = chance.randbytes(chance.randint(1, 3))
        elif kind == 2:
            del changed[place : place + chance.randint(1, 40)]
        elif kind == 3:
            piece = changed[place : place + chance.randint(1, 60)]
            other = chance.randrange(len(changed) + 1)
            changed[other:other] = piece
        elif changed:
            changed[place % len(changed)] = chance.choice((0, 0x0A, 0x22, 0x5B, 0x7F, 0x9F, 0xFF))
    return bytes(changed)


def test_mutants_of_true_parts_are_refused_or_unchanged(world: World, core: CorePackage) -> None:
    """Each reader gets mutants of a true input; what it accepts must be that input."""
    chance = random.Random(20261118)
    prepared = prepare(world, make_leaves())
    receipt = receipt_for(world, core)
    package = open_core(core)
    readers: tuple[
        tuple[bytes, Callable[[bytes], object], Callable[[object], bytes] | None], ...
    ] = (
        (prepared.seal, Seal.decode, lambda seal: seal.encode()),  # type: ignore[attr-defined]
        (package.closing.encode(), Closing.decode, lambda closing: closing.encode()),  # type: ignore[attr-defined]
        (package.entry, decode_entry, None),
        (receipt.proof, read_proof, lambda proof: proof.text.encode()),  # type: ignore[attr-defined]
        (
            seal_envelope(prepared, package.envelope.signatures).to_json(),
            lambda data: read_envelope(data, SEAL_TYPE, "t"),
            lambda envelope: envelope.to_json(),  # type: ignore[attr-defined]
        ),
        (
            package.disclosures[0].line,
            lambda data: read_disclosure(data, "t"),
            lambda disclosure: disclosure.line,  # type: ignore[attr-defined]
        ),
        (write_package(core), open_package, lambda opened: write_package(opened.core)),  # type: ignore[attr-defined]
    )
    for original, read, write in readers:
        for _ in range(700):
            mutant = mutate(original, chance)
            try:
                value = read(mutant)
            except KnownError:
                continue
            if write is not None:
                assert write(value) == mutant, "accepted bytes are the one form of what they say"


def test_mutants_of_a_printed_record_are_refused(world: World, tmp_path: Path) -> None:
    leaves = make_leaves()
    sealed = seal_core(world, leaves | {"/document": document_leaf(leaves)})
    pdf = sealed_pdf(sealed)
    root, file = tmp_path / "root.pem", tmp_path / "record.pdf"
    root.write_bytes(world.authority.root.pem)
    clock = SteppingClock(NOW + timedelta(hours=2))
    chance = random.Random(20261118)
    for round_number in range(50):
        file.write_bytes(mutate(pdf, chance) if round_number else pdf)
        expected = NOT_VALID if round_number else VALID
        assert verify_file(file, trust=[root], clock=clock).status == expected, round_number
