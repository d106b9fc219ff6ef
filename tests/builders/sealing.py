"""Builders for sealed records in tests: a bureau, officers, a device, a small record.

Imported by tests of records, commands and the golden fixture's writer. Everything follows from a
seed, so that every run makes the same bytes. Invented persons and units only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from inspector_app.clock import CHINA, unix_seconds
from inspector_app.crypto.authority import Authority
from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.keys import SigningKey, SoftwareSigner
from inspector_app.crypto.requests import make_csr
from inspector_app.crypto.trust import TrustAnchors
from inspector_app.domain.identifiers import Entropy, PersonId
from inspector_app.domain.officers import Credential, Officer, Role
from inspector_app.records.content import JsonValue, from_leaves
from inspector_app.records.merkle import leaf_hash, nodes_of
from inspector_app.records.package import (
    CorePackage,
    ReceiptFiles,
    build_core,
    open_core,
    seal_entry,
    write_package,
)
from inspector_app.records.receipt import Receipt, make_receipt
from inspector_app.records.seal import PreparedSeal, close_seal, prepare_seal, sign_seal
from inspector_app.records.verdict import Verdict
from inspector_app.records.verify import verify_package
from inspector_app.services.documents import FontSet, SealStamp, compose_record, render_record

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=CHINA)
AGENCY = "示例市文化市场综合行政执法支队"


class CountingEntropy:
    """Deterministic bytes: SHA-256 of a counter; every run gives the same keys and salts."""

    def __init__(self, seed: str = "tests") -> None:
        self._seed = seed
        self._count = 0

    def __call__(self, length: int) -> bytes:
        self._count += 1
        material = b""
        while len(material) < length:
            block = f"{self._seed}/{self._count}/{len(material)}".encode()
            material += hashlib.sha256(block).digest()
        return material[:length]


@dataclass(frozen=True)
class World:
    """A bureau with two officers, a device and a receipt signer."""

    entropy: Entropy
    authority: Authority
    anchors: TrustAnchors
    officers: tuple[SoftwareSigner, ...]
    device: SoftwareSigner
    bureau: SoftwareSigner


def officer_row(n: int, **changes: object) -> Officer:
    """Return a roster row; numbers differ by `n`."""
    officer = Officer(
        PersonId(f"p-{n:04}"),
        f"演示{'甲乙丙丁'[n - 1]}",
        Role.OFFICER,
        "执法员",
        Credential(f"演执0000{n}", AGENCY, date(2025, 1, 1), date(2027, 12, 31)),
    )
    return replace(officer, **changes)  # type: ignore[arg-type]


def enrol(
    authority: Authority, officer: Officer, entropy: Entropy, now: datetime = NOW
) -> SoftwareSigner:
    """Make a key, request and certificate for a person."""
    key = SigningKey(entropy(32))
    csr = make_csr(key, str(officer.person_id), officer.name)
    return SoftwareSigner(key, authority.issue_officer(csr, officer, now=now, entropy=entropy))


def make_world(seed: str = "tests") -> World:
    """Build a bureau from nothing but a seed."""
    entropy = CountingEntropy(seed)
    start = NOW - timedelta(days=30)
    authority = Authority.create("示例市演示单位", now=start, entropy=entropy)
    device_key = SigningKey(entropy(32))
    device = SoftwareSigner(
        device_key,
        authority.issue_device(
            make_csr(device_key, "d-0001", "演示笔记本1"),
            device_id="d-0001",
            name="演示笔记本1",
            agency=AGENCY,
            now=start,
            entropy=entropy,
        ),
    )
    bureau = authority.issue_bureau_signer(
        SigningKey(entropy(32)), name="演示回执", agency=AGENCY, now=start, entropy=entropy
    )
    return World(
        entropy,
        authority,
        TrustAnchors((authority.root,)),
        tuple(enrol(authority, officer_row(n), entropy, start) for n in (1, 2)),
        device,
        bureau,
    )


def make_leaves(evidence: Mapping[str, int] | None = None) -> dict[str, JsonValue]:
    """Return a small record's leaves."""
    leaves: dict[str, JsonValue] = {
        "/form": {"id": "insp-wb", "version": "2026.1", "sha256": "ab" * 32},
        "/unit/name": "示例网吧（演示）",
        "/unit/credit_code": "91000000MA0000000X",
        "/visit/start": "2026-11-18T14:00:00+08:00",
        "/chain": {"device": "d-0001", "after_seq": 6, "after": "11" * 32},
        "/time": {
            "wall": "2026-11-18T15:30:00+08:00",
            "monotonic_ns": 7_200_000_000_000,
            "boot_id": "boot",
        },
        "/party/objection": "无",
        "/answers/data/s01/wb_01/wb_01_v": {"value": "ok", "officer": "p-0001", "seq": 12},
        "/procedure/0001": {
            "seq": 1,
            "kind": "credential-shown",
            "person": "p-0001",
            "wall": "2026-11-18T14:00:00+08:00",
            "monotonic_ns": 1_800_000_000_000,
            "detail": {"number": "演执00001"},
        },
        "/procedure/0002": {
            "seq": 2,
            "kind": "credential-shown",
            "person": "p-0002",
            "wall": "2026-11-18T14:00:10+08:00",
            "monotonic_ns": 1_810_000_000_000,
            "detail": {"number": "演执00002"},
        },
    }
    for n, (digest, size) in enumerate((evidence or {}).items(), 1):
        leaves[f"/evidence/{n:03}"] = {
            "n": n,
            "kind": "photo",
            "sha256": digest,
            "size_bytes": size,
        }
    return leaves


def prepare(world: World, leaves: Mapping[str, JsonValue], **changes: object) -> PreparedSeal:
    """Prepare the seal of these leaves."""
    arguments: dict[str, object] = {
        "record_id": bytes.fromhex("019a0000000070008000000000000001"),
        "sealed_at": unix_seconds(NOW),
        "form_sha256": bytes.fromhex("ab" * 32),
        "unit_code": "91000000MA0000000X",
        "outcome": 1,
        "entropy": world.entropy,
    }
    return prepare_seal(leaves, **(arguments | changes))  # type: ignore[arg-type]


def certificates_of(world: World, *signers: SoftwareSigner) -> list[Certificate]:
    """Return what belongs into `certs.pem`."""
    return [*{signer.certificate for signer in signers}, *world.authority.intermediates]


def seal_core(
    world: World,
    leaves: Mapping[str, JsonValue] | None = None,
    signers: tuple[SoftwareSigner, ...] | None = None,
    **changes: object,
) -> CorePackage:
    """Seal a record as the services do."""
    prepared = prepare(world, leaves if leaves is not None else make_leaves(), **changes)
    chosen = world.officers if signers is None else signers
    signatures = [sign_seal(prepared, signer) for signer in chosen]
    closing = close_seal(prepared, signatures, world.device, 7, bytes.fromhex("11" * 32))
    certificates = certificates_of(world, *chosen, world.device)
    return build_core(prepared, signatures, closing, certificates)


def receipt_for(
    world: World,
    core: CorePackage,
    *,
    evidence: Sequence[str] = (),
    received_at: datetime = NOW + timedelta(hours=1),
    signer: SoftwareSigner | None = None,
    **changes: object,
) -> ReceiptFiles:
    """Return the bureau's receipt: the record is the sixth entry of its log."""
    seal = open_core(core).seal
    others = [leaf_hash(f"other entry {n}".encode()) for n in range(5)]
    arguments: dict[str, object] = {
        "record_id": seal.record_id,
        "root": seal.root,
        "evidence": tuple(sorted(bytes.fromhex(digest) for digest in evidence)),
        "received_at": unix_seconds(received_at),
        "log_index": 5,
        "epoch": 1,
    }
    return make_receipt(
        Receipt(**(arguments | changes)),  # type: ignore[arg-type]
        origin="bureau.example/log/1",
        node=nodes_of([*others, leaf_hash(seal_entry(core))]),
        signer=signer or world.bureau,
        intermediates=world.authority.intermediates,
    )


def judge(world: World, core: CorePackage, **changes: object) -> Verdict:
    """Verify a core package two hours after it was sealed."""
    arguments: dict[str, object] = {"anchors": world.anchors, "at": NOW + timedelta(hours=2)}
    return verify_package(open_core(core), **(arguments | changes))  # type: ignore[arg-type]


def sealed_pdf(core: CorePackage, attached: CorePackage | None = None) -> bytes:
    """Return the printed record that carries its core package, or a forger's other one.

    The core must have been sealed with the `/document` leaf of `document_leaf`.
    """
    package = open_core(core)
    composed = compose_record(package.content(), thumbnails=_no_picture, fonts=FontSet.bundled())
    stamp = SealStamp(
        package.seal.record_id, package.seal.root, package.entry, package.seal.sealed_at
    )
    return render_record(composed, package.content(), stamp, write_package(attached or core))


def document_leaf(leaves: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the `/document` leaf of a record that says this."""
    composed = compose_record(from_leaves(leaves), thumbnails=_no_picture, fonts=FontSet.bundled())
    return composed.document_leaf()


def _no_picture(_: str) -> None:
    return None
