"""The bureau's keys in its folder: authority, signer of receipts and feed, TLS, secret of cursors.

Called by `house.py` when a bureau is made or opened. Private keys are files of mode 0600 in a
folder of mode 0700. Must never leave the folder: the root's private key is written once, for
carrying away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from inspector_app.crypto.authority import Authority
from inspector_app.crypto.certificates import Certificate, read_pem
from inspector_app.crypto.keys import SigningKey, SoftwareSigner, generate_signing_key
from inspector_app.crypto.tls import ServerIdentity, TlsAuthority
from inspector_app.crypto.trust import TrustAnchors
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.whole_file import write_whole_file

_RENEW_BEFORE = timedelta(days=30)
ROOT_KEY = "root-key-CARRY-AWAY.pem"
"""Written by `create`; nothing here ever reads it: it belongs into a safe."""


@dataclass(frozen=True, slots=True)
class BureauKeys:
    """Everything the server signs and trusts with.

    Attributes:
        signer: Signs receipts, checkpoints and feed items.
        secret: 32 bytes; keys the MAC of feed cursors.
        tls_chain, tls_key: Files the server speaks TLS with.
    """

    authority: Authority
    signer: SoftwareSigner
    tls: TlsAuthority
    secret: bytes
    tls_chain: Path
    tls_key: Path

    @property
    def anchors(self) -> TrustAnchors:
        """The root every signer must chain to."""
        return TrustAnchors((self.authority.root,))

    @property
    def tls_fingerprint(self) -> str:
        """SHA-256 of the TLS root, hex; printed on enrolment sheets."""
        return self.tls.certificate.sha256


def create_keys(
    folder: Path,
    bureau: str,
    hosts: Sequence[str],
    *,
    now: datetime,
    machine_now: datetime,
    entropy: Entropy,
) -> BureauKeys:
    """Make all keys of a new bureau.

    Args:
        folder: Made here, mode 0700.
        hosts: DNS names and addresses of the server's certificate.
        now: Time by the bureau's clock.
        machine_now: Time by this machine; TLS is judged by the clocks of machines and no other.
    """
    folder.mkdir(mode=0o700)
    authority = Authority.create(bureau, now=now, entropy=entropy)
    signer_key = generate_signing_key(entropy)
    signer = authority.issue_bureau_signer(
        signer_key, name=f"{bureau} 回执", agency=bureau, now=now, entropy=entropy
    )
    tls = TlsAuthority.create(bureau, now=machine_now, entropy=entropy)
    if authority.root_key is not None:
        write_whole_file(folder / ROOT_KEY, authority.root_key.to_pem(), private=True)
    write_whole_file(folder / "root.pem", authority.root.pem, private=True)
    write_whole_file(folder / "issuing.pem", authority.issuing.pem, private=True)
    write_whole_file(folder / "issuing-key.pem", authority.issuing_key.to_pem(), private=True)
    write_whole_file(folder / "signer.pem", signer.certificate.pem, private=True)
    write_whole_file(folder / "signer-key.pem", signer_key.to_pem(), private=True)
    write_whole_file(folder / "tls-root.pem", tls.certificate.pem, private=True)
    write_whole_file(folder / "tls-root-key.pem", tls.key_pem, private=True)
    write_whole_file(folder / "cursor-secret", entropy(32), private=True)
    _write_server(folder, tls.issue_tls(hosts, now=machine_now, entropy=entropy))
    return open_keys(folder)


def open_keys(folder: Path) -> BureauKeys:
    """Read the keys of a bureau.

    Raises:
        KnownError: `bureau.damaged` when a file is missing, `crypto.key-malformed` and the like.
    """
    try:
        (folder / "tls.pem").stat()
        (folder / "tls-key.pem").stat()
        issuing_key = SigningKey.from_pem((folder / "issuing-key.pem").read_bytes())
        signer_key = SigningKey.from_pem((folder / "signer-key.pem").read_bytes())
        authority = Authority(_one(folder / "root.pem"), _one(folder / "issuing.pem"), issuing_key)
        return BureauKeys(
            authority=authority,
            signer=SoftwareSigner(signer_key, _one(folder / "signer.pem")),
            tls=TlsAuthority(
                _one(folder / "tls-root.pem"), (folder / "tls-root-key.pem").read_bytes()
            ),
            secret=(folder / "cursor-secret").read_bytes(),
            tls_chain=folder / "tls.pem",
            tls_key=folder / "tls-key.pem",
        )
    except FileNotFoundError as error:
        raise KnownError("bureau.damaged", place=error.filename) from error


def server_certificate_holds(keys: BureauKeys, machine_now: datetime) -> bool:
    """Tell whether the server's certificate is valid and stays so for a month."""
    certificate = _one(keys.tls_chain)
    return certificate.valid_at(machine_now) and certificate.valid_at(machine_now + _RENEW_BEFORE)


def renew_server(
    folder: Path, keys: BureauKeys, hosts: Sequence[str], *, machine_now: datetime, entropy: Entropy
) -> None:
    """Issue a fresh server certificate, for other host names or before the old one ends."""
    _write_server(folder, keys.tls.issue_tls(hosts, now=machine_now, entropy=entropy))


def _write_server(folder: Path, identity: ServerIdentity) -> None:
    write_whole_file(folder / "tls.pem", identity.chain_pem, private=True)
    write_whole_file(folder / "tls-key.pem", identity.key_pem, private=True)


def _one(path: Path) -> Certificate:
    return read_pem(path.read_bytes())[0]
