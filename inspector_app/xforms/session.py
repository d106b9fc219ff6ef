"""One filling of one form: the only door through which answers change.

Services, `inspector answer` and the window's models call it. One set, add or remove is one
transaction; a refused change leaves nothing. Must never read the machine's clock or random source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import tzinfo
from types import MappingProxyType

from inspector_app.clock import Clock
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.xforms import preload
from inspector_app.xforms.answering import accepted_value
from inspector_app.xforms.changes import changes_of, removed_instances
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.draft import read_draft, write_draft
from inspector_app.xforms.engine import Engine
from inspector_app.xforms.entities import proposals
from inspector_app.xforms.form import Form
from inspector_app.xforms.instance import Node, reference_of
from inspector_app.xforms.journal import Move, Transaction, put_again, put_back
from inspector_app.xforms.model import (
    ChangeSet,
    EntityProposal,
    Events,
    Explanation,
    NodeState,
    What,
)
from inspector_app.xforms.pause import paused_collector
from inspector_app.xforms.reference import Found, find, find_range
from inspector_app.xforms.repeats import add_instances, remove_instances
from inspector_app.xforms.serialise import final_document
from inspector_app.xforms.states import all_states, state_of
from inspector_app.xforms.trace import explain
from inspector_app.xforms.turning import turn_events

MAX_UNDO_CHANGES = 200_000  # about 20 MB; an ordinary answer makes fewer than ten

_NO_PROPERTIES: Mapping[str, str] = MappingProxyType({})
_NO_CHANGES = ChangeSet(Events(), frozenset(), frozenset())


class Session:
    """A filling of a form.

    Attributes:
        form: The form it fills.
        opened: What loading computed: calculations, defaults, counts.
    """

    def __init__(
        self,
        form: Form,
        *,
        clock: Clock,
        entropy: Entropy,
        zone: tzinfo,
        properties: Mapping[str, str] | None = None,
        language: str | None = None,
        draft: bytes | None = None,
        last: bytes | None = None,
        stored_language: str | None = None,
    ) -> None:
        """Start a new record: preloads, first-load actions, all rules.

        Args:
            draft: Bytes of `save`; see `restore`.
            last: Final document that `jr://instance/last-saved` means; empty when None. The caller
                answers for whose it is: never another unit's.
            properties: Values for preloads: deviceid, username, email, phonenumber, geopoint.
            language: One of the form's languages; its default when None.
            stored_language: The one in which names of choices and of days are computed where they
                are stored; the active one when None, as the specification has it. A record whose
                words must not depend on the screen gives one.
        Raises:
            KnownError: `form.no-such-language`, `form.does-not-settle`.
        """
        self.form = form
        self._engine = Engine(
            form, clock=clock, entropy=entropy, zone=zone,
            properties=_NO_PROPERTIES if properties is None else properties,
            language=self._known_language(language or form.default_language),
        )  # fmt: skip
        if stored_language is not None:
            self._engine.stored_language = self._known_language(stored_language)
        if last is not None and form.secondary.last_saved:
            self._engine.lists = form.secondary.with_last(last)
        self._undo: list[Transaction] = []
        self._redo: list[Transaction] = []
        self._held = 0  # entries of all changes that undo holds
        with paused_collector(lasting=True):
            if draft is None:
                self.opened = self._load_new()
            else:
                self.opened = self._load_draft(draft, keep=language is not None)

    @classmethod
    def restore(
        cls,
        form: Form,
        draft: bytes,
        *,
        clock: Clock,
        entropy: Entropy,
        zone: tzinfo,
        properties: Mapping[str, str] | None = None,
        language: str | None = None,
        last: bytes | None = None,
        stored_language: str | None = None,
    ) -> Session:
        """Reopen a draft: no first-load action, no preload; ids stay, odk-instance-load runs.

        Calculations run again, so those that read the clock may change; `opened` tells.

        Raises:
            KnownError: `form.draft-damaged`, `form.draft-mismatch`, `form.no-such-language`.
        """
        return cls(
            form, clock=clock, entropy=entropy, zone=zone, properties=properties, language=language,
            draft=draft, last=last, stored_language=stored_language,
        )  # fmt: skip

    def _load_new(self) -> ChangeSet:
        engine = self._engine
        engine.begin()
        engine.apply_constants(engine.root)
        engine.loading = True
        preload.fill(engine, engine.root)
        engine.mark_everything()
        engine.check_all_choices()
        engine.settle()
        for action in self.form.program.load_actions:
            engine.run_action(action, engine.root)
        engine.settle()
        # only now, since an action may have filled a count: rows written in the form are kept
        engine.fresh = True
        engine.mark_counts()
        engine.settle()
        engine.loading = engine.fresh = False
        engine.end()
        return changes_of(engine, engine.transaction)

    def _load_draft(self, draft: bytes, *, keep: bool) -> ChangeSet:
        engine = self._engine
        engine.builder.next_serial = 0
        engine.root, language = read_draft(draft, self.form, engine.builder)
        if not keep and language in self.form.languages:
            engine.active_language = language
        engine.begin()
        engine.apply_constants(engine.root)
        engine.loading = True
        engine.mark_everything()
        engine.check_all_choices()
        engine.settle()
        for action in self.form.program.open_actions:
            engine.run_action(action, engine.root)
        engine.settle()
        engine.loading = False
        engine.end()
        return changes_of(engine, engine.transaction)

    # ---- reading

    @property
    def language(self) -> str:
        """The active language."""
        return self._engine.active_language

    @property
    def can_undo(self) -> bool:
        """Whether a step can be taken back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether a step taken back can be made again."""
        return bool(self._redo)

    def state(self, ref: str) -> NodeState:
        """Return what a screen needs to draw one node.

        Raises:
            KnownError: `form.no-such-node`.
        """
        return state_of(self._engine, self._find(ref))

    def states(self) -> Iterator[NodeState]:
        """Yield all states in document order, a range before its instances."""
        return all_states(self._engine)

    def value(self, ref: str) -> str:
        """Return a node's value, '' when empty or not relevant."""
        node = self._node(ref)
        return node.value if node.relevant and not node.kids else ""

    def count(self, ref: str) -> int:
        """Return the number of instances of a repeat."""
        parent, schema = self._range(ref)
        return len(parent.by_name.get(schema.name, ()))

    def label_of(self, ref: str, language: str) -> str:
        """Return a node's label in one language of the form, '' when it has none."""
        found = self._find(ref)
        self._known_language(language)
        engine = self._engine
        active, engine.active_language = engine.active_language, language
        try:
            node = found.node or found.ghost()
            control = found.schema.control
            return (
                self.form.texts.text(engine, node, control.label if control else None, language)
                or ""
            )
        finally:
            engine.active_language = active

    def explain(self, ref: str, what: What) -> Explanation:
        """Return why a node is shown, required, valid …, from which answers.

        Raises:
            KnownError: `form.no-such-node`.
        """
        return explain(self._engine, self._find(ref), what)

    # ---- changing

    def set(self, ref: str, value: str | None) -> ChangeSet:
        """Answer a question; None or '' empties it.

        Args:
            value: Multi-select, rank: blank-separated; trigger: `OK` or `true`; upload: file name.
        Raises:
            KnownError: `form.no-such-node`, `form.not-answerable`, `form.bad-value`,
                `form.does-not-settle`. The state is as before.
        """
        node = self._node(ref)
        text = accepted_value(self._engine, node, value)
        return self._transact(lambda engine: engine.write(node, text, "user"))

    def add(self, ref: str, after: int | None = None, count: int = 1) -> ChangeSet:
        """Add instances to a repeat.

        Args:
            ref: The repeat without index.
            after: 0-based instance to insert behind; None for the end, -1 for the front.
            count: 1..10,000.
        Raises:
            KnownError: `form.no-such-node`, `form.fixed-count`, `form.bad-value`.
        """
        parent, schema = self._range(ref)
        self._check_free(parent, schema)
        have = len(parent.by_name.get(schema.name, ()))
        ordinal = have if after is None else after + 1
        if not 0 <= ordinal <= have or not 1 <= count <= 10_000:
            raise KnownError(
                "form.bad-value", value=str(after), ref=ref, detail_zh="没有这一行",
                detail_en="there is no such row",
            )  # fmt: skip
        return self._transact(
            lambda engine: add_instances(engine, schema, parent, ordinal, count, "user")
        )

    def remove(self, ref: str, index: int | None = None, count: int = 1) -> ChangeSet:
        """Remove instances of a repeat, by default the last.

        Args:
            ref: The repeat without index.
            index: 0-based first instance to remove.
        Raises:
            KnownError: `form.no-such-node`, `form.fixed-count`, `form.bad-value`.
        """
        parent, schema = self._range(ref)
        self._check_free(parent, schema)
        have = len(parent.by_name.get(schema.name, ()))
        first = have - count if index is None else index
        if count < 1 or first < 0 or first + count > have:
            raise KnownError(
                "form.bad-value", value=str(index), ref=ref, detail_zh="没有这一行",
                detail_en="there is no such row",
            )  # fmt: skip
        return self._transact(
            lambda engine: remove_instances(engine, schema, parent, first, count, "user")
        )

    def set_language(self, language: str) -> ChangeSet:
        """Switch the language: every label may change, and what is computed from names of choices.

        With a `stored_language` no stored value changes. The switch itself is no step to undo.

        Raises:
            KnownError: `form.no-such-language`, `form.does-not-settle`.
        """
        spoken = self._spoken_in(self._known_language(language))
        self._engine.active_language = language
        self._engine.choices.forget_all()
        refs = frozenset(state.ref for state in self.states())
        return ChangeSet(spoken.events, refs | spoken.changed, spoken.structure)

    def undo(self) -> ChangeSet | None:
        """Take back the last step with all it caused; None when there is none."""
        return self._turn(self._undo, back=True)

    def redo(self) -> ChangeSet | None:
        """Make a step again that was taken back; None when there is none."""
        return self._turn(self._redo, back=False)

    # ---- leaving

    def save(self) -> bytes:
        """Return the draft: every node, hidden values too; same state, same bytes."""
        return write_draft(self._engine.root, self.form, self._engine.active_language)

    def final_xml(self) -> bytes:
        """Return the final document: relevant nodes; clock-reading calculations run again for it.

        The session itself stays as it is.
        """
        engine = self._engine
        transaction = engine.begin()
        try:
            for rule in self.form.program.volatile:
                for node in engine.nodes_of(rule):
                    engine.mark_rule(rule, node)
            preload.finish(engine)
            engine.settle()
            return final_document(engine.root, self.form.definition)
        finally:
            put_back(transaction)
            engine.choices.forget_all()
            engine.begin()
            engine.end()

    def entities(self) -> tuple[EntityProposal, ...]:
        """Return what the answers propose to create or update in lists kept elsewhere."""
        return tuple(proposals(self._engine.root))

    # ---- inside

    def _step(self, change: Callable[[Engine], None]) -> tuple[Transaction, ChangeSet]:
        """Make a change with all it causes; what is refused leaves nothing."""
        engine = self._engine
        transaction = engine.begin()
        try:
            with paused_collector():
                change(engine)
                engine.settle()
                return transaction, changes_of(engine, transaction)
        except BaseException:
            put_back(transaction)
            engine.choices.forget_all()
            engine.begin()
            raise
        finally:
            engine.end()

    def _transact(self, change: Callable[[Engine], None]) -> ChangeSet:
        transaction, changes = self._step(change)
        if transaction.changes:
            self._undo.append(transaction)
            self._held += len(transaction.changes)
            self._redo.clear()
            self._forget_oldest()
        transaction.log = []  # told now; undo makes its own
        return changes

    def _turn(self, steps: list[Transaction], *, back: bool) -> ChangeSet | None:
        """Turn the last step in the language it was made in: only there its values fit."""
        if not steps:
            return None
        engine = self._engine
        active = engine.active_language
        changes = self._spoken_in(steps[-1].language)
        if steps:
            transaction = steps.pop()
            moves = put_back(transaction) if back else put_again(transaction)
            (self._redo if back else self._undo).append(transaction)
            self._held += -len(transaction.changes) if back else len(transaction.changes)
            changes = changes.then(self._turned(transaction, moves, back=back))
        return changes.then(self._spoken_in(active))

    def _turned(self, transaction: Transaction, moves: list[Move], *, back: bool) -> ChangeSet:
        engine = self._engine
        engine.choices.forget_all()
        with paused_collector():
            events = turn_events(transaction, moves, engine.builder, back=back)
            removed = removed_instances(transaction, back=back)
            return changes_of(engine, transaction, events, removed)

    def _spoken_in(self, language: str) -> ChangeSet:
        """Go to another language, if any value depends on it."""
        engine = self._engine
        if language == engine.active_language or not self._speaks():
            return _NO_CHANGES
        before, engine.active_language = engine.active_language, language
        engine.choices.forget_all()
        try:
            return self._speak_again()
        except BaseException:
            engine.active_language = before
            raise

    def _speaks(self) -> bool:
        """Whether stored values depend on the active language."""
        many = len(self.form.languages) > 1
        return many and not self._engine.stored_language and bool(self.form.program.speaking)

    def _speak_again(self) -> ChangeSet:
        """Compute in the active language what depends on it."""
        if not self._speaks():
            return _NO_CHANGES

        def speak(engine: Engine) -> None:
            for rule in self.form.program.speaking:
                for node in engine.nodes_of(rule):
                    engine.mark_rule(rule, node)

        transaction, changes = self._step(speak)
        if transaction.structure:  # rows came or went outside the steps: they fit no more
            self._undo.clear()
            self._redo.clear()
            self._held = 0
        return changes

    def _forget_oldest(self) -> None:
        """Keep undo within bounded memory; the last step is always kept."""
        while self._held > 4 * MAX_UNDO_CHANGES and len(self._undo) > 1:
            self._held -= len(self._undo.pop(0).changes)

    def _known_language(self, language: str) -> str:
        if language not in self.form.languages:
            names = "、".join(self.form.languages)
            raise KnownError("form.no-such-language", language=language, languages=names)
        return language

    def _find(self, ref: str) -> Found:
        return find(self._engine.root, ref)

    def _node(self, ref: str) -> Node:
        found = self._find(ref)
        if found.node is None:
            raise KnownError("form.no-such-node", ref=ref)
        return found.node

    def _range(self, ref: str) -> tuple[Node, SchemaNode]:
        return find_range(self._engine.root, ref)

    def _check_free(self, parent: Node, schema: SchemaNode) -> None:
        if schema.counted or schema.no_add_remove:
            raise KnownError("form.fixed-count", ref=f"{reference_of(parent)}/{schema.name}")
