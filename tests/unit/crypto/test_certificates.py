"""Certificates: roles, validity, chains; what the bureau issues and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from inspector_app.clock import CHINA
from inspector_app.crypto.authority import LONGEST, Authority
from inspector_app.crypto.certificates import (
    ARC,
    ROLE_OIDS,
    Certificate,
    CertificateRole,
    encode_credential,
    fingerprint_text,
    read_pem,
    write_pem,
)
from inspector_app.crypto.keys import SigningKey, SoftwareSigner, signature_holds
from inspector_app.crypto.requests import (
    check_csr,
    enrolment_proof,
    enrolment_proof_holds,
    make_csr,
    request_fingerprint,
)
from inspector_app.crypto.trust import Revocation, RevocationList, TrustAnchors
from inspector_app.domain.identifiers import Entropy, PersonId
from inspector_app.domain.officers import Credential, Officer, Role
from inspector_app.errors import KnownError

OFFICER = Officer(
    PersonId("p-0001"),
    "演示甲",
    Role.OFFICER,
    "执法员",
    Credential("演执00001", "示例支队", date(2025, 1, 1), date(2027, 12, 31)),
)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


@pytest.fixture
def key() -> SigningKey:
    return SigningKey(b"\x07" * 32)


@pytest.fixture
def csr(key: SigningKey) -> bytes:
    return make_csr(key, "p-0001", "演示甲")


@pytest.fixture
def certificate(authority: Authority, csr: bytes, now: datetime, entropy: Entropy) -> Certificate:
    return authority.issue_officer(csr, OFFICER, now=now, entropy=entropy)


@pytest.fixture
def anchors(authority: Authority) -> TrustAnchors:
    return TrustAnchors.from_pem(authority.root.pem)


def test_a_certificate_says_who_the_officer_is(certificate: Certificate, key: SigningKey) -> None:
    assert certificate.role is CertificateRole.OFFICER
    assert certificate.name == "演示甲"
    assert certificate.person_id == "p-0001"
    assert certificate.credential_no == "演执00001"
    assert certificate.agency == "示例支队"
    assert (certificate.credential_from, certificate.credential_to) == (
        date(2025, 1, 1),
        date(2027, 12, 31),
    )
    assert certificate.public_key_raw == key.public_raw
    assert certificate.key_id == key.key_id


def test_pem_and_der_round_trip(certificate: Certificate, authority: Authority) -> None:
    both = [authority.issuing, certificate]
    again = read_pem(write_pem(both))
    assert set(again) == set(both)
    assert write_pem(again) == write_pem(reversed(both)), "one order, whatever came in"
    assert Certificate.from_der(certificate.der) == certificate


def test_a_fingerprint_is_readable_in_groups(certificate: Certificate) -> None:
    text = fingerprint_text(certificate)
    assert len(text.split()) == 16
    assert text.replace(" ", "").lower() == certificate.sha256


def test_a_certificate_lasts_a_year_at_most(certificate: Certificate, now: datetime) -> None:
    assert certificate.not_after == now + LONGEST


@pytest.mark.parametrize("days", [0, 1, 30, 400])
def test_a_certificate_never_outlives_the_credential(
    authority: Authority, csr: bytes, now: datetime, entropy: Entropy, days: int
) -> None:
    assert OFFICER.credential is not None
    last = now.date() + timedelta(days=days)
    officer = replace(OFFICER, credential=replace(OFFICER.credential, valid_to=last))
    issued = authority.issue_officer(csr, officer, now=now, entropy=entropy)
    end_of_last = datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=CHINA)
    assert issued.not_after == min(end_of_last, now + LONGEST)


def test_a_certificate_never_precedes_the_credential(
    authority: Authority, csr: bytes, now: datetime, entropy: Entropy
) -> None:
    assert OFFICER.credential is not None
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=2, second=0)
    officer = replace(OFFICER, credential=replace(OFFICER.credential, valid_from=midnight.date()))
    issued = authority.issue_officer(csr, officer, now=midnight, entropy=entropy)
    assert issued.not_before == midnight.replace(minute=0)


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.REVIEWER, Role.CLERK])
def test_only_officers_get_officer_certificates(
    authority: Authority, csr: bytes, now: datetime, entropy: Entropy, role: Role
) -> None:
    officer = replace(OFFICER, role=role)
    assert (
        code_of(lambda: authority.issue_officer(csr, officer, now=now, entropy=entropy))
        == "crypto.not-an-officer"
    )


def test_expired_revoked_or_missing_credentials_get_none(
    authority: Authority, csr: bytes, now: datetime, entropy: Entropy
) -> None:
    assert OFFICER.credential is not None
    expired = replace(
        OFFICER, credential=replace(OFFICER.credential, valid_to=now.date() - timedelta(days=1))
    )
    for officer, code in (
        (expired, "crypto.credential-expired"),
        (replace(OFFICER, credential=None), "crypto.not-an-officer"),
        (replace(OFFICER, revoked_since=now), "crypto.officer-revoked"),
        (replace(OFFICER, name="长" * 65), "crypto.subject-too-long"),
    ):
        assert (
            code_of(lambda who=officer: authority.issue_officer(csr, who, now=now, entropy=entropy))  # type: ignore[misc]
            == code
        )


def test_a_request_for_another_person_is_refused(
    authority: Authority, key: SigningKey, now: datetime, entropy: Entropy
) -> None:
    other = make_csr(key, "p-0002", "演示甲")
    assert (
        code_of(lambda: authority.issue_officer(other, OFFICER, now=now, entropy=entropy))
        == "crypto.request-invalid"
    )


def test_a_request_without_possession_is_refused(csr: bytes) -> None:
    assert check_csr(csr).person_id == "p-0001"
    parsed = x509.load_pem_x509_csr(csr)
    der = bytearray(parsed.public_bytes(Encoding.DER))
    der[-1] ^= 0xFF
    forged = x509.load_der_x509_csr(bytes(der)).public_bytes(Encoding.PEM)
    assert code_of(lambda: check_csr(forged)) == "crypto.request-invalid"
    assert code_of(lambda: check_csr(b"nonsense")) == "crypto.request-invalid"
    assert code_of(lambda: check_csr(b"x" * 9000)) == "crypto.request-invalid"


def test_a_request_with_another_algorithm_is_refused() -> None:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject)
    key = ec.generate_private_key(ec.SECP256R1())
    pem = request.sign(key, SHA256()).public_bytes(Encoding.PEM)
    assert code_of(lambda: check_csr(pem)) == "crypto.request-invalid"


def test_a_request_that_names_nobody_is_refused(key: SigningKey) -> None:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject)
    pem = request.sign(key.private_key, None).public_bytes(Encoding.PEM)
    assert code_of(lambda: check_csr(pem)) == "crypto.request-invalid"


def test_the_enrolment_code_binds_the_request(csr: bytes) -> None:
    proof = enrolment_proof("ABCD-1234 efgh", csr)
    assert enrolment_proof_holds("abcd1234EFGH", csr, proof)
    assert not enrolment_proof_holds("abcd1234EFGX", csr, proof)
    assert not enrolment_proof_holds("abcd1234EFGH", csr + b"\n", proof)
    assert len(request_fingerprint(csr).split()) == 8


def test_the_chain_leads_to_the_root(
    certificate: Certificate, anchors: TrustAnchors, authority: Authority, now: datetime
) -> None:
    chain = anchors.chain(certificate, [authority.issuing, certificate])
    assert chain is not None
    assert chain.certificates == (certificate, authority.issuing, authority.root)
    assert chain.leaf == certificate
    assert chain.valid_at(now)
    assert not chain.valid_at(now + LONGEST + timedelta(seconds=1))
    assert chain.not_after == certificate.not_after
    assert anchors.chain(authority.root, []) is not None


def test_without_the_intermediate_there_is_no_chain(
    certificate: Certificate, anchors: TrustAnchors
) -> None:
    assert anchors.chain(certificate, []) is None


def test_another_bureau_of_the_same_name_is_not_trusted(
    certificate: Certificate,
    authority: Authority,
    now: datetime,
    make_entropy: Callable[[str], Entropy],
) -> None:
    impostor = Authority.create("示例市演示单位", now=now, entropy=make_entropy("impostor"))
    assert TrustAnchors((impostor.root,)).chain(certificate, [authority.issuing]) is None
    assert TrustAnchors((impostor.root,)).chain(certificate, [impostor.issuing]) is None


def test_an_officer_cannot_issue(
    certificate: Certificate,
    key: SigningKey,
    anchors: TrustAnchors,
    authority: Authority,
    now: datetime,
    entropy: Entropy,
) -> None:
    rogue = Authority(authority.root, certificate, key)
    victim = SigningKey(b"\x08" * 32)
    forged = rogue.issue_device(
        make_csr(victim, "d-1", "笔记本"),
        device_id="d-1",
        name="笔记本",
        agency="x",
        now=now,
        entropy=entropy,
    )
    assert anchors.chain(forged, [certificate, authority.issuing]) is None


def test_the_path_length_of_the_intermediate_holds(
    anchors: TrustAnchors, authority: Authority, now: datetime, entropy: Entropy
) -> None:
    sub_key = SigningKey(b"\x0a" * 32)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "下级")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(authority.issuing.parsed.subject)
        .public_key(sub_key.private_key.public_key())
        .serial_number(7)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=9))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            authority.issuing.parsed.extensions.get_extension_for_class(x509.KeyUsage).value,
            critical=True,
        )
    )
    signed = builder.sign(authority.issuing_key.private_key, None)
    sub = Certificate.from_der(signed.public_bytes(Encoding.DER))
    leaf_key = SigningKey(b"\x0b" * 32)
    leaf = Authority(authority.root, sub, sub_key).issue_device(
        make_csr(leaf_key, "d-1", "n"),
        device_id="d-1",
        name="n",
        agency="a",
        now=now,
        entropy=entropy,
    )
    assert anchors.chain(leaf, [sub, authority.issuing]) is None


def test_an_unknown_critical_extension_is_refused(
    anchors: TrustAnchors, authority: Authority, now: datetime
) -> None:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(b"\x0c" * 32)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(authority.issuing.parsed.subject)
        .public_key(key.public_key())
        .serial_number(8)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=9))
        .add_extension(x509.ExtendedKeyUsage([ROLE_OIDS[CertificateRole.OFFICER]]), critical=True)
        .add_extension(
            x509.UnrecognizedExtension(x509.ObjectIdentifier(f"{ARC}.9"), b"\x05\x00"),
            critical=True,
        )
    )
    signed = builder.sign(authority.issuing_key.private_key, None)
    odd = Certificate.from_der(signed.public_bytes(Encoding.DER))
    assert odd.role is CertificateRole.OFFICER
    assert anchors.chain(odd, [authority.issuing]) is None


@pytest.mark.parametrize(
    "usages",
    [
        [ROLE_OIDS[CertificateRole.OFFICER], ROLE_OIDS[CertificateRole.DEVICE]],
        [x509.ObjectIdentifier(f"{ARC}.1.99")],
    ],
)
def test_two_usages_or_a_strange_one_are_no_role(
    authority: Authority, now: datetime, usages: list[x509.ObjectIdentifier]
) -> None:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(b"\x0d" * 32)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(authority.issuing.parsed.subject)
        .public_key(key.public_key())
        .serial_number(9)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=9))
        .add_extension(x509.ExtendedKeyUsage(usages), critical=True)
    )
    signed = builder.sign(authority.issuing_key.private_key, None)
    der = signed.public_bytes(Encoding.DER)
    assert Certificate.from_der(der).role is CertificateRole.OTHER


def test_roots_only_may_be_anchors(authority: Authority, certificate: Certificate) -> None:
    for other in (authority.issuing, certificate):
        assert code_of(lambda pem=other.pem: TrustAnchors.from_pem(pem)) == "crypto.anchor-not-root"  # type: ignore[misc]
    assert code_of(lambda: TrustAnchors.from_pem(b"")) == "crypto.certificate-malformed"


def test_every_flipped_byte_of_a_certificate_breaks_it(
    certificate: Certificate, anchors: TrustAnchors, authority: Authority
) -> None:
    for place in range(len(certificate.der)):
        damaged = bytearray(certificate.der)
        damaged[place] ^= 0xFF
        try:
            parsed = Certificate.from_der(bytes(damaged))
        except KnownError as problem:
            assert problem.code == "crypto.certificate-malformed"  # noqa: PT017 - either way is right
        else:
            assert anchors.chain(parsed, [authority.issuing]) is None, place


def test_key_and_certificate_must_belong_together(certificate: Certificate) -> None:
    stranger = SigningKey(b"\x0e" * 32)
    assert code_of(lambda: SoftwareSigner(stranger, certificate)) == "crypto.key-mismatch"


def test_signing_keys_survive_pem(key: SigningKey) -> None:
    assert SigningKey.from_pem(key.to_pem()).public_raw == key.public_raw
    locked = key.to_pem(b"a passphrase")
    assert SigningKey.from_pem(locked, b"a passphrase").public_raw == key.public_raw
    assert code_of(lambda: SigningKey.from_pem(locked, b"another")) == "crypto.key-malformed"
    assert code_of(lambda: SigningKey.from_pem(b"nonsense")) == "crypto.key-malformed"
    with pytest.raises(ValueError, match="32 bytes"):
        SigningKey(b"short")


def test_malformed_signatures_are_simply_false(key: SigningKey) -> None:
    signature = key.sign(b"data")
    assert signature_holds(key.public_raw, b"data", signature)
    assert not signature_holds(key.public_raw, b"data", signature[:-1])
    assert not signature_holds(key.public_raw[:-1], b"data", signature)
    assert not signature_holds(b"\xff" * 32, b"data", signature)


def test_keys_show_no_secret_when_printed(key: SigningKey, certificate: Certificate) -> None:
    shown = repr(key) + repr(SoftwareSigner(key, certificate))
    assert key.private_raw.hex() not in shown
    assert str(key.private_raw) not in shown


def test_bureau_and_clerk_signers_have_their_roles(
    authority: Authority, anchors: TrustAnchors, now: datetime, entropy: Entropy
) -> None:
    bureau = authority.issue_bureau_signer(
        SigningKey(b"\x11" * 32), name="回执", agency="示例", now=now, entropy=entropy
    )
    clerk = authority.issue_clerk(
        SigningKey(b"\x12" * 32), name="公开", agency="示例", now=now, entropy=entropy
    )
    assert bureau.certificate.role is CertificateRole.BUREAU
    assert clerk.certificate.role is CertificateRole.CLERK
    for signer in (bureau, clerk):
        assert anchors.chain(signer.certificate, authority.intermediates) is not None


def test_the_server_keeps_no_root_key(authority: Authority) -> None:
    assert authority.root_key is not None
    assert authority.without_root_key().root_key is None


def test_revocations_name_a_key_or_a_person(certificate: Certificate, now: datetime) -> None:
    later = now + timedelta(days=2)
    by_key = Revocation("", certificate.key_id, later)
    by_person = Revocation("p-0001", b"", now)
    other = Revocation("p-0002", b"\0" * 8, now)
    assert RevocationList(now, (by_key, by_person, other)).since(certificate) == now
    assert RevocationList(now, (by_key,)).since(certificate) == later
    assert RevocationList(now, (other,)).since(certificate) is None
    assert not RevocationList(now).stale_at(now + timedelta(days=14))
    assert RevocationList(now).stale_at(now + timedelta(days=14, seconds=1))


def test_a_credential_extension_has_one_form() -> None:
    value = encode_credential(date(2026, 1, 1), date(2026, 12, 31))
    assert value == b"\x16\x152026-01-01/2026-12-31"
