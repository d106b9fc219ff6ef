"""Leaves and seal: what may be sealed, in which one form, and what a seal refuses."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable

import cbor2
import pytest
import rfc8785

from inspector_app.crypto.dsse import Signature
from inspector_app.errors import KnownError
from inspector_app.records.cbor import encode
from inspector_app.records.content import JsonValue
from inspector_app.records.leaves import decoy_hashes, disclose, normal_leaves, read_disclosure
from inspector_app.records.seal import (
    Closing,
    PreparedSeal,
    Seal,
    close_seal,
    decode_entry,
    encode_entry,
    hidden_unit,
    seal_fields,
    seal_signature_holds,
    sign_seal,
    split_hashes,
)
from tests.builders.sealing import CountingEntropy, World, make_leaves, make_world, prepare


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize(
    "value",
    [
        "",
        "检查",
        0,
        -1,
        2**53 - 1,
        True,
        False,
        None,
        [],
        {},
        [1, ["a"]],
        {"b": 1, "a": {"c": None}},
    ],
)
def test_every_allowed_value_reads_back(value: JsonValue) -> None:
    made = disclose("/answers/a", value, CountingEntropy())
    again = read_disclosure(made.line, "test")
    assert again == made
    assert again.value == value
    assert again.hash == hashlib.sha256(b"\0" + made.line).digest()


@pytest.mark.parametrize(
    "value",
    [1.5, 2**53, -(2**53), "e\u0301", {"e\u0301": 1}, ["\ud800"], {"a": 0.0}, {1: 2}, b"bytes"],
)
def test_values_with_two_readings_are_refused(value: JsonValue) -> None:
    assert code_of(lambda: disclose("/a", value, CountingEntropy())) == "format.value"


@pytest.mark.parametrize("pointer", ["", "/", "a", "a/b", "/e\u0301", "/\ud800"])
def test_pointers_have_one_form(pointer: str) -> None:
    assert code_of(lambda: disclose(pointer, 1, CountingEntropy())) == "format.value"


def test_depth_and_size_are_limited() -> None:
    deep: JsonValue = []
    for _ in range(20):
        deep = [deep]
    assert code_of(lambda: disclose("/a", deep, CountingEntropy())) == "format.limit"
    assert code_of(lambda: disclose("/a", "x" * (1 << 20), CountingEntropy())) == "format.limit"
    assert code_of(lambda: read_disclosure(b"x" * ((1 << 20) + 1), "t")) == "format.limit"


def test_typed_text_is_brought_to_its_normal_form() -> None:
    leaves = normal_leaves({"/a": {"e\u0301": ["e\u0301", ("x", 1)]}})
    assert leaves == {"/a": {"\u00e9": ["\u00e9", ["x", 1]]}}
    assert code_of(lambda: normal_leaves({"/a": 1.5})) == "format.value"  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line + b" ",
        lambda line: b" " + line,
        lambda line: line.replace(b"/a", b"\\u002fa"),
        lambda line: line.replace(b'"x":1', b'"x":1.0'),
        lambda line: line.replace(b'"x":1', b'"x":1e0'),
        lambda line: line.replace(b'"x":1', b'"x":NaN'),
        lambda line: line.replace(b'"x":1', b'"x":-0'),
        lambda line: line.replace(b'"x":1', b'"x":1,"x":1'),
        lambda line: line.replace(b'"x":1', b'"x":"\\ud800"'),
        lambda line: line.replace(b'"x":1', b'"x":' + b"9" * 5000),
        lambda line: line[:-1] + b",1]",
        lambda line: b"{" + line[1:-1] + b"}",
        lambda line: b"[1" + line[25:],
        lambda line: line[:2] + b"=" + line[3:],
        lambda line: b'["' + b"A" * 21 + b"B" + line[24:],
        lambda line: b'["' + b"A" * 23 + line[24:],
        lambda line: b"[" * 5000,
        lambda line: b"",
        lambda line: b"\xff\xfe",
    ],
)
def test_a_disclosure_has_one_form(change: Callable[[bytes], bytes]) -> None:
    line = disclose("/a", {"x": 1}, CountingEntropy()).line
    changed = change(line)
    assert changed != line
    assert code_of(lambda: read_disclosure(changed, "t")) == "format.not-canonical"


def test_no_disclosure_can_pass_as_a_decoy() -> None:
    values: tuple[JsonValue, ...] = (0, "", [], {}, None)
    shortest = min(len(disclose("/a", value, CountingEntropy()).line) for value in values)
    assert shortest == 33, "a decoy is the hash of 32 bytes"


@pytest.mark.parametrize("fields", [0, 1, 10, 30, 31, 32, 63, 64, 134])
def test_trees_are_filled_to_a_multiple_of_32(world: World, fields: int) -> None:
    leaves: dict[str, JsonValue] = {f"/notes/{n:03}": {"text": str(n)} for n in range(fields)}
    prepared = prepare(world, leaves)
    hashes = split_hashes(prepared.leaves_bin)
    assert len(hashes) % 32 == 0
    assert len(hashes) - fields <= 32
    assert Seal.decode(prepared.seal).leaf_count == len(hashes)
    lines = [json.loads(line) for line in prepared.disclosures.splitlines()]
    [padding] = [value for _, pointer, value in lines if pointer == "/padding"]
    decoys = decoy_hashes(padding)
    assert decoys is not None
    assert len(decoys) + len(lines) == len(hashes)
    assert set(decoys) <= set(hashes)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "x",
        [1],
        ["A" * 42],
        ["A" * 42 + "B"],
        ["!" * 43],
        ["A" * 43, "A" * 43],
        [base64.urlsafe_b64encode(b"\x02" * 32).decode()[:43], "A" * 43],
    ],
)
def test_malformed_padding_proves_no_decoy(value: JsonValue) -> None:
    assert decoy_hashes(value) is None


def test_the_position_of_a_leaf_tells_nothing(world: World) -> None:
    leaves = make_leaves()
    orders = []
    for seed in ("one", "two", "three"):
        prepared = prepare(make_world(seed), leaves)
        pointers = [json.loads(line)[1] for line in prepared.disclosures.splitlines()]
        orders.append(tuple(pointers))
    assert len(set(orders)) == 3


def test_padding_cannot_be_brought_in_from_outside(world: World) -> None:
    assert code_of(lambda: prepare(world, {"/padding": []})) == "format.value"


def test_the_same_entropy_gives_the_same_bytes() -> None:
    first, second = prepare(make_world("x"), make_leaves()), prepare(make_world("x"), make_leaves())
    assert first == second


def test_a_seal_reads_back_and_is_small(world: World) -> None:
    prepared = prepare(world, make_leaves())
    assert len(prepared.seal) == 97
    seal = Seal.decode(prepared.seal)
    assert seal.encode() == prepared.seal
    assert seal.root == prepared.root
    assert seal_fields(seal)["unit"] == "91000000MA0000000X"
    largest = prepare(
        world, make_leaves(), supersedes=bytes(32), outcome=255, sealed_at=(1 << 37) - 1
    )
    assert len(largest.seal) <= 112


def test_the_seal_is_the_documented_map(world: World) -> None:
    fields = cbor2.loads(prepare(world, make_leaves(), supersedes=bytes(range(32))).seal)
    assert list(fields) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert fields[1] == 1
    assert fields[6] == bytes.fromhex("ab" * 8)
    assert fields[9] == bytes(range(8))


def test_a_unit_without_a_name_on_paper_has_eight_bytes(world: World) -> None:
    hidden = hidden_unit("示例", b"s" * 16)
    assert len(hidden) == 8
    assert hidden != hidden_unit("示例", b"t" * 16)
    seal = Seal.decode(prepare(world, make_leaves(), unit_code=hidden).seal)
    assert seal.unit == hidden
    assert seal_fields(seal)["unit"] == hidden.hex()


GOOD: dict[object, object] = {
    1: 1,
    2: bytes(16),
    3: bytes(32),
    4: 32,
    5: 1_794_987_000,
    6: bytes(8),
    7: "91000000MA0000000X",
    8: 1,
}


def test_the_good_map_is_good() -> None:
    assert Seal.decode(encode(GOOD)).leaf_count == 32


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({1: 2}, "format.version"),
        ({1: True}, "format.not-canonical"),
        ({2: bytes(15)}, "format.not-canonical"),
        ({2: "x" * 16}, "format.not-canonical"),
        ({3: bytes(31)}, "format.not-canonical"),
        ({4: 0}, "format.not-canonical"),
        ({4: True}, "format.not-canonical"),
        ({4: 1 << 20}, "format.not-canonical"),
        ({5: -1}, "format.not-canonical"),
        ({5: 1.5}, "format.not-canonical"),
        ({5: 1 << 41}, "format.not-canonical"),
        ({6: bytes(9)}, "format.not-canonical"),
        ({7: "short"}, "format.not-canonical"),
        ({7: "9100000检MA0000000X"}, "format.not-canonical"),
        ({7: bytes(7)}, "format.not-canonical"),
        ({7: 5}, "format.not-canonical"),
        ({8: 256}, "format.not-canonical"),
        ({8: None}, "format.not-canonical"),
        ({9: bytes(7)}, "format.not-canonical"),
        ({9: None}, "format.not-canonical"),
        ({10: 2}, "sign.suite"),
        ({10: None}, "format.not-canonical"),
        ({11: 1}, "format.not-canonical"),
        ({"1": 1}, "format.not-canonical"),
    ],
)
def test_seals_with_other_fields_are_refused(change: dict[object, object], code: str) -> None:
    assert code_of(lambda: Seal.decode(encode({**GOOD, **change}))) == code


@pytest.mark.parametrize("missing", list(GOOD))
def test_seals_with_a_field_missing_are_refused(missing: object) -> None:
    fields = {key: value for key, value in GOOD.items() if key != missing}
    assert code_of(lambda: Seal.decode(encode(fields))) == "format.not-canonical"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"\xa0",
        encode([1]),
        encode(GOOD) + b"\0",
        encode(GOOD)[:-1],
        b"\xbf" + encode(GOOD)[1:] + b"\xff",
        b"\xb8\x08" + encode(GOOD)[1:],
        encode(GOOD).replace(b"\x01\x01\x02", b"\x01\x18\x01\x02", 1),
        b"\xa9" + encode(GOOD)[1:] + b"\x08\x01",
    ],
)
def test_other_encodings_of_a_seal_are_refused(data: bytes) -> None:
    assert code_of(lambda: Seal.decode(data)) == "format.not-canonical"


def test_an_oversized_seal_is_refused_before_parsing() -> None:
    assert code_of(lambda: Seal.decode(bytes(113))) == "format.limit"


def test_an_interrupted_signing_is_taken_up_again(world: World) -> None:
    prepared = prepare(world, make_leaves())
    first = sign_seal(prepared, world.officers[0])
    again = PreparedSeal.from_bytes(prepared.to_bytes())
    assert again == prepared
    assert seal_signature_holds(again, first, world.officers[0])
    assert not seal_signature_holds(again, first, world.officers[1])
    other = prepare(world, make_leaves())
    assert not seal_signature_holds(other, first, world.officers[0])


@pytest.mark.parametrize("place", ["seal", "leaves_bin"])
def test_a_damaged_interrupted_signing_is_noticed(world: World, place: str) -> None:
    prepared = prepare(world, make_leaves())
    whole = prepared.to_bytes()
    start = whole.index(getattr(prepared, place)) + 30
    damaged = whole[:start] + bytes([whole[start] ^ 0xFF]) + whole[start + 1 :]
    assert code_of(lambda: PreparedSeal.from_bytes(damaged)) in {
        "tree.root",
        "format.not-canonical",
    }
    assert code_of(lambda: PreparedSeal.from_bytes(b"")) == "format.not-canonical"


def test_the_closing_names_the_seal_and_every_signature(world: World) -> None:
    prepared = prepare(world, make_leaves())
    signatures = [sign_seal(prepared, officer) for officer in world.officers]
    envelope = close_seal(prepared, reversed(signatures), world.device, 3, bytes(32))  # type: ignore[arg-type]
    closing = Closing.decode(envelope.payload)
    assert closing.seal_sha256 == hashlib.sha256(prepared.seal).digest()
    ordered = sorted(signatures)
    assert closing.signatures == tuple(hashlib.sha256(s.value).digest() for s in ordered)
    assert (closing.chain_seq, closing.previous) == (3, bytes(32))


@pytest.mark.parametrize(("seq", "previous"), [(0, bytes(32)), (1, bytes(31)), (-1, bytes(32))])
def test_a_closing_outside_the_chain_is_not_made(world: World, seq: int, previous: bytes) -> None:
    prepared = prepare(world, make_leaves())
    assert (
        code_of(lambda: close_seal(prepared, [], world.device, seq, previous))
        == "format.not-canonical"
    )


def test_other_closings_are_refused() -> None:
    good = {1: 1, 2: bytes(32), 3: [bytes(32)], 4: 1, 5: bytes(32)}
    assert Closing.decode(encode(good)).chain_seq == 1
    assert code_of(lambda: Closing.decode(encode({**good, 1: 2}))) == "format.version"
    changes: list[dict[int, object]] = [{1: "1"}, {2: b""}, {3: [b""]}, {3: {}}, {4: 1.0}, {6: 1}]
    for change in changes:
        data = encode({**good, **change})
        assert code_of(lambda d=data: Closing.decode(d)) == "format.not-canonical"  # type: ignore[misc]


def test_the_seal_entry_reads_back_strictly(world: World) -> None:
    prepared = prepare(world, make_leaves())
    signatures = [sign_seal(prepared, officer) for officer in world.officers]
    entry = encode_entry(prepared.seal, signatures)
    seal, envelope = decode_entry(entry)
    assert seal.encode() == prepared.seal
    assert set(envelope.signatures) == set(signatures)
    assert entry == encode_entry(prepared.seal, list(reversed(signatures)))
    pairs = [[s.key_id, s.value] for s in sorted(signatures)]
    for fields, code in (
        ([2, prepared.seal, pairs], "format.version"),
        ([1, prepared.seal, pairs[::-1]], "format.not-canonical"),
        ([1, prepared.seal, [[b"short", bytes(64)]]], "format.not-canonical"),
        ([1, prepared.seal, [[bytes(8), bytes(63)]]], "format.not-canonical"),
        ([1, prepared.seal, [bytes(8)]], "format.not-canonical"),
        ([1, prepared.seal], "format.not-canonical"),
        ([True, prepared.seal, pairs], "format.not-canonical"),
        ([1, "seal", pairs], "format.not-canonical"),
        ({1: 1}, "format.not-canonical"),
    ):
        assert code_of(lambda f=fields: decode_entry(encode(f))) == code  # type: ignore[misc]


def test_signatures_order_by_key_id() -> None:
    low, high = Signature(b"\0" * 8, b"z" * 64), Signature(b"\1" * 8, b"a" * 64)
    assert sorted([high, low]) == [low, high]


def test_leaf_hashes_must_ascend() -> None:
    one, two = bytes(31) + b"\1", bytes(31) + b"\2"
    assert split_hashes(one + two) == (one, two)
    for wrong in (two + one, one + one, one[:-1], one + two[:-1]):
        assert code_of(lambda w=wrong: split_hashes(w)) == "format.not-canonical"  # type: ignore[misc]


def test_disclosures_are_the_published_json(world: World) -> None:
    for line in prepare(world, make_leaves()).disclosures.splitlines():
        assert rfc8785.dumps(json.loads(line)) == line
