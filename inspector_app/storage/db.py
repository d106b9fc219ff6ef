"""The store: one writer thread with one connection, readers that cannot write.

Services hand in functions on `Tables`; a function is one transaction, so several repositories
change together or not at all. Must never run two writers, and must never answer a write before its
commit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from inspector_app.errors import BugError, InspectorError, KnownError
from inspector_app.storage import migrations
from inspector_app.storage.sqlcipher import Sql, open_sql
from inspector_app.storage.tables import Tables

T = TypeVar("T")

_Job = tuple[Callable[[Tables], Any], "Future[Any]"]


class Store:
    """An open store. Made by `Store.create` or `Store.open`, closed once by whoever made it."""

    def __init__(self, path: Path, key: bytes, sql: Sql) -> None:
        self._path = path
        self._key = key
        self._writer = sql
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        # Lent to one question at a time: window threads come and go, connections stay few.
        self._idle_readers: list[Sql] = []
        self._reading = threading.local()
        self._guard = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    @classmethod
    def create(cls, path: Path, key: bytes) -> Store:
        """Make a new, empty store.

        Raises:
            BugError: `store.bug` when the file is there already; an existing store is never
            replaced.
        """
        if path.exists():
            raise BugError("store.bug", detail="a store is there already")
        sql = open_sql(path, key, create=True)
        try:
            _bring_up_to_date(sql, path, key)
        except BaseException:
            sql.close()
            raise
        return cls(path, key, sql)

    @classmethod
    def open(cls, path: Path, key: bytes) -> Store:
        """Open an existing store and bring its schema up to date.

        Raises:
            KnownError: `store.missing`, `store.damaged` (also for a wrong key), `store.newer`.
        """
        sql = open_sql(path, key)
        try:
            _bring_up_to_date(sql, path, key)
        except BaseException:
            sql.close()
            raise
        return cls(path, key, sql)

    @property
    def path(self) -> Path:
        """Where the database file is; evidence lies beside it."""
        return self._path

    def write(self, change: Callable[[Tables], T]) -> T:
        """Run `change` as one transaction and return after its commit is on disk.

        An exception inside undoes everything and comes out here.

        Raises:
            KnownError: `store.closed` once everybody has locked, `store.disk-full`, `store.io`.
        """
        if threading.current_thread() is self._thread:
            raise BugError("store.bug", detail="a transaction inside a transaction")
        future: Future[T] = Future()
        with self._guard:
            self._refuse_closed()
            self._jobs.put((change, future))
        return future.result()

    def read(self, question: Callable[[Tables], T]) -> T:
        """Run `question` on a reading connection, against one unchanging snapshot.

        A question asked while answering another sees the same snapshot.
        """
        current: Sql | None = getattr(self._reading, "sql", None)
        if current is not None:
            return question(Tables(current))
        sql = self._take_reader()
        self._reading.sql = sql
        try:
            sql.run("BEGIN")
            try:
                return question(Tables(sql))
            finally:
                sql.run("ROLLBACK")
        finally:
            self._reading.sql = None
            self._give_back(sql)

    def copy_to(self, target: Path) -> None:
        """Copy the whole store into a new encrypted file with the same key, while it is in use."""
        sql = self._take_reader()
        try:
            migrations.copy_store(sql, target, self._key)
        finally:
            self._give_back(sql)

    def close(self) -> None:
        """Finish what is queued, then close every connection. A second call does nothing."""
        with self._guard:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()
        with self._guard:
            idle, self._idle_readers = self._idle_readers, []
        for sql in idle:
            sql.close()
        self._writer.close()

    def _refuse_closed(self) -> None:
        if self._closed:
            raise KnownError("store.closed")

    def _take_reader(self) -> Sql:
        with self._guard:
            self._refuse_closed()
            if self._idle_readers:
                return self._idle_readers.pop()
        return open_sql(self._path, self._key, query_only=True)

    def _give_back(self, sql: Sql) -> None:
        with self._guard:
            if not self._closed:
                self._idle_readers.append(sql)
                return
        sql.close()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            change, future = job
            try:
                result = self._transaction(change)
            except BaseException as error:  # noqa: BLE001  the calling thread gets it
                future.set_exception(error)
            else:
                future.set_result(result)
            # Without this the last caller's values would live until the next write.
            del job, change, future

    def _transaction(self, change: Callable[[Tables], T]) -> T:
        sql = self._writer
        sql.run("BEGIN IMMEDIATE")
        try:
            result = change(Tables(sql))
            sql.run("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        return result

    def _roll_back(self) -> None:
        # SQLite itself rolls back on a full disk or an I/O error; then there is nothing left to
        # undo.
        if self._writer.raw.in_transaction:
            try:
                self._writer.run("ROLLBACK")
            except InspectorError:
                return


def _bring_up_to_date(sql: Sql, path: Path, key: bytes) -> None:
    migrations.bring_up_to_date(sql, path, key)
    units = Tables(sql).units
    if not units.index_is_stale():
        return
    sql.run("BEGIN IMMEDIATE")
    try:
        units.index_anew()
        sql.run("COMMIT")
    except BaseException:
        if sql.raw.in_transaction:
            sql.run("ROLLBACK")
        raise
