"""A laptop that seals without a bureau, and whole visits on it played through the real services.

Everything is what the app uses: encrypted store, form engine, keys, PDF. Only the network is left
out: roster, ledger, orders and certificates are put in by hand, and passphrases cost little.
Imported by `tests/walk`. Invented persons and units only.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pypdfium2
from PIL import Image

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.commands.training import data
from inspector_app.crypto.authority import Authority
from inspector_app.crypto.certificates import write_pem
from inspector_app.crypto.kdf import KdfParameters
from inspector_app.domain.assignments import AssignmentKind
from inspector_app.domain.checklists import shipped
from inspector_app.domain.evidence import EvidenceSource
from inspector_app.domain.findings import Decision
from inspector_app.domain.identifiers import AssignmentId, DeviceId, InspectionId, PersonId
from inspector_app.domain.inspection import Ink, InspectionState, Party, PartyMode
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.installation import checklist
from inspector_app.records.content import RecordContent
from inspector_app.records.verdict import Fact, State
from inspector_app.services.checklist import Checklist, ItemView, PartView
from inspector_app.services.sealing import SealedRecord
from inspector_app.services.workspace import Workspace
from inspector_app.storage.device import DeviceIdentity
from inspector_app.storage.tables import Tables

START = datetime(2026, 11, 20, 9, 40, tzinfo=CHINA)
CHEAP = KdfParameters(8, 1, 1)
RECHECK_AT = START + timedelta(days=16)
FIRST, SECOND = data.FIRST, data.SECOND
DEVICE = DeviceId("d-7701")
PRESENT = {"name": "高模拟", "post": "店长"}


def make_template(folder: Path) -> None:
    """Make the enrolled laptop every path starts from a copy of."""
    clock = SteppingClock(START - timedelta(minutes=75))
    entropy = Random(11).randbytes
    with Workspace.create(folder, clock=clock, entropy=entropy, kdf=CHEAP) as workspace:
        officers = [one for one in data.officers(START.date()) if one.person_id in (FIRST, SECOND)]
        authority = Authority.create("示例市文旅局", now=clock.now(), entropy=entropy)
        for officer in officers:
            passphrase = data.PASSPHRASES[officer.person_id]
            workspace.enrolment.add_officer(officer.person_id, officer.name, passphrase)
            asked = workspace.enrolment.officer_request(officer.person_id)
            issued = authority.issue_officer(asked, officer, now=clock.now(), entropy=entropy)
            workspace.enrolment.put_officer_certificate(officer.person_id, issued.pem)
        asked = workspace.enrolment.device_request(DEVICE, "演练笔记本")
        issued = authority.issue_device(
            asked,
            device_id=DEVICE,
            name="演练笔记本",
            agency=data.AGENCY,
            now=clock.now(),
            entropy=entropy,
        )
        workspace.enrolment.put_device(
            DeviceIdentity(
                DEVICE,
                b"",
                issued.pem,
                authority.root.pem,
                intermediates_pem=write_pem(authority.intermediates),
            )
        )
        forms = {}
        for name in shipped():
            book = checklist(name, f"{name}.xlsx").read_bytes()
            stored, _ = workspace.forms.put(book)
            forms[name] = (stored.form_id, stored.version, hashlib.sha256(book).hexdigest())
            workspace.forms.get(forms[name][2])  # fills the cache of compiled checklists

        def fill(tables: Tables) -> None:
            for officer in data.officers(START.date()):
                tables.officers.put(officer)
            for unit in data.units(START.date()):
                tables.units.put(unit)
            for order in data.assignments(START.date(), forms, START.time()):
                later = order.kind is AssignmentKind.RECHECK
                at = RECHECK_AT if later else START
                first = replace(
                    order,
                    planned_from=at - timedelta(minutes=10),
                    planned_to=at + timedelta(hours=14),
                )
                tables.assignments.put(first)

        workspace.services.store.write(fill)


@dataclass(frozen=True)
class Given:
    """What is answered to one item: parts in order, verdict, reason; '' leaves the proposal."""

    parts: tuple[str, ...] = ()
    verdict: str = ""
    reason: str = ""
    lose: str = "否"
    crime: str = "否"


@dataclass
class PathVisit:
    """One visit on its own copy of the laptop."""

    folder: Path
    order: int = 1
    answers: Mapping[str, Given] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    populations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    photos: bool = True
    at: datetime = START

    def __post_init__(self) -> None:
        self.clock = SteppingClock(self.at)
        self.workspace = Workspace.open(
            self.folder, clock=self.clock, entropy=Random(self.order).randbytes, kdf=CHEAP
        )
        for person in (FIRST, SECOND):
            self.workspace.unlock(person, data.PASSPHRASES[person])
        self.id = InspectionId("")

    def close(self) -> None:
        self.workspace.close()

    def later(self, minutes: int = 1) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    def note(self, kind: ProcedureKind, detail: Mapping[str, str], who: PersonId = FIRST) -> None:
        self.later()
        self.workspace.inspections.record_event(self.id, kind, who, detail)

    def open(
        self,
        present: Mapping[str, str] | None = None,
        classified: str = "否",
        recusal: str = "不申请",
    ) -> Checklist:
        """Begin, pass the gates of the site, open the checklist."""
        order = AssignmentId(f"a-{START:%Y%m%d}-{self.order}")
        self.id, _ = self.workspace.inspections.begin(order)
        self.note(ProcedureKind.ARRIVED, {})
        for person in (FIRST, SECOND):
            self.note(ProcedureKind.CREDENTIAL_SHOWN, {}, person)
        reason = {"spot_reason": "随机抽查计划要求当场实施"}
        self.note(ProcedureKind.NOTICE_PRESENTED, reason)
        if recusal:
            self.note(ProcedureKind.RIGHTS_TOLD, {"recusal": recusal})
        self.note(ProcedureKind.RECORDING_TOLD, {"device": "演示记录仪-07", "start": "09:41"})
        self.note(ProcedureKind.PERSON_PRESENT, present or PRESENT)
        self.note(ProcedureKind.CLASSIFIED_ANSWERED, {"answer": classified})
        self.workspace.inspections.enter(self.id)
        return self.checklist

    @property
    def checklist(self) -> Checklist:
        return self.workspace.inspections.checklist(self.id)

    def answer(self, *, photos: bool | None = None) -> None:
        """Draw and fill the tables, then answer whatever is asked until nothing is left."""
        done: set[str] = set()
        checklist = self.checklist
        while waiting := [item for item in checklist.items() if item.code not in done]:
            self._tables(checklist)
            done.add(waiting[0].code)
            self._answer(checklist, waiting[0].code)
        self._tables(checklist)
        if self.photos if photos is None else photos:
            self._photograph()

    def decide(self) -> None:
        """Agree with every proposal."""
        for finding in self.workspace.findings.refresh(self.id)[0]:
            if finding.decision is Decision.OPEN:
                self.workspace.findings.decide(self.id, finding.item, person=FIRST, agree=True)

    def freeze(self, party: Party | None = None, place: str = "") -> str:
        """Set the end, take the party's words, freeze."""
        self.later(20)
        writing = self.workspace.writing
        writing.set_visit(self.id, "end", self.clock.now().isoformat(timespec="seconds"), SECOND)
        if place:
            writing.set_visit(self.id, "place", place, SECOND)
        if party is not None:
            self.workspace.signing.set_party(self.id, party)
        self.later()
        return self.workspace.signing.freeze(self.id, SECOND)[0]

    def sign_ink(self, *, read: bool = True) -> None:
        """Let the party read, then everybody who has to sign does."""
        if read:
            self.workspace.signing.note_reading(self.id, FIRST)
        state = self.workspace.signing.state(self.id)
        for place in state.places:
            if place.required or place.who == "witness":
                self.later()
                ink = scribble(state.text_sha256, self.clock.now())
                self.workspace.signing.put_ink(self.id, place.who, ink)

    def seal(self) -> SealedRecord:
        """Both keys sign; the record is sealed and read back."""
        sealing = self.workspace.sealing
        self.later()
        assert sealing.blockers(self.id) == ()
        sealing.prepare(self.id)
        for person in (FIRST, SECOND):
            sealing.sign(self.id, person, data.PASSPHRASES[person])
        return sealing.finish(self.id)[0]

    def whole(self, party: Party | None = None) -> SealedRecord:
        """Play everything after `open`."""
        self.answer()
        self.decide()
        self.freeze(party or Party(PartyMode.INK, name="高模拟", post="店长"))
        self.sign_ink()
        return self.seal()

    @property
    def content(self) -> RecordContent:
        return self.workspace.records.get(self.id).content

    @property
    def pdf(self) -> bytes:
        return self.workspace.records.pdf(self.id)

    def _answer(self, checklist: Checklist, code: str) -> None:
        given = self.answers.get(code, Given())
        item = checklist.item(code)
        if item.verdict_ref == "" and not item.parts:
            return
        self._parts(checklist, item, given)
        item = checklist.item(code)
        verdict = given.verdict or item.proposal or item.verdict or "ok"
        if item.verdict_ref and item.verdict != verdict:
            checklist.set(item.verdict_ref, verdict, FIRST)
            item = checklist.item(code)
            if verdict == "ng":  # what failed is asked now
                self._parts(checklist, item, given)
                item = checklist.item(code)
        if item.reason_ref and item.reason_required and not item.reason:
            checklist.set(item.reason_ref, given.reason or "现场核对后确定", FIRST)
        for ref, value, answer in (
            (item.lose_ref, item.lose, given.lose),
            (item.crime_ref, item.crime, given.crime),
        ):
            if ref and not value:
                checklist.set(ref, answer, FIRST)

    def _parts(self, checklist: Checklist, item: ItemView, given: Given) -> None:
        for n, part in enumerate(item.parts):
            wanted = given.parts[n] if n < len(given.parts) else ""
            if item.code in self.facts:
                wanted = self.facts[item.code]
            self._set(checklist, part, wanted or (part.value or something(part)))

    def _tables(self, checklist: Checklist) -> None:
        for table in checklist.tables():
            if not table.relevant or (
                table.rows
                and all(cell.value or cell.kind == "string" for cell in table.rows[0].cells)
            ):
                continue
            if not table.rows:
                self._rows(checklist, table.code)
            for row in next(t for t in checklist.tables() if t.code == table.code).rows:
                for part in row.cells:
                    if part.value:
                        continue
                    value = self.cells.get(table.code, {}).get(part.label, "")
                    wanted = value or (something(part) if part.kind != "string" else "")
                    if wanted:
                        self._set(checklist, part, wanted)

    def _rows(self, checklist: Checklist, code: str) -> None:
        populations = self.populations.get(code, ())
        for rule, population in enumerate(populations):
            size = 3 if population.startswith("R") else 0
            checklist.draw(code, population, SECOND, rule=rule, size=size)

    def _set(self, checklist: Checklist, part: PartView, value: str) -> None:
        if part.value != value and value:
            checklist.set(part.ref, value, FIRST)

    def _photograph(self) -> None:
        for n, item in enumerate(self.checklist.items()):
            if item.photo_problem is not None:
                self.photograph(item.code, n)

    def photograph(self, code: str, n: int = 0) -> None:
        """Take a plain picture in for an item."""
        made = io.BytesIO()
        Image.new("RGB", (480, 320), (20 + 3 * n, 90, 120)).save(made, "JPEG")
        self.workspace.evidence.add_bytes(
            self.id, made.getvalue(), code, EvidenceSource.CAMERA, FIRST, "现场情况"
        )


def something(part: PartView) -> str:
    """Return an unremarkable answer of the right kind."""
    if part.choices:
        values = [value for value, _ in part.choices]
        good = (
            "网络安全管理人员",
            "正常",
            "运行正常",
            "有效",
            "一致",
            "相符",
            "已备案",
            "二级",
            "无",
            "是",
            "否",
        )
        if part.kind == "select":
            return " ".join(values)
        return next((value for value in good if value in values), values[0])
    recent = START.date() - timedelta(days=200)
    return {
        "int": "0",
        "decimal": "0",
        "date": recent.isoformat(),
        "dateTime": (START - timedelta(hours=1)).isoformat(timespec="milliseconds"),
    }.get(part.kind, "已核对")


def scribble(digest: str, at: datetime) -> Ink:
    """Return a stroke as a pen leaves it."""
    stroke = tuple((20 + 5 * n, 30 + (n % 7), 500, 10 * n) for n in range(40))
    return Ink(460, 130, (stroke,), digest, at.isoformat())


def copy_of(template: Path, folder: Path) -> Path:
    """Return a copy of the enrolled laptop."""
    shutil.copytree(template, folder)
    return folder


def days_before(days: int) -> str:
    """Return a day before the visit, ISO."""
    return (START.date() - timedelta(days=days)).isoformat()


def text_of(content: RecordContent) -> str:
    """Return everything the record tells in sentences."""
    lines = [f"{line.text} 答：{line.answer}" for line in content.opening]
    lines += [f"【{p.heading}】{p.text}" for p in content.narrative]
    return "\n".join(lines)


def printed(visit: PathVisit) -> str:
    """Return the text of the sealed document."""
    document = pypdfium2.PdfDocument(visit.pdf)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def check(visit: PathVisit, sealed: SealedRecord) -> str:
    """Assert what every sealed record owes a reader; return its text."""
    for fact in (Fact.INTACT, Fact.SIGNED, Fact.TWO_OFFICERS, Fact.CHAINED):
        assert sealed.verdict.state(fact) is State.YES
    assert visit.workspace.inspections.get(visit.id).state is InspectionState.SEALED
    told = text_of(visit.content)
    assert not re.search(r"[{}｛｝]|（未填）|NaN|。。|；。|，。|、。|（）", told)
    assert not re.search(r"违法|违反|故意|涉嫌", told)
    assert not re.search(r"(?<![0-9.])0(人|台|次|份|件|处|个|户|家|条|项|种|间|小时|天|%)", told), (
        told
    )
    twice = re.search(r"([\u4e00-\u9fff]{2,9})\1", told.replace("钱见证", ""))
    assert twice is None, twice
    headings = [paragraph.heading for paragraph in visit.content.narrative]
    assert len(headings) == len(set(headings))
    assert visit.content.opening[-1].text.startswith("注：依据未经本机关审核：《")
    assert "依据未经本机关审核" in re.sub(r"\s", "", printed(visit))
    return told
