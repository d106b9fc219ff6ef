"""A checklist in memory and on disk as one: every change is one transaction.

Used by `Checklist` only. The engine changes inside the writer's transaction; when anything fails,
the engine is put back to what is on disk. Must never tell of a change before its commit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from inspector_app.clock import CHINA, Clock
from inspector_app.domain.identifiers import Entropy, InspectionId, PersonId
from inspector_app.domain.inspection import InspectionState
from inspector_app.services.checklist.last_record import last_record
from inspector_app.services.moves import require_state
from inspector_app.storage.db import Store
from inspector_app.storage.events import Stamp
from inspector_app.storage.inspections import StoredInspection
from inspector_app.storage.tables import Tables
from inspector_app.xforms import ChangeSet, Form, Session

Act: TypeAlias = Callable[[Session, Tables], list[ChangeSet]]
Allowed: TypeAlias = Callable[[StoredInspection], bool]
_BY_PERSON = frozenset({"user", "undo"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the checklist is, kept beside it for the list of open visits."""

    answered: int
    total: int
    last_item: str | None


@dataclass(frozen=True, slots=True)
class Saved:
    """A committed change of the engine.

    Attributes:
        steps: How many steps of the engine it took; 0 when nothing changed.
    """

    at: datetime
    changed: frozenset[str]
    structure: frozenset[str]
    steps: int


class LiveForm:
    """One inspection's session with its draft."""

    def __init__(
        self,
        store: Store,
        inspection_id: InspectionId,
        form: Form,
        clock: Clock,
        entropy: Entropy,
        progress: Callable[[Session, frozenset[str]], Progress],
    ) -> None:
        self._store = store
        self._id = inspection_id
        self._form = form
        self._clock = clock
        self._entropy = entropy
        self._progress = progress
        self._lock = threading.RLock()
        self._language = form.default_language
        self._blank: Session | None = None
        self._last = last_record(store, inspection_id, form, clock)
        self._session, self.fresh = self._open()
        # Steps of the engine each change took: a draw is many, and undone as one.
        self._done: list[int] = []
        self._undone: list[int] = []

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Hand out the session for reading, alone."""
        with self._lock:
            yield self._session

    @contextmanager
    def blank(self) -> Iterator[Session]:
        """Hand out an unanswered session: headings of a table that has no row yet come from it."""
        with self._lock:
            if self._blank is None:
                self._blank = self._session_of(None)
            if self._blank.language != self._language:
                self._blank.set_language(self._language)
            yield self._blank

    def speak(self, language: str) -> None:
        """Use the form's language whose name holds `(zh)`, `(en)` ...; no such language: no
        change.
        """
        wanted = next((name for name in self._form.languages if f"({language})" in name), None)
        if wanted is None:
            return
        with self._lock:
            if wanted != self._language:
                self._language = wanted
                self._session.set_language(wanted)

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """Speak another language for a while, alone."""
        with self._lock:
            before = self.language
            self.speak(language)
            try:
                yield
            finally:
                self.speak(before)

    @property
    def language(self) -> str:
        """`zh` or `en`, the language spoken now."""
        return "en" if "(en)" in self._language else "zh"

    def change(
        self,
        person: PersonId,
        act: Act,
        allowed: Allowed,
        *,
        kind: str = "answer",
        undoable: bool = True,
    ) -> Saved:
        """Run `act` on the session and keep what it did, as one transaction.

        Args:
            person: Who answers; '' for what the app fills in by rule.
            act: Changes the session; may also change tables. Raising undoes everything.
            allowed: Tells whether the inspection may be changed this way now.
            kind: Kind of the events a person's own changes leave.
            undoable: False for what the app fills in: undo then stops before it.
        Raises:
            KnownError: `procedure.wrong-state`, `form.*` when the engine refuses, `store.*`.
        """
        with self._lock:
            saved = self._commit(person, act, allowed, kind)
            self._undone.clear()
            if not undoable:
                self._done.clear()
            elif saved.steps:
                self._done.append(saved.steps)
            return saved

    def undo(self, person: PersonId, allowed: Allowed) -> Saved | None:
        """Take the last undoable change back as a whole; None when there is none."""
        return self._turn(person, allowed, self._done, self._undone, Session.undo)

    def redo(self, person: PersonId, allowed: Allowed) -> Saved | None:
        """Make a change again that was taken back; None when there is none."""
        return self._turn(person, allowed, self._undone, self._done, Session.redo)

    def _turn(
        self,
        person: PersonId,
        allowed: Allowed,
        source: list[int],
        target: list[int],
        step: Callable[[Session], ChangeSet | None],
    ) -> Saved | None:
        with self._lock:
            if not source:
                return None
            steps = source[-1]

            def act(session: Session, _: Tables) -> list[ChangeSet]:
                turned = (step(session) for _ in range(steps))
                return [changes for changes in turned if changes is not None]

            saved = self._commit(person, act, allowed, "answer")
            target.append(source.pop())
            return saved

    def _commit(self, person: PersonId, act: Act, allowed: Allowed, kind: str) -> Saved:
        try:
            return self._store.write(
                lambda tables: self._change(tables, person, act, allowed, kind)
            )
        except BaseException:
            self._session, self.fresh = self._open()
            self._done.clear()
            self._undone.clear()
            raise

    def _change(
        self,
        tables: Tables,
        person: PersonId,
        act: Act,
        allowed: Allowed,
        kind: str,
    ) -> Saved:
        inspection = tables.inspections.get(self._id)
        if not allowed(inspection):
            require_state(tables, self._id, InspectionState.CHECKING)
        now = self._clock.now()
        stamp = Stamp(now.isoformat(), self._clock.monotonic_ns(), self._clock.boot_id())
        done = act(self._session, tables)
        changed: set[str] = set()
        structure: set[str] = set()
        for changes in done:
            changed |= changes.changed
            structure |= changes.structure
            for event in changes.events:
                own = event.cause in _BY_PERSON
                tables.events.append(
                    self._id,
                    kind if own else "derived",
                    stamp,
                    ref=event.ref,
                    old=event.old,
                    new=event.new,
                    person=person if own else PersonId(""),
                )
        # Set before the commit; a failed one opens the session again and finds out anew.
        self.fresh = False
        tables.drafts.put(self._id, self._session.save(), stamp.wall)
        progress = self._progress(self._session, frozenset(changed))
        tables.inspections.touch(
            self._id,
            stamp.wall,
            last_item=progress.last_item,
            answered=progress.answered,
            total=progress.total,
        )
        steps = sum(bool(one.events or one.changed or one.structure) for one in done)
        return Saved(now, frozenset(changed), frozenset(structure), steps)

    def _open(self) -> tuple[Session, bool]:
        draft = self._store.read(lambda tables: tables.drafts.get(self._id))
        return self._session_of(draft), draft is None

    def _session_of(self, draft: bytes | None) -> Session:
        return Session(
            self._form,
            clock=self._clock,
            entropy=self._entropy,
            zone=CHINA,
            language=self._language,
            last=self._last,
            stored_language=self._form.default_language,
            draft=draft,
        )
