"""Ed25519 keys and the one way to sign with them.

Called by services (sealing), the vault and the bureau. Whoever signs gets a `Signer`, so that a USB
token may stand behind it later. Must never write a private key anywhere in clear, except where a
caller asks for the PEM of a server key.
"""

from __future__ import annotations

from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from inspector_app.crypto.certificates import Certificate, key_id_of
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError

SIGNATURE_BYTES = 64


class Signer(Protocol):
    """Something that signs in the name of a certificate."""

    @property
    def certificate(self) -> Certificate:
        """The certificate of the key."""

    @property
    def key_id(self) -> bytes:
        """First 8 bytes of SHA-256(SPKI)."""

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature over `data`. Source: RFC 8032."""


class SigningKey:
    """An Ed25519 private key in memory."""

    def __init__(self, private_raw: bytes) -> None:
        if len(private_raw) != 32:
            raise ValueError("an Ed25519 private key has 32 bytes")
        self._key = ed25519.Ed25519PrivateKey.from_private_bytes(private_raw)
        public = self._key.public_key()
        self.public_raw = public.public_bytes_raw()
        self.key_id = key_id_of(
            public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        )

    def __repr__(self) -> str:
        return f"SigningKey({self.key_id.hex()})"

    @property
    def private_raw(self) -> bytes:
        """The 32 secret bytes; only for wrapping."""
        return self._key.private_bytes_raw()

    @property
    def private_key(self) -> ed25519.Ed25519PrivateKey:
        """The library's key; only for `authority`."""
        return self._key

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature over `data`."""
        return self._key.sign(data)

    def to_pem(self, passphrase: bytes | None = None) -> bytes:
        """Return PKCS #8 PEM, encrypted when a passphrase is given."""
        protection: KeySerializationEncryption = (
            BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
        )
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)

    @classmethod
    def from_pem(cls, data: bytes, passphrase: bytes | None = None) -> SigningKey:
        """Read PKCS #8 PEM.

        Raises:
            KnownError: `crypto.key-malformed` when it is no Ed25519 key or the passphrase is wrong.
        """
        try:
            key = load_pem_private_key(data, passphrase)
        except (ValueError, TypeError) as problem:
            raise KnownError("crypto.key-malformed", detail=str(problem)) from problem
        if not isinstance(key, ed25519.Ed25519PrivateKey):
            raise KnownError("crypto.key-malformed", detail="not an Ed25519 key")
        return cls(key.private_bytes_raw())


class SoftwareSigner:
    """A `Signer` whose key lies in memory.

    Raises:
        KnownError: `crypto.key-mismatch` when key and certificate do not belong together.
    """

    def __init__(self, key: SigningKey, certificate: Certificate) -> None:
        if certificate.public_key_raw != key.public_raw:
            raise KnownError("crypto.key-mismatch", name=certificate.name)
        self._key = key
        self._certificate = certificate

    def __repr__(self) -> str:
        return f"SoftwareSigner({self._certificate.role}, {self.key_id.hex()})"

    @property
    def certificate(self) -> Certificate:
        return self._certificate

    @property
    def key_id(self) -> bytes:
        return self._certificate.key_id

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


def generate_signing_key(entropy: Entropy) -> SigningKey:
    """Return a fresh Ed25519 key."""
    return SigningKey(entropy(32))


def signature_holds(public_key_raw: bytes, data: bytes, signature: bytes) -> bool:
    """Tell whether `signature` over `data` was made by the key; malformed input is simply False."""
    if len(public_key_raw) != 32 or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public_key_raw).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
