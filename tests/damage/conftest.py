"""A workspace folder with one visit to the café whose checklist is open, closed by its process."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.clock import SystemClock
from inspector_app.commands.training import data
from inspector_app.crypto.kdf import KdfParameters
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.installation import checklist as checklist_file
from inspector_app.services.workspace import Workspace
from inspector_app.storage.tables import Tables

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
STEPS = (
    (ProcedureKind.NOTICE_PRESENTED, {"number": "示文综检通〔2026〕1号"}),
    (ProcedureKind.RIGHTS_TOLD, {"recusal": "不申请"}),
    (ProcedureKind.RECORDING_TOLD, {"device": "演示记录仪-07", "start": "9时30分"}),
    (ProcedureKind.PERSON_PRESENT, {"name": "高模拟", "post": "店长"}),
    (ProcedureKind.CLASSIFIED_ANSWERED, {"answer": "否"}),
)


@pytest.fixture
def entered_folder(tmp_path: Path) -> Path:
    clock = SystemClock()
    folder = tmp_path / "workspace"
    workspace = Workspace.create(folder, clock=clock, entropy=os.urandom, kdf=CHEAP)
    for person in (data.FIRST, data.SECOND):
        workspace.enrolment.add_officer(person, str(person), data.PASSPHRASES[person])
    book = checklist_file("internet_cafe", "internet_cafe.xlsx").read_bytes()
    form, _ = workspace.forms.put(book)
    today = clock.now().date()
    forms = dict.fromkeys(
        ("internet_cafe", "idc_room", "gov_unit"), (form.form_id, form.version, form.sha256)
    )

    def fill(tables: Tables) -> None:
        for officer in data.officers(today):
            tables.officers.put(officer)
        for unit in data.units(today):
            tables.units.put(unit)
        order = data.assignments(today, forms)[0]
        tables.assignments.put(replace(order, visits_this_year=0))

    workspace.services.store.write(fill)
    (row,) = workspace.assignments.list()
    visits = workspace.inspections
    visit, _ = visits.begin(row.assignment.id)
    visits.record_event(visit, ProcedureKind.ARRIVED, data.FIRST)
    for person in (data.FIRST, data.SECOND):
        visits.record_event(visit, ProcedureKind.CREDENTIAL_SHOWN, person)
    for kind, detail in STEPS:
        visits.record_event(visit, kind, data.FIRST, detail)
    visits.enter(visit)
    workspace.close()
    return folder
