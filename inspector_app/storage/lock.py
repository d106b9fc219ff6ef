"""One process at a time in a data folder.

Taken by `services/workspace` before anything is read. The operating system frees it when a process
dies, however it dies.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from inspector_app.errors import KnownError
from inspector_app.storage.sqlcipher import file_errors


class FolderLock:
    """A lock held until `release`."""

    def __init__(self, path: Path) -> None:
        """Take the lock file at `path`.

        Raises:
            KnownError: `store.in-use` when another process holds it.
        """
        with file_errors(path):
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise KnownError("store.in-use") from error
        self._held = True

    def release(self) -> None:
        """Give the folder free; a second call does nothing."""
        if self._held:
            self._held = False
            os.close(self._handle)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
