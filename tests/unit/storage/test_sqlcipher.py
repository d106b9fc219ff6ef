"""The alias that makes sqlite-utils catch SQLCipher's own exceptions."""

from __future__ import annotations

from pathlib import Path

import sqlcipher3.dbapi2 as dbapi2

from inspector_app.storage.sqlcipher import open_sql


def test_sqlite_utils_runs_on_the_encrypted_driver(tmp_path: Path, key: bytes) -> None:
    import sqlite_utils
    from sqlite_utils import utils

    assert vars(utils)["sqlite3"].OperationalError is dbapi2.OperationalError
    sql = open_sql(tmp_path / "x.db", key, create=True)
    table = sqlite_utils.Database(sql.raw).table("t")
    table.insert({"a": 1})
    # Only works when the library recognises the driver's OperationalError as its own.
    table.insert({"a": 2, "b": "新列"}, alter=True)
    assert [row["b"] for row in table.rows] == [None, "新列"]
    sql.close()
