"""Settings: typed, checked one by one, never a reason not to start."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.settings import DEFAULTS, Settings, load_settings, save_settings, settings_from


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    wanted = Settings(idle_lock_min=15, bundled_fonts=True, log_level="debug")
    save_settings(tmp_path / "new" / "settings.json", wanted)
    assert load_settings(tmp_path / "new" / "settings.json") == wanted


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert load_settings(path) == DEFAULTS


def test_one_bad_value_does_not_spoil_the_others() -> None:
    found = {"idle_lock_min": 0, "bundled_fonts": 1, "log_level": "debug", "later": "x"}
    assert settings_from(found) == Settings(log_level="debug")


def test_no_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == DEFAULTS
