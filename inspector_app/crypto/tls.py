"""The bureau's own TLS authority: ECDSA P-256, apart from the signing keys.

Called by `bureau init` and `bureau serve`. Browsers refuse Ed25519 certificates, and a server key
on a machine in the network must not be able to sign records: hence a second, unrelated root. Must
never be given to `TrustAnchors`.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from inspector_app.crypto.certificates import Certificate
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # SEC 2: secp256r1 n
_SERVER_DAYS = 397  # what browsers accept at most
_BACKDATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ServerIdentity:
    """What a server needs to speak TLS.

    Attributes:
        chain_pem: Server certificate; the root is handed out apart.
        key_pem: Its private key, PKCS #8 in clear; the caller keeps it at mode 0600.
    """

    chain_pem: bytes
    key_pem: bytes


@dataclass(frozen=True, slots=True)
class TlsAuthority:
    """A P-256 root that issues server certificates."""

    certificate: Certificate
    key_pem: bytes

    @classmethod
    def create(
        cls, bureau: str, *, now: datetime, entropy: Entropy, years: int = 10
    ) -> TlsAuthority:
        """Make the root. `years`: validity, 1..20."""
        key = _fresh_key(entropy)
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, bureau),
                x509.NameAttribute(NameOID.COMMON_NAME, f"{bureau} TLS"),
            ]
        )
        certificate = (
            _builder(name, name, key.public_key(), now, timedelta(days=365 * years), entropy)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(issuer=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        return cls(Certificate.from_der(certificate.public_bytes(Encoding.DER)), _pem(key))

    def issue_tls(self, hosts: Sequence[str], *, now: datetime, entropy: Entropy) -> ServerIdentity:
        """Issue a server certificate.

        Args:
            hosts: DNS names and IP addresses, at least one; the first becomes CN.
        Raises:
            KnownError: `crypto.key-malformed` when the stored root key cannot be read.
        """
        if not hosts:
            raise ValueError("a server certificate names at least one host")
        root_key = self._key()
        key = _fresh_key(entropy)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
        certificate = (
            _builder(
                subject,
                self.certificate.parsed.subject,
                key.public_key(),
                now,
                min(timedelta(days=_SERVER_DAYS), self.certificate.not_after - now),
                entropy,
            )
            .add_extension(
                x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False
            )
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(issuer=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
                critical=False,
            )
            .sign(root_key, hashes.SHA256())
        )
        return ServerIdentity(certificate.public_bytes(Encoding.PEM), _pem(key))

    def _key(self) -> ec.EllipticCurvePrivateKey:
        try:
            key = load_pem_private_key(self.key_pem, None)
        except (ValueError, TypeError) as problem:
            raise KnownError("crypto.key-malformed", detail=str(problem)) from problem
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise KnownError("crypto.key-malformed", detail="not a P-256 key")
        return key


def client_context(root_pem: bytes) -> ssl.SSLContext:
    """Return a client context that trusts only the bureau's TLS root, TLS 1.2 at least."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=root_pem.decode("ascii"))
    return context


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    length: timedelta,
    entropy: Entropy,
) -> x509.CertificateBuilder:
    start = now.astimezone(UTC).replace(microsecond=0)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(int.from_bytes(entropy(16), "big") >> 1 | 1 << 126)
        .not_valid_before(start - _BACKDATE)
        .not_valid_after(start + length)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, issuer: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issuer,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issuer,
        crl_sign=issuer,
        encipher_only=False,
        decipher_only=False,
    )


def _fresh_key(entropy: Entropy) -> ec.EllipticCurvePrivateKey:
    # 40 bytes modulo n-1: bias below 2^-60. Source: FIPS 186-5 appendix A.2.1.
    secret = int.from_bytes(entropy(40), "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(secret, ec.SECP256R1())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
