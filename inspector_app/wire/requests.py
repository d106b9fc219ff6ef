"""The chain of signed requests: what a device signs for each change it asks for.

`services/sync` builds statements, `bureau` judges them with `judge`; the courier will carry the
same bytes. Must never decide on anything but the chain: who may do what is the bureau's business.
Source: sync-and-bureau design, section 2.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec

from inspector_app.wire.codec import Count, Hex32, Hex64, Message, Name, encode

HEADER = "Insp-Request"
REQUEST_TYPE = "application/vnd.insp.request+json;v=1"
SESSION_TYPE = "application/vnd.insp.session+json;v=1"
GENESIS = "0" * 64
"""`prev` of the first request of a lane."""


class Lane(StrEnum):
    """Independent chains of one device; one request is in flight per lane."""

    NET = "net"
    COURIER = "courier"


class LaneHead(Message, frozen=True, kw_only=True):
    """Where a lane stands: number and digest of its last executed request; first 0, `GENESIS`."""

    lane: Lane
    seq: Count = 0
    head: Hex64 = GENESIS


class RequestStatement(Message, frozen=True, kw_only=True):
    """What the device signs for one request.

    Attributes:
        seq: Number within the lane, 1 upwards.
        prev: SHA-256 of the previous statement's bytes.
        path: Path of the request, without host and query.
        body_sha256: Digest of the body as sent.
        expires: Unix seconds by the bureau's clock (learnt in the session).
    """

    v: Annotated[int, msgspec.Meta(ge=1, le=1)] = 1
    device: Name
    lane: Lane
    seq: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    prev: Hex64
    method: Annotated[str, msgspec.Meta(pattern="^(PUT|POST|DELETE)$")]
    path: Annotated[str, msgspec.Meta(pattern="^/v1/[A-Za-z0-9/_.-]*$", max_length=200)]
    body_sha256: Hex64
    nonce: Hex32
    expires: Count


def statement_digest(payload: bytes) -> str:
    """Return what the next statement names as `prev`."""
    return hashlib.sha256(payload).hexdigest()


def next_statement(
    head: LaneHead, *, device: str, method: str, path: str, body: bytes, nonce: str, expires: int
) -> RequestStatement:
    """Return the statement that follows `head`."""
    return RequestStatement(
        device=device,
        lane=head.lane,
        seq=head.seq + 1,
        prev=head.head,
        method=method,
        path=path,
        body_sha256=hashlib.sha256(body).hexdigest(),
        nonce=nonce,
        expires=expires,
    )


def head_after(statement: RequestStatement) -> LaneHead:
    """Return where the lane stands once `statement` was executed."""
    return LaneHead(
        lane=statement.lane, seq=statement.seq, head=statement_digest(encode(statement))
    )


class Standing(StrEnum):
    """What the server does with a statement."""

    NEXT = "next"  # execute
    REPEATED = "repeated"  # the last one again: its stored answer
    REPLAYED = "replayed"  # an older one: `chain.replayed`
    BROKEN = "broken"  # gap, or another predecessor: `chain.broken`


def judge(head: LaneHead, statement: RequestStatement) -> Standing:
    """Tell how `statement` stands to the server's `head` of the same lane."""
    if statement.seq == head.seq + 1:
        return Standing.NEXT if statement.prev == head.head else Standing.BROKEN
    if statement.seq == head.seq and head_after(statement).head == head.head:
        return Standing.REPEATED
    return Standing.REPLAYED if statement.seq <= head.seq else Standing.BROKEN


@dataclass(frozen=True, slots=True)
class HeadVerdict:
    """What a laptop learns from comparing its own lane with the server's.

    Attributes:
        executed: The unanswered request was executed; only its answer was lost.
        rolled_back_device: The server knows requests this laptop never made: a restored or
            copied laptop.
        rolled_back_server: The server forgot requests it had answered: it was restored.
    """

    executed: bool = False
    rolled_back_device: bool = False
    rolled_back_server: bool = False


def compare_heads(
    mine: LaneHead, pending: RequestStatement | None, server: LaneHead
) -> HeadVerdict:
    """Compare the laptop's answered head, its unanswered request and the server's head."""
    if (server.seq, server.head) == (mine.seq, mine.head):
        return HeadVerdict()
    if pending is not None and server == head_after(pending):
        return HeadVerdict(executed=True)
    if server.seq > mine.seq:
        return HeadVerdict(rolled_back_device=True)
    if server.seq == mine.seq:  # same number, other request: a copy of this laptop went on
        return HeadVerdict(rolled_back_device=True)
    return HeadVerdict(rolled_back_server=True)
