"""Envelopes: one form, and no signature passes for another payload, type or key."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime

import pytest

from inspector_app.crypto.authority import Authority
from inspector_app.crypto.dsse import (
    Envelope,
    Signature,
    read_envelope,
    sign_envelope,
    verify_envelope,
)
from inspector_app.crypto.keys import SigningKey, SoftwareSigner
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError

TYPE = "application/vnd.insp.test;v=1"


@pytest.fixture
def signers(authority: Authority, now: datetime, entropy: Entropy) -> list[SoftwareSigner]:
    return [
        authority.issue_bureau_signer(
            SigningKey(bytes([n]) * 32), name=f"n{n}", agency="示例", now=now, entropy=entropy
        )
        for n in (1, 2, 3)
    ]


def refusal(data: bytes, payload_type: str = TYPE) -> str:
    with pytest.raises(KnownError) as caught:
        read_envelope(data, payload_type, "test")
    return caught.value.code


def test_an_envelope_reads_back_as_written(signers: list[SoftwareSigner]) -> None:
    envelope = sign_envelope(TYPE, b"\x00payload\xff", *signers)
    assert read_envelope(envelope.to_json(), TYPE, "test") == envelope
    checked = verify_envelope(envelope, [signer.certificate for signer in signers])
    assert all(entry.valid for entry in checked)
    assert [entry.signature.key_id for entry in checked] == sorted(s.key_id for s in signers)


def test_the_order_of_signers_does_not_change_a_byte(signers: list[SoftwareSigner]) -> None:
    forward = sign_envelope(TYPE, b"p", *signers).to_json()
    assert sign_envelope(TYPE, b"p", *reversed(signers)).to_json() == forward


def test_another_type_or_payload_breaks_every_signature(signers: list[SoftwareSigner]) -> None:
    certificates = [signer.certificate for signer in signers]
    envelope = sign_envelope(TYPE, b"payload", *signers)
    for forged in (
        Envelope("application/other", envelope.payload, envelope.signatures),
        Envelope(TYPE, b"Payload", envelope.signatures),
    ):
        assert not any(entry.valid for entry in verify_envelope(forged, certificates))


def test_the_key_id_is_a_hint_only(signers: list[SoftwareSigner]) -> None:
    envelope = sign_envelope(TYPE, b"p", signers[0])
    lying = Envelope(TYPE, b"p", (Signature(signers[1].key_id, envelope.signatures[0].value),))
    [entry] = verify_envelope(lying, [signers[0].certificate, signers[1].certificate])
    assert not entry.valid
    assert entry.certificate == signers[1].certificate
    [unknown] = verify_envelope(envelope, [signers[1].certificate])
    assert unknown.certificate is None
    assert not unknown.valid


def test_two_certificates_with_one_key_id_are_both_tried(
    signers: list[SoftwareSigner], authority: Authority, now: datetime, entropy: Entropy
) -> None:
    renewed = authority.issue_bureau_signer(
        SigningKey(b"\x01" * 32), name="renewed", agency="示例", now=now, entropy=entropy
    )
    envelope = sign_envelope(TYPE, b"p", signers[0])
    [entry] = verify_envelope(envelope, [renewed.certificate, signers[0].certificate])
    assert entry.valid


def mutate(data: bytes, change: Callable[[dict[str, object]], object]) -> bytes:
    document = json.loads(data)
    change(document)
    return json.dumps(document, separators=(",", ":"), sort_keys=True).encode()


def test_only_the_one_form_is_read(signers: list[SoftwareSigner]) -> None:
    data = sign_envelope(TYPE, b"payload", *signers).to_json()
    spaced = json.dumps(json.loads(data)).encode()
    doubled = data.replace(b'{"payload":', b'{"payload":"","payload":', 1)
    unsorted = (
        json.dumps(json.loads(data), separators=(",", ":"))
        .encode()
        .replace(b'{"payload"', b'{"payload"', 1)
    )
    assert unsorted == data
    for other in (
        spaced,
        doubled,
        data + b"\n",
        b" " + data,
        b"\xef\xbb\xbf" + data,
        b"",
        b"[]",
        b"{}",
        b"null",
        b"[" * 100_000,
        mutate(data, lambda d: d.update(extra=1)),
        mutate(data, lambda d: d.update(payload=7)),
        mutate(data, lambda d: d.update(payload="a=b")),
        mutate(data, lambda d: d.update(signatures={})),
        mutate(data, lambda d: d.update(signatures=[7])),
        mutate(data, lambda d: d.update(signatures=[{"keyid": "x", "sig": "y"}])),
        mutate(data, lambda d: d.update(signatures=[{"keyid": 1, "sig": 2}])),
        mutate(data, lambda d: d.update(signatures=[{"keyid": "00" * 8, "sig": "AA=="}])),
        mutate(data, lambda d: d["signatures"].reverse()),  # type: ignore[attr-defined]
        mutate(data, lambda d: d["signatures"][0].update(keyid="AB" * 8)),  # type: ignore[index]
        data.replace(TYPE.encode(), b"\\ud800"),
    ):
        assert refusal(other) == "format.not-canonical", other[:80]


def test_another_payload_type_is_told_apart(signers: list[SoftwareSigner]) -> None:
    data = sign_envelope(TYPE, b"payload", signers[0]).to_json()
    assert refusal(data, "application/vnd.insp.seal+cbor;v=1") == "sign.type"


def test_sizes_are_limited(signers: list[SoftwareSigner]) -> None:
    assert refusal(b" " * (5 << 20)) == "format.limit"
    many = Envelope(TYPE, b"", tuple(Signature(bytes(8), bytes(64)) for _ in range(33)))
    assert refusal(many.to_json()) == "format.limit"


def test_the_signature_is_over_the_published_encoding(signers: list[SoftwareSigner]) -> None:
    envelope = sign_envelope(TYPE, b"hello", signers[0])
    expected = b"DSSEv1 29 " + TYPE.encode() + b" 5 hello"
    assert envelope.signatures[0].value == signers[0].sign(expected)
    assert base64.b64encode(b"hello") in envelope.to_json()
