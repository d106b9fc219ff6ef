"""The bureau's append-only log: one entry a record, written in the record's own transaction.

Called by intake (append), receipts and sessions (proofs) and the public log routes. Signing happens
only over committed rows: a rolled-back entry must never have left a signed checkpoint behind.
Entries are served to nobody: seals hold subject and outcome.
Source: RFC 9162; C2SP tlog-checkpoint, tlog-tiles.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, func, insert, select, tuple_

from inspector_app.bureau import schema
from inspector_app.bureau.database import Database
from inspector_app.crypto.keys import Signer
from inspector_app.errors import KnownError
from inspector_app.records.merkle import (
    HASH_BYTES,
    NodeSource,
    completed_nodes,
    consistency_path,
    leaf_hash,
    root_at,
)
from inspector_app.records.tlog import Checkpoint, open_checkpoint, sign_checkpoint

T = TypeVar("T")
_TILE_WIDTH = 256


class TransparencyLog:
    """The log of one bureau.

    Args:
        origin: Name of the log, first line of its checkpoints.
        signer: Key that signs checkpoints.
    """

    def __init__(self, database: Database, origin: str, signer: Signer) -> None:
        self._database = database
        self._signer = signer
        self.origin = origin

    def append(self, connection: Connection, entry: bytes) -> int:
        """Add an entry to the open transaction and return its index.

        Last act of the transaction: from here to COMMIT every other append waits.
        """
        self._database.serial_lock(connection)
        index = self.size(connection)
        added = leaf_hash(entry)
        done = _with_nodes(connection, lambda node: completed_nodes(index, added, node))
        connection.execute(insert(schema.log_leaf).values(idx=index, entry=entry, hash=added))
        connection.execute(
            insert(schema.log_node),
            [{"level": level, "idx": place, "hash": value} for level, place, value in done],
        )
        return index

    def size(self, connection: Connection) -> int:
        """Return the number of entries."""
        last = connection.execute(select(func.max(schema.log_leaf.c.idx))).scalar()
        return 0 if last is None else int(last) + 1

    def checkpoint(self, connection: Connection, size: int | None = None) -> str:
        """Return the signed checkpoint of the first `size` entries, of all by default."""
        count = self.size(connection) if size is None else size
        root = _with_nodes(connection, lambda node: root_at(count, node))
        return sign_checkpoint(Checkpoint(self.origin, count, root), self._signer)

    def with_nodes(self, connection: Connection, compute: Callable[[NodeSource], T]) -> T:
        """Run a tree computation on the log's nodes with one query."""
        return _with_nodes(connection, compute)

    def consistency(self, connection: Connection, old: int, new: int) -> tuple[bytes, ...]:
        """Return the proof that the first `old` entries begin the first `new` ones."""
        return _with_nodes(connection, lambda node: consistency_path(old, new, node))

    def since(self, connection: Connection, held: str) -> tuple[str, tuple[bytes, ...]]:
        """Return the current checkpoint and the proof from the one a laptop holds.

        Args:
            held: Signed checkpoint, '' for none. One that is not ours, or larger than the log (this
                bureau was restored from a backup), gets no proof; the laptop sees that and alarms.
        """
        size = self.size(connection)
        proof: tuple[bytes, ...] = ()
        if held:
            try:
                known = open_checkpoint(held, [self._signer.certificate.public_key_raw]).checkpoint
            except KnownError:
                return self.checkpoint(connection, size), ()
            if known.origin == self.origin and known.size <= size:
                proof = self.consistency(connection, known.size, size)
        return self.checkpoint(connection, size), proof

    def tile(self, connection: Connection, level: int, index: int, width: int) -> bytes | None:
        """Return `width` hashes of a tile, None unless the log has completed them.

        Args:
            level: Tile level, 0..7: hashes of tree level 8 * level.
            width: 256 for a full tile, fewer for a partial one.
        """
        complete = self.size(connection) >> (8 * level)
        first = index * _TILE_WIDTH
        if not 1 <= width <= _TILE_WIDTH or first + width > complete:
            return None
        rows = connection.execute(
            select(schema.log_node.c.hash)
            .where(schema.log_node.c.level == 8 * level)
            .where(schema.log_node.c.idx.between(first, first + width - 1))
            .order_by(schema.log_node.c.idx)
        ).scalars()
        return b"".join(bytes(value) for value in rows)


def _with_nodes(connection: Connection, compute: Callable[[NodeSource], T]) -> T:
    """Run a tree computation on stored nodes with one query.

    Which nodes it asks for depends on numbers and never on hashes, so a first run with empty hashes
    tells what to fetch.
    """
    wanted: list[tuple[int, int]] = []

    def note(level: int, index: int) -> bytes:
        wanted.append((level, index))
        return bytes(HASH_BYTES)

    result = compute(note)
    if not wanted:
        return result
    table = schema.log_node
    rows = connection.execute(select(table).where(tuple_(table.c.level, table.c.idx).in_(wanted)))
    found = {(row.level, row.idx): bytes(row.hash) for row in rows}
    return compute(lambda level, index: found[level, index])
