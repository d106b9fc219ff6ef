"""Certificates: who holds a key, in which role, and until when.

Called by records and services to name signers, by `trust` to build chains. The role comes from the
certificate's extended key usage and from nothing else. Must never decide whether a chain is
trusted.

Subject: CN = name, UID = person or device id, serialNumber = credential number, O = agency.
Officers' certificates carry the credential's own validity in an extension, so that anyone can check
that the certificate does not outlive it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from inspector_app.crypto.digest import sha256
from inspector_app.errors import KnownError

ARC = (
    "2.25.164982196819307933764208431241710065943"  # UUID arc, ITU-T X.667: no registration needed
)


class CertificateRole(StrEnum):
    """What a key may sign."""

    OFFICER = "officer"  # seals
    DEVICE = "device"  # closings, batches, requests
    BUREAU = "bureau"  # receipts, checkpoints, feed items
    CLERK = "clerk"  # release statements
    TLS = "tls"
    CA = "ca"
    OTHER = "other"  # counts for nothing


ROLE_OIDS = {
    CertificateRole.OFFICER: x509.ObjectIdentifier(f"{ARC}.1.1"),
    CertificateRole.DEVICE: x509.ObjectIdentifier(f"{ARC}.1.2"),
    CertificateRole.BUREAU: x509.ObjectIdentifier(f"{ARC}.1.3"),
    CertificateRole.CLERK: x509.ObjectIdentifier(f"{ARC}.1.4"),
}
CREDENTIAL_OID = x509.ObjectIdentifier(f"{ARC}.2.1")  # IA5String "YYYY-MM-DD/YYYY-MM-DD"
_SIGNING_ROLES = frozenset(ROLE_OIDS)
_IA5_STRING = 0x16
# The library only warns of some faults that we refuse; where warnings are errors they arrive here.
_MALFORMED = (ValueError, TypeError, UnsupportedAlgorithm, UserWarning)


@dataclass(frozen=True, slots=True)
class Certificate:
    """One X.509 certificate with the facts the product uses.

    Attributes:
        der: The certificate itself; two certificates are equal when these bytes are.
        person_id: UID of the subject: person id, or device id; '' if none.
        credential_no: Enforcement credential number, '' for others than officers.
        agency: O of the subject.
        not_before, not_after: Validity, UTC, both inclusive.
        credential_from, credential_to: Validity of the enforcement credential, local dates,
            inclusive.
        public_key_raw: 32-byte Ed25519 key; empty for another algorithm.
        key_id: First 8 bytes of SHA-256(SPKI): a hint for looking up, never a proof.
        sha256: Fingerprint of `der`, 64 hex digits.
    """

    der: bytes
    role: CertificateRole = field(compare=False)
    name: str = field(compare=False)
    person_id: str = field(compare=False)
    credential_no: str = field(compare=False)
    agency: str = field(compare=False)
    not_before: datetime = field(compare=False)
    not_after: datetime = field(compare=False)
    credential_from: date | None = field(compare=False)
    credential_to: date | None = field(compare=False)
    public_key_raw: bytes = field(compare=False, repr=False)
    key_id: bytes = field(compare=False)
    sha256: str = field(compare=False)
    parsed: x509.Certificate = field(compare=False, repr=False)

    @classmethod
    def from_der(cls, der: bytes) -> Certificate:
        """Read a certificate.

        Raises:
            KnownError: `crypto.certificate-malformed` for anything that is not a certificate we
                issue.
        """
        try:
            return _read(x509.load_der_x509_certificate(der))
        except _MALFORMED as problem:
            raise KnownError("crypto.certificate-malformed", detail=str(problem)) from problem

    @property
    def pem(self) -> bytes:
        """The certificate as PEM with line feeds."""
        return self.parsed.public_bytes(Encoding.PEM)

    def valid_at(self, moment: datetime) -> bool:
        """Tell whether the certificate's own dates cover `moment` (timezone-aware)."""
        return self.not_before <= moment <= self.not_after


def read_pem(data: bytes) -> tuple[Certificate, ...]:
    """Read every certificate of a PEM file, in its order.

    Raises:
        KnownError: `crypto.certificate-malformed` when there is none or one is broken.
    """
    try:
        return tuple(_read(parsed) for parsed in x509.load_pem_x509_certificates(data))
    except _MALFORMED as problem:
        raise KnownError("crypto.certificate-malformed", detail=str(problem)) from problem


def write_pem(certificates: Iterable[Certificate]) -> bytes:
    """Return certificates as one PEM file, each once, in ascending order of their SHA-256."""
    unique = {certificate.sha256: certificate for certificate in certificates}
    return b"".join(unique[digest].pem for digest in sorted(unique))


def fingerprint_text(certificate: Certificate) -> str:
    """Return the SHA-256 fingerprint in groups of four for people to compare."""
    digits = certificate.sha256.upper()
    return " ".join(digits[place : place + 4] for place in range(0, 64, 4))


def key_id_of(spki: bytes) -> bytes:
    """Return the 8-byte key id of a SubjectPublicKeyInfo."""
    return sha256(spki)[:8]


def encode_credential(valid_from: date, valid_to: date) -> bytes:
    """Return the extension value that carries a credential's validity."""
    text = f"{valid_from.isoformat()}/{valid_to.isoformat()}".encode("ascii")
    return bytes([_IA5_STRING, len(text)]) + text


def _decode_credential(value: bytes) -> tuple[date, date]:
    text = value[2:].decode("ascii")
    first, _, last = text.partition("/")
    dates = date.fromisoformat(first), date.fromisoformat(last)
    if encode_credential(*dates) != value:
        raise ValueError("credential validity is not in its one form")
    return dates


def _read(parsed: x509.Certificate) -> Certificate:
    if parsed.serial_number <= 0:
        raise ValueError("a serial number is positive")
    key = parsed.public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    raw = key.public_bytes_raw() if isinstance(key, ed25519.Ed25519PublicKey) else b""
    role = _role_of(parsed)
    if role in _SIGNING_ROLES and not raw:
        raise ValueError("a signing certificate holds an Ed25519 key")
    credential = _credential_of(parsed)
    subject = parsed.subject
    der = parsed.public_bytes(Encoding.DER)
    return Certificate(
        der=der,
        role=role,
        name=_only(subject, NameOID.COMMON_NAME),
        person_id=_only(subject, NameOID.USER_ID),
        credential_no=_only(subject, NameOID.SERIAL_NUMBER),
        agency=_only(subject, NameOID.ORGANIZATION_NAME),
        not_before=parsed.not_valid_before_utc,
        not_after=parsed.not_valid_after_utc,
        credential_from=credential[0] if credential else None,
        credential_to=credential[1] if credential else None,
        public_key_raw=raw,
        key_id=key_id_of(spki),
        sha256=sha256(der).hex(),
        parsed=parsed,
    )


def _role_of(parsed: x509.Certificate) -> CertificateRole:
    extensions = parsed.extensions
    try:
        if extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return CertificateRole.CA
    except x509.ExtensionNotFound:
        pass
    try:
        usages = list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return CertificateRole.OTHER
    if usages == [ExtendedKeyUsageOID.SERVER_AUTH]:
        return CertificateRole.TLS
    for role, oid in ROLE_OIDS.items():
        if usages == [oid]:  # one role a key: a second usage makes it none of them
            return role
    return CertificateRole.OTHER


def _credential_of(parsed: x509.Certificate) -> tuple[date, date] | None:
    try:
        found = parsed.extensions.get_extension_for_oid(CREDENTIAL_OID).value
    except x509.ExtensionNotFound:
        return None
    if not isinstance(found, x509.UnrecognizedExtension):
        raise TypeError("credential validity is not in its one form")
    return _decode_credential(found.value)


def _only(subject: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values: Sequence[x509.NameAttribute[str | bytes]] = subject.get_attributes_for_oid(oid)
    if len(values) > 1:
        raise ValueError("a subject names each fact once")
    return str(values[0].value) if values else ""
