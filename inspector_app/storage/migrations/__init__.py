"""Brings a store's schema up to what this version needs; called once at opening.

Each migration is a function on SQL, never on domain classes: those change later, an old migration
must not. Function, bookkeeping row and `user_version` are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector_app.errors import BugError, KnownError
from inspector_app.storage import sqlcipher
from inspector_app.storage.migrations import m0001_base, m0002_ledger
from inspector_app.storage.sqlcipher import Sql

if TYPE_CHECKING:
    from sqlite_utils import Database

Migration = Callable[[Sql], None]

MIGRATIONS: tuple[tuple[str, Migration], ...] = (
    ("m0001_base", m0001_base.migrate),
    ("m0002_ledger", m0002_ledger.migrate),
)

SCHEMA_VERSION = len(MIGRATIONS)


def bring_up_to_date(
    sql: Sql,
    path: Path,
    key: bytes,
    migrations: tuple[tuple[str, Migration], ...] = MIGRATIONS,
) -> None:
    """Apply what is missing; a store that already holds rows is copied first, encrypted.

    Args:
        sql: The writing connection.
        path: The database file; the copy goes beside it as `<name>.before-<version>`.
        key: The store key, also used for the copy.
    Raises:
        KnownError: `store.newer` when the store was written by a later version of the app.
    """
    found = int(sql.value("PRAGMA user_version"))
    target = len(migrations)
    if found > target:
        raise KnownError("store.newer", found=found, known=target)
    if found == target:
        return
    if found > 0:
        copy_store(sql, path.with_name(f"{path.name}.before-{target}"), key)
    _apply(sql, migrations)


def copy_store(sql: Sql, target: Path, key: bytes) -> None:
    """Copy the whole store by SQLite's backup interface into a new encrypted file."""
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    copy = sqlcipher.open_sql(partial, key, create=True)
    try:
        with sqlcipher.driver_errors():
            sql.raw.backup(copy.raw)
            copy.raw.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    with sqlcipher.file_errors(target):
        partial.replace(target)


def _apply(sql: Sql, migrations: tuple[tuple[str, Migration], ...]) -> None:
    # Imported here: opening an up-to-date store must not pay for the library's import.
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    steps = Migrations("inspector")
    for version, (name, function) in enumerate(migrations, 1):
        steps(name=name)(_numbered(function, version))
    with sqlcipher.driver_errors():
        steps.apply(Database(sql.raw))
    if int(sql.value("PRAGMA user_version")) != len(migrations):
        raise BugError("store.bug", detail="migrations did not reach their version")


def _numbered(function: Migration, version: int) -> Any:
    def step(db: Database) -> None:
        sql = Sql(db.conn)
        function(sql)
        sql.run(f"PRAGMA user_version = {version:d}")

    return step
