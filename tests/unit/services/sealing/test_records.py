"""Sealed records: the same bytes every time, whole, and with the receipt once there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inspector_app.crypto.digest import sha256_hex
from inspector_app.domain.identifiers import InspectionId
from inspector_app.errors import KnownError
from inspector_app.records.package import open_package
from inspector_app.services.documents.comparing import DocumentMatch, compare_document
from inspector_app.services.documents.reading import extract_package, page_count
from inspector_app.storage.outbox import OutboxState
from inspector_app.storage.receipts import StoredReceipt

VISIT = InspectionId("0199c0de37a17b52800000000000000a")


@pytest.fixture
def sealed(visit: Any) -> Any:
    visit.ready()
    visit.sign_both()
    visit.sealing.finish(VISIT)
    return visit


def test_the_list_tells_where_each_record_stands(sealed: Any) -> None:
    (row,) = sealed.records.list()
    assert row.record_id == VISIT
    assert row.number == "示文综检笔字〔2026〕第037号"
    assert row.unit_name == "青禾网咖（示例）"
    assert row.state is OutboxState.QUEUED
    assert not row.received
    assert sealed.records.list("U9") == ()


def test_the_package_carries_originals_thumbnails_and_later_the_receipt(sealed: Any) -> None:
    package = open_package(sealed.records.insp(VISIT))
    entry = sealed.evidence.list(VISIT)[0]
    assert set(package.evidence) == {entry.sha256}
    assert set(package.derivatives) == {entry.thumb_sha256}
    assert package.receipt is None
    small = open_package(sealed.records.insp(VISIT, with_evidence=False))
    assert not small.evidence
    assert small.core_files == package.core_files
    receipt = StoredReceipt(VISIT, b"{}", b"proof", sealed.clock.now().isoformat())
    sealed.store.write(lambda tables: tables.receipts.put(receipt))
    assert open_package(sealed.records.insp(VISIT)).receipt is not None
    assert sealed.records.list()[0].received


def test_the_document_is_a_function_of_the_package(sealed: Any) -> None:
    pdf = sealed.records.pdf(VISIT)
    assert pdf == sealed.records.pdf(VISIT)
    package = open_package(extract_package(pdf))
    assert compare_document(pdf, package) is DocumentMatch.SAME_BYTES
    assert page_count(pdf) == package.content().document["pages"]
    row = sealed.store.read(lambda tables: tables.blobs.get(sha256_hex(pdf)))
    (sealed.folder / "evidence" / row.file_name).unlink()
    assert sealed.records.pdf(VISIT) == pdf


def test_the_preview_follows_the_visit_from_draft_to_sealed(visit: Any) -> None:
    draft = visit.records.preview(VISIT)
    assert draft.startswith(b"%PDF")
    digest = visit.freeze()
    frozen = visit.records.preview(VISIT)
    visit.ink_all(digest)
    assert visit.records.preview(VISIT) != frozen
    visit.sign_both()
    visit.sealing.finish(VISIT)
    assert visit.records.preview(VISIT) == visit.records.pdf(VISIT)


def test_exported_files_are_whole_and_the_same(sealed: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    insp, pdf = sealed.records.export(VISIT, out)
    assert insp.read_bytes() == sealed.records.insp(VISIT)
    assert pdf.read_bytes() == sealed.records.pdf(VISIT)
    assert sorted(path.name for path in out.iterdir()) == [f"{VISIT}.insp", f"{VISIT}.pdf"]


def test_an_unknown_record_is_said_to_be_unknown(visit: Any) -> None:
    with pytest.raises(KnownError) as error:
        visit.records.pdf("ff" * 16)
    assert error.value.code == "record.unknown"
