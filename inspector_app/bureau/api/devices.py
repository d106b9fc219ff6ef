"""Enrolment and sessions over HTTP.

Called by laptops only. Enrolment needs no token: the code proves the right to ask, the request
proves the key, and a person decides.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from inspector_app.bureau.api.gate import Meter, anonymous, json_response
from inspector_app.bureau.house import Bureau
from inspector_app.errors import KnownError
from inspector_app.wire import limits
from inspector_app.wire.codec import decode
from inspector_app.wire.enrol import BureauCard, EnrolRequest
from inspector_app.wire.session import Limits, SessionGrant, SessionRequest

_PER_MINUTE = 30  # enrolment requests of one address


def _enrol(bureau: Bureau, request: Request, body: bytes) -> Response:
    _meter(request, "enrol", _PER_MINUTE)
    asked = decode(body, EnrolRequest)
    with bureau.database.write() as connection:
        outcome = bureau.enrolment.request(connection, asked, now=bureau.clock.now())
    if isinstance(outcome, KnownError):
        raise outcome
    return json_response(outcome, 201)


def _enrol_status(bureau: Bureau, request: Request, _body: bytes) -> Response:
    with bureau.database.read() as connection:
        return json_response(bureau.enrolment.status(connection, request.path_params["id"]))


def _card(bureau: Bureau, _request: Request, _body: bytes) -> Response:
    keys = bureau.keys
    return json_response(
        BureauCard(
            name=bureau.config.name,
            tls_root=keys.tls.certificate.pem.decode(),
            root=keys.authority.root.pem.decode(),
            issuing=keys.authority.issuing.pem.decode(),
            signer=keys.signer.certificate.pem.decode(),
            log=bureau.log.origin,
        )
    )


def _session(bureau: Bureau, request: Request, body: bytes) -> Response:
    asked = decode(body, SessionRequest)
    now = bureau.clock.now()
    opened, statement = bureau.devices.open_session(asked.statement, now=now)
    meter: Meter = request.app.state.meter
    meter.count(
        f"session {opened.device.device_id}",
        limits.SESSIONS_PER_MINUTE,
        bureau.clock.monotonic_ns(),
    )
    with bureau.database.read() as connection:
        checkpoint, consistency = bureau.log.since(connection, statement.checkpoint)
    return json_response(
        SessionGrant(
            token=opened.token,
            nonce=statement.nonce,
            expires_in=limits.SESSION_S,
            epoch=bureau.epoch,
            lanes=opened.heads,
            checkpoint=checkpoint,
            consistency=tuple(proof.hex() for proof in consistency),
            server_time=int(now.timestamp()),
            limits=Limits(
                body_bytes=limits.BODY_BYTES,
                blob_bytes=limits.BLOB_BYTES,
                append_bytes=limits.APPEND_BYTES,
                blobs_per_record=limits.BLOBS_PER_RECORD,
                check_digests=limits.CHECK_DIGESTS,
                batch_records=limits.BATCH_RECORDS,
                open_uploads=limits.OPEN_UPLOADS,
            ),
        )
    )


def _meter(request: Request, what: str, per_minute: int) -> None:
    address = request.client.host if request.client else "?"
    meter: Meter = request.app.state.meter
    bureau: Bureau = request.app.state.bureau
    meter.count(f"{what} {address}", per_minute, bureau.clock.monotonic_ns())


ROUTES = [
    Route("/v1/bureau", anonymous(_card, limit=0), methods=["GET"]),
    Route("/v1/enrol", anonymous(_enrol, limit=limits.JSON_BYTES), methods=["POST"]),
    Route("/v1/enrol/{id}", anonymous(_enrol_status, limit=0), methods=["GET"]),
    Route("/v1/session", anonymous(_session, limit=limits.JSON_BYTES), methods=["POST"]),
]
