"""The package file: one form, readable by any zip tool, and nothing smuggled in."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.crypto.certificates import read_pem
from inspector_app.errors import KnownError
from inspector_app.records.container import read_container, write_container
from inspector_app.records.package import (
    CORE_FILES,
    CorePackage,
    ReceiptFiles,
    open_core,
    open_package,
    seal_entry,
    withhold,
    write_package,
)
from tests.builders.sealing import World, make_leaves, receipt_for, seal_core

PHOTO = b"\xff\xd8 an untouched original"
DIGEST = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture(scope="module")
def core(world: World) -> CorePackage:
    return seal_core(world, make_leaves({DIGEST: len(PHOTO)}))


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_a_package_reads_back_as_written(world: World, core: CorePackage) -> None:
    receipt = receipt_for(world, core, evidence=[DIGEST])
    data = write_package(core, {DIGEST: PHOTO}, {DIGEST: PHOTO}, receipt)
    package = open_package(data)
    assert package.core == core
    assert package.receipt == receipt
    assert bytes(package.evidence[DIGEST]) == PHOTO
    assert bytes(package.derivatives[DIGEST]) == PHOTO
    assert package.record_id == "019a0000000070008000000000000001"
    assert package.entry == seal_entry(core)
    assert package.leaves["/unit/name"] == "示例网吧（演示）"
    assert "/padding" not in package.leaves
    assert package.padding is not None
    assert package.content().unit["name"] == "示例网吧（演示）"
    assert CorePackage.from_files(package.core_files) == core


def test_the_same_parts_give_the_same_bytes(core: CorePackage, tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(PHOTO)
    assert write_package(core, {DIGEST: PHOTO}) == write_package(core, {DIGEST: path})


def test_any_zip_tool_opens_it(core: CorePackage) -> None:
    data = write_package(core, {DIGEST: PHOTO})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [*CORE_FILES, f"evidence/{DIGEST}"]
        for entry in archive.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.create_system == 3
            assert entry.external_attr >> 16 == 0o100644
            assert entry.flag_bits == 0


def test_certificates_hold_no_root(world: World, core: CorePackage) -> None:
    assert world.authority.root not in read_pem(core.certificates)


def test_content_under_a_wrong_digest_is_not_written(core: CorePackage) -> None:
    assert code_of(lambda: write_package(core, {DIGEST: b"other"})) == "evidence.altered"


def rezip(data: bytes, change: Callable[[list[tuple[str, bytes]]], object]) -> bytes:
    entries = [(name, bytes(content)) for name, content in read_container(data).entries.items()]
    change(entries)
    return write_container(entries)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda e: e.append(("readme.txt", b"")), "readme.txt"),
        (lambda e: e.insert(0, ("readme.txt", b"")), "readme.txt"),
        (lambda e: e.append(("release.dsse.json", b"{}")), "release.dsse.json"),
        (lambda e: e.append(("evidence/../../x", b"")), "evidence/../../x"),
        (lambda e: e.append(("evidence/" + "A" * 64, b"")), "evidence/" + "A" * 64),
        (lambda e: e.append(("derivative/short", b"")), "derivative/short"),
        (lambda e: e.append(("receipt.tlog-proof", b"")), "receipt.tlog-proof"),
        (lambda e: e.append(("receipt.dsse.json", b"")), "receipt.dsse.json"),
        (lambda e: e.pop(), "certs.pem"),
        (lambda e: e.reverse(), "order"),
    ],
)
def test_other_entries_are_refused_by_name(
    core: CorePackage, change: Callable[[list[tuple[str, bytes]]], object], place: str
) -> None:
    data = rezip(write_package(core), change)
    with pytest.raises(KnownError) as caught:
        open_package(data)
    assert caught.value.code == "format.entry"
    assert place in (caught.value.slots["place"], "receipt.dsse.json")


def test_a_name_twice_is_refused(core: CorePackage) -> None:
    data = rezip(write_package(core), lambda entries: entries.append(entries[0]))
    assert code_of(lambda: open_package(data)) == "format.entry"


def test_evidence_out_of_order_is_refused(core: CorePackage) -> None:
    names = [f"evidence/{'1' * 64}", f"evidence/{'0' * 64}"]
    data = rezip(write_package(core), lambda e: e.extend((name, b"") for name in names))
    assert code_of(lambda: open_package(data)) == "format.entry"


def python_zip(**options: object) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", **options) as archive:  # type: ignore[call-overload]
        archive.writestr("a", b"content")
    return target.getvalue()


def own_zip() -> bytes:
    return write_container([("a", b"content")])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        own_zip() + b"\0",
        b"\0" + own_zip(),
        own_zip()[:-1],
        own_zip()[:-22],
        own_zip() + own_zip(),
        python_zip(),
        python_zip(compression=zipfile.ZIP_DEFLATED),
        own_zip()[:-2] + struct.pack("<H", 4) + b"note",
        own_zip().replace(b"a", b"\xe4"),
    ],
)
def test_other_zips_are_refused(data: bytes) -> None:
    assert code_of(lambda: read_container(data)) == "format.not-canonical"


def test_every_flipped_byte_of_the_headers_is_noticed() -> None:
    data = write_container([("a", b""), ("b", b"")])
    for place in range(len(data)):
        damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        try:
            container = read_container(damaged)
        except KnownError:
            continue
        assert container.damaged, place


def test_limits_hold(core: CorePackage) -> None:
    assert code_of(lambda: write_container((str(n), b"") for n in range(2001))) == "format.limit"
    big = CorePackage(
        core.seal, core.closing, core.leaves, bytes((16 << 20) + 1), core.certificates
    )
    assert code_of(lambda: open_core(big)) == "format.limit"
    assert len(read_container(write_container((str(n), b"") for n in range(2000))).entries) == 2000


@pytest.mark.parametrize(
    ("part", "change", "code"),
    [
        ("disclosures", lambda d: d[:-1], "format.not-canonical"),
        ("disclosures", lambda d: d + b"\n", "format.not-canonical"),
        ("disclosures", lambda d: d.replace(b"\n", b"\r\n"), "format.not-canonical"),
        (
            "disclosures",
            lambda d: b"".join(reversed(d.splitlines(keepends=True))),
            "format.not-canonical",
        ),
        ("disclosures", lambda d: d + d.splitlines(keepends=True)[0], "tree.leaf-twice"),
        ("disclosures", lambda d: b"\n" * 70_000, "format.limit"),
        ("leaves", lambda d: d[:-1], "format.not-canonical"),
        ("leaves", lambda d: d[32:64] + d[:32] + d[64:], "format.not-canonical"),
        ("certificates", lambda d: d + b"\n", "format.not-canonical"),
        ("certificates", lambda d: b"# note\n" + d, "format.not-canonical"),
        ("certificates", lambda d: b"", "crypto.certificate-malformed"),
        ("certificates", lambda d: d.replace(b"\n", b"\r\n"), "format.not-canonical"),
        ("seal", lambda d: d + b" ", "format.not-canonical"),
        ("seal", lambda d: d.replace(b"seal+cbor", b"Seal+cbor"), "sign.type"),
        ("closing", lambda d: d[1:], "format.not-canonical"),
    ],
)
def test_core_files_have_one_form(
    core: CorePackage, part: str, change: Callable[[bytes], bytes], code: str
) -> None:
    files = {
        name: getattr(core, name)
        for name in ("seal", "closing", "leaves", "disclosures", "certificates")
    }
    files[part] = change(files[part])
    assert code_of(lambda: open_core(CorePackage(**files))) == code


def test_swapping_seal_and_closing_is_a_wrong_type(core: CorePackage) -> None:
    swapped = CorePackage(core.closing, core.seal, core.leaves, core.disclosures, core.certificates)
    assert code_of(lambda: open_core(swapped)) == "sign.type"


def test_a_record_body_names_exactly_the_five_files(core: CorePackage) -> None:
    files = core.files()
    assert code_of(lambda: CorePackage.from_files({**files, "x": b""})) == "format.entry"
    del files["certs.pem"]
    assert code_of(lambda: CorePackage.from_files(files)) == "format.entry"


def test_withholding_keeps_seal_and_signatures(core: CorePackage) -> None:
    copy = withhold(core, lambda pointer: not pointer.startswith("/party"))
    package = open_core(copy)
    assert "/party/objection" not in package.leaves
    assert package.padding is None
    assert package.leaves["/unit/name"]
    assert (copy.seal, copy.closing, copy.leaves) == (core.seal, core.closing, core.leaves)
    assert b"party" not in copy.disclosures


def test_a_package_from_a_view_needs_no_copy(core: CorePackage) -> None:
    data = memoryview(write_package(core, {DIGEST: PHOTO}))
    assert bytes(open_package(data).evidence[DIGEST]) == PHOTO


def test_half_a_receipt_is_refused(core: CorePackage) -> None:
    data = write_package(core, receipt=ReceiptFiles(b"{}", b"x"))
    half = rezip(data, lambda entries: entries.pop())
    assert code_of(lambda: open_package(half)) == "format.entry"
