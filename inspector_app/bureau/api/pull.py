"""The feed and the blobs behind it, for devices with a token."""

from __future__ import annotations

from starlette.responses import FileResponse, Response
from starlette.routing import Route

from inspector_app.bureau.api.gate import Call, json_response, with_token
from inspector_app.errors import KnownError
from inspector_app.wire import limits


def _feed(call: Call) -> Response:
    asked = call.request.query_params.get("limit", str(limits.FEED_PAGE))
    if not asked.isdecimal() or not 1 <= int(asked) <= limits.FEED_PAGE:
        raise KnownError("request.malformed", reason=f"limit is 1..{limits.FEED_PAGE}")
    with call.bureau.database.read() as connection:
        page = call.bureau.feed.page(
            connection,
            epoch=call.bureau.epoch,
            scope=call.device.scope_version,
            after=call.request.query_params.get("after", ""),
            limit=int(asked),
        )
    return json_response(page)


def _blob(call: Call) -> Response:
    sha256 = call.param("sha256")
    path = call.bureau.objects.path(sha256)
    with call.bureau.database.read() as connection:
        known = call.bureau.uploads.sent_by(connection, call.device.device_id, [sha256])
    if not known or not path.is_file():
        raise KnownError("request.not-found")
    return FileResponse(
        path,
        media_type="application/octet-stream",
        headers={"Cache-Control": "private", "X-Content-Type-Options": "nosniff"},
    )


ROUTES = [
    Route("/v1/feed", with_token(_feed, limit=0), methods=["GET"]),
    Route("/v1/blobs/{sha256}", with_token(_blob, limit=0), methods=["GET"]),
]
