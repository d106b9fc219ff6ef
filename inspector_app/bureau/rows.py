"""Inserting where the key may be taken, the same on SQLite and PostgreSQL.

Called by repositories whose work may come twice. Must never replace a row.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, **values: object) -> bool:
    """Insert a row unless its key is taken; tells whether it was inserted."""
    key = next(iter(table.primary_key))
    if connection.dialect.name == "sqlite":
        light = sqlite.insert(table).values(values).on_conflict_do_nothing().returning(key)
        return connection.execute(light).first() is not None
    full = postgresql.insert(table).values(values).on_conflict_do_nothing().returning(key)
    return connection.execute(full).first() is not None
