"""The tree of a record: frozen content, ink, procedure, time; then leaves and the seal.

Called by the `Sealing` service, once for each record. Pure apart from the salts. Must never change
a word that the parties signed.
"""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum

from inspector_app.crypto.digest import sha256_hex
from inspector_app.domain.identifiers import Entropy
from inspector_app.records.content import JsonValue, RecordContent, to_leaves
from inspector_app.records.seal import PreparedSeal, hidden_unit, prepare_seal
from inspector_app.services.signing import frozen_content
from inspector_app.services.writing.record import LARGEST_NS, event_leaf
from inspector_app.services.writing.snapshot import VisitSnapshot
from inspector_app.storage.events import Stamp
from inspector_app.storage.receipts import StoredCheckpoint
from inspector_app.storage.signing import FrozenText

_CREDIT_CODE = 18


class Outcome(IntEnum):
    """What the seal says about the visit; the party's QR code shows it."""

    HIDDEN = 0  # classified mode
    NO_FINDING = 1
    FINDINGS = 2
    OBSTRUCTED = 3


def final_content(
    snapshot: VisitSnapshot,
    frozen: FrozenText,
    *,
    device_id: str,
    head: tuple[int, bytes],
    checkpoint: StoredCheckpoint | None,
    stamp: Stamp,
) -> RecordContent:
    """Return the frozen content with everything that came after freezing.

    Args:
        head: Number and hash of the last event of the device's chain. The place of `sealed` itself
            is signed in the closing; the leaf says what came before the signatures.
        checkpoint: Last checkpoint of the bureau's log this laptop has seen: a proof of "not
            before".
    """
    return replace(
        frozen_content(frozen, party=snapshot.party),
        ink=snapshot.ink,
        procedure=tuple(event_leaf(event) for event in snapshot.events),
        chain={"device": device_id, "after_seq": head[0], "after": head[1].hex()},
        time={
            "wall": stamp.wall,
            "monotonic_ns": stamp.monotonic_ns % LARGEST_NS,
            "boot_id": stamp.boot,
            "checkpoint": sha256_hex(checkpoint.note) if checkpoint else "",
        },
    )


def build_tree(
    snapshot: VisitSnapshot, content: RecordContent, *, sealed_at: int, entropy: Entropy
) -> PreparedSeal:
    """Salt the leaves and write the seal.

    Args:
        sealed_at: Unix seconds.
    """
    unit = snapshot.unit
    unit_code: str | bytes = unit.credit_code
    leaves: dict[str, JsonValue] = to_leaves(content)
    if snapshot.classified or len(unit.credit_code) != _CREDIT_CODE:
        salt = entropy(16)
        leaves["/unit/salt"] = salt.hex()
        unit_code = hidden_unit(unit.name, salt)
    replaced = content.supersedes.get("root")
    return prepare_seal(
        leaves,
        record_id=bytes.fromhex(snapshot.id),
        sealed_at=sealed_at,
        form_sha256=bytes.fromhex(snapshot.form["sha256"]),
        unit_code=unit_code,
        outcome=outcome_of(snapshot).value,
        supersedes=bytes.fromhex(str(replaced)) if replaced else None,
        entropy=entropy,
    )


def outcome_of(snapshot: VisitSnapshot) -> Outcome:
    """Return what the seal says about the visit."""
    if snapshot.classified:
        return Outcome.HIDDEN
    if snapshot.obstructed:
        return Outcome.OBSTRUCTED
    return Outcome.FINDINGS if snapshot.findings else Outcome.NO_FINDING
