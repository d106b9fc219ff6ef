"""Certificates and keys nobody should issue: refused when read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from inspector_app.clock import SteppingClock
from inspector_app.crypto.authority import Authority
from inspector_app.crypto.certificates import (
    CREDENTIAL_OID,
    ROLE_OIDS,
    Certificate,
    CertificateRole,
)
from inspector_app.crypto.keys import SigningKey
from inspector_app.crypto.tls import TlsAuthority
from inspector_app.crypto.trust import TrustAnchors
from inspector_app.crypto.vault import Vault
from inspector_app.domain.identifiers import Entropy, PersonId
from inspector_app.errors import KnownError

EC_KEY = ec.derive_private_key(7, ec.SECP256R1())
ED_KEY = ed25519.Ed25519PrivateKey.from_private_bytes(b"\x31" * 32)
EC_PEM = EC_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def odd(
    authority: Authority,
    now: datetime,
    *,
    key: ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | None = None,
    subject: x509.Name | None = None,
    credential: bytes | None = None,
) -> bytes:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject or x509.Name([]))
        .issuer_name(authority.issuing.parsed.subject)
        .public_key(key or ED_KEY.public_key())
        .serial_number(11)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ROLE_OIDS[CertificateRole.OFFICER]]), critical=True)
    )
    if credential is not None:
        builder = builder.add_extension(
            x509.UnrecognizedExtension(CREDENTIAL_OID, credential), critical=False
        )
    signed = builder.sign(authority.issuing_key.private_key, None)
    return signed.public_bytes(Encoding.DER)


def test_an_officers_key_is_ed25519(authority: Authority, now: datetime) -> None:
    der = odd(authority, now, key=EC_KEY.public_key())
    assert code_of(lambda: Certificate.from_der(der)) == "crypto.certificate-malformed"


def test_a_subject_names_each_fact_once(authority: Authority, now: datetime) -> None:
    twice = x509.Name([x509.NameAttribute(NameOID.USER_ID, text) for text in ("p-1", "p-2")])
    der = odd(authority, now, subject=twice)
    assert code_of(lambda: Certificate.from_der(der)) == "crypto.certificate-malformed"


@pytest.mark.parametrize(
    "value",
    [
        b"\x16\x00",
        b"\x0c\x152026-01-01/2026-12-31",
        b"\x16\x152026-01-01/2026-13-31",
        b"\x16\x132026-1-01/2026-12-31",
        b"\x16\x152026-01-01/2026-12-31\x00",
        b"\x16\x02\xff\xfe",
    ],
)
def test_a_credentials_validity_has_one_form(
    authority: Authority, now: datetime, value: bytes
) -> None:
    der = odd(authority, now, credential=value)
    assert code_of(lambda: Certificate.from_der(der)) == "crypto.certificate-malformed"


def test_a_certificates_own_dates_are_inclusive(authority: Authority, now: datetime) -> None:
    certificate = Certificate.from_der(odd(authority, now))
    assert certificate.valid_at(now)
    assert certificate.valid_at(now + timedelta(days=1))
    assert not certificate.valid_at(now - timedelta(seconds=1))


def test_a_signing_key_of_another_kind_is_refused() -> None:
    assert code_of(lambda: SigningKey.from_pem(EC_PEM)) == "crypto.key-malformed"


def test_a_tls_root_of_another_kind_is_refused(now: datetime, entropy: Entropy) -> None:
    tls = TlsAuthority.create("示例", now=now, entropy=entropy)
    ed_pem = SigningKey(b"\x31" * 32).to_pem()
    wrong = TlsAuthority(tls.certificate, ed_pem)
    assert code_of(lambda: wrong.issue_tls(["x"], now=now, entropy=entropy)) == (
        "crypto.key-malformed"
    )


def test_anchors_are_read_from_several_files(authority: Authority, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.pem", "b.pem")]
    for path in paths:
        path.write_bytes(authority.root.pem)
    assert TrustAnchors.from_paths(paths).roots == (authority.root, authority.root)


def test_an_issuer_without_its_extensions_issues_nothing(
    authority: Authority, now: datetime
) -> None:
    """A CA certificate that lacks key usage is no issuer, even when an anchor signed it."""
    key = SigningKey(b"\x32" * 32)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "无用途")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(authority.root.parsed.subject)
        .public_key(key.private_key.public_key())
        .serial_number(12)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )
    assert authority.root_key is not None
    signed = builder.sign(authority.root_key.private_key, None)
    issuer = Certificate.from_der(signed.public_bytes(Encoding.DER))
    leaf_builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(name)
        .public_key(ED_KEY.public_key())
        .serial_number(13)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
    )
    leaf = Certificate.from_der(leaf_builder.sign(key.private_key, None).public_bytes(Encoding.DER))
    assert leaf.role is CertificateRole.OTHER
    assert TrustAnchors((authority.root,)).chain(leaf, [issuer]) is None


def test_a_vault_takes_whole_keys_and_matching_certificates_only(
    authority: Authority, now: datetime, clock: SteppingClock, entropy: Entropy, tmp_path: Path
) -> None:
    vault = Vault.create(
        tmp_path / "vault.json", device_secret=tmp_path / "key", clock=clock, entropy=entropy
    )
    key = SigningKey(b"\x33" * 32)
    person = PersonId("p-1")
    with pytest.raises(ValueError, match="32 bytes"):
        vault.enrol(person, "甲", "a long passphrase", store_key=b"x", key=key)
    foreign = Certificate.from_der(odd(authority, now))
    assert (
        code_of(
            lambda: vault.enrol(
                person,
                "甲",
                "a long passphrase",
                store_key=bytes(32),
                key=key,
                certificate=foreign,
            )
        )
        == "crypto.key-mismatch"
    )
    assert vault.people() == ()


def test_a_damaged_device_secret_is_told(
    clock: SteppingClock, entropy: Entropy, tmp_path: Path
) -> None:
    path, secret = tmp_path / "vault.json", tmp_path / "key"
    Vault.create(path, device_secret=secret, clock=clock, entropy=entropy)
    secret.write_bytes(b"short")
    assert (
        code_of(lambda: Vault.load(path, device_secret=secret, clock=clock, entropy=entropy))
        == "crypto.device-secret-missing"
    )


def test_an_unknown_key_derivation_is_damage(
    clock: SteppingClock, entropy: Entropy, tmp_path: Path
) -> None:
    path, secret = tmp_path / "vault.json", tmp_path / "key"
    vault = Vault.create(path, device_secret=secret, clock=clock, entropy=entropy)
    vault.enrol(
        PersonId("p-1"), "甲", "a long passphrase", store_key=bytes(32), key=SigningKey(bytes(32))
    )
    path.write_text(path.read_text("utf-8").replace("argon2id", "scrypt"), "utf-8")
    assert (
        code_of(lambda: Vault.load(path, device_secret=secret, clock=clock, entropy=entropy))
        == "crypto.vault-damaged"
    )
