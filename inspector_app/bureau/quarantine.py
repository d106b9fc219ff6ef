"""Quarantine: what came from a known device and does not verify is kept and shown.

Called by intake and by the pages. Nothing here is ever deleted; a quarantine id is no receipt.
Source: sync-and-bureau design, section 6.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from inspector_app.bureau import schema
from inspector_app.bureau.audit import Audit
from inspector_app.domain.identifiers import Entropy
from inspector_app.wire.codec import encode


class Quarantine:
    """Held records of one bureau."""

    def __init__(self, audit: Audit, entropy: Entropy) -> None:
        self._audit = audit
        self._entropy = entropy

    def hold(
        self,
        connection: Connection,
        *,
        record_id: str,
        device_id: str,
        digest: str,
        body: bytes,
        reason: str,
        reasons: Sequence[dict[str, object]],
        verdict: object,
        at_ms: int,
    ) -> str:
        """Keep a record; the same bytes again get the same id.

        Args:
            reason: Code of what happened: `record.not-verified`, `record.conflict`.
            reasons: What the verdict gives as reasons: code and slots.
            verdict: The verdict as plain JSON.
        Returns:
            Quarantine id, 32 hex digits.
        """
        known = connection.execute(
            select(schema.quarantine.c.id).where(
                schema.quarantine.c.record_id == record_id, schema.quarantine.c.digest == digest
            )
        ).scalar()
        if known is not None:
            return str(known)
        quarantine_id = self._entropy(16).hex()
        connection.execute(
            insert(schema.quarantine).values(
                id=quarantine_id,
                record_id=record_id,
                device_id=device_id,
                digest=digest,
                body=body,
                reason=reason,
                reasons=encode(list(reasons)).decode(),
                verdict=encode(verdict).decode(),
                state="held",
                received_at=at_ms,
            )
        )
        self._audit.note(
            connection,
            at_ms=at_ms,
            who=f"device:{device_id}",
            act="record.hold",
            subject=record_id,
            detail={"quarantine_id": quarantine_id, "reason": reason},
        )
        return quarantine_id
