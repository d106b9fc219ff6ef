"""The values the form engine shows to others: definitions, states, changes, explanations.

Services, the window and the command line read these; only the engine makes them. Must never hold a
live tree node: every value here is safe to keep after the next answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple, overload

Kind = Literal[
    "group", "repeat", "input", "select1", "select", "rank", "range", "upload", "trigger", "note",
    "value",
]  # fmt: skip
Cause = Literal["user", "calculate", "action", "choice-filter", "count", "undo"]
What = Literal["relevant", "required", "readonly", "constraint", "calculate", "choices"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One message in Chinese and English."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """Return the text for `zh…` or any other language."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the form's source something stands.

    Attributes:
        sheet: `survey`, `choices`, `settings`, `entities`; '' for XForm XML.
        row: 1-based row of the sheet, or line of the XML; 0 when unknown.
        column: Header of the column in its canonical English spelling; '' when unknown.
        cell: Address such as `F12`; '' when unknown or XML.
    """

    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""

    def __str__(self) -> str:
        if self.cell:
            return f"{self.sheet}!{self.cell}"
        if self.sheet:
            return f"{self.sheet}!{self.row}" if self.row else self.sheet
        return f"line {self.row}" if self.row else "form"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of intake, compiler or linter.

    Attributes:
        level: `error` (the form is refused), `warning` (near-certain mistake) or `info`.
        code: Stable kebab-case name such as `xpath-syntax`.
        place: Where it stands.
        name: Name of the question or choice; '' when none.
        at: 0-based offset in the cell's text, or None.
        message: What is wrong.
        fix: What to do about it.
    """

    level: Literal["error", "warning", "info"]
    code: str
    place: Place
    name: str
    at: int | None
    message: Bilingual
    fix: Bilingual


@dataclass(frozen=True, slots=True)
class NodeDef:
    """One node of the form's definition, the same for all its instances.

    Attributes:
        path: Absolute without indices, prefixes as written: `/data/s04/wb_22/wb_22_v`.
        value_type: Bind type (`string`, `int`, `decimal`, `date` …); '' on groups and repeats.
        insp: The `insp:` attributes of its bind, by local name (`code`, `basis`, `role`).
        appearance: As written; may hold several blank-separated words.
        parameters: Attributes of the control a screen needs (`start`, `end`, `step`,
            `mediatype`, `max-pixels`, `counted` = `1` on repeats with jr:count).
    """

    path: str
    name: str
    kind: Kind
    value_type: str
    insp: Mapping[str, str]
    children: tuple[NodeDef, ...]
    appearance: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


_NO_MEDIA: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice after filtering: the stored value and the label in the active language.

    Attributes:
        media: Keys `image`, `audio`, `video` → address of the label's media.
    """

    value: str
    label: str
    media: Mapping[str, str] = field(default_factory=lambda: _NO_MEDIA, hash=False)


@dataclass(frozen=True, slots=True)
class Violation:
    """Why a node is invalid; `message` is the form's own text in the active language, or None."""

    condition: Literal["required", "constraint"]
    message: str | None


@dataclass(frozen=True, slots=True)
class NodeState:
    """What a screen needs to draw one node now.

    Attributes:
        ref: Absolute with 1-based `[n]` on repeat instances: `/data/tables/wb_t1[2]/wb_t1_c1`; a
            repeat as a whole (the range) has no index of its own.
        relevant: Effective: false when any ancestor is hidden.
        readonly: Effective: inherited from ancestors.
        value: '' when empty or not relevant.
        count: Number of instances, on repeat ranges only.
        media: Keys `image`, `audio`, `video` → address of the label's media (`jr://images/a.png`).
        required: Also computed while not relevant.
    """

    ref: str
    definition: NodeDef
    relevant: bool
    readonly: bool
    required: bool
    value: str
    label: str | None
    hint: str | None
    choices: tuple[Choice, ...]
    constraint_valid: bool
    required_valid: bool
    valid: bool
    violation: Violation | None
    count: int | None
    appearances: tuple[str, ...]
    media: Mapping[str, str]


class Event(NamedTuple):
    """One change; replaying the events of a step over its old values gives its new ones.

    For a value, `old` and `new` are stored texts, '' when empty, and `at` is None. For rows that
    came or went, `ref` is the repeat range, `old` and `new` are the numbers of instances, and `at`
    is the 0-based position of the first of them; rows come with the values of the form's template.
    """

    ref: str
    old: str
    new: str
    cause: Cause
    at: int | None = None


class Events(Sequence[Event]):
    """Events in the order they happened, kept as one flat run of their parts.

    One answer may cause thousands; as objects they would be most of its cost, and many changes are
    told to nobody. An `Event` is made when someone looks at it.
    """

    __slots__ = ("_flat",)

    def __init__(self, flat: Iterable[str | int | None] = ()) -> None:
        """Take the five parts of every event, one event after the other."""
        self._flat = tuple(flat)

    def __len__(self) -> int:
        return len(self._flat) // 5

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Event, ...]: ...
    def __getitem__(self, index: int | slice) -> Event | tuple[Event, ...]:
        return tuple(self)[index]

    def __iter__(self) -> Iterator[Event]:
        parts = iter(self._flat)
        for event in zip(parts, parts, parts, parts, parts, strict=True):
            yield Event(*event)  # type: ignore[arg-type]  # the engine wrote them in this order

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Events({list(self)!r})"

    def then(self, later: Events) -> Events:
        """Return these events and those that came after them."""
        return Events((*self._flat, *later._flat))


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one transaction did.

    Attributes:
        events: Values that changed, in the order they did.
        changed: References whose state must be redrawn (value, relevance, validity, choices,
            label).
        structure: References of repeat ranges whose instances changed: everything below such a
            range must be read again, because references shift.
    """

    events: Events
    changed: frozenset[str]
    structure: frozenset[str]

    def then(self, later: ChangeSet) -> ChangeSet:
        """Return these changes and those that came after them."""
        if not later.events and not later.changed:
            return self
        return ChangeSet(
            self.events.then(later.events), self.changed | later.changed,
            self.structure | later.structure,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntityProposal:
    """What a filled form proposes to enter into a list that is kept elsewhere.

    Attributes:
        ref: Where it comes from: the root, a group or one row.
        id: Without `uuid:`; '' when the form has none yet.
        base_version: Version the update starts from; '' when unknown or a creation.
        properties: Name → stored text, '' when it was emptied.
    """

    ref: str
    dataset: str
    id: str
    action: Literal["create", "update"]
    base_version: str
    label: str
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ExplanationPart:
    """One operand that decided: its text, live value and, for a path, the node it reads."""

    text: str
    value: str
    ref: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a node is shown, hidden, required, invalid or has its value.

    Attributes:
        result: The live result as text (`true`, `false`, a value, a number of choices).
        expression: As in the form; '' when there is none.
        parts: Only the operands that decided.
        inherited_from: Reference of the group that hides (or locks) this node, or None.
        sentence: One sentence for the inspector.
    """

    ref: str
    what: What
    result: str
    place: Place
    expression: str
    parts: tuple[ExplanationPart, ...]
    inherited_from: str | None
    sentence: Bilingual
