"""The shipped calendar and table of periods."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspector_app.domain.deadlines import (
    Rules,
    WorkingDays,
    calendar_from_data,
    rules_from_data,
)

TERMS = Path(__file__).parents[4] / "resources" / "terms"


@pytest.fixture(scope="session")
def calendar() -> WorkingDays:
    return calendar_from_data(json.loads((TERMS / "holidays.json").read_text("utf-8")))


@pytest.fixture(scope="session")
def rules() -> Rules:
    return rules_from_data(json.loads((TERMS / "rules.json").read_text("utf-8")))
