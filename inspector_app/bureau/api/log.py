"""The public face of the log: checkpoint, hash tiles, proofs. Entries are not public.

Asked by laptops, witnesses and verifiers without a token.
Source: C2SP tlog-tiles (paths), tlog-checkpoint.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from inspector_app.bureau.api.gate import anonymous
from inspector_app.bureau.house import Bureau
from inspector_app.errors import KnownError

_TILE = re.compile(r"^([0-7])/((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?$")
_FOREVER = "public, max-age=31536000, immutable"


def _checkpoint(bureau: Bureau, _request: Request, _body: bytes) -> Response:
    with bureau.database.read() as connection:
        return PlainTextResponse(
            bureau.log.checkpoint(connection), headers={"Cache-Control": "no-store"}
        )


def _tile(bureau: Bureau, request: Request, _body: bytes) -> Response:
    found = _TILE.match(request.path_params["place"])
    if found is None:
        raise KnownError("request.not-found")
    level, index = int(found[1]), int(found[2].replace("x", "").replace("/", ""))
    with bureau.database.read() as connection:
        tile = bureau.log.tile(connection, level, index, int(found[3] or 256))
    if tile is None:
        raise KnownError("request.not-found")
    return Response(
        tile, media_type="application/octet-stream", headers={"Cache-Control": _FOREVER}
    )


def _consistency(bureau: Bureau, request: Request, _body: bytes) -> Response:
    old, new = _number(request, "old"), _number(request, "new")
    with bureau.database.read() as connection:
        if not 0 <= old <= new <= bureau.log.size(connection):
            raise KnownError("request.not-found")
        proof = bureau.log.consistency(connection, old, new)
    lines = "".join(f"{part.hex()}\n" for part in proof)
    return PlainTextResponse(lines, headers={"Cache-Control": _FOREVER})


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise KnownError("request.malformed", reason=name)
    return int(text)


ROUTES = [
    Route("/v1/log/checkpoint", anonymous(_checkpoint, limit=0), methods=["GET"]),
    Route("/v1/log/consistency", anonymous(_consistency, limit=0), methods=["GET"]),
    Route("/v1/log/tile/{place:path}", anonymous(_tile, limit=0), methods=["GET"]),
]
