"""Schema changes: all or nothing, a copy first, newer stores refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.errors import KnownError
from inspector_app.storage import migrations
from inspector_app.storage.db import Store
from inspector_app.storage.sqlcipher import Sql, open_sql


def _add_table(sql: Sql) -> None:
    sql.run("CREATE TABLE later (a TEXT)")


def _add_table_then_fail(sql: Sql) -> None:
    sql.run("CREATE TABLE later (a TEXT)")
    raise KnownError("store.disk-full")


def _tables(sql: Sql) -> set[str]:
    return {row[0] for row in sql.all("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_new_store_is_at_this_versions_schema(tmp_path: Path, key: bytes) -> None:
    Store.create(tmp_path / "store.db", key).close()
    sql = open_sql(tmp_path / "store.db", key)
    assert sql.value("PRAGMA user_version") == migrations.SCHEMA_VERSION
    sql.close()


def test_a_migration_copies_the_store_first(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "store.db"
    store = Store.create(path, key)
    store.write(lambda tables: tables.meta.put("a", b"1"))
    store.close()
    sql = open_sql(path, key)
    steps = (*migrations.MIGRATIONS, ("m0002_later", _add_table))
    migrations.bring_up_to_date(sql, path, key, steps)
    assert "later" in _tables(sql)
    sql.close()
    copy = Store.open(tmp_path / f"store.db.before-{len(steps)}", key)
    assert copy.read(lambda tables: tables.meta.get("a")) == b"1"
    copy.close()


def test_a_failing_migration_leaves_the_schema_and_stays_pending(
    tmp_path: Path, key: bytes
) -> None:
    path = tmp_path / "store.db"
    Store.create(path, key).close()
    sql = open_sql(path, key)
    before = _tables(sql)
    with pytest.raises(KnownError):
        migrations.bring_up_to_date(
            sql, path, key, (*migrations.MIGRATIONS, ("m0002_later", _add_table_then_fail))
        )
    assert _tables(sql) == before
    assert sql.value("PRAGMA user_version") == migrations.SCHEMA_VERSION
    migrations.bring_up_to_date(
        sql, path, key, (*migrations.MIGRATIONS, ("m0002_later", _add_table))
    )
    assert "later" in _tables(sql)
    sql.close()


def test_a_newer_store_is_refused_with_both_numbers(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "store.db"
    Store.create(path, key).close()
    sql = open_sql(path, key)
    sql.run(f"PRAGMA user_version = {migrations.SCHEMA_VERSION + 1}")
    sql.close()
    with pytest.raises(KnownError) as caught:
        Store.open(path, key)
    assert caught.value.code == "store.newer"
    assert caught.value.slots == {
        "found": migrations.SCHEMA_VERSION + 1,
        "known": migrations.SCHEMA_VERSION,
    }
