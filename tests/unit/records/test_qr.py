"""Texts of QR codes and page check codes: what was encoded is read back, nothing else is."""

from __future__ import annotations

import hashlib

import pytest

from inspector_app.errors import KnownError
from inspector_app.records import base45
from inspector_app.records.package import seal_entry
from inspector_app.records.qr import (
    PageMark,
    check_text,
    page_address,
    page_check,
    page_qr,
    read_check,
    read_page_qr,
    read_seal_qr,
    seal_qr,
)
from inspector_app.records.seal import decode_entry
from tests.builders.sealing import World, make_leaves, prepare, seal_core

ROOT, TEXT = bytes(range(32)), hashlib.sha256(b"page text").digest()


@pytest.mark.parametrize(
    ("data", "text"),
    [  # RFC 9285 section 4.3 and 4.4
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"", ""),
    ],
)
def test_published_base45(data: bytes, text: str) -> None:
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@pytest.mark.parametrize("text", ["A", "GGW", ":::", "::", "ab", "é", "0000", "ZZ"])
def test_no_second_reading_of_base45(text: str) -> None:
    with pytest.raises(KnownError) as caught:
        base45.decode(text)
    assert caught.value.code == "format.qr"


def test_the_seal_code_carries_the_entry_within_the_printed_size(world: World) -> None:
    entry = seal_entry(seal_core(world))
    assert len(entry) == 254
    text = seal_qr(entry)
    assert len(text) == 387, "alphanumeric version 12-M holds 419"
    assert set(text) <= set(base45.ALPHABET)
    assert read_seal_qr(text) == entry


def test_the_largest_seal_still_fits(world: World) -> None:
    supersedes = bytes(range(32))
    core = seal_core(world, make_leaves(), supersedes=supersedes)
    entry = seal_entry(core)
    assert len(entry) <= 272
    seal, envelope = decode_entry(read_seal_qr(seal_qr(entry)))
    assert seal.supersedes == supersedes[:8]
    assert len(envelope.signatures) == 2


def test_an_entry_too_large_to_scan_is_refused(world: World) -> None:
    with pytest.raises(KnownError) as caught:
        seal_qr(bytes(273))
    assert caught.value.code == "format.limit"


def test_page_codes_read_back_and_stay_small() -> None:
    mark = PageMark(bytes(range(16)), page_check(ROOT, 2, 3, TEXT), 2, 3)
    text = page_qr(mark)
    assert read_page_qr(text) == mark
    assert len(text) <= 61, "version 3-M"


@pytest.mark.parametrize(
    "text",
    [
        "INSP1:ABC",
        "INSPP1:",
        "INSPP1:ABC",
        "",
        "https://example.com",
        page_qr(PageMark(bytes(16), bytes(12), 1, 1)),
        page_qr(PageMark(bytes(15), bytes(13), 1, 1)),
        page_qr(PageMark(bytes(16), bytes(12) + b"\x01", 1, 1)),
        page_qr(PageMark(bytes(16), bytes(13), 2, 1)),
        page_qr(PageMark(bytes(16), bytes(13), 0, 1)),
        page_qr(PageMark(bytes(16), bytes(13), 1, 70000)),
    ],
)
def test_other_texts_are_no_page_codes(text: str) -> None:
    with pytest.raises(KnownError):
        read_page_qr(text)
    with pytest.raises(KnownError):
        read_seal_qr(text.replace("INSP1:", "x"))


def test_the_page_check_depends_on_root_page_and_text() -> None:
    base = page_check(ROOT, 1, 3, TEXT)
    assert base == page_check(ROOT, 1, 3, TEXT)
    others = {
        page_check(bytes(32), 1, 3, TEXT),
        page_check(ROOT, 2, 3, TEXT),
        page_check(ROOT, 1, 4, TEXT),
        page_check(ROOT, 1, 3, bytes(32)),
    }
    assert len(others) == 4
    assert base not in others


def test_the_page_check_is_the_first_hundred_bits() -> None:
    digest = hashlib.sha256(b"insp-page-v1" + ROOT + b"\x00\x01\x00\x03" + TEXT).digest()
    bits = "".join(f"{byte:08b}" for byte in digest)[:100]
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    expected = "".join(alphabet[int(bits[place : place + 5], 2)] for place in range(0, 100, 5))
    text = check_text(page_check(ROOT, 1, 3, TEXT))
    assert text.replace("-", "") == expected
    assert [len(part) for part in text.split("-")] == [5, 5, 5, 5]


def test_a_check_code_is_read_as_people_type_it() -> None:
    check = page_check(ROOT, 1, 3, TEXT)
    text = check_text(check)
    assert read_check(text) == check
    assert read_check(text.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == check
    for wrong in ("", text[:-1], text + "0", text.replace(text[0], "U", 1)):
        with pytest.raises(KnownError):
            read_check(wrong)


@pytest.mark.parametrize(("page", "pages"), [(0, 1), (2, 1), (1, 65536)])
def test_pages_outside_the_document_have_no_check(page: int, pages: int) -> None:
    with pytest.raises(ValueError, match="page"):
        page_check(ROOT, page, pages, TEXT)


def test_the_public_address_is_short_and_tells_nothing(world: World) -> None:
    entry = seal_entry(seal_core(world))
    address = page_address("bureau.example", entry, 12)
    assert len(address) <= 88
    assert address.startswith("https://bureau.example/a/")
    assert prepare(world, make_leaves()).root.hex() not in address
