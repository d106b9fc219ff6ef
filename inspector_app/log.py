"""The app's own log: codes, ids and counts, one line each, in a file that turns over.

Started once by `__main__`. Must never receive an answer, a name, a passphrase or a key: callers
pass ids; line breaks and control characters in what they pass are made harmless.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

NAME = "inspector"
_LARGEST_BYTES = 1 << 20
_KEPT_FILES = 5


class OneLine(logging.Formatter):
    """One record, one line: a value cannot forge a second record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line; control characters come out as `\\xNN`."""
        text = super().format(record)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def start_log(folder: Path, level: str = "info") -> logging.Logger:
    """Log into `folder/inspector.log`, five files of 1 MiB.

    Calling it again changes folder and level; nothing is logged twice.

    Args:
        level: `info` or `debug`.
    """
    logger = logging.getLogger(NAME)
    stop_log()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "inspector.log",
        maxBytes=_LARGEST_BYTES,
        backupCount=_KEPT_FILES - 1,
        encoding="utf-8",
        delay=True,
    )
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if level == "debug" else logging.INFO)
    logger.propagate = False
    return logger


def stop_log() -> None:
    """Close the log's files; a test or a second start does this."""
    logger = logging.getLogger(NAME)
    for handler in tuple(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def logger_of(part: str) -> logging.Logger:
    """Return the logger of a part of the app, `sync`, `store` ..."""
    return logging.getLogger(f"{NAME}.{part}")
