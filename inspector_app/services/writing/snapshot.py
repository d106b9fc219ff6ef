"""One visit as it stands, gathered into one value: what the record is written from.

Filled by `gather`, read by the pure writers beside it and by the filing lint. Must never reach into
the store: whoever holds a snapshot can write the record again and gets the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspector_app.domain.assignments import Assignment
from inspector_app.domain.evidence import EvidenceEntry
from inspector_app.domain.findings import Finding, Severity
from inspector_app.domain.identifiers import InspectionId, ItemCode, PersonId
from inspector_app.domain.inspection import InspectionState, Party
from inspector_app.domain.officers import Officer
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.procedure.profiles import Profile
from inspector_app.domain.units import InspectedUnit
from inspector_app.domain.wording import Text
from inspector_app.records.content import JsonValue


@dataclass(frozen=True, slots=True)
class ItemFact:
    """One check item that applies to this visit.

    Attributes:
        section: Key of its section; name: heading of its own paragraph, short.
        verdict: `ok`, `ng`, `na` or '' while open.
        sentence: Sentence for the record, slots filled, '' if it has none.
        photos: Numbers of its photos; photo_problem: what is wrong with them.
        tables: Sample tables it is judged by.
        complete: Every required answer is there and valid.
        remarks: Notes of kind `record`, printed after the sentence.
        demand: What an order to correct would ask for, '' if the checklist names nothing.
    """

    code: ItemCode
    section: str
    title: str
    name: str
    verdict: str
    sentence: str
    severity: Severity
    authority: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    photos: tuple[int, ...] = ()
    photo_rule: str = "-"
    photo_problem: Text | None = None
    tables: tuple[str, ...] = ()
    complete: bool = True
    remarks: tuple[str, ...] = ()
    lose: str = ""
    crime: str = ""
    demand: str = ""


@dataclass(frozen=True, slots=True)
class ColumnFact:
    """A column of a sample table.

    Attributes:
        deviating: Shown values that are printed bold and make a row stand out.
        choices: Shown values a cell can take, in order; empty for free text and numbers.
    """

    title: str
    choices: tuple[str, ...] = ()
    deviating: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DrawFact:
    """One draw of a table that has several.

    Attributes:
        draw: As in `records.content.SampleTable`.
        by: What was drawn, as the checklist says: `机柜`, `IP`.
        reasons: Why it was drawn again, from the second attempt on.
    """

    draw: Mapping[str, str]
    by: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableFact:
    """A sample table with its rows as shown.

    Attributes:
        id_column: Index of the column that names a row, -1 if none.
        draw: As in `records.content.SampleTable`; empty before a draw.
        totals: Text of the total row as the checklist says it, '' = counted here.
        reasons: Why it was drawn again, from the second attempt on.
        drawn: Ids that have to be rows: of the last draw of each kind, empty without a draw.
        by_draw: Whether its rows have to come from a draw.
        by: What a row stands for, as the checklist says: `seat`, `site` … '' if it does not.
        further: Draws beside the first one.
    """

    code: str
    title: str
    columns: tuple[ColumnFact, ...]
    rows: tuple[tuple[str, ...], ...]
    id_column: int = 0
    draw: Mapping[str, str] = field(default_factory=dict)
    totals: str = ""
    reasons: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    by_draw: bool = False
    by: str = ""
    further: tuple[DrawFact, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionFact:
    """A section of the checklist: key and short name."""

    key: str
    short: str


@dataclass(frozen=True, slots=True)
class VisitSnapshot:
    """Everything the record of one visit is written from.

    Attributes:
        officers: The officers of the visit in order of signing.
        recorder: Who writes the record, one of them, '' while open.
        visit: start, end, place, environment as set by the officers.
        basis_text: The assignment's basis resolved for the visit's day, as printed.
        form: id, version, title, sha256.
        app: version, build.
        answers: Instance path -> value, officer, seq.
        notes: item, kind, text, officer, seq.
        classified: Classified mode: no photo, position, file name.
        obstruction: Answer to PR-09, '' while it is open.
        unapproved: Titles of the basis whose version the legal unit has not approved (C-08).
    """

    id: InspectionId
    state: InspectionState
    assignment: Assignment
    unit: InspectedUnit
    profile: Profile
    officers: tuple[Officer, ...]
    recorder: PersonId
    visit: Mapping[str, str]
    basis_text: tuple[str, ...]
    form: Mapping[str, str]
    app: Mapping[str, str]
    sections: tuple[SectionFact, ...]
    items: tuple[ItemFact, ...]
    tables: tuple[TableFact, ...] = ()
    findings: tuple[Finding, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()
    events: tuple[ProcedureEvent, ...] = ()
    party: Party | None = None
    answers: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    notes: tuple[Mapping[str, JsonValue], ...] = ()
    ink: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    place: Mapping[str, str] = field(default_factory=dict)
    supersedes: Mapping[str, JsonValue] = field(default_factory=dict)
    classified: bool = False
    obstruction: str = ""
    unapproved: tuple[str, ...] = ()

    @property
    def obstructed(self) -> bool:
        """Whether the inspection was refused or obstructed: it ends there."""
        return self.obstruction not in ("", "无")

    def event(self, kind: ProcedureKind) -> ProcedureEvent | None:
        """Return the latest event of a kind."""
        return next((event for event in reversed(self.events) if event.kind is kind), None)
