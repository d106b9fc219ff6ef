"""Promises of feed and log: nothing skipped, nothing doubled, nothing rewritten unseen."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text, update

from inspector_app.bureau import schema
from inspector_app.bureau.house import Bureau, load_feed
from inspector_app.errors import KnownError
from inspector_app.records.merkle import consistency_holds, root_of
from inspector_app.records.tlog import open_checkpoint
from inspector_app.wire.codec import decode, encode
from inspector_app.wire.feed import FeedItem, FeedKind, FeedPage, FeedValue, FormRef
from inspector_app.wire.problems import read_problem

if TYPE_CHECKING:
    from tests.bureau.conftest import Laptop, Town


def _page(laptop: Laptop, after: str = "", limit: int = 500) -> FeedPage:
    answer = laptop.client.get(
        "/v1/feed", params={"after": after, "limit": limit}, headers=laptop.token
    )
    assert answer.status_code == 200, answer.text
    return decode(answer.content, FeedPage, limit=1 << 24)


def test_pages_join_to_the_whole_feed(town: Town, laptop: Laptop) -> None:
    load_feed(town.bureau, [town.unit_row(n) for n in range(1, 24)])
    whole = _page(laptop).items
    joined: list[FeedItem] = []
    after = ""
    while True:
        page = _page(laptop, after, 5)
        assert len(page.items) <= 5
        joined += page.items
        after = page.next
        if not page.more:
            break
    assert tuple(joined) == whole
    assert len(whole) == 4 + 23
    assert _page(laptop, after).items == ()


def test_loading_the_same_values_again_adds_nothing(town: Town) -> None:
    values: list[FeedValue] = [town.unit_row(1), town.assignment_row(1)]
    assert load_feed(town.bureau, values) == load_feed(town.bureau, values)


def test_another_value_under_a_known_version_is_refused(town: Town) -> None:
    load_feed(town.bureau, [town.unit_row(1)])
    with pytest.raises(KnownError, match="version-taken"):
        load_feed(town.bureau, [replace(town.unit_row(1), name="别的名字")])


def test_an_item_must_name_a_file_that_is_there(town: Town) -> None:
    ref = FormRef(form_id="x", version="1", title="x", name="x.xlsx", sha256="ab" * 32, size=1)
    with pytest.raises(KnownError, match="not-found"):
        load_feed(town.bureau, [ref])


@pytest.mark.parametrize("cursor", ["x", "AAAA", "A" * 60, "。"])
def test_a_foreign_cursor_asks_for_a_fresh_start(laptop: Laptop, cursor: str) -> None:
    answer = laptop.client.get("/v1/feed", params={"after": cursor}, headers=laptop.token)
    assert answer.status_code == 410
    assert read_problem(410, answer.content).code == "feed.resync"


def test_a_changed_scope_asks_for_a_fresh_start(town: Town, laptop: Laptop) -> None:
    after = _page(laptop).next
    with town.bureau.database.write() as connection:
        connection.execute(update(schema.device).values(scope_version=2))
    answer = laptop.client.get("/v1/feed", params={"after": after}, headers=laptop.token)
    assert answer.status_code == 410


@pytest.mark.parametrize("limit", ["0", "501", "x", "-1"])
def test_a_page_size_outside_the_limits_is_refused(laptop: Laptop, limit: str) -> None:
    answer = laptop.client.get("/v1/feed", params={"limit": limit}, headers=laptop.token)
    assert answer.status_code == 400


def test_interleaved_writers_leave_no_gap_a_reader_could_jump(town: Town, laptop: Laptop) -> None:
    """Two transactions at once: the later number is never visible before the earlier one."""
    bureau = town.bureau
    first_has_number = threading.Event()

    def slow() -> None:
        with bureau.database.write() as connection:
            bureau.feed.put(connection, FeedKind.UNIT, town.unit_row(1), at_ms=1)
            first_has_number.set()
            assert seen.wait(0.3) is False  # the other one waits for our commit

    seen = threading.Event()

    def quick() -> None:
        first_has_number.wait(5)
        with bureau.database.write() as connection:
            bureau.feed.put(connection, FeedKind.UNIT, town.unit_row(2), at_ms=1)
        seen.set()

    threads = [threading.Thread(target=slow), threading.Thread(target=quick)]
    before = _page(laptop)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = _page(laptop, before.next)
    assert [item.id for item in after.items] == ["u-0001", "u-0002"]


def test_the_log_grows_consistently_and_every_proof_holds(town: Town, laptop: Laptop) -> None:
    log = town.bureau.log
    key = town.bureau.keys.signer.certificate.public_key_raw
    roots = {}
    for size in range(1, 14):
        assert laptop.send(laptop.seal()).status_code == 201
        note = town.client.get("/v1/log/checkpoint").text
        checkpoint = open_checkpoint(note, [key]).checkpoint
        assert checkpoint.size == size
        roots[size] = checkpoint.root
    with town.bureau.database.read() as connection:
        hashes = [
            bytes(row.hash)
            for row in connection.execute(select(schema.log_leaf).order_by(schema.log_leaf.c.idx))
        ]
        assert roots[13] == root_of(hashes)
        for old in range(1, 14):
            for new in range(old, 14):
                proof = log.consistency(connection, old, new)
                assert consistency_holds(old, new, roots[old], roots[new], proof)
    lines = town.client.get("/v1/log/consistency", params={"old": 3, "new": 13}).text.split()
    assert consistency_holds(3, 13, roots[3], roots[13], [bytes.fromhex(line) for line in lines])
    tile = town.client.get("/v1/log/tile/0/000.p/13")
    assert tile.content == b"".join(hashes)
    assert town.client.get("/v1/log/tile/0/000").status_code == 404
    assert town.client.get("/v1/log/tile/0/000.p/14").status_code == 404
    assert town.client.get("/v1/log/tile/entries/000").status_code == 404
    assert town.client.get("/v1/log/consistency?old=3&new=14").status_code == 404
    assert town.client.get("/v1/log/consistency?old=x&new=14").status_code == 400


def test_a_session_proves_the_log_since_the_checkpoint_held(town: Town, laptop: Laptop) -> None:
    for _ in range(3):
        laptop.send(laptop.seal())
    with town.bureau.database.read() as connection:
        old = town.bureau.log.checkpoint(connection)
    for _ in range(4):
        laptop.send(laptop.seal())
    with town.bureau.database.read() as connection:
        note, proof = town.bureau.log.since(connection, old)
        strange, none = town.bureau.log.since(connection, old.replace("3", "2"))
    key = town.bureau.keys.signer.certificate.public_key_raw
    one, two = (open_checkpoint(text, [key]).checkpoint for text in (old, note))
    assert consistency_holds(one.size, two.size, one.root, two.root, proof)
    assert (strange, none) == (note, ())


def test_the_audit_log_is_one_chain_and_a_changed_line_shows(town: Town, laptop: Laptop) -> None:
    laptop.send(laptop.seal())
    with town.bureau.database.read() as connection:
        assert town.bureau.audit.check(connection) is None
    with town.bureau.database.write() as connection:
        connection.execute(
            update(schema.audit).where(schema.audit.c.seq == 2).values(who="somebody else")
        )
    with town.bureau.database.read() as connection:
        assert town.bureau.audit.check(connection) == 2


def test_the_schema_is_what_the_migrations_make(town: Town) -> None:
    with town.bureau.database.write() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.metadata) == []


def test_a_newer_database_is_refused(town: Town) -> None:
    with town.bureau.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(KnownError, match="schema-newer"):
        Bureau.open(town.bureau.folder, clock=town.clock, entropy=town.bureau.entropy).close()


def test_a_bureau_opened_again_gives_the_same_receipts(town: Town, laptop: Laptop) -> None:
    record = laptop.seal(evidence=(b"photo",))
    first = laptop.send(record)
    again = Bureau.open(town.bureau.folder, clock=town.clock, entropy=town.bureau.entropy)
    with again:
        assert encode(again.receipts.of(record.record_id)) == first.content


def test_a_folder_in_use_is_not_made_into_a_bureau(small_town: Town) -> None:
    with pytest.raises(KnownError, match="exists"):
        Bureau.create(
            small_town.bureau.folder,
            name="x",
            clock=small_town.clock,
            entropy=small_town.bureau.entropy,
        )
