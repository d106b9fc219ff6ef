"""Device sessions and the chain of signed requests: who asks, in which order, exactly once.

Called by `api/` for every request of a device. The head of a lane and the answer given are saved in
the transaction of the act itself, so a lost answer can be asked for again and an act never happens
twice.
Source: sync-and-bureau design, section 2.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from inspector_app.bureau import schema
from inspector_app.bureau.database import Database
from inspector_app.bureau.moments import ms
from inspector_app.crypto.certificates import Certificate, CertificateRole, read_pem
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.wire import limits
from inspector_app.wire.codec import Message, decode, encode
from inspector_app.wire.problems import MEDIA_TYPE, encode_problem, problem_of
from inspector_app.wire.requests import (
    REQUEST_TYPE,
    SESSION_TYPE,
    Lane,
    LaneHead,
    RequestStatement,
    Standing,
    head_after,
    judge,
)
from inspector_app.wire.session import SessionStatement
from inspector_app.wire.signed import from_header, open_as

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Device:
    """A laptop the bureau knows.

    Attributes:
        certificates: Its valid, not revoked certificates.
    """

    device_id: str
    name: str
    scope_version: int
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a signed request is answered with.

    Attributes:
        body: Bytes; empty when `receipt_of` is set.
        receipt_of: Record id whose receipt is the body; it is made after COMMIT, never before.
    """

    status: int
    body: bytes = b""
    media_type: str = JSON
    receipt_of: str = ""


class _Kept(Message, frozen=True, kw_only=True):
    """An answer as the lane keeps it."""

    status: int
    body: bytes
    media_type: str
    receipt_of: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened."""

    token: str
    device: Device
    heads: tuple[LaneHead, ...] = field(default=())


Act = Callable[[Connection], Answer]


class Devices:
    """Sessions and request chains of one bureau's devices."""

    def __init__(self, database: Database, entropy: Entropy) -> None:
        self._database = database
        self._entropy = entropy

    def open_session(self, envelope: str, *, now: datetime) -> tuple[Opened, SessionStatement]:
        """Check a device's session request and give it a token.

        Raises:
            KnownError: `auth.signature`, `auth.device-revoked`, `chain.replayed` for a nonce seen,
                `request.malformed`.
        """
        with self._database.read() as connection:
            claimed = self._claimed(connection, envelope, now)
        statement, _, _ = open_as(SessionStatement, SESSION_TYPE, envelope, claimed.certificates)
        if statement.device != claimed.device_id:
            raise KnownError("auth.signature")
        token = base64.urlsafe_b64encode(self._entropy(32)).decode().rstrip("=")
        with self._database.write() as connection:
            connection.execute(
                delete(schema.device_session).where(
                    schema.device_session.c.device_id == claimed.device_id,
                    # kept a day beyond their end: their nonces must not be taken again
                    schema.device_session.c.expires_at < ms(now) - 86_400_000,
                )
            )
            try:
                with connection.begin_nested():
                    connection.execute(
                        insert(schema.device_session).values(
                            token_sha256=_digest(token),
                            device_id=claimed.device_id,
                            nonce=statement.nonce,
                            expires_at=ms(now) + limits.SESSION_S * 1000,
                        )
                    )
            except IntegrityError as error:
                raise KnownError("chain.replayed") from error
            connection.execute(
                update(schema.device)
                .where(schema.device.c.device_id == claimed.device_id)
                .values(seen_at=ms(now), app=statement.app[:40])
            )
            heads = tuple(
                LaneHead(lane=Lane(row.lane), seq=row.seq, head=row.head)
                for row in connection.execute(
                    select(schema.lane)
                    .where(schema.lane.c.device_id == claimed.device_id)
                    .order_by(schema.lane.c.lane)
                )
            )
        return Opened(token, claimed, heads), statement

    def by_token(self, connection: Connection, token: str, *, now: datetime) -> Device:
        """Return the device a bearer token belongs to.

        Raises:
            KnownError: `auth.token-expired`, `auth.device-revoked`.
        """
        row = connection.execute(
            select(schema.device_session).where(
                schema.device_session.c.token_sha256 == _digest(token)
            )
        ).first()
        if row is None or row.expires_at <= ms(now):
            raise KnownError("auth.token-expired")
        return self.device(connection, row.device_id, now=now)

    def device(self, connection: Connection, device_id: str, *, now: datetime) -> Device:
        """Return an active device with its certificates.

        Raises:
            KnownError: `auth.device-revoked` for a revoked one, `auth.signature` for an unknown
                one.
        """
        row = connection.execute(
            select(schema.device).where(schema.device.c.device_id == device_id)
        ).first()
        if row is None:
            raise KnownError("auth.signature")
        certificates = connection.execute(
            select(schema.certificate).where(
                schema.certificate.c.subject_id == device_id,
                schema.certificate.c.role == CertificateRole.DEVICE.value,
            )
        ).all()
        held = [entry for entry in certificates if entry.revoked_since is None]
        if row.state != "active" or not held:
            raise KnownError("auth.device-revoked")
        valid = tuple(
            read_pem(entry.pem.encode())[0] for entry in held if entry.not_after > ms(now)
        )
        return Device(row.device_id, row.name, row.scope_version, valid)

    def execute(
        self,
        header: str | None,
        *,
        device: Device,
        method: str,
        path: str,
        body: bytes,
        now: datetime,
        prepare: Callable[[], Act],
    ) -> Answer:
        """Carry out a signed request exactly once.

        Args:
            header: Value of `Insp-Request`.
            prepare: Does the work that needs no transaction (parsing, verification) and returns the
                act; its errors are answers too.
        Raises:
            KnownError: `auth.signature`, `chain.*`, `request.expired`: the lane stays where it is.
                Errors of status 500 and up from the act: likewise.
        """
        statement, _, _ = open_as(
            RequestStatement, REQUEST_TYPE, from_header(header), device.certificates
        )
        asked = (device.device_id, method, path, hashlib.sha256(body).hexdigest())
        named = (statement.device, statement.method, statement.path, statement.body_sha256)
        if asked != named:
            raise KnownError("auth.signature")
        with self._database.read() as connection:
            repeated = self._standing(_lane(connection, statement, lock=False), statement, now)
        if repeated is not None:
            return repeated
        act: Act | None = None
        refusal: KnownError | None = None
        try:
            act = prepare()
        except KnownError as error:
            refusal = _only_final(error)
        with self._database.write() as connection:
            lane = _lane(connection, statement, lock=True)
            repeated = self._standing(lane, statement, now)
            if repeated is not None:
                return repeated
            answer = _refused(refusal) if refusal else None
            if act is not None:
                answer = _carry_out(connection, act)
            if answer is None:
                raise AssertionError("prepare returned neither act nor refusal")
            head = head_after(statement)
            connection.execute(
                update(schema.lane)
                .where(
                    schema.lane.c.device_id == statement.device,
                    schema.lane.c.lane == statement.lane.value,
                )
                .values(
                    seq=head.seq,
                    head=head.head,
                    answer=encode(
                        _Kept(
                            status=answer.status,
                            body=answer.body,
                            media_type=answer.media_type,
                            receipt_of=answer.receipt_of,
                        )
                    ),
                )
            )
        return answer

    def _standing(
        self, lane: Row[tuple[object, ...]], statement: RequestStatement, now: datetime
    ) -> Answer | None:
        head = LaneHead(lane=statement.lane, seq=lane.seq, head=lane.head)
        standing = judge(head, statement)
        if standing is Standing.REPEATED:
            kept = decode(bytes(lane.answer), _Kept, limit=limits.ANSWER_BYTES)
            return Answer(kept.status, kept.body, kept.media_type, kept.receipt_of)
        stand = {"seq": head.seq, "head": head.head}
        if standing is Standing.REPLAYED:
            raise KnownError("chain.replayed", **stand)
        if standing is Standing.BROKEN:
            raise KnownError("chain.broken", **stand)
        if statement.expires <= ms(now) // 1000:
            raise KnownError("request.expired", **stand)
        return None

    def _claimed(self, connection: Connection, envelope: str, now: datetime) -> Device:
        """Find the device by the key id the envelope hints at; its signature is checked later."""
        hint = _Hinted.read(envelope)
        row = connection.execute(
            select(schema.certificate.c.subject_id).where(
                schema.certificate.c.key_id == hint,
                schema.certificate.c.role == CertificateRole.DEVICE.value,
            )
        ).first()
        if row is None:
            raise KnownError("auth.signature")
        return self.device(connection, row.subject_id, now=now)


class _HintedSignature(Message, frozen=True, kw_only=True):
    keyid: str
    sig: str


class _Hinted(Message, frozen=True, kw_only=True):
    """The outside of an envelope; `signed.open_as` reads it again, strictly."""

    payload: str
    payloadType: str  # noqa: N815 - DSSE names it so
    signatures: tuple[_HintedSignature, ...]

    @classmethod
    def read(cls, envelope: str) -> str:
        signatures = decode(envelope, cls).signatures
        return signatures[0].keyid if signatures else ""


def _lane(
    connection: Connection, statement: RequestStatement, *, lock: bool
) -> Row[tuple[object, ...]]:
    asked = select(schema.lane).where(
        schema.lane.c.device_id == statement.device, schema.lane.c.lane == statement.lane.value
    )
    row = connection.execute(asked.with_for_update() if lock else asked).first()
    if row is None:
        raise KnownError("auth.signature")
    return row


def _carry_out(connection: Connection, act: Act) -> Answer:
    savepoint = connection.begin_nested()
    try:
        answer = act(connection)
    except KnownError as error:
        savepoint.rollback()
        return _refused(_only_final(error))
    savepoint.commit()
    return answer


def _only_final(error: KnownError) -> KnownError:
    """A server's own trouble (5xx) leaves the lane alone: the same bytes may come again."""
    if error.entry.http_status >= 500:
        raise error
    return error


def _refused(error: KnownError) -> Answer:
    problem = problem_of(error)
    return Answer(problem.status, encode_problem(problem), MEDIA_TYPE)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
