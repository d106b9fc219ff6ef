"""Hints for reviewers: what is odd about a record among the others; never a reason to refuse.

Called by intake inside its transaction. Must never block and never judge.
Source: sync-and-bureau design, sections 11 and 13.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from inspector_app.bureau import schema
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.records.package import Package
from inspector_app.wire.records import RecordBody


def find_hints(connection: Connection, package: Package, body: RecordBody) -> tuple[Reason, ...]:
    """Return what a reviewer should look at."""
    hints: list[Reason] = []
    shared = _shared_photos(connection, body)
    if shared:
        hints.append(Reason.of("hint.photo-elsewhere", count=len(shared), records=len(set(shared))))
    number = package.content().assignment.get("record_number", "")
    if number:
        twice = connection.execute(
            select(schema.record.c.unit_name)
            .where(schema.record.c.number == number, schema.record.c.record_id != package.record_id)
            .limit(1)
        ).first()
        if twice is not None:
            hints.append(Reason.of("hint.number-twice", number=number))
    if package.seal.supersedes is not None:
        target = connection.execute(
            select(schema.record.c.record_id)
            .where(schema.record.c.root.like(package.seal.supersedes.hex() + "%"))
            .limit(1)
        ).first()
        if target is None:
            hints.append(Reason.of("super.target-unknown", record=package.seal.supersedes.hex()))
    return tuple(hints)


def _shared_photos(connection: Connection, body: RecordBody) -> list[str]:
    digests = [ref.sha256 for ref in body.evidence]
    if not digests:
        return []
    return list(
        connection.execute(
            select(schema.blob_ref.c.record_id).where(
                schema.blob_ref.c.sha256.in_(digests), schema.blob_ref.c.role == "evidence"
            )
        ).scalars()
    )
