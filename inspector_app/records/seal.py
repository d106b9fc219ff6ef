"""The seal: what two officers sign, in at most 112 bytes.

Called by services (sealing) step by step; between any two steps everything can be written down and
taken up again (`PreparedSeal.to_bytes`, plain `Signature` values). Readers parse the received bytes
and then re-encode them: any difference refuses. Must never re-encode in order to verify.

Source: resources/manual/seal-format.md; RFC 8949 section 4.2 (deterministic CBOR).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TypeAlias

from inspector_app.crypto.digest import sha256
from inspector_app.crypto.dsse import Envelope, Signature, pae, sign_envelope, sign_payload
from inspector_app.crypto.keys import Signer, signature_holds
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.records.cbor import decode, encode, require
from inspector_app.records.content import Leaves
from inspector_app.records.leaves import MAX_LEAVES, PADDING, disclose, make_padding, normal_leaves
from inspector_app.records.merkle import HASH_BYTES, root_of

FORMAT_VERSION = 1
SUITE = 1  # SHA-256, Ed25519, AES-256-GCM
MAX_SEAL_BYTES = 112
SEAL_TYPE = "application/vnd.insp.seal+cbor;v=1"
CLOSING_TYPE = "application/vnd.insp.closing+cbor;v=1"
CREDIT_CODE_LENGTH = 18
LATEST_S = 1 << 37  # year 6325: what every date library still understands
_SHORT_BYTES = 8

Unit: TypeAlias = str | bytes


@dataclass(frozen=True, slots=True)
class Seal:
    """The fields of a seal.

    Attributes:
        record_id: UUIDv7, 16 bytes.
        root: Merkle root over every leaf, 32 bytes.
        leaf_count: Leaves, padding leaf and decoys included; a multiple of 32.
        sealed_at: Claimed time, unix seconds.
        form_digest: First 8 bytes of the workbook's SHA-256.
        unit: 18-character credit code, or 8-byte salted hash (natural person, classified mode).
        outcome: 0..255; 0 in classified mode.
        supersedes: First 8 bytes of the superseded root, or None.
    """

    record_id: bytes
    root: bytes
    leaf_count: int
    sealed_at: int
    form_digest: bytes
    unit: Unit
    outcome: int
    supersedes: bytes | None = None
    suite: int = SUITE

    def encode(self) -> bytes:
        """Return the seal's bytes."""
        fields: dict[int, object] = {
            1: FORMAT_VERSION,
            2: self.record_id,
            3: self.root,
            4: self.leaf_count,
            5: self.sealed_at,
            6: self.form_digest,
            7: self.unit,
            8: self.outcome,
        }
        if self.supersedes is not None:
            fields[9] = self.supersedes
        if self.suite != SUITE:
            fields[10] = self.suite
        return encode(fields)

    @classmethod
    def decode(cls, data: bytes) -> Seal:
        """Parse a seal strictly.

        Raises:
            KnownError: `format.version`, `format.limit`, `format.not-canonical`, `sign.suite`.
        """
        place = "seal"
        if len(data) > MAX_SEAL_BYTES:
            raise KnownError("format.limit", place=place, limit=MAX_SEAL_BYTES)
        fields = decode(data, place)
        require(isinstance(fields, dict), place)
        version = fields.get(1)
        require(type(version) is int, place)
        if version != FORMAT_VERSION:
            raise KnownError("format.version", place=place, found=version)
        if fields.get(10) is not None:
            raise KnownError("sign.suite", found=fields[10])
        require(set(fields) - {9} == set(range(1, 9)), place)
        seal = cls(
            record_id=fields[2],
            root=fields[3],
            leaf_count=fields[4],
            sealed_at=fields[5],
            form_digest=fields[6],
            unit=fields[7],
            outcome=fields[8],
            supersedes=fields.get(9),
        )
        seal.check()
        require(seal.encode() == data, place)
        return seal

    def check(self) -> None:
        """Refuse field values that no seal has. Raises `format.not-canonical`."""
        place = "seal"
        require(_is_bytes(self.record_id, 16) and _is_bytes(self.root, HASH_BYTES), place)
        require(type(self.leaf_count) is int and 0 < self.leaf_count <= MAX_LEAVES, place)
        require(type(self.sealed_at) is int and 0 <= self.sealed_at < LATEST_S, place)
        require(_is_bytes(self.form_digest, _SHORT_BYTES), place)
        if isinstance(self.unit, str):
            require(len(self.unit) == CREDIT_CODE_LENGTH and self.unit.isascii(), place)
        else:
            require(_is_bytes(self.unit, _SHORT_BYTES), place)
        require(type(self.outcome) is int and 0 <= self.outcome <= 255, place)
        require(self.supersedes is None or _is_bytes(self.supersedes, _SHORT_BYTES), place)


@dataclass(frozen=True, slots=True)
class PreparedSeal:
    """A record whose tree stands and that waits for signatures.

    Attributes:
        seal: The bytes to be signed.
        root: 32-byte Merkle root.
        leaves_bin: Every leaf hash, ascending.
        disclosures: `disclosures.jsonl`, lines in the order of their hashes.
    """

    seal: bytes
    root: bytes
    leaves_bin: bytes
    disclosures: bytes

    def to_bytes(self) -> bytes:
        """Return a form that can be written down between two signatures."""
        return encode([1, self.seal, self.leaves_bin, self.disclosures])

    @classmethod
    def from_bytes(cls, data: bytes) -> PreparedSeal:
        """Take an interrupted signing up again.

        Raises:
            KnownError: `format.not-canonical`, `tree.root` when the bytes were damaged meanwhile.
        """
        place = "prepared seal"
        fields = decode(data, place)
        require(isinstance(fields, list) and len(fields) == 4 and fields[0] == 1, place)
        _, seal, leaves_bin, disclosures = fields
        for part in (seal, leaves_bin, disclosures):
            require(isinstance(part, bytes), place)
        parsed = Seal.decode(seal)
        if root_of(split_hashes(leaves_bin)) != parsed.root:
            raise KnownError("tree.root")
        return cls(seal, parsed.root, leaves_bin, disclosures)


@dataclass(frozen=True, slots=True)
class Closing:
    """What the device signs when the officers have signed.

    Attributes:
        seal_sha256: Digest of the seal's bytes.
        signatures: SHA-256 of each 64-byte signature, in the envelope's order.
        chain_seq: Number of this event in the device's chain, 1 upwards.
        previous: Hash of the event before it, 32 bytes.
    """

    seal_sha256: bytes
    signatures: tuple[bytes, ...]
    chain_seq: int
    previous: bytes

    def encode(self) -> bytes:
        """Return the closing's bytes."""
        return encode(
            {
                1: FORMAT_VERSION,
                2: self.seal_sha256,
                3: list(self.signatures),
                4: self.chain_seq,
                5: self.previous,
            }
        )

    @classmethod
    def decode(cls, data: bytes) -> Closing:
        """Parse a closing strictly. Raises `format.version`, `format.not-canonical`."""
        place = "closing"
        fields = decode(data, place)
        require(isinstance(fields, dict) and type(fields.get(1)) is int, place)
        if fields[1] != FORMAT_VERSION:
            raise KnownError("format.version", place=place, found=fields[1])
        require(set(fields) == {1, 2, 3, 4, 5}, place)
        digests = fields[3]
        require(_is_bytes(fields[2], HASH_BYTES) and isinstance(digests, list), place)
        require(all(_is_bytes(digest, HASH_BYTES) for digest in digests), place)
        require(type(fields[4]) is int and 0 < fields[4] < 1 << 53, place)
        require(_is_bytes(fields[5], HASH_BYTES), place)
        return cls(fields[2], tuple(digests), fields[4], fields[5])


def prepare_seal(
    leaves: Leaves,
    *,
    record_id: bytes,
    sealed_at: int,
    form_sha256: bytes,
    unit_code: Unit,
    outcome: int,
    supersedes: bytes | None = None,
    entropy: Entropy,
) -> PreparedSeal:
    """Salt the leaves, build the tree and write the seal.

    Args:
        leaves: JSON pointer -> value, without `/padding`; texts are brought to NFC.
        record_id: UUIDv7, 16 bytes.
        sealed_at: Unix seconds, signed with the record and never recomputed.
        form_sha256: Full 32-byte digest of the checklist's workbook.
        unit_code: 18-character credit code, or `hidden_unit(...)`.
        outcome: 0..255.
        supersedes: Full 32-byte root of the record this one supplements.
    Raises:
        KnownError: `format.value`, `format.limit`, `format.not-canonical` (a field out of range).
    """
    normal = normal_leaves(leaves)
    if PADDING in normal:
        raise KnownError("format.value", place=PADDING)
    opened = [disclose(pointer, value, entropy) for pointer, value in normal.items()]
    padding, decoys = make_padding(len(opened), entropy)
    opened.append(padding)
    opened.sort(key=lambda disclosure: disclosure.hash)
    hashes = sorted([disclosure.hash for disclosure in opened] + list(decoys))
    if len(hashes) > MAX_LEAVES:
        raise KnownError("format.limit", place="leaves", limit=MAX_LEAVES)
    root = root_of(hashes)
    seal = Seal(
        record_id=record_id,
        root=root,
        leaf_count=len(hashes),
        sealed_at=sealed_at,
        form_digest=form_sha256[:_SHORT_BYTES],
        unit=unit_code,
        outcome=outcome,
        supersedes=supersedes[:_SHORT_BYTES] if supersedes is not None else None,
    )
    seal.check()
    lines = b"".join(disclosure.line + b"\n" for disclosure in opened)
    return PreparedSeal(seal.encode(), root, b"".join(hashes), lines)


def hidden_unit(name: str, salt: bytes) -> bytes:
    """Return the 8 bytes that stand for a unit which must not be named on paper.

    Args:
        salt: 16 or more random bytes, kept in a leaf of the record.
    """
    return sha256(b"insp-unit-v1" + salt + name.encode("utf-8"))[:_SHORT_BYTES]


def sign_seal(prepared: PreparedSeal, signer: Signer) -> Signature:
    """Let one officer sign. Whether the officers are two is judged by `check_two_officers`."""
    return sign_payload(SEAL_TYPE, prepared.seal, signer)


def seal_signature_holds(prepared: PreparedSeal, signature: Signature, signer: Signer) -> bool:
    """Tell whether a signature written down earlier is this signer's over this seal."""
    signed = pae(SEAL_TYPE, prepared.seal)
    return signature.key_id == signer.key_id and signature_holds(
        signer.certificate.public_key_raw, signed, signature.value
    )


def seal_envelope(prepared: PreparedSeal, signatures: Sequence[Signature]) -> Envelope:
    """Return the officers' envelope."""
    return Envelope(SEAL_TYPE, prepared.seal, tuple(sorted(signatures)))


def close_seal(
    prepared: PreparedSeal,
    signatures: Sequence[Signature],
    device_signer: Signer,
    chain_seq: int,
    previous_event_hash: bytes,
) -> Envelope:
    """Let the device sign that exactly these signatures were made, at this place of its chain.

    Args:
        chain_seq: Number of the event in the device's chain, 1 upwards.
        previous_event_hash: 32 bytes; zeros for the first event.
    """
    closing = Closing(
        sha256(prepared.seal),
        tuple(sha256(signature.value) for signature in sorted(signatures)),
        chain_seq,
        previous_event_hash,
    )
    payload = closing.encode()
    Closing.decode(payload)
    return sign_envelope(CLOSING_TYPE, payload, device_signer)


def encode_entry(seal: bytes, signatures: Sequence[Signature]) -> bytes:
    """Return the seal entry: payload of the QR code and entry of the bureau's log."""
    pairs = [[signature.key_id, signature.value] for signature in sorted(signatures)]
    return encode([1, seal, pairs])


def decode_entry(data: bytes) -> tuple[Seal, Envelope]:
    """Parse a seal entry strictly into the seal and the envelope its signatures belong to.

    Raises:
        KnownError: `format.not-canonical`, `format.version` and what `Seal.decode` raises.
    """
    place = "seal entry"
    fields = decode(data, place)
    require(isinstance(fields, list) and len(fields) == 3 and type(fields[0]) is int, place)
    if fields[0] != 1:
        raise KnownError("format.version", place=place, found=fields[0])
    seal, pairs = fields[1], fields[2]
    require(isinstance(seal, bytes) and isinstance(pairs, list), place)
    signatures = []
    for pair in pairs:
        require(isinstance(pair, list) and len(pair) == 2, place)
        require(_is_bytes(pair[0], _SHORT_BYTES) and _is_bytes(pair[1], 64), place)
        signatures.append(Signature(pair[0], pair[1]))
    require(signatures == sorted(signatures), place)
    return Seal.decode(seal), Envelope(SEAL_TYPE, seal, tuple(signatures))


def split_hashes(leaves_bin: bytes) -> tuple[bytes, ...]:
    """Split `leaves.bin` into hashes. Raises `format.not-canonical` unless strictly ascending."""
    require(len(leaves_bin) % HASH_BYTES == 0, "leaves.bin")
    hashes = tuple(
        leaves_bin[place : place + HASH_BYTES] for place in range(0, len(leaves_bin), HASH_BYTES)
    )
    for first, second in pairwise(hashes):
        require(first < second, "leaves.bin")
    return hashes


def _is_bytes(value: object, length: int) -> bool:
    return isinstance(value, bytes) and len(value) == length


def moment_of(unix_s: int) -> datetime:
    """Return unix seconds, below `LATEST_S`, as a moment in UTC."""
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=unix_s)


def seal_fields(seal: Seal) -> Mapping[str, object]:
    """Return a seal's fields for people and JSON; bytes as hex."""
    return {
        "record_id": seal.record_id.hex(),
        "root": seal.root.hex(),
        "leaves": seal.leaf_count,
        "sealed_at": seal.sealed_at,
        "form": seal.form_digest.hex(),
        "unit": seal.unit if isinstance(seal.unit, str) else seal.unit.hex(),
        "outcome": seal.outcome,
        "supersedes": seal.supersedes.hex() if seal.supersedes else None,
    }
