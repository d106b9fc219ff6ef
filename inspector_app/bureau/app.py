"""The ASGI application: device routes, public log, web pages, one set of security headers.

Built by `serving.py` and by tests. Must never answer with a stack trace.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from inspector_app.bureau.api import devices, log, pull, records, uploads
from inspector_app.bureau.api.gate import Meter, problem_response
from inspector_app.bureau.house import Bureau
from inspector_app.bureau.pages import routes as pages
from inspector_app.errors import KnownError


def make_app(bureau: Bureau, *, secure: bool = True) -> Starlette:
    """Return the application of a bureau.

    Args:
        secure: False only for plain HTTP on loopback: cookies then lack the Secure flag.
    """
    app = Starlette(
        routes=[
            *devices.ROUTES,
            *pull.ROUTES,
            *uploads.ROUTES,
            *records.ROUTES,
            *log.ROUTES,
            *pages.ROUTES,
        ],
        exception_handlers={HTTPException: _http_problem, Exception: pages.failed},
    )
    app.state.bureau = bureau
    app.state.secure = secure
    app.state.meter = Meter()
    app.state.busy_uploads = set()
    return app


async def _http_problem(request: Request, error: Exception) -> Response:
    """Answer 404 and 405, as problem for devices and as page for people."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    known = (
        KnownError("request.method", method=request.method)
        if status == 405
        else KnownError("request.not-found")
    )
    if request.url.path.startswith(("/v1/", "/p/")):
        answer = problem_response(known)
    else:
        answer = await run_in_threadpool(pages.error_page, request, known)
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer
