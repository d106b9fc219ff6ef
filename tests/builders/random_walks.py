"""Random walks through a form, with the promises that every step must keep.

`Walk.step` makes one random change (or a hopeless one) and checks what the change said against what
really changed. Used by the property tests; raises AssertionError with the step at fault.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from datetime import datetime

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.errors import KnownError
from inspector_app.xforms import ChangeSet, Event, Form, NodeState, Session
from inspector_app.xforms.draft import pack
from inspector_app.xforms.instance import Node
from inspector_app.xforms.tree import TreeBuilder
from inspector_app.xforms.xmlread import Element, read_xml
from tests.builders.random_forms import COUNTER

NOW = datetime(2026, 11, 21, 10, tzinfo=CHINA)
_TEXTS = ("", "1", "2", "3", "a", "x", "b", "a b", "2026-11-21", "true", "0.5")
_ANSWERS = {
    "int": ("", "1", "2", "3"), "decimal": ("", "1", "0.5", "2"), "boolean": ("", "true", "false"),
    "date": ("", "2026-11-21", "2025-02-28"),
}  # fmt: skip
_BAD = ("/data/none", "/data", "/elsewhere/q1", "", "/data/q1[9]", "/data//q1")

Key = tuple[str, bool]


def start(form: Form, draft: bytes | None = None, seed: int = 1) -> Session:
    """Return a session with a frozen clock and seeded randomness."""
    return Session(
        form, clock=SteppingClock(NOW), entropy=random.Random(seed).randbytes, zone=CHINA,
        draft=draft,
    )  # fmt: skip


def states_of(session: Session) -> dict[Key, NodeState]:
    """Return all states; a range and its first instance have different keys."""
    return {(state.ref, state.count is not None): state for state in session.states()}


class Walk:
    """One walk.

    Attributes:
        log: What was done, for the reader of a failure.
        refused: Number of steps the session refused.
    """

    def __init__(self, form: Form, seed: int) -> None:
        self.form = form
        self.rng = random.Random(seed)
        self.session = start(form)
        self.states = states_of(self.session)
        self.draft = self.session.save()
        self.log: list[str] = []
        self.refused = 0

    def step(self) -> None:
        """Make one random step and check its promises."""
        kind = self.rng.choices(
            ["change", "hopeless", "language", "undo", "redo", "reopen", "same"],
            [70, 6, 3, 9, 6, 3, 3],
        )[0]
        could = (self.session.can_undo, self.session.can_redo)
        try:
            changes = self.change() if kind == "change" else getattr(self, f"_{kind}")()
        except KnownError as error:
            self.refused += 1
            self.log.append(f"  refused: {error.code}")
            assert self.session.save() == self.draft, "a refused step changed the draft"
            assert states_of(self.session) == self.states, "a refused step changed a state"
            assert (self.session.can_undo, self.session.can_redo) == could
            return
        draft, states = self.session.save(), states_of(self.session)
        if changes is None:
            assert states == self.states
            assert draft == self.draft
            return
        self._announced(changes, states)
        if kind != "language":
            self._replayed(changes.events, draft)
        self.draft, self.states = draft, states

    # ---- kinds of steps

    def change(self) -> ChangeSet:
        """Make one change, unchecked: an answer, or rows added or removed."""
        state = self.rng.choice(list(self.states.values()))
        if state.count is not None:
            return self._rows(state)
        open_ones = [
            other for other in self.states.values()
            if other.definition.kind not in ("group", "repeat", "value") and not other.readonly
        ]  # fmt: skip
        ranges = [other for other in self.states.values() if other.count is not None]
        if ranges and self.rng.random() < 0.3:
            state = self.rng.choice(ranges)
        elif open_ones and self.rng.random() < 0.95:
            state = self.rng.choice(open_ones)
        return self._set(state.ref, self._answer(state))

    def _answer(self, state: NodeState) -> str:
        if state.definition.name.startswith(COUNTER):
            return self.rng.choice(["", "0", "1", "2", "3"])
        if state.choices and self.rng.random() < 0.9:
            values = [choice.value for choice in state.choices]
            if state.definition.kind == "rank":
                self.rng.shuffle(values)
                return " ".join(values)
            return self.rng.choice(values)
        if self.rng.random() < 0.9:
            return self.rng.choice(_ANSWERS.get(state.definition.value_type, _TEXTS))
        return self.rng.choice(_TEXTS)

    def _set(self, ref: str, value: str) -> ChangeSet:
        self.log.append(f"set {ref} {value!r}")
        return self.session.set(ref, value)

    def _rows(self, state: NodeState) -> ChangeSet:
        have = state.count or 0
        if have < 4 and self.rng.random() < 0.6:
            after = self.rng.choice([None, *range(-1, have)])
            count = self.rng.choice([1, 1, 2])
            self.log.append(f"add {state.ref} {after} {count}")
            return self.session.add(state.ref, after, count)
        index = self.rng.choice([None, *range(have)])
        count = self.rng.choice([1, 1, 2])
        self.log.append(f"remove {state.ref} {index} {count}")
        return self.session.remove(state.ref, index, count)

    def _hopeless(self) -> ChangeSet:
        ref = self.rng.choice([*_BAD, self.rng.choice(list(self.states))[0]])
        self.log.append(f"hopeless {ref}")
        if self.rng.random() < 0.5:
            return self.session.add(ref, 99)
        return self.session.set(ref, "no such choice\x00")

    def _language(self) -> ChangeSet:
        language = self.rng.choice([*self.form.languages, "fr"])
        self.log.append(f"language {language}")
        return self.session.set_language(language)

    def _same(self) -> ChangeSet | None:
        state = self.rng.choice(list(self.states.values()))
        self.log.append(f"same {state.ref} {state.value!r}")
        self.session.set(state.ref, state.value)
        if self.session.save() == self.draft:
            return None
        return self.session.undo() and None  # a hidden answer was emptied: that is a change

    def _undo(self) -> ChangeSet | None:
        self.log.append("undo")
        return self.session.undo()

    def _redo(self) -> ChangeSet | None:
        self.log.append("redo")
        return self.session.redo()

    def _reopen(self) -> None:
        self.log.append("reopen")
        self.session = start(self.form, self.draft)
        assert self.session.save() == self.draft

    # ---- promises

    def _announced(self, changes: ChangeSet, states: dict[Key, NodeState]) -> None:
        rows = tuple(f"{ref}[" for ref in changes.structure)
        for key in self.states.keys() | states.keys():
            if self.states.get(key) == states.get(key):
                continue
            ref = key[0]
            told = ref in changes.changed or ref in changes.structure or ref.startswith(rows)
            assert told, f"{ref} changed silently: {self.states.get(key)} -> {states.get(key)}"

    def _replayed(self, events: Iterable[Event], draft: bytes) -> None:
        replica = Replica(self.form, self.draft)
        for event in events:
            replica.apply(event)
        assert replica.data() == json.loads(draft)["data"], "events do not lead to the new values"

    def against_recomputation(self) -> None:
        """Compare with an engine that evaluates everything from the stored values alone."""
        fresh = start(self.form, self.draft)
        # in the language of the walk
        assert fresh.save() == self.draft
        differing = [
            (self.states.get(key), state)
            for key, state in states_of(fresh).items()
            if self.states.get(key) != state
        ]
        assert differing == []
        assert list(states_of(fresh)) == list(self.states)
        assert fresh.final_xml() == self.session.final_xml()

    def final_document(self) -> None:
        """Read the final document back: it holds every relevant value and nothing else."""
        before = self.session.save()
        root = read_xml(self.session.final_xml())
        assert self.session.save() == before
        kinds = {state.definition.path: state.definition.kind for state in self.states.values()}
        found: dict[str, str] = {}
        _read(root, f"/{root.name}", f"/{root.name}", kinds, found)
        assert root.attributes["id"] == self.form.id
        wanted = {
            state.ref: state.value
            for state in self.states.values()
            if state.relevant and state.definition.kind not in ("group", "repeat")
        }
        # instances that are hidden leave gaps: both sides are counted over shown instances
        shown = _renumbered(self.states.values())
        assert found == {shown[ref]: value for ref, value in wanted.items()}


def _read(
    element: Element, ref: str, path: str, kinds: Mapping[str, str], found: dict[str, str]
) -> None:
    if kinds[path] not in ("group", "repeat"):
        found[ref] = element.text()
        return
    numbers: dict[str, int] = {}
    for child in element.elements():
        below = f"{path}/{child.name}"
        numbers[child.name] = numbers.get(child.name, 0) + 1
        index = f"[{numbers[child.name]}]" if kinds[below] == "repeat" else ""
        _read(child, f"{ref}/{child.name}{index}", below, kinds, found)
    for name, number in numbers.items():
        assert number == 1 or kinds[f"{path}/{name}"] == "repeat"


def _renumbered(states: Iterable[NodeState]) -> dict[str, str]:
    """Map references of shown nodes to those they have when hidden instances do not count."""
    shown: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for state in states:
        if not state.relevant or state.count is not None:
            continue
        parent, _, name = state.ref.rpartition("/")
        above = shown.get(parent, parent)
        if name.endswith("]"):
            stem = f"{above}/{name.partition('[')[0]}"
            numbers[stem] = numbers.get(stem, 0) + 1
            shown[state.ref] = f"{stem}[{numbers[stem]}]"
        else:
            shown[state.ref] = f"{above}/{name}"
    return shown


class Replica:
    """A second tree that only ever sees a draft and events."""

    def __init__(self, form: Form, draft: bytes) -> None:
        from inspector_app.xforms.draft import read_draft

        self.builder = TreeBuilder(form.definition, CHINA)
        self.root, _ = read_draft(draft, form, self.builder)

    def data(self) -> object:
        """Return the tree as a draft holds it."""
        return json.loads(json.dumps(pack(self.root)))

    def apply(self, event: Event) -> None:
        """Make one logged change."""
        parent, name, index = self._place(event.ref)
        if event.at is None:
            node = parent.by_name[name][index]
            assert node.value == event.old, f"{event} over {node.value!r}"
            node.value = event.new
            return
        same = parent.by_name.get(name, [])
        before, after = int(event.old), int(event.new)
        assert len(same) == before, f"{event} over {len(same)}"
        schema = parent.schema.by_name[name] if parent.schema else None
        assert schema is not None
        for _ in range(before - after):
            parent.detach(same[event.at], event.at)
        for offset in range(after - before):
            node = self.builder.new_instance(schema, parent)
            self._insert(parent, node, event.at + offset)
        parent.renumber(name, event.at)

    def _insert(self, parent: Node, node: Node, ordinal: int) -> None:
        same = parent.by_name.get(node.name, [])
        if ordinal < len(same):
            anchor = parent.kids.index(same[ordinal])
        elif same:
            anchor = parent.kids.index(same[-1]) + 1
        else:
            own = node.schema.index if node.schema else 0
            later = [
                at for at, kid in enumerate(parent.kids) if kid.schema and kid.schema.index > own
            ]
            anchor = later[0] if later else len(parent.kids)
        parent.insert(node, ordinal, anchor)

    def _place(self, ref: str) -> tuple[Node, str, int]:
        node = self.root
        steps = [step.rstrip("]").partition("[") for step in ref.split("/")[2:]]
        for name, _, index in steps[:-1]:
            node = node.by_name[name][int(index or 1) - 1]
        name, _, index = steps[-1]
        return node, name, int(index or 1) - 1
