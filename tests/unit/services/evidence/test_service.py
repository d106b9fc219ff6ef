"""Evidence intake: untouched originals, numbers, duplicates told, refusals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.commands.training import data
from inspector_app.domain.evidence import EvidenceKind, EvidenceSource
from inspector_app.domain.identifiers import AssignmentId, InspectionId
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.errors import KnownError
from inspector_app.services.workspace import Workspace

Photo = Callable[..., bytes]
FILE = EvidenceSource.FILE


def test_the_original_comes_back_byte_for_byte(
    workspace: Workspace, entered: InspectionId, photo: Photo, tmp_path: Path
) -> None:
    path = tmp_path / "IMG_0001.JPG"
    path.write_bytes(photo(3000, 2000))
    entry, changes = workspace.evidence.add_file(
        entered, path, "WB-22", FILE, data.FIRST, "主入口", "入口处无标志"
    )
    assert changes.inspections == {entered}
    assert (entry.n, entry.kind, entry.width, entry.height) == (1, EvidenceKind.PHOTO, 3000, 2000)
    assert entry.exif_time == "2026-11-21T09:31:05"
    with workspace.evidence.original(entry.sha256) as reader:
        assert reader.read() == path.read_bytes()
    small = workspace.evidence.thumbnail(entry.sha256)
    assert small is not None
    assert small == workspace.evidence.thumbnail(entry.thumb_sha256)
    assert small.startswith(b"\xff\xd8\xff")
    assert workspace.evidence.verify(entered) == 2
    assert workspace.inspections.rows()[0].photos == 1
    assert workspace.inspections.rows()[0].last_item == "WB-22"


def test_numbers_go_up_for_each_kind_and_are_never_used_again(
    workspace: Workspace, entered: InspectionId, photo: Photo
) -> None:
    add = workspace.evidence.add_bytes
    numbers = [
        add(entered, photo(100 + n), "", EvidenceSource.PASTE, data.FIRST)[0].n for n in range(3)
    ]
    other, _ = add(entered, b"%PDF-1.7 lease", "", FILE, data.FIRST, name="lease.pdf")
    assert (numbers, other.n, other.kind) == ([1, 2, 3], 1, EvidenceKind.FILE)
    workspace.evidence.withdraw(entered, 3, "拍糊了", person=data.FIRST)
    fourth, _ = add(entered, photo(200), "", EvidenceSource.PASTE, data.FIRST)
    assert fourth.n == 4
    assert [entry.n for entry in workspace.evidence.list(entered)] == [1, 2, 4, 1]
    assert [(e.n, why) for e, why in workspace.evidence.withdrawn(entered)] == [(3, "拍糊了")]


def test_the_same_photo_twice_is_taken_and_told(
    workspace: Workspace, entered: InspectionId, photo: Photo
) -> None:
    add = workspace.evidence.add_bytes
    first, _ = add(entered, photo(), "WB-22", EvidenceSource.PASTE, data.FIRST)
    again, _ = add(entered, photo(), "WB-06", EvidenceSource.PASTE, data.FIRST)
    assert first.sha256 == again.sha256
    assert workspace.evidence.duplicates(entered, again.n) == ((entered, first.n),)


def test_words_about_a_photo_can_change_until_the_freeze(
    workspace: Workspace, entered: InspectionId, photo: Photo
) -> None:
    workspace.evidence.add_bytes(entered, photo(), "", EvidenceSource.PASTE, data.FIRST)
    entry, _ = workspace.evidence.describe(entered, 1, "主入口", item="WB-22", person=data.FIRST)
    assert (entry.title, entry.proves, entry.item) == ("主入口", "", "WB-22")
    assert workspace.evidence.list(entered) == (entry,)


def test_a_photo_that_cannot_be_read_leaves_nothing(
    workspace: Workspace, entered: InspectionId, photo: Photo, tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "half.jpg"
    path.write_bytes(photo()[:500])
    for wrong, code in (
        (path, "evidence.not-a-photo"),
        (tmp_path / "none.jpg", "evidence.unreadable"),
    ):
        with pytest.raises(KnownError) as caught:
            workspace.evidence.add_file(entered, wrong, "", FILE, data.FIRST)
        assert caught.value.code == code
    with pytest.raises(KnownError):
        workspace.evidence.add_bytes(entered, b"", "", FILE, data.FIRST)
    assert workspace.evidence.list(entered) == ()
    assert list((folder / "evidence").iterdir()) == []


def test_classified_mode_refuses_everything(
    workspace: Workspace, entered: InspectionId, photo: Photo, folder: Path
) -> None:
    workspace.inspections.record_event(
        entered, ProcedureKind.CLASSIFIED_ANSWERED, data.FIRST, {"answer": "是"}
    )
    with pytest.raises(KnownError) as caught:
        workspace.evidence.add_bytes(entered, photo(), "", EvidenceSource.PASTE, data.FIRST)
    assert caught.value.code == "inspection.classified-no-evidence"
    assert list((folder / "evidence").iterdir()) == []
    assert workspace.inspections.checklist(entered).item("WB-22").photo_rule == "X"


def test_nothing_is_taken_in_before_the_visit_was_entered(
    workspace: Workspace, order: AssignmentId, photo: Photo
) -> None:
    visit, _ = workspace.inspections.begin(order)
    with pytest.raises(KnownError) as caught:
        workspace.evidence.add_bytes(visit, photo(), "", EvidenceSource.PASTE, data.FIRST)
    assert caught.value.code == "procedure.wrong-state"
