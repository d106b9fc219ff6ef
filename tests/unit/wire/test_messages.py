"""Promises of the single messages: headers, codes, feed, bodies, problems."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.clock import CHINA
from inspector_app.crypto.trust import Revocation, RevocationList
from inspector_app.domain.identifiers import UnitId
from inspector_app.domain.units import InspectedUnit, UnitCategory
from inspector_app.errors import KnownError, catalogue
from inspector_app.wire import limits
from inspector_app.wire.blobs import (
    BlobRef,
    format_digest,
    format_flag,
    format_limit,
    read_digest,
    read_flag,
    read_integer,
)
from inspector_app.wire.codec import encode
from inspector_app.wire.enrol import (
    CODE_RANDOM_BYTES,
    code_verifier,
    device_id_of,
    make_code,
    read_code,
)
from inspector_app.wire.feed import (
    DecisionNote,
    FeedAction,
    FeedKind,
    FeedValue,
    FormRef,
    LawRef,
    ReceiptNote,
    encode_statement,
    file_of,
    read_statement,
)
from inspector_app.wire.problems import (
    Problem,
    encode_problem,
    error_of,
    problem_of,
    read_problem,
)
from inspector_app.wire.records import (
    CORE_FILES,
    RecordBody,
    body_digest,
    encode_body,
    read_body,
)
from inspector_app.wire.signed import from_header, to_header

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=CHINA)
FILES = {name: name.encode() for name in CORE_FILES}
DIGEST = hashlib.sha256(b"photo").hexdigest()


# --- codes ------------
@given(st.binary(min_size=CODE_RANDOM_BYTES, max_size=CODE_RANDOM_BYTES))
def test_a_code_survives_paper_and_hand(random: bytes) -> None:
    code = make_code(random)
    assert len(code.printed.replace("-", "")) == 32
    typed = code.printed.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(typed) == code
    assert len(code_verifier(code)) == 64
    assert device_id_of(code) == f"D-{code.name}"


def test_codes_differ_in_every_random_bit() -> None:
    zero = make_code(bytes(20))
    codes = {make_code((1 << bit).to_bytes(20, "big")).printed for bit in range(160)}
    assert len(codes | {zero.printed}) == 161
    with pytest.raises(ValueError, match="20 random bytes"):
        make_code(bytes(19))


@pytest.mark.parametrize("typed", ["", "0000", "0" * 31, "0" * 33, "U" * 32, "！" * 32])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(KnownError, match="code-wrong"):
        read_code(typed)


# --- upload headers ------------
@given(st.binary(min_size=32, max_size=32))
def test_a_digest_header_comes_back(digest: bytes) -> None:
    assert read_digest(format_digest(digest.hex())) == digest.hex()
    assert read_digest(f"sha-512=:AAAA:, {format_digest(digest.hex())}") == digest.hex()


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "sha-256=AAAA",
        "sha-256=:AAAA:",
        "sha-256=:" + "A" * 43 + "*:",
        "sha-256=:" + "=" * 44 + ":",
        "sha-256=:" + "A" * 44 + ":",
        f"{format_digest('ab' * 32)}, {format_digest('cd' * 32)}",
    ],
)
def test_other_digest_headers_are_refused(text: str | None) -> None:
    with pytest.raises(KnownError, match=r"upload\.header"):
        read_digest(text)


def test_flags_and_integers_have_one_form() -> None:
    assert read_flag("x", format_flag(True))
    assert not read_flag("x", " ?0 ")
    assert read_integer("x", "0") == 0
    assert read_integer("x", "999999999999999") == 999_999_999_999_999
    for text in (None, "", "?2", "1", "true"):
        with pytest.raises(KnownError):
            read_flag("x", text)
    for number in (None, "", "-1", "+1", "01", "1.0", "1e3", "1" * 16, "٣"):
        with pytest.raises(KnownError):
            read_integer("x", number)
    assert f"max-size={limits.BLOB_BYTES}" in format_limit()


def test_an_envelope_travels_in_a_header() -> None:
    assert from_header(to_header('{"a":1}')) == '{"a":1}'
    for value in (None, "", "A" * (limits.HEADER_BYTES + 1), "***", "_w"):
        with pytest.raises(KnownError):
            from_header(value)


# --- feed ------------
UNIT = InspectedUnit(
    UnitId("u-1"), UnitCategory.IDC_ROOM, "示例机房（演示）", "", "", "", "", version=3
)
FORM = FormRef(form_id="f", version="1", title="t", name="f.xlsx", sha256="ab" * 32, size=1)
VALUES: list[tuple[FeedKind, FeedValue, tuple[str, int]]] = [
    (FeedKind.UNIT, UNIT, ("u-1", 3)),
    (FeedKind.FORM, FORM, ("f", 0)),
    (FeedKind.LAW, LawRef(version="1", sha256="ab" * 32, size=1), ("law", 0)),
    (
        FeedKind.REVOCATION,
        RevocationList(NOON, (Revocation("p-1", b"\x01" * 8, NOON, "遗失"),)),
        ("list", 0),
    ),
    (FeedKind.RECEIPT, ReceiptNote(record_id="ab" * 16, digest="ab" * 32), ("ab" * 16, 1)),
    (
        FeedKind.DECISION,
        DecisionNote(
            quarantine_id="q", record_id="ab" * 16, accepted=False, reason="x", decided_at=NOON
        ),
        ("q", 1),
    ),
]


@pytest.mark.parametrize(("kind", "value", "filed"), VALUES)
def test_feed_values_come_back_equal_and_are_filed(
    kind: FeedKind, value: FeedValue, filed: tuple[str, int]
) -> None:
    assert file_of(kind, value) == filed
    statement, again = read_statement(encode_statement(kind, filed[0], 7, value))
    assert again == value
    assert (statement.kind, statement.version, statement.action) == (kind, 7, FeedAction.PUT)


def test_a_withdrawal_has_no_value() -> None:
    statement, value = read_statement(encode_statement(FeedKind.UNIT, "u-1", 4, None))
    assert statement.action is FeedAction.WITHDRAW
    assert value is None


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises(KnownError):
        file_of(FeedKind.UNIT, FORM)
    with pytest.raises(KnownError):
        read_statement(encode_statement(FeedKind.OFFICER, "u-1", 1, UNIT))


# --- record bodies ------------
def test_a_body_comes_back_and_names_each_blob_once() -> None:
    data = encode_body(
        FILES, evidence={DIGEST: 5, "ab" * 32: 1}, thumbnails={DIGEST: 5}, document=("cd" * 32, 9)
    )
    body = read_body(data)
    assert body.files == FILES
    assert [ref.sha256 for ref in body.blobs] == sorted({DIGEST, "ab" * 32, "cd" * 32})
    assert body_digest(data) == hashlib.sha256(data).hexdigest()
    assert encode_body(FILES, evidence={}) == encode_body(
        dict(reversed(FILES.items())), evidence={}
    )


@pytest.mark.parametrize(
    "files",
    [
        {name: FILES[name] for name in CORE_FILES[1:]},
        {**FILES, "evidence": b""},
        {},
    ],
)
def test_other_files_than_the_core_are_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(KnownError, match="malformed"):
        encode_body(files, evidence={})
    with pytest.raises(KnownError, match="malformed"):
        read_body(encode(RecordBody(files=files)))


def test_blobs_out_of_order_or_twice_are_refused() -> None:
    one, two = (BlobRef(sha256=digit * 64, size=1) for digit in "ab")
    for refs in ((two, one), (one, one)):
        with pytest.raises(KnownError, match="ascending"):
            read_body(encode(RecordBody(files=FILES, evidence=refs)))


def test_limits_hold_at_their_edge() -> None:
    def sizes(count: int) -> dict[str, int]:
        return {f"{n:064x}": 1 for n in range(count)}

    read_body(encode_body(FILES, evidence=sizes(limits.BLOBS_PER_RECORD)))
    with pytest.raises(KnownError, match="too-large"):
        encode_body(FILES, evidence=sizes(limits.BLOBS_PER_RECORD + 1))
    with pytest.raises(KnownError, match="too-large"):
        encode_body({**FILES, "leaves.bin": bytes(limits.BODY_BYTES)}, evidence={})


def test_decoded_files_are_limited_too(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encode_body(FILES, evidence={})
    monkeypatch.setattr(limits, "BODY_DECODED_BYTES", sum(map(len, FILES.values())) - 1)
    with pytest.raises(KnownError, match="too-large"):
        read_body(data)


# --- problems ------------
def test_a_problem_carries_code_slots_and_both_languages() -> None:
    problem = problem_of(KnownError("record.blobs-missing", count=2, want=["a"], odd=object()))
    again = read_problem(422, encode_problem(problem))
    assert again == problem
    assert (again.status, again.code, again.retryable) == (422, "record.blobs-missing", True)
    assert again.extras == {"count": 2, "want": ["a"]}
    assert again.type == "urn:inspector:problem:record.blobs-missing"
    assert "2" in again.detail
    error = error_of(again)
    assert error.code == "record.blobs-missing"
    assert "2 evidence files" in error.sentence("en")


def test_upload_problems_have_their_registered_types() -> None:
    for code in ("upload.offset", "upload.complete", "upload.length"):
        assert problem_of(KnownError(code)).type.startswith("https://iana.org/")


def test_a_foreign_page_is_no_problem_document() -> None:
    for body in (b"<html>please log in</html>", b"", b"\xff", b"[]", b"{}"):
        problem = read_problem(511, body)
        assert (problem.code, problem.status, problem.retryable) == ("sync.answer-odd", 511, True)
    assert not read_problem(302, b"").retryable


def test_a_code_of_a_newer_bureau_keeps_its_text() -> None:
    newer = Problem(type="x", title="new", status=409, code="future.thing", detail="新的情况")
    error = error_of(newer)
    assert error.code == "sync.answer-unknown"
    assert "新的情况" in error.sentence("zh")


def test_slots_called_like_parameters_do_no_harm() -> None:
    problem = problem_of(KnownError("server.busy"), code="x", self="y", nested={"a": [1, {"b": 2}]})
    assert error_of(problem).slots == {"nested": {"a": [1, {"b": 2}]}}


def test_every_code_named_by_the_design_is_in_the_catalogue() -> None:
    design = {
        "auth.token-expired": 401, "auth.device-revoked": 403, "device.rolled-back": 403,
        "chain.replayed": 409, "chain.broken": 409, "upload.offset": 409, "upload.gone": 404,
        "blob.digest": 422, "record.blobs-missing": 422, "record.conflict": 409,
        "record.not-verified": 422, "request.malformed": 400, "request.too-large": 413,
        "feed.resync": 410, "protocol.upgrade": 426, "rate.limited": 429, "server.busy": 503,
        "server.storage": 507,
    }  # fmt: skip
    assert {code: catalogue()[code].http_status for code in design} == design
