"""A visit on a real store with real keys: two officers, a device, a bureau, one café.

The checklist is given as plain views; everything else is what the app uses.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image

from inspector_app.clock import SteppingClock
from inspector_app.crypto.authority import Authority
from inspector_app.crypto.certificates import write_pem
from inspector_app.crypto.digest import sha256
from inspector_app.crypto.kdf import KdfParameters
from inspector_app.crypto.keys import SigningKey, generate_signing_key
from inspector_app.crypto.requests import make_csr
from inspector_app.crypto.vault import Vault
from inspector_app.domain.assignments import Assignment, AssignmentKind
from inspector_app.domain.evidence import EvidenceSource
from inspector_app.domain.identifiers import (
    AssignmentId,
    DeviceId,
    InspectionId,
    ItemCode,
    PersonId,
    UnitId,
)
from inspector_app.domain.inspection import Ink, InspectionState, Party, PartyMode
from inspector_app.domain.officers import Credential, Officer, Role
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.domain.units import InspectedUnit, UnitCategory
from inspector_app.installation import resource
from inspector_app.services.checklist.views import (
    Answer,
    BasisView,
    ColumnView,
    ItemView,
    PartView,
    RowView,
    SectionView,
    TableView,
)
from inspector_app.services.evidence import Evidence
from inspector_app.services.findings import Findings
from inspector_app.services.law_shelf import LawShelf
from inspector_app.services.press import Press
from inspector_app.services.records import Records
from inspector_app.services.sealing import Sealing
from inspector_app.services.signing import Signing
from inspector_app.services.steps import note_step
from inspector_app.services.stored_files import StoredFiles
from inspector_app.services.writing import Gathering, Writing
from inspector_app.storage.db import Store
from inspector_app.storage.device import DeviceIdentity
from inspector_app.storage.draws import StoredDraw
from inspector_app.storage.events import Stamp
from inspector_app.storage.evidence_files import EvidenceFiles
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables

START = datetime(2026, 11, 20, 9, 20, tzinfo=timezone(timedelta(hours=8)))
AGENCY = "示例市文化市场综合行政执法支队"
VISIT = InspectionId("0199c0de37a17b52800000000000000a")
PASSPHRASES = {"P1": "第一个人的长口令 alpha", "P2": "第二个人的长口令 bravo"}
CHEAP = KdfParameters(memory_kib=1024, iterations=1, lanes=1)


def item_view(code: str, section: str, name: str, verdict: str, sentence: str) -> ItemView:
    """Return an answered item; tests replace what they need."""
    return ItemView(
        code=ItemCode(code),
        section=section,
        title=f"是否{name}",
        name=name,
        how="",
        severity="S",
        authority="文旅",
        basis=(BasisView("cafe:21", "", verified=True),),
        photo_rule="o",
        adverse=False,
        tables=(),
        parts=(),
        verdict_ref="",
        verdict=verdict,
        verdict_choices=(),
        proposal="",
        reason_ref="",
        reason="",
        reason_required=False,
        consequence="O7" if verdict == "ng" else "",
        lose_ref="",
        lose="",
        crime_ref="",
        crime="",
        relevant=True,
        answered=True,
        complete=True,
        sentence=sentence,
        own_sentence=False,
        notes=(),
        photos=(),
        photo_problem=None,
    )


@dataclass
class PaperChecklist:
    """A checklist as plain views."""

    views: dict[str, ItemView] = field(default_factory=dict)
    sample: TableView | None = None

    def sections(self) -> tuple[SectionView, ...]:
        names = {"procedure": "程序", "s01": "证照", "s04": "未成年人"}
        return tuple(SectionView(key, short, short, 0, 0, 0, ()) for key, short in names.items())

    def items(self) -> tuple[ItemView, ...]:
        return tuple(self.views.values())

    def tables(self) -> tuple[TableView, ...]:
        return (self.sample,) if self.sample else ()

    def answers(self) -> Mapping[str, Answer]:
        return {"/data/s04/wb_22/wb_22_v": Answer("ng", "P1", 3)}

    def put(self, view: ItemView) -> None:
        self.views[view.code] = view


@dataclass
class Visit:
    """Everything a test needs, and the steps officers take."""

    folder: Path
    clock: SteppingClock
    store: Store
    vault: Vault
    authority: Authority
    checklist: PaperChecklist
    evidence: Evidence
    findings: Findings
    writing: Writing
    signing: Signing
    sealing: Sealing
    records: Records
    press: Press
    officers: tuple[Officer, ...]

    def tables(self) -> Tables:
        return self.store.read(lambda tables: tables)

    def state(self) -> InspectionState:
        return self.store.read(lambda tables: tables.inspections.get(VISIT).state)

    def step(
        self, kind: ProcedureKind, person: str = "P1", detail: Mapping[str, str] | None = None
    ) -> None:
        self.clock.advance(timedelta(seconds=20))
        stamp = Stamp.read(self.clock)
        self.store.write(
            lambda tables: note_step(
                tables, VISIT, kind, stamp, person=PersonId(person), detail=detail
            )
        )

    def decide_all(self) -> None:
        self.findings.refresh(VISIT)
        for finding in self.findings.list(VISIT):
            self.findings.decide(VISIT, finding.item, person=PersonId("P1"), agree=True)

    def freeze(self) -> str:
        self.decide_all()
        self.step(ProcedureKind.READ_OVER, detail={"way": "shown"})
        self.writing.set_visit(VISIT, "end", self.clock.now().isoformat())
        self.clock.advance(timedelta(minutes=1))
        return self.signing.freeze(VISIT, PersonId("P1"))[0]

    def ink_all(self, digest: str) -> None:
        for who in ("party", "officer-1", "officer-2"):
            self.clock.advance(timedelta(seconds=30))
            self.signing.put_ink(VISIT, who, self.ink(digest))

    def ink(self, digest: str) -> Ink:
        stroke = tuple((20 + 5 * n, 30 + (n % 7), 500, 10 * n) for n in range(40))
        return Ink(460, 130, (stroke,), digest, self.clock.now().isoformat())

    def ready(self) -> None:
        self.ink_all(self.freeze())

    def sign_both(self) -> None:
        for person in ("P1", "P2"):
            self.clock.advance(timedelta(seconds=15))
            self.sealing.sign(VISIT, PersonId(person), PASSPHRASES[person])

    def replace_officer(self, officer: Officer) -> None:
        newer = replace(officer, version=officer.version + 1)
        self.store.write(lambda tables: tables.officers.put(newer))


def _officer(number: int, name: str) -> Officer:
    return Officer(
        PersonId(f"P{number}"),
        name,
        Role.OFFICER,
        "执法员",
        Credential(f"演示-330{number}", AGENCY, date(2024, 1, 1), date(2027, 6, 30)),
    )


def _entropy() -> Iterator[bytes]:
    counter = 0
    while True:
        counter += 1
        yield sha256(b"test" + counter.to_bytes(8, "big"))


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    stream = _entropy()

    def entropy(size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += next(stream)
        return data[:size]

    clock = SteppingClock(START)
    authority = Authority.create("示例市文旅局", now=START - timedelta(days=30), entropy=entropy)
    store_key = entropy(32)
    store = Store.create(tmp_path / "store.db", store_key)
    vault = Vault.create(
        tmp_path / "vault.json",
        device_secret=tmp_path / "device.key",
        clock=clock,
        entropy=entropy,
        kdf=CHEAP,
    )
    officers = (_officer(1, "陈示范"), _officer(2, "周范本"))
    for officer in officers:
        key = generate_signing_key(entropy)
        csr = make_csr(key, officer.person_id, officer.name)
        certificate = authority.issue_officer(csr, officer, now=START, entropy=entropy)
        vault.enrol(
            officer.person_id,
            officer.name,
            PASSPHRASES[officer.person_id],
            store_key=store_key,
            key=key,
            certificate=certificate,
        )
    _fill(store, clock, authority, officers, entropy(32))
    files = EvidenceFiles(tmp_path / "evidence", store, store_key, clock, entropy)
    law = LawShelf(store, resource("law"), resource("profiles"))
    checklist = _checklist()
    stored, press = StoredFiles(store, files), Press()
    gathering = Gathering(store, clock, law, lambda _: checklist)
    writing = Writing(store, clock, gathering, law, press.covers)
    signing = Signing(store, clock, writing, press, stored)
    made = Visit(
        folder=tmp_path,
        clock=clock,
        store=store,
        vault=vault,
        authority=authority,
        checklist=checklist,
        evidence=Evidence(store, files, clock, lambda _visit, _item: "o"),
        findings=Findings(store, clock, gathering, law),
        writing=writing,
        signing=signing,
        sealing=Sealing(store, clock, entropy, vault, writing, signing, press, stored, files),
        records=Records(store, writing, press, stored),
        press=press,
        officers=officers,
    )
    _walk(made)
    yield made
    store.close()


def _fill(
    store: Store,
    clock: SteppingClock,
    authority: Authority,
    officers: tuple[Officer, ...],
    device_secret: bytes,
) -> None:
    key = SigningKey(device_secret)
    csr = make_csr(key, "D1", "演示电脑")
    certificate = authority.issue_device(
        csr,
        device_id="D1",
        name="演示电脑",
        agency=AGENCY,
        now=START,
        entropy=lambda size: sha256(b"serial")[:size],
    )
    assignment = Assignment(
        id=AssignmentId("A1"),
        number="示文综检审〔2026〕112号",
        record_number="示文综检笔字〔2026〕第037号",
        kind=AssignmentKind.ROUTINE,
        unit_id=UnitId("U1"),
        profile="culture",
        agency=AGENCY,
        agency_short="文旅",
        reason="日常检查",
        basis=("cafe:4", "apl:55"),
        form_id="insp-wb",
        form_version="2026.1",
        form_sha256="ab" * 32,
        planned_from=START - timedelta(hours=1),
        planned_to=START + timedelta(hours=8),
        officer_ids=tuple(officer.person_id for officer in officers),
        approved_by="王样章",
        approved_at=START - timedelta(days=2),
        visits_cap=2,
    )
    unit = InspectedUnit(
        UnitId("U1"),
        UnitCategory.INTERNET_CAFE,
        "青禾网咖（示例）",
        "92990102MA0000123X",
        "示例市云岭区观澜路8号地下一层",
        "云岭区",
        "李丁",
    )
    wall = clock.now().isoformat()
    inspection = StoredInspection(
        id=VISIT,
        assignment_id=assignment.id,
        unit_id=unit.id,
        state=InspectionState.CHECKING,
        form_sha256="ab" * 32,
        created_at=wall,
        saved_at=wall,
        officers=assignment.officer_ids,
    )

    def change(tables: Tables) -> None:
        tables.device.put(
            DeviceIdentity(
                DeviceId("D1"),
                key.private_raw,
                certificate.pem,
                authority.root.pem,
                intermediates_pem=write_pem(authority.intermediates),
            )
        )
        for officer in officers:
            tables.officers.put(officer)
        tables.units.put(unit)
        tables.assignments.put(assignment)
        tables.inspections.add(inspection)

    store.write(change)


def _checklist() -> PaperChecklist:
    checklist = PaperChecklist()
    asked = PartView("/data/pr_09", "", "", "select1", "无", (), "")
    checklist.put(
        replace(item_view("PR-09", "procedure", "配合", "ok", "未见阻挠。"), parts=(asked,))
    )
    checklist.put(item_view("WB-06", "s01", "悬挂证照", "ok", "许可证悬挂于收银台后方。"))
    checklist.put(
        item_view("WB-22", "s04", "悬挂标志", "ng", "营业场所入口处显著位置未见未成年人禁入标志。")
    )
    seats = ("017", "042")
    cells = {"017": ("017", "一致"), "042": ("042", "不一致")}
    checklist.sample = TableView(
        code="WB-T1",
        title="终端抽查表",
        relevant=True,
        columns=(
            ColumnView("座位号", "string", (), frozenset()),
            ColumnView(
                "登录与在座一致",
                "select1",
                (("一致", "一致"), ("不一致", "不一致")),
                frozenset({"不一致"}),
            ),
        ),
        rows=tuple(
            RowView(
                f"/data/tables/wb_t1[{n}]",
                tuple(PartView("", "", "", "string", value, (), "") for value in cells[seat]),
            )
            for n, seat in enumerate(seats, 1)
        ),
        id_column=0,
        rule="min(N,20,max(5,10%))",
        by="seat",
        draws=(
            StoredDraw(
                "WB-T1",
                1,
                "draw-1",
                "00" * 16,
                "assignment",
                60,
                "cd" * 32,
                2,
                seats,
                START.isoformat(),
                "P1",
            ),
        ),
        totals="抽查2台：一致1台，不一致1台。",
        note="",
    )
    return checklist


def _walk(made: Visit) -> None:
    """Take the steps of a proper visit up to the last answer, with one photo."""
    made.step(ProcedureKind.ARRIVED)
    made.step(ProcedureKind.CREDENTIAL_SHOWN, "P1", {"number": "演示-3301"})
    made.step(ProcedureKind.CREDENTIAL_SHOWN, "P2", {"number": "演示-3302"})
    made.step(ProcedureKind.NOTICE_PRESENTED, detail={"number": "示文综检通字〔2026〕第041号"})
    made.step(ProcedureKind.RIGHTS_TOLD, detail={"recusal": "不申请"})
    made.step(ProcedureKind.RECORDING_TOLD, "P2", {"device": "演示记录仪-07", "start": "09:22"})
    made.step(ProcedureKind.PERSON_PRESENT, detail={"name": "高模拟", "post": "店长"})
    made.step(ProcedureKind.CLASSIFIED_ANSWERED, detail={"answer": "否"})
    made.step(ProcedureKind.ENTERED)
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), (30, 90, 100)).save(picture, "JPEG")
    made.evidence.add_bytes(
        VISIT, picture.getvalue(), "WB-22", EvidenceSource.CAMERA, PersonId("P2"), "北侧入口"
    )
    shown = made.checklist.views["WB-22"]
    made.checklist.put(replace(shown, photos=(1,)))


PARTY = Party(PartyMode.INK, name="高模拟", post="店长", statement="标志今天就挂回去。")
