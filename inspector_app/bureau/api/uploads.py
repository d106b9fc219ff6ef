"""Blob checks and resumable uploads over HTTP.

Called by laptops with a token; outside the request chain, for the bytes prove themselves by their
hash. The empty POST stands for the interim answer 104, which ASGI cannot send.
Source: draft-ietf-httpbis-resumable-upload-15, sections 4 to 8.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from inspector_app.bureau.api.gate import (
    Call,
    bureau_of,
    device_of,
    forgiving,
    json_response,
    problem_response,
    told,
    with_token,
)
from inspector_app.bureau.chain import Device
from inspector_app.bureau.uploads import Upload
from inspector_app.errors import KnownError
from inspector_app.wire import limits
from inspector_app.wire.blobs import (
    PARTIAL_UPLOAD,
    REPR_DIGEST,
    UPLOAD_COMPLETE,
    UPLOAD_LENGTH,
    UPLOAD_LIMIT,
    UPLOAD_OFFSET,
    BlobsCheck,
    format_flag,
    format_limit,
    read_digest,
    read_flag,
    read_integer,
)
from inspector_app.wire.codec import decode

_WRITE_BYTES = 1 << 20


def _check(call: Call) -> Response:
    asked = decode(call.body, BlobsCheck)
    if len(asked.blobs) > limits.CHECK_DIGESTS:
        raise KnownError("request.too-large", size=len(asked.blobs), limit=limits.CHECK_DIGESTS)
    return json_response(call.bureau.uploads.check(call.device.device_id, asked.blobs))


async def _options(_request: Request) -> Response:
    return Response(
        status_code=204, headers={UPLOAD_LIMIT: format_limit(), "Allow": "OPTIONS, POST"}
    )


async def _create(request: Request, device: Device) -> Response:
    headers = request.headers
    complete = read_flag(UPLOAD_COMPLETE, headers.get(UPLOAD_COMPLETE))
    sha256 = read_digest(headers.get(REPR_DIGEST))
    length = headers.get(UPLOAD_LENGTH)
    if length is None and complete:
        length = headers.get("content-length")
    size = read_integer(UPLOAD_LENGTH, length)
    if complete and size > limits.ONE_SHOT_BYTES:
        raise KnownError("request.too-large", size=size, limit=limits.ONE_SHOT_BYTES)
    bureau = bureau_of(request)
    upload = await run_in_threadpool(
        bureau.uploads.create, device.device_id, sha256, size, now=bureau.clock.now()
    )
    location = f"/v1/uploads/{upload.id}"
    answer = await _take(request, device, upload, complete=complete, status=201)
    answer.headers["Location"] = location
    return answer


async def _append(request: Request, device: Device) -> Response:
    if request.headers.get("content-type") != PARTIAL_UPLOAD:
        raise KnownError("upload.type")
    upload = await _find(request, device)
    offset = read_integer(UPLOAD_OFFSET, request.headers.get(UPLOAD_OFFSET))
    complete = read_flag(UPLOAD_COMPLETE, request.headers.get(UPLOAD_COMPLETE))
    declared = request.headers.get(UPLOAD_LENGTH)
    if declared is not None and read_integer(UPLOAD_LENGTH, declared) != upload.size:
        raise KnownError("upload.length", length=upload.size)
    if upload.complete:
        raise KnownError("upload.complete", offset=upload.size)
    if offset != upload.offset:
        raise KnownError("upload.offset", offset=upload.offset)
    return await _take(request, device, upload, complete=complete, status=204)


async def _head(request: Request, device: Device) -> Response:
    return _state(await _find(request, device), 204)


async def _cancel(request: Request, device: Device) -> Response:
    bureau = bureau_of(request)
    await run_in_threadpool(bureau.uploads.cancel, device.device_id, request.path_params["id"])
    return Response(status_code=204)


async def _take(
    request: Request, device: Device, upload: Upload, *, complete: bool, status: int
) -> Response:
    """Write what arrives, whatever becomes of the connection; finish when it is whole."""
    bureau = bureau_of(request)
    room = upload.size - upload.offset
    taken = 0
    pending = bytearray()
    too_much = too_long = False
    try:
        async for piece in request.stream():
            taken += len(piece)
            if taken > limits.APPEND_BYTES:
                too_much = True
                break
            if taken > room:
                too_long = True
                break
            pending += piece
            if len(pending) >= _WRITE_BYTES:
                await run_in_threadpool(bureau.uploads.append, upload, bytes(pending))
                pending.clear()
    except ClientDisconnect:
        await run_in_threadpool(bureau.uploads.append, upload, bytes(pending))
        raise KnownError("upload.busy") from None  # nobody reads it; the bytes are kept
    if too_long:
        await run_in_threadpool(bureau.uploads.cancel, device.device_id, upload.id)
        raise KnownError("upload.length", length=upload.size)
    await run_in_threadpool(bureau.uploads.append, upload, bytes(pending))
    if too_much:
        raise KnownError("request.too-large", size=taken, limit=limits.APPEND_BYTES)
    held = await run_in_threadpool(bureau.uploads.settle, upload)
    if complete and held != upload.size:
        await run_in_threadpool(bureau.uploads.cancel, device.device_id, upload.id)
        raise KnownError("upload.length", length=upload.size)
    if complete:
        await run_in_threadpool(
            bureau.uploads.complete, device.device_id, upload, now=bureau.clock.now()
        )
    return _state(Upload(upload.id, upload.sha256, upload.size, held, complete=complete), status)


async def _find(request: Request, device: Device) -> Upload:
    bureau = bureau_of(request)
    return await run_in_threadpool(
        bureau.uploads.get, device.device_id, request.path_params["id"], now=bureau.clock.now()
    )


def _state(upload: Upload, status: int) -> Response:
    return Response(
        status_code=status,
        headers={
            UPLOAD_OFFSET: str(upload.offset),
            UPLOAD_COMPLETE: format_flag(upload.complete),
            UPLOAD_LENGTH: str(upload.size),
            UPLOAD_LIMIT: format_limit(),
            "Cache-Control": "no-store",
        },
    )


def _route(
    handler: Callable[[Request, Device], Awaitable[Response]], *, locked: bool
) -> Callable[[Request], Awaitable[Response]]:
    """Add token, the upload headers every error carries, and one request per upload at a time."""

    async def inner(request: Request) -> Response:
        busy: set[str] = request.app.state.busy_uploads
        upload_id = str(request.path_params.get("id", ""))
        try:
            device = await run_in_threadpool(device_of, request)
            work = handler(request, device)
            answer = await (_alone(busy, upload_id, work) if locked else work)
            return forgiving(request, device, answer)
        except KnownError as error:
            answer = problem_response(error)
            answer.headers[UPLOAD_COMPLETE] = format_flag(error.code == "upload.complete")
            answer.headers[UPLOAD_LIMIT] = format_limit()
            if "offset" in error.slots:
                answer.headers[UPLOAD_OFFSET] = str(error.slots["offset"])
            return answer

    return told(inner)


async def _alone(busy: set[str], upload_id: str, work: Awaitable[Response]) -> Response:
    """Do work on an upload unless another request is at it. Raises `upload.busy`."""
    if upload_id in busy:
        if isinstance(work, Coroutine):
            work.close()
        raise KnownError("upload.busy")
    busy.add(upload_id)
    try:
        return await work
    finally:
        busy.discard(upload_id)


ROUTES = [
    Route("/v1/blobs/check", with_token(_check), methods=["POST"]),
    Route("/v1/uploads", told(_options), methods=["OPTIONS"]),
    Route("/v1/uploads", _route(_create, locked=False), methods=["POST"]),
    Route("/v1/uploads/{id}", _route(_append, locked=True), methods=["PATCH"]),
    Route("/v1/uploads/{id}", _route(_cancel, locked=True), methods=["DELETE"]),
    Route("/v1/uploads/{id}", _route(_head, locked=True), methods=["HEAD"]),
]
