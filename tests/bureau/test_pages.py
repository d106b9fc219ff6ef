"""Promises of the web pages: nothing without log-in or form token, and text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from inspector_app.bureau.accounts import BureauRole
from inspector_app.bureau.pages.words import all_words
from inspector_app.crypto.tls import client_context

if TYPE_CHECKING:
    from tests.bureau.conftest import Laptop, Town

PASSWORD = "vier worte die niemand kennt"
ROUTES = (
    "/records", "/records/{id}", "/records/{id}/receipt", "/records/{id}/record.insp",
    "/records/{id}/document.pdf", "/quarantine", "/devices", "/password",
)  # fmt: skip


@pytest.fixture
def browser(small_town: Town) -> Iterator[httpx.Client]:
    context = client_context(small_town.bureau.keys.tls.certificate.pem)
    with httpx.Client(
        base_url=small_town.client.base_url, verify=context, trust_env=False, follow_redirects=True
    ) as client:
        yield client


def _token(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def _log_in(town: Town, browser: httpx.Client, role: BureauRole = BureauRole.LEADER) -> None:
    """Log in with an account that already chose its password."""
    login = f"demo-{role.value}"
    now = town.clock.now()
    town.bureau.accounts.add(login, "演示用户", role, now=now, who="console")
    town.bureau.accounts.set_password(login, PASSWORD, now=now, who="console")
    page = browser.post("/log-in", data={"login": login, "password": PASSWORD, "next": "/"})
    assert page.status_code in (200, 403), page.text


@pytest.mark.parametrize("route", ROUTES)
def test_no_page_without_a_session(small_town: Town, browser: httpx.Client, route: str) -> None:
    answer = browser.get(route.replace("{id}", "0" * 32), follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/log-in")


def test_the_one_time_password_must_be_changed_before_anything_else(
    small_town: Town, browser: httpx.Client
) -> None:
    first = small_town.first
    page = browser.post("/log-in", data={"login": first.login, "password": first.password})
    assert page.url.path == "/password"
    assert browser.get("/records").url.path == "/password"
    answer = browser.post(
        "/password", data={"csrf": _token(page), "password": PASSWORD, "again": PASSWORD}
    )
    assert answer.url.path == "/records"


def test_a_weak_password_is_refused(small_town: Town, browser: httpx.Client) -> None:
    first = small_town.first
    page = browser.post("/log-in", data={"login": first.login, "password": first.password})
    for weak in ("short", "aaaaaaaaaaaaaaaa", "admin admin admin"):
        answer = browser.post(
            "/password", data={"csrf": _token(page), "password": weak, "again": weak}
        )
        assert answer.status_code == 400
        assert "problem" in answer.text


def test_wrong_passwords_slow_down_and_do_not_tell_who_exists(
    small_town: Town, browser: httpx.Client
) -> None:
    _log_in(small_town, browser)
    texts = set()
    for login in ("demo-leader", "nobody"):
        answer = browser.post("/log-in", data={"login": login, "password": "wrong"})
        assert answer.status_code == 401
        texts.add(answer.text)
    assert len(texts) == 1
    for _ in range(5):
        answer = browser.post("/log-in", data={"login": "demo-leader", "password": "wrong"})
    assert answer.status_code == 401
    right = {"login": "demo-leader", "password": PASSWORD}
    assert browser.post("/log-in", data=right).status_code == 429
    small_town.clock.advance(timedelta(seconds=3))
    assert browser.post("/log-in", data=right).status_code == 200


def test_a_session_ends_after_a_quarter_of_an_hour_without_use(
    small_town: Town, browser: httpx.Client
) -> None:
    _log_in(small_town, browser)
    small_town.clock.advance(timedelta(minutes=14))
    assert browser.get("/records").url.path == "/records"
    small_town.clock.advance(timedelta(minutes=16))
    assert browser.get("/records").url.path == "/log-in"


def test_a_post_without_the_form_token_changes_nothing(
    small_town: Town, browser: httpx.Client
) -> None:
    _log_in(small_town, browser)
    for data in ({}, {"csrf": "guessed"}):
        assert browser.post("/log-out", data=data).status_code == 403
    foreign = {"sec-fetch-site": "cross-site"}
    token = _token(browser.get("/records"))
    assert browser.post("/log-out", data={"csrf": token}, headers=foreign).status_code == 403
    assert browser.get("/records").url.path == "/records"
    assert browser.post("/log-out", data={"csrf": token}).url.path == "/log-in"


def test_every_page_carries_the_security_headers(
    small_town: Town, browser: httpx.Client, small_laptop: Laptop
) -> None:
    record = small_laptop.seal()
    small_laptop.send(record)
    _log_in(small_town, browser)
    for route in (*ROUTES, "/log-in", "/nothing", "/static/bureau.css"):
        answer = browser.get(route.replace("{id}", record.record_id))
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy or "sandbox" in policy, route
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in policy
    cookie = browser.post("/log-in", data={"login": "demo-leader", "password": PASSWORD})
    given = cookie.history[0].headers["set-cookie"]
    for part in ("__Host-insp=", "HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert part in given


def test_list_and_record_show_the_verdict_and_the_words_of_the_record(
    small_town: Town, browser: httpx.Client, small_laptop: Laptop
) -> None:
    record = small_laptop.seal(evidence=(b"\xff\xd8\xff photo",), document=b"%PDF-1.7 demo")
    assert small_laptop.send(record).status_code == 201
    _log_in(small_town, browser)
    listed = browser.get("/records")
    assert "示例网吧（演示）" in listed.text
    assert "演示甲、演示乙" in listed.text
    assert "全部成立" in listed.text
    page = browser.get(f"/records/{record.record_id}")
    assert page.status_code == 200, page.text
    assert "入口悬挂标志。" in page.text
    assert page.text.count("通过") >= 7
    assert "不通过" not in page.text
    pdf = browser.get(f"/records/{record.record_id}/document.pdf")
    assert (pdf.content, pdf.headers["content-type"]) == (b"%PDF-1.7 demo", "application/pdf")
    photo = next(digest for digest, data in record.evidence.items() if b"photo" in data)
    original = browser.get(f"/records/{record.record_id}/blobs/{photo}")
    assert original.content == b"\xff\xd8\xff photo"
    assert original.headers["content-disposition"].startswith("attachment")
    assert browser.get(f"/records/{record.record_id}/blobs/{'0' * 64}").status_code == 404


def test_the_downloaded_package_verifies(
    small_town: Town, browser: httpx.Client, small_laptop: Laptop
) -> None:
    from inspector_app.records.package import open_package
    from inspector_app.records.verdict import Fact, State
    from inspector_app.records.verify import verify_package

    record = small_laptop.seal()
    small_laptop.send(record)
    _log_in(small_town, browser)
    data = browser.get(f"/records/{record.record_id}/record.insp").content
    verdict = verify_package(open_package(data), anchors=small_town.bureau.keys.anchors)
    assert verdict.state(Fact.RECEIVED) is State.YES
    assert verdict.state(Fact.TWO_OFFICERS) is State.YES


def test_filters_find_by_unit_number_officer_and_day(
    small_town: Town, browser: httpx.Client, small_laptop: Laptop
) -> None:
    small_laptop.send(small_laptop.seal(leaves={"/unit/name": "甲网吧（演示）"}))
    small_town.clock.advance(timedelta(days=1))
    small_laptop.grant = None
    small_laptop.send(small_laptop.seal(leaves={"/unit/name": "乙_网吧（演示）"}))
    _log_in(small_town, browser)

    def found(**query: str) -> set[str]:
        text = browser.get("/records", params=query).text
        return {name for name in ("甲网吧（演示）", "乙_网吧（演示）") if name in text}

    assert found() == {"甲网吧（演示）", "乙_网吧（演示）"}
    assert found(q="甲网吧") == {"甲网吧（演示）"}
    assert found(q="_") == {"乙_网吧（演示）"}
    assert found(q="%") == set()
    assert found(q="第001号") == {"甲网吧（演示）"}
    assert found(since="2026-11-21") == {"乙_网吧（演示）"}
    assert found(until="2026-11-20") == {"甲网吧（演示）"}
    assert found(standing="no") == set()
    assert found(page="nonsense", since="x") == {"甲网吧（演示）", "乙_网吧（演示）"}


def test_text_from_a_record_is_never_markup(
    small_town: Town, browser: httpx.Client, small_laptop: Laptop
) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"
    record = small_laptop.seal(
        leaves={
            "/unit/name": evil,
            "/assignment/record_number": evil,
            "/narrative/001": {"heading": evil, "text": evil, "items": [], "table": ""},
            "/party/objection": evil,
            "/findings/01/fact": evil,
            "/ink/party": {"width": 100, "height": 50, "strokes": [[[1, 2, 3, 4]], evil, [evil]]},
        }
    )
    assert small_laptop.send(record).status_code == 201
    _log_in(small_town, browser)
    for path in ("/records", f"/records/{record.record_id}"):
        text = browser.get(path).text
        assert "<script" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;" in text
        assert "{{7*7}}" in text


def test_held_records_are_listed_with_their_reasons_and_can_be_exported(
    small_town: Town, browser: httpx.Client, small_laptop: Laptop
) -> None:
    record = small_laptop.seal(signers=small_laptop.officers[:1])
    assert small_laptop.send(record).status_code == 422
    _log_in(small_town, browser)
    listed = browser.get("/quarantine")
    assert "没有通过验证" in listed.text
    found = re.search(r'href="(/quarantine/[0-9a-f]{32})"', listed.text)
    assert found is not None
    held = browser.get(found[1])
    assert held.status_code == 200, held.text
    assert browser.get(found[1] + "/body").content == record.body


def test_the_administrator_reads_no_contents_and_approves_nothing(
    small_town: Town, browser: httpx.Client, small_laptop: Laptop
) -> None:
    record = small_laptop.seal()
    small_laptop.send(record)
    _log_in(small_town, browser, BureauRole.ADMIN)
    for path in ("/records", f"/records/{record.record_id}", "/quarantine"):
        assert browser.get(path).status_code == 403
    page = browser.get("/devices")
    assert page.status_code == 200
    token = _token(page)
    assert browser.post("/devices/AAAAAA/approve", data={"csrf": token}).status_code == 403


def test_a_leader_approves_a_waiting_device_on_the_page(
    small_town: Town, browser: httpx.Client
) -> None:
    from inspector_app.crypto.keys import generate_signing_key
    from inspector_app.crypto.requests import enrolment_proof, make_csr, request_fingerprint
    from inspector_app.wire.codec import decode, encode
    from inspector_app.wire.enrol import (
        EnrolRequest,
        EnrolStatus,
        Subject,
        code_verifier,
        device_id_of,
    )

    bureau = small_town.bureau
    with bureau.database.write() as connection:
        sheet = bureau.enrolment.invite_device(
            connection, "新电脑", now=bureau.clock.now(), who="console"
        )
    csr = make_csr(generate_signing_key(bureau.entropy), device_id_of(sheet.code), "新电脑")
    asked = EnrolRequest(
        code=sheet.code.name,
        subject=Subject.DEVICE,
        csr=csr.decode(),
        name="新电脑",
        proof=enrolment_proof(code_verifier(sheet.code), csr).hex(),
    )
    status = decode(browser.post("/v1/enrol", content=encode(asked)).content, EnrolStatus)
    _log_in(small_town, browser)
    page = browser.get("/devices")
    assert request_fingerprint(csr) in page.text
    done = browser.post(f"/devices/{sheet.code.name}/approve", data={"csrf": _token(page)})
    assert done.status_code == 200
    assert "没有等批准的登记" in done.text
    again = decode(browser.get(f"/v1/enrol/{status.id}").content, EnrolStatus)
    assert "BEGIN CERTIFICATE" in again.certificate


def test_the_language_switch_changes_every_page(small_town: Town, browser: httpx.Client) -> None:
    _log_in(small_town, browser)
    assert "收到的记录" in browser.get("/records").text
    page = browser.post("/language", data={"to": "en", "back": "/records"})
    assert "Records received" in page.text
    assert "收到的记录" not in page.text
    evil = browser.post("/language", data={"to": "en", "back": "//evil.example"})
    assert evil.url.host == "127.0.0.1"


def test_both_languages_have_every_word_with_the_same_slots() -> None:
    for key, (zh, en) in all_words().items():
        assert zh, key
        assert en, key
        assert set(re.findall(r"{(\w+)}", zh)) == set(re.findall(r"{(\w+)}", en)), key
