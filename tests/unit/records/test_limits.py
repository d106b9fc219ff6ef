"""Limits and rare refusals of the readers: each has its code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from inspector_app.crypto.certificates import write_pem
from inspector_app.errors import KnownError
from inspector_app.records import container, package, seal
from inspector_app.records.base45 import encode as base45
from inspector_app.records.cbor import encode
from inspector_app.records.container import read_container, write_container
from inspector_app.records.leaves import decoy_hashes
from inspector_app.records.merkle import consistency_holds, nodes_of, root_at
from inspector_app.records.package import ReceiptFiles, open_core, seal_entry
from inspector_app.records.qr import read_page_qr
from inspector_app.records.receipt import check_receipt
from inspector_app.records.seal import Seal, moment_of
from inspector_app.records.tlog import Checkpoint, open_checkpoint, read_proof, sign_checkpoint
from tests.builders.sealing import World, judge, make_leaves, prepare, receipt_for, seal_core


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_a_container_has_a_largest_size_and_count(monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_container([("a", b"x"), ("b", b"y")])
    monkeypatch.setattr(container, "MAX_ENTRIES", 1)
    assert code_of(lambda: read_container(data)) == "format.limit"
    assert code_of(lambda: write_container([("a", b""), ("b", b"")])) == "format.limit"
    monkeypatch.setattr(container, "MAX_BYTES", 40)
    assert code_of(lambda: read_container(data)) == "format.limit"
    assert code_of(lambda: write_container([("a", bytes(50))])) == "format.limit"


def test_a_container_cut_inside_a_header_is_told() -> None:
    assert code_of(lambda: read_container(b"PK\x03\x04 too short")) == "format.not-canonical"


def test_a_record_has_a_largest_number_of_leaves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "MAX_LEAVES", 16)
    assert code_of(lambda: prepare(world, make_leaves())) == "format.limit"


def test_certificates_have_a_largest_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    core = seal_core(world)
    monkeypatch.setattr(package, "MAX_CERTIFICATES", 2)
    assert code_of(lambda: open_core(core)) == "format.limit"


def test_another_suite_is_refused_by_name(world: World) -> None:
    ours = Seal.decode(prepare(world, make_leaves()).seal)
    with pytest.raises(KnownError) as caught:
        Seal.decode(replace(ours, suite=2).encode())
    assert caught.value.code == "sign.suite"
    assert caught.value.slots == {"found": 2}


def test_the_latest_moment_is_still_a_date() -> None:
    assert moment_of((1 << 37) - 1).year == 6325


def test_a_page_code_of_other_shape_is_refused() -> None:
    text = "INSPP1:" + base45(encode([1, bytes(16)]))
    assert code_of(lambda: read_page_qr(text)) == "format.qr"


def test_padding_names_outside_the_alphabet_prove_nothing() -> None:
    assert decoy_hashes(["é" * 43]) is None


def test_a_consistency_proof_that_is_too_long_or_empty_is_refused() -> None:
    hashes = [bytes([n]) * 32 for n in range(5)]
    old, new = root_at(3, nodes_of(hashes)), root_at(5, nodes_of(hashes))
    assert not consistency_holds(3, 5, old, new, ())
    assert not consistency_holds(3, 5, old, new, [bytes(32)] * 9)


def test_a_note_whose_log_signature_is_wrong_is_refused(world: World) -> None:
    signer = world.bureau
    note = sign_checkpoint(Checkpoint("log", 1, bytes(32)), signer)
    forged = sign_checkpoint(Checkpoint("log", 1, b"\1" * 32), signer)
    mixed = note.split("\n\n")[0] + "\n\n" + forged.split("\n\n")[1]
    keys = [signer.certificate.public_key_raw]
    assert code_of(lambda: open_checkpoint(mixed, keys)) == "receipt.log"


def test_a_receipt_around_a_forged_checkpoint_is_refused(world: World) -> None:
    core = seal_core(world)
    files = receipt_for(world, core)
    proof = read_proof(files.proof)
    other = sign_checkpoint(Checkpoint("bureau.example/log/1", 6, bytes(32)), world.device)
    forged = ReceiptFiles(files.receipt, replace(proof, note=other).text.encode())
    opened = open_core(core).seal
    findings = check_receipt(
        forged,
        record_id=opened.record_id,
        root=opened.root,
        entry=seal_entry(core),
        evidence=[],
        anchors=world.anchors,
    )
    assert [reason.code for reason in findings.reasons] == ["receipt.log"]


def test_certificates_of_a_proof_have_one_order(world: World) -> None:
    files = receipt_for(world, seal_core(world))
    proof = read_proof(files.proof)
    one, two = sorted(
        (world.bureau.certificate, world.authority.issuing), key=lambda c: c.sha256, reverse=True
    )
    unordered = replace(proof, extra=one.pem + two.pem)
    verdict = judge(
        world,
        seal_core(world),
        receipt=ReceiptFiles(files.receipt, unordered.text.encode()),
    )
    assert "format.not-canonical" in verdict.codes


def test_a_proof_without_certificates_is_no_receipt(world: World) -> None:
    core = seal_core(world)
    files = receipt_for(world, core)
    bare = replace(read_proof(files.proof), extra=b"")
    verdict = judge(world, core, receipt=ReceiptFiles(files.receipt, bare.text.encode()))
    assert "receipt.signature" in verdict.codes


def test_strangers_only_leave_nothing_to_trust(world: World) -> None:
    core = seal_core(world)
    intermediate_only = replace(core, certificates=write_pem([world.authority.issuing]))
    verdict = judge(world, intermediate_only)
    assert {"sign.key-unknown", "cert.unused"} <= verdict.codes
