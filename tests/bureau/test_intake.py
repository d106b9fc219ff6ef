"""Promises of intake: accepted once, answered the same for ever, never dropped, never half."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import Table, func, select

from inspector_app.bureau import schema
from inspector_app.crypto.trust import Revocation, RevocationList, TrustAnchors
from inspector_app.records.package import ReceiptFiles, open_core
from inspector_app.records.receipt import check_receipt
from inspector_app.records.verdict import Fact, State
from inspector_app.records.verify import verify_package
from inspector_app.wire.codec import decode
from inspector_app.wire.feed import FeedKind
from inspector_app.wire.problems import read_problem
from inspector_app.wire.records import ReceiptAnswer, encode_body

if TYPE_CHECKING:
    from tests.bureau.conftest import Laptop, Town


def _count(town: Town, table: Table) -> int:
    with town.bureau.database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_an_honest_record_gets_a_receipt_that_covers_every_blob(town: Town, laptop: Laptop) -> None:
    record = laptop.seal(evidence=(b"photo one", b"photo two" * 1000))
    answer = laptop.send(record)
    assert answer.status_code == 201, answer.text
    receipt = decode(answer.content, ReceiptAnswer)
    package = open_core(record.core)
    files = ReceiptFiles(receipt.receipt.encode(), receipt.proof.encode())
    findings = check_receipt(
        files,
        record_id=package.seal.record_id,
        root=package.seal.root,
        entry=package.entry,
        evidence=[bytes.fromhex(digest) for digest in record.evidence],
        anchors=TrustAnchors((town.bureau.keys.authority.root,)),
    )
    assert findings.reasons == ()
    verdict = verify_package(
        package, anchors=town.bureau.keys.anchors, receipt=files, evidence=record.evidence
    )
    assert verdict.state(Fact.RECEIVED) is State.YES
    assert verdict.state(Fact.TWO_OFFICERS) is State.YES


def test_same_bytes_twice_give_the_same_receipt_from_any_device(town: Town, laptop: Laptop) -> None:
    record = laptop.seal(evidence=(b"photo",))
    first = laptop.send(record)
    for _ in range(5):  # the log grows; the receipt stays
        assert laptop.send(laptop.seal()).status_code == 201
    again = laptop.send(record)
    other = town.make_laptop("演示笔记本2").send(record)
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 200)
    assert first.content == again.content == other.content
    fetched = laptop.client.get(f"/v1/records/{record.record_id}/receipt", headers=laptop.token)
    assert fetched.content == first.content


def test_another_device_cannot_ask_for_a_receipt_it_has_no_part_in(
    town: Town, laptop: Laptop
) -> None:
    record = laptop.seal()
    assert laptop.send(record).status_code == 201
    stranger = town.make_laptop("演示笔记本2")
    answer = stranger.client.get(f"/v1/records/{record.record_id}/receipt", headers=stranger.token)
    assert answer.status_code == 404


def test_a_lost_acknowledgement_is_answered_again_without_a_second_effect(
    town: Town, laptop: Laptop
) -> None:
    record = laptop.seal()
    path = f"/v1/records/{record.record_id}"
    headers = laptop.header("PUT", path, record.body)
    first = laptop.client.put(path, content=record.body, headers=headers)
    again = laptop.client.put(path, content=record.body, headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert _count(town, schema.record) == _count(town, schema.log_leaf) == 1


def test_missing_blobs_are_named_and_nothing_is_stored(town: Town, laptop: Laptop) -> None:
    record = laptop.seal(evidence=(b"one", b"two"))
    laptop.upload(b"one")
    answer = laptop.send(record, evidence=False)
    problem = read_problem(answer.status_code, answer.content)
    assert (answer.status_code, problem.code) == (422, "record.blobs-missing")
    missing = [digest for digest, data in record.evidence.items() if data == b"two"]
    assert problem.extras["want"] == missing
    assert _count(town, schema.record) == _count(town, schema.quarantine) == 0
    laptop.upload(b"two")
    assert laptop.send(record, evidence=False).status_code == 201


def test_a_blob_another_device_sent_does_not_count_as_sent(town: Town, laptop: Laptop) -> None:
    other = town.make_laptop("演示笔记本2")
    other.upload(b"photo")
    record = laptop.seal(evidence=(b"photo",))
    assert laptop.send(record, evidence=False).status_code == 422


def test_another_record_under_a_known_id_is_a_conflict_and_kept(town: Town, laptop: Laptop) -> None:
    first = laptop.seal()
    assert laptop.send(first).status_code == 201
    second = laptop.seal(record_id=first.record_id)
    answer = laptop.send(second)
    problem = read_problem(answer.status_code, answer.content)
    assert (answer.status_code, problem.code) == (409, "record.conflict")
    assert _count(town, schema.quarantine) == 1
    with town.bureau.database.read() as connection:
        assert (
            bytes(connection.execute(select(schema.quarantine.c.body)).scalar_one()) == second.body
        )


def _held_codes(answer: httpx.Response) -> set[str]:
    problem = read_problem(answer.status_code, answer.content)
    assert (answer.status_code, problem.code) == (422, "record.not-verified")
    assert problem.extras["quarantine_id"]
    return {reason["code"] for reason in problem.extras["reasons"]}


def test_one_officer_alone_is_held_not_accepted(town: Town, laptop: Laptop) -> None:
    record = laptop.seal(signers=laptop.officers[:1])
    assert "officers.fewer" in _held_codes(laptop.send(record))
    assert _count(town, schema.record) == _count(town, schema.log_leaf) == 0
    assert _count(town, schema.quarantine) == 1


def test_the_same_person_with_two_keys_is_held(town: Town, laptop: Laptop) -> None:
    second_key = town.enrol_officer(1)
    record = laptop.seal(signers=(laptop.officers[0], second_key))
    assert "officers.same-person" in _held_codes(laptop.send(record))


def test_a_device_signing_as_officer_is_held(town: Town, laptop: Laptop) -> None:
    record = laptop.seal(signers=(laptop.officers[0], laptop.device))
    assert "officers.role" in _held_codes(laptop.send(record))


def test_officers_of_another_agency_are_held(town: Town, laptop: Laptop) -> None:
    record = laptop.seal(leaves={"/assignment/agency": "示例市另一支队"})
    assert "officers.agency" in _held_codes(laptop.send(record))


def test_a_revoked_officer_is_held_from_the_moment_the_list_says_so(
    town: Town, laptop: Laptop
) -> None:
    before = laptop.seal()
    assert laptop.send(before).status_code == 201
    bureau = town.bureau
    entry = Revocation("p-0001", b"", town.clock.now(), "证件丢失")
    with bureau.database.write() as connection:
        bureau.feed.put(
            connection,
            FeedKind.REVOCATION,
            RevocationList(town.clock.now(), (entry,)),
            at_ms=1,
        )
    assert "cert.revoked" in _held_codes(laptop.send(laptop.seal()))
    assert laptop.send(before).status_code == 200


def test_an_altered_leaf_is_held_with_the_reason(town: Town, laptop: Laptop) -> None:
    record = laptop.seal()
    core = record.core
    changed = core.disclosures.replace("入口悬挂标志".encode(), "入口没有标志".encode())
    assert changed != core.disclosures
    body = encode_body({**core.files(), "disclosures.jsonl": changed}, evidence={})
    answer = laptop.signed("PUT", f"/v1/records/{record.record_id}", body)
    codes = _held_codes(answer)
    assert codes & {"tree.leaf-unknown", "format.not-canonical"}


def test_the_same_held_bytes_keep_their_quarantine_number(town: Town, laptop: Laptop) -> None:
    record = laptop.seal(signers=laptop.officers[:1])
    path = f"/v1/records/{record.record_id}"
    numbers = {
        read_problem(422, laptop.signed("PUT", path, record.body).content).extras["quarantine_id"]
        for _ in range(3)
    }
    assert len(numbers) == 1


def test_two_records_under_one_chain_number_are_a_fork_and_held(town: Town, laptop: Laptop) -> None:
    assert laptop.send(laptop.seal(seq=7)).status_code == 201
    assert _held_codes(laptop.send(laptop.seal(seq=7))) == {"chain.fork"}


def test_an_id_that_is_not_the_records_is_refused(town: Town, laptop: Laptop) -> None:
    record = laptop.seal()
    answer = laptop.signed("PUT", f"/v1/records/{'0' * 32}", record.body)
    assert read_problem(answer.status_code, answer.content).code == "record.id-mismatch"
    assert _count(town, schema.quarantine) == 0


@pytest.mark.parametrize("devices", [8])
def test_one_record_from_many_devices_at_once_has_one_effect(
    town: Town, laptop: Laptop, devices: int
) -> None:
    record = laptop.seal(evidence=(b"photo",))
    others = [town.make_laptop(f"演示笔记本{n}") for n in range(2, 2 + devices)]
    for other in others:
        other.upload(b"photo")
    with ThreadPoolExecutor(devices) as pool:
        answers = list(pool.map(lambda other: other.send(record, evidence=False), others))
    assert sorted(answer.status_code for answer in answers) == [200] * (devices - 1) + [201]
    assert len({answer.content for answer in answers}) == 1
    assert _count(town, schema.record) == _count(town, schema.log_leaf) == 1
