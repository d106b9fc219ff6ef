"""What a verifier knows besides the package, and the workpiece its judges share.

Called by `verify` and the `judge_*` modules. Values only. Must never judge anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from inspector_app.crypto.dsse import CheckedSignature
from inspector_app.crypto.trust import RevocationList, TrustAnchors
from inspector_app.domain.procedure.two_officers import OfficerRule, Reason, TimeWindow
from inspector_app.records.content import JsonValue
from inspector_app.records.package import Package, ReceiptFiles
from inspector_app.records.receipt import ReceiptFindings
from inspector_app.records.seal import moment_of
from inspector_app.records.tlog import NoteKey
from inspector_app.records.verdict import Finding, State

Content: TypeAlias = bytes | memoryview | Path
EvidenceSource: TypeAlias = Mapping[str, Content] | Callable[[str], Content | None]
Renderer: TypeAlias = Callable[[Package], str]
"""Returns same-bytes, same-picture, differs or no-renderer."""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Where the device's chain stood before this record, as the verifier knows it.

    Attributes:
        seq: Number of the last event known; 0 for none.
        hash: Its hash, 32 bytes.
    """

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a verifier knows besides the package; everything may be left out.

    Attributes:
        at: Upper bound of the sealing time by the verifier's own knowledge: now, or time of intake.
        not_before: Proven lower bound, such as the time of the checkpoint named in `/time`.
        evidence: Where originals lie that are not in the file; Path values are streamed.
        receipt: Receipt beside the file; one inside the file is used as well.
        witnesses: Known witnesses of the bureau's log.
        renderer: Compares printed pages with a new rendering; None without a PDF.
        renderer_id: The renderer's name as `/document` gives it; equal names make equal bytes.
        chain_head: The device's chain as known so far.
        successors: Ids of records that supplement this one; None when nobody has looked.
        target_known: Whether the record that this one supplements is at hand.
    """

    at: datetime | None = None
    not_before: datetime | None = None
    evidence: EvidenceSource | None = None
    receipt: ReceiptFiles | None = None
    witnesses: Sequence[NoteKey] = ()
    revocations: RevocationList | None = None
    renderer: Renderer | None = None
    renderer_id: str = ""
    chain_head: ChainHead | None = None
    successors: Sequence[str] | None = None
    target_known: bool = False


@dataclass(slots=True)
class Work:
    """The parts that several facts need."""

    package: Package
    anchors: TrustAnchors | None
    rule: OfficerRule
    around: Surroundings
    seal_checked: tuple[CheckedSignature, ...] = ()
    closing_checked: tuple[CheckedSignature, ...] = ()
    decoys: tuple[bytes, ...] | None = None
    receipt: ReceiptFindings | None = None
    window: TimeWindow = field(default_factory=lambda: TimeWindow(moment_of(0)))


def group(package: Package, name: str) -> tuple[Mapping[str, JsonValue], ...]:
    """Return the disclosed objects under `/<name>/`, in the order of their pointers.

    Unlike `Package.content` this never minds what else a record holds: a verifier reads hostile
    files.
    """
    prefix = f"/{name}/"
    return tuple(
        value
        for pointer, value in sorted(package.leaves.items())
        if pointer.startswith(prefix) and isinstance(value, Mapping)
    )


def single(package: Package, name: str) -> Mapping[str, JsonValue]:
    """Return the disclosed object at `/<name>`, empty when withheld or of another kind."""
    value = package.leaves.get(f"/{name}")
    return value if isinstance(value, Mapping) else {}


def finding_of(reasons: Iterable[Reason]) -> Finding:
    """Return yes without reasons, no with them."""
    unique = tuple(dict.fromkeys(reasons))
    return Finding(State.NO if unique else State.YES, unique)
