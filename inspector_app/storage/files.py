"""Files that are whole or absent: temporary name, flush, fsync, rename, fsync of the folder.

Used wherever storage and services write a file outside the database. Must never leave a
half-written file under its final name.
"""

from __future__ import annotations

import os
from pathlib import Path

from inspector_app.storage.sqlcipher import file_errors


def write_file(path: Path, data: bytes) -> None:
    """Write a small file as one step.

    Raises:
        KnownError: `store.disk-full`, `store.io`; the old content is still there then.
    """
    partial = path.with_name(path.name + ".partial")
    with file_errors(path):
        with partial.open("wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        partial.replace(path)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut; Windows does this by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
