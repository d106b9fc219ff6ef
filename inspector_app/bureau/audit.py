"""The bureau's own audit log: one hash-chained line beside every act, in the act's transaction.

Called by every repository that changes something a person or device asked for. If the line cannot
be written, the act does not happen. Must never hold contents of records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select

from inspector_app.bureau import schema
from inspector_app.bureau.database import Database
from inspector_app.wire.codec import encode

GENESIS = "0" * 64


class Audit:
    """The audit log of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(
        self,
        connection: Connection,
        *,
        at_ms: int,
        who: str,
        act: str,
        subject: str,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Write one line as part of the open transaction.

        Args:
            who: `device:<id>`, `account:<login>` or `console`.
            act: Short verb, `record.accept`.
            subject: Id of what was acted on.
        """
        self._database.serial_lock(connection)
        last = connection.execute(
            select(schema.audit.c.seq, schema.audit.c.hash)
            .order_by(schema.audit.c.seq.desc())
            .limit(1)
        ).first()
        seq, prev = (last.seq + 1, last.hash) if last else (1, GENESIS)
        text = encode(dict(detail or {})).decode()
        connection.execute(
            insert(schema.audit).values(
                seq=seq,
                at=at_ms,
                who=who,
                act=act,
                subject=subject,
                detail=text,
                prev=prev,
                hash=_line_hash(seq, at_ms, who, act, subject, text, prev),
            )
        )

    def check(self, connection: Connection) -> int | None:
        """Recompute the chain; returns the number of the first wrong line, None if all hold."""
        prev = GENESIS
        for n, row in enumerate(
            connection.execute(select(schema.audit).order_by(schema.audit.c.seq)), 1
        ):
            expected = _line_hash(row.seq, row.at, row.who, row.act, row.subject, row.detail, prev)
            if row.seq != n or row.prev != prev or row.hash != expected:
                return n
            prev = row.hash
        return None


def _line_hash(
    seq: int, at_ms: int, who: str, act: str, subject: str, detail: str, prev: str
) -> str:
    line = encode([seq, at_ms, who, act, subject, detail, prev])
    return hashlib.sha256(b"insp-audit-v1\x00" + line).hexdigest()
