"""The store: encryption, one writer, all-or-nothing transactions, refusals in plain words."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from inspector_app.errors import BugError, KnownError
from inspector_app.storage.db import Store
from inspector_app.storage.sqlcipher import translate
from inspector_app.storage.tables import Tables


def test_written_values_survive_closing(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "store.db"
    store = Store.create(path, key)
    store.write(lambda tables: tables.meta.put("name", "值".encode()))
    store.close()
    store = Store.open(path, key)
    assert store.read(lambda tables: tables.meta.get("name")) == "值".encode()
    store.close()


def test_the_files_show_no_word_of_the_content(tmp_path: Path, key: bytes) -> None:
    store = Store.create(tmp_path / "store.db", key)
    store.write(lambda tables: tables.meta.put("name", b"no-minors-sign-missing" * 50))
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    store.close()
    on_disk += b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"minors-sign" not in on_disk
    assert b"SQLite format" not in on_disk
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "store.db").execute("SELECT * FROM sqlite_master").fetchall()


def test_a_wrong_key_is_told_and_changes_nothing(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "store.db"
    Store.create(path, key).close()
    before = path.read_bytes()
    with pytest.raises(KnownError) as caught:
        Store.open(path, bytes(32))
    assert caught.value.code == "store.damaged"
    assert path.read_bytes() == before


def test_a_damaged_file_is_told(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "store.db"
    Store.create(path, key).close()
    data = bytearray(path.read_bytes())
    # Every bit of the first page's ciphertext flipped: no byte can stay the same by chance.
    data[16:4096] = bytes(byte ^ 0xFF for byte in data[16:4096])
    path.write_bytes(data)
    with pytest.raises(KnownError) as caught:
        Store.open(path, key)
    assert caught.value.code == "store.damaged"


def test_a_missing_file_is_never_made_again(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        Store.open(tmp_path / "store.db", key)
    assert caught.value.code == "store.missing"
    assert not list(tmp_path.iterdir())


def test_an_existing_store_is_never_replaced(tmp_path: Path, key: bytes) -> None:
    Store.create(tmp_path / "store.db", key).close()
    with pytest.raises(BugError):
        Store.create(tmp_path / "store.db", key)


def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    def change(tables: Tables) -> None:

        tables.meta.put("a", b"1")
        raise KnownError("store.disk-full")

    with pytest.raises(KnownError):
        store.write(change)
    assert store.read(lambda tables: tables.meta.get("a")) is None


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(KnownError) as caught:
        store.read(lambda tables: tables.meta.put("a", b"1"))
    assert caught.value.code == "store.io"


def test_a_reader_sees_one_unchanging_state(store: Store) -> None:
    def question(tables: Tables) -> tuple[bytes | None, bytes | None]:

        before = tables.meta.get("a")
        writer = threading.Thread(target=lambda: store.write(lambda t: t.meta.put("a", b"1")))
        writer.start()
        writer.join()
        return before, tables.meta.get("a")

    assert store.read(question) == (None, None)
    assert store.read(lambda tables: tables.meta.get("a")) == b"1"


def test_a_question_inside_a_question_sees_the_same_state(store: Store) -> None:
    def question(tables: Tables) -> bytes | None:
        tables.meta.get("a")
        writer = threading.Thread(target=lambda: store.write(lambda t: t.meta.put("a", b"1")))
        writer.start()
        writer.join()
        return store.read(lambda inner: inner.meta.get("a"))

    assert store.read(question) is None
    assert store.read(lambda tables: tables.meta.get("a")) == b"1"


def test_threads_that_come_and_go_leave_no_connections_behind(store: Store) -> None:
    for _ in range(20):
        reader = threading.Thread(target=lambda: store.read(lambda tables: tables.meta.get("a")))
        reader.start()
        reader.join()
    assert len(store._idle_readers) == 1


def test_a_reader_at_work_while_the_store_closes_finishes(store: Store) -> None:
    def question(tables: Tables) -> bytes | None:
        closer = threading.Thread(target=store.close)
        closer.start()
        closer.join()
        return tables.meta.get("a")

    assert store.read(question) is None
    assert store._idle_readers == []


def test_writers_from_many_threads_queue(store: Store) -> None:
    def add_one() -> None:
        def change(tables: Tables) -> None:

            count = int(tables.meta.get("count") or b"0")
            tables.meta.put("count", b"%d" % (count + 1))

        for _ in range(20):
            store.write(change)

    threads = [threading.Thread(target=add_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read(lambda tables: tables.meta.get("count")) == b"160"


def test_a_transaction_inside_a_transaction_is_our_mistake(store: Store) -> None:
    with pytest.raises(BugError):
        store.write(lambda _: store.write(lambda tables: tables.meta.put("a", b"1")))


def test_a_closed_store_refuses_work(store: Store) -> None:
    store.close()
    with pytest.raises(KnownError) as caught:
        store.write(lambda tables: tables.meta.put("a", b"1"))
    assert caught.value.code == "store.closed"
    with pytest.raises(KnownError):
        store.read(lambda tables: tables.meta.get("a"))
    store.close()


def test_the_writer_is_durable_and_in_wal(store: Store) -> None:
    def pragmas(tables: Tables) -> tuple[object, ...]:

        sql = tables.meta._sql
        return tuple(
            sql.value(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "temp_store")
        )

    assert store.write(pragmas) == ("wal", 2, 2)


def test_a_copy_made_in_use_opens_with_the_same_key(
    store: Store, tmp_path: Path, key: bytes
) -> None:
    store.write(lambda tables: tables.meta.put("a", b"1"))
    store.copy_to(tmp_path / "copy.db")
    copy = Store.open(tmp_path / "copy.db", key)
    assert copy.read(lambda tables: tables.meta.get("a")) == b"1"
    copy.close()


def test_a_full_disk_is_told_keeps_what_was_saved_and_recovers(store: Store) -> None:
    store.write(lambda tables: tables.meta.put("a", b"saved"))
    pages = store.write(lambda tables: tables.meta._sql.value("PRAGMA page_count"))
    # SQLite's own limit gives the very error a full disk gives.
    store.write(lambda tables: tables.meta._sql.value(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(KnownError) as caught:
        store.write(lambda tables: tables.meta.put("b", bytes(1 << 20)))
    assert caught.value.code == "store.disk-full"
    assert store.read(lambda tables: (tables.meta.get("a"), tables.meta.get("b"))) == (
        b"saved",
        None,
    )
    store.write(lambda tables: tables.meta._sql.value("PRAGMA max_page_count = 1000000"))
    store.write(lambda tables: tables.meta.put("b", bytes(1 << 20)))
    assert store.read(lambda tables: tables.meta.get("b")) == bytes(1 << 20)


class _DriverError(Exception):
    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(text)
        self.sqlite_errorname = name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SQLITE_FULL", "store.disk-full"),
        ("SQLITE_BUSY_SNAPSHOT", "store.locked"),
        ("SQLITE_LOCKED", "store.locked"),
        ("SQLITE_CORRUPT", "store.damaged"),
        ("SQLITE_NOTADB", "store.damaged"),
        ("SQLITE_IOERR_FSYNC", "store.io"),
        ("SQLITE_CANTOPEN", "store.io"),
        ("SQLITE_MISUSE", "store.bug"),
    ],
)
def test_every_driver_error_gets_its_code(name: str, code: str) -> None:
    assert translate(_DriverError(name)).code == code
