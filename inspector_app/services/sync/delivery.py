"""Delivery: each sealed record with its evidence, until there is a verified receipt for it.

Called by `Sync`. Records are independent: one that cannot go is set aside with its reason and
affects no other. A receipt counts only after it was verified to cover every blob and to fit the log
as this laptop knows it. Must never drop or change a body, and never call a record delivered without
a receipt.
Source: sync-and-bureau design, sections 5 to 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inspector_app.clock import Clock
from inspector_app.domain.identifiers import Entropy, InspectionId, Sha256Hex
from inspector_app.errors import KnownError
from inspector_app.services.sync.line import Reply
from inspector_app.services.sync.retry import backoff, longer_of
from inspector_app.services.sync.session import LineDownError, Session
from inspector_app.services.sync.trust import Trust, check_answer
from inspector_app.services.sync.uploads import OpenBlob, Uploader, ask_wanted
from inspector_app.services.sync.views import (
    Cancel,
    Observe,
    Offline,
    OfflineReason,
    Progress,
    Step,
)
from inspector_app.storage.db import Store
from inspector_app.storage.outbox import OutboxBlob, OutboxRow, OutboxState
from inspector_app.storage.receipts import StoredReceipt
from inspector_app.storage.tables import Tables
from inspector_app.wire.batches import BatchCounts, BatchList, BatchRow
from inspector_app.wire.blobs import BlobRef
from inspector_app.wire.codec import decode, encode
from inspector_app.wire.problems import error_of
from inspector_app.wire.records import ReceiptAnswer, read_body

CLASSIFIED = "sync.classified"
"""Why a record never goes over a network: its visit was held in classified mode."""
OPEN = frozenset(
    {OutboxState.SEALED, OutboxState.QUEUED, OutboxState.SENDING, OutboxState.COMMITTING}
)
"""States a push works on; everything else waits for a person, the bureau or nothing at all."""
_HELD = frozenset({"record.conflict", "record.not-verified"})
_DAMAGED = frozenset(
    {
        "crypto.file-damaged",
        "store.evidence-damaged",
        "store.evidence-missing",
        "sync.evidence-damaged",
    }
)
_ALARMS = frozenset(
    {
        "auth.device-revoked",
        "auth.signature",
        "chain.broken",
        "chain.replayed",
        "device.rolled-back",
        "protocol.upgrade",
        "sync.bureau-restored",
        "sync.log-forked",
    }
)
"""After one of these nothing more is sent: the conversation itself is in doubt."""


@dataclass(slots=True)
class Tally:
    """What a push has done so far; kept while it is cut off."""

    receipted: list[InspectionId] = field(default_factory=list)
    held: list[InspectionId] = field(default_factory=list)
    parked: list[InspectionId] = field(default_factory=list)
    problems: list[KnownError] = field(default_factory=list)
    blobs: int = 0
    mismatch: KnownError | None = None

    @property
    def touched(self) -> frozenset[str]:
        """Records whose delivery moved."""
        return frozenset((*self.receipted, *self.held, *self.parked))


class _Meter:
    """Turns what happens into progress with real counts."""

    def __init__(self, store: Store, due: Sequence[OutboxRow], observe: Observe) -> None:
        def listed(tables: Tables) -> dict[str, OutboxBlob]:
            return {blob.sha256: blob for row in due for blob in tables.outbox.blobs(row.record_id)}

        blobs = store.read(listed)
        self._observe = observe
        self._sizes = {sha256: blob.size_bytes for sha256, blob in blobs.items()}
        self._done = {sha256 for sha256, blob in blobs.items() if blob.delivered}
        self._bytes = sum(self._sizes[sha256] for sha256 in self._done)
        self._records = 0
        self._due = len(due)

    def blob_done(self, sha256: str) -> None:
        if sha256 not in self._done:
            self._done.add(sha256)
            self._bytes = sum(self._sizes[known] for known in self._done)
        self._tell()

    def moved(self, size: int) -> None:
        self._bytes = min(self._bytes + size, sum(self._sizes.values()))
        self._tell()

    def record_done(self) -> None:
        self._records += 1
        self._observe(Progress(Step.RECORDS, self._records, self._due))

    def _tell(self) -> None:
        total = sum(self._sizes.values())
        self._observe(
            Progress(Step.EVIDENCE, len(self._done), len(self._sizes), self._bytes, total)
        )


class Deliverer:
    """Pushes the outbox."""

    def __init__(
        self, store: Store, trust: Trust, open_blob: OpenBlob, clock: Clock, entropy: Entropy
    ) -> None:
        self._store = store
        self._trust = trust
        self._open_blob = open_blob
        self._clock = clock
        self._entropy = entropy

    def due(self, *, all_now: bool) -> list[OutboxRow]:
        """Return the records to try now, oldest first.

        Args:
            all_now: Also those whose next try is due later: a person asked.
        """
        now = self._clock.now()
        rows = self._store.read(lambda tables: tables.outbox.list())
        due = [row for row in rows if row.state in OPEN and (all_now or _is_due(row, now))]
        secret = self._store.read(lambda tables: _classified(tables, due))
        if secret:  # set aside at sealing already; whoever queued it again is not obeyed
            self._store.write(lambda tables: _set_aside(tables, secret))
        return [row for row in due if row.record_id not in secret]

    def run(
        self,
        session: Session,
        due: Sequence[OutboxRow],
        tally: Tally,
        observe: Observe,
        cancel: Cancel,
    ) -> None:
        """Try every record once.

        Raises:
            LineDownError: Offline or cancelled; what was achieved stays.
            KnownError: An alarm; nothing more is sent.
        """
        meter = _Meter(self._store, due, observe)
        batch_id = self._open_batch(session, due)
        for row in due:
            if cancel():
                raise LineDownError(Offline(OfflineReason.CANCELLED))
            try:
                self._deliver(session, row, tally, meter, cancel)
            except KnownError as error:
                self._fail(row, error, tally)
                if error.code in _ALARMS:
                    raise
            meter.record_done()
        self._close_batch(session, batch_id, tally, observe)

    # --------------------------------------------------------------------------------------------
    def _deliver(
        self, session: Session, row: OutboxRow, tally: Tally, meter: _Meter, cancel: Cancel
    ) -> None:
        body = self._body(row.record_id)
        self._set(row.record_id, OutboxState.SENDING, row)
        for _ in range(2):  # the second time for blobs the bureau turned out to miss
            self._send_blobs(session, row.record_id, body, tally, meter, cancel)
            self._set(row.record_id, OutboxState.COMMITTING, row)
            reply = session.command("PUT", f"/v1/records/{row.record_id}", body)
            if reply.ok:
                self._keep_receipt(session, row.record_id, body, reply)
                tally.receipted.append(row.record_id)
                return
            problem = reply.problem
            if problem.code != "record.blobs-missing":
                break
            wanted = [str(sha256) for sha256 in problem.extras.get("want", [])]
            self._set_delivered(wanted, delivered=False)
        if problem.code in _HELD:
            self._hold(row.record_id, reply, tally)
            return
        error = error_of(problem)
        error.slots["retry_after"] = reply.headers.get("retry-after", "")
        raise error

    def _send_blobs(
        self,
        session: Session,
        record_id: InspectionId,
        body: bytes,
        tally: Tally,
        meter: _Meter,
        cancel: Cancel,
    ) -> None:
        known = self._store.read(lambda tables: tables.outbox.blobs(record_id))
        delivered = {blob.sha256 for blob in known if blob.delivered}
        missing = [ref for ref in read_body(body).blobs if ref.sha256 not in delivered]
        if not missing:
            return
        wanted = ask_wanted(session, missing)
        uploader = Uploader(session, self._open_blob, meter.moved, cancel)
        for ref in missing:
            if cancel():
                raise LineDownError(Offline(OfflineReason.CANCELLED))
            if ref.sha256 in wanted:
                uploader.send(ref, wanted[ref.sha256])
                tally.blobs += 1
            self._set_delivered([ref.sha256], delivered=True)
            meter.blob_done(ref.sha256)

    def _keep_receipt(
        self, session: Session, record_id: InspectionId, body: bytes, reply: Reply
    ) -> None:
        answer = decode(reply.body, ReceiptAnswer)
        files, _, note = check_answer(self._trust, record_id, body, answer)
        now = self._clock.now().isoformat()
        checkpoint = session.checkpoints.check(
            note, session.consistency, epoch=session.epoch, seen_at=now
        )

        def keep(tables: Tables) -> None:
            tables.receipts.put(StoredReceipt(record_id, files.receipt, files.proof, now))
            tables.receipts.put_checkpoint(checkpoint)
            tables.outbox.set_state(record_id, OutboxState.RECEIPTED, extra={"received": now})

        self._store.write(keep)

    def _hold(self, record_id: InspectionId, reply: Reply, tally: Tally) -> None:
        problem = reply.problem
        extra = {
            "quarantine_id": str(problem.extras.get("quarantine_id", "")),
            "reasons": encode(problem.extras.get("reasons", [])).decode(),
        }
        self._store.write(
            lambda tables: tables.outbox.set_state(
                record_id, OutboxState.HELD, problem=problem.code, extra=extra
            )
        )
        tally.held.append(record_id)
        tally.problems.append(error_of(problem))

    def _fail(self, row: OutboxRow, error: KnownError, tally: Tally) -> None:
        """Set a record aside, or plan its next try."""
        tally.problems.append(error)
        now = self._clock.now()
        if error.code in _DAMAGED or not (error.entry.retryable or error.code in _ALARMS):
            self._store.write(
                lambda tables: tables.outbox.set_state(
                    row.record_id, OutboxState.PARKED, attempts=row.attempts, problem=error.code
                )
            )
            tally.parked.append(row.record_id)
            return
        wait = backoff(row.attempts, self._entropy, told_to_wait=True)
        wait = longer_of(wait, str(error.slots.get("retry_after", "")))
        self._store.write(
            lambda tables: tables.outbox.set_state(
                row.record_id,
                OutboxState.QUEUED,
                attempts=row.attempts + 1,
                problem=error.code,
                next_at=(now + wait + timedelta(milliseconds=1)).isoformat(),
            )
        )

    def _open_batch(self, session: Session, due: Sequence[OutboxRow]) -> str:
        batch_id = self._entropy(16).hex()
        rows = []
        for row in due:
            blobs: Sequence[BlobRef] = read_body(self._body(row.record_id)).blobs
            rows.append(
                BatchRow(
                    record_id=row.record_id,
                    digest=row.body_sha256,
                    blobs=len(blobs),
                    bytes=sum(blob.size for blob in blobs),
                )
            )
        reply = session.command(
            "PUT", f"/v1/batches/{batch_id}", encode(BatchList(rows=tuple(rows)))
        )
        if not reply.ok:
            raise error_of(reply.problem)
        return batch_id

    def _close_batch(self, session: Session, batch_id: str, tally: Tally, observe: Observe) -> None:
        """Compare both sides' counts; a difference is shown and costs nothing."""
        reply = session.command("POST", f"/v1/batches/{batch_id}/close", b"")
        if not reply.ok:
            raise error_of(reply.problem)
        theirs = decode(reply.body, BatchCounts)
        here = theirs.accepted + theirs.repeated
        observe(Progress(Step.CLOSE, here, theirs.listed))
        if here != len(tally.receipted):
            tally.mismatch = KnownError(
                "sync.count-mismatch", mine=len(tally.receipted), theirs=here
            )

    def _set_delivered(self, digests: Sequence[str], *, delivered: bool) -> None:
        def put(tables: Tables) -> None:
            for sha256 in digests:
                tables.outbox.set_blob(Sha256Hex(sha256), delivered=delivered)

        self._store.write(put)

    def _body(self, record_id: InspectionId) -> bytes:
        body = self._store.read(lambda tables: tables.outbox.body(record_id))
        if body is None:
            raise KnownError("sync.parked", reason="body")
        return body

    def _set(self, record_id: InspectionId, state: OutboxState, row: OutboxRow) -> None:
        self._store.write(
            lambda tables: tables.outbox.set_state(record_id, state, attempts=row.attempts)
        )


def _classified(tables: Tables, rows: Sequence[OutboxRow]) -> frozenset[InspectionId]:
    ids = (row.record_id for row in rows)
    return frozenset(one for one in ids if tables.inspections.is_classified(one))


def _set_aside(tables: Tables, records: frozenset[InspectionId]) -> None:
    for record_id in records:
        tables.outbox.set_state(record_id, OutboxState.PARKED, problem=CLASSIFIED)


def _is_due(row: OutboxRow, now: datetime) -> bool:
    return not row.next_at or datetime.fromisoformat(row.next_at) <= now
