"""The sources of the checklists, read once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeAlias

import pytest

from build_scripts.checklists.compiler import Material
from build_scripts.forms import read_material

ROOT = Path(__file__).parents[3]
Source: TypeAlias = "list[dict[str, object]]"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def material() -> Material:
    return read_material()


@pytest.fixture
def source() -> Source:
    """A fresh copy that a test may spoil."""
    data: Source = json.loads((ROOT / "forms/source/checklists.json").read_text("utf-8"))
    return data
