"""First schema of the store. Runs once in each store; must never be changed after a release.

Columns hold what is searched, sorted or joined; `body` holds the rest of a value as JSON.
"""

from __future__ import annotations

from inspector_app.storage.sqlcipher import Sql

_SCHEMA = """
CREATE TABLE meta (
    name TEXT PRIMARY KEY, value BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE device (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1), device_id TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE officers (
    person_id TEXT PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE certificates (
    sha256 TEXT PRIMARY KEY, subject TEXT NOT NULL, role TEXT NOT NULL, pem BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE units (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, category TEXT NOT NULL,
    name TEXT NOT NULL, district TEXT NOT NULL, search TEXT NOT NULL, version INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX units_by_name ON units (category, name);
CREATE VIRTUAL TABLE unit_grams USING fts5(grams, content='', contentless_delete=1, detail=none);
CREATE TABLE assignments (
    id TEXT PRIMARY KEY, unit_id TEXT NOT NULL, planned_from TEXT NOT NULL,
    version INTEGER NOT NULL, cancelled INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE forms (
    sha256 TEXT PRIMARY KEY, form_id TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL,
    workbook BLOB NOT NULL, added_at TEXT NOT NULL
);
CREATE TABLE laws (
    law_key TEXT PRIMARY KEY, version INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE TABLE feed_items (
    kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, action TEXT NOT NULL,
    envelope BLOB NOT NULL, PRIMARY KEY (kind, id)
);
CREATE TABLE inspections (
    id TEXT PRIMARY KEY, assignment_id TEXT NOT NULL, unit_id TEXT NOT NULL,
    state TEXT NOT NULL, form_sha256 TEXT NOT NULL, classified INTEGER NOT NULL DEFAULT 0,
    supersedes TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, saved_at TEXT NOT NULL,
    last_item TEXT NOT NULL DEFAULT '', answered INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0, void_reason TEXT NOT NULL DEFAULT '',
    officers BLOB NOT NULL, visit BLOB NOT NULL, body BLOB NOT NULL
);
CREATE UNIQUE INDEX one_live_inspection ON inspections (assignment_id, supersedes) WHERE state
    <> 'void';
CREATE INDEX inspections_by_unit ON inspections (unit_id);
CREATE TABLE drafts (
    inspection_id TEXT PRIMARY KEY REFERENCES inspections (id), draft BLOB NOT NULL,
    saved_at TEXT NOT NULL
);
CREATE TABLE draws (
    inspection_id TEXT NOT NULL REFERENCES inspections (id), table_code TEXT NOT NULL,
    attempt INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (inspection_id, table_code, attempt)
) WITHOUT ROWID;
CREATE TABLE events (
    seq INTEGER PRIMARY KEY, inspection_id TEXT NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL,
    old TEXT, new TEXT, person TEXT NOT NULL, wall TEXT NOT NULL, monotonic_ns INTEGER NOT NULL,
    boot TEXT NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL
);
CREATE INDEX events_by_inspection ON events (inspection_id, seq);
CREATE INDEX events_by_ref ON events (inspection_id, ref, seq);
CREATE TABLE procedure_events (
    inspection_id TEXT NOT NULL REFERENCES inspections (id), seq INTEGER NOT NULL,
    kind TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (inspection_id, seq)
) WITHOUT ROWID;
CREATE TABLE sentences (
    inspection_id TEXT NOT NULL REFERENCES inspections (id), item TEXT NOT NULL,
    text TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (inspection_id, item)
) WITHOUT ROWID;
CREATE TABLE notes (
    inspection_id TEXT NOT NULL REFERENCES inspections (id), n INTEGER NOT NULL,
    item TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, person TEXT NOT NULL,
    event_seq INTEGER NOT NULL, PRIMARY KEY (inspection_id, n)
) WITHOUT ROWID;
CREATE TABLE blobs (
    sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, mime TEXT NOT NULL,
    file_name TEXT NOT NULL UNIQUE, file_key BLOB NOT NULL, original INTEGER NOT NULL,
    stored_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE evidence (
    inspection_id TEXT NOT NULL REFERENCES inspections (id), kind TEXT NOT NULL,
    n INTEGER NOT NULL, item TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES blobs (sha256),
    withdrawn TEXT NOT NULL DEFAULT '', body BLOB NOT NULL, PRIMARY KEY (inspection_id, kind, n)
) WITHOUT ROWID;
CREATE INDEX evidence_by_content ON evidence (sha256);
CREATE TABLE findings (
    inspection_id TEXT NOT NULL REFERENCES inspections (id), item TEXT NOT NULL,
    position INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (inspection_id, item)
) WITHOUT ROWID;
CREATE TABLE parties (
    inspection_id TEXT PRIMARY KEY REFERENCES inspections (id), body BLOB NOT NULL
);
CREATE TABLE inks (
    inspection_id TEXT NOT NULL REFERENCES inspections (id), who TEXT NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (inspection_id, who)
);
CREATE TABLE frozen (
    inspection_id TEXT PRIMARY KEY REFERENCES inspections (id), text_sha256 TEXT NOT NULL,
    frozen_at TEXT NOT NULL, content BLOB NOT NULL
);
CREATE TABLE prepared_seals (
    inspection_id TEXT PRIMARY KEY REFERENCES inspections (id), prepared BLOB NOT NULL,
    prepared_at TEXT NOT NULL
);
CREATE TABLE seal_signatures (
    inspection_id TEXT NOT NULL REFERENCES inspections (id), person_id TEXT NOT NULL,
    signature BLOB NOT NULL, signed_at TEXT NOT NULL, PRIMARY KEY (inspection_id, person_id)
) WITHOUT ROWID;
CREATE TABLE records (
    record_id TEXT PRIMARY KEY REFERENCES inspections (id), root BLOB NOT NULL,
    sealed_at INTEGER NOT NULL, number TEXT NOT NULL, unit_id TEXT NOT NULL,
    supersedes TEXT NOT NULL, chain_seq INTEGER NOT NULL, core BLOB NOT NULL
);
CREATE TABLE derivatives (
    record_id TEXT NOT NULL, original TEXT NOT NULL, purpose TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES blobs (sha256), PRIMARY KEY (record_id, original, purpose)
) WITHOUT ROWID;
CREATE TABLE outbox (
    record_id TEXT PRIMARY KEY, state TEXT NOT NULL, body BLOB NOT NULL,
    body_sha256 TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '', next_at TEXT NOT NULL DEFAULT '', queued_at TEXT NOT NULL,
    extra BLOB NOT NULL
);
CREATE TABLE outbox_blobs (
    record_id TEXT NOT NULL REFERENCES outbox (record_id), sha256 TEXT NOT NULL,
    size INTEGER NOT NULL, delivered INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, upload TEXT NOT NULL DEFAULT '',
    problem TEXT NOT NULL DEFAULT '', PRIMARY KEY (record_id, sha256)
) WITHOUT ROWID;
CREATE TABLE receipts (
    record_id TEXT PRIMARY KEY, envelope BLOB NOT NULL, proof BLOB NOT NULL,
    received_at TEXT NOT NULL
);
CREATE TABLE checkpoints (
    epoch TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL,
    seen_at TEXT NOT NULL, PRIMARY KEY (epoch, size, root)
);
CREATE TABLE sync_state (
    name TEXT PRIMARY KEY, value BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE lanes (
    lane TEXT PRIMARY KEY, seq INTEGER NOT NULL, head BLOB NOT NULL, pending BLOB NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER events_never_change BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'an event never goes'); END;
CREATE TRIGGER records_never_change BEFORE UPDATE ON records
    BEGIN SELECT RAISE(ABORT, 'a sealed record never changes'); END;
CREATE TRIGGER records_never_go BEFORE DELETE ON records
    BEGIN SELECT RAISE(ABORT, 'a sealed record never goes'); END;
CREATE TRIGGER receipts_never_change BEFORE UPDATE ON receipts
    BEGIN SELECT RAISE(ABORT, 'a receipt never changes'); END;
CREATE TRIGGER outbox_bodies_never_change BEFORE UPDATE OF body, body_sha256 ON outbox
    BEGIN SELECT RAISE(ABORT, 'a frozen body never changes'); END;
CREATE TRIGGER outbox_rows_never_go BEFORE DELETE ON outbox
    BEGIN SELECT RAISE(ABORT, 'what waits for delivery never goes'); END;
"""


def migrate(sql: Sql) -> None:
    """Create every table."""
    # Statement by statement: `executescript` would commit the transaction the migration runs in.
    for statement in _SCHEMA.split(";\n"):
        if statement.strip():
            sql.run(statement)
