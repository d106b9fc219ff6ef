"""Batches: what a laptop says it will send, against what has arrived.

Called by `api/batches`. Grouping only: a batch accepts and refuses nothing.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, func, insert, select, update

from inspector_app.bureau import schema
from inspector_app.errors import KnownError
from inspector_app.wire.batches import BatchCounts, BatchList
from inspector_app.wire.codec import encode


class Batches:
    """The batches of one bureau."""

    def put(
        self, connection: Connection, batch_id: str, device_id: str, listed: BatchList, at_ms: int
    ) -> BatchCounts:
        """List a batch; the same list again changes nothing.

        Raises:
            KnownError: `batch.changed` when the id is taken by another list or device.
        """
        digest = hashlib.sha256(encode(listed)).hexdigest()
        known = connection.execute(
            select(schema.batch).where(schema.batch.c.id == batch_id)
        ).first()
        if known is None:
            connection.execute(
                insert(schema.batch).values(
                    id=batch_id, device_id=device_id, digest=digest, listed_at=at_ms
                )
            )
            rows = {row.record_id: row for row in listed.rows}
            if len(rows) != len(listed.rows):
                raise KnownError("request.malformed", reason="a record is listed twice")
            connection.execute(
                insert(schema.batch_row),
                [
                    {
                        "batch_id": batch_id,
                        "record_id": row.record_id,
                        "digest": row.digest,
                        "blobs": row.blobs,
                        "bytes": row.bytes,
                    }
                    for row in rows.values()
                ],
            )
        elif (known.device_id, known.digest) != (device_id, digest):
            raise KnownError("batch.changed", id=batch_id)
        return self.counts(connection, batch_id, device_id)

    def close(
        self, connection: Connection, batch_id: str, device_id: str, at_ms: int
    ) -> BatchCounts:
        """Close a batch and count; closing again counts again.

        Raises:
            KnownError: `request.not-found`.
        """
        self.counts(connection, batch_id, device_id)
        connection.execute(
            update(schema.batch)
            .where(schema.batch.c.id == batch_id, schema.batch.c.closed_at.is_(None))
            .values(closed_at=at_ms)
        )
        return self.counts(connection, batch_id, device_id)

    def counts(self, connection: Connection, batch_id: str, device_id: str) -> BatchCounts:
        """Count a batch as it stands.

        Raises:
            KnownError: `request.not-found`, also for another device's batch.
        """
        known = connection.execute(
            select(schema.batch).where(
                schema.batch.c.id == batch_id, schema.batch.c.device_id == device_id
            )
        ).first()
        if known is None:
            raise KnownError("request.not-found")
        row, record, held = schema.batch_row, schema.record, schema.quarantine
        joined = connection.execute(
            select(
                row.c.digest,
                row.c.blobs,
                record.c.digest.label("here"),
                record.c.received_at,
                held.c.state.label("held"),
                select(func.count())
                .select_from(schema.blob_ref)
                .where(schema.blob_ref.c.record_id == row.c.record_id)
                .scalar_subquery()
                .label("blobs_here"),
            )
            .select_from(
                row.outerjoin(record, record.c.record_id == row.c.record_id).outerjoin(
                    held,
                    (held.c.record_id == row.c.record_id) & (held.c.digest == row.c.digest),
                )
            )
            .where(row.c.batch_id == batch_id)
        ).all()
        tally = dict.fromkeys(
            ("accepted", "repeated", "quarantined", "refused", "conflicting", "absent"), 0
        )
        blobs_here = 0
        for entry in joined:
            if entry.here == entry.digest:
                early = entry.received_at < known.listed_at
                tally["repeated" if early else "accepted"] += 1
                blobs_here += entry.blobs_here
            elif entry.held == "refused":
                tally["refused"] += 1
            elif entry.held is not None:
                tally["quarantined"] += 1
            else:
                tally["absent" if entry.here is None else "conflicting"] += 1
        return BatchCounts(
            id=batch_id,
            closed=known.closed_at is not None,
            listed=len(joined),
            blobs_listed=sum(entry.blobs for entry in joined),
            blobs_here=blobs_here,
            **tally,
        )
