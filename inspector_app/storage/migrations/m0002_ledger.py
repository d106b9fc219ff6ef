"""The ledger for a million units: keys for duplicates, history, a wider search index.

Runs once in each store; must never be changed after a release. The index is emptied here and filled
by `UnitTable.index_anew` when the store opens, which also knows later ways of indexing.
"""

from __future__ import annotations

from inspector_app.storage.sqlcipher import Sql

_SCHEMA = """
DROP TABLE unit_grams;
CREATE VIRTUAL TABLE unit_grams USING fts5(grams, content='', contentless_delete=1, detail=none,
    tokenize='ascii');
ALTER TABLE units ADD COLUMN credit TEXT NOT NULL DEFAULT '';
ALTER TABLE units ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE units ADD COLUMN address_key TEXT NOT NULL DEFAULT '';
CREATE INDEX units_in_order ON units (name, id);
CREATE INDEX units_by_credit ON units (credit) WHERE credit <> '';
CREATE INDEX units_by_name_key ON units (name_key);
CREATE INDEX units_by_address_key ON units (address_key) WHERE address_key <> '';
CREATE INDEX units_codeless_by_name ON units (name_key) WHERE credit = '';
CREATE INDEX units_codeless_by_address ON units (address_key) WHERE credit = '';
CREATE TABLE unit_history (
    unit_id TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, person TEXT NOT NULL,
    source TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (unit_id, seq)
) WITHOUT ROWID;
"""


def migrate(sql: Sql) -> None:
    """Add the keys and the history; empty the index."""
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            sql.run(statement)
