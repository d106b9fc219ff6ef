"""Opening a session: the device says where it stands, the bureau answers with a token.

Used by `services/sync/session` and `bureau/api/session`. Values only.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from inspector_app.wire.codec import Count, Hex32, Message, Name, Text
from inspector_app.wire.requests import LaneHead

Envelope = Annotated[str, msgspec.Meta(min_length=1, max_length=100_000)]
"""A DSSE envelope as JSON text."""


class SessionStatement(Message, frozen=True, kw_only=True):
    """What the device signs to open a session.

    Attributes:
        nonce: Fresh; the bureau takes each one once.
        lanes: Answered heads of the device's lanes.
        epoch: Epoch of the bureau as last seen, 0 if never.
        checkpoint: Last checkpoint held (signed note), '' if none.
        app: Version of the program, for the bureau's device list.
    """

    v: Annotated[int, msgspec.Meta(ge=1, le=1)] = 1
    device: Name
    nonce: Hex32
    lanes: tuple[LaneHead, ...]
    epoch: Count
    checkpoint: Text = ""
    app: str = ""


class SessionRequest(Message, frozen=True, kw_only=True):
    """POST /v1/session."""

    statement: Envelope


class Limits(Message, frozen=True, kw_only=True):
    """What the server accepts; the laptop keeps below."""

    body_bytes: Count
    blob_bytes: Count
    append_bytes: Count
    blobs_per_record: Count
    check_digests: Count
    batch_records: Count
    open_uploads: Count


class SessionGrant(Message, frozen=True, kw_only=True):
    """Answer to a session request.

    Attributes:
        token: Bearer token, bound to this device, 43 characters.
        nonce: The request's.
        expires_in: Seconds the token lasts.
        lanes: The server's heads.
        checkpoint: Current signed checkpoint of the log.
        consistency: Proof hashes (hex) from the device's checkpoint to this one.
        server_time: Unix seconds; for expiry of requests only, never trusted as the time.
    """

    token: str
    nonce: Hex32
    expires_in: Count
    epoch: Count
    lanes: tuple[LaneHead, ...]
    checkpoint: Text
    consistency: tuple[str, ...]
    server_time: Count
    limits: Limits
