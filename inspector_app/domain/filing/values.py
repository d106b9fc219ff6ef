"""What the filing lint reads and what it says. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from inspector_app.domain.assignments import Assignment
from inspector_app.domain.evidence import EvidenceEntry
from inspector_app.domain.findings import Finding
from inspector_app.domain.identifiers import ItemCode
from inspector_app.domain.inspection import Party
from inspector_app.domain.officers import Officer
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.procedure.profiles import Profile
from inspector_app.domain.units import InspectedUnit
from inspector_app.domain.wording import Text


class Level(StrEnum):
    """Weight of a problem: an error blocks the freeze, a warning is shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class FilingProblem:
    """One thing a case reviewer would send the record back for.

    Attributes:
        rule: `L-01` … `L-42`; of citations `C-01` … `C-10`.
        place: Where to jump: `item:WB-22`, `visit:place`, `step:rights-told`, `finding:WB-22`,
            `table:WB-T1`, `evidence:3`, `party`, `officers`, `assignment`, `text:narrative/003`.
        fix: The way out.
    """

    rule: str
    level: Level
    message: Text
    place: str
    fix: Text


@dataclass(frozen=True, slots=True)
class FilingItem:
    """A check item as the lint sees it.

    Attributes:
        verdict: `ok`, `ng`, `na`, '' while open.
        photo_rule: `-`, `o`, `F`, `R`, `X`.
        tables: Codes of the sample tables it is judged by.
    """

    code: ItemCode
    title: str
    verdict: str
    sentence: str
    complete: bool
    photo_rule: str = "-"
    photos: tuple[int, ...] = ()
    photo_problem: Text | None = None
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilingText:
    """A printed text.

    Attributes:
        neutral: Whether rules on neutral language apply (not to the party's own words).
        asked: Words of the checklist behind it: what a question names may be answered.
    """

    place: str
    text: str
    neutral: bool = True
    asked: str = ""


@dataclass(frozen=True, slots=True)
class FilingTable:
    """A sample table.

    Attributes:
        rows: Cells as shown, '' for empty.
        drawn: Ids of the last draw, empty for tables without a draw.
        ids: Id of each row, in order.
        id_column: Index of the column that names a row.
        has_draw: Whether its rows have to come from a draw.
        given: Columns the draw fills by itself: a row with nothing else is not filled in.
    """

    code: str
    title: str
    rows: tuple[tuple[str, ...], ...]
    ids: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    id_column: int = 0
    has_draw: bool = False
    given: frozenset[int] = frozenset({0})


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """A visit as the lint reads it.

    Attributes:
        now: Laptop's wall time.
        visit: start, end (ISO 8601 with offset), place, environment.
        recorder_named: Whether one of the officers is named as writing the record.
        missing_steps: Steps of the fixed first lines without an event.
        overlaps: (officer's name, number of the other visit) at the same time on this laptop.
        citations: Problems of legal citations, found by the law lint (L-19).
        terminals: Terminals of the place as the ledger or the visit counts them, 0 if unknown.
        uncovered: Characters no bundled font has.
    """

    now: datetime
    assignment: Assignment
    unit: InspectedUnit
    profile: Profile
    officers: tuple[Officer, ...]
    visit: Mapping[str, str]
    recorder_named: bool
    events: tuple[ProcedureEvent, ...]
    items: tuple[FilingItem, ...]
    findings: tuple[Finding, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()
    texts: tuple[FilingText, ...] = ()
    tables: tuple[FilingTable, ...] = ()
    party: Party | None = None
    classified: bool = False
    position: bool = False
    missing_steps: tuple[str, ...] = ()
    overlaps: tuple[tuple[str, str], ...] = ()
    citations: tuple[FilingProblem, ...] = ()
    terminals: int = 0
    uncovered: frozenset[str] = field(default_factory=frozenset)

    def event(self, kind: ProcedureKind) -> ProcedureEvent | None:
        """Return the latest event of a kind."""
        return next((event for event in reversed(self.events) if event.kind is kind), None)

    def moment(self, name: str) -> datetime | None:
        """Return a time of the visit, None when it is missing or unreadable."""
        try:
            return datetime.fromisoformat(self.visit.get(name, ""))
        except ValueError:
            return None


def error(rule: str, place: str, message: Text, fix: Text) -> FilingProblem:
    """Return a problem that blocks the freeze."""
    return FilingProblem(rule, Level.ERROR, message, place, fix)


def warning(rule: str, place: str, message: Text, fix: Text) -> FilingProblem:
    """Return a problem that is shown only."""
    return FilingProblem(rule, Level.WARNING, message, place, fix)
