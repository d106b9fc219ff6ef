"""Batches: grouping only, so that both sides can compare their counts.

Used by `services/sync/push` and `bureau/batches`. One bad record blocks no other. Values only.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from inspector_app.wire import limits
from inspector_app.wire.codec import Count, Hex32, Hex64, Message


class BatchRow(Message, frozen=True, kw_only=True):
    """One record of a batch: digest of its body, number and bytes of its blobs."""

    record_id: Hex32
    digest: Hex64
    blobs: Count
    bytes: Count


class BatchList(Message, frozen=True, kw_only=True):
    """PUT /v1/batches/{id}."""

    rows: Annotated[
        tuple[BatchRow, ...], msgspec.Meta(min_length=1, max_length=limits.BATCH_RECORDS)
    ]


class BatchCounts(Message, frozen=True, kw_only=True):
    """Answer to every batch request; the six counts of records add up to `listed`.

    Attributes:
        accepted: In the log, first sent with this batch or since it was listed.
        repeated: In the log since before the batch was listed.
        quarantined: Held for a decision.
        refused: Decided against, kept.
        conflicting: The id is taken by other bytes.
        absent: Not arrived.
        blobs_listed, blobs_here: Blobs announced, and those of accepted records.
    """

    id: Hex32
    closed: bool
    listed: Count
    accepted: Count
    repeated: Count
    quarantined: Count
    refused: Count
    conflicting: Count
    absent: Count
    blobs_listed: Count
    blobs_here: Count
