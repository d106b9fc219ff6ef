"""The TLS authority: a real handshake with the right root, none with another."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.crypto.authority import Authority
from inspector_app.crypto.certificates import Certificate, CertificateRole, read_pem
from inspector_app.crypto.tls import ServerIdentity, TlsAuthority, client_context
from inspector_app.crypto.trust import TrustAnchors
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError


def handshake(identity: ServerIdentity, root: Certificate, host: str, folder: Path) -> None:
    """Run TLS over two memory buffers; raises when the client refuses."""
    chain, key = folder / "server.pem", folder / "server.key"
    chain.write_bytes(identity.chain_pem)
    key.write_bytes(identity.key_pem)
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(chain, key)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context(root.pem).wrap_bio(to_client, to_server, server_hostname=host)
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert client.version() in ("TLSv1.2", "TLSv1.3")


@pytest.fixture
def today() -> datetime:
    return datetime.now(UTC)  # OpenSSL judges by the machine's clock


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "bureau.example"])
def test_the_right_root_and_host_are_accepted(
    host: str, today: datetime, entropy: Entropy, tmp_path: Path
) -> None:
    authority = TlsAuthority.create("示例市演示单位", now=today, entropy=entropy)
    hosts = ["localhost", "127.0.0.1", "bureau.example"]
    handshake(
        authority.issue_tls(hosts, now=today, entropy=entropy),
        authority.certificate,
        host,
        tmp_path,
    )


def test_another_root_or_host_is_refused(
    today: datetime, make_entropy: Callable[[str], Entropy], tmp_path: Path
) -> None:
    mine = TlsAuthority.create("示例", now=today, entropy=make_entropy("mine"))
    other = TlsAuthority.create("示例", now=today, entropy=make_entropy("other"))
    identity = mine.issue_tls(["localhost"], now=today, entropy=make_entropy("server"))
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(identity, other.certificate, "localhost", tmp_path)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(identity, mine.certificate, "elsewhere.example", tmp_path)


def test_the_server_certificate_is_for_tls_only(today: datetime, entropy: Entropy) -> None:
    authority = TlsAuthority.create("示例", now=today, entropy=entropy)
    [certificate] = read_pem(
        authority.issue_tls(["localhost"], now=today, entropy=entropy).chain_pem
    )
    assert certificate.role is CertificateRole.TLS
    assert certificate.public_key_raw == b""
    assert (certificate.not_after - certificate.not_before).days <= 398


def test_the_tls_root_vouches_for_no_signature(
    today: datetime, authority: Authority, entropy: Entropy
) -> None:
    tls = TlsAuthority.create("示例市演示单位", now=today, entropy=entropy)
    assert TrustAnchors((tls.certificate,)).chain(authority.issuing, []) is None


def test_a_broken_root_key_is_told(today: datetime, entropy: Entropy) -> None:
    tls = TlsAuthority.create("示例", now=today, entropy=entropy)
    with pytest.raises(KnownError) as caught:
        TlsAuthority(tls.certificate, b"nonsense").issue_tls(
            ["localhost"], now=today, entropy=entropy
        )
    assert caught.value.code == "crypto.key-malformed"
    with pytest.raises(ValueError, match="at least one host"):
        tls.issue_tls([], now=today, entropy=entropy)
