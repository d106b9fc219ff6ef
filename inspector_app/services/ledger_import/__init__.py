"""Import of units from Excel and CSV: look, decide, then all in one transaction; and back out.

Called by the window and `inspector ledger`. Must never write half a table: an import is whole or
did not happen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from inspector_app.clock import Clock
from inspector_app.domain.identifiers import Entropy, PersonId, uuid7
from inspector_app.domain.ledger.fields import BY_KEY, field_of
from inspector_app.domain.ledger.problems import Fault, Problem
from inspector_app.errors import KnownError
from inspector_app.services.changes import Changes
from inspector_app.services.ledger_import.deciding import Decider, Decision, Fate, Options, new_id
from inspector_app.services.ledger_import.exporting import export_units
from inspector_app.services.ledger_import.tables import UnitTableFile, open_table
from inspector_app.storage.db import Store
from inspector_app.storage.tables import Tables
from inspector_app.storage.units import UnitChange

__all__ = ["Fate", "LedgerImport", "Options", "Outcome", "ProblemRow", "UnitTableFile"]

MOST_PROBLEM_ROWS = 200_000
"""Rows kept for the error report; more are counted."""

_TOLD = 20
_STEP = 500
_BULK_BYTES = 200_000
"""From tables of about 2,000 rows on the search index gathers in memory first."""

Observe = Callable[[int], None]
Cancel = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A row with something to say, as it stands in the file."""

    number: int
    fate: Fate
    cells: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a table brings, or brought.

    Attributes:
        rows: Rows that hold anything.
        counts: By fate.
        problems: Rows with faults, hints among them, in file order.
        problem_rows: How many there were.
        by_problem: How often each kind of fault occurred.
        first: The first decisions, for a look.
    """

    table: UnitTableFile
    options: Options
    rows: int
    counts: Mapping[Fate, int]
    problems: tuple[ProblemRow, ...]
    problem_rows: int
    by_problem: Mapping[Problem, int]
    first: tuple[Decision, ...]


class LedgerImport:
    """Tables in, tables out."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy

    def open(self, path: Path, sheet: str = "") -> UnitTableFile:
        """Open a table and guess its columns.

        Raises:
            KnownError: as `tables.open_table`.
        """
        return open_table(path, sheet)

    def mapping(self, table: UnitTableFile, chosen: Mapping[str, str]) -> dict[int, str]:
        """Return the guessed columns with those chosen by hand put over them.

        Args:
            chosen: Field key or heading of a field, '' for none, by heading of the table.
        Raises:
            KnownError: `ledger.mapping-wrong`, `ledger.no-heading` without a column of names.
        """
        found = dict(table.mapping)
        titles = [title.strip() for title in table.titles]
        for title, field in chosen.items():
            key = field if field in BY_KEY or not field else field_of(field)
            if title.strip() not in titles or key is None:
                raise KnownError("ledger.mapping-wrong", text=f"{title}={field}")
            column = titles.index(title.strip())
            found = {at: known for at, known in found.items() if known != key and at != column}
            if key:
                found[column] = key
        if "name" not in found.values():
            raise KnownError("ledger.no-heading", name=table.name)
        return found

    def preview(
        self,
        table: UnitTableFile,
        options: Options,
        observe: Observe = lambda _: None,
        cancel: Cancel = lambda: False,
    ) -> Outcome:
        """Return what an import would do; nothing is written.

        Args:
            observe: Told the rows done.
            cancel: Asked now and then; True ends it.
        Raises:
            KnownError: `ledger.cancelled`, `ledger.unreadable`, `ledger.too-large`.
        """
        return self._store.read(
            lambda tables: _run(tables, table, options, observe, cancel, lambda *_: None)
        )

    def apply(
        self,
        table: UnitTableFile,
        options: Options,
        person: PersonId,
        observe: Observe = lambda _: None,
        cancel: Cancel = lambda: False,
    ) -> tuple[Outcome, Changes]:
        """Import a table as one transaction.

        Args:
            person: Who; stands in the history of each unit.
            observe: Told the rows done; called in the store's own thread.
            cancel: Asked now and then; True undoes everything.
        Raises:
            KnownError: as `preview`, `store.disk-full`, `store.io`.
        """
        touched: set[str] = set()
        at = self._clock.now()

        def work(tables: Tables) -> Outcome:
            def write(decider: Decider, decision: Decision) -> None:
                unit = decision.unit
                if unit is None or decision.fate is Fate.SAME:
                    return
                if decision.fate is Fate.NEW:
                    made = uuid7(int(at.timestamp() * 1000), self._entropy).hex
                    unit = new_id(unit, made)
                    decider.remember_id(unit.id, decision.number)
                tables.units.amend(unit)
                change = UnitChange(at, person, table.name, decision.changes)
                tables.units.add_change(unit.id, change)
                touched.add(unit.id)

            bulk = len(table.data) > _BULK_BYTES
            if bulk:
                tables.units.begin_bulk()
            try:
                return _run(tables, table, options, observe, cancel, write)
            finally:
                if bulk:
                    tables.units.end_bulk()

        return self._store.write(work), Changes(units=frozenset(touched))

    def export(self, target: Path, category: str = "", language: str = "zh") -> int:
        """Write the ledger to an .xlsx or .csv that can be imported again; return the units.

        Raises:
            KnownError: `ledger.kind-unknown`, `ledger.too-many`, `store.file`.
        """
        return self._store.read(
            lambda tables: export_units(
                tables.units.each(category), tables.units.count(category), target, language
            )
        )


def _run(
    tables: Tables,
    table: UnitTableFile,
    options: Options,
    observe: Observe,
    cancel: Cancel,
    act: Callable[[Decider, Decision], None],
) -> Outcome:
    decider = Decider(tables.units, options)
    counts: Counter[Fate] = Counter()
    kinds: Counter[Problem] = Counter()
    problems: list[ProblemRow] = []
    first: list[Decision] = []
    rows = problem_rows = 0
    for number, cells in table.rows():
        decision = decider.decide(number, cells)
        act(decider, decision)
        rows += 1
        counts[decision.fate] += 1
        if len(first) < _TOLD:
            first.append(decision)
        if decision.faults:
            problem_rows += 1
            kinds.update(fault.problem for fault in decision.faults)
            if len(problems) < MOST_PROBLEM_ROWS:
                row = ProblemRow(number, decision.fate, tuple(cells), decision.faults)
                problems.append(row)
        if rows % _STEP == 0:
            observe(rows)
            if cancel():
                raise KnownError("ledger.cancelled")
    observe(rows)
    return Outcome(
        table, options, rows, {fate: counts[fate] for fate in Fate}, tuple(problems),
        problem_rows, dict(kinds), tuple(first),
    )  # fmt: skip
