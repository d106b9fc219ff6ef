"""The bureau's tables, one schema for SQLite and PostgreSQL.

Read by every repository here; `migrations/` brings a database to this shape and a test compares the
two. Moments are whole milliseconds since 1970 UTC, digests are hex text. Must never hold a rule.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_DIGEST = String(64)
_ID = String(64)
_NAME = String(200)

setting = Table(
    "setting",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

# --- devices, their certificates and chains ----------
certificate = Table(
    "certificate",
    metadata,
    Column("sha256", _DIGEST, primary_key=True),
    Column("key_id", String(16), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("subject_id", _ID, nullable=False, index=True),
    Column("name", _NAME, nullable=False),
    Column("pem", Text, nullable=False),
    Column("not_after", BigInteger, nullable=False),
    Column("revoked_since", BigInteger),
    Column("revoked_reason", Text, nullable=False, server_default=""),
    Column("issued_at", BigInteger, nullable=False),
)
device = Table(
    "device",
    metadata,
    Column("device_id", _ID, primary_key=True),
    Column("name", _NAME, nullable=False),
    Column("state", String(16), nullable=False),
    Column("scope", _NAME, nullable=False, server_default=""),
    Column("scope_version", Integer, nullable=False, server_default="1"),
    Column("app", String(40), nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger),
)
lane = Table(
    "lane",
    metadata,
    Column("device_id", _ID, ForeignKey("device.device_id"), primary_key=True),
    Column("lane", String(16), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("head", _DIGEST, nullable=False),
    Column("answer", LargeBinary),
)
device_session = Table(
    "device_session",
    metadata,
    Column("token_sha256", _DIGEST, primary_key=True),
    Column("device_id", _ID, ForeignKey("device.device_id"), nullable=False),
    Column("nonce", String(32), nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    UniqueConstraint("device_id", "nonce"),
)
closing = Table(  # the event numbers a device sealed under; a fork or gap shows here
    "closing",
    metadata,
    Column("device_id", _ID, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("record_id", String(32), nullable=False),
    Column("previous", _DIGEST, nullable=False),
)

# --- enrolment ----------
enrol_code = Table(
    "enrol_code",
    metadata,
    Column("name", String(6), primary_key=True),
    Column("subject", String(16), nullable=False),
    Column("subject_id", _ID, nullable=False),
    Column("label", _NAME, nullable=False),
    Column("key", LargeBinary(32), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("created_by", _NAME, nullable=False),
    Column("used_at", BigInteger),
)
enrolment = Table(
    "enrolment",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("short", String(12), nullable=False, unique=True),
    Column("code", String(6), ForeignKey("enrol_code.name"), nullable=False, unique=True),
    Column("subject", String(16), nullable=False),
    Column("subject_id", _ID, nullable=False),
    Column("name", _NAME, nullable=False),
    Column("csr", Text, nullable=False),
    Column("proof", _DIGEST, nullable=False),
    Column("fingerprint", _DIGEST, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("certificate", _DIGEST, ForeignKey("certificate.sha256")),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", _NAME, nullable=False),
    Column("decided_at", BigInteger),
    Column("decided_by", _NAME),
)

# --- feed ----------
feed = Table(
    "feed",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("item_id", _NAME, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("action", String(16), nullable=False),
    Column("scope", _NAME, nullable=False, server_default=""),
    Column("payload", LargeBinary, nullable=False),
    Column("dsse", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("kind", "item_id", "version"),
)

# --- blobs ----------
blob = Table(
    "blob",
    metadata,
    Column("sha256", _DIGEST, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
)
blob_sender = Table(
    "blob_sender",
    metadata,
    Column("sha256", _DIGEST, ForeignKey("blob.sha256"), primary_key=True),
    Column("device_id", _ID, primary_key=True),
)
upload = Table(
    "upload",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("device_id", _ID, ForeignKey("device.device_id"), nullable=False),
    Column("sha256", _DIGEST, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_upload_device_sha256", "device_id", "sha256"),
)

# --- records ----------
record_key = Table(
    "record_key",
    metadata,
    Column("record_id", String(32), primary_key=True),
    Column("digest", _DIGEST, nullable=False),
    Column("log_index", BigInteger, nullable=False, unique=True),
)
record = Table(
    "record",
    metadata,
    Column("record_id", String(32), ForeignKey("record_key.record_id"), primary_key=True),
    Column("device_id", _ID, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("digest", _DIGEST, nullable=False),
    Column("root", _DIGEST, nullable=False, index=True),
    Column("seal_sha256", _DIGEST, nullable=False),
    Column("log_index", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("signer_key_id", String(16), nullable=False),
    Column("received_at", BigInteger, nullable=False, index=True),
    Column("sealed_at", BigInteger, nullable=False),
    Column("number", _NAME, nullable=False),
    Column("unit_name", _NAME, nullable=False),
    Column("unit_code", String(40), nullable=False),
    Column("form_id", _NAME, nullable=False),
    Column("agency", _NAME, nullable=False),
    Column("officers", Text, nullable=False),
    Column("findings", Integer, nullable=False),
    Column("photos", Integer, nullable=False),
    Column("document", _DIGEST),
    Column("superseded_root", _DIGEST),
    Column("standing", String(16), nullable=False),
    Column("verdict", Text, nullable=False),
    Column("hints", Text, nullable=False, server_default="[]"),
)
blob_ref = Table(
    "blob_ref",
    metadata,
    Column("record_id", String(32), ForeignKey("record_key.record_id"), primary_key=True),
    Column("sha256", _DIGEST, ForeignKey("blob.sha256"), primary_key=True),
    Column("role", String(16), nullable=False),
    Index("ix_blob_ref_sha256", "sha256"),
)
review = Table(
    "review",
    metadata,
    Column("record_id", String(32), ForeignKey("record_key.record_id"), primary_key=True),
    Column("state", String(16), nullable=False, index=True),
    Column("reviewer", _NAME),
    Column("changed_at", BigInteger, nullable=False),
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("record_id", String(32), nullable=False, index=True),
    Column("device_id", _ID, nullable=False),
    Column("digest", _DIGEST, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("reasons", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("received_at", BigInteger, nullable=False),
    Column("decided_at", BigInteger),
    UniqueConstraint("record_id", "digest"),
)
quarantine_vote = Table(
    "quarantine_vote",
    metadata,
    Column("id", String(32), ForeignKey("quarantine.id"), primary_key=True),
    Column("login", _NAME, primary_key=True),
    Column("accept", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("voted_at", BigInteger, nullable=False),
)
batch = Table(
    "batch",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("device_id", _ID, nullable=False, index=True),
    Column("digest", _DIGEST, nullable=False),
    Column("listed_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
)
batch_row = Table(
    "batch_row",
    metadata,
    Column("batch_id", String(32), ForeignKey("batch.id"), primary_key=True),
    Column("record_id", String(32), primary_key=True),
    Column("digest", _DIGEST, nullable=False),
    Column("blobs", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)

# --- the log ----------
log_leaf = Table(
    "log_leaf",
    metadata,
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("entry", LargeBinary, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)
log_node = Table(
    "log_node",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
)

# --- people at the bureau ----------
account = Table(
    "account",
    metadata,
    Column("login", _NAME, primary_key=True),
    Column("name", _NAME, nullable=False),
    Column("role", String(16), nullable=False),
    Column("password", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("failed", Integer, nullable=False, server_default="0"),
    Column("locked_until", BigInteger, nullable=False, server_default="0"),
    Column("created_at", BigInteger, nullable=False),
)
web_session = Table(
    "web_session",
    metadata,
    Column("token_sha256", _DIGEST, primary_key=True),
    Column("login", _NAME, ForeignKey("account.login"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)
audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("who", _NAME, nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject", _NAME, nullable=False),
    Column("detail", Text, nullable=False),
    Column("prev", _DIGEST, nullable=False),
    Column("hash", _DIGEST, nullable=False),
)
