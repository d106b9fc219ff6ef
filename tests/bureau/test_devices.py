"""Promises of enrolment, sessions and the request chain: one code, one key, one order, once."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import select, update

from inspector_app.bureau import schema
from inspector_app.crypto.keys import generate_signing_key
from inspector_app.crypto.requests import enrolment_proof, make_csr
from inspector_app.wire import limits
from inspector_app.wire.batches import BatchCounts, BatchList, BatchRow
from inspector_app.wire.codec import decode, encode
from inspector_app.wire.enrol import (
    EnrolRequest,
    EnrolStatus,
    Subject,
    code_verifier,
    device_id_of,
)
from inspector_app.wire.problems import read_problem
from inspector_app.wire.requests import HEADER, Lane, LaneHead
from inspector_app.wire.session import SessionRequest, SessionStatement
from inspector_app.wire.signed import sign_statement, to_header

if TYPE_CHECKING:
    from inspector_app.bureau.enrolment import EnrolSheet
    from tests.bureau.conftest import Laptop, SealedRecord, Town


def _code(answer: httpx.Response) -> str:
    return read_problem(answer.status_code, answer.content).code


def _invite(town: Town) -> EnrolSheet:
    with town.bureau.database.write() as connection:
        return town.bureau.enrolment.invite_device(
            connection, "新电脑", now=town.clock.now(), who="console"
        )


def _ask(town: Town, sheet: EnrolSheet, **changes: object) -> EnrolRequest:
    entropy = town.bureau.entropy
    csr = make_csr(generate_signing_key(entropy), device_id_of(sheet.code), "新电脑")
    values: dict[str, object] = {
        "code": sheet.code.name,
        "subject": Subject.DEVICE,
        "csr": csr.decode(),
        "name": "新电脑",
        "proof": enrolment_proof(code_verifier(sheet.code), csr).hex(),
    }
    return EnrolRequest(**(values | changes))  # type: ignore[arg-type]


def _post(town: Town, asked: EnrolRequest) -> httpx.Response:
    return town.client.post("/v1/enrol", content=encode(asked))


def test_a_code_works_once_and_the_same_request_is_answered_again(town: Town) -> None:
    sheet = _invite(town)
    asked = _ask(town, sheet)
    first = _post(town, asked)
    assert first.status_code == 201
    assert _post(town, asked).content == first.content
    assert _code(_post(town, _ask(town, sheet))) == "enrol.code-wrong"


def test_a_code_ends_after_a_day(town: Town) -> None:
    sheet = _invite(town)
    town.clock.advance(timedelta(seconds=limits.CODE_LIFE_S))
    assert _code(_post(town, _ask(town, sheet))) == "enrol.code-wrong"


def test_five_wrong_proofs_use_a_code_up(town: Town) -> None:
    sheet = _invite(town)
    for _ in range(limits.CODE_TRIES):
        assert _code(_post(town, _ask(town, sheet, proof="00" * 32))) == "enrol.code-wrong"
    assert _code(_post(town, _ask(town, sheet))) == "enrol.code-wrong"


def test_a_code_for_an_officer_makes_no_device_and_the_other_way_round(town: Town) -> None:
    sheet = _invite(town)
    assert _code(_post(town, _ask(town, sheet, subject=Subject.OFFICER))) == "enrol.code-wrong"


def test_a_request_for_another_subject_is_refused(town: Town) -> None:
    sheet = _invite(town)
    csr = make_csr(generate_signing_key(town.bureau.entropy), "D-OTHER1", "x")
    proof = enrolment_proof(code_verifier(sheet.code), csr).hex()
    answer = _post(town, _ask(town, sheet, csr=csr.decode(), proof=proof))
    assert _code(answer) == "enrol.request-wrong"


def test_no_certificate_before_a_person_approved_and_none_after_a_refusal(town: Town) -> None:
    sheet = _invite(town)
    status = decode(_post(town, _ask(town, sheet)).content, EnrolStatus)
    path = f"/v1/enrol/{status.id}"
    assert decode(town.client.get(path).content, EnrolStatus).certificate == ""
    with town.bureau.database.write() as connection:
        town.bureau.enrolment.refuse(
            connection, sheet.code.name, now=town.clock.now(), who="account:leader"
        )
    refused = decode(town.client.get(path).content, EnrolStatus)
    assert (refused.state, refused.certificate) == ("refused", "")
    assert town.client.get("/v1/enrol/" + "0" * 64).status_code == 404


def test_the_database_holds_no_code(town: Town) -> None:
    sheet = _invite(town)
    with town.bureau.database.read() as connection:
        row = connection.execute(select(schema.enrol_code)).all()
    assert sheet.code.secret not in str(row)


def test_a_session_request_counts_once(laptop: Laptop) -> None:
    statement = SessionStatement(
        device=laptop.device_id, nonce="ab" * 16, lanes=(laptop.head,), epoch=0
    )
    signed = sign_statement(
        "application/vnd.insp.session+json;v=1", encode(statement), laptop.device
    )
    body = encode(SessionRequest(statement=signed))
    assert laptop.client.post("/v1/session", content=body).status_code == 200
    assert _code(laptop.client.post("/v1/session", content=body)) == "chain.replayed"


def test_a_token_ends_after_a_quarter_of_an_hour(town: Town, laptop: Laptop) -> None:
    token = laptop.token
    assert laptop.client.get("/v1/feed", headers=token).status_code == 200
    town.clock.advance(timedelta(seconds=limits.SESSION_S))
    assert _code(laptop.client.get("/v1/feed", headers=token)) == "auth.token-expired"


def test_a_revoked_device_is_turned_away_at_once(town: Town, laptop: Laptop) -> None:
    token = laptop.token
    with town.bureau.database.write() as connection:
        connection.execute(
            update(schema.certificate)
            .where(schema.certificate.c.subject_id == laptop.device_id)
            .values(revoked_since=1)
        )
    assert _code(laptop.client.get("/v1/feed", headers=token)) == "auth.device-revoked"
    record = laptop.seal()
    assert laptop.send(record).status_code == 403


def test_more_than_ten_sessions_a_minute_are_too_many(laptop: Laptop) -> None:
    for _ in range(limits.SESSIONS_PER_MINUTE):
        laptop.open_session()
    statement = SessionStatement(
        device=laptop.device_id, nonce="cd" * 16, lanes=(laptop.head,), epoch=0
    )
    signed = sign_statement(
        "application/vnd.insp.session+json;v=1", encode(statement), laptop.device
    )
    answer = laptop.client.post("/v1/session", content=encode(SessionRequest(statement=signed)))
    assert (answer.status_code, _code(answer)) == (429, "rate.limited")
    assert int(answer.headers["retry-after"]) > 0


def test_honest_deliveries_never_meet_the_limit_that_stops_hammering(
    small_laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REQUESTS_PER_MINUTE", 5)
    laptop = small_laptop
    for n in range(8):
        assert laptop.send(laptop.seal(evidence=(b"photo %d" % n,))).status_code == 201
    answers = [laptop.client.get("/v1/feed", headers=laptop.token) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


def _put(laptop: Laptop, record: SealedRecord, headers: dict[str, str]) -> httpx.Response:
    return laptop.client.put(
        f"/v1/records/{record.record_id}", content=record.body, headers=headers
    )


def test_older_and_skipped_requests_are_refused_with_the_servers_head(laptop: Laptop) -> None:
    start = laptop.head
    record = laptop.seal()
    assert laptop.send(record).status_code == 201
    one = laptop.head
    assert laptop.send(laptop.seal()).status_code == 201
    path = f"/v1/records/{record.record_id}"
    for head, code in (
        (start, "chain.replayed"),
        (one, "chain.replayed"),
        (LaneHead(lane=Lane.NET, seq=7, head="0" * 64), "chain.broken"),
        (LaneHead(lane=Lane.NET, seq=laptop.head.seq, head="1" * 64), "chain.broken"),
    ):
        answer = _put(laptop, record, laptop.header("PUT", path, record.body, head))
        problem = read_problem(answer.status_code, answer.content)
        assert (answer.status_code, problem.code) == (409, code)
        assert problem.extras["seq"] == laptop.head.seq
        assert problem.extras["head"] == laptop.head.head


def test_a_signature_fits_one_method_path_body_and_device_only(town: Town, laptop: Laptop) -> None:
    record, other = laptop.seal(), laptop.seal()
    path = f"/v1/records/{record.record_id}"
    headers = laptop.header("PUT", path, record.body)
    assert _code(_put(laptop, other, headers)) == "auth.signature"
    wrong_body = laptop.client.put(path, content=other.body, headers=headers)
    assert _code(wrong_body) == "auth.signature"
    stranger = town.make_laptop("演示笔记本2")
    stolen = {**stranger.token, HEADER: headers[HEADER]}
    assert _code(_put(laptop, record, stolen)) == "auth.signature"
    assert _put(laptop, record, headers).status_code == 201


@pytest.mark.parametrize("header", ["", "x", "e30", "bm90IGpzb24"])
def test_a_header_that_is_no_envelope_is_refused(small_laptop: Laptop, header: str) -> None:
    laptop = small_laptop
    record = laptop.seal()
    answer = _put(laptop, record, {**laptop.token, HEADER: header} if header else laptop.token)
    assert answer.status_code in (400, 422)


def test_every_flipped_character_of_a_request_header_is_refused(small_laptop: Laptop) -> None:
    laptop = small_laptop
    record = laptop.seal()
    headers = laptop.header("PUT", f"/v1/records/{record.record_id}", record.body)
    value = headers[HEADER]
    for place in range(0, len(value), 37):
        letter = "A" if value[place] != "A" else "B"
        changed = value[:place] + letter + value[place + 1 :]
        answer = _put(laptop, record, {**headers, HEADER: changed})
        assert answer.status_code in (400, 401, 422), place
    assert _put(laptop, record, headers).status_code == 201


def test_an_expired_request_leaves_the_chain_where_it_is(town: Town, laptop: Laptop) -> None:
    record = laptop.seal()
    headers = laptop.header("PUT", f"/v1/records/{record.record_id}", record.body)
    town.clock.advance(timedelta(seconds=limits.REQUEST_LIFE_S))
    assert _code(_put(laptop, record, headers)) == "request.expired"
    assert laptop.send(record).status_code == 201


def test_a_wrong_body_advances_the_chain_like_any_answer(laptop: Laptop) -> None:
    answer = laptop.signed("PUT", f"/v1/records/{'0' * 32}", b"{}")
    assert (answer.status_code, _code(answer)) == (400, "request.malformed")
    assert laptop.send(laptop.seal()).status_code == 201


def test_another_protocol_version_is_named(small_laptop: Laptop) -> None:
    laptop = small_laptop
    answer = laptop.client.get("/v1/feed", headers={**laptop.token, "Insp-Protocol": "2"})
    assert (answer.status_code, _code(answer)) == (426, "protocol.upgrade")


def test_a_batch_counts_what_arrived_and_what_did_not(laptop: Laptop) -> None:
    good, alone, absent = (
        laptop.seal(evidence=(b"one", b"two")),
        laptop.seal(signers=laptop.officers[:1]),
        laptop.seal(evidence=(b"three",)),
    )
    rows = tuple(
        BatchRow(
            record_id=record.record_id,
            digest=record.digest,
            blobs=len(record.evidence),
            bytes=sum(map(len, record.evidence.values())),
        )
        for record in (good, alone, absent)
    )
    path = "/v1/batches/" + "ab" * 16
    listed = laptop.signed("PUT", path, encode(BatchList(rows=rows)))
    assert decode(listed.content, BatchCounts).absent == 3
    laptop.send(good)
    laptop.send(alone)
    closed = laptop.signed("POST", path + "/close", b"")
    counts = decode(closed.content, BatchCounts)
    assert counts.closed
    assert (counts.listed, counts.accepted, counts.quarantined, counts.absent) == (3, 1, 1, 1)
    assert (counts.blobs_listed, counts.blobs_here) == (3, 2)
    again = laptop.client.get(path, headers=laptop.token)
    assert decode(again.content, BatchCounts) == counts


def test_a_batch_id_belongs_to_one_list_and_one_device(town: Town, laptop: Laptop) -> None:
    path = "/v1/batches/" + "cd" * 16
    row = BatchRow(record_id="ab" * 16, digest="cd" * 32, blobs=0, bytes=0)
    assert laptop.signed("PUT", path, encode(BatchList(rows=(row,)))).status_code == 200
    other = BatchRow(record_id="ef" * 16, digest="cd" * 32, blobs=0, bytes=0)
    answer = laptop.signed("PUT", path, encode(BatchList(rows=(other,))))
    assert _code(answer) == "batch.changed"
    stranger = town.make_laptop("演示笔记本2")
    assert stranger.client.get(path, headers=stranger.token).status_code == 404


def test_the_header_of_one_lane_does_not_move_the_other(laptop: Laptop) -> None:
    record = laptop.seal()
    path = f"/v1/records/{record.record_id}"
    headers = laptop.header("PUT", path, record.body, LaneHead(lane=Lane.COURIER))
    assert _put(laptop, record, headers).status_code == 201
    assert laptop.send(laptop.seal()).status_code == 201
    assert hashlib.sha256(record.body).hexdigest() == record.digest
    assert to_header("{}")
