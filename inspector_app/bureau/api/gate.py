"""The door of every device route: limits, tokens, rate, errors as problems.

Called by the modules beside it. Handlers are plain blocking functions that run on the thread pool;
only reading the body happens in the event loop. Must never let an exception out as anything but a
problem.
"""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from inspector_app.bureau.chain import JSON, Act, Answer, Device
from inspector_app.bureau.house import Bureau
from inspector_app.errors import InspectorError, KnownError
from inspector_app.wire import limits
from inspector_app.wire.codec import encode
from inspector_app.wire.problems import MEDIA_TYPE, encode_problem, problem_of
from inspector_app.wire.requests import HEADER

log = logging.getLogger(__name__)
PROTOCOL_HEADER = "Insp-Protocol"
_MINUTE_NS = 60_000_000_000
_MOST_KEYS = 10_000
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a known device, body read."""

    bureau: Bureau
    device: Device
    request: Request
    body: bytes

    def param(self, name: str) -> str:
        """Return a part of the path."""
        return str(self.request.path_params[name])


def bureau_of(request: Request) -> Bureau:
    """Return the bureau an application serves."""
    bureau: Bureau = request.app.state.bureau
    return bureau


def told(handler: Handler) -> Handler:
    """Wrap a handler so that every error becomes a problem document."""

    async def wrapped(request: Request) -> Response:
        try:
            _check_protocol(request)
            return await handler(request)
        except InspectorError as error:
            return problem_response(error)
        except Exception:
            instance = secrets.token_hex(6)
            log.exception("request failed, reference %s", instance)
            return problem_response(KnownError("server.failed", instance=instance))

    return wrapped


def anonymous(act: Callable[[Bureau, Request, bytes], Response], *, limit: int) -> Handler:
    """Make a handler that needs no token."""

    async def handler(request: Request) -> Response:
        body = await read_body(request, limit)
        return await run_in_threadpool(act, bureau_of(request), request, body)

    return told(handler)


def with_token(act: Callable[[Call], Response], *, limit: int = limits.JSON_BYTES) -> Handler:
    """Make a handler for a device that shows its session token."""

    async def handler(request: Request) -> Response:
        device = await run_in_threadpool(device_of, request)
        body = await read_body(request, limit)
        return await run_in_threadpool(act, Call(bureau_of(request), device, request, body))

    return told(handler)


def signed(prepare: Callable[[Call], Act], *, limit: int = limits.JSON_BYTES) -> Handler:
    """Make a handler for a chained, signed request; `prepare` works before the transaction."""

    async def handler(request: Request) -> Response:
        device = await run_in_threadpool(device_of, request)
        body = await read_body(request, limit)
        call = Call(bureau_of(request), device, request, body)
        return forgiving(request, device, await run_in_threadpool(_execute, call, prepare))

    return told(handler)


def device_of(request: Request) -> Device:
    """Return the device whose token a request carries.

    Raises:
        KnownError: `auth.token-expired`, `auth.device-revoked`, `rate.limited`.
    """
    bureau = bureau_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise KnownError("auth.token-expired")
    with bureau.database.read() as connection:
        device = bureau.devices.by_token(connection, token, now=bureau.clock.now())
    meter: Meter = request.app.state.meter
    meter.count(device.device_id, limits.REQUESTS_PER_MINUTE, bureau.clock.monotonic_ns())
    return device


def forgiving(request: Request, device: Device, answer: Response) -> Response:
    """Take a request that did honest work out of the count.

    Deliveries are bounded by signatures, verification and bandwidth; a large batch on a fast line
    must never meet the limit that is meant for guessing and hammering.
    """
    if answer.status_code < 400:
        meter: Meter = request.app.state.meter
        meter.forgive(device.device_id)
    return answer


async def read_body(request: Request, limit: int) -> bytes:
    """Read a body, stopping as soon as it is too large.

    Raises:
        KnownError: `request.too-large`.
    """
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > limit:
        raise KnownError("request.too-large", size=int(declared), limit=limit)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise KnownError("request.too-large", size=len(body), limit=limit)
    return bytes(body)


def json_response(value: object, status: int = 200) -> Response:
    """Return a message as an answer nobody may keep."""
    return Response(encode(value), status, media_type=JSON, headers={"Cache-Control": "no-store"})


def problem_response(error: InspectorError) -> Response:
    """Return an error as `application/problem+json`."""
    problem = problem_of(error, instance=str(error.slots.get("instance", "")))
    headers = {"Cache-Control": "no-store"}
    if problem.status in (429, 503):
        headers["Retry-After"] = str(error.slots.get("seconds", 2))
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(encode_problem(problem), problem.status, headers, MEDIA_TYPE)


def answer_response(bureau: Bureau, answer: Answer) -> Response:
    """Return the answer of a signed request; a receipt is made here, after COMMIT."""
    body = answer.body
    if answer.receipt_of:
        body = encode(bureau.receipts.of(answer.receipt_of))
    return Response(body, answer.status, {"Cache-Control": "no-store"}, answer.media_type)


class Meter:
    """Counts requests per key over the last minute; forgets at restart."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, deque[int]] = defaultdict(deque)

    def count(self, key: str, per_minute: int, now_ns: int) -> None:
        """Count one request.

        Raises:
            KnownError: `rate.limited`.
        """
        if len(self._seen) > _MOST_KEYS:  # addresses come and go; devices are few
            self._seen = defaultdict(
                deque, {known: kept for known, kept in self._seen.items() if _recent(kept, now_ns)}
            )
        seen = self._seen[key]
        while seen and seen[0] <= now_ns - _MINUTE_NS:
            seen.popleft()
        if len(seen) >= per_minute:
            wait_s = (seen[0] + _MINUTE_NS - now_ns) // 1_000_000_000 + 1
            raise KnownError("rate.limited", seconds=wait_s)
        seen.append(now_ns)

    def forgive(self, key: str) -> None:
        """Take the newest request of a key out of the count."""
        if self._seen[key]:
            self._seen[key].pop()


def _recent(seen: deque[int], now_ns: int) -> bool:
    return bool(seen) and seen[-1] > now_ns - _MINUTE_NS


def _execute(call: Call, prepare: Callable[[Call], Act]) -> Response:
    answer = call.bureau.devices.execute(
        call.request.headers.get(HEADER),
        device=call.device,
        method=call.request.method,
        path=call.request.url.path,
        body=call.body,
        now=call.bureau.clock.now(),
        prepare=lambda: prepare(call),
    )
    return answer_response(call.bureau, answer)


def _check_protocol(request: Request) -> None:
    named = request.headers.get(PROTOCOL_HEADER)
    if named is not None and named != str(limits.PROTOCOL):
        raise KnownError("protocol.upgrade", server=limits.PROTOCOL, client=named[:10])
