"""Promises of the running server: TLS of today, no silent port, cut connections lose no byte."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import ssl
import stat
import warnings
from typing import TYPE_CHECKING

import httpx
import pytest

from inspector_app.bureau.keys import ROOT_KEY
from inspector_app.bureau.objects import ObjectStore
from inspector_app.bureau.serving import ServerThread, is_loopback, listen, run_in_thread
from inspector_app.crypto.tls import client_context
from inspector_app.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bureau.conftest import Laptop, Town


def _connect(town: Town, context: ssl.SSLContext) -> ssl.SSLSocket:
    url = httpx.URL(str(town.client.base_url))
    raw = socket.create_connection((url.host, url.port or 0), timeout=10)
    return context.wrap_socket(raw, server_hostname=url.host)


def test_old_tls_is_refused(small_town: Town) -> None:
    context = client_context(small_town.bureau.keys.tls.certificate.pem)
    with _connect(small_town, context) as line:
        assert line.version() in ("TLSv1.2", "TLSv1.3")
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname = False
    old.verify_mode = ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(OSError), _connect(small_town, old):
        pass


def test_a_cut_upload_goes_on_at_the_offset_that_is_told(
    small_town: Town, small_laptop: Laptop
) -> None:
    data = os.urandom(3 << 20)
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    created = small_laptop.client.post(
        "/v1/uploads",
        headers={
            **small_laptop.token,
            "Upload-Complete": "?0",
            "Upload-Length": str(len(data)),
            "Repr-Digest": f"sha-256=:{digest}:",
        },
    )
    place = created.headers["location"]
    head = (
        f"PATCH {place} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}\r\n"
        f"Authorization: {small_laptop.token['Authorization']}\r\n"
        "Content-Type: application/partial-upload\r\n"
        "Upload-Offset: 0\r\nUpload-Complete: ?1\r\n\r\n"
    )
    context = client_context(small_town.bureau.keys.tls.certificate.pem)
    with _connect(small_town, context) as line:
        line.sendall(head.encode() + data[: 2 << 20])
    _go_on(small_laptop, place, data)
    assert small_town.bureau.objects.read(hashlib.sha256(data).hexdigest()) == data


def _go_on(laptop: Laptop, place: str, data: bytes) -> None:
    """Ask for the offset and send the rest, as often as the server still sorts out the cut."""
    for _ in range(200):
        told = laptop.client.head(place, headers=laptop.token)
        if told.status_code != 204:
            assert told.status_code == 503  # the cut request still holds the upload
            continue
        held = int(told.headers["upload-offset"])
        answer = laptop.client.patch(
            place,
            content=data[held:],
            headers={
                **laptop.token,
                "Content-Type": "application/partial-upload",
                "Upload-Offset": str(held),
                "Upload-Complete": "?1",
            },
        )
        if answer.status_code == 204:
            return
        assert answer.status_code in (409, 503)
    raise AssertionError("never done")


def test_a_port_in_use_is_said_so(small_town: Town) -> None:
    port = httpx.URL(str(small_town.client.base_url)).port or 0
    with pytest.raises(KnownError, match=r"bureau\.address"):
        listen("127.0.0.1", port)


def test_plain_http_stays_on_this_machine(small_town: Town) -> None:
    with run_in_thread(small_town.bureau, plain_http=True) as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert httpx.get(server.url + "/v1/log/checkpoint", trust_env=False).status_code == 200
    with pytest.raises(KnownError, match="plain-http"):
        ServerThread(small_town.bureau, host="0.0.0.0", plain_http=True)  # noqa: S104
    assert is_loopback("localhost")
    assert is_loopback("::1")
    assert not is_loopback("bureau.example")
    assert not is_loopback("192.0.2.1")


def test_stopping_twice_does_nothing_and_frees_the_port(small_town: Town) -> None:
    server = ServerThread(small_town.bureau)
    server.stop()
    server.stop()
    listen("127.0.0.1", server.address.port).close()


def test_private_keys_are_readable_by_their_owner_only(small_town: Town) -> None:
    folder = small_town.bureau.folder / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    assert (folder / ROOT_KEY).is_file()


def test_the_server_certificate_is_renewed_for_a_new_host(small_town: Town) -> None:
    before = small_town.bureau.keys.tls_chain.read_bytes()
    small_town.bureau.ready_tls(["127.0.0.1"])
    assert small_town.bureau.keys.tls_chain.read_bytes() == before
    small_town.bureau.ready_tls(["bureau.example"])
    assert small_town.bureau.keys.tls_chain.read_bytes() != before
    assert "bureau.example" in small_town.bureau.config.hosts


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "A" * 64, "a" * 63, "a" * 65, "/etc/passwd", "con", "\u202egpj"]
)
def test_no_foreign_name_leaves_the_object_folder(tmp_path: Path, name: str) -> None:
    store = ObjectStore(tmp_path / "objects")
    with pytest.raises(KnownError):
        store.path(name)
    with pytest.raises(KnownError):
        store.create_upload(name)


def test_bytes_put_twice_lie_once(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path / "objects")
    assert store.put(b"form") == store.put(b"form") == hashlib.sha256(b"form").hexdigest()
    assert list(store.pieces(store.put(b"form"))) == [b"form"]
    assert store.read("ab" * 32) is None
    assert [file.name for file in (tmp_path / "objects" / "uploads").iterdir()] == []
