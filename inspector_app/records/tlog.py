"""The bureau's transparency log: checkpoints, witness cosignatures, proofs as text.

Called by the bureau (writing), by the laptop and every verifier (reading). Texts are C2SP signed
notes, checkpoints and tlog-proofs, so that foreign tools can check them too. Must never put
personal data into an entry: entries are seal entries, and only their hashes leave the bureau.

Source: C2SP signed-note v1.0.0, tlog-checkpoint v1.0.0, tlog-cosignature v1.0.1 (Ed25519),
tlog-proof (text kept in resources/manual/seal-format.md).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from inspector_app.crypto.digest import sha256
from inspector_app.crypto.keys import SIGNATURE_BYTES, Signer, signature_holds
from inspector_app.errors import KnownError
from inspector_app.records.merkle import HASH_BYTES, inclusion_holds
from inspector_app.records.seal import LATEST_S

MAX_NOTE_BYTES = 64 << 10
MAX_NOTE_SIGNATURES = 32
MAX_PATH = 64
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_LOG_KIND, _WITNESS_KIND = b"\x01", b"\x04"
_DASH = "— "
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}")
_NAME = re.compile(r"[^\s+\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head.

    Attributes:
        origin: Name of the log, without scheme, also the name of its key: `bureau.example/log/1`.
        size: Entries, 0 or more.
        root: 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The note's text: what is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key that may sign notes.

    Attributes:
        witness: Its signatures are timestamped cosignatures.
    """

    name: str
    public_raw: bytes
    witness: bool = False

    @property
    def key_id(self) -> bytes:
        """The 4-byte key id of the note format."""
        kind = _WITNESS_KIND if self.witness else _LOG_KIND
        return sha256(self.name.encode("utf-8") + b"\n" + kind + self.public_raw)[:4]


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with what its known signatures prove.

    Attributes:
        note: The whole text, byte for byte.
        witnesses: (name, unix seconds) of each known witness.
    """

    checkpoint: Checkpoint
    note: str
    witnesses: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A proof that an entry is in a log.

    Attributes:
        index: Position of the entry, from 0.
        path: Hashes from the leaf's sibling up to the root's child.
        note: The signed checkpoint, verbatim.
        extra: Bytes that are not authenticated by the proof; here the bureau's certificates (PEM).
    """

    index: int
    path: tuple[bytes, ...]
    note: str
    extra: bytes = b""

    @property
    def text(self) -> str:
        """The proof in its text form."""
        lines = [PROOF_HEADER]
        if self.extra:
            lines.append(f"extra {_b64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += [_b64(step) for step in self.path]
        return "\n".join(lines) + "\n\n" + self.note


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """Return the note signed by the log; the same head gives the same note (Ed25519)."""
    key = NoteKey(checkpoint.origin, signer.certificate.public_key_raw)
    value = key.key_id + signer.sign(checkpoint.text.encode("utf-8"))
    return f"{checkpoint.text}\n{_DASH}{key.name} {_b64(value)}\n"


def cosign_checkpoint(note: str, name: str, signer: Signer, timestamp: int) -> str:
    """Return the note with a witness's line added; the witness checked consistency before.

    Args:
        name: Name of the witness.
        timestamp: Unix seconds of the observation.
    """
    text, _ = _split(note)
    key = NoteKey(name, signer.certificate.public_key_raw, witness=True)
    signature = signer.sign(_cosigned(text, timestamp))
    value = key.key_id + timestamp.to_bytes(8, "big") + signature
    return f"{note}{_DASH}{name} {_b64(value)}\n"


def read_checkpoint(note: str) -> Checkpoint:
    """Parse a checkpoint without judging its signatures; only for what is judged right after.

    Raises:
        KnownError: `receipt.log` when the text is no checkpoint.
    """
    return _parse(_split(note)[0])


def open_checkpoint(
    note: str, log_keys: Iterable[bytes], witnesses: Iterable[NoteKey] = ()
) -> SignedCheckpoint:
    """Check a signed checkpoint.

    Args:
        log_keys: Raw public keys of which one must have signed under the log's own name.
        witnesses: Known witnesses; lines of unknown keys are ignored, as the note format demands.
    Raises:
        KnownError: `receipt.log` when malformed, not signed by the log, or a known key's signature
            does not hold.
    """
    text, lines = _split(note)
    checkpoint = _parse(text)
    signed = text.encode("utf-8")
    known = {
        (key.name, key.key_id): key
        for key in (
            *(NoteKey(checkpoint.origin, raw) for raw in log_keys),
            *(NoteKey(key.name, key.public_raw, witness=True) for key in witnesses),
        )
    }
    by_log = False
    seen: list[tuple[str, int]] = []
    for name, value in lines:
        key = known.get((name, value[:4]))
        if key is None:
            continue
        if not key.witness:
            if not _holds(key, signed, value[4:]):
                raise KnownError("receipt.log")
            by_log = True
        else:
            timestamp = int.from_bytes(value[4:12], "big")
            if timestamp >= LATEST_S or not _holds(key, _cosigned(text, timestamp), value[12:]):
                raise KnownError("receipt.log")
            seen.append((name, timestamp))
    if not by_log:
        raise KnownError("receipt.log")
    return SignedCheckpoint(checkpoint, note, tuple(seen))


def read_proof(data: bytes) -> TlogProof:
    """Parse a proof strictly. Raises `receipt.proof`."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise KnownError("receipt.proof") from problem
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if len(data) > MAX_NOTE_BYTES or not gap or lines.pop(0) != PROOF_HEADER:
        raise KnownError("receipt.proof")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = _unb64(lines.pop(0).removeprefix("extra "), "receipt.proof")
    if not lines or not lines[0].startswith("index "):
        raise KnownError("receipt.proof")
    index = lines.pop(0).removeprefix("index ")
    if not _DECIMAL.fullmatch(index) or len(lines) > MAX_PATH:
        raise KnownError("receipt.proof")
    path = tuple(_unb64(line, "receipt.proof") for line in lines)
    proof = TlogProof(int(index), path, note, extra)
    if any(len(step) != HASH_BYTES for step in path) or proof.text != text:
        raise KnownError("receipt.proof")
    return proof


def proof_holds(proof: TlogProof, checkpoint: Checkpoint, entry_hash: bytes) -> bool:
    """Tell whether the entry with this leaf hash is in the checkpoint's tree."""
    return inclusion_holds(entry_hash, proof.index, checkpoint.size, proof.path, checkpoint.root)


def _split(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    if len(note) > MAX_NOTE_BYTES or any(
        ord(character) < 32 for character in note.replace("\n", "")
    ):
        raise KnownError("receipt.log")
    text, gap, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    if not gap or lines.pop() != "" or not 1 <= len(lines) <= MAX_NOTE_SIGNATURES:
        raise KnownError("receipt.log")
    signatures = []
    for line in lines:
        name, blank, value = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not blank or not _NAME.fullmatch(name):
            raise KnownError("receipt.log")
        signatures.append((name, _unb64(value, "receipt.log")))
    return text + "\n", signatures


def _parse(text: str) -> Checkpoint:
    lines = text.split("\n")
    # Extension lines are not recommended by the format and never written here.
    if len(lines) != 4 or not _NAME.fullmatch(lines[0]) or not _DECIMAL.fullmatch(lines[1]):
        raise KnownError("receipt.log")
    checkpoint = Checkpoint(lines[0], int(lines[1]), _unb64(lines[2], "receipt.log"))
    if len(checkpoint.root) != HASH_BYTES or checkpoint.text != text:
        raise KnownError("receipt.log")
    return checkpoint


def _cosigned(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def _holds(key: NoteKey, signed: bytes, signature: bytes) -> bool:
    return len(signature) == SIGNATURE_BYTES and signature_holds(key.public_raw, signed, signature)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unb64(text: str, code: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as problem:
        raise KnownError(code) from problem
    if _b64(data) != text:
        raise KnownError(code)
    return data
