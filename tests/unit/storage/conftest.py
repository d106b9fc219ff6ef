"""A store in a temporary folder, a clock that stands, and rows other rows refer to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.domain.identifiers import AssignmentId, InspectionId, UnitId
from inspector_app.domain.inspection import InspectionState
from inspector_app.storage.db import Store
from inspector_app.storage.inspections import StoredInspection

KEY = bytes(range(32))


@pytest.fixture
def key() -> bytes:
    return KEY


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock(datetime(2026, 11, 21, 9, 30, tzinfo=CHINA))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.create(tmp_path / "store.db", KEY)
    yield opened
    opened.close()


@pytest.fixture
def inspection(store: Store) -> InspectionId:
    """An inspection that other rows may refer to."""
    row = StoredInspection(
        id=InspectionId("01" * 16),
        assignment_id=AssignmentId("a-1"),
        unit_id=UnitId("u-1"),
        state=InspectionState.CHECKING,
        form_sha256="ab" * 32,
        created_at="2026-11-21T09:30:00+08:00",
        saved_at="2026-11-21T09:30:00+08:00",
    )
    store.write(lambda tables: tables.inspections.add(row))
    return row.id


@pytest.fixture
def random_bytes() -> bytes:
    return os.urandom(3 << 20)
