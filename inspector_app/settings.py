"""Settings of this installation, one typed declaration each, kept as a small JSON file.

Read at start by the window and the command line. Must never hold a secret, a person or an answer,
and must start with defaults rather than fail over a damaged file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from inspector_app.whole_file import write_whole_file

LEVELS = ("info", "debug")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person or an administrator may choose; how the window looks is the window's own file.

    Attributes:
        idle_lock_min: Minutes without input until everybody is locked, 1..60.
        bundled_fonts: Print with the bundled fonts even where the bureau's own are installed.
        log_level: `info` or `debug`.
    """

    idle_lock_min: int = 5
    bundled_fonts: bool = False
    log_level: str = "info"


DEFAULTS = Settings()


def load_settings(path: Path) -> Settings:
    """Read the settings; what is missing, unknown or out of range gives its default."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return DEFAULTS
    if not isinstance(found, dict):
        return DEFAULTS
    return settings_from(found)


def settings_from(found: Mapping[str, object]) -> Settings:
    """Return the settings a mapping holds; each value is checked alone."""
    values: dict[str, Any] = {}
    for field in fields(Settings):
        value = found.get(field.name)
        # bool is an int to Python, not to a person.
        if type(value) is type(getattr(DEFAULTS, field.name)) and _allowed(field.name, value):
            values[field.name] = value
    return Settings(**values)


def save_settings(path: Path, settings: Settings) -> None:
    """Write the settings as a whole; a failed write leaves the old file.

    Raises:
        OSError: The folder cannot be written.
    """
    values = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole_file(path, json.dumps(values, ensure_ascii=False, indent=1).encode())


def _allowed(name: str, value: object) -> bool:
    if name == "log_level":
        return value in LEVELS
    if name == "idle_lock_min":
        return isinstance(value, int) and 1 <= value <= 60
    return True
