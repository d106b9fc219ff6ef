"""The event chain: gapless, ordered, and any change in it is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.clock import SteppingClock
from inspector_app.domain.identifiers import InspectionId, PersonId
from inspector_app.errors import BugError, KnownError
from inspector_app.storage.db import Store
from inspector_app.storage.events import GENESIS, Stamp
from inspector_app.storage.sqlcipher import open_sql


def _fill(store: Store, clock: SteppingClock, count: int) -> None:
    for n in range(count):
        store.write(
            lambda tables, n=n: tables.events.append(  # type: ignore[misc]
                InspectionId(f"i-{n % 2}"), "answer", Stamp.read(clock), ref=f"/data/q{n % 3}",
                old=None if n == 0 else str(n - 1), new=f"答{n}", person=PersonId("p-1"),
            )
        )  # fmt: skip


def test_the_chain_is_gapless_over_all_inspections(store: Store, clock: SteppingClock) -> None:
    _fill(store, clock, 9)
    assert store.read(lambda t: t.events.verify()) == 9
    assert store.read(lambda t: t.events.head())[0] == 9
    events = store.read(lambda t: t.events.list(InspectionId("i-1")))
    assert [event.seq for event in events] == [2, 4, 6, 8]


def test_an_empty_chain_starts_at_zero(store: Store) -> None:
    assert store.read(lambda t: t.events.head()) == (0, GENESIS)
    assert store.read(lambda t: t.events.verify()) == 0


def test_the_newest_answer_of_each_node_is_known(store: Store, clock: SteppingClock) -> None:
    _fill(store, clock, 9)
    newest = store.read(lambda t: t.events.last_by_ref(InspectionId("i-0")))
    assert {ref: event.seq for ref, event in newest.items()} == {
        "/data/q0": 7, "/data/q1": 5, "/data/q2": 9,
    }  # fmt: skip


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE events SET new = 'x' WHERE seq = 4",
        "UPDATE events SET person = 'p-2' WHERE seq = 4",
        "UPDATE events SET wall = '2026-11-21T09:00:00+08:00' WHERE seq = 4",
        "UPDATE events SET old = NULL WHERE seq = 4",
        "DELETE FROM events WHERE seq = 4",
        "DELETE FROM events WHERE seq = 1",
        "UPDATE events SET hash = randomblob(32) WHERE seq = 4",
        "UPDATE events SET seq = 99 WHERE seq = 9",
    ],
)
def test_any_change_in_the_chain_is_found(
    store: Store, clock: SteppingClock, key: bytes, tampering: str
) -> None:
    _fill(store, clock, 9)
    path: Path = store.path
    outside = open_sql(path, key)
    with pytest.raises(BugError):
        outside.run(tampering)
    for trigger in ("events_never_change", "events_never_go"):
        outside.run(f"DROP TRIGGER {trigger}")
    outside.run(tampering)
    outside.close()
    with pytest.raises(KnownError) as caught:
        store.read(lambda t: t.events.verify())
    assert caught.value.code == "store.chain-broken"
