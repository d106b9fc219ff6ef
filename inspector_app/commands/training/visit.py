"""Plays the training visit through the services the window uses; every step may be repeated.

Killed between any two calls and played again, it finds what is there and goes on: nothing is
answered, photographed or signed twice. Called by the demo and `tests/walk`. Must never reach behind
`services`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from inspector_app.clock import SteppingClock
from inspector_app.commands.training import data, ink, script
from inspector_app.commands.training.photographs import CAFE_VISIT, take
from inspector_app.domain.evidence import EvidenceSource
from inspector_app.domain.findings import Decision
from inspector_app.domain.identifiers import InspectionId, ItemCode, PersonId
from inspector_app.domain.inspection import InspectionState, Party, PartyMode
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.installation import resource
from inspector_app.services.checklist.checklist import Checklist
from inspector_app.services.checklist.views import ItemView, PartView
from inspector_app.services.sealing import SealedRecord
from inspector_app.services.workspace import Workspace

MINUTES = 150
"""How long the visit takes, from arrival to the seal."""
_WRITING = (InspectionState.OPENING, InspectionState.CHECKING)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a step left behind."""

    answers: int
    passed: int
    failed: int
    not_applicable: int
    findings: int
    photos: int
    samples: int


class TrainingVisit:
    """One visit to the invented café.

    Attributes:
        clock: Stands at the minute of the visit that is being played.
        start: Moment of arrival.
    """

    def __init__(self, workspace: Workspace, clock: SteppingClock, start: datetime) -> None:
        """Bind to a workspace that has pulled its assignments."""
        self._workspace = workspace
        self._clock = clock
        self._start = start
        today = f"{start:%Y%m%d}"
        rows = workspace.assignments.list()
        order = next(row for row in rows if row.assignment.id == f"a-{today}-1")
        self.inspection: InspectionId = order.inspection_id or InspectionId("")
        self._assignment = order.assignment

    def catch_up(self) -> None:
        """Go on to the moment of the last thing done, after an interruption."""
        if self.inspection:
            saved = self._workspace.inspections.get(self.inspection).saved_at
            behind = saved - self._clock.now()
            if behind > timedelta(0):
                self._clock.advance(behind)

    def open(self) -> None:
        """Begin, go through the gates on site, open the checklist."""
        self._at(0)
        visits = self._workspace.inspections
        self.inspection, _ = visits.begin(self._assignment.id)
        if visits.get(self.inspection).state is not InspectionState.OPENING:
            return
        first, second = data.FIRST, data.SECOND
        steps: tuple[tuple[int, ProcedureKind, str, Mapping[str, str]], ...] = (
            (0, ProcedureKind.ARRIVED, first, {}),
            (1, ProcedureKind.CREDENTIAL_SHOWN, first, {}),
            (1, ProcedureKind.CREDENTIAL_SHOWN, second, {}),
            (2, ProcedureKind.NOTICE_PRESENTED, first, {"spot_reason": "双随机抽查，当场送达"}),
            (3, ProcedureKind.RIGHTS_TOLD, first, {"recusal": "不申请"}),
            (2, ProcedureKind.RECORDING_TOLD, first, self._recording()),
            (4, ProcedureKind.PERSON_PRESENT, first, self._person()),
            (5, ProcedureKind.CLASSIFIED_ANSWERED, first, {"answer": "否"}),
        )
        done = {(event.kind, event.person) for event in visits.get(self.inspection).events}
        for minute, kind, person, detail in steps:
            if (kind, person) not in done:
                self._at(minute)
                visits.record_event(self.inspection, kind, PersonId(person), detail)
        visits.enter(self.inspection)

    def answer(self, progress: Callable[[str], None]) -> Counts:
        """Draw the samples and answer every item that applies."""
        if self._frozen():
            return self.counts()
        checklist = self._workspace.inspections.checklist(self.inspection)
        self._at(6)
        for code, value in script.FACTS.items():
            for part in checklist.item(code).parts:
                self._set(checklist, part, value)
        self._sample(checklist)
        answered: set[str] = set()
        while True:
            # one answer may bring further items up, so look again until none is left
            waiting = [item for item in checklist.items() if item.code not in answered]
            if not waiting:
                break
            for item in waiting:
                answered.add(item.code)
                self._at(8 + len(answered))
                self._answer_item(checklist, item.code)
                progress(item.code)
        return self.counts()

    def photograph(self, folder: Path) -> int:
        """Take the photographs and bring them in from a folder; return how many there are."""
        if self._frozen():
            return len(self._workspace.evidence.list(self.inspection))
        known = {entry.sha256 for entry in self._workspace.evidence.list(self.inspection)}
        font = resource("fonts", "kai-400-core.ttf")
        folder.mkdir(parents=True, exist_ok=True)
        for n, photograph in enumerate(CAFE_VISIT):
            moment = self._start + timedelta(minutes=photograph.minute)
            picture = take(photograph, at=moment, font=font)
            if hashlib.sha256(picture).hexdigest() in known:
                continue
            file = folder / f"{photograph.name}{photograph.suffix}"
            file.write_bytes(picture)
            self._at(photograph.minute)
            self._workspace.evidence.add_file(
                self.inspection,
                file,
                photograph.item,
                EvidenceSource.FOLDER,
                data.FIRST if n % 2 else data.SECOND,
                photograph.title,
                photograph.proves,
            )
        return len(self._workspace.evidence.list(self.inspection))

    def decide(self) -> int:
        """Bring the findings up and decide each; one differs, with a reason."""
        findings = self._workspace.findings
        if self._frozen():
            return len(findings.list(self.inspection))
        self._at(95)
        proposed, _ = findings.refresh(self.inspection)
        for finding in proposed:
            if finding.decision is not Decision.OPEN:
                continue
            if finding.item == ItemCode("WB-19"):
                findings.decide(
                    self.inspection,
                    finding.item,
                    person=data.SECOND,
                    consequence="O30",
                    reason="旧主机数据待导出核对，十五日内难以完成",
                )
            else:
                findings.decide(self.inspection, finding.item, person=data.FIRST, agree=True)
        return len(proposed)

    def write(self) -> None:
        """Set what the visit's head says; take the party's words; freeze the text."""
        if self._frozen():
            return
        writing = self._workspace.writing
        place = self._workspace.ledger.get(self._assignment.unit_id).address
        ended = self._start + timedelta(minutes=128)
        facts = {
            "start": self._start.isoformat(timespec="seconds"),
            "end": ended.isoformat(timespec="seconds"),
            "place": f"{place}（营业大厅、收银台、设备间）",
            "environment": "室内",
            "recorder": data.SECOND,
            "assistants": "吴助理，技术支持",
        }
        self._at(129)
        for field, value in facts.items():
            writing.set_visit(self.inspection, field, value, data.SECOND)
        self._workspace.signing.set_party(self.inspection, self._party())
        self._answer_item(self._workspace.inspections.checklist(self.inspection), "PR-12")
        self._at(131)
        self._workspace.signing.freeze(self.inspection, data.SECOND)

    def sign(self) -> None:
        """Let the party read, then everybody signs in ink."""
        visits, signing = self._workspace.inspections, self._workspace.signing
        if visits.get(self.inspection).state is not InspectionState.FROZEN:
            return
        state = signing.state(self.inspection)
        if not state.read_over:
            self._at(136)
            visits.record_event(
                self.inspection, ProcedureKind.READ_OVER, data.FIRST, {"way": "shown"}
            )
        hands = {
            "party-statement": (script.OWN_HAND, 138, 85, 10),
            "party": (script.PARTY_NAME, 139, 46, 13),
            "officer-1": ("陈示范", 141, 46, 13),
            "officer-2": ("周范本", 142, 46, 13),
        }
        strokes = resource("training", "handwriting.json")
        for place in signing.state(self.inspection).places:
            if place.ink is None and place.who in hands:
                text, minute, width, height = hands[place.who]
                wall = self._at(minute).isoformat(timespec="seconds")
                drawn = ink.write(
                    text,
                    strokes,
                    width_mm=width,
                    height_mm=height,
                    text_sha256=state.text_sha256,
                    wall=wall,
                )
                signing.put_ink(self.inspection, place.who, drawn)

    def seal(self) -> SealedRecord:
        """Both officers sign with their own keys; the record is sealed, re-read and verified."""
        sealing = self._workspace.sealing
        self._at(144)
        if self._workspace.inspections.get(self.inspection).state is not InspectionState.SEALED:
            sealing.prepare(self.inspection)
            for person in (data.FIRST, data.SECOND):
                if person not in sealing.signed(self.inspection):
                    sealing.sign(self.inspection, person, data.PASSPHRASES[person])
        sealed, _ = sealing.finish(self.inspection)
        return sealed

    def counts(self) -> Counts:
        """Return what is there now."""
        checklist = self._workspace.inspections.checklist(self.inspection)
        verdicts = [item.verdict for item in checklist.items()]
        return Counts(
            answers=len(checklist.answers()),
            passed=verdicts.count("ok"),
            failed=verdicts.count("ng"),
            not_applicable=verdicts.count("na"),
            findings=len(self._workspace.findings.list(self.inspection)),
            photos=len(self._workspace.evidence.list(self.inspection)),
            samples=sum(len(table.rows) for table in checklist.tables()),
        )

    def _frozen(self) -> bool:
        return self._workspace.inspections.get(self.inspection).state not in _WRITING

    def _at(self, minute: int) -> datetime:
        """Go on to a minute of the visit; never back."""
        behind = self._start + timedelta(minutes=minute) - self._clock.now()
        if behind > timedelta(0):
            self._clock.advance(behind)
        return self._clock.now()

    def _sample(self, checklist: Checklist) -> None:
        seats = self._workspace.ledger.get(self._assignment.unit_id).facts["seats"]
        for table in checklist.tables():
            if table.by == "seat" and not table.draws:
                self._at(35)
                checklist.draw(table.code, seats, data.SECOND)
        for table in checklist.tables():
            for n, row in enumerate(table.rows):
                self._at(38 + n)
                for part in row.cells:
                    value = self._cell(table.code, n, part)
                    if value:
                        self._set(checklist, part, value)

    def _cell(self, table: str, n: int, part: PartView) -> str:
        if table == "WB-T1":
            return script.TERMINAL_ODD.get(n, {}).get(
                part.label, script.TERMINAL.get(part.label, "")
            )
        if part.label == "有记录":
            return script.LOG_PRESENT[n] if n < len(script.LOG_PRESENT) else ""
        if part.label == "查询时间":
            asked = self._start + timedelta(minutes=55 + n)
            return asked.isoformat(timespec="milliseconds")
        return "高模拟" if part.label == "操作人员" else ""

    def _answer_item(self, checklist: Checklist, code: str) -> None:
        answer = {**script.PROCEDURE, **script.CAFE}.get(code, script.UNREMARKABLE)
        item = checklist.item(code)
        self._set_parts(checklist, item, answer)
        item = checklist.item(code)
        verdict = answer.verdict or item.proposal or "ok"
        if item.verdict_ref and verdict and item.verdict != verdict:
            checklist.set(item.verdict_ref, verdict, data.FIRST)
            item = checklist.item(code)
            self._set_parts(checklist, item, answer)  # a fail asks what failed
            item = checklist.item(code)
        if item.reason_ref and item.reason_required and not item.reason and answer.reason:
            checklist.set(item.reason_ref, answer.reason, data.FIRST)
        for ref, value in ((item.lose_ref, item.lose), (item.crime_ref, item.crime)):
            if ref and not value:
                checklist.set(ref, "否", data.FIRST)
        if answer.sentence and not item.own_sentence:
            checklist.set_sentence(code, answer.sentence, data.FIRST)

    def _set_parts(self, checklist: Checklist, item: ItemView, answer: script.Answer) -> None:
        for part, text in zip(item.parts, answer.parts, strict=False):
            self._set(checklist, part, script.value(text, self._start.date(), part.kind))

    def _set(self, checklist: Checklist, part: PartView, value: str) -> None:
        if part.value != value:
            checklist.set(part.ref, value, data.FIRST)

    def _recording(self) -> dict[str, str]:
        return {
            "device": script.RECORDER,
            "start": (self._start + timedelta(minutes=2)).strftime("%H:%M"),
        }

    def _person(self) -> dict[str, str]:
        return {"name": script.PARTY_NAME, "post": script.PARTY_POST}

    def _party(self) -> Party:
        return Party(
            PartyMode.INK,
            name=script.PARTY_NAME,
            post=script.PARTY_POST,
            statement=script.STATEMENT,
            objection=script.OBJECTION,
        )
