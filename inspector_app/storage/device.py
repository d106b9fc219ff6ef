"""This laptop's own identity: its name at the bureau, keys and certificates. One row.

Put by enrolment, read by sealing and sync. The private keys lie inside the encrypted store only.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.identifiers import DeviceId
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.sqlcipher import Sql


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """What enrolment leaves behind.

    Attributes:
        signing_key: Private Ed25519 key of the device, as `crypto.keys` writes it.
        exchange_key: Private X25519 key for answers by courier, b'' if none.
        certificate_pem: The device's certificate.
        anchors_pem: Root certificates of the bureau, concatenated.
        intermediates_pem: Intermediates, concatenated, b'' if none.
        tls_ca_pem: The only CA trusted for TLS with the bureau, b'' if none.
        bureau_url: Base address of the bureau, '' before it is known.
        bureau_name: As shown to the person.
        log_key: Verifier key of the bureau's log, in its text form.
        receipt_certificate_pem: Certificate that signs receipts and feed items.
    """

    device_id: DeviceId
    signing_key: bytes
    certificate_pem: bytes
    anchors_pem: bytes
    exchange_key: bytes = b""
    intermediates_pem: bytes = b""
    tls_ca_pem: bytes = b""
    bureau_url: str = ""
    bureau_name: str = ""
    log_key: str = ""
    receipt_certificate_pem: bytes = b""


class DeviceTable:
    """The one row, and every certificate the laptop has met."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self) -> DeviceIdentity | None:
        """Return the identity, None before enrolment."""
        body = self._sql.value("SELECT body FROM device")
        return None if body is None else decode(body, DeviceIdentity)

    def put(self, identity: DeviceIdentity) -> None:
        """Set or replace the identity (re-enrolment with a new key)."""
        self._sql.run(
            "INSERT OR REPLACE INTO device (only_one, device_id, body) VALUES (1, ?, ?)",
            (identity.device_id, encode(identity)),
        )

    def put_certificate(self, sha256: str, subject: str, role: str, pem: bytes) -> None:
        """Keep a certificate for ever; a second put of the same one changes nothing.

        Args:
            sha256: Fingerprint, 64 hex digits.
            subject: Person or device id.
            role: `officer`, `device`, `bureau`, `clerk`, `ca` ...
        """
        self._sql.run(
            "INSERT OR IGNORE INTO certificates (sha256, subject, role, pem) VALUES (?, ?, ?, ?)",
            (sha256, subject, role, pem),
        )

    def certificates(self, role: str = "", subject: str = "") -> tuple[bytes, ...]:
        """Return PEMs by role and subject, '' = any, in order of fingerprint."""
        rows = self._sql.all(
            "SELECT pem FROM certificates WHERE (? = '' OR role = ?) AND (? = '' OR subject = ?)"
            " ORDER BY sha256",
            (role, role, subject, subject),
        )
        return tuple(row[0] for row in rows)
