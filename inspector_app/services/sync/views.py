"""What sync tells the window: progress, outcomes, the outbox as it stands. Values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from inspector_app.domain.identifiers import InspectionId
from inspector_app.errors import KnownError
from inspector_app.services.changes import Changes
from inspector_app.storage.outbox import OutboxState

__all__ = [
    "Cancel",
    "Observe",
    "Offline",
    "OfflineReason",
    "OutboxItem",
    "OutboxState",
    "OutboxView",
    "Progress",
    "PullOutcome",
    "PushOutcome",
    "Step",
]


class Step(StrEnum):
    """What is being done."""

    CONNECT = "connect"
    PULL = "pull"
    FILES = "files"  # checklists and catalogue behind the feed
    EVIDENCE = "evidence"
    RECORDS = "records"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is, in real counts.

    Attributes:
        done, total: Items of this step; total 0 = not known.
        bytes_done, bytes_total: Bytes of evidence, over all records.
    """

    step: Step
    done: int = 0
    total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0


Observe: TypeAlias = Callable[[Progress], None]
Cancel: TypeAlias = Callable[[], bool]


class OfflineReason(StrEnum):
    """Why the bureau was not reached."""

    UNREACHABLE = "unreachable"
    NOT_THE_BUREAU = "not-the-bureau"  # something answered with another certificate
    CUT = "cut"  # the line went away in the middle
    CANCELLED = "cancelled"  # by the person


@dataclass(frozen=True, slots=True)
class Offline:
    """The bureau cannot be reached now; nothing is lost, nothing to redo."""

    reason: OfflineReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PullOutcome:
    """What pulling brought.

    Attributes:
        offline: Why it stopped early, None when everything was fetched.
        items: Items received; changed: those that were new.
    """

    items: int
    changed: int
    changes: Changes
    offline: Offline | None = None


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """What pushing achieved.

    Attributes:
        receipted: Records that have a verified receipt now.
        held: Records the bureau holds for a decision.
        parked: Records set aside until something changes.
        waiting: Records that will be tried again.
        blobs: Evidence files delivered in this run.
        mismatch: The counts of both sides differ.
        problems: What went wrong, once a record at most.
    """

    receipted: tuple[InspectionId, ...]
    held: tuple[InspectionId, ...]
    parked: tuple[InspectionId, ...]
    waiting: tuple[InspectionId, ...]
    blobs: int
    changes: Changes
    offline: Offline | None = None
    mismatch: KnownError | None = None
    problems: tuple[KnownError, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One record of the outbox.

    Attributes:
        problem: Code of the last failure, '' if none.
        next_at: Earliest next try, ISO 8601, '' for at once.
        quarantine_id: Where the bureau holds it, '' if it does not.
    """

    record_id: InspectionId
    number: str
    unit_name: str
    sealed_at: int
    state: OutboxState
    blobs_done: int
    blobs_total: int
    bytes_done: int
    bytes_total: int
    problem: str
    next_at: str
    quarantine_id: str
    received_at: str


@dataclass(frozen=True, slots=True)
class OutboxView:
    """The outbox as it stands.

    Attributes:
        waiting: Records not yet receipted and not held.
        held: Records held, refused or parked.
        receipted: Records with a verified receipt.
        last_pull, last_push: ISO 8601, '' for never.
    """

    items: tuple[OutboxItem, ...]
    waiting: int
    held: int
    receipted: int
    bureau_name: str
    bureau_url: str
    last_pull: str
    last_push: str
