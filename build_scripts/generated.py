"""Writes what a generator has made, or tells whether the committed files are up to date.

The generators of checklists and templates call it. Must never touch a file that is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def write_generated(files: Mapping[Path, bytes], *, checking: bool) -> int:
    """Write files by their path below the root, and print a line for each.

    Returns:
        The exit status: 1 when only checking and a file differs, else 0.
    """
    stale = 0
    for path, content in files.items():
        target = ROOT / path
        same = target.exists() and target.read_bytes() == content
        stale += not same
        if not checking and not same:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        state = "unchanged" if same else ("differs" if checking else "written")
        print(f"{path}: {state}, {len(content):,} bytes")
    return 1 if checking and stale else 0
