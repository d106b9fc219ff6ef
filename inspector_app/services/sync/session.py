"""A session with the bureau: token, chained requests, and the alarms of a restored side.

Made by `Sync` for one pull or push. One signed request is in flight; it is on disk before it is
sent, so that a lost answer is asked for again with the very same bytes. Must never sign past an
alarm.
Source: sync-and-bureau design, section 2.
"""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app import __version__
from inspector_app.clock import Clock
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.services.sync.line import Line, Reply
from inspector_app.services.sync.trust import Checkpoints, Trust
from inspector_app.services.sync.views import Offline
from inspector_app.storage.db import Store
from inspector_app.storage.lanes import Lane as StoredLane
from inspector_app.wire import limits
from inspector_app.wire.codec import Message, decode, encode
from inspector_app.wire.problems import error_of
from inspector_app.wire.requests import (
    GENESIS,
    HEADER,
    REQUEST_TYPE,
    SESSION_TYPE,
    Lane,
    LaneHead,
    RequestStatement,
    compare_heads,
    head_after,
    next_statement,
)
from inspector_app.wire.session import SessionGrant, SessionRequest, SessionStatement
from inspector_app.wire.signed import open_as, sign_statement, to_header

EPOCH = "epoch"
_SIGNINGS = 2  # signing anew once is normal (it had expired); more would be a loop


class LineDownError(Exception):
    """Inside this package only: unwinds to `Sync`, which hands `offline` out as a value."""

    def __init__(self, offline: Offline) -> None:
        super().__init__(offline.reason)
        self.offline = offline


class _Pending(Message, frozen=True, kw_only=True):
    """A signed request as the lane keeps it until it is answered."""

    envelope: str
    method: str
    path: str
    body: bytes


class Session:
    """An open session.

    Raises:
        LineDownError: From every call, when the bureau cannot be reached.
        KnownError: From every call: `auth.*`, `device.rolled-back`, `sync.bureau-restored`,
            `sync.log-forked`, `protocol.upgrade`.
    """

    def __init__(
        self, line: Line, store: Store, trust: Trust, clock: Clock, entropy: Entropy
    ) -> None:
        self._line = line
        self._store = store
        self._trust = trust
        self._clock = clock
        self._entropy = entropy
        self.checkpoints = Checkpoints(store, trust)
        self._token = ""
        self._server_ahead_s = 0
        self.epoch = 0
        self._open()

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        limit: int = limits.ANSWER_BYTES,
    ) -> Reply:
        """Send a request with the session's token; renews the session once when it has expired."""
        reply = self._once(method, path, body, headers or {}, limit)
        if reply.status == 401:
            self._open()
            reply = self._once(method, path, body, headers or {}, limit)
        _stop_if_refused(reply)
        return reply

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """Fetch the proof that the log of size `new` continues the one of size `old`."""
        reply = self.ask("GET", f"/v1/log/consistency?old={old}&new={new}")
        if not reply.ok:
            raise KnownError("sync.log-forked", reason=reply.problem.code)
        try:
            return tuple(bytes.fromhex(line) for line in reply.body.decode("ascii").split())
        except ValueError as error:
            raise KnownError("sync.log-forked", reason="proof") from error

    def command(self, method: str, path: str, body: bytes) -> Reply:
        """Send a signed, chained request, after whatever still waits for its answer.

        Returns:
            The answer. After 5xx the request stays pending and is sent again first next time.
        """
        waiting = self._lane().pending
        if waiting:
            pending = decode(waiting, _Pending, limit=2 * limits.ANSWER_BYTES)
            reply = self._deliver(pending)
            if reply is not None and (
                reply.status >= 500 or (pending.path, pending.body) == (path, body)
            ):
                return reply
        for _ in range(_SIGNINGS):
            reply = self._deliver(self._sign(method, path, body))
            if reply is not None:
                return reply
        raise KnownError("chain.broken")

    # --------------------------------------------------------------------------------------------
    def _deliver(self, pending: _Pending) -> Reply | None:
        """Send a pending request; None when it was never executed and has to be signed anew."""
        reply = self.ask(
            pending.method,
            pending.path,
            body=pending.body,
            headers={HEADER: to_header(pending.envelope), "Content-Type": "application/json"},
        )
        if reply.status >= 500 or reply.status == 429:
            return reply
        lane = self._lane()
        if not reply.ok:
            problem = reply.problem
            if problem.code == "request.expired":
                self._keep_lane(StoredLane(lane.seq, lane.head))
                return None
            if problem.code in ("chain.replayed", "chain.broken"):
                self._compare(
                    LaneHead(
                        lane=Lane.NET,
                        seq=int(problem.extras.get("seq", 0)),
                        head=str(problem.extras.get("head", GENESIS)),
                    )
                )
                raise error_of(problem)
            if problem.code == "auth.signature":
                raise error_of(problem)
        after = head_after(self._statement(pending))
        self._keep_lane(StoredLane(after.seq, bytes.fromhex(after.head)))
        return reply

    def _once(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], limit: int
    ) -> Reply:
        shown = {**headers, "Authorization": f"Bearer {self._token}"}
        reply = self._line.send(method, path, body=body, headers=shown, limit=limit)
        if isinstance(reply, Offline):
            raise LineDownError(reply)
        return reply

    def _sign(self, method: str, path: str, body: bytes) -> _Pending:
        lane = self._lane()
        statement = next_statement(
            _head(lane),
            device=self._trust.device.certificate.person_id,
            method=method,
            path=path,
            body=body,
            nonce=self._entropy(16).hex(),
            expires=self._server_now_s() + limits.REQUEST_LIFE_S,
        )
        envelope = sign_statement(REQUEST_TYPE, encode(statement), self._trust.device)
        pending = _Pending(envelope=envelope, method=method, path=path, body=body)
        self._keep_lane(StoredLane(lane.seq, lane.head, encode(pending)))
        return pending

    def _open(self) -> None:
        held = self.checkpoints.newest()
        epoch = int(self._store.read(lambda tables: tables.feed.state(EPOCH)) or b"0")
        statement = SessionStatement(
            device=self._trust.device.certificate.person_id,
            nonce=self._entropy(16).hex(),
            lanes=(_head(self._lane()),),
            epoch=epoch,
            checkpoint=held.note.decode("utf-8") if held else "",
            app=__version__,
        )
        signed = sign_statement(SESSION_TYPE, encode(statement), self._trust.device)
        reply = self._line.send(
            "POST", "/v1/session", body=encode(SessionRequest(statement=signed))
        )
        if isinstance(reply, Offline):
            raise LineDownError(reply)
        if not reply.ok:
            raise error_of(reply.problem)
        grant = decode(reply.body, SessionGrant)
        if grant.nonce != statement.nonce:
            raise KnownError("sync.answer-odd", status=reply.status)
        self._judge(grant, epoch)
        self._token = grant.token
        self._server_ahead_s = grant.server_time - int(self._clock.now().timestamp())

    def _judge(self, grant: SessionGrant, epoch: int) -> None:
        """Raise the alarm when either side was restored; else keep what was learnt."""
        for server in grant.lanes:
            if server.lane is Lane.NET:
                self._compare(server)
        if epoch not in (0, grant.epoch):
            raise KnownError("sync.bureau-restored")
        proof = tuple(bytes.fromhex(part) for part in grant.consistency)
        checkpoint = self.checkpoints.check(
            grant.checkpoint,
            lambda _old, _new: proof,
            epoch=grant.epoch,
            seen_at=self._clock.now().isoformat(),
        )
        held = self.checkpoints.newest()
        if held is not None and checkpoint.size < held.size:
            raise KnownError("sync.log-forked", reason=f"{held.size} > {checkpoint.size}")
        self.checkpoints.keep(checkpoint)
        self._store.write(lambda tables: tables.feed.set_state(EPOCH, str(grant.epoch).encode()))
        self.epoch = grant.epoch

    def _compare(self, server: LaneHead) -> None:
        lane = self._lane()
        pending = None
        if lane.pending:
            pending = self._statement(decode(lane.pending, _Pending, limit=2 * limits.ANSWER_BYTES))
        verdict = compare_heads(_head(lane), pending, server)
        if verdict.rolled_back_device:
            raise KnownError("device.rolled-back")
        if verdict.rolled_back_server:
            raise KnownError("sync.bureau-restored")

    def _statement(self, pending: _Pending) -> RequestStatement:
        return open_as(
            RequestStatement, REQUEST_TYPE, pending.envelope, [self._trust.device.certificate]
        )[0]

    def _lane(self) -> StoredLane:
        return self._store.read(lambda tables: tables.lanes.get(Lane.NET.value))

    def _keep_lane(self, lane: StoredLane) -> None:
        self._store.write(lambda tables: tables.lanes.put(Lane.NET.value, lane))

    def _server_now_s(self) -> int:
        return int(self._clock.now().timestamp()) + self._server_ahead_s


def _head(lane: StoredLane) -> LaneHead:
    return LaneHead(lane=Lane.NET, seq=lane.seq, head=lane.head.hex() if lane.head else GENESIS)


def _stop_if_refused(reply: Reply) -> None:
    """Some answers end the whole conversation, whatever was asked."""
    if reply.status in (401, 403, 426) and not reply.ok:
        raise error_of(reply.problem)
