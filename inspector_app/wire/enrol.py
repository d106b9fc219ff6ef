"""Enrolment: a one-time code turns a fresh key into a certificate once a second person approved.

Used by `services/sync/enrol` and `bureau/enrolment`. The code itself never crosses the wire: the
laptop proves it by an HMAC over its request. Values and that one computation only.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec

from inspector_app.domain.identifiers import DeviceId
from inspector_app.errors import KnownError
from inspector_app.wire.codec import Hex64, Message, Name, Text

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE = re.compile(rf"^[{_CROCKFORD}]{{4}}(-[{_CROCKFORD}]{{4}}){{7}}$")
_TAG = b"insp-enrol-v1\x00"
CODE_RANDOM_BYTES = 20
"""20 bytes are 32 characters: 6 (30 bits) name the code, 26 (130 bits) are the secret."""


class Subject(StrEnum):
    """What a certificate is for."""

    DEVICE = "device"
    OFFICER = "officer"


class EnrolmentState(StrEnum):
    """Where an enrolment stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class EnrolCode:
    """A one-time code as printed: eight groups of four.

    Attributes:
        name: First 6 characters; names the code in requests and lists, no secret.
        secret: The other 26.
    """

    name: str
    secret: str

    @property
    def printed(self) -> str:
        """The code in groups, as it is written on paper."""
        whole = self.name + self.secret
        return "-".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def make_code(random: bytes) -> EnrolCode:
    """Return a code from 20 random bytes."""
    if len(random) != CODE_RANDOM_BYTES:
        raise ValueError("a code needs 20 random bytes")
    number = int.from_bytes(random, "big")
    whole = "".join(_CROCKFORD[number >> (5 * place) & 31] for place in range(31, -1, -1))
    return EnrolCode(whole[:6], whole[6:])


def read_code(typed: str) -> EnrolCode:
    """Read a code as typed: case, blanks and the look-alikes O I L do not matter.

    Raises:
        KnownError: `enrol.code-wrong`.
    """
    plain = typed.strip().upper().replace("-", "").replace(" ", "")
    plain = plain.translate(str.maketrans("OIL", "011"))
    code = EnrolCode(plain[:6], plain[6:])
    if not _CODE.match(code.printed):
        raise KnownError("enrol.code-wrong")
    return code


def code_verifier(code: EnrolCode) -> str:
    """Return what the proof is keyed with; the bureau keeps this and not the code."""
    return hashlib.sha256(_TAG + code.name.encode() + b"\x00" + code.secret.encode()).hexdigest()


def device_id_of(code: EnrolCode) -> DeviceId:
    """Return the id a device enrolled with this code gets."""
    return DeviceId(f"D-{code.name}")


class BureauCard(Message, frozen=True, kw_only=True):
    """GET /v1/bureau: who this bureau is; trusted once the TLS root's fingerprint was compared.

    Attributes:
        name: As shown to people.
        tls_root: Root of its TLS certificates, PEM.
        root, issuing: Its certificate authority, PEM.
        signer: Certificate of receipts, checkpoints and feed items, PEM.
        log: Name of its log.
    """

    name: Name
    tls_root: Text
    root: Text
    issuing: Text
    signer: Text
    log: Name


class EnrolRequest(Message, frozen=True, kw_only=True):
    """POST /v1/enrol.

    Attributes:
        code: Name of the code (its first 6 characters).
        csr: PKCS #10 request, PEM; its own signature is the proof of possession.
        name: Shown to the approver: the laptop's or person's name as typed there.
        proof: `crypto.requests.enrolment_proof` of the request, keyed with `code_verifier`.
    """

    code: Annotated[str, msgspec.Meta(pattern=f"^[{_CROCKFORD}]{{6}}$")]
    subject: Subject
    csr: Text
    name: Name
    proof: Hex64


class EnrolStatus(Message, frozen=True, kw_only=True):
    """Answer to POST /v1/enrol and GET /v1/enrol/{id}.

    Attributes:
        id: Identifier to ask again with; unguessable.
        fingerprint: `crypto.requests.request_fingerprint`; both screens show it.
        subject_id: Device id or person id.
        certificate: PEM, '' until approved.
        issuers: Intermediate and root, PEM, '' until approved.
    """

    id: Hex64
    state: EnrolmentState
    subject: Subject
    subject_id: str
    fingerprint: Name
    certificate: str = ""
    issuers: str = ""
