"""Gathers one visit from the store and its checklist into a snapshot.

Called by findings, writing, signing and sealing. Must never change anything, and must never fill in
what nobody noted, except the defaults named in `_visit`, which officers see on the draft.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import inspector_app
from inspector_app.clock import Clock
from inspector_app.domain.assignments import Assignment
from inspector_app.domain.evidence import EvidenceEntry
from inspector_app.domain.findings import Finding, Severity
from inspector_app.domain.identifiers import InspectionId, ItemCode, PersonId
from inspector_app.domain.inspection import Ink, Party
from inspector_app.domain.law import Catalogue
from inspector_app.domain.officers import Officer
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.units import InspectedUnit
from inspector_app.domain.wording import clock_zh, full_day_zh
from inspector_app.errors import KnownError
from inspector_app.records.content import JsonValue
from inspector_app.services.checklist.views import (
    Answer,
    ItemView,
    SectionView,
    TableView,
)
from inspector_app.services.law_shelf import LawShelf
from inspector_app.services.writing.record import as_leaf
from inspector_app.services.writing.samples import noun_of
from inspector_app.services.writing.snapshot import (
    ColumnFact,
    DrawFact,
    ItemFact,
    SectionFact,
    TableFact,
    VisitSnapshot,
)
from inspector_app.storage.db import Store
from inspector_app.storage.draws import StoredDraw
from inspector_app.storage.forms import StoredForm
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.notes import Note
from inspector_app.storage.tables import Tables

_OBSTRUCTION = ItemCode("PR-09")
_INDOORS = "室内"
_TO_PRINT = "record"


class ChecklistViews(Protocol):
    """What is read of a checklist; `services.checklist.Checklist` in the app."""

    def sections(self) -> tuple[SectionView, ...]:
        """Return the sections that apply."""

    def items(self) -> tuple[ItemView, ...]:
        """Return every item that applies."""

    def tables(self) -> tuple[TableView, ...]:
        """Return the sample tables."""

    def answers(self) -> Mapping[str, Answer]:
        """Return every answered node by its instance path."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the store says about one visit, read in one transaction."""

    inspection: StoredInspection
    assignment: Assignment
    unit: InspectedUnit
    officers: tuple[Officer, ...]
    form: StoredForm | None
    events: tuple[ProcedureEvent, ...]
    evidence: tuple[EvidenceEntry, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]
    party: Party | None
    inks: Mapping[str, Ink]
    supersedes: Mapping[str, JsonValue]


class Gathering:
    """The one place where a visit becomes a value."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        law: LawShelf,
        checklist: Callable[[InspectionId], ChecklistViews],
    ) -> None:
        self._store = store
        self._clock = clock
        self._law = law
        self._checklist = checklist

    def visit(self, inspection_id: InspectionId) -> VisitSnapshot:
        """Return the visit without its checklist: cheap, for signing."""
        return self._snapshot(inspection_id, None)

    def snapshot(self, inspection_id: InspectionId) -> VisitSnapshot:
        """Return the visit with every item that applies, its tables and answers."""
        return self._snapshot(inspection_id, self._checklist(inspection_id))

    def _snapshot(
        self, inspection_id: InspectionId, checklist: ChecklistViews | None
    ) -> VisitSnapshot:
        rows = self._store.read(lambda tables: _read(tables, inspection_id))
        visit = _visit(rows)
        day = _day(visit, self._clock)
        sections = checklist.sections() if checklist else ()
        views = checklist.items() if checklist else ()
        return VisitSnapshot(
            id=inspection_id,
            state=rows.inspection.state,
            assignment=rows.assignment,
            unit=rows.unit,
            profile=self._law.profile(rows.assignment.profile),
            officers=rows.officers,
            recorder=PersonId(visit.get("recorder", "")),
            visit=visit,
            basis_text=tuple(
                _cited(self._law.catalogue, key, day.date()) for key in rows.assignment.basis
            ),
            form=_form(rows),
            app={
                "version": inspector_app.__version__,
                "build": "bundle" if hasattr(sys, "_MEIPASS") else "source",
            },
            sections=tuple(SectionFact(one.key, one.short or one.title) for one in sections),
            items=tuple(_item(view, rows.notes) for view in views if view.relevant),
            tables=tuple(_table(view) for view in checklist.tables() if view.relevant)
            if checklist
            else (),
            findings=rows.findings,
            evidence=rows.evidence,
            events=rows.events,
            party=rows.party,
            answers=_answers(checklist.answers()) if checklist else {},
            notes=tuple(_note(note) for note in rows.notes),
            ink={who: as_leaf(ink) for who, ink in rows.inks.items()},
            supersedes=rows.supersedes,
            classified=rows.inspection.classified,
            obstruction=_obstruction(views),
            unapproved=_unapproved(self._law.catalogue, rows.assignment.basis, day.date()),
        )


def _read(tables: Tables, inspection_id: InspectionId) -> _Rows:
    inspection = tables.inspections.get(inspection_id)
    assignment = tables.assignments.get(inspection.assignment_id)
    if assignment is None:
        raise KnownError("assignment.unknown", id=inspection.assignment_id)
    unit = tables.units.get(inspection.unit_id)
    if unit is None:
        raise KnownError("unit.unknown", id=inspection.unit_id)
    named = (tables.officers.get(person_id) for person_id in inspection.officers)
    return _Rows(
        inspection=inspection,
        assignment=assignment,
        unit=unit,
        officers=tuple(officer for officer in named if officer is not None),
        form=tables.forms.get(inspection.form_sha256),
        events=tables.procedure.list(inspection_id),
        evidence=tables.evidence.list(inspection_id),
        findings=tables.findings.list(inspection_id),
        notes=tables.notes.list(inspection_id),
        party=tables.signing.party(inspection_id),
        inks=tables.signing.inks(inspection_id),
        supersedes=_supersedes(tables, inspection),
    )


def _supersedes(tables: Tables, inspection: StoredInspection) -> dict[str, JsonValue]:
    if not inspection.supersedes:
        return {}
    old = tables.records.get(InspectionId(inspection.supersedes))
    if old is None:
        raise KnownError("record.unknown", id=inspection.supersedes)
    return {
        "record_id": inspection.supersedes,
        "root": old.root.hex(),
        "reason": inspection.visit.get("supersedes_reason", ""),
    }


def _visit(rows: _Rows) -> dict[str, str]:
    """Return the visit's own facts; start, place, environment and recorder have defaults."""
    visit = {name: value for name, value in rows.inspection.visit.items() if value}
    arrived = next((e for e in rows.events if e.kind is ProcedureKind.ARRIVED), None)
    if arrived is not None:
        visit.setdefault("start", arrived.moment.isoformat())
    visit.setdefault("place", rows.unit.address)
    visit.setdefault("environment", _INDOORS)
    if len(rows.officers) > 1:
        visit.setdefault("recorder", rows.officers[1].person_id)
    return visit


def _day(visit: Mapping[str, str], clock: Clock) -> datetime:
    try:
        return datetime.fromisoformat(visit.get("start", ""))
    except ValueError:
        return clock.now()


def _cited(catalogue: Catalogue, key: str, day: date) -> str:
    """Return a basis as printed; one that cannot be read stands as it is, and the lint tells."""
    try:
        return catalogue.resolve(key, day).text
    except KnownError as error:
        if error.code != "law.key-unreadable":
            raise
        return key


def _unapproved(catalogue: Catalogue, keys: tuple[str, ...], day: date) -> tuple[str, ...]:
    """Return the titles cited whose version in force the legal unit has not approved."""
    titles: dict[str, None] = {}
    for key in keys:
        try:
            basis = catalogue.resolve(key, day)
        except KnownError as error:
            if error.code != "law.key-unreadable":
                raise
            continue
        if basis.version and not basis.approved:
            titles[basis.title] = None
    return tuple(titles)


def _form(rows: _Rows) -> dict[str, str]:
    form = rows.form
    return {
        "id": form.form_id if form else rows.assignment.form_id,
        "version": form.version if form else rows.assignment.form_version,
        "title": form.title if form else "",
        "sha256": rows.inspection.form_sha256,
    }


def _item(view: ItemView, notes: tuple[Note, ...]) -> ItemFact:
    return ItemFact(
        code=view.code,
        section=view.section,
        title=view.title,
        name=view.name or view.title,
        verdict=view.verdict,
        sentence=view.sentence,
        severity=Severity(view.severity) if view.severity else Severity.GENERAL,
        authority=tuple(part for part in view.authority.split("/") if part),
        basis=tuple(basis.key for basis in view.basis),
        proposed=tuple(code for code in view.consequence.split("+") if code),
        photos=view.photos,
        photo_rule=view.photo_rule[:1] or "-",
        photo_problem=view.photo_problem,
        tables=view.tables,
        complete=view.complete,
        remarks=tuple(
            note.text for note in notes if note.item == view.code and note.kind == _TO_PRINT
        ),
        lose=view.lose,
        crime=view.crime,
        demand=view.demand,
    )


def _table(view: TableView) -> TableFact:
    draws = [_draw_fact(draw, view) for draw in view.last_draws()]
    first, *further = draws or [DrawFact(_undrawn(view), view.by)]
    drawn = _drawn_rows(view)
    return TableFact(
        code=view.code,
        title=view.title,
        columns=tuple(
            ColumnFact(column.title, tuple(value for value, _ in column.choices), column.deviating)
            for column in view.columns
        ),
        rows=tuple(
            tuple(_shown(cell.value, cell.choices) for cell in row.cells) for row in view.rows
        ),
        id_column=view.id_column,
        draw=first.draw,
        totals=view.totals,
        reasons=first.reasons,
        drawn=drawn,
        # rooms drawn and their computers looked at one by one: a draw is on record
        by_draw=_is_drawn(view) and (bool(drawn) or not view.draws),
        by=first.by,
        further=tuple(further),
    )


def _is_drawn(view: TableView) -> bool:
    return bool(view.rule) and not view.rule.startswith(("all", "dates"))


def _undrawn(view: TableView) -> dict[str, str]:
    method = "按给定日期" if view.rule.startswith("dates") else "all"
    return {"method": method, "n": str(len(view.rows))} if view.rows else {}


def _drawn_rows(view: TableView) -> tuple[str, ...]:
    """Return the ids that name rows: rooms drawn before the computers in them do not."""
    naming = {n for n, way in enumerate(view.ways) if way.column == view.id_column}
    return tuple(
        name for draw in view.last_draws() if draw.rule in naming or not view.ways
        for name in draw.result
    )  # fmt: skip


def _draw_fact(draw: StoredDraw, view: TableView) -> DrawFact:
    by = view.ways[draw.rule].by if draw.rule < len(view.ways) else view.by
    facts = _draw(draw)
    if len(view.ways) > 1:
        facts["what"] = noun_of(by)
    attempts = sorted(
        (one for one in view.draws if one.rule == draw.rule), key=lambda one: one.attempt
    )
    return DrawFact(facts, by, tuple(one.reason for one in attempts[1:]))


def _draw(draw: StoredDraw) -> dict[str, str]:
    return {
        "method": draw.method,
        "seed": draw.seed,
        "population": str(draw.population),
        "population_sha256": draw.population_sha256,
        "n": str(draw.n),
        "attempt": str(draw.attempt),
        "origin": draw.origin,
        "at": draw.at,
        "by": draw.by,
    }


def _shown(value: str, choices: tuple[tuple[str, str], ...]) -> str:
    """Return a cell as the record prints it; choice values are the Chinese words themselves."""
    if choices or not value:
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    day = full_day_zh(moment)
    return day + clock_zh(moment) if "T" in value else day


def _answers(answers: Mapping[str, Answer]) -> dict[str, Mapping[str, JsonValue]]:
    return {
        path: {"value": answer.value, "officer": answer.officer, "seq": answer.seq}
        for path, answer in answers.items()
    }


def _note(note: Note) -> dict[str, JsonValue]:
    return {
        "item": str(note.item),
        "kind": note.kind,
        "text": note.text,
        "officer": str(note.person),
        "seq": note.event_seq,
    }


def _obstruction(views: tuple[ItemView, ...]) -> str:
    asked = next((view for view in views if view.code == _OBSTRUCTION), None)
    return asked.parts[0].value if asked and asked.parts else ""
