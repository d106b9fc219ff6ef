"""Whole files of the laptop, with the store's sentences for a full or broken disk.

Used wherever storage and services write a file outside the database. Must never leave a
half-written file under its final name.
"""

from __future__ import annotations

from pathlib import Path

from inspector_app.storage.sqlcipher import file_errors
from inspector_app.whole_file import write_whole_file


def write_file(path: Path, data: bytes) -> None:
    """Write a small file as one step.

    Raises:
        KnownError: `store.disk-full`, `store.io`; the old content is still there then.
    """
    with file_errors(path):
        write_whole_file(path, data)
