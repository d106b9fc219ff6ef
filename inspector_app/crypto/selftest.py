"""Known-answer tests of every primitive, run at start and by `inspector doctor`.

A library that computes something else (wrong build, swapped module, damaged memory) must not sign
or encrypt a single byte. The count guards against a test that silently stopped running.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from inspector_app.crypto.digest import derive, hmac_sha256, same_bytes
from inspector_app.crypto.dsse import pae
from inspector_app.crypto.keys import SigningKey, signature_holds
from inspector_app.errors import BugError

SELFTEST_COUNT = 10


def run_selftest() -> int:
    """Run every vector.

    Returns:
        How many ran, always `SELFTEST_COUNT`.
    Raises:
        BugError: `crypto.selftest-failed` naming the first vector that gave another answer.
    """
    ran = 0
    for name, holds in _VECTORS.items():
        if not holds():
            raise BugError("crypto.selftest-failed", vector=name)
        ran += 1
    if ran != SELFTEST_COUNT:
        raise BugError("crypto.selftest-failed", vector=f"{ran} of {SELFTEST_COUNT}")
    return ran


def _sha256() -> bool:  # FIPS 180-4, example "abc"
    return hashlib.sha256(b"abc").hexdigest() == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def _hmac() -> bool:  # RFC 4231 test case 2
    return hmac_sha256(b"Jefe", b"what do ya want for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def _constant_time() -> bool:
    return same_bytes(b"same", b"same") and not same_bytes(b"same", b"sane")


def _hkdf() -> bool:  # RFC 5869 test case 1
    derived = derive(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42)
    return derived.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


def _argon2id() -> bool:  # RFC 9106 section 5.3
    kdf = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    )
    return kdf.derive(b"\x01" * 32).hex() == (
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    )


def _aes_gcm() -> bool:  # NIST CAVP / McGrew-Viega test case 14
    sealed = AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), None)
    return sealed.hex() == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"


def _aes_gcm_refuses() -> bool:
    sealed = bytearray(AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), b"bound"))
    sealed[0] ^= 1
    try:
        AESGCM(bytes(32)).decrypt(bytes(12), bytes(sealed), b"bound")
    except InvalidTag:
        return True
    return False


_ED25519_SECRET = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"  # noqa: S105 - published
_ED25519_PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
_ED25519_SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def _ed25519_signs() -> bool:  # RFC 8032 section 7.1, test 2
    key = SigningKey(bytes.fromhex(_ED25519_SECRET))
    return key.public_raw.hex() == _ED25519_PUBLIC and key.sign(b"\x72").hex() == _ED25519_SIGNATURE


def _ed25519_refuses() -> bool:
    public, signature = bytes.fromhex(_ED25519_PUBLIC), bytes.fromhex(_ED25519_SIGNATURE)
    return signature_holds(public, b"\x72", signature) and not signature_holds(
        public, b"\x73", signature
    )


def _pae() -> bool:  # DSSE protocol.md
    return pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


_VECTORS: dict[str, Callable[[], bool]] = {
    "SHA-256": _sha256,
    "HMAC-SHA-256": _hmac,
    "constant-time comparison": _constant_time,
    "HKDF-SHA-256": _hkdf,
    "Argon2id": _argon2id,
    "AES-256-GCM": _aes_gcm,
    "AES-256-GCM refuses": _aes_gcm_refuses,
    "Ed25519 signs": _ed25519_signs,
    "Ed25519 refuses": _ed25519_refuses,
    "DSSE PAE": _pae,
}
