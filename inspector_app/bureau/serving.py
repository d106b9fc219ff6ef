"""Running the server: TLS, listening socket, clean stop; in the foreground or in a thread.

Called by `inspector bureau serve`, the demo and tests. Loopback unless told otherwise; without TLS
on loopback only. Must never choose a port silently: port 0 is answered with the port taken.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from inspector_app.bureau.app import make_app
from inspector_app.bureau.house import Bureau
from inspector_app.errors import KnownError

_START_S = 30
_STOP_S = 10


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens."""

    scheme: str
    host: str
    port: int

    @property
    def url(self) -> str:
        """Base address for clients, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Args:
        port: 0 takes any free one.
    Raises:
        KnownError: `bureau.address` when it is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(256)
    except OSError as error:
        listening.close()
        raise KnownError("bureau.address", host=host, port=port, reason=error.strerror) from error
    return listening


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class ServerThread:
    """A real server on a thread of this process; `stop` waits for its end.

    Args:
        bureau: Stays open when the server stops; its maker closes it.
        port: 0 takes any free one.
        plain_http: Without TLS; loopback only.
    """

    def __init__(
        self, bureau: Bureau, *, host: str = "127.0.0.1", port: int = 0, plain_http: bool = False
    ) -> None:
        config = _config(bureau, host, plain_http=plain_http)
        self._socket = listen(host, port)
        self.address = Address(
            "http" if plain_http else "https", host, self._socket.getsockname()[1]
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._run, name="bureau-server", daemon=True)
        self._thread.start()
        if not self._server.ready.wait(_START_S) or not self._thread.is_alive():
            self.stop()
            raise KnownError("server.busy")

    @property
    def url(self) -> str:
        """Base address for clients."""
        return self.address.url

    def stop(self) -> None:
        """Finish running requests and stop. A second call does nothing."""
        self._server.should_exit = True
        self._thread.join(_STOP_S)
        if self._thread.is_alive():
            self._server.force_exit = True
            self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._server.ready.set()


@contextmanager
def run_in_thread(
    bureau: Bureau, *, host: str = "127.0.0.1", port: int = 0, plain_http: bool = False
) -> Iterator[ServerThread]:
    """Serve a bureau for the length of a `with` block."""
    server = ServerThread(bureau, host=host, port=port, plain_http=plain_http)
    try:
        yield server
    finally:
        server.stop()


def serve(bureau: Bureau, listening: socket.socket, host: str, *, plain_http: bool) -> None:
    """Serve in the foreground until the process is told to end.

    Raises:
        KnownError: `bureau.plain-http` when TLS is off and the host is not loopback.
    """
    _Server(_config(bureau, host, plain_http=plain_http)).run(sockets=[listening])


def _config(bureau: Bureau, host: str, *, plain_http: bool) -> uvicorn.Config:
    if plain_http and not is_loopback(host):
        raise KnownError("bureau.plain-http", host=host)
    if not plain_http:
        bureau.ready_tls()
    return uvicorn.Config(
        make_app(bureau, secure=not plain_http),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_STOP_S,
        h11_max_incomplete_event_size=64 * 1024,
        proxy_headers=False,
        ssl_certfile=None if plain_http else bureau.keys.tls_chain,
        ssl_keyfile=None if plain_http else bureau.keys.tls_key,
    )


class _Server(uvicorn.Server):
    """Tells when it has started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()
