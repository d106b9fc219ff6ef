"""The pages and their addresses.

Part of the application `app.py` builds. GET shows and changes nothing; every POST carries the form
token of its session. Originals are handed out as attachments, never shown in this origin.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from inspector_app.bureau import views
from inspector_app.bureau.accounts import SHORTEST, BureauRole
from inspector_app.bureau.house import Bureau
from inspector_app.bureau.moments import ms
from inspector_app.bureau.pages.frame import (
    FOLDER,
    Visit,
    error_page,
    language_of,
    local_path,
    page,
    read_form,
    redirect,
    render,
    secured,
    session_of,
    set_language,
    set_session,
)
from inspector_app.bureau.pages.paper import paper_of
from inspector_app.bureau.pages.words import LANGUAGES
from inspector_app.clock import CHINA
from inspector_app.errors import InspectorError, KnownError
from inspector_app.records.package import write_package

_SANDBOX = "sandbox; default-src 'none'"
_PDF_FRAME = "default-src 'self'; frame-ancestors 'self'; object-src 'self'"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The filter of the list, as in the address."""

    text: str
    form: str
    standing: str
    since: str
    until: str
    page: int

    @property
    def narrow(self) -> bool:
        return bool(self.text or self.form or self.standing or self.since or self.until)

    def link(self, number: int) -> str:
        """Return the address of another page of the same list."""
        return "/records?" + urlencode(
            {
                "q": self.text,
                "form": self.form,
                "standing": self.standing,
                "since": self.since,
                "until": self.until,
                "page": number,
            }
        )


# --- log in ------------
async def _start(_request: Request) -> Response:
    return redirect("/records")


async def _log_in_form(request: Request) -> Response:
    return await run_in_threadpool(
        render,
        request,
        "log_in.html",
        problem=None,
        next=local_path(request.query_params.get("next", "/")),
    )


async def _log_in(request: Request) -> Response:
    try:
        form = await read_form(request)
    except KnownError as error:
        return await run_in_threadpool(error_page, request, error)
    return await run_in_threadpool(_try_log_in, request, form)


def _try_log_in(request: Request, form: object) -> Response:
    bureau: Bureau = request.app.state.bureau
    values = {name: str(form.get(name, "")) for name in ("login", "password", "next")}  # type: ignore[attr-defined]
    try:
        session = bureau.accounts.log_in(
            values["login"], values["password"], now=bureau.clock.now()
        )
    except KnownError as error:
        language = language_of(request)
        return render(
            request,
            "log_in.html",
            status=error.entry.http_status,
            problem={"sentence": error.sentence(language), "remedy": error.remedy(language)},
            next=local_path(values["next"]),
        )
    answer = redirect(local_path(values["next"]))
    set_session(request, answer, session.token)
    return answer


def _log_out(visit: Visit) -> Response:
    visit.bureau.accounts.log_out(visit.session)
    answer = redirect("/log-in")
    set_session(visit.request, answer, None)
    return answer


def _password_form(visit: Visit) -> Response:
    return render(
        visit.request, "password.html", session=visit.session, problem=None, least=SHORTEST
    )


def _password(visit: Visit) -> Response:
    password, again = str(visit.form.get("password", "")), str(visit.form.get("again", ""))
    login, now = visit.account.login, visit.bureau.clock.now()
    language = language_of(visit.request)
    try:
        _same_twice(password, again)
        visit.bureau.accounts.set_password(login, password, now=now, who=visit.who)
    except KnownError as error:
        problem = {"sentence": error.sentence(language), "remedy": error.remedy(language)}
        return render(
            visit.request,
            "password.html",
            session=visit.session,
            status=error.entry.http_status,
            problem=problem,
            least=SHORTEST,
        )
    session = visit.bureau.accounts.log_in(login, password, now=now)
    answer = redirect("/")
    set_session(visit.request, answer, session.token)
    return answer


def _same_twice(password: str, again: str) -> None:
    if password != again:
        raise KnownError("account.password-differs")


async def _language(request: Request) -> Response:
    try:
        form = await read_form(request)
    except KnownError as error:
        return await run_in_threadpool(error_page, request, error)
    answer = redirect(local_path(str(form.get("back", "/"))))
    chosen = str(form.get("to", ""))
    if chosen in LANGUAGES:
        set_language(request, answer, chosen)
    return answer


# --- records ------------
def _records(visit: Visit) -> Response:
    visit.require_reader()
    query = visit.request.query_params
    number = query.get("page", "1")
    asked = _Asked(
        text=query.get("q", "").strip()[:100],
        form=query.get("form", "")[:100],
        standing=query.get("standing", "") if query.get("standing") in _STATES else "",
        since=_day_text(query.get("since", "")),
        until=_day_text(query.get("until", "")),
        page=max(1, min(int(number), 100_000)) if number.isdecimal() else 1,
    )
    with visit.bureau.database.read() as connection:
        listing = views.list_records(
            connection,
            visit.bureau,
            text=asked.text,
            form=asked.form,
            standing=asked.standing,
            since_ms=_day_ms(asked.since, 0),
            until_ms=_day_ms(asked.until, 1),
            page=asked.page,
        )
    return render(
        visit.request,
        "records.html",
        session=visit.session,
        here="records",
        listing=listing,
        asked=asked,
    )


def _record(visit: Visit) -> Response:
    view = _view(visit)
    return render(
        visit.request,
        "record.html",
        session=visit.session,
        here="records",
        record=view,
        view=paper_of(view),
    )


def _receipt(visit: Visit) -> Response:
    visit.require_reader()
    files = visit.bureau.receipts.files(visit.param("id"))
    both = files.receipt + b"\n\n" + files.proof
    return _download(both, f"{visit.param('id')}.receipt.txt", "text/plain; charset=utf-8")


def _insp(visit: Visit) -> Response:
    view = _view(visit)
    data = write_package(view.package.core, receipt=view.receipt)
    return _download(data, f"{view.row.record_id}.insp", "application/octet-stream")


def _document(visit: Visit) -> Response:
    view = _view(visit)
    if view.row.document is None:
        raise KnownError("request.not-found")
    kept = "download" in visit.request.query_params
    return FileResponse(
        visit.bureau.objects.path(view.row.document),
        media_type="application/pdf",
        filename=f"{view.row.record_id}.pdf",
        content_disposition_type="attachment" if kept else "inline",
        headers={"Content-Security-Policy": _PDF_FRAME, "Cache-Control": "private, no-store"},
    )


def _blob(visit: Visit) -> Response:
    view = _view(visit)
    sha256 = visit.param("sha256")
    if sha256 not in {ref.sha256 for ref in view.body.blobs}:
        raise KnownError("request.not-found")
    path = visit.bureau.objects.path(sha256)
    shown = sha256 in view.thumbnails and _is_jpeg(path.open("rb").read(3))
    return FileResponse(
        path,
        media_type="image/jpeg" if shown else "application/octet-stream",
        filename=sha256,
        content_disposition_type="inline" if shown else "attachment",
        headers={"Content-Security-Policy": _SANDBOX, "Cache-Control": "private, max-age=3600"},
    )


# --- quarantine ------------
def _quarantine(visit: Visit) -> Response:
    visit.require_reader()
    with visit.bureau.database.read() as connection:
        rows = views.list_held(connection)
    return render(
        visit.request, "quarantine.html", session=visit.session, here="quarantine", rows=rows
    )


def _held(visit: Visit) -> Response:
    visit.require_reader()
    with visit.bureau.database.read() as connection:
        held = views.get_held(connection, visit.param("id"))
    return render(visit.request, "held.html", session=visit.session, here="quarantine", held=held)


def _held_body(visit: Visit) -> Response:
    visit.require_reader()
    with visit.bureau.database.read() as connection:
        held = views.get_held(connection, visit.param("id"))
    return _download(bytes(held.row.body), f"{held.row.id}.record.json", "application/octet-stream")


# --- devices ------------
def _devices(visit: Visit) -> Response:
    with visit.bureau.database.read() as connection:
        pending = visit.bureau.enrolment.pending(connection)
        devices = views.list_devices(connection)
    return render(
        visit.request,
        "devices.html",
        session=visit.session,
        here="devices",
        pending=pending,
        devices=devices,
        may_approve=visit.account.role is BureauRole.LEADER,
    )


def _approve(visit: Visit) -> Response:
    visit.require(BureauRole.LEADER)
    with visit.bureau.database.write() as connection:
        visit.bureau.enrolment.approve(
            connection, visit.param("short"), now=visit.bureau.clock.now(), who=visit.who
        )
    return redirect("/devices")


def _refuse(visit: Visit) -> Response:
    visit.require(BureauRole.LEADER)
    with visit.bureau.database.write() as connection:
        visit.bureau.enrolment.refuse(
            connection, visit.param("short"), now=visit.bureau.clock.now(), who=visit.who
        )
    return redirect("/devices")


# --------------------------------------------------------------------------------------------------
_STATES = frozenset({"yes", "no", "unknown"})


async def failed(request: Request, error: Exception) -> Response:
    """Answer what nobody else caught."""
    known = error if isinstance(error, InspectorError) else KnownError("server.failed", instance="")
    return await run_in_threadpool(error_page, request, known)


class _Static(StaticFiles):
    """Static files with the security headers; they may be kept for a day."""

    def file_response(self, *args: object, **options: object) -> Response:
        answer = super().file_response(*args, **options)  # type: ignore[arg-type]
        answer.headers["Cache-Control"] = "public, max-age=86400"
        return secured(answer)


def _view(visit: Visit) -> views.RecordView:
    visit.require_reader()
    with visit.bureau.database.read() as connection:
        return views.get_record(connection, visit.bureau, visit.param("id"))


def _download(data: bytes, name: str, media_type: str) -> Response:
    return Response(
        data,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": _SANDBOX,
        },
    )


def _is_jpeg(head: bytes) -> bool:
    return head == b"\xff\xd8\xff"


def _day_text(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _day_ms(text: str, days_on: int) -> int | None:
    if not text:
        return None
    day = date.fromisoformat(text) + timedelta(days=days_on)
    return ms(datetime.combine(day, time(0), CHINA))


ROUTES = [
    Route("/", _start, methods=["GET"]),
    Route("/log-in", _log_in_form, methods=["GET"]),
    Route("/log-in", _log_in, methods=["POST"]),
    Route("/log-out", page(_log_out, changes=True), methods=["POST"]),
    Route("/password", page(_password_form), methods=["GET"]),
    Route("/password", page(_password, changes=True), methods=["POST"]),
    Route("/language", _language, methods=["POST"]),
    Route("/records", page(_records), methods=["GET"]),
    Route("/records/{id}", page(_record), methods=["GET"]),
    Route("/records/{id}/receipt", page(_receipt), methods=["GET"]),
    Route("/records/{id}/record.insp", page(_insp), methods=["GET"]),
    Route("/records/{id}/document.pdf", page(_document), methods=["GET"]),
    Route("/records/{id}/blobs/{sha256}", page(_blob), methods=["GET"]),
    Route("/quarantine", page(_quarantine), methods=["GET"]),
    Route("/quarantine/{id}", page(_held), methods=["GET"]),
    Route("/quarantine/{id}/body", page(_held_body), methods=["GET"]),
    Route("/devices", page(_devices), methods=["GET"]),
    Route("/devices/{short}/approve", page(_approve, changes=True), methods=["POST"]),
    Route("/devices/{short}/refuse", page(_refuse, changes=True), methods=["POST"]),
    Mount("/static", _Static(directory=FOLDER / "static"), name="static"),
]
__all__ = ["ROUTES", "error_page", "failed", "session_of"]
