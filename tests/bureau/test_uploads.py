"""Promises of resumable uploads: the offset is what is durable, no wrong byte becomes a blob."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from inspector_app.wire import limits
from inspector_app.wire.blobs import BlobRef, BlobsAnswer, BlobsCheck
from inspector_app.wire.codec import decode, encode
from inspector_app.wire.problems import read_problem

if TYPE_CHECKING:
    from tests.bureau.conftest import Laptop, Town

DATA = bytes(range(256)) * 8192  # 2 MiB
PARTIAL = {"Content-Type": "application/partial-upload"}


def _digest(data: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


def _create(laptop: Laptop, data: bytes = DATA, **changes: str) -> httpx.Response:
    headers = {
        **laptop.token,
        "Upload-Complete": "?0",
        "Upload-Length": str(len(data)),
        "Repr-Digest": _digest(data),
    } | {name.replace("_", "-"): value for name, value in changes.items()}
    return laptop.client.post(
        "/v1/uploads", headers={name: value for name, value in headers.items() if value}
    )


def _patch(
    laptop: Laptop, place: str, offset: object, piece: bytes, *, last: bool = False, **more: str
) -> httpx.Response:
    headers = {
        **laptop.token,
        **PARTIAL,
        "Upload-Offset": str(offset),
        "Upload-Complete": "?1" if last else "?0",
    } | {name.replace("_", "-"): value for name, value in more.items()}
    return laptop.client.patch(place, content=piece, headers=headers)


def _head(laptop: Laptop, place: str) -> httpx.Response:
    return laptop.client.head(place, headers=laptop.token)


def _code(answer: httpx.Response) -> str:
    return read_problem(answer.status_code, answer.content).code


def _have(laptop: Laptop, data: bytes) -> BlobsAnswer:
    ref = BlobRef(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    answer = laptop.client.post(
        "/v1/blobs/check", content=encode(BlobsCheck(blobs=(ref,))), headers=laptop.token
    )
    return decode(answer.content, BlobsAnswer)


def test_pieces_make_a_blob_and_head_tells_where_it_stands(town: Town, laptop: Laptop) -> None:
    created = _create(laptop)
    assert created.status_code == 201
    place = created.headers["location"]
    assert "max-append-size=" in created.headers["upload-limit"]
    half = len(DATA) // 2
    first = _patch(laptop, place, 0, DATA[:half])
    assert (first.status_code, first.headers["upload-offset"]) == (204, str(half))
    stand = _head(laptop, place)
    assert stand.status_code == 204
    assert stand.headers["upload-offset"] == str(half)
    assert stand.headers["upload-complete"] == "?0"
    assert stand.headers["upload-length"] == str(len(DATA))
    assert stand.headers["cache-control"] == "no-store"
    [wanted] = _have(laptop, DATA).want
    assert (wanted.offset, wanted.upload) == (half, place.rpartition("/")[2])
    last = _patch(laptop, place, half, DATA[half:], last=True)
    assert (last.status_code, last.headers["upload-complete"]) == (204, "?1")
    assert _head(laptop, place).headers["upload-complete"] == "?1"
    digest = hashlib.sha256(DATA).hexdigest()
    assert _have(laptop, DATA).have == (digest,)
    assert town.bureau.objects.read(digest) == DATA


def test_a_wrong_offset_is_told_the_right_one(laptop: Laptop) -> None:
    place = _create(laptop).headers["location"]
    _patch(laptop, place, 0, DATA[:1000])
    for offset in (0, 999, 1001, len(DATA)):
        answer = _patch(laptop, place, offset, b"x")
        assert (answer.status_code, _code(answer)) == (409, "upload.offset")
        assert answer.headers["upload-offset"] == "1000"
        assert answer.headers["upload-complete"] == "?0"
        assert "upload-limit" in answer.headers
        assert answer.headers["content-type"] == "application/problem+json"
    assert _head(laptop, place).headers["upload-offset"] == "1000"


@pytest.mark.parametrize("offset", ["-1", "1.0", "01", "?1", "", "1e3"])
def test_an_offset_that_is_no_integer_is_refused(small_laptop: Laptop, offset: str) -> None:
    laptop = small_laptop
    place = _create(laptop).headers["location"]
    answer = laptop.client.patch(
        place,
        content=b"x",
        headers=[
            *laptop.token.items(),
            *PARTIAL.items(),
            ("Upload-Offset", offset),
            ("Upload-Complete", "?0"),
        ],
    )
    assert (answer.status_code, _code(answer)) == (400, "upload.header")


def test_missing_headers_and_another_type_are_refused(small_laptop: Laptop) -> None:
    laptop = small_laptop
    assert _code(_create(laptop, Upload_Complete="")) == "upload.header"
    assert _code(_create(laptop, Repr_Digest="")) == "upload.header"
    assert _code(_create(laptop, Repr_Digest="sha-512=:AAAA:")) == "upload.header"
    assert _code(_create(laptop, Upload_Length="x")) == "upload.header"
    place = _create(laptop).headers["location"]
    answer = _patch(laptop, place, 0, b"x", Content_Type="application/octet-stream")
    assert (answer.status_code, _code(answer)) == (415, "upload.type")


def test_more_than_declared_kills_the_upload(laptop: Laptop) -> None:
    place = _create(laptop, b"12345").headers["location"]
    answer = _patch(laptop, place, 0, b"123456")
    assert (answer.status_code, _code(answer)) == (409, "upload.length")
    assert _head(laptop, place).status_code == 404


def test_less_than_declared_cannot_be_complete(small_laptop: Laptop) -> None:
    laptop = small_laptop
    place = _create(laptop, b"12345").headers["location"]
    assert _code(_patch(laptop, place, 0, b"1234", last=True)) == "upload.length"


def test_another_length_on_the_way_is_refused(small_laptop: Laptop) -> None:
    laptop = small_laptop
    place = _create(laptop, b"12345").headers["location"]
    assert _code(_patch(laptop, place, 0, b"1", Upload_Length="6")) == "upload.length"


def test_a_piece_above_the_limit_is_refused_and_what_fits_is_kept(small_laptop: Laptop) -> None:
    laptop = small_laptop
    big = bytes(limits.APPEND_BYTES + 1)
    place = _create(laptop, big + b"x").headers["location"]
    answer = _patch(laptop, place, 0, big)
    assert (answer.status_code, _code(answer)) == (413, "request.too-large")
    held = int(_head(laptop, place).headers["upload-offset"])
    assert 0 <= held <= limits.APPEND_BYTES


def test_a_blob_above_the_limit_is_refused_at_once(laptop: Laptop) -> None:
    assert _create(laptop, Upload_Length=str(limits.BLOB_BYTES + 1)).status_code == 413
    assert _create(laptop, Upload_Length=str(limits.BLOB_BYTES)).status_code == 201


def test_bytes_that_do_not_have_the_digest_vanish_and_are_wanted_again(
    town: Town, laptop: Laptop
) -> None:
    place = _create(laptop, b"12345").headers["location"]
    answer = _patch(laptop, place, 0, b"1234X", last=True)
    assert (answer.status_code, _code(answer)) == (422, "blob.digest")
    assert _head(laptop, place).status_code == 404
    [wanted] = _have(laptop, b"12345").want
    assert (wanted.offset, wanted.upload) == (0, None)
    assert not town.bureau.objects.has(hashlib.sha256(b"12345").hexdigest())


def test_delete_cancels_and_nothing_can_follow(laptop: Laptop) -> None:
    place = _create(laptop).headers["location"]
    assert laptop.client.delete(place, headers=laptop.token).status_code == 204
    assert laptop.client.delete(place, headers=laptop.token).status_code == 404
    assert _head(laptop, place).status_code == 404
    assert _code(_patch(laptop, place, 0, b"x")) == "upload.gone"


def test_nothing_is_added_after_completion(laptop: Laptop) -> None:
    place = _create(laptop, b"12345").headers["location"]
    _patch(laptop, place, 0, b"12345", last=True)
    assert _code(_patch(laptop, place, 5, b"", last=True)) == "upload.complete"


def test_an_upload_belongs_to_its_device(town: Town, laptop: Laptop) -> None:
    place = _create(laptop).headers["location"]
    other = town.make_laptop("演示笔记本2")
    assert _head(other, place).status_code == 404
    assert _patch(other, place, 0, b"x").status_code == 404
    assert other.client.delete(place, headers=other.token).status_code == 404
    assert _have(other, DATA).have == ()


def test_no_more_uploads_are_open_than_allowed(laptop: Laptop) -> None:
    for n in range(limits.OPEN_UPLOADS):
        assert _create(laptop, b"blob %d" % n).status_code == 201
    answer = _create(laptop, b"one more")
    assert (answer.status_code, _code(answer)) == (429, "upload.too-many")
    assert "retry-after" in answer.headers


def test_an_unfinished_upload_expires(town: Town, laptop: Laptop) -> None:
    place = _create(laptop).headers["location"]
    town.clock.advance(timedelta(days=14, seconds=1))
    laptop.open_session()
    assert _head(laptop, place).status_code == 404
    [wanted] = _have(laptop, DATA).want
    assert wanted.upload is None or _create(laptop).status_code == 201


def test_without_a_token_nothing_is_told(small_laptop: Laptop) -> None:
    laptop = small_laptop
    place = _create(laptop).headers["location"]
    for answer in (
        laptop.client.head(place),
        laptop.client.patch(place, content=b"x", headers=PARTIAL),
        laptop.client.post("/v1/uploads"),
        laptop.client.post("/v1/blobs/check", content=b"{}"),
        laptop.client.head(place, headers={"Authorization": "Bearer guessed"}),
    ):
        assert answer.status_code == 401


def test_too_many_digests_in_one_question_are_refused(small_laptop: Laptop) -> None:
    laptop = small_laptop
    refs = tuple(BlobRef(sha256=f"{n:064x}", size=1) for n in range(limits.CHECK_DIGESTS + 1))
    body = encode(BlobsCheck(blobs=refs[:-1]))
    assert laptop.client.post("/v1/blobs/check", content=body, headers=laptop.token).is_success
    body = encode(BlobsCheck(blobs=refs))
    answer = laptop.client.post("/v1/blobs/check", content=body, headers=laptop.token)
    assert answer.status_code == 413
