"""The bureau's certificate authority: root, issuing intermediate, and what they issue.

Called by the bureau (enrolment, set-up) and by training workspaces. An officer's certificate never
outlives the enforcement credential, and only a person with the role of officer gets one. Must never
run without the issuing key of the year; the root key stays offline and is not needed for issuing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from inspector_app.clock import CHINA
from inspector_app.crypto.certificates import (
    CREDENTIAL_OID,
    ROLE_OIDS,
    Certificate,
    CertificateRole,
    encode_credential,
)
from inspector_app.crypto.keys import SigningKey, SoftwareSigner, generate_signing_key
from inspector_app.crypto.requests import Request, check_csr
from inspector_app.domain.identifiers import Entropy
from inspector_app.domain.officers import Officer, Role
from inspector_app.errors import KnownError

LONGEST = timedelta(days=365)  # people and devices; renewal is a routine, not a drill
_BACKDATE = timedelta(minutes=5)  # laptops whose clock is a little behind
_SIGNATURE_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
_ISSUER_ONLY = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a certificate says about its holder."""

    name: str
    person_id: str = ""
    credential_no: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """An issuing key with its certificate and the root above it.

    Attributes:
        root_key: Present only right after `create`, to be carried away; None afterwards.
    """

    root: Certificate
    issuing: Certificate
    issuing_key: SigningKey
    root_key: SigningKey | None = None

    @classmethod
    def create(
        cls,
        bureau: str,
        *,
        now: datetime,
        entropy: Entropy,
        root_years: int = 20,
        issuing_years: int = 5,
    ) -> Authority:
        """Make a root and an issuing intermediate.

        Args:
            bureau: Name of the bureau as people know it; becomes O of both.
            root_years, issuing_years: Validity from `now`, 1..30 years.
        """
        root_key = generate_signing_key(entropy)
        root_subject = Subject(f"{bureau} 根证书", agency=bureau)
        root = _sign(
            _authority_builder(root_subject, root_subject, root_key, now, root_years, 1, entropy),
            root_key,
        )
        issuing_key = generate_signing_key(entropy)
        issuing = _sign(
            _authority_builder(
                Subject(f"{bureau} 签发证书 {now.astimezone(CHINA).year}", agency=bureau),
                root_subject,
                issuing_key,
                now,
                issuing_years,
                0,
                entropy,
            ),
            root_key,
        )
        return cls(root, issuing, issuing_key, root_key)

    def without_root_key(self) -> Authority:
        """Return the authority as it stays on the server."""
        return Authority(self.root, self.issuing, self.issuing_key)

    @property
    def intermediates(self) -> tuple[Certificate, ...]:
        """What travels with every signature besides the signer's own certificate."""
        return (self.issuing,)

    def issue_officer(
        self,
        csr: bytes,
        officer: Officer,
        *,
        now: datetime,
        entropy: Entropy,
        not_after: datetime | None = None,
    ) -> Certificate:
        """Issue an officer's certificate.

        Args:
            csr: PKCS #10 request (PEM) that proves possession of the key.
            officer: The roster's row; name, credential and agency come from here, not from the
                request.
            not_after: Earlier end on request; the credential's last day and 12 months are the
                limit.
        Raises:
            KnownError: `crypto.not-an-officer`, `crypto.credential-expired`,
                `crypto.request-invalid`.
        """
        request = self._requested_by(csr, str(officer.person_id))
        credential = officer.credential
        if officer.role is not Role.OFFICER or credential is None:
            raise KnownError("crypto.not-an-officer", name=officer.name)
        if officer.revoked_since is not None and officer.revoked_since <= now:
            raise KnownError("crypto.officer-revoked", name=officer.name)
        if not credential.covers(now.astimezone(CHINA).date()):
            raise KnownError(
                "crypto.credential-expired",
                name=officer.name,
                until=credential.valid_to.isoformat(),
            )
        last_moment = datetime.combine(credential.valid_to, time(23, 59, 59), CHINA)
        end = min(last_moment, now + LONGEST, not_after or last_moment)
        start = max(now - _BACKDATE, datetime.combine(credential.valid_from, time(0), CHINA))
        subject = Subject(
            officer.name, str(officer.person_id), credential.number, credential.agency
        )
        builder = self._builder(subject, request, CertificateRole.OFFICER, start, end, entropy)
        return self._issue(
            builder.add_extension(
                x509.UnrecognizedExtension(
                    CREDENTIAL_OID, encode_credential(credential.valid_from, credential.valid_to)
                ),
                critical=False,
            )
        )

    def issue_device(
        self, csr: bytes, *, device_id: str, name: str, agency: str, now: datetime, entropy: Entropy
    ) -> Certificate:
        """Issue a laptop's certificate for 12 months. Raises as `issue_officer` for the request."""
        request = self._requested_by(csr, device_id)
        subject = Subject(name, device_id, agency=agency)
        return self._issue(
            self._builder(
                subject, request, CertificateRole.DEVICE, now - _BACKDATE, now + LONGEST, entropy
            )
        )

    def issue_bureau_signer(
        self, key: SigningKey, *, name: str, agency: str, now: datetime, entropy: Entropy
    ) -> SoftwareSigner:
        """Issue the certificate of the key that signs receipts, checkpoints and feed items."""
        return self._issue_own(
            key, CertificateRole.BUREAU, Subject(name, agency=agency), now, entropy
        )

    def issue_clerk(
        self, key: SigningKey, *, name: str, agency: str, now: datetime, entropy: Entropy
    ) -> SoftwareSigner:
        """Issue the certificate of a clerk who signs release statements of public copies."""
        return self._issue_own(
            key, CertificateRole.CLERK, Subject(name, agency=agency), now, entropy
        )

    def _issue_own(
        self,
        key: SigningKey,
        role: CertificateRole,
        subject: Subject,
        now: datetime,
        entropy: Entropy,
    ) -> SoftwareSigner:
        request = Request(subject.person_id, subject.name, key.private_key.public_key())
        end = now + 2 * LONGEST
        return SoftwareSigner(
            key, self._issue(self._builder(subject, request, role, now - _BACKDATE, end, entropy))
        )

    def _requested_by(self, csr: bytes, person_id: str) -> Request:
        request = check_csr(csr)
        if request.person_id != person_id:
            raise KnownError("crypto.request-invalid", detail="the request names another subject")
        return request

    def _builder(
        self,
        subject: Subject,
        request: Request,
        role: CertificateRole,
        start: datetime,
        end: datetime,
        entropy: Entropy,
    ) -> x509.CertificateBuilder:
        key = request.public_key
        issuing = self.issuing
        return (
            x509.CertificateBuilder()
            .subject_name(_name(subject))
            .issuer_name(issuing.parsed.subject)
            .public_key(key)
            .serial_number(_serial(entropy))
            .not_valid_before(max(_whole(start), issuing.not_before))
            .not_valid_after(min(_whole(end), issuing.not_after))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_SIGNATURE_ONLY, critical=True)
            .add_extension(x509.ExtendedKeyUsage([ROLE_OIDS[role]]), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    self.issuing_key.private_key.public_key()
                ),
                critical=False,
            )
        )

    def _issue(self, builder: x509.CertificateBuilder) -> Certificate:
        return _sign(builder, self.issuing_key)


def _authority_builder(
    subject: Subject,
    issuer: Subject,
    key: SigningKey,
    now: datetime,
    years: int,
    path_length: int,
    entropy: Entropy,
) -> x509.CertificateBuilder:
    public: ed25519.Ed25519PublicKey = key.private_key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(public)
        .serial_number(_serial(entropy))
        .not_valid_before(_whole(now - _BACKDATE))
        .not_valid_after(_whole(now + timedelta(days=365 * years)))
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_ISSUER_ONLY, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _sign(builder: x509.CertificateBuilder, key: SigningKey) -> Certificate:
    signed = builder.sign(key.private_key, None)
    return Certificate.from_der(signed.public_bytes(Encoding.DER))


def _name(subject: Subject) -> x509.Name:
    facts = (
        (NameOID.ORGANIZATION_NAME, subject.agency),
        (NameOID.COMMON_NAME, subject.name),
        (NameOID.USER_ID, subject.person_id),
        (NameOID.SERIAL_NUMBER, subject.credential_no),
    )
    try:
        # UTF8String throughout: credential numbers may hold Chinese characters, which the library's
        # default for serialNumber (PrintableString) cannot.
        return x509.Name(
            [x509.NameAttribute(oid, text, _ASN1Type.UTF8String) for oid, text in facts if text]
        )
    except ValueError as problem:  # longer than X.520 allows
        raise KnownError("crypto.subject-too-long", name=subject.name) from problem


def _serial(entropy: Entropy) -> int:
    return int.from_bytes(entropy(16), "big") >> 1 | 1 << 126  # positive, never short


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
