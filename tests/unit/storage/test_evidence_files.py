"""Evidence files: once, encrypted, whole or absent, verified on reading."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from inspector_app.clock import SteppingClock
from inspector_app.errors import KnownError
from inspector_app.storage.blobs import StoredBlob
from inspector_app.storage.db import Store
from inspector_app.storage.evidence_files import EvidenceFiles
from inspector_app.storage.tables import Tables


def _same(_: Tables, blob: StoredBlob) -> StoredBlob:
    return blob


@pytest.fixture
def files(store: Store, tmp_path: Path, key: bytes, clock: SteppingClock) -> EvidenceFiles:
    return EvidenceFiles(tmp_path / "evidence", store, key, clock, os.urandom)


def _paths(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "evidence").iterdir() if path.is_file()]


def test_what_goes_in_comes_out(files: EvidenceFiles, random_bytes: bytes) -> None:
    blob = files.add(io.BytesIO(random_bytes), "image/jpeg", _same)
    assert files.read(blob) == random_bytes
    files.verify(blob)
    with files.open(blob) as reader:
        assert reader.read_range(1 << 20, 10) == random_bytes[1 << 20 : (1 << 20) + 10]


def test_the_folder_shows_neither_content_nor_digest(files: EvidenceFiles, tmp_path: Path) -> None:
    blob = files.add(io.BytesIO(b"plain words " * 1000), "text/plain", _same)
    (path,) = _paths(tmp_path)
    assert b"plain words" not in path.read_bytes()
    assert blob.sha256 not in path.name


def test_the_same_content_is_stored_once(files: EvidenceFiles, tmp_path: Path) -> None:
    first = files.add(io.BytesIO(b"x" * 100), "image/png", _same)
    second = files.add(io.BytesIO(b"x" * 100), "image/png", _same)
    assert first == second
    assert len(_paths(tmp_path)) == 1


def test_a_refused_row_leaves_no_claim(files: EvidenceFiles, store: Store, tmp_path: Path) -> None:
    def refuse(_: Tables, __: StoredBlob) -> None:
        raise KnownError("store.disk-full")

    with pytest.raises(KnownError):
        files.add(io.BytesIO(b"x"), "image/png", refuse)
    assert store.read(lambda t: t.blobs.file_names()) == frozenset()
    assert files.sweep() == 1
    assert not _paths(tmp_path)


def test_a_cancelled_intake_leaves_nothing(files: EvidenceFiles, tmp_path: Path) -> None:
    def cancel(_: int) -> None:
        raise KnownError("store.io", detail="cancelled")

    with pytest.raises(KnownError):
        files.add(io.BytesIO(b"x" * 10), "image/png", _same, observe=cancel)
    assert not _paths(tmp_path)


def test_sweeping_removes_what_a_dead_process_left(files: EvidenceFiles, tmp_path: Path) -> None:
    blob = files.add(io.BytesIO(b"kept"), "image/png", _same)
    (tmp_path / "evidence" / "incoming-0011").write_bytes(b"half")
    (tmp_path / "evidence" / ("ab" * 32)).write_bytes(b"whole, without a row")
    assert files.sweep() == 2
    assert [path.name for path in _paths(tmp_path)] == [blob.file_name]
    assert files.sweep() == 0


def test_a_lost_file_is_told_and_comes_back_by_adding_it_again(
    files: EvidenceFiles, store: Store, tmp_path: Path
) -> None:
    blob = files.add(io.BytesIO(b"content"), "image/png", _same)
    (tmp_path / "evidence" / blob.file_name).unlink()
    with pytest.raises(KnownError) as caught:
        files.open(blob)
    assert caught.value.code == "store.evidence-missing"
    files.add(io.BytesIO(b"content"), "image/png", _same)
    again = store.read(lambda t: t.blobs.get(blob.sha256))
    assert again is not None
    assert files.read(again) == b"content"


@pytest.mark.parametrize("place", [0, 20, 1 << 20, -1])
def test_a_flipped_byte_is_found(
    files: EvidenceFiles, tmp_path: Path, random_bytes: bytes, place: int
) -> None:
    blob = files.add(io.BytesIO(random_bytes), "image/jpeg", _same)
    path = tmp_path / "evidence" / blob.file_name
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(KnownError) as caught:
        files.verify(blob)
    assert caught.value.code == "store.evidence-damaged"


def test_two_files_swapped_on_disk_are_found(files: EvidenceFiles, tmp_path: Path) -> None:
    one = files.add(io.BytesIO(b"one"), "image/png", _same)
    two = files.add(io.BytesIO(b"two"), "image/png", _same)
    folder = tmp_path / "evidence"
    (folder / one.file_name).rename(folder / "x")
    (folder / two.file_name).rename(folder / one.file_name)
    (folder / "x").rename(folder / two.file_name)
    for blob in (one, two):
        with pytest.raises(KnownError):
            files.read(blob)
