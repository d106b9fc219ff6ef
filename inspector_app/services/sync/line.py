"""The line to one bureau: HTTP over TLS that trusts only that bureau's own root.

Called by the modules beside it. Every failure of the network comes back as `Offline`; every answer,
good or bad, as `Reply`. Must never follow a redirect, use a proxy of the environment, or send a
cookie.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

from inspector_app import __version__
from inspector_app.crypto.digest import sha256_hex
from inspector_app.crypto.tls import client_context
from inspector_app.errors import KnownError
from inspector_app.services.sync.views import Offline, OfflineReason
from inspector_app.wire import limits
from inspector_app.wire.codec import decode
from inspector_app.wire.enrol import BureauCard
from inspector_app.wire.problems import Problem, read_problem

_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_HEADERS = {
    "User-Agent": f"inspector/{__version__}",
    "Insp-Protocol": str(limits.PROTOCOL),
    "Accept": "application/json, application/problem+json",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the bureau."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the request was carried out."""
        return 200 <= self.status < 300

    @property
    def problem(self) -> Problem:
        """What the bureau says is wrong; only for an answer that is not `ok`."""
        return read_problem(self.status, self.body)


class Line:
    """One bureau's address.

    Args:
        url: Base address, `https://host:port`; plain http is for loopback only.
        tls_root: PEM of the only root trusted.
    Raises:
        KnownError: `sync.address-wrong`.
    """

    def __init__(self, url: str, tls_root: bytes) -> None:
        self._client = _client(url, client_context(tls_root) if tls_root else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        limit: int = limits.ANSWER_BYTES,
    ) -> Reply | Offline:
        """Send one request and read the answer.

        Args:
            path: Path and query, beginning with a slash.
            limit: Most bytes of the answer that are read.
        Raises:
            KnownError: `sync.answer-odd` when the answer is larger than `limit`.
        """
        return _send(self._client, method, path, body, headers or {}, limit)


def meet_bureau(url: str, fingerprint: str) -> BureauCard | Offline:
    """Ask an address who it is and compare the root's fingerprint with the one on paper.

    The first connection cannot be verified, for nothing is known yet; what it brings counts only
    when the fingerprint fits, and everything else is asked again over a verified line.

    Args:
        fingerprint: SHA-256 of the TLS root in hex, as on the enrolment sheet; blanks do not
            matter.
    Raises:
        KnownError: `sync.other-bureau`, `sync.address-wrong`, `sync.answer-odd`.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with _client(url, context) as client:
        first = _send(client, "GET", "/v1/bureau", b"", {}, limits.JSON_BYTES)
    if isinstance(first, Offline):
        return first
    card = _card(first)
    root = card.tls_root.encode()
    if root_fingerprint(root) != "".join(fingerprint.split()).lower():
        raise KnownError("sync.other-bureau")
    with Line(url, root) as line:
        again = line.send("GET", "/v1/bureau")
    return again if isinstance(again, Offline) else _card(again)


def root_fingerprint(pem: bytes) -> str:
    """Return SHA-256 of a PEM certificate's DER, hex.

    Raises:
        KnownError: `sync.other-bureau` when it is no certificate.
    """
    try:
        return sha256_hex(ssl.PEM_cert_to_DER_cert(pem.decode("ascii")))
    except ValueError as error:
        raise KnownError("sync.other-bureau") from error


def _card(reply: Reply) -> BureauCard:
    if not reply.ok:
        raise KnownError("sync.answer-odd", status=reply.status)
    return decode(reply.body, BureauCard)


def _client(url: str, context: ssl.SSLContext | None) -> httpx.Client:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as error:
        raise KnownError("sync.address-wrong", address=url) from error
    local = parsed.host in ("127.0.0.1", "::1", "localhost")
    if not parsed.host or (parsed.scheme != "https" and not (parsed.scheme == "http" and local)):
        raise KnownError("sync.address-wrong", address=url)
    return httpx.Client(
        base_url=parsed,
        verify=context if context is not None else ssl.create_default_context(),
        timeout=_TIMEOUT,
        follow_redirects=False,
        trust_env=False,
        headers=_HEADERS,
    )


def _send(
    client: httpx.Client,
    method: str,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    limit: int,
) -> Reply | Offline:
    try:
        with client.stream(method, path, content=body or None, headers=dict(headers)) as answer:
            read = bytearray()
            for piece in answer.iter_bytes():
                read += piece
                if len(read) > limit:
                    raise KnownError("sync.answer-odd", status=answer.status_code)
            return Reply(answer.status_code, answer.headers, bytes(read))
    except httpx.ConnectError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return Offline(OfflineReason.NOT_THE_BUREAU, str(error))
        return Offline(OfflineReason.UNREACHABLE, str(error))
    except httpx.ConnectTimeout as error:
        return Offline(OfflineReason.UNREACHABLE, str(error))
    except httpx.HTTPError as error:
        return Offline(OfflineReason.CUT, f"{type(error).__name__}: {error}")
