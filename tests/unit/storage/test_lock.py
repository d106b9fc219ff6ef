"""One process at a time in a data folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.errors import KnownError
from inspector_app.storage.files import write_file
from inspector_app.storage.lock import FolderLock

_CHILD = """
import sys
from pathlib import Path
from inspector_app.errors import KnownError
from inspector_app.storage.lock import FolderLock
try:
    FolderLock(Path(sys.argv[1]))
except KnownError as error:
    print(error.code)
else:
    print("taken")
"""


def _from_another_process(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_second_process_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "lock")
    assert _from_another_process(tmp_path / "lock") == "store.in-use"
    lock.release()
    lock.release()
    assert _from_another_process(tmp_path / "lock") == "taken"


def test_a_second_lock_in_the_same_process_is_refused_too(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "lock")
    with pytest.raises(KnownError):
        FolderLock(tmp_path / "lock")
    lock.release()


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    write_file(path, b"one")
    write_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert [entry.name for entry in tmp_path.iterdir()] == ["settings.json"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        write_file(tmp_path / "gone" / "settings.json", b"one")
    assert caught.value.code == "store.io"
