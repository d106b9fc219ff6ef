"""Records, receipts and batches over HTTP: the signed, chained part of the conversation."""

from __future__ import annotations

import re

from sqlalchemy import Connection
from starlette.responses import Response
from starlette.routing import Route

from inspector_app.bureau.api.gate import Call, json_response, signed, with_token
from inspector_app.bureau.chain import Act, Answer
from inspector_app.bureau.moments import ms
from inspector_app.errors import KnownError
from inspector_app.wire import limits
from inspector_app.wire.batches import BatchList
from inspector_app.wire.codec import decode, encode

_ID = re.compile(r"^[0-9a-f]{32}$")


def _put_record(call: Call) -> Act:
    return call.bureau.intake.prepare(
        _id(call), call.body, device_id=call.device.device_id, now=call.bureau.clock.now()
    )


def _receipt(call: Call) -> Response:
    bureau = call.bureau
    record_id = _id(call)
    with bureau.database.read() as connection:
        bureau.receipts.check_reader(connection, record_id, call.device.device_id)
    return json_response(bureau.receipts.of(record_id))


def _put_batch(call: Call) -> Act:
    listed = decode(call.body, BatchList)
    batch_id, at_ms = _id(call), ms(call.bureau.clock.now())

    def act(connection: Connection) -> Answer:
        counts = call.bureau.batches.put(connection, batch_id, call.device.device_id, listed, at_ms)
        return Answer(200, encode(counts))

    return act


def _close_batch(call: Call) -> Act:
    batch_id, at_ms = _id(call), ms(call.bureau.clock.now())

    def act(connection: Connection) -> Answer:
        counts = call.bureau.batches.close(connection, batch_id, call.device.device_id, at_ms)
        return Answer(200, encode(counts))

    return act


def _get_batch(call: Call) -> Response:
    with call.bureau.database.read() as connection:
        return json_response(
            call.bureau.batches.counts(connection, _id(call), call.device.device_id)
        )


def _id(call: Call) -> str:
    found = call.param("id")
    if not _ID.match(found):
        raise KnownError("request.not-found")
    return found


ROUTES = [
    Route("/v1/records/{id}", signed(_put_record, limit=limits.BODY_BYTES), methods=["PUT"]),
    Route("/v1/records/{id}/receipt", with_token(_receipt, limit=0), methods=["GET"]),
    Route("/v1/batches/{id}", signed(_put_batch), methods=["PUT"]),
    Route("/v1/batches/{id}", with_token(_get_batch, limit=0), methods=["GET"]),
    Route("/v1/batches/{id}/close", signed(_close_batch), methods=["POST"]),
]
