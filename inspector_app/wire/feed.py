"""The feed: what the bureau gives its laptops, item by item, each signed.

Written by `bureau/feed`, read by `services/sync/pull`. At-least-once: applying an item twice
changes nothing. Values and their codec only.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from inspector_app.crypto.trust import RevocationList
from inspector_app.domain.assignments import Assignment
from inspector_app.domain.officers import Officer
from inspector_app.domain.units import InspectedUnit
from inspector_app.errors import KnownError
from inspector_app.wire.codec import Count, Hex32, Hex64, Message, Name, decode, encode

FEED_TYPE = "application/vnd.insp.feed+json;v=1"


class FeedKind(StrEnum):
    """What an item is."""

    ASSIGNMENT = "assignment"
    UNIT = "unit"
    OFFICER = "officer"
    REVOCATION = "revocation"
    FORM = "form"
    LAW = "law"
    RECEIPT = "receipt"
    DECISION = "decision"


class FeedAction(StrEnum):
    """What the laptop does with it."""

    PUT = "put"
    WITHDRAW = "withdraw"


class FormRef(Message, frozen=True, kw_only=True):
    """A checklist workbook, fetched by its hash from /v1/blobs.

    Attributes:
        form_id: `internet_cafe` ...
        name: File name shown, `internet_cafe.xlsx`.
    """

    form_id: Name
    version: Name
    title: str
    name: Name
    sha256: Hex64
    size: Count


class LawRef(Message, frozen=True, kw_only=True):
    """The law catalogue, fetched by its hash."""

    version: Name
    sha256: Hex64
    size: Count


class DecisionNote(Message, frozen=True, kw_only=True):
    """What two persons decided on a held record: accepted (the receipt follows) or refused."""

    quarantine_id: str
    record_id: Hex32
    accepted: bool
    reason: str
    decided_at: datetime


class ReceiptNote(Message, frozen=True, kw_only=True):
    """A record was accepted; its receipt is fetched from /v1/records/{id}/receipt."""

    record_id: Hex32
    digest: Hex64


FeedValue = (
    Assignment
    | InspectedUnit
    | Officer
    | RevocationList
    | FormRef
    | LawRef
    | ReceiptNote
    | DecisionNote
)

_TYPES: dict[FeedKind, type] = {
    FeedKind.ASSIGNMENT: Assignment,
    FeedKind.UNIT: InspectedUnit,
    FeedKind.OFFICER: Officer,
    FeedKind.REVOCATION: RevocationList,
    FeedKind.FORM: FormRef,
    FeedKind.LAW: LawRef,
    FeedKind.RECEIPT: ReceiptNote,
    FeedKind.DECISION: DecisionNote,
}


class FeedStatement(Message, frozen=True, kw_only=True):
    """What the bureau signs for one item.

    Attributes:
        id: Identifier within the kind.
        version: Bureau's version of the thing, 1 upwards; a lower one never replaces a higher one.
        value: JSON of the value, null when withdrawn.
    """

    kind: FeedKind
    id: Name
    version: Count
    action: FeedAction
    value: msgspec.Raw


class FeedItem(Message, frozen=True, kw_only=True):
    """One item as served; the fields beside `dsse` repeat the signed statement for filing."""

    kind: FeedKind
    id: Name
    version: Count
    action: FeedAction
    dsse: Annotated[str, msgspec.Meta(max_length=200_000)]


class FeedPage(Message, frozen=True, kw_only=True):
    """GET /v1/feed.

    Attributes:
        next: Cursor to ask with next time; opaque.
        more: Whether further items wait now.
    """

    items: tuple[FeedItem, ...]
    next: str
    more: bool


def encode_statement(kind: FeedKind, item_id: str, version: int, value: FeedValue | None) -> bytes:
    """Return the bytes the bureau signs; `value` None withdraws the item."""
    return encode(
        FeedStatement(
            kind=kind,
            id=item_id,
            version=version,
            action=FeedAction.WITHDRAW if value is None else FeedAction.PUT,
            value=msgspec.Raw(b"null" if value is None else encode(value)),
        )
    )


def read_statement(payload: bytes) -> tuple[FeedStatement, FeedValue | None]:
    """Read signed bytes of an item.

    Raises:
        KnownError: `request.malformed`.
    """
    statement = decode(payload, FeedStatement)
    if statement.action is FeedAction.WITHDRAW:
        return statement, None
    value: FeedValue = decode(bytes(statement.value), _TYPES[statement.kind])
    return statement, value


def file_of(kind: FeedKind, value: FeedValue) -> tuple[str, int]:
    """Return what the item is filed under: its id and version; version 0: the bureau counts.

    Raises:
        KnownError: `request.malformed` when kind and value do not fit.
    """
    if not isinstance(value, _TYPES[kind]):
        raise KnownError("request.malformed", reason=f"{kind}: {type(value).__name__}")
    if isinstance(value, Assignment | InspectedUnit):
        return value.id, value.version
    if isinstance(value, Officer):
        return value.person_id, value.version
    if isinstance(value, FormRef):
        return value.form_id, 0
    if isinstance(value, LawRef):
        return "law", 0
    if isinstance(value, RevocationList):
        return "list", 0
    if isinstance(value, DecisionNote):
        return value.quarantine_id, 1
    return value.record_id, 1
