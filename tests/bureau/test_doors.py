"""Every forged door to the bureau: nothing accepted, nothing half-stored, the honest go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from inspector_app.bureau import schema
from inspector_app.wire.problems import read_problem
from inspector_app.wire.records import encode_body
from inspector_app.wire.requests import HEADER

if TYPE_CHECKING:
    from tests.bureau.conftest import Laptop, Town

KEPT = (schema.record, schema.record_key, schema.log_leaf, schema.blob_ref, schema.closing)


def kept(town: Town) -> list[int]:
    """Rows of every table that only an accepted record may touch."""
    with town.bureau.database.read() as connection:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in KEPT
        ]


def reasons(town: Town, laptop: Laptop, **how: object) -> set[str]:
    before = kept(town)
    answer = laptop.send(laptop.seal(**how))  # type: ignore[arg-type]
    assert answer.status_code == 422, answer.text
    assert kept(town) == before
    problem = read_problem(answer.status_code, answer.content)
    return {reason["code"] for reason in problem.extras["reasons"]}


def test_no_signature_and_the_same_one_twice_are_held(town: Town, laptop: Laptop) -> None:
    first = laptop.officers[0]
    assert reasons(town, laptop, signers=()) >= {"officers.fewer", "sign.missing"}
    assert reasons(town, laptop, signers=(first, first)) >= {
        "officers.same-person",
        "officers.same-credential",
        "officers.same-key",
    }


def test_a_body_whose_parts_are_of_two_records_is_held(town: Town, laptop: Laptop) -> None:
    one, two = laptop.seal(), laptop.seal()
    before = kept(town)
    files = {**one.core.files(), "seal.dsse.json": two.core.files()["seal.dsse.json"]}
    for identity, status in ((one.record_id, 400), (two.record_id, 422)):
        answer = laptop.signed("PUT", f"/v1/records/{identity}", encode_body(files, evidence={}))
        assert answer.status_code == status, answer.text
    assert kept(town) == before
    assert laptop.send(two).status_code == 201


def test_a_request_seen_before_has_no_second_effect(town: Town, laptop: Laptop) -> None:
    record = laptop.seal()
    path = f"/v1/records/{record.record_id}"
    headers = laptop.header("PUT", path, record.body)
    assert laptop.client.put(path, content=record.body, headers=headers).status_code == 201
    laptop.head = laptop.following
    after = kept(town)
    for _ in range(3):
        again = laptop.client.put(path, content=record.body, headers=headers)
        assert again.status_code == 201  # the answer of the first time
    assert kept(town) == after
    stranger = town.make_laptop("演示笔记本2")
    theirs = {**stranger.token, HEADER: headers[HEADER]}
    assert laptop.client.put(path, content=record.body, headers=theirs).status_code == 401
    assert laptop.client.put(path, content=record.body).status_code == 401
    assert kept(town) == after
