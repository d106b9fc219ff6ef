"""The writing of a visit's record: its content now, the filing lint, the facts of the visit.

Asked by the record screen, signing and the demo. Must never change an answer; the few facts of the
visit itself (times, place, environment, recorder) are set here, each with its event.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from inspector_app.clock import Clock
from inspector_app.domain.filing import FilingProblem, check_filing
from inspector_app.domain.filing.values import error, warning
from inspector_app.domain.identifiers import InspectionId, PersonId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.law import BasisState, Catalogue
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError
from inspector_app.records.content import RecordContent
from inspector_app.services.changes import Changes
from inspector_app.services.law_shelf import LawShelf
from inspector_app.services.moves import require_state
from inspector_app.services.steps import NOBODY
from inspector_app.services.writing.filing_facts import filing_facts
from inspector_app.services.writing.gathering import Gathering
from inspector_app.services.writing.record import write_record
from inspector_app.services.writing.snapshot import VisitSnapshot
from inspector_app.storage.db import Store
from inspector_app.storage.events import Stamp
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables

_TIMES = frozenset({"start", "end"})
_FIELDS = frozenset(
    {
        *_TIMES,
        "place",
        "environment",
        "recorder",
        "assistants",
        "cap_reason",
        "supersedes_reason",
    }
)
_OPEN = (InspectionState.OPENING, InspectionState.CHECKING)


class Writing:
    """The record of every visit as it stands."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        gathering: Gathering,
        law: LawShelf,
        covered: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._clock = clock
        self._gathering = gathering
        self._law = law
        self._covered = covered

    def snapshot(self, inspection_id: InspectionId) -> VisitSnapshot:
        """Return the visit as one value."""
        return self._gathering.snapshot(inspection_id)

    def visit(self, inspection_id: InspectionId) -> VisitSnapshot:
        """Return the visit without its checklist."""
        return self._gathering.visit(inspection_id)

    def content(self, inspection_id: InspectionId) -> RecordContent:
        """Return what the record would say if it were frozen now."""
        return write_record(self.snapshot(inspection_id))

    def problems(self, inspection_id: InspectionId) -> tuple[FilingProblem, ...]:
        """Return what a case reviewer would send back, errors first."""
        snapshot = self.snapshot(inspection_id)
        content = write_record(snapshot)
        facts = filing_facts(
            snapshot,
            content,
            now=self._clock.now(),
            overlaps=self._store.read(lambda tables: _overlaps(tables, snapshot)),
            citations=tuple(_citations(snapshot, self._law.catalogue, self._clock.now())),
            covered=self._covered,
        )
        return check_filing(facts)

    def set_visit(
        self,
        inspection_id: InspectionId,
        field: str,
        value: str,
        person: PersonId = NOBODY,
    ) -> Changes:
        """Set one fact of the visit.

        Args:
            field: `start`, `end` (ISO 8601 with offset), `place`, `environment`, `recorder`
                (person id), `assistants` (`姓名，职责；…`), `cap_reason`, `supersedes_reason`.
            value: '' takes it out again.
        Raises:
            KnownError: `visit.field-unknown`, `visit.time-unreadable`, `visit.recorder-unknown`,
                `procedure.wrong-state` once the text is frozen.
        """
        if field not in _FIELDS:
            raise KnownError("visit.field-unknown", field=field, fields="、".join(sorted(_FIELDS)))
        if field in _TIMES and value:
            _require_moment(value)
        stamp = Stamp.read(self._clock)

        def change(tables: Tables) -> None:
            inspection = require_state(tables, inspection_id, *_OPEN)
            if field == "recorder" and value and value not in inspection.officers:
                raise KnownError("visit.recorder-unknown")
            tables.inspections.set_visit(inspection_id, field, value.strip())
            tables.inspections.touch(inspection_id, stamp.wall)
            tables.events.append(
                inspection_id,
                "visit",
                stamp,
                ref=field,
                old=inspection.visit.get(field),
                new=value.strip(),
                person=person,
            )

        self._store.write(change)
        return Changes.of_inspection(inspection_id)


def _require_moment(value: str) -> None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as problem:
        raise KnownError("visit.time-unreadable", value=value) from problem
    if moment.tzinfo is None:
        raise KnownError("visit.time-unreadable", value=value)


def _overlaps(tables: Tables, snapshot: VisitSnapshot) -> tuple[tuple[str, str], ...]:
    """Return officers who are on another visit of this laptop at the same time (L-06)."""
    span = _span(snapshot.visit.get("start", ""), snapshot.visit.get("end", ""))
    if span is None:
        return ()
    found = []
    for other in tables.inspections.list():
        if other.id == snapshot.id or other.state is InspectionState.VOID:
            continue
        theirs = _span(other.visit.get("start", ""), other.visit.get("end", ""))
        if theirs is None or theirs[0] >= span[1] or span[0] >= theirs[1]:
            continue
        number = _number(tables, other)
        found += [
            (officer.name, number)
            for officer in snapshot.officers
            if officer.person_id in other.officers
        ]
    return tuple(found)


def _span(start: str, end: str) -> tuple[datetime, datetime] | None:
    try:
        return datetime.fromisoformat(start), datetime.fromisoformat(end)
    except ValueError:
        return None


def _number(tables: Tables, inspection: StoredInspection) -> str:
    assignment = tables.assignments.get(inspection.assignment_id)
    return assignment.record_number if assignment else str(inspection.assignment_id)


def _citations(snapshot: VisitSnapshot, catalogue: Catalogue, now: datetime) -> list[FilingProblem]:
    """Judge the citations that get printed (L-19: C-01, C-04 … C-06)."""
    try:
        day = datetime.fromisoformat(snapshot.visit.get("start", "")).date()
    except ValueError:
        day = now.date()
    found = []
    for key in snapshot.assignment.basis:
        try:
            basis = catalogue.resolve(key, day)
        except KnownError as problem:
            message = Text(problem.sentence("zh"), problem.sentence("en"))
            fix = Text(problem.remedy("zh"), problem.remedy("en"))
            found.append(error("L-19", "assignment", message, fix))
            continue
        if basis.state in {BasisState.OUT_OF_FORCE, BasisState.UNKNOWN}:
            found.append(
                error(
                    "L-19",
                    "assignment",
                    Text(f"检查依据不能用：{basis.text}", f"Basis of the visit: {basis.text}"),
                    Text("联网更新任务和法律目录。", "Update assignment and catalogue online."),
                )
            )
        elif basis.state is BasisState.UNVERIFIED:
            # C-05: a law whose article nobody has read must not stand in a final document
            judged = error if basis.is_law else warning
            found.append(
                judged(
                    "L-19",
                    "assignment",
                    Text(f"检查依据待核：{basis.text}", f"Basis not verified: {basis.text}"),
                    Text("请法制机构核对条号。", "Have the legal unit check the article."),
                )
            )
    for finding in snapshot.findings:
        orders = any(code.startswith("O") for code in finding.consequence)
        bases = [catalogue.resolve(key, day) for key in finding.basis]
        if orders and bases and not any(basis.is_law for basis in bases):
            found.append(
                error(
                    "L-19",
                    f"finding:{finding.item}",
                    Text(
                        f"{finding.item} 责令改正，依据不是法律、法规、规章。",
                        f"{finding.item}: an order rests on something that is not law.",
                    ),
                    Text("改为只记录，或补充法律依据。", "Record only, or add a legal basis."),
                )
            )
    return found
