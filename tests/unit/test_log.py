"""The log: one line a record, whatever is in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.log import logger_of, start_log, stop_log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    start_log(tmp_path / "log")
    yield tmp_path / "log" / "inspector.log"
    stop_log()


def test_a_value_cannot_forge_a_second_record(log: Path) -> None:
    logger_of("sync").info("record %s", "0198\r\n2026 INFO inspector forged")
    lines = log.read_text("utf-8").splitlines()
    assert len(lines) == 1
    assert r"\r\n" in lines[0]


def test_debug_stays_out_unless_asked_for(log: Path, tmp_path: Path) -> None:
    logger_of("store").debug("hidden")
    logger_of("store").info("shown")
    start_log(tmp_path / "log", "debug")
    logger_of("store").debug("now shown")
    text = log.read_text("utf-8")
    assert "hidden" not in text
    assert text.count("now shown") == 1
