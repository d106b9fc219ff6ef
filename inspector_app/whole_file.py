"""Files that are whole or absent: temporary name, flush, fsync, rename, fsync of the folder.

Every room that writes a small file outside a database calls it. Must never leave a half-written
file under its final name, and must never decide what an `OSError` means: each room says that to its
own reader.
"""

from __future__ import annotations

import os
from pathlib import Path


def write_whole_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a small file as one step.

    Args:
        private: Readable by its owner alone (mode 0600; Windows keeps the folder's rights).
    Raises:
        OSError: No room, no right, a broken disk; the old content is still there then.
    """
    partial = path.with_name(path.name + ".partial")
    mode = 0o600 if private else 0o666
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, mode)
    with os.fdopen(handle, "wb") as target:
        if private and os.name == "posix":
            os.fchmod(handle, 0o600)  # a partial file left by a crash keeps its old mode
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut.

    Windows has no handle for a folder; NTFS journals the rename itself.
    """
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would turn line ends
