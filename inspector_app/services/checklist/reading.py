"""A checklist as screens, findings and writing read it: sections, items, tables, answers.

The base of `checklist.Checklist`, which adds the changes. Must never change anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from inspector_app.clock import Clock
from inspector_app.domain.evidence import EvidenceKind
from inspector_app.domain.identifiers import Entropy, InspectionId, ItemCode
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.errors import KnownError
from inspector_app.services.checklist.items import ItemReader, Surroundings
from inspector_app.services.checklist.live import LiveForm, Progress
from inspector_app.services.checklist.outline import (
    PROCEDURE,
    ItemDef,
    Outline,
    TableDef,
    outline_of,
)
from inspector_app.services.checklist.tables import (
    table_view,
)
from inspector_app.services.checklist.views import (
    Answer,
    ItemView,
    SectionView,
    TableView,
)
from inspector_app.services.law_shelf import LawShelf
from inspector_app.storage.db import Store
from inspector_app.storage.events import StoredEvent
from inspector_app.storage.notes import Note
from inspector_app.storage.tables import Tables
from inspector_app.xforms import Form, Session


class ReadableChecklist:
    """Views of one form's answers."""

    def __init__(
        self,
        store: Store,
        inspection_id: InspectionId,
        form: Form,
        law: LawShelf,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._store = store
        self._id = inspection_id
        self._form = form
        self._law = law
        self._clock = clock
        self._entropy = entropy
        self._outline = outline_of(form)
        self._touched: ItemCode | None = None
        self._live = LiveForm(store, inspection_id, form, clock, entropy, self._progress)

    @property
    def outline(self) -> Outline:
        """The shape of the form."""
        return self._outline

    def speak(self, language: str) -> None:
        """Give labels in `zh` or `en` from now on."""
        self._live.speak(language)

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """Give labels in `zh` or `en` for a while, to this caller alone."""
        with self._live.speaking(language):
            yield

    def sections(self) -> tuple[SectionView, ...]:
        """Return the sections that have something to ask, in order."""
        with self._reader() as (session, reader):
            views = []
            for section in self._outline.sections:
                items = [item for item in section.items if reader.relevant(item)]
                if not items:
                    continue
                views.append(
                    SectionView(
                        key=section.key,
                        title=session.state(section.group.path).label or section.short,
                        short=section.short,
                        answered=sum(reader.answered(item) for item in items),
                        total=len(items),
                        failed=sum(reader.verdict(item) == "ng" for item in items),
                        items=tuple(item.code for item in items),
                    )
                )
            return tuple(views)

    def item(self, code: str) -> ItemView:
        """Return one item as it stands.

        Raises:
            KnownError: `checklist.item-unknown`.
        """
        item = self._item(code)
        with self._reader() as (_, reader):
            return reader.view(item)

    def items(self) -> tuple[ItemView, ...]:
        """Return every item that applies, facts too, in the order walked."""
        with self._reader() as (_, reader):
            return tuple(
                reader.view(item) for item in self._outline.items.values() if reader.relevant(item)
            )

    def next_open(self, after: str = "") -> ItemCode | None:
        """Return the next item that applies and is not complete, wrapping around; None if none.

        Args:
            after: Code to start behind, '' for the beginning.
        """
        codes = list(self._outline.items)
        start = codes.index(ItemCode(after)) + 1 if after in self._outline.items else 0
        with self._reader() as (_, reader):
            for code in codes[start:] + codes[:start]:
                item = self._outline.items[code]
                if not reader.relevant(item):
                    continue
                if not reader.complete(item) or reader.photo_problem(item):
                    return code
        return None

    def tables(self) -> tuple[TableView, ...]:
        """Return the sample tables that apply."""
        draws = self._store.read(lambda tables: tables.draws.list(self._id))
        with self._reader() as (session, reader), self._live.blank() as blank:
            views = (
                table_view(table, session, blank, reader, [d for d in draws if d.table == code])
                for code, table in self._outline.tables.items()
            )
            return tuple(view for view in views if view.relevant)

    def sentence(self, code: str) -> str:
        """Return an item's record sentence: the officers' own, else the generated one."""
        return self.item(code).sentence

    def why(self, code: str, what: str = "relevant") -> str:
        """Return why an item is shown or hidden, in the language spoken; then, a line for each,
        why an answer of it fails its check.
        """
        item = self._item(code)
        with self._live.session() as session:
            if what == "proposal" and item.proposal is not None:
                explained = [session.explain(item.proposal.path, "calculate")]
            else:
                explained = [session.explain(item.group.path, "relevant")]
                explained += [
                    session.explain(part.path, "constraint")
                    for part in item.parts
                    if not session.state(part.path).constraint_valid
                ]
            return "\n".join(one.sentence.of(self._live.language) for one in explained)

    def answers(self) -> dict[str, Answer]:
        """Return every answered node that applies, with who answered and its event."""
        events = self._store.read(lambda tables: tables.events.last_by_ref(self._id))
        with self._live.session() as session:
            found = {}
            for state in session.states():
                if not state.relevant or state.value == "" or state.definition.kind == "note":
                    continue
                event = _event_of(state.ref, events)
                officer, seq = (event.person, event.seq) if event else ("", 0)
                found[state.ref] = Answer(state.value, officer, seq)
            return found

    def _progress(self, session: Session, _: frozenset[str]) -> Progress:
        counted = [
            item
            for item in self._outline.items.values()
            if item.verdict is not None
            and item.section != PROCEDURE
            and session.state(item.group.path).relevant
        ]
        answered = sum(bool(session.value(item.verdict.path)) for item in counted if item.verdict)
        return Progress(answered, len(counted), self._touched)

    @contextmanager
    def _reader(self) -> Iterator[tuple[Session, ItemReader]]:
        around = self._store.read(self._surroundings)
        with self._live.session() as session:
            yield session, ItemReader(self._outline, session, around)

    def _surroundings(self, tables: Tables) -> Surroundings:
        photos: dict[str, list[int]] = {}
        for entry in tables.evidence.list(self._id):
            if entry.kind is EvidenceKind.PHOTO:
                photos.setdefault(entry.item, []).append(entry.n)
        notes: dict[str, list[Note]] = {}
        for note in tables.notes.list(self._id):
            notes.setdefault(note.item, []).append(note)
        return Surroundings(
            language=self._live.language,
            catalogue=self._law.catalogue,
            day=self._day(tables),
            classified=tables.inspections.get(self._id).classified,
            photos={item: tuple(numbers) for item, numbers in photos.items()},
            wordings=tables.notes.sentences(self._id),
            notes={item: tuple(listed) for item, listed in notes.items()},
        )

    def day(self) -> date:
        """Return the day of the visit, by which every basis is resolved."""
        return self._store.read(self._day)

    def _day(self, tables: Tables) -> date:
        """The day of the visit: arrival, else today."""
        for event in tables.procedure.list(self._id):
            if event.kind is ProcedureKind.ARRIVED:
                return date.fromisoformat((event.detail.get("time") or event.wall)[:10])
        return self._clock.now().date()

    def _item(self, code: str) -> ItemDef:
        item = self._outline.items.get(ItemCode(code))
        if item is None:
            raise KnownError("checklist.item-unknown", item=code)
        return item

    def _table(self, code: str) -> TableDef:
        table = self._outline.tables.get(code)
        if table is None:
            raise KnownError("checklist.table-unknown", table=code)
        return table


def _event_of(ref: str, events: dict[str, StoredEvent]) -> StoredEvent | None:
    """Return the event that a value comes from; rows shift when one before them goes."""
    event = events.get(ref)
    if "[" in ref:
        moved = events.get(ref.partition("[")[0])
        if moved is not None and (event is None or moved.seq > event.seq):
            return moved
    return event
