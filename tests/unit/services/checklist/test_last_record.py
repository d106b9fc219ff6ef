"""What `last-saved` means: the same unit's last sealed visit, never another unit's data."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.domain.identifiers import AssignmentId, InspectionId, UnitId
from inspector_app.domain.inspection import InspectionState
from inspector_app.services.checklist.last_record import last_record
from inspector_app.services.checklist.live import LiveForm, Progress
from inspector_app.storage.db import Store
from inspector_app.storage.inspections import StoredInspection
from inspector_app.xforms import Form, Session, load_form

CLOCK = SteppingClock(datetime(2026, 11, 21, 9, 30, tzinfo=CHINA))
FORM = """
| survey |
| | type | name | label | default |
| | text | owner | 经营者 | ${last-saved#owner} |
"""
PLAIN = """
| survey |
| | type | name | label |
| | text | owner | 经营者 |
"""
NOW = InspectionId("ff" * 16)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.create(tmp_path / "store.db", bytes(32))
    yield opened
    opened.close()


@pytest.fixture
def form() -> Form:
    return load_form(FORM.encode(), name="last.md")


def _visit(store: Store, form: Form, number: int, owner: str, **changes: object) -> None:
    """Store a sealed visit of unit u-1 on day `number`, changed as told."""
    row = StoredInspection(
        id=InspectionId(f"{number:02d}" * 16),
        assignment_id=AssignmentId(f"a-{number}"),
        unit_id=UnitId("u-1"),
        state=InspectionState.SEALED,
        form_sha256=form.sha256,
        created_at=f"2026-11-{number:02d}T08:00:00+08:00",
        saved_at=f"2026-11-{number:02d}T09:00:00+08:00",
    )
    row = replace(row, **changes)  # type: ignore[arg-type]  # each test names its fields
    session = Session(form, clock=CLOCK, entropy=random.Random(1).randbytes, zone=CHINA)
    session.set("/data/owner", owner)
    draft = session.save()
    store.write(lambda tables: tables.inspections.add(row))
    store.write(lambda tables: tables.drafts.put(row.id, draft, row.saved_at))


def _begun(store: Store, form: Form) -> None:
    _visit(store, form, 20, "", id=NOW, state=InspectionState.CHECKING)


def _owner(store: Store, form: Form) -> str:
    last = last_record(store, NOW, form, CLOCK)
    session = Session(form, clock=CLOCK, entropy=random.Random(1).randbytes, zone=CHINA, last=last)
    return session.value("/data/owner")


def test_the_latest_sealed_visit_of_the_unit_is_the_last(store: Store, form: Form) -> None:
    _visit(store, form, 3, "第三")
    _visit(store, form, 9, "第九")
    _visit(store, form, 5, "第五")
    _begun(store, form)
    assert _owner(store, form) == "第九"


@pytest.mark.parametrize(
    "changes",
    [
        {"unit_id": UnitId("u-2")},
        {"state": InspectionState.CHECKING},
        {"state": InspectionState.VOID},
        {"classified": True},
        {"form_sha256": "00" * 32},
        {"saved_at": "2026-11-20T08:30:00+08:00"},
    ],
    ids=["other unit", "not sealed", "void", "classified", "other form", "later"],
)
def test_nothing_else_is_ever_the_last(
    store: Store, form: Form, changes: dict[str, object]
) -> None:
    _visit(store, form, 9, "别的", **changes)
    _begun(store, form)
    assert last_record(store, NOW, form, CLOCK) is None
    assert _owner(store, form) == ""


def test_a_form_that_does_not_ask_gets_nothing(store: Store) -> None:
    form = load_form(PLAIN.encode(), name="plain.md")
    _visit(store, form, 9, "第九")
    _begun(store, form)
    assert not form.wants_last
    assert last_record(store, NOW, form, CLOCK) is None


def test_a_visit_that_begins_takes_the_last_owner_over(store: Store, form: Form) -> None:
    _visit(store, form, 9, "第九")
    row = StoredInspection(
        id=NOW, assignment_id=AssignmentId("a"), unit_id=UnitId("u-1"),
        state=InspectionState.CHECKING, form_sha256=form.sha256,
        created_at="2026-11-20T08:00:00+08:00", saved_at="2026-11-20T08:00:00+08:00",
    )  # fmt: skip
    store.write(lambda tables: tables.inspections.add(row))
    live = LiveForm(
        store, NOW, form, CLOCK, random.Random(1).randbytes, lambda *_: Progress(0, 0, None)
    )
    with live.session() as session:
        assert session.value("/data/owner") == "第九"
