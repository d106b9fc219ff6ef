"""Sync as the window and the demo call it: how things stand, pull, push.

Built by the composition root over an open store. Every call is synchronous and returns what it
achieved, also when the line went away in the middle. Must never run twice at once over one store.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, closing
from typing import BinaryIO, cast

from inspector_app.clock import Clock
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.services.changes import Changes
from inspector_app.services.forms_shelf import FormShelf
from inspector_app.services.law_shelf import LawShelf
from inspector_app.services.sync.delivery import CLASSIFIED, OPEN, Deliverer, Tally
from inspector_app.services.sync.line import Line
from inspector_app.services.sync.pull import PullCount, Puller
from inspector_app.services.sync.session import LineDownError, Session
from inspector_app.services.sync.trust import Trust
from inspector_app.services.sync.views import (
    Cancel,
    Observe,
    Offline,
    OutboxItem,
    OutboxView,
    Progress,
    PullOutcome,
    PushOutcome,
    Step,
)
from inspector_app.storage.db import Store
from inspector_app.storage.device import DeviceIdentity
from inspector_app.storage.evidence_files import EvidenceFiles
from inspector_app.storage.outbox import OutboxRow, OutboxState
from inspector_app.storage.tables import Tables

_LAST_PULL, _LAST_PUSH = "last-pull", "last-push"
_STUCK = frozenset({OutboxState.HELD, OutboxState.REFUSED, OutboxState.PARKED})


class Sync:
    """This laptop's conversation with its bureau."""

    def __init__(
        self,
        store: Store,
        files: EvidenceFiles,
        forms: FormShelf,
        law: LawShelf,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._store = store
        self._files = files
        self._forms = forms
        self._law = law
        self._clock = clock
        self._entropy = entropy
        self._talking = threading.Lock()

    def status(self) -> OutboxView:
        """Return the outbox as it stands on this laptop; asks nobody."""
        return self._store.read(_view)

    def pull(
        self,
        progress: Observe = lambda _progress: None,
        cancel: Cancel = lambda: False,
    ) -> PullOutcome:
        """Fetch what the bureau gives: assignments, ledger, roster, checklists, catalogue.

        Args:
            progress: Told real counts, from this thread.
            cancel: Asked between steps; True ends after the step.
        Raises:
            KnownError: `sync.not-enrolled`, `sync.feed-forged`, and the alarms of a session.
        """
        count = PullCount()
        offline: Offline | None = None
        with self._talking, self._line() as (line, trust):
            progress(Progress(Step.CONNECT))
            try:
                session = self._session(line, trust)
                Puller(self._store, trust, self._forms, self._law).run(
                    session, count, progress, cancel
                )
                self._mark(_LAST_PULL)
            except LineDownError as down:
                offline = down.offline
        return PullOutcome(count.items, count.changed, count.changes, offline)

    def push(
        self,
        progress: Observe = lambda _progress: None,
        cancel: Cancel = lambda: False,
        *,
        all_now: bool = True,
    ) -> PushOutcome:
        """Send what waits and keep the receipts.

        Args:
            progress, cancel: As for `pull`.
            all_now: Also records whose next try is due later; False for the automatic run.
        Raises:
            KnownError: `sync.not-enrolled`, and the alarms of a session.
        """
        tally = Tally()
        offline: Offline | None = None
        with self._talking, self._line() as (line, trust):
            deliverer = Deliverer(self._store, trust, self._open_blob, self._clock, self._entropy)
            due = deliverer.due(all_now=all_now)
            if due:
                progress(Progress(Step.CONNECT))
                try:
                    session = self._session(line, trust)
                    deliverer.run(session, due, tally, progress, cancel)
                    self._mark(_LAST_PUSH)
                except LineDownError as down:
                    offline = down.offline
        rows = self._store.read(lambda tables: tables.outbox.list())
        return PushOutcome(
            receipted=tuple(tally.receipted),
            held=tuple(tally.held),
            parked=tuple(tally.parked),
            waiting=tuple(row.record_id for row in rows if row.state in OPEN),
            blobs=tally.blobs,
            changes=Changes(outbox=tally.touched),
            offline=offline,
            mismatch=tally.mismatch,
            problems=tuple(tally.problems),
        )

    def unpark(self) -> Changes:
        """Put records that were set aside back into the queue: something has changed.

        A classified visit's record stays where it is: it goes by courier, never by network.
        """

        def back(tables: Tables) -> frozenset[str]:
            parked = [
                row
                for row in tables.outbox.list()
                if row.state is OutboxState.PARKED and row.problem != CLASSIFIED
            ]
            for row in parked:
                tables.outbox.set_state(row.record_id, OutboxState.QUEUED)
            return frozenset(row.record_id for row in parked)

        return Changes(outbox=self._store.write(back))

    def _line(self) -> _Talk:
        identity = self._store.read(lambda tables: tables.device.get())
        if identity is None or not identity.certificate_pem or not identity.bureau_url:
            raise KnownError("sync.not-enrolled")
        return _Talk(identity)

    def _session(self, line: Line, trust: Trust) -> Session:
        return Session(line, self._store, trust, self._clock, self._entropy)

    def _open_blob(self, sha256: str) -> AbstractContextManager[BinaryIO]:
        row = self._store.read(lambda tables: tables.blobs.get(sha256))
        if row is None:
            raise KnownError("sync.evidence-damaged", sha256=sha256[:8])
        return cast("AbstractContextManager[BinaryIO]", closing(self._files.open(row)))

    def _mark(self, name: str) -> None:
        now = self._clock.now().isoformat().encode()
        self._store.write(lambda tables: tables.feed.set_state(name, now))


class _Talk:
    """A line and what is trusted on it, for one `with` block."""

    def __init__(self, identity: DeviceIdentity) -> None:
        self._trust = Trust.of(identity)
        self._line = Line(identity.bureau_url, identity.tls_ca_pem)

    def __enter__(self) -> tuple[Line, Trust]:
        return self._line, self._trust

    def __exit__(self, *_: object) -> None:
        self._line.close()


def _view(tables: Tables) -> OutboxView:
    rows = tables.outbox.list()
    identity = tables.device.get()
    return OutboxView(
        items=tuple(_item(tables, row) for row in rows),
        waiting=sum(row.state in OPEN for row in rows),
        held=sum(row.state in _STUCK for row in rows),
        receipted=sum(tables.receipts.get(row.record_id) is not None for row in rows),
        bureau_name=identity.bureau_name if identity else "",
        bureau_url=identity.bureau_url if identity else "",
        last_pull=(tables.feed.state(_LAST_PULL) or b"").decode(),
        last_push=(tables.feed.state(_LAST_PUSH) or b"").decode(),
    )


def _item(tables: Tables, row: OutboxRow) -> OutboxItem:
    blobs = tables.outbox.blobs(row.record_id)
    record = tables.records.get(row.record_id)
    unit = tables.units.get(record.unit_id) if record else None
    receipt = tables.receipts.get(row.record_id)
    return OutboxItem(
        record_id=row.record_id,
        number=record.number if record else "",
        unit_name=unit.name if unit else "",
        sealed_at=record.sealed_at if record else 0,
        state=row.state,
        blobs_done=sum(blob.delivered for blob in blobs),
        blobs_total=len(blobs),
        bytes_done=sum(blob.size_bytes for blob in blobs if blob.delivered),
        bytes_total=sum(blob.size_bytes for blob in blobs),
        problem=row.problem,
        next_at=row.next_at,
        quarantine_id=row.extra.get("quarantine_id", ""),
        received_at=receipt.received_at if receipt else "",
    )
