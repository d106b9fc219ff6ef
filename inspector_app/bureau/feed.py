"""The feed: what laptops pull, numbered in commit order, each item signed once when it is put.

Called by `house.load_feed`, enrolment, intake and `api/feed`. Must never hand out a number that a
reader could pass over: numbers are given under `Database.serial_lock`.
Source: sync-and-bureau design, section 3.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Annotated

import msgspec
from sqlalchemy import Connection, func, insert, select

from inspector_app.bureau import schema
from inspector_app.bureau.database import Database
from inspector_app.crypto.digest import hmac_sha256, same_bytes
from inspector_app.crypto.keys import Signer
from inspector_app.errors import KnownError
from inspector_app.wire.codec import Message, decode, encode
from inspector_app.wire.feed import (
    FEED_TYPE,
    FeedAction,
    FeedItem,
    FeedKind,
    FeedPage,
    FeedValue,
    encode_statement,
    file_of,
)
from inspector_app.wire.signed import sign_statement

_MAC_BYTES = 16


class _Cursor(Message, frozen=True, kw_only=True):
    """What the opaque cursor holds."""

    epoch: int
    scope: int
    seq: Annotated[int, msgspec.Meta(ge=0)]


class Feed:
    """The feed of one bureau.

    Args:
        secret: Keys the MAC of cursors, 32 bytes.
    """

    def __init__(self, database: Database, signer: Signer, secret: bytes) -> None:
        self._database = database
        self._signer = signer
        self._secret = secret

    def put(
        self,
        connection: Connection,
        kind: FeedKind,
        value: FeedValue,
        *,
        at_ms: int,
    ) -> int:
        """Put one item; the same value again is no new item. Returns its version.

        Raises:
            KnownError: `feed.version-taken` when that version already says something else.
        """
        item_id, version = file_of(kind, value)
        return self._add(connection, kind, item_id, version, value, at_ms)

    def withdraw(self, connection: Connection, kind: FeedKind, item_id: str, *, at_ms: int) -> int:
        """Take an item back; laptops drop it, except where a running inspection has pinned it."""
        return self._add(connection, kind, item_id, 0, None, at_ms)

    def page(
        self, connection: Connection, *, epoch: int, scope: int, after: str, limit: int
    ) -> FeedPage:
        """Return what comes after a cursor.

        Args:
            scope: Version of the device's scope; a cursor of another one is refused.
            after: Cursor of the last page, '' for the beginning.
            limit: Most items, 1..500.
        Raises:
            KnownError: `feed.resync` when the cursor is not of this epoch and scope.
        """
        start = self._read_cursor(after, epoch, scope)
        rows = connection.execute(
            select(schema.feed)
            .where(schema.feed.c.seq > start)
            .order_by(schema.feed.c.seq)
            .limit(limit + 1)
        ).all()
        shown = rows[:limit]
        last = shown[-1].seq if shown else start
        return FeedPage(
            items=tuple(
                FeedItem(
                    kind=FeedKind(row.kind),
                    id=row.item_id,
                    version=row.version,
                    action=FeedAction(row.action),
                    dsse=row.dsse,
                )
                for row in shown
            ),
            next=self._write_cursor(_Cursor(epoch=epoch, scope=scope, seq=last)),
            more=len(rows) > limit,
        )

    def current(self, connection: Connection, kind: FeedKind) -> list[tuple[str, int, bytes]]:
        """Return id, version and statement of each item of a kind that stands now."""
        newest = (
            select(schema.feed.c.item_id, func.max(schema.feed.c.version).label("version"))
            .where(schema.feed.c.kind == kind.value)
            .group_by(schema.feed.c.item_id)
            .subquery()
        )
        rows = connection.execute(
            select(schema.feed.c.item_id, schema.feed.c.version, schema.feed.c.payload)
            .join(
                newest,
                (schema.feed.c.item_id == newest.c.item_id)
                & (schema.feed.c.version == newest.c.version),
            )
            .where(schema.feed.c.kind == kind.value)
            .where(schema.feed.c.action == FeedAction.PUT.value)
            .order_by(schema.feed.c.item_id)
        )
        return [(row.item_id, row.version, bytes(row.payload)) for row in rows]

    def newest(self, connection: Connection, kinds: Iterable[FeedKind]) -> int:
        """Return the number of the last item of these kinds, 0 if there is none."""
        return (
            connection.execute(
                select(func.max(schema.feed.c.seq)).where(
                    schema.feed.c.kind.in_([kind.value for kind in kinds])
                )
            ).scalar()
            or 0
        )

    def _add(
        self,
        connection: Connection,
        kind: FeedKind,
        item_id: str,
        version: int,
        value: FeedValue | None,
        at_ms: int,
    ) -> int:
        self._database.serial_lock(connection)
        newest = connection.execute(
            select(schema.feed.c.version, schema.feed.c.payload)
            .where(schema.feed.c.kind == kind.value, schema.feed.c.item_id == item_id)
            .order_by(schema.feed.c.version.desc())
            .limit(1)
        ).first()
        if newest is not None:
            same = encode_statement(kind, item_id, newest.version, value)
            if same == bytes(newest.payload):
                return int(newest.version)
            if version and version <= newest.version:
                raise KnownError("feed.version-taken", kind=kind, id=item_id, version=version)
        if not version:
            version = newest.version + 1 if newest else 1
        payload = encode_statement(kind, item_id, version, value)
        last = connection.execute(select(func.max(schema.feed.c.seq))).scalar() or 0
        connection.execute(
            insert(schema.feed).values(
                seq=last + 1,
                kind=kind.value,
                item_id=item_id,
                version=version,
                action=(FeedAction.WITHDRAW if value is None else FeedAction.PUT).value,
                payload=payload,
                dsse=sign_statement(FEED_TYPE, payload, self._signer),
                created_at=at_ms,
            )
        )
        return version

    def _write_cursor(self, cursor: _Cursor) -> str:
        body = encode(cursor)
        mac = hmac_sha256(self._secret, body)[:_MAC_BYTES]
        return base64.urlsafe_b64encode(mac + body).decode("ascii").rstrip("=")

    def _read_cursor(self, text: str, epoch: int, scope: int) -> int:
        if not text:
            return 0
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise KnownError("feed.resync") from error
        mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not same_bytes(mac, hmac_sha256(self._secret, body)[:_MAC_BYTES]):
            raise KnownError("feed.resync")
        cursor = decode(body, _Cursor)
        if (cursor.epoch, cursor.scope) != (epoch, scope):
            raise KnownError("feed.resync")
        return cursor.seq
