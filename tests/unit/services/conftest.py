"""A workspace in a temporary folder with two officers of the invented roster unlocked."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.commands.training import data
from inspector_app.crypto.kdf import KdfParameters
from inspector_app.domain.identifiers import AssignmentId, InspectionId
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.installation import checklist as checklist_file
from inspector_app.services.workspace import Workspace
from inspector_app.storage.tables import Tables

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=CHINA)
CAFE_WORKBOOK = checklist_file("internet_cafe", "internet_cafe.xlsx")


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock(NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def empty_workspace(folder: Path, clock: SteppingClock) -> Iterator[Workspace]:
    workspace = Workspace.create(folder, clock=clock, entropy=os.urandom, kdf=CHEAP)
    yield workspace
    workspace.close()


@pytest.fixture
def reopen(folder: Path, clock: SteppingClock) -> Callable[[], Workspace]:
    """Open the folder again, as after a restart."""
    return lambda: Workspace.open(folder, clock=clock, entropy=os.urandom, kdf=CHEAP)


@pytest.fixture
def workspace(empty_workspace: Workspace) -> Workspace:
    """Two officers enrolled and unlocked; ledger, roster and orders there; no checklist yet."""
    workspace = empty_workspace
    for person in (data.FIRST, data.SECOND):
        workspace.enrolment.add_officer(person, str(person), data.PASSPHRASES[person])
    today = NOW.date()

    def fill(tables: Tables) -> None:

        for officer in data.officers(today):
            tables.officers.put(officer)
        for unit in data.units(today):
            tables.units.put(unit)
        forms = dict.fromkeys(
            ("internet_cafe", "idc_room", "gov_unit"), ("insp-wb", "2026.1", "00" * 32)
        )
        for order in data.assignments(today, forms):
            tables.assignments.put(order)

    workspace.services.store.write(fill)
    return workspace


@pytest.fixture
def order(workspace: Workspace) -> AssignmentId:
    """The order to visit the café."""
    rows = workspace.assignments.list()
    return next(row.assignment.id for row in rows if row.assignment.unit_id == data.CAFE)


@pytest.fixture
def cafe(workspace: Workspace, order: AssignmentId) -> InspectionId:
    """A visit to the café, begun, its checklist on the laptop, every gate on site ready."""

    form, _ = workspace.forms.put(CAFE_WORKBOOK.read_bytes())

    def point(tables: Tables) -> None:

        known = tables.assignments.get(order)
        assert known is not None
        tables.assignments.put(replace(known, form_sha256=form.sha256, version=2))

    workspace.services.store.write(point)
    inspection_id, _ = workspace.inspections.begin(order)
    visits = workspace.inspections
    visits.record_event(inspection_id, ProcedureKind.ARRIVED, data.FIRST)
    for person in (data.FIRST, data.SECOND):
        visits.record_event(inspection_id, ProcedureKind.CREDENTIAL_SHOWN, person)
    steps = {
        ProcedureKind.NOTICE_PRESENTED: {"number": "示文综检通〔2026〕1号"},
        ProcedureKind.RIGHTS_TOLD: {"recusal": "不申请"},
        ProcedureKind.RECORDING_TOLD: {"device": "演示记录仪-07", "start": "9时30分"},
        ProcedureKind.PERSON_PRESENT: {"name": "高模拟", "post": "店长"},
        ProcedureKind.CLASSIFIED_ANSWERED: {"answer": "否"},
    }
    for kind, detail in steps.items():
        visits.record_event(inspection_id, kind, data.FIRST, detail)
    return inspection_id


@pytest.fixture
def entered(workspace: Workspace, cafe: InspectionId) -> InspectionId:
    """The same visit with its checklist open."""
    workspace.inspections.enter(cafe)
    return cafe


@pytest.fixture
def photo() -> Callable[..., bytes]:
    """Make a small photograph, each size and colour different."""

    def make(width: int = 1200, height: int = 800, colour: str = "teal") -> bytes:
        target = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 1
        exif.get_ifd(0x8769)[0x9003] = "2026:11:21 09:31:05"
        Image.new("RGB", (width, height), colour).save(target, "JPEG", exif=exif)
        return target.getvalue()

    return make
