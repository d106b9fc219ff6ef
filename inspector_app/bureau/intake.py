"""Intake: a sealed record becomes a row, a log entry and a receipt, or is held with its reason.

Called for `PUT /v1/records/{id}`; the courier will call the same. Verifies with the very code the
laptop and `inspector verify` use, before the transaction; the transaction then only compares and
writes. Nothing that came from a known device is dropped.
Source: sync-and-bureau design, sections 5 and 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select

from inspector_app.bureau import schema
from inspector_app.bureau.audit import Audit
from inspector_app.bureau.chain import Act, Answer
from inspector_app.bureau.database import Database
from inspector_app.bureau.hints import find_hints
from inspector_app.bureau.log import TransparencyLog
from inspector_app.bureau.moments import ms
from inspector_app.bureau.objects import ObjectStore
from inspector_app.bureau.quarantine import Quarantine
from inspector_app.bureau.roster import Roster
from inspector_app.bureau.rows import insert_new
from inspector_app.bureau.rules import OfficerRules
from inspector_app.bureau.summary import Summary, standing_of, summarise
from inspector_app.crypto.digest import sha256_hex
from inspector_app.crypto.trust import TrustAnchors
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.errors import KnownError
from inspector_app.records.package import CorePackage, Package, open_core
from inspector_app.records.verdict import Use, Verdict, unreadable_verdict
from inspector_app.records.verify import verify_package
from inspector_app.wire.codec import encode
from inspector_app.wire.problems import MEDIA_TYPE, encode_problem, problem_of
from inspector_app.wire.records import RecordBody, body_digest, read_body


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A record as it came, read as far as it could be.

    Attributes:
        package: None when the core package could not be opened; the verdict says why.
    """

    record_id: str
    device_id: str
    data: bytes
    digest: str
    body: RecordBody
    package: Package | None
    verdict: Verdict
    at_ms: int


class Intake:
    """The one way into the bureau's records."""

    def __init__(
        self,
        *,
        database: Database,
        objects: ObjectStore,
        anchors: TrustAnchors,
        rules: OfficerRules,
        roster: Roster,
        log: TransparencyLog,
        audit: Audit,
        quarantine: Quarantine,
        epoch: int,
        signer_key_id: str,
    ) -> None:
        self._database = database
        self._objects = objects
        self._anchors = anchors
        self._rules = rules
        self._roster = roster
        self._log = log
        self._audit = audit
        self._quarantine = quarantine
        self._epoch = epoch
        self._signer_key_id = signer_key_id

    def prepare(self, record_id: str, data: bytes, *, device_id: str, now: datetime) -> Act:
        """Read and verify a record; returns the act that takes it in.

        Args:
            record_id: From the address; the seal must name the same.
            data: The body as received.
        Raises:
            KnownError: `request.malformed`, `request.too-large`, `record.id-mismatch`,
                `record.blobs-missing`: nothing to keep yet.
        """
        body = read_body(data)
        digest = body_digest(data)
        with self._database.read() as connection:
            if _known_digest(connection, record_id) == digest:
                return lambda connection: self._repeat(connection, record_id, digest)
            self._require_blobs(connection, body, device_id)
            revocations = self._roster.revocations(connection, now=now)
        package: Package | None = None
        try:
            package = open_core(CorePackage.from_files(body.files))
        except KnownError as error:
            verdict = unreadable_verdict(Reason.of(error.code, **error.slots))
        else:
            if package.record_id != record_id:
                raise KnownError("record.id-mismatch")
            verdict = verify_package(
                package,
                anchors=self._anchors,
                rule=self._rules.rule_for(package.content()),
                at=now,
                evidence=self._evidence_of(body),
                revocations=revocations,
                successors=(),
                target_known=True,  # judged against our own rows in `_hints`,
            )
        arrived = _Arrived(record_id, device_id, data, digest, body, package, verdict, ms(now))
        return lambda connection: self._take(connection, arrived)

    # --------------------------------------------------------------------------------------------
    def _take(self, connection: Connection, arrived: _Arrived) -> Answer:
        package = arrived.package
        if package is None or not arrived.verdict.fit_for(Use.INTAKE):
            return self._hold(connection, arrived, "record.not-verified", ())
        self._require_blobs(connection, arrived.body, arrived.device_id)
        hints = find_hints(connection, package, arrived.body)
        summary = summarise(package)
        # from here to COMMIT every other accept waits; what is read below cannot change any more
        self._database.serial_lock(connection)
        known = _known_digest(connection, arrived.record_id)
        if known == arrived.digest:
            return Answer(200, receipt_of=arrived.record_id)
        if known is not None:
            return self._hold(connection, arrived, "record.conflict", ())
        fork = self._fork(connection, arrived, package)
        if fork is not None:
            return self._hold(connection, arrived, "record.not-verified", (fork,))
        index = self._log.append(connection, package.entry)
        connection.execute(
            insert(schema.record_key).values(
                record_id=arrived.record_id, digest=arrived.digest, log_index=index
            )
        )
        self._write_rows(connection, arrived, package, summary, hints, index)
        self._audit.note(
            connection,
            at_ms=arrived.at_ms,
            who=f"device:{arrived.device_id}",
            act="record.accept",
            subject=arrived.record_id,
            detail={"digest": arrived.digest, "log_index": index},
        )
        return Answer(201, receipt_of=arrived.record_id)

    def _write_rows(
        self,
        connection: Connection,
        arrived: _Arrived,
        package: Package,
        summary: Summary,
        hints: Sequence[Reason],
        index: int,
    ) -> None:
        body = arrived.body
        connection.execute(
            insert(schema.record).values(
                record_id=arrived.record_id,
                device_id=arrived.device_id,
                body=arrived.data,
                digest=arrived.digest,
                root=package.seal.root.hex(),
                seal_sha256=sha256_hex(package.envelope.payload),
                log_index=index,
                epoch=self._epoch,
                signer_key_id=self._signer_key_id,
                received_at=arrived.at_ms,
                sealed_at=package.seal.sealed_at * 1000,
                number=summary.number,
                unit_name=summary.unit_name,
                unit_code=summary.unit_code,
                form_id=summary.form_id,
                agency=summary.agency,
                officers=summary.officers,
                findings=summary.findings,
                photos=summary.photos,
                document=body.document.sha256 if body.document else None,
                superseded_root=package.seal.supersedes.hex() if package.seal.supersedes else None,
                standing=standing_of(arrived.verdict),
                verdict=encode(arrived.verdict.to_json()).decode(),
                hints=encode([_plain(hint) for hint in hints]).decode(),
            )
        )
        roles = {ref.sha256: "thumbnail" for ref in body.thumbnails}
        roles |= {ref.sha256: "evidence" for ref in body.evidence}
        if body.document:
            roles.setdefault(body.document.sha256, "document")
        if roles:
            connection.execute(
                insert(schema.blob_ref),
                [
                    {"record_id": arrived.record_id, "sha256": sha256, "role": role}
                    for sha256, role in roles.items()
                ],
            )
        connection.execute(
            insert(schema.review).values(
                record_id=arrived.record_id, state="new", changed_at=arrived.at_ms
            )
        )
        insert_new(
            connection,
            schema.closing,
            device_id=_closing_device(package),
            seq=package.closing.chain_seq,
            record_id=arrived.record_id,
            previous=package.closing.previous.hex(),
        )

    def _repeat(self, connection: Connection, record_id: str, digest: str) -> Answer:
        if _known_digest(connection, record_id) != digest:  # cannot happen: rows stay for ever
            raise KnownError("server.busy")
        return Answer(200, receipt_of=record_id)

    def _hold(
        self, connection: Connection, arrived: _Arrived, code: str, more: Sequence[Reason]
    ) -> Answer:
        hindering = arrived.verdict.hindrances(Use.INTAKE)
        reasons = [*more]
        for fact in hindering:
            reasons += arrived.verdict[fact].reasons
        plain = [_plain(reason) for reason in dict.fromkeys(reasons)]
        quarantine_id = self._quarantine.hold(
            connection,
            record_id=arrived.record_id,
            device_id=arrived.device_id,
            digest=arrived.digest,
            body=arrived.data,
            reason=code,
            reasons=plain,
            verdict=arrived.verdict.to_json(),
            at_ms=arrived.at_ms,
        )
        problem = problem_of(
            KnownError(code, quarantine_id=quarantine_id),
            reasons=plain,
            hindrances=[fact.value for fact in hindering],
        )
        return Answer(problem.status, encode_problem(problem), MEDIA_TYPE)

    def _fork(self, connection: Connection, arrived: _Arrived, package: Package) -> Reason | None:
        """Two records under one number of a device's chain: one of them was made on a copy."""
        other = connection.execute(
            select(schema.closing.c.record_id).where(
                schema.closing.c.device_id == _closing_device(package),
                schema.closing.c.seq == package.closing.chain_seq,
            )
        ).scalar()
        return None if other in (None, arrived.record_id) else Reason.of("chain.fork")

    def _require_blobs(self, connection: Connection, body: RecordBody, device_id: str) -> None:
        """Refuse while a blob this device must have sent is not here.

        Raises:
            KnownError: `record.blobs-missing` with `want`.
        """
        wanted = {ref.sha256: ref.size for ref in body.blobs}
        if not wanted:
            return
        asked = (
            select(schema.blob.c.sha256, schema.blob.c.size)
            .join(schema.blob_sender, schema.blob_sender.c.sha256 == schema.blob.c.sha256)
            .where(
                schema.blob.c.sha256.in_(list(wanted)),
                schema.blob_sender.c.device_id == device_id,
            )
        )
        for row in connection.execute(asked):
            if wanted[row.sha256] == row.size:
                del wanted[row.sha256]
        if wanted:
            raise KnownError("record.blobs-missing", count=len(wanted), want=sorted(wanted))

    def _evidence_of(self, body: RecordBody) -> dict[str, Path]:
        return {ref.sha256: self._objects.path(ref.sha256) for ref in body.evidence}


def _known_digest(connection: Connection, record_id: str) -> str | None:
    return connection.execute(
        select(schema.record_key.c.digest).where(schema.record_key.c.record_id == record_id)
    ).scalar()


def _closing_device(package: Package) -> str:
    """Return the device that closed the record; it need not be the one that delivers it."""
    key_id = package.closing_envelope.signatures[0].key_id
    for certificate in package.certificates:
        if certificate.key_id == key_id:
            return certificate.person_id
    return ""


def _plain(reason: Reason) -> dict[str, object]:
    return {"code": reason.code, "slots": dict(reason.slots)}
