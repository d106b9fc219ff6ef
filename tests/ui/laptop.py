"""A real workspace with the invented day, as the window's tests and its gallery use it.

Encrypted store, real form engine, real checklists; only the bureau is left out: the roster, the
ledger and the orders are put in by hand. Passphrases cost little, so that a test is quick.
"""

from __future__ import annotations

import hashlib
import io
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from PIL import Image

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.commands.training import data
from inspector_app.crypto.kdf import KdfParameters
from inspector_app.domain.evidence import EvidenceSource
from inspector_app.domain.findings import Decision, Finding, Severity
from inspector_app.domain.identifiers import (
    AssignmentId,
    InspectionId,
    ItemCode,
    PersonId,
    UnitId,
)
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.installation import checklist
from inspector_app.services.workspace import Workspace
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables

NOW = datetime(2026, 11, 20, 10, 42, 7, tzinfo=CHINA)
CHEAP = KdfParameters(8, 1, 1)
FOLDERS = ("internet_cafe", "idc_room", "gov_unit")


def make_laptop(folder: Path, clock: SteppingClock | None = None) -> Workspace:
    """Return a workspace with three officers enrolled and the day's orders; nobody is unlocked."""
    entropy = Random(7).randbytes
    clock = clock or SteppingClock(NOW)
    workspace = Workspace.create(folder / "laptop", clock=clock, entropy=entropy, kdf=CHEAP)
    today = NOW.date()
    officers = data.officers(today)
    for officer in officers:
        if officer.person_id in data.PASSPHRASES:
            passphrase = data.PASSPHRASES[officer.person_id]
            workspace.enrolment.add_officer(officer.person_id, officer.name, passphrase)
    forms = {}
    for name in FOLDERS:
        book = checklist(name, f"{name}.xlsx").read_bytes()
        stored, _ = workspace.forms.put(book)
        forms[name] = (stored.form_id, stored.version, hashlib.sha256(book).hexdigest())

    def fill(tables: Tables) -> None:
        for officer in officers:
            tables.officers.put(officer)
        for unit in data.units(today):
            tables.units.put(unit)
        for order in data.assignments(today, forms):
            tables.assignments.put(order)

    workspace.services.store.write(fill)
    for name in FOLDERS:
        workspace.forms.get(forms[name][2])  # fills the cache of compiled checklists
    workspace.lock_all()
    return workspace


def copy_laptop(template: Path, folder: Path, clock: SteppingClock) -> Workspace:
    """Return a workspace on a copy of a folder made by `make_laptop` and closed since."""
    shutil.copytree(template / "laptop", folder / "laptop")
    entropy = Random(8).randbytes
    return Workspace.open(folder / "laptop", clock=clock, entropy=entropy, kdf=CHEAP)


def unlock(workspace: Workspace, *persons: PersonId) -> None:
    """Unlock officers."""
    for person in persons:
        workspace.unlock(person, data.PASSPHRASES[person])


def begin(workspace: Workspace, number: int = 1) -> InspectionId:
    """Begin the visit of the day's order `number`."""
    order = AssignmentId(f"a-{NOW:%Y%m%d}-{number}")
    inspection, _ = workspace.inspections.begin(order)
    return inspection


def pass_gates(workspace: Workspace, inspection: InspectionId) -> None:
    """Note everything the gates of the site ask for."""
    first, second = data.FIRST, data.SECOND
    note = workspace.inspections.record_event
    note(inspection, ProcedureKind.ARRIVED, first, {})
    for person in (first, second):
        note(inspection, ProcedureKind.CREDENTIAL_SHOWN, person, {})
    note(inspection, ProcedureKind.NOTICE_PRESENTED, first, {"spot_reason": "随机抽查"})
    note(inspection, ProcedureKind.RIGHTS_TOLD, first, {"recusal": "不申请"})
    note(inspection, ProcedureKind.RECORDING_TOLD, first, {"device": "演示-07", "start": "10:02"})
    note(inspection, ProcedureKind.PERSON_PRESENT, first, {"name": "高模拟", "post": "店长"})
    note(inspection, ProcedureKind.CLASSIFIED_ANSWERED, first, {"answer": "否"})


def enter(workspace: Workspace, number: int = 1) -> InspectionId:
    """Bring a visit to its open checklist, both officers unlocked."""
    unlock(workspace, data.FIRST, data.SECOND)
    inspection = begin(workspace, number)
    pass_gates(workspace, inspection)
    workspace.inspections.enter(inspection)
    return inspection


def add_photo(workspace: Workspace, inspection: InspectionId, item: str, color: str) -> None:
    """Take a plain picture in for an item."""
    file = EvidenceSource.FILE
    workspace.evidence.add_bytes(inspection, picture(color), item, file, data.FIRST)


def picture(color: str = "#7a8b99", size: tuple[int, int] = (640, 480)) -> bytes:
    """Return a plain JPEG."""
    made = io.BytesIO()
    Image.new("RGB", size, color).save(made, "JPEG")
    return made.getvalue()


def later(clock: SteppingClock, minutes: int) -> None:
    """Let time pass."""
    clock.advance(timedelta(minutes=minutes))


def expire_second(workspace: Workspace, inspection: InspectionId) -> None:
    """Choose the officer whose credential has run out as the second one."""
    workspace.inspections.choose_officers(inspection, (data.FIRST, data.EXPIRED))


def past_visits(workspace: Workspace) -> None:
    """Put in sealed visits of the weeks before, so that something is overdue, due and to come."""
    told = (  # unit, day of the visit, codes, last day of the order
        (4, 6, "O7", "2026-11-13"),  # the re-check is due on the day itself
        (5, 11, "E", ""),  # seven working days end on the day itself
        (6, 3, "O3+E", "2026-11-06"),  # both overdue
        (7, 13, "O15", "2026-11-28"),  # a week and a day: not yet here
        (8, 17, "O7", "2026-11-24"),
    )

    def fill(tables: Tables) -> None:
        first = tables.assignments.list()[0]
        for number, day, codes, due in told:
            unit = UnitId(f"u-{number:04}")
            inspection, when = InspectionId(f"{number:032x}"), f"2026-11-{day:02}T09:30:00+08:00"
            order = replace(first, id=AssignmentId(f"a-past-{number}"), unit_id=unit)
            tables.assignments.put(order)
            tables.inspections.add(
                StoredInspection(
                    id=inspection,
                    assignment_id=order.id,
                    unit_id=unit,
                    state=InspectionState.SEALED,
                    form_sha256=order.form_sha256,
                    created_at=when,
                    saved_at=when,
                    visit={"start": when},
                )
            )
            finding = Finding(
                item=ItemCode("WB-22"),
                title="入口标志",
                fact="示例事实。",
                severity=Severity.SERIOUS,
                basis=("cafe:21",),
                basis_text=("示例依据",),
                authority=("文旅",),
                proposed=tuple(codes.split("+")),
                consequence=tuple(codes.split("+")),
                decision=Decision.AGREED,
                due=due,
            )
            tables.findings.put(inspection, finding)

    workspace.services.store.write(fill)


def without_order(workspace: Workspace) -> None:
    """Withdraw every order of the day."""

    def change(tables: Tables) -> None:
        for order in tables.assignments.list():
            tables.assignments.put(replace(order, version=order.version + 1), cancelled=True)

    workspace.services.store.write(change)
