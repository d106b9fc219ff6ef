"""Enrolment at the bureau: one-time codes, requests, approval by a person, certificates.

Called by the command line, `api/enrol` and the devices page. The approver compares the fingerprint
on two screens; nobody approves by the code alone. Must never store a code: only its verifier.
Source: sync-and-bureau design, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from inspector_app.bureau import schema
from inspector_app.bureau.audit import Audit
from inspector_app.bureau.keys import BureauKeys
from inspector_app.bureau.moments import ms
from inspector_app.bureau.roster import Roster
from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.digest import hmac_sha256
from inspector_app.crypto.requests import (
    check_csr,
    enrolment_proof_holds,
    request_fingerprint,
)
from inspector_app.domain.identifiers import Entropy, PersonId
from inspector_app.errors import KnownError
from inspector_app.wire import limits
from inspector_app.wire.enrol import (
    CODE_RANDOM_BYTES,
    EnrolCode,
    EnrolmentState,
    EnrolRequest,
    EnrolStatus,
    Subject,
    code_verifier,
    device_id_of,
    make_code,
)
from inspector_app.wire.requests import GENESIS, Lane


@dataclass(frozen=True, slots=True)
class EnrolSheet:
    """What is printed for the person who enrols.

    Attributes:
        code: One-time code, good for 24 hours and one request.
        fingerprint: SHA-256 of the TLS root, hex.
    """

    code: EnrolCode
    subject: Subject
    subject_id: str
    label: str
    fingerprint: str
    expires_at_ms: int


class Enrolment:
    """Codes, requests and approvals of one bureau."""

    def __init__(
        self, keys: BureauKeys, roster: Roster, audit: Audit, entropy: Entropy, agency: str
    ) -> None:
        self._keys = keys
        self._roster = roster
        self._audit = audit
        self._entropy = entropy
        self._agency = agency

    def invite_device(
        self, connection: Connection, name: str, *, now: datetime, who: str
    ) -> EnrolSheet:
        """Make a one-time code for a new laptop."""
        code = make_code(self._entropy(CODE_RANDOM_BYTES))
        return self._invite(
            connection, code, Subject.DEVICE, device_id_of(code), name, now=now, who=who
        )

    def invite_officer(
        self, connection: Connection, person_id: str, *, now: datetime, who: str
    ) -> EnrolSheet:
        """Make a one-time code for an officer of the roster.

        Raises:
            KnownError: `enrol.unknown-person`.
        """
        officer = self._roster.officer(connection, PersonId(person_id))
        if officer is None or officer.credential is None:
            raise KnownError("enrol.unknown-person", person=person_id)
        code = make_code(self._entropy(CODE_RANDOM_BYTES))
        return self._invite(
            connection, code, Subject.OFFICER, person_id, officer.name, now=now, who=who
        )

    def request(
        self, connection: Connection, asked: EnrolRequest, *, now: datetime
    ) -> EnrolStatus | KnownError:
        """Take a request; the same request again is answered the same.

        A wrong proof is counted against the code and therefore returned, not raised: raising would
        undo the count.

        Raises:
            KnownError: `enrol.code-wrong`, `enrol.request-wrong`; nothing was counted.
        """
        code = connection.execute(
            select(schema.enrol_code)
            .where(schema.enrol_code.c.name == asked.code)
            .with_for_update()
        ).first()
        if code is None or code.subject != asked.subject.value:
            return KnownError("enrol.code-wrong")
        csr = asked.csr.encode()
        proven = enrolment_proof_holds(bytes(code.key).hex(), csr, bytes.fromhex(asked.proof))
        if code.used_at is not None:
            known = connection.execute(
                select(schema.enrolment).where(schema.enrolment.c.code == asked.code)
            ).first()
            if proven and known is not None and known.csr == asked.csr:
                return self._status(connection, known)
            return KnownError("enrol.code-wrong")
        if code.expires_at <= ms(now) or code.tries >= limits.CODE_TRIES:
            return KnownError("enrol.code-wrong")
        if not proven:
            connection.execute(
                update(schema.enrol_code)
                .where(schema.enrol_code.c.name == asked.code)
                .values(tries=code.tries + 1)
            )
            return KnownError("enrol.code-wrong")
        try:
            request = check_csr(csr)
        except KnownError as error:
            raise KnownError("enrol.request-wrong", reason=error.sentence("en")) from error
        if request.person_id != code.subject_id:
            raise KnownError("enrol.request-wrong", reason=request.person_id)
        return self._file(connection, asked, code, now)

    def status(self, connection: Connection, enrolment_id: str) -> EnrolStatus:
        """Return where an enrolment stands.

        Raises:
            KnownError: `request.not-found`.
        """
        row = connection.execute(
            select(schema.enrolment).where(schema.enrolment.c.id == enrolment_id)
        ).first()
        if row is None:
            raise KnownError("request.not-found")
        return self._status(connection, row)

    def pending(self, connection: Connection) -> list[Row[tuple[object, ...]]]:
        """Return enrolments that wait for a decision, oldest first."""
        return list(
            connection.execute(
                select(schema.enrolment)
                .where(schema.enrolment.c.state == EnrolmentState.PENDING.value)
                .order_by(schema.enrolment.c.created_at)
            )
        )

    def approve(
        self, connection: Connection, short: str, *, now: datetime, who: str
    ) -> Certificate:
        """Issue the certificate of a pending enrolment.

        Args:
            short: Short id as listed.
            who: The approver, for the audit log.
        Raises:
            KnownError: `enrol.decided`; `enrol.unknown-person`; whatever issuing refuses.
        """
        row = self._take(connection, short)
        if row.subject == Subject.DEVICE.value:
            certificate = self._keys.authority.issue_device(
                row.csr.encode(),
                device_id=row.subject_id,
                name=row.name,
                agency=self._agency,
                now=now,
                entropy=self._entropy,
            )
            self._open_device(connection, row, now)
        else:
            officer = self._roster.officer(connection, PersonId(row.subject_id))
            if officer is None:
                raise KnownError("enrol.unknown-person", person=row.subject_id)
            certificate = self._keys.authority.issue_officer(
                row.csr.encode(), officer, now=now, entropy=self._entropy
            )
        connection.execute(
            insert(schema.certificate).values(
                sha256=certificate.sha256,
                key_id=certificate.key_id.hex(),
                role=certificate.role.value,
                subject_id=certificate.person_id,
                name=certificate.name,
                pem=certificate.pem.decode(),
                not_after=ms(certificate.not_after),
                issued_at=ms(now),
            )
        )
        self._decide(connection, row, EnrolmentState.APPROVED, certificate.sha256, now, who)
        return certificate

    def refuse(self, connection: Connection, short: str, *, now: datetime, who: str) -> None:
        """Refuse a pending enrolment.

        Raises:
            KnownError: `enrol.decided`.
        """
        row = self._take(connection, short)
        self._decide(connection, row, EnrolmentState.REFUSED, None, now, who)

    # --------------------------------------------------------------------------------------------
    def _invite(
        self,
        connection: Connection,
        code: EnrolCode,
        subject: Subject,
        subject_id: str,
        label: str,
        *,
        now: datetime,
        who: str,
    ) -> EnrolSheet:
        expires = ms(now) + limits.CODE_LIFE_S * 1000
        connection.execute(
            insert(schema.enrol_code).values(
                name=code.name,
                subject=subject.value,
                subject_id=subject_id,
                label=label,
                key=bytes.fromhex(code_verifier(code)),
                tries=0,
                created_at=ms(now),
                expires_at=expires,
                created_by=who,
            )
        )
        self._audit.note(connection, at_ms=ms(now), who=who, act="enrol.invite", subject=subject_id)
        fingerprint = self._keys.tls_fingerprint
        return EnrolSheet(code, subject, subject_id, label, fingerprint, expires)

    def _file(
        self,
        connection: Connection,
        asked: EnrolRequest,
        code: Row[tuple[object, ...]],
        now: datetime,
    ) -> EnrolStatus:
        # unguessable for others, and the same for the same request: a lost answer costs nothing
        enrolment_id = hmac_sha256(bytes(code.key), b"id" + asked.csr.encode()).hex()
        connection.execute(
            update(schema.enrol_code)
            .where(schema.enrol_code.c.name == asked.code)
            .values(used_at=ms(now))
        )
        connection.execute(
            insert(schema.enrolment).values(
                id=enrolment_id,
                short=asked.code,
                code=asked.code,
                subject=code.subject,
                subject_id=code.subject_id,
                name=code.label,
                csr=asked.csr,
                proof=asked.proof,
                fingerprint=request_fingerprint(asked.csr.encode()),
                state=EnrolmentState.PENDING.value,
                created_at=ms(now),
                created_by=code.created_by,
            )
        )
        self._audit.note(
            connection,
            at_ms=ms(now),
            who=f"code:{asked.code}",
            act="enrol.request",
            subject=str(code.subject_id),
        )
        return self.status(connection, enrolment_id)

    def _take(self, connection: Connection, short: str) -> Row[tuple[object, ...]]:
        row = connection.execute(
            select(schema.enrolment).where(schema.enrolment.c.short == short).with_for_update()
        ).first()
        if row is None or row.state != EnrolmentState.PENDING.value:
            raise KnownError("enrol.decided", id=short)
        return row

    def _decide(
        self,
        connection: Connection,
        row: Row[tuple[object, ...]],
        state: EnrolmentState,
        certificate: str | None,
        now: datetime,
        who: str,
    ) -> None:
        connection.execute(
            update(schema.enrolment)
            .where(schema.enrolment.c.id == row.id)
            .values(state=state.value, certificate=certificate, decided_at=ms(now), decided_by=who)
        )
        self._audit.note(
            connection,
            at_ms=ms(now),
            who=who,
            act=f"enrol.{state.value}",
            subject=str(row.subject_id),
            detail={"fingerprint": row.fingerprint},
        )

    def _open_device(
        self, connection: Connection, row: Row[tuple[object, ...]], now: datetime
    ) -> None:
        connection.execute(
            insert(schema.device).values(
                device_id=row.subject_id, name=row.name, state="active", created_at=ms(now)
            )
        )
        for lane in Lane:
            connection.execute(
                insert(schema.lane).values(
                    device_id=row.subject_id, lane=lane.value, seq=0, head=GENESIS
                )
            )

    def _status(self, connection: Connection, row: Row[tuple[object, ...]]) -> EnrolStatus:
        certificate = ""
        if row.certificate is not None:
            certificate = (
                connection.execute(
                    select(schema.certificate.c.pem).where(
                        schema.certificate.c.sha256 == row.certificate
                    )
                ).scalar()
                or ""
            )
        issuers = self._keys.authority.issuing.pem + self._keys.authority.root.pem
        return EnrolStatus(
            id=str(row.id),
            state=EnrolmentState(row.state),
            subject=Subject(row.subject),
            subject_id=str(row.subject_id),
            fingerprint=str(row.fingerprint),
            certificate=certificate,
            issuers=issuers.decode() if certificate else "",
        )
