"""Which certificates are trusted: anchors, chains, revocations.

Called wherever a signature is judged. Only the bureau's own roots count, never the system's store.
Must never look at the clock: the moment comes in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from inspector_app.crypto.certificates import Certificate, CertificateRole, read_pem
from inspector_app.errors import KnownError

MAX_CHAIN = 4  # leaf, two intermediates, root
STALE_AFTER = timedelta(days=14)
_UNDERSTOOD = frozenset(
    {
        x509.BasicConstraints.oid,
        x509.KeyUsage.oid,
        x509.ExtendedKeyUsage.oid,
        x509.SubjectAlternativeName.oid,
    }
)


@dataclass(frozen=True, slots=True)
class Chain:
    """A certificate with its issuers up to an anchor, signatures and constraints checked.

    Attributes:
        certificates: Leaf first, anchor last.
    """

    certificates: tuple[Certificate, ...]

    @property
    def leaf(self) -> Certificate:
        """The certificate the chain was built for."""
        return self.certificates[0]

    @property
    def not_before(self) -> datetime:
        """The latest start of validity in the chain."""
        return max(certificate.not_before for certificate in self.certificates)

    @property
    def not_after(self) -> datetime:
        """The earliest end of validity in the chain."""
        return min(certificate.not_after for certificate in self.certificates)

    def valid_at(self, moment: datetime) -> bool:
        """Tell whether every certificate of the chain covers `moment`."""
        return self.not_before <= moment <= self.not_after


@dataclass(frozen=True, slots=True)
class TrustAnchors:
    """The bureau's root certificates."""

    roots: tuple[Certificate, ...]

    @classmethod
    def from_pem(cls, data: bytes) -> TrustAnchors:
        """Read roots from PEM; certificates in it that are no roots are refused.

        Raises:
            KnownError: `crypto.certificate-malformed`, `crypto.anchor-not-root`.
        """
        roots = read_pem(data)
        for root in roots:
            if root.role is not CertificateRole.CA or not _issued(root, root):
                raise KnownError("crypto.anchor-not-root", name=root.name)
        return cls(roots)

    @classmethod
    def from_paths(cls, paths: Iterable[Path]) -> TrustAnchors:
        """Read roots from several PEM files."""
        return cls(tuple(root for path in paths for root in cls.from_pem(path.read_bytes()).roots))

    def chain(self, certificate: Certificate, intermediates: Iterable[Certificate]) -> Chain | None:
        """Build the chain from a certificate to one of the roots, or None when there is none.

        Dates are not judged here; ask `Chain.valid_at`.

        Args:
            intermediates: Untrusted candidates, in any order; others than CAs are ignored.
        Source: RFC 5280 section 6.1, without policies and name constraints, which we never issue.
        """
        pool = tuple(other for other in intermediates if other.role is CertificateRole.CA)
        if any(certificate == root for root in self.roots):
            return Chain((certificate,))
        return self._extend((certificate,), pool)

    def _extend(self, path: tuple[Certificate, ...], pool: Sequence[Certificate]) -> Chain | None:
        for root in self.roots:
            if may_issue(root, path):
                return Chain((*path, root))
        if len(path) + 1 < MAX_CHAIN:
            for issuer in pool:
                if issuer not in path and may_issue(issuer, path):
                    found = self._extend((*path, issuer), pool)
                    if found is not None:
                        return found
        return None


def may_issue(issuer: Certificate, path: Sequence[Certificate]) -> bool:
    """Tell whether `issuer` signed the last certificate of `path` and was allowed to."""
    if issuer.role is not CertificateRole.CA or not _extensions_understood(path[-1]):
        return False
    if not _extensions_understood(issuer):
        return False
    try:
        constraints = issuer.parsed.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = issuer.parsed.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    below = sum(1 for certificate in path if certificate.role is CertificateRole.CA)
    if constraints.path_length is not None and below > constraints.path_length:
        return False
    return usage.key_cert_sign and _issued(issuer, path[-1])


def _issued(issuer: Certificate, certificate: Certificate) -> bool:
    try:
        certificate.parsed.verify_directly_issued_by(issuer.parsed)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _extensions_understood(certificate: Certificate) -> bool:
    return all(
        extension.oid in _UNDERSTOOD
        for extension in certificate.parsed.extensions
        if extension.critical
    )


@dataclass(frozen=True, slots=True)
class Revocation:
    """One entry of the revocation list.

    Attributes:
        subject: Person or device id whose every certificate is meant, or '' when only a key is.
        key_id: 8-byte key id, or b'' when the whole subject is meant.
        since: From this moment nothing signed counts; may lie before the day it was entered.
        reason: Short reason for people.
    """

    subject: str
    key_id: bytes
    since: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RevocationList:
    """What the bureau has taken back, as of `issued_at`."""

    issued_at: datetime
    entries: tuple[Revocation, ...] = ()

    def since(self, certificate: Certificate) -> datetime | None:
        """Return the earliest moment from which the certificate is revoked, or None."""
        moments = [
            entry.since
            for entry in self.entries
            if (entry.key_id and entry.key_id == certificate.key_id)
            or (entry.subject and entry.subject == certificate.person_id)
        ]
        return min(moments, default=None)

    def stale_at(self, moment: datetime) -> bool:
        """Tell whether the list is too old to rely on silently (older than 14 days)."""
        return moment - self.issued_at > STALE_AFTER
