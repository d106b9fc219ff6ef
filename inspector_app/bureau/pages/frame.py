"""The frame of every page: session, language, security headers, templates, form tokens.

Called by the page modules. A page that changes something is a POST with the session's form token;
no page works by script. Must never send a page without the security headers.
Source: records-and-security design, section 15 (ASVS 3.2 to 3.5, 7.3).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from inspector_app.bureau import views
from inspector_app.bureau.accounts import Account, BureauRole, WebSession, same_token
from inspector_app.bureau.house import Bureau
from inspector_app.bureau.moments import moment
from inspector_app.bureau.pages.words import LANGUAGES, word
from inspector_app.clock import CHINA
from inspector_app.errors import BugError, InspectorError, KnownError

log = logging.getLogger(__name__)
FOLDER = Path(__file__).parent
_COOKIE = "__Host-insp"
_PLAIN_COOKIE = "insp"  # the __Host- prefix needs TLS
_LANGUAGE = "insp-language"
_FORM_BYTES = 64 * 1024
_READERS = frozenset({BureauRole.REVIEWER, BureauRole.LEADER, BureauRole.AUDITOR})
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'self'; object-src 'none'; script-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a person with a session."""

    bureau: Bureau
    request: Request
    session: WebSession
    form: FormData

    @property
    def account(self) -> Account:
        """Who asks."""
        return self.session.account

    @property
    def who(self) -> str:
        """Name for the audit log."""
        return f"account:{self.session.account.login}"

    def param(self, name: str) -> str:
        """Return a part of the path."""
        return str(self.request.path_params[name])

    def require(self, *roles: BureauRole) -> None:
        """Refuse other roles.

        Raises:
            KnownError: `account.not-allowed`.
        """
        if self.session.account.role not in roles:
            raise KnownError("account.not-allowed")

    def require_reader(self) -> None:
        """Refuse who may not read contents. Raises `account.not-allowed`."""
        self.require(*_READERS)


def page(act: Callable[[Visit], Response], *, changes: bool = False) -> Endpoint:
    """Make an endpoint behind the log-in.

    Args:
        changes: A POST that must carry the session's form token.
    """

    async def endpoint(request: Request) -> Response:
        try:
            bureau: Bureau = request.app.state.bureau
            session = await run_in_threadpool(session_of, request)
            if session is None:
                return redirect(f"/log-in?next={quote(request.url.path)}")
            if session.account.must_change and request.url.path not in ("/password", "/log-out"):
                return redirect("/password")
            form = await _checked_form(request, session) if changes else FormData()
            return secured(await run_in_threadpool(act, Visit(bureau, request, session, form)))
        except InspectorError as error:
            return await run_in_threadpool(error_page, request, error)
        except Exception:
            instance = secrets.token_hex(6)
            log.exception("page failed, reference %s", instance)
            known = KnownError("server.failed", instance=instance)
            return await run_in_threadpool(error_page, request, known)

    return endpoint


async def read_form(request: Request) -> FormData:
    """Read a small form.

    Raises:
        KnownError: `request.too-large`; `account.csrf` for a form from another site.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise KnownError("account.csrf")
    declared = request.headers.get("content-length", "")
    if not declared.isdecimal() or int(declared) > _FORM_BYTES:
        raise KnownError("request.too-large", size=declared, limit=_FORM_BYTES)
    async with request.form(max_files=0, max_fields=20) as form:
        return form


async def _checked_form(request: Request, session: WebSession) -> FormData:
    form = await read_form(request)
    if not same_token(str(form.get("csrf", "")), session.csrf):
        raise KnownError("account.csrf")
    return form


def session_of(request: Request) -> WebSession | None:
    """Return the session of a request's cookie."""
    bureau: Bureau = request.app.state.bureau
    token = request.cookies.get(_cookie(request))
    return bureau.accounts.session(token, now=bureau.clock.now()) if token else None


def set_session(request: Request, answer: Response, token: str | None) -> None:
    """Give or take the session cookie."""
    secure = bool(request.app.state.secure)
    options: dict[str, Any] = {
        "path": "/",
        "secure": secure,
        "httponly": True,
        "samesite": "strict",
    }
    if token is None:
        answer.delete_cookie(_cookie(request), **options)
    else:
        answer.set_cookie(_cookie(request), token, **options)


def set_language(request: Request, answer: Response, language: str) -> None:
    """Remember the language of the pages; holds nothing else."""
    answer.set_cookie(
        _LANGUAGE,
        language,
        max_age=365 * 24 * 3600,
        secure=bool(request.app.state.secure),
        httponly=True,
        samesite="strict",
    )


def language_of(request: Request) -> str:
    """Return `zh` or `en`: as chosen, else as the browser prefers, Chinese first."""
    chosen = request.cookies.get(_LANGUAGE, "")
    if chosen in LANGUAGES:
        return chosen
    return "en" if request.headers.get("accept-language", "zh").lower().startswith("en") else "zh"


def render(
    request: Request,
    template: str,
    *,
    session: WebSession | None = None,
    status: int = 200,
    **values: Any,
) -> Response:
    """Return a page."""
    bureau: Bureau = request.app.state.bureau
    language = language_of(request)
    held = pending = 0
    if session is not None:
        with bureau.database.read() as connection:
            held, pending = views.counts(connection)
    text = (
        _environment()
        .get_template(template)
        .render(
            bureau_name=bureau.config.name,
            language=language,
            t=partial(_translate, language),
            path=request.url.path,
            session=session,
            may_read=session is not None and session.account.role in _READERS,
            held_count=held,
            pending_count=pending,
            **{"here": "", **values},
        )
    )
    return secured(HTMLResponse(text, status))


def error_page(request: Request, error: InspectorError) -> Response:
    """Return an error as a page for people."""
    language = language_of(request)
    try:
        session = session_of(request)
    except KnownError:
        session = None  # the database is what failed
    problem = {"sentence": error.sentence(language), "remedy": error.remedy(language)}
    if isinstance(error, BugError):
        log.error("page failed: %s", error)
    return render(
        request, "error.html", session=session, status=error.entry.http_status, problem=problem
    )


def redirect(to: str) -> Response:
    """Send the browser on; 303 makes it a GET."""
    return secured(RedirectResponse(to, 303))


def secured(answer: Response) -> Response:
    """Add the security headers that are not there yet."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


def local_path(text: str) -> str:
    """Return a path of this site, '/' for anything else: no open redirect."""
    if text.startswith("/") and not text.startswith(("//", "/\\")) and "\n" not in text:
        return text
    return "/"


def _translate(language: str, key: str, **slots: object) -> str:
    return word(key, language, **slots)


def _cookie(request: Request) -> str:
    return _COOKIE if request.app.state.secure else _PLAIN_COOKIE


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["when"] = _when
    environment.filters["local"] = _local
    environment.filters["size"] = _size
    return environment


def _when(milliseconds: int) -> str:
    return moment(milliseconds).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _local(text: str) -> str:
    try:
        return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text


def _size(size_bytes: int) -> str:
    if size_bytes >= 1 << 20:
        return f"{size_bytes / (1 << 20):.1f} MB"
    return f"{max(1, size_bytes // 1024)} KB"
