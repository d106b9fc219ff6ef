"""Certificate requests: a laptop asks, proves that it holds the key and knows the enrolment code.

Called by the laptop's enrolment (make) and the bureau (check). Must never carry a private key.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from inspector_app.crypto.digest import hmac_sha256, same_bytes, sha256_hex
from inspector_app.crypto.keys import SigningKey
from inspector_app.errors import KnownError

MAX_REQUEST_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Request:
    """A checked certificate request.

    Attributes:
        person_id: Person or device id the request names (UID).
        name: Name the request gives (CN); the roster's name counts in the certificate.
    """

    person_id: str
    name: str
    public_key: ed25519.Ed25519PublicKey


def make_csr(key: SigningKey, person_id: str, name: str) -> bytes:
    """Return a PKCS #10 request in PEM, signed by its own key. Source: RFC 2986."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.USER_ID, person_id),
        ]
    )
    request = x509.CertificateSigningRequestBuilder().subject_name(subject)
    return request.sign(key.private_key, None).public_bytes(Encoding.PEM)


def check_csr(csr: bytes) -> Request:
    """Parse a request and check that its sender holds the private key.

    Raises:
        KnownError: `crypto.request-invalid` when malformed, with another algorithm, or not proven.
    """
    if len(csr) > MAX_REQUEST_BYTES:
        raise KnownError("crypto.request-invalid", detail="too large")
    try:
        request = x509.load_pem_x509_csr(csr)
        key = request.public_key()
        proven = request.is_signature_valid
    except (ValueError, TypeError) as problem:
        raise KnownError("crypto.request-invalid", detail=str(problem)) from problem
    if not isinstance(key, ed25519.Ed25519PublicKey) or not proven:
        raise KnownError("crypto.request-invalid", detail="possession of the key is not proven")
    return Request(_text(request, NameOID.USER_ID), _text(request, NameOID.COMMON_NAME), key)


def request_fingerprint(csr: bytes) -> str:
    """Return what two people compare on two screens: 8 groups of 4 hex digits (128 bits)."""
    digits = sha256_hex(csr).upper()[:32]
    return " ".join(digits[place : place + 4] for place in range(0, 32, 4))


def enrolment_proof(code: str, csr: bytes) -> bytes:
    """Return the proof that the sender knows the one-time code, bound to this request.

    Args:
        code: The code as printed; blanks and dashes don't count, letters in any case.
    """
    return hmac_sha256(_normal(code), b"insp-enrol-v1" + csr)


def enrolment_proof_holds(code: str, csr: bytes, proof: bytes) -> bool:
    """Check `enrolment_proof` in constant time."""
    return same_bytes(enrolment_proof(code, csr), proof)


def _normal(code: str) -> bytes:
    return code.replace("-", "").replace(" ", "").upper().encode("utf-8")


def _text(request: x509.CertificateSigningRequest, oid: x509.ObjectIdentifier) -> str:
    values = request.subject.get_attributes_for_oid(oid)
    if len(values) != 1:
        raise KnownError("crypto.request-invalid", detail="a subject names each fact once")
    return str(values[0].value)
