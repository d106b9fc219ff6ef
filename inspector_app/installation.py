"""Where the program's own read-only files lie: fonts, icons, law, profiles, checklists.

Called wherever a shipped file is read. They lie beside the package in a source tree and inside the
folder of a frozen bundle. Must never be used for data that people make.
"""

from __future__ import annotations

import sys
from pathlib import Path


def installation_folder() -> Path:
    """Return the folder that holds `resources/` and `forms/`."""
    frozen = getattr(sys, "_MEIPASS", None)  # set by PyInstaller's loader
    return Path(frozen) if frozen else Path(__file__).resolve().parents[1]


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under `resources/`."""
    return installation_folder().joinpath("resources", *parts)


def checklist(*parts: str) -> Path:
    """Return the path of a file or folder under `forms/`."""
    return installation_folder().joinpath("forms", *parts)
