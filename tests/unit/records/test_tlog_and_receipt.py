"""Checkpoints, proofs and receipts: published vectors, and every way a receipt can lie."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from inspector_app.clock import unix_seconds
from inspector_app.crypto.dsse import sign_envelope
from inspector_app.crypto.keys import SigningKey, SoftwareSigner
from inspector_app.crypto.trust import Revocation, RevocationList
from inspector_app.errors import KnownError
from inspector_app.records.cbor import encode
from inspector_app.records.merkle import leaf_hash, nodes_of, root_at
from inspector_app.records.package import (
    CorePackage,
    ReceiptFiles,
    open_core,
    open_package,
    seal_entry,
    write_package,
)
from inspector_app.records.receipt import (
    RECEIPT_TYPE,
    Receipt,
    ReceiptFindings,
    check_receipt,
    read_receipt,
)
from inspector_app.records.tlog import (
    Checkpoint,
    NoteKey,
    TlogProof,
    cosign_checkpoint,
    open_checkpoint,
    proof_holds,
    read_checkpoint,
    read_proof,
    sign_checkpoint,
)
from tests.builders.sealing import AGENCY, NOW, World, make_world, receipt_for, seal_core

# The note in the documentation of Go's golang.org/x/mod/sumdb/note, with its verifier key.
PETER_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSN"
    "XgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
PETER_KEY = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
WITNESSES = "witness.example/w1"


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_the_key_id_of_a_published_note() -> None:
    assert NoteKey("PeterNeumann", PETER_KEY).key_id.hex() == "c74f20a3"


def test_the_signature_of_a_published_note() -> None:
    from inspector_app.crypto.keys import signature_holds

    text, _, tail = PETER_NOTE.rpartition("\n\n")
    signature = base64.b64decode(tail.split(" ")[2])
    assert signature_holds(PETER_KEY, (text + "\n").encode(), signature[4:])


def note_of(world: World, size: int = 6) -> str:
    hashes = [leaf_hash(b"%d" % n) for n in range(size)]
    checkpoint = Checkpoint("bureau.example/log/1", size, root_at(size, nodes_of(hashes)))
    return sign_checkpoint(checkpoint, world.bureau)


def test_a_checkpoint_reads_back(world: World) -> None:
    note = note_of(world)
    opened = open_checkpoint(note, [world.bureau.certificate.public_key_raw])
    assert opened.checkpoint == read_checkpoint(note)
    assert opened.checkpoint.size == 6
    assert opened.note == note
    assert opened.witnesses == ()
    assert note == note_of(world), "the same head gives the same bytes"


def test_a_checkpoint_of_another_key_is_refused(world: World) -> None:
    stranger = SigningKey(b"\x55" * 32)
    assert code_of(lambda: open_checkpoint(note_of(world), [stranger.public_raw])) == "receipt.log"
    assert code_of(lambda: open_checkpoint(note_of(world), [])) == "receipt.log"


@pytest.mark.parametrize(
    "change",
    [
        lambda n: n.replace("\n6\n", "\n7\n"),
        lambda n: n.replace("\n6\n", "\n06\n"),
        lambda n: n.replace("\n6\n", "\n-6\n"),
        lambda n: n.replace("\n6\n", "\n6\r\n"),
        lambda n: n.replace("\n6\n", "\n６\n"),
        lambda n: n.replace("bureau", "bureaux", 1),
        lambda n: n.replace("bureau", "bureau ", 1),
        lambda n: n.replace("\n\n", "\nextension\n\n", 1),
        lambda n: n.replace("— ", "- "),
        lambda n: n[:-1],
        lambda n: n + "x",
        lambda n: n + "\n",
        lambda n: n.replace("=\n\n", "\n\n"),
        lambda n: n.split("\n\n")[0],
        lambda n: n.split("\n\n")[0] + "\n\n",
        lambda n: "",
        lambda n: n * 3000,
        lambda n: n.replace("— bureau.example/log/1 ", "— bureau.example/log/1  "),
        lambda n: n + n.split("\n\n")[1].replace(n[-10:-5], "AAAAA"),
    ],
)
def test_every_change_to_a_checkpoint_is_refused(
    world: World, change: Callable[[str], str]
) -> None:
    changed = change(note_of(world))
    keys = [world.bureau.certificate.public_key_raw]
    assert code_of(lambda: open_checkpoint(changed, keys)) == "receipt.log"


def witness_of(world: World) -> SoftwareSigner:
    key = SigningKey(b"\x66" * 32)
    return world.authority.issue_bureau_signer(
        key, name="上级见证", agency=AGENCY, now=NOW, entropy=world.entropy
    )


def test_a_known_witness_is_heard_and_an_unknown_one_ignored(world: World) -> None:
    witness = witness_of(world)
    note = cosign_checkpoint(note_of(world), WITNESSES, witness, 1_794_990_000)
    keys = [world.bureau.certificate.public_key_raw]
    known = NoteKey(WITNESSES, witness.certificate.public_key_raw, witness=True)
    assert open_checkpoint(note, keys, [known]).witnesses == ((WITNESSES, 1_794_990_000),)
    assert open_checkpoint(note, keys).witnesses == ()


def test_a_known_witness_with_a_bad_signature_spoils_the_note(world: World) -> None:
    witness = witness_of(world)
    note = cosign_checkpoint(note_of(world), WITNESSES, witness, 1_794_990_000)
    known = NoteKey(WITNESSES, witness.certificate.public_key_raw, witness=True)
    keys = [world.bureau.certificate.public_key_raw]
    head, _, value = note.rstrip("\n").rpartition(" ")
    raw = bytearray(base64.b64decode(value))
    for place in (11, 12, 75):  # the time, and both ends of the signature
        damaged = bytearray(raw)
        damaged[place] ^= 1
        changed = f"{head} {base64.b64encode(damaged).decode()}\n"
        assert code_of(lambda n=changed: open_checkpoint(n, keys, [known])) == "receipt.log"  # type: ignore[misc]
    absurd = cosign_checkpoint(note_of(world), WITNESSES, witness, 1 << 60)
    assert code_of(lambda: open_checkpoint(absurd, keys, [known])) == "receipt.log"


def test_a_proof_reads_back_and_has_the_published_shape(world: World) -> None:
    proof = TlogProof(3, (bytes(32), b"\x01" * 32), note_of(world), b"extra")
    text = proof.text
    assert text.startswith("c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 3\n")
    assert read_proof(text.encode()) == proof
    plain = replace(proof, extra=b"", path=(), index=0)
    assert plain.text.startswith("c2sp.org/tlog-proof@v1\nindex 0\n\nbureau.example")
    assert read_proof(plain.text.encode()) == plain


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("@v1", "@v2"),
        lambda t: t.replace("index 3", "index 03"),
        lambda t: t.replace("index 3", "index x"),
        lambda t: t.replace("index 3\n", ""),
        lambda t: t.replace("extra ", "extra  "),
        lambda t: t.replace("extra ZXh0cmE=", "extra "),
        lambda t: t.replace("ZXh0cmE=", "ZXh0cmF="),
        lambda t: t.replace("AAA=\n", "AA=\n", 1),
        lambda t: t.replace("index 3\n", "index 3\n" + "AAAA\n"),
        lambda t: t.replace(
            "index 3\n", "index 3\n" + (base64.b64encode(bytes(32)).decode() + "\n") * 65
        ),
        lambda t: t.split("\n\n")[0],
        lambda t: "\ufeff" + t,
        lambda t: t + "x" * 70_000,
    ],
)
def test_other_proofs_are_refused(world: World, change: Callable[[str], str]) -> None:
    text = TlogProof(3, (bytes(32), b"\x01" * 32), note_of(world), b"extra").text
    changed = change(text)
    assert changed != text
    assert code_of(lambda: read_proof(changed.encode())) == "receipt.proof"
    assert code_of(lambda: read_proof(b"\xff\xfe")) == "receipt.proof"


@pytest.fixture(scope="module")
def core(world: World) -> CorePackage:
    return seal_core(world)


def check(
    world: World, core: CorePackage, files: ReceiptFiles, **changes: object
) -> ReceiptFindings:
    seal = open_core(core).seal
    arguments: dict[str, object] = {
        "record_id": seal.record_id,
        "root": seal.root,
        "entry": seal_entry(core),
        "evidence": [],
        "anchors": world.anchors,
    }
    return check_receipt(files, **(arguments | changes))  # type: ignore[arg-type]


def only_code(findings: ReceiptFindings) -> str:
    [reason] = findings.reasons
    assert findings.received_at is None
    assert findings.checkpoint is None
    return reason.code


def test_a_true_receipt_holds_and_bounds_the_time(world: World, core: CorePackage) -> None:
    findings = check(world, core, receipt_for(world, core))
    assert findings.reasons == ()
    assert findings.received_at == NOW + timedelta(hours=1)
    assert findings.checkpoint is not None
    assert findings.checkpoint.checkpoint.size == 6


def test_the_same_facts_give_the_same_receipt(world: World, core: CorePackage) -> None:
    assert receipt_for(world, core) == receipt_for(world, core)


def test_a_receipt_must_cover_every_original(world: World, core: CorePackage) -> None:
    one, two = "11" * 32, "22" * 32
    files = receipt_for(world, core, evidence=[one])
    assert check(world, core, files, evidence=[bytes.fromhex(one)]).reasons == ()
    both = [bytes.fromhex(one), bytes.fromhex(two)]
    assert only_code(check(world, core, files, evidence=both)) == "receipt.not-covered"


def test_a_receipt_of_another_record_does_not_count(world: World, core: CorePackage) -> None:
    other = seal_core(world, record_id=bytes(16))
    assert only_code(check(world, core, receipt_for(world, other))) == "receipt.not-covered"
    wrong_root = receipt_for(world, core, root=bytes(32))
    assert only_code(check(world, core, wrong_root)) == "receipt.not-covered"


def test_a_proof_of_another_entry_does_not_count(world: World, core: CorePackage) -> None:
    other = seal_core(world, record_id=bytes(16))
    mixed = ReceiptFiles(receipt_for(world, core).receipt, receipt_for(world, other).proof)
    assert only_code(check(world, core, mixed)) == "receipt.proof"


def test_receipt_and_proof_must_name_one_index(world: World, core: CorePackage) -> None:
    signed_elsewhere = sign_envelope(
        RECEIPT_TYPE,
        replace(read_receipt(receipt_for(world, core).receipt), log_index=4).encode(),
        world.bureau,
    )
    files = ReceiptFiles(signed_elsewhere.to_json(), receipt_for(world, core).proof)
    assert only_code(check(world, core, files)) == "receipt.proof"


def test_only_the_bureaus_key_makes_receipts(world: World, core: CorePackage) -> None:
    for signer in (world.officers[0], world.device):
        assert only_code(check(world, core, receipt_for(world, core, signer=signer))) == (
            "receipt.signature"
        )
    foreign = make_world("foreign")
    files = receipt_for(world, core, signer=foreign.bureau)
    assert only_code(check(world, core, files)) == "receipt.signature"


def test_an_expired_bureau_certificate_makes_no_receipt(world: World, core: CorePackage) -> None:
    files = receipt_for(world, core, received_at=NOW + timedelta(days=3 * 365))
    assert only_code(check(world, core, files)) == "receipt.signature"


def test_a_revoked_bureau_certificate_makes_no_receipt(world: World, core: CorePackage) -> None:
    files = receipt_for(world, core)
    key_id = world.bureau.certificate.key_id
    before = RevocationList(NOW, (Revocation("", key_id, NOW),))
    after = RevocationList(NOW, (Revocation("", key_id, NOW + timedelta(days=1)),))
    assert only_code(check(world, core, files, revocations=before)) == "cert.revoked"
    assert check(world, core, files, revocations=after).reasons == ()


def test_without_anchors_a_receipt_proves_nothing(world: World, core: CorePackage) -> None:
    findings = check(world, core, receipt_for(world, core), anchors=None)
    assert findings.undecided
    assert findings.received_at is None


def test_every_flipped_byte_of_a_receipt_is_noticed(world: World, core: CorePackage) -> None:
    files = receipt_for(world, core)
    for part in ("receipt", "proof"):
        data: bytes = getattr(files, part)
        for place in range(0, len(data), 1 if part == "receipt" else 3):
            damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
            assert check(world, core, replace(files, **{part: damaged})).reasons, (part, place)


def test_idle_certificates_in_the_proof_are_refused(world: World, core: CorePackage) -> None:
    from inspector_app.crypto.certificates import read_pem, write_pem

    files = receipt_for(world, core)
    proof = read_proof(files.proof)
    extra = write_pem([*read_pem(proof.extra), world.device.certificate])
    fat = ReceiptFiles(files.receipt, replace(proof, extra=extra).text.encode())
    assert only_code(check(world, core, fat)) == "receipt.signature"


def test_other_receipts_are_refused() -> None:
    good: dict[int, object] = {
        1: 1,
        2: bytes(16),
        3: bytes(32),
        4: [bytes(32)],
        5: 0,
        6: 0,
        7: 0,
    }
    assert Receipt.decode(encode(good)).epoch == 0
    assert code_of(lambda: Receipt.decode(encode({**good, 1: 2}))) == "format.version"
    changes: list[dict[int, object]] = [
        {1: "1"},
        {2: bytes(15)},
        {3: "x" * 32},
        {4: {}},
        {4: [bytes(31)]},
        {4: [bytes(32), bytes(32)]},
        {4: [b"\x02" * 32, b"\x01" * 32]},
        {5: -1},
        {6: True},
        {7: 1 << 50},
        {8: 1},
    ]
    for change in changes:
        data = encode({**good, **change})
        assert code_of(lambda d=data: Receipt.decode(d)) == "format.not-canonical"  # type: ignore[misc]


def test_the_receipt_travels_in_the_package(world: World, core: CorePackage) -> None:
    files = receipt_for(world, core)
    package = open_package(write_package(core, receipt=files))
    assert package.receipt == files
    assert read_receipt(files.receipt).received_at == unix_seconds(NOW + timedelta(hours=1))


def test_a_proof_outside_the_tree_does_not_hold() -> None:
    checkpoint = Checkpoint("log", 1, leaf_hash(b"a"))
    assert proof_holds(TlogProof(0, (), ""), checkpoint, leaf_hash(b"a"))
    assert not proof_holds(TlogProof(1, (), ""), checkpoint, leaf_hash(b"a"))
