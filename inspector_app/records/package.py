"""The package file `<record_id>.insp`: writing it, and opening it strictly.

Called by services (sealing, records), the bureau (intake, pages) and `verify`. Opening answers "is
this one well-formed record?" and gives its parts; whether they are true is `verify`'s question.
Must never repair anything.

Source: resources/manual/seal-format.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from inspector_app.crypto.certificates import Certificate, read_pem, write_pem
from inspector_app.crypto.digest import sha256_hex
from inspector_app.crypto.dsse import Envelope, Signature, read_envelope
from inspector_app.errors import KnownError
from inspector_app.records.container import read_container, write_container
from inspector_app.records.content import JsonValue, RecordContent, from_leaves
from inspector_app.records.leaves import MAX_LEAVES, PADDING, Disclosure, read_disclosure
from inspector_app.records.seal import (
    CLOSING_TYPE,
    SEAL_TYPE,
    Closing,
    PreparedSeal,
    Seal,
    encode_entry,
    seal_envelope,
    split_hashes,
)

SEAL_FILE = "seal.dsse.json"
CLOSING_FILE = "closing.dsse.json"
LEAVES_FILE = "leaves.bin"
DISCLOSURES_FILE = "disclosures.jsonl"
CERTIFICATES_FILE = "certs.pem"
RECEIPT_FILE = "receipt.dsse.json"
PROOF_FILE = "receipt.tlog-proof"
CORE_FILES = (SEAL_FILE, CLOSING_FILE, LEAVES_FILE, DISCLOSURES_FILE, CERTIFICATES_FILE)
EVIDENCE = "evidence/"
DERIVATIVE = "derivative/"
MAX_CORE_FILE_BYTES = 16 << 20
MAX_CERTIFICATES = 32
_DIGEST_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class CorePackage:
    """The five files that are fixed at sealing, as bytes."""

    seal: bytes
    closing: bytes
    leaves: bytes
    disclosures: bytes
    certificates: bytes

    def files(self) -> dict[str, bytes]:
        """Return the files by name, in the package's order."""
        parts = (self.seal, self.closing, self.leaves, self.disclosures, self.certificates)
        return dict(zip(CORE_FILES, parts, strict=True))

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> CorePackage:
        """Take the five files by name, as a record body carries them.

        Raises:
            KnownError: `format.entry` for a missing or further name.
        """
        for name in set(files) ^ set(CORE_FILES):
            raise KnownError("format.entry", place=name)
        return cls(*(files[name] for name in CORE_FILES))


@dataclass(frozen=True, slots=True)
class ReceiptFiles:
    """The bureau's receipt and its log proof, as bytes."""

    receipt: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class Package:
    """One well-formed package.

    Attributes:
        core: The five files.
        seal: Parsed seal; `envelope.payload` holds its bytes.
        hashes: Every leaf hash, ascending.
        disclosures: Disclosed leaves in hash order, `/padding` included.
        leaves: pointer -> value of the disclosed leaves, without `/padding`.
        evidence: SHA-256 -> content of the originals in the file.
        derivatives: SHA-256 -> content of the derived pictures in the file.
    """

    core: CorePackage
    seal: Seal
    envelope: Envelope
    closing: Closing
    closing_envelope: Envelope
    hashes: tuple[bytes, ...]
    disclosures: tuple[Disclosure, ...]
    leaves: Mapping[str, JsonValue]
    certificates: tuple[Certificate, ...]
    receipt: ReceiptFiles | None = None
    evidence: Mapping[str, memoryview] = field(default_factory=dict)
    derivatives: Mapping[str, memoryview] = field(default_factory=dict)

    @property
    def record_id(self) -> str:
        """The record's id as 32 hex digits."""
        return self.seal.record_id.hex()

    @property
    def core_files(self) -> dict[str, bytes]:
        """The five core files by name."""
        return self.core.files()

    @property
    def entry(self) -> bytes:
        """The seal entry: QR payload and log entry."""
        return encode_entry(self.envelope.payload, self.envelope.signatures)

    @property
    def padding(self) -> JsonValue:
        """The value of `/padding`, or None when it is withheld."""
        for disclosure in self.disclosures:
            if disclosure.pointer == PADDING:
                return disclosure.value
        return None

    def content(self) -> RecordContent:
        """Return what the disclosed leaves say."""
        return from_leaves(self.leaves)


def build_core(
    prepared: PreparedSeal,
    signatures: Sequence[Signature],
    closing: Envelope,
    certificates: Iterable[Certificate],
) -> CorePackage:
    """Put the core package together.

    Args:
        certificates: Officers, device, and the intermediates of both; never a root.
    """
    return CorePackage(
        seal=seal_envelope(prepared, signatures).to_json(),
        closing=closing.to_json(),
        leaves=prepared.leaves_bin,
        disclosures=prepared.disclosures,
        certificates=write_pem(certificates),
    )


def write_package(
    core: CorePackage,
    evidence: Mapping[str, bytes | Path] | None = None,
    derivatives: Mapping[str, bytes | Path] | None = None,
    receipt: ReceiptFiles | None = None,
) -> bytes:
    """Return the package file; the same parts give the same bytes.

    Args:
        evidence: SHA-256 (hex) -> untouched original; may be left out or be partial.
        derivatives: SHA-256 (hex) -> thumbnail or public derivative.
    Raises:
        KnownError: `evidence.altered` when a content does not have its digest; `format.limit`.
    """
    entries: list[tuple[str, bytes | memoryview]] = list(core.files().items())
    if receipt is not None:
        entries += [(RECEIPT_FILE, receipt.receipt), (PROOF_FILE, receipt.proof)]
    for folder, contents in ((EVIDENCE, evidence), (DERIVATIVE, derivatives)):
        for digest, source in sorted((contents or {}).items()):
            content = source.read_bytes() if isinstance(source, Path) else source
            if sha256_hex(content) != digest:
                raise KnownError("evidence.altered", place=folder + digest)
            entries.append((folder + digest, content))
    return write_container(entries)


def open_package(data: bytes | memoryview) -> Package:
    """Open a package file strictly.

    Returns:
        The package; its evidence entries are not hashed yet, that is `verify`'s work.
    Raises:
        KnownError: `format.*`, `tree.leaf-twice`, `sign.type`, `sign.suite`,
            `crypto.certificate-malformed`.
    """
    container = read_container(data)
    names = list(container.entries)
    evidence = _digests(names, EVIDENCE)
    derivatives = _digests(names, DERIVATIVE)
    receipt = [RECEIPT_FILE, PROOF_FILE] if RECEIPT_FILE in container.entries else []
    expected = [*CORE_FILES, *receipt]
    expected += [EVIDENCE + digest for digest in evidence]
    expected += [DERIVATIVE + digest for digest in derivatives]
    if names != expected:
        odd = next((name for name in (*names, *expected) if names.count(name) != 1), None)
        odd = odd or next((name for name in names if name not in expected), None)
        odd = odd or next((name for name in expected if name not in names), "order")
        raise KnownError("format.entry", place=odd)
    for name in sorted(container.damaged):
        # A flipped bit in an original is told by its own digest, unless only the checksum is wrong.
        if not name.startswith((EVIDENCE, DERIVATIVE)) or _named_right(
            name, container.entries[name]
        ):
            raise KnownError("format.damaged", place=name)
    core = CorePackage(*(_core_bytes(container.entries[name], name) for name in CORE_FILES))
    pair = [_core_bytes(container.entries[name], name) for name in receipt]
    return open_core(
        core,
        receipt=ReceiptFiles(*pair) if pair else None,
        evidence={digest: container.entries[EVIDENCE + digest] for digest in evidence},
        derivatives={digest: container.entries[DERIVATIVE + digest] for digest in derivatives},
    )


def open_core(
    core: CorePackage,
    *,
    receipt: ReceiptFiles | None = None,
    evidence: Mapping[str, memoryview] | None = None,
    derivatives: Mapping[str, memoryview] | None = None,
) -> Package:
    """Open the five core files strictly. Raises as `open_package`."""
    for name, content in core.files().items():
        _core_bytes(content, name)
    envelope = read_envelope(core.seal, SEAL_TYPE, SEAL_FILE)
    closing_envelope = read_envelope(core.closing, CLOSING_TYPE, CLOSING_FILE)
    disclosures = _read_disclosures(core.disclosures)
    return Package(
        core=core,
        seal=Seal.decode(envelope.payload),
        envelope=envelope,
        closing=Closing.decode(closing_envelope.payload),
        closing_envelope=closing_envelope,
        hashes=split_hashes(core.leaves),
        disclosures=disclosures,
        leaves={
            disclosure.pointer: disclosure.value
            for disclosure in disclosures
            if disclosure.pointer != PADDING
        },
        certificates=_read_certificates(core.certificates),
        receipt=receipt,
        evidence=evidence or {},
        derivatives=derivatives or {},
    )


def withhold(core: CorePackage, keep: Callable[[str], bool]) -> CorePackage:
    """Return a copy that discloses fewer leaves and still verifies.

    Args:
        keep: Told a pointer, says whether it stays. `/padding` always goes: without it nobody can
            tell how many fields are withheld.
    """
    lines = [
        disclosure.line + b"\n"
        for disclosure in _read_disclosures(core.disclosures)
        if disclosure.pointer != PADDING and keep(disclosure.pointer)
    ]
    return CorePackage(core.seal, core.closing, core.leaves, b"".join(lines), core.certificates)


def seal_entry(core: CorePackage) -> bytes:
    """Return the seal entry of a core package: QR payload and log entry."""
    envelope = read_envelope(core.seal, SEAL_TYPE, SEAL_FILE)
    return encode_entry(envelope.payload, envelope.signatures)


def _read_disclosures(data: bytes) -> tuple[Disclosure, ...]:
    if data and not data.endswith(b"\n"):
        raise KnownError("format.not-canonical", place=DISCLOSURES_FILE)
    lines = data.split(b"\n")[:-1]
    if len(lines) > MAX_LEAVES:
        raise KnownError("format.limit", place=DISCLOSURES_FILE, limit=MAX_LEAVES)
    disclosures = tuple(
        read_disclosure(line, f"{DISCLOSURES_FILE} {number}")
        for number, line in enumerate(lines, 1)
    )
    seen: set[str] = set()
    for disclosure in disclosures:
        if disclosure.pointer in seen:
            raise KnownError("tree.leaf-twice", place=disclosure.pointer)
        seen.add(disclosure.pointer)
    for first, second in pairwise(disclosures):
        if first.hash >= second.hash:
            raise KnownError("format.not-canonical", place=DISCLOSURES_FILE)
    return disclosures


def _read_certificates(data: bytes) -> tuple[Certificate, ...]:
    certificates = read_pem(data)
    if len(certificates) > MAX_CERTIFICATES:
        raise KnownError("format.limit", place=CERTIFICATES_FILE, limit=MAX_CERTIFICATES)
    if write_pem(certificates) != data:
        raise KnownError("format.not-canonical", place=CERTIFICATES_FILE)
    return certificates


def _digests(names: Iterable[str], folder: str) -> list[str]:
    found = [name.removeprefix(folder) for name in names if name.startswith(folder)]
    for digest in found:
        if len(digest) != _DIGEST_CHARACTERS or set(digest) - set("0123456789abcdef"):
            raise KnownError("format.entry", place=folder + digest)
    return sorted(found)


def _named_right(name: str, content: memoryview) -> bool:
    return sha256_hex(content) == name.rpartition("/")[2]


def _core_bytes(content: bytes | memoryview, name: str) -> bytes:
    if len(content) > MAX_CORE_FILE_BYTES:
        raise KnownError("format.limit", place=name, limit=MAX_CORE_FILE_BYTES)
    return bytes(content)
