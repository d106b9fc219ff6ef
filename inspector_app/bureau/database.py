"""Connections: one schema, SQLite in one folder or PostgreSQL for many processes.

Called by the repositories of this room through `read` and `write`. SQLite runs in WAL mode with
`synchronous=FULL` and exactly one writing connection; on PostgreSQL `serial_lock` makes the numbers
of feed and log come in commit order. Must never be used inside an event loop: it blocks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from inspector_app.errors import KnownError

_SERIAL_LOCK = 0x1A5EC7  # names our one advisory lock
_WAIT_S = 30


def check_url(url: str) -> None:
    """Refuse what is no database address, before anything is made.

    Raises:
        KnownError: `bureau.database`.
    """
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise KnownError("bureau.database", reason=str(error)) from error
    if backend not in ("sqlite", "postgres", "postgresql"):
        raise KnownError("bureau.database", reason=backend)


class Database:
    """The bureau's database.

    Args:
        url: SQLAlchemy URL: `sqlite:///…/bureau.db` or `postgresql+psycopg://…`.
        pool_size: PostgreSQL connections kept; SQLite readers likewise.
    """

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        parsed = make_url(url)
        if parsed.drivername in ("postgres", "postgresql"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.url = parsed
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(parsed.render_as_string(False), writing=True, size=1)
            self._reader = _sqlite_engine(
                parsed.render_as_string(False), writing=False, size=pool_size
            )
        else:
            self._writer = self._reader = create_engine(
                parsed,
                pool_size=pool_size,
                max_overflow=0,
                pool_timeout=_WAIT_S,
                pool_pre_ping=True,
                isolation_level="READ COMMITTED",
            )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection for one consistent read.

        Raises:
            KnownError: `bureau.database` when it cannot be reached.
        """
        with _told(), self._reader.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection whose work is committed at the end of the block, or not at all.

        Raises:
            KnownError: `bureau.database` when it cannot be reached.
        """
        with _told(), self._writer.begin() as connection:
            yield connection

    def serial_lock(self, connection: Connection) -> None:
        """Let no other transaction number feed items or log leaves until this one ends.

        PostgreSQL sequences commit out of order, so a reader could skip rows for ever; SQLite's one
        writer needs nothing.
        """
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SERIAL_LOCK})

    @property
    def engine(self) -> Engine:
        """The writing engine; for migrations."""
        return self._writer

    def close(self) -> None:
        """Close every connection; the object is done."""
        self._writer.dispose()
        if self._reader is not self._writer:
            self._reader.dispose()


def _sqlite_engine(url: str, *, writing: bool, size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=_WAIT_S,
        connect_args={"check_same_thread": False, "timeout": _WAIT_S},
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: Any) -> None:
        # the driver's own transaction guessing is switched off; `begin` below says what is meant
        raw.isolation_level = None
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA foreign_keys=ON")
        raw.execute("PRAGMA trusted_schema=OFF")
        if not writing:
            raw.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextmanager
def _told() -> Iterator[None]:
    """Turn 'no server', 'disk full', 'locked', 'no database' into sentences; others are ours."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.orig, sqlite3.OperationalError) and "full" in str(error.orig):
            raise KnownError("server.storage") from error
        raise KnownError("bureau.database", reason=_first_line(error)) from error
    except DatabaseError as error:
        if type(error.orig) is not sqlite3.DatabaseError:
            raise
        raise KnownError("bureau.damaged", place=_first_line(error)) from error
    except PoolTimeout as error:
        raise KnownError("server.busy") from error


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip().splitlines() or ["?"])[0]
