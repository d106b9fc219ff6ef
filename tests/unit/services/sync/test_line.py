"""Promises of the line: only sound addresses, and every failure of the network is a value."""

from __future__ import annotations

import pytest

from inspector_app.errors import KnownError
from inspector_app.services.sync.line import Line, Reply, meet_bureau, root_fingerprint
from inspector_app.services.sync.views import Offline, OfflineReason


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bureau",
        "ftp://127.0.0.1",
        "http://bureau.example",
        "https://",
        "http://[::1",
        "file:///x",
    ],
)
def test_addresses_that_will_not_do_are_refused(url: str) -> None:
    with pytest.raises(KnownError, match="address-wrong"):
        Line(url, b"")


def test_plain_http_is_for_loopback_only() -> None:
    for url in ("http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"):
        with Line(url, b"") as line:
            answer = line.send("GET", "/")
            assert isinstance(answer, Offline)
            assert answer.reason is OfflineReason.UNREACHABLE


def test_a_bureau_that_is_not_there_is_offline() -> None:
    met = meet_bureau("https://127.0.0.1:1", "00" * 32)
    assert isinstance(met, Offline)
    assert met.reason is OfflineReason.UNREACHABLE


def test_what_is_no_certificate_has_no_fingerprint() -> None:
    with pytest.raises(KnownError, match="other-bureau"):
        root_fingerprint(b"hello")


def test_a_reply_tells_whether_it_went_well() -> None:
    assert Reply(201, {}, b"").ok
    odd = Reply(302, {}, b"<html>")
    assert not odd.ok
    assert odd.problem.code == "sync.answer-odd"
