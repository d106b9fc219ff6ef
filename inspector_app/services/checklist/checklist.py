"""The checklist of one visit as the screen changes it; what it says as saved is on disk.

Made by `Inspections.checklist`, one for each inspection. Must never accept a change once the text
is frozen, nor anything but procedure items before the visit was entered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from inspector_app.clock import Clock
from inspector_app.domain.draw import read_population
from inspector_app.domain.identifiers import Entropy, InspectionId, ItemCode, PersonId
from inspector_app.domain.inspection import InspectionState
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.errors import KnownError
from inspector_app.services.changes import Changes
from inspector_app.services.checklist.earlier import TABLE as CASE_TABLE
from inspector_app.services.checklist.earlier import case_rows
from inspector_app.services.checklist.live import Act, Allowed, Saved
from inspector_app.services.checklist.outline import (
    PROCEDURE,
    TableDef,
)
from inspector_app.services.checklist.prefill import Known, known_values
from inspector_app.services.checklist.reading import ReadableChecklist
from inspector_app.services.checklist.tables import (
    DrawOrder,
    dated_rows,
    draw_rows,
    fill_cells,
    fill_rows,
    is_dated,
    kind_column,
)
from inspector_app.services.checklist.views import (
    SaveResult,
)
from inspector_app.services.law_shelf import LawShelf
from inspector_app.services.moves import require_state
from inspector_app.storage.db import Store
from inspector_app.storage.events import Stamp
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables
from inspector_app.xforms import ChangeSet, Form, Session

APP = PersonId("")
_CHECKING = InspectionState.CHECKING
_PREFILL = "prefill"
_SECRECY = "pr_11_p1_1"  # PR-11: a classified place or system?
_CLASSIFIED = "是"
_Change: TypeAlias = Callable[[Tables, Stamp, PersonId], None]


class Checklist(ReadableChecklist):
    """Durable answers to one form, and its views."""

    def __init__(
        self,
        store: Store,
        inspection_id: InspectionId,
        form: Form,
        law: LawShelf,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        super().__init__(store, inspection_id, form, law, clock, entropy)
        secrecy = self._outline.names.get(_SECRECY)
        self._secrecy_ref = secrecy.path if secrecy else ""
        self._actor = APP

    def set(self, ref: str, value: str | None, person: PersonId) -> SaveResult:
        """Answer one node; None empties it.

        Raises:
            KnownError: `procedure.wrong-state`, `form.*` when the engine refuses, `store.*`,
                `inspection.classified-final`. The checklist is then as it was.
        """
        code = self._outline.item_of(ref)
        secrecy = ref == self._secrecy_ref

        def act(session: Session, tables: Tables) -> list[ChangeSet]:
            if secrecy:
                self._declare(tables, value)
            return [session.set(ref, value)]

        return self._change(person, act, code=code, undoable=not secrecy)

    def add_row(self, table: str, person: PersonId) -> SaveResult:
        """Add an empty row at the end of a table."""
        definition = self._table(table)

        def act(session: Session, _: Tables) -> list[ChangeSet]:
            return [session.add(definition.repeat.path)]

        saved = self._change(person, act)
        with self._live.session() as session:
            last = session.count(definition.repeat.path)
        return SaveResult(
            saved.changes, saved.saved_at, saved.items, saved.tables,
            f"{definition.repeat.path}[{last}]",
        )  # fmt: skip

    def remove_row(self, table: str, index: int, person: PersonId) -> SaveResult:
        """Take a row out; `index` counts from 0."""
        definition = self._table(table)

        def act(session: Session, _: Tables) -> list[ChangeSet]:
            return [session.remove(definition.repeat.path, index)]

        return self._change(person, act)

    def draw(
        self,
        table: str,
        population: str | Sequence[str],
        person: PersonId,
        *,
        reason: str = "",
        size: int = 0,
        rule: int = 0,
    ) -> SaveResult:
        """Draw a table's rows at random by the assignment's seed; old rows of that draw go.

        A table may have several draws, `TableView.ways`: five racks and ten addresses stand side
        by side, each with attempts of its own.

        A table with given days needs no population: its days are counted from the visit's day.

        Args:
            population: Identifiers, or text such as `1-120 without 13`.
            reason: Why it is drawn again; required from the second attempt on.
            size: How many, only where the checklist leaves that to the bureau.
            rule: Which of the table's draws, from 0.
        Raises:
            KnownError: `checklist.table-unknown`, `checklist.redraw-reason`, `draw.*`.
        """
        definition = self._table(table)
        with self._live.blank() as blank:
            kind = kind_column(definition, blank)

        def act(session: Session, tables: Tables) -> list[ChangeSet]:
            if is_dated(definition):
                days = dated_rows(definition, self._day(tables))
                return fill_rows(session, definition, definition.id_column, days)
            ids = read_population(population) if isinstance(population, str) else population
            assignment = tables.assignments.get(tables.inspections.get(self._id).assignment_id)
            seed = assignment.draw_seed if assignment else ""
            order = DrawOrder(tuple(ids), person, rule, size, reason, seed, kind)
            stamp = Stamp.read(self._clock)
            return draw_rows(tables, session, self._id, definition, order, stamp, self._entropy)

        return self._change(person, act)

    def undo(self, person: PersonId | None = None) -> SaveResult | None:
        """Take the officers' last change back; None when there is nothing to take back."""
        saved = self._live.undo(person or self._actor, self._allowed(""))
        return None if saved is None else self._result(saved, None)

    def redo(self, person: PersonId | None = None) -> SaveResult | None:
        """Make the change again that was taken back; None when there is none."""
        saved = self._live.redo(person or self._actor, self._allowed(""))
        return None if saved is None else self._result(saved, None)

    def set_sentence(self, code: str, text: str, person: PersonId | None = None) -> SaveResult:
        """Write the record sentence of an item in own words; '' goes back to the generated one."""
        item = self._item(code)

        def change(tables: Tables, stamp: Stamp, who: PersonId) -> None:
            old = tables.notes.sentences(self._id).get(item.code, "")
            words = text.strip()
            tables.notes.set_sentence(self._id, item.code, words, who)
            tables.events.append(
                self._id, "sentence", stamp, ref=item.code, old=old, new=words, person=who
            )

        return self._write(item.code, person, change)

    def note(self, code: str, kind: str, text: str, person: PersonId | None = None) -> SaveResult:
        """Add a note to an item ('' = to the visit).

        Args:
            kind: `record` is printed, `internal` is not handed out.
        """
        item = ItemCode("") if code == "" else self._item(code).code

        def change(tables: Tables, stamp: Stamp, who: PersonId) -> None:
            event = tables.events.append(
                self._id, "note", stamp, ref=item, new=text.strip(), person=who
            )
            tables.notes.add(self._id, item, kind, text.strip(), who, event.seq)

        return self._write(item, person, change)

    def prefill(self, known: Known, *, by: PersonId = APP) -> SaveResult | None:
        """Fill in what the procedure knows, where officers have not answered otherwise.

        Called after each step of the procedure and when a visit is resumed; safe to repeat.

        Returns:
            None when there was nothing new.
        """
        wanted = known_values(self._outline, known)
        own = self._own_answers()
        with self._live.session() as session:
            fresh = {
                path: value
                for path, value in wanted.items()
                if session.value(path) != value
                and (path not in own or session.value(path) == "")
                and session.state(path).relevant
            }
            dated = [
                table
                for table in self._outline.tables.values()
                if is_dated(table)
                and known.last(ProcedureKind.ENTERED)
                and session.state(table.repeat.path).relevant
                and not self._has_ids(session, table)
            ]
            case = self._case_table(session, known)
        if not fresh and not dated and case is None and not self._live.fresh:
            return None
        unused = self._live.fresh

        def act(session: Session, tables: Tables) -> list[ChangeSet]:
            done = self._without_first_rows(session) if unused else []
            done += [session.set(path, value) for path, value in fresh.items()]
            for table in dated:
                days = dated_rows(table, self._day(tables))
                done += fill_rows(session, table, table.id_column, days)
            if case is not None and known.earlier is not None:
                done += fill_cells(session, case, case_rows(known.earlier))
            return done

        return self._change(by, act, kind=_PREFILL, undoable=False)

    def _case_table(self, session: Session, known: Known) -> TableDef | None:
        """Return the re-check table while it waits for the old findings."""
        table = self._outline.tables.get(CASE_TABLE)
        if table is None or known.earlier is None or not known.last(ProcedureKind.ENTERED):
            return None
        if not session.state(table.repeat.path).relevant or self._has_ids(session, table):
            return None
        return table

    def _change(
        self,
        person: PersonId,
        act: Act,
        *,
        code: ItemCode | None = None,
        kind: str = "answer",
        undoable: bool = True,
    ) -> SaveResult:
        section = self._outline.items[code].section if code else ""
        self._touched = code if section != PROCEDURE else None
        allowed = self._allowed(section, early=kind == _PREFILL)
        saved = self._live.change(person, act, allowed, kind=kind, undoable=undoable)
        if person:
            self._actor = person
        return self._result(saved, code)

    def _allowed(self, section: str, *, early: bool = False) -> Allowed:
        def allowed(inspection: StoredInspection) -> bool:
            if inspection.state is InspectionState.OPENING:
                return early or section == PROCEDURE
            return inspection.state is _CHECKING

        return allowed

    def _write(self, item: ItemCode, person: PersonId | None, change: _Change) -> SaveResult:
        who = person or self._actor
        now = self._clock.now()
        stamp = Stamp(now.isoformat(), self._clock.monotonic_ns(), self._clock.boot_id())

        def transaction(tables: Tables) -> None:
            require_state(tables, self._id, _CHECKING)
            change(tables, stamp, who)
            tables.inspections.touch(self._id, stamp.wall, last_item=item or None)

        self._store.write(transaction)
        items = (item,) if item else ()
        return SaveResult(Changes.of_inspection(self._id), now, items)

    def _result(self, saved: Saved, first: ItemCode | None) -> SaveResult:
        touched = sorted(saved.changed | saved.structure)
        items = dict.fromkeys(
            code for code in (first, *map(self._outline.item_of, touched)) if code is not None
        )
        tables = dict.fromkeys(
            code for code in map(self._outline.table_of, touched) if code is not None
        )
        return SaveResult(Changes.of_inspection(self._id), saved.at, tuple(items), tuple(tables))

    def _own_answers(self) -> frozenset[str]:
        events = self._store.read(lambda tables: tables.events.list(self._id, kind="answer"))
        return frozenset(event.ref for event in events)

    def _has_ids(self, session: Session, table: TableDef) -> bool:
        path, name = table.repeat.path, table.columns[table.id_column].name
        return any(session.value(f"{path}[{n}]/{name}") for n in range(1, session.count(path) + 1))

    def _declare(self, tables: Tables, value: str | None) -> None:
        """Keep classified mode in step with its question: yes switches it on, nothing off."""
        if value == _CLASSIFIED:
            tables.inspections.set_classified(self._id)
        elif tables.inspections.get(self._id).classified:
            raise KnownError("inspection.classified-final")

    def _without_first_rows(self, session: Session) -> list[ChangeSet]:
        """A repeat starts with one empty row; a sample table has the rows that were drawn."""
        return [
            session.remove(table.repeat.path, 0, session.count(table.repeat.path))
            for table in self._outline.tables.values()
            if session.count(table.repeat.path)
        ]
