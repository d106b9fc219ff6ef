"""The device's hash-chained event log: who changed what, when, and what was there before.

Every change of an inspection appends here in its own transaction. Must never be updated or deleted.

An event's hash is SHA-256 over `insp-event-v1`, a zero byte, the previous hash and the JSON array
`[seq, inspection, kind, ref, old, new, person, wall, monotonic_ns, boot]` in UTF-8 without blanks.
The first event's previous hash is 32 zero bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from inspector_app.clock import Clock
from inspector_app.crypto.digest import sha256
from inspector_app.domain.identifiers import InspectionId, PersonId
from inspector_app.errors import KnownError
from inspector_app.storage.sqlcipher import Sql

GENESIS = bytes(32)
_TAG = b"insp-event-v1\x00"
_COLUMNS = (
    "seq, inspection_id, kind, ref, old, new, person, wall, monotonic_ns, boot, previous, hash"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """One reading of the clock.

    Attributes:
        wall: ISO 8601 with offset.
    """

    wall: str
    monotonic_ns: int
    boot: str

    @classmethod
    def read(cls, clock: Clock) -> Stamp:
        """Read the clock now."""
        return cls(clock.now().isoformat(), clock.monotonic_ns(), clock.boot_id())


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One link of the chain.

    Attributes:
        seq: Position in the device's chain, 1 upwards without gaps.
        kind: `answer`, `row-added`, `row-removed`, `procedure`, `evidence`, `finding`, `sealed` ...
        ref: What changed: a node of the checklist, an item code, a photo number.
        old, new: Values as text, None where there is none.
        person: Who; '' for what the app did by rule.
    """

    seq: int
    inspection_id: InspectionId
    kind: str
    ref: str
    old: str | None
    new: str | None
    person: PersonId
    wall: str
    monotonic_ns: int
    boot: str
    previous: bytes
    hash: bytes


class EventTable:
    """The chain."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def append(
        self,
        inspection_id: InspectionId,
        kind: str,
        stamp: Stamp,
        *,
        ref: str = "",
        old: str | None = None,
        new: str | None = None,
        person: PersonId = PersonId(""),  # noqa: B008  an immutable string
    ) -> StoredEvent:
        """Add an event at the end of the chain; call it inside the transaction it tells of."""
        seq, previous = self.head()
        seq += 1
        digest = event_hash(previous, seq, inspection_id, kind, ref, old, new, person, stamp)
        event = StoredEvent(
            seq, inspection_id, kind, ref, old, new, person,
            stamp.wall, stamp.monotonic_ns, stamp.boot, previous, digest,
        )  # fmt: skip
        self._sql.run(
            f"INSERT INTO events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (
                seq, inspection_id, kind, ref, old, new, person,
                stamp.wall, stamp.monotonic_ns, stamp.boot, previous, digest,
            ),
        )  # fmt: skip
        return event

    def head(self) -> tuple[int, bytes]:
        """Return number and hash of the last event; (0, 32 zero bytes) before the first."""
        row = self._sql.one("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
        return (0, GENESIS) if row is None else (row[0], row[1])

    def list(
        self, inspection_id: InspectionId, *, ref: str = "", kind: str = ""
    ) -> tuple[StoredEvent, ...]:
        """Return an inspection's events in order, of one ref or kind if asked."""
        rows = self._sql.all(
            f"SELECT {_COLUMNS} FROM events WHERE inspection_id = ?"  # noqa: S608  fixed text
            " AND (? = '' OR ref = ?) AND (? = '' OR kind = ?) ORDER BY seq",
            (inspection_id, ref, ref, kind, kind),
        )
        return tuple(StoredEvent(*row) for row in rows)

    def last_by_ref(self, inspection_id: InspectionId) -> dict[str, StoredEvent]:
        """Return the newest event of each checklist node: answered, filled in or calculated."""
        rows = self._sql.all(
            f"SELECT {_COLUMNS} FROM events WHERE seq IN (SELECT max(seq) FROM events"  # noqa: S608
            " WHERE inspection_id = ? AND kind IN ('answer', 'derived',"
            " 'prefill') GROUP BY ref) ORDER BY seq",
            (inspection_id,),
        )
        return {row[3]: StoredEvent(*row) for row in rows}

    def verify(self) -> int:
        """Recompute the whole chain and return its length.

        Raises:
            KnownError: `store.chain-broken` at the first event that is missing, moved or altered.
        """
        expected, previous = 1, GENESIS
        for event in self._walk():
            stamp = Stamp(event.wall, event.monotonic_ns, event.boot)
            digest = event_hash(
                previous, event.seq, event.inspection_id, event.kind, event.ref, event.old,
                event.new, event.person, stamp,
            )  # fmt: skip
            if (event.seq, event.previous, event.hash) != (expected, previous, digest):
                raise KnownError("store.chain-broken", seq=expected)
            expected, previous = expected + 1, digest
        return expected - 1

    def _walk(self, page: int = 1000) -> Iterator[StoredEvent]:
        last = 0
        while rows := self._sql.all(
            f"SELECT {_COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ?",  # noqa: S608
            (last, page),
        ):
            for row in rows:
                yield StoredEvent(*row)
            last = rows[-1][0]


def event_hash(
    previous: bytes,
    seq: int,
    inspection_id: str,
    kind: str,
    ref: str,
    old: str | None,
    new: str | None,
    person: str,
    stamp: Stamp,
) -> bytes:
    """Return the 32-byte hash of one event; see the module's docstring."""
    fields = [
        seq, inspection_id, kind, ref, old, new, person, stamp.wall, stamp.monotonic_ns, stamp.boot,
    ]  # fmt: skip
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return sha256(_TAG + previous + text.encode("utf-8", "surrogatepass"))
