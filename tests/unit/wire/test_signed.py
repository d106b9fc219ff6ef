"""Promises of signed messages: one signature, of the right key, over exactly these bytes."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pytest

from inspector_app.clock import CHINA
from inspector_app.crypto.authority import Authority
from inspector_app.crypto.dsse import sign_envelope
from inspector_app.crypto.keys import SigningKey, SoftwareSigner
from inspector_app.crypto.requests import make_csr
from inspector_app.errors import KnownError
from inspector_app.wire.codec import encode
from inspector_app.wire.requests import REQUEST_TYPE, SESSION_TYPE, Lane, LaneHead
from inspector_app.wire.signed import open_as, open_statement, sign_statement

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
HEAD = LaneHead(lane=Lane.NET, seq=1, head="ab" * 32)


class Counting:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, length: int) -> bytes:
        self.count += 1
        return hashlib.shake_256(b"%d" % self.count).digest(length)


@pytest.fixture(scope="module")
def devices() -> tuple[SoftwareSigner, SoftwareSigner]:
    entropy = Counting()
    authority = Authority.create("示例局", now=NOW, entropy=entropy)

    def device(name: str) -> SoftwareSigner:
        key = SigningKey(entropy(32))
        certificate = authority.issue_device(
            make_csr(key, name, name),
            device_id=name,
            name=name,
            agency="示例局",
            now=NOW,
            entropy=entropy,
        )
        return SoftwareSigner(key, certificate)

    return device("D-1"), device("D-2")


def test_a_signed_statement_comes_back(devices: tuple[SoftwareSigner, ...]) -> None:
    one, two = devices
    text = sign_statement(REQUEST_TYPE, encode(HEAD), one)
    value, payload, signer = open_as(
        LaneHead, REQUEST_TYPE, text, [two.certificate, one.certificate]
    )
    assert (value, payload, signer) == (HEAD, encode(HEAD), one.certificate)


def test_another_key_type_or_count_is_refused(devices: tuple[SoftwareSigner, ...]) -> None:
    one, two = devices
    text = sign_statement(REQUEST_TYPE, encode(HEAD), one)
    both = sign_envelope(REQUEST_TYPE, encode(HEAD), one, two).to_json().decode()
    none = sign_envelope(REQUEST_TYPE, encode(HEAD)).to_json().decode()
    for envelope, kind, known in (
        (text, REQUEST_TYPE, [two.certificate]),
        (text, REQUEST_TYPE, []),
        (text, SESSION_TYPE, [one.certificate]),
        (both, REQUEST_TYPE, [one.certificate, two.certificate]),
        (none, REQUEST_TYPE, [one.certificate]),
        (text + " ", REQUEST_TYPE, [one.certificate]),
        ("签名", REQUEST_TYPE, [one.certificate]),
    ):
        with pytest.raises(KnownError):
            open_statement(kind, envelope, known, place="test")


def test_signed_bytes_in_another_form_are_refused(devices: tuple[SoftwareSigner, ...]) -> None:
    one, _ = devices
    text = sign_statement(REQUEST_TYPE, encode(HEAD) + b" ", one)
    with pytest.raises(KnownError, match="canonical"):
        open_as(LaneHead, REQUEST_TYPE, text, [one.certificate])
