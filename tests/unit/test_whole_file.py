"""Whole files: the old content or the new one, never half; private means private."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inspector_app.whole_file import write_whole_file


def test_a_file_is_replaced_as_a_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_whole_file(path, b"old and long\r\n")
    write_whole_file(path, b"new\n")
    assert path.read_bytes() == b"new\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_a_disk_that_fails_before_the_rename_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    write_whole_file(path, b"old")

    def broken(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="No space left"):
        write_whole_file(path, b"new")
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(os.name != "posix", reason="modes are a thing of POSIX")
def test_a_private_file_is_its_owners_even_over_the_rest_of_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "key"
    rest = tmp_path / "key.partial"
    rest.write_bytes(b"half")
    rest.chmod(0o644)
    write_whole_file(path, b"secret", private=True)
    assert path.stat().st_mode & 0o777 == 0o600
