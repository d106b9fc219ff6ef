"""What the preview window shows of a session: sections, lines, problems, reasons. No Qt.

The window asks for it after every change. Must never change the session.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from inspector_app.services.checklist.items import part_view
from inspector_app.services.checklist.views import PartView
from inspector_app.xforms import NodeState, Session, What

_INDEX = re.compile(r"\[(\d+)\]$")
_ANSWERED = ("input", "select1", "select", "rank", "range", "upload", "trigger")
_SELECTS = ("select1", "select", "rank")


@dataclass(frozen=True, slots=True)
class Section:
    """A top-level group or repeat, or the questions that stand outside of all; `key` is a path.

    Attributes:
        asked, open, wrong: Questions shown now; of them unanswered; of them answered wrongly.
    """

    key: str
    title: str
    asked: int
    open: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section.

    Attributes:
        kind: `heading`, `range`, `instance`, `question`, `note`, `value`.
        depth: Of nesting, 0 for the section's own.
    """

    kind: str
    depth: int
    state: NodeState
    part: PartView

    @property
    def shape(self) -> tuple[object, ...]:
        """What must be built anew when it changes; a value alone is only shown."""
        state = self.state
        return (
            self.kind, state.ref, state.label, state.hint, state.choices, state.relevant,
            state.readonly, state.required, state.count,
            state.value if self.kind in ("note", "value") else "",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something missing or wrong; `message` is the form's own or ''."""

    ref: str
    label: str
    condition: str
    message: str


class PreviewModel:
    """Looks at one session."""

    def __init__(self, session: Session, other: str) -> None:
        """Look at a session; `other` names the section of questions outside all groups."""
        self.session, self._other = session, other
        self._root = session.form.root
        self._kinds = {
            child.name: child.path if child.kind in ("group", "repeat") else self._root.path
            for child in self._root.children
        }
        self._states: tuple[NodeState, ...] = ()
        self.look()

    def look(self) -> None:
        """Look at the session anew, after every change: states are read once for all lists."""
        self._states = tuple(self.session.states())

    def sections(self) -> tuple[Section, ...]:
        """Return the sections, with what is open and wrong in each."""
        counts: dict[str, list[int]] = {}
        titles: dict[str, str] = {}
        for state in self._states:
            key = self.section_of(state.ref)
            if not key:
                continue
            numbers = counts.setdefault(key, [0, 0, 0])
            if state.ref == key and state.definition.kind in ("group", "repeat"):
                titles[key] = state.label or state.definition.name
            if state.relevant and state.definition.kind in _ANSWERED:
                numbers[0] += 1
                numbers[1] += state.value == ""
                numbers[2] += state.violation is not None and state.value != ""
        return tuple(
            Section(key, titles.get(key, self._other), *numbers) for key, numbers in counts.items()
        )

    def section_of(self, ref: str) -> str:
        """Return the section a reference belongs to: its top-level group, '' for the root."""
        parts = ref.split("/")
        if len(parts) < 3 or parts[2] == "meta":
            return ""
        return self._kinds.get(parts[2].partition("[")[0], "")

    def lines(self, section: str, *, everything: bool) -> tuple[Line, ...]:
        """Return the lines of a section.

        Args:
            everything: Hidden questions and calculated values too.
        """
        return tuple(self._lines(section, everything=everything))

    def _lines(self, section: str, *, everything: bool) -> Iterator[Line]:
        for state in self._states:
            if self.section_of(state.ref) != section:
                continue
            kind = _kind(state)
            if not state.relevant and not everything:
                continue
            if kind == "value" and not everything:
                continue
            if kind == "heading" and (not state.label or state.ref == section):
                continue
            depth = max(state.ref.count("/") - section.count("/") - 1, 0)
            yield Line(kind, depth, state, part_view(state))

    def wrong(self) -> tuple[Wrong, ...]:
        """Return everything missing or wrong, in document order."""
        found = []
        for state in self._states:
            if state.violation is None or not state.relevant:
                continue
            label = self._called(state)
            message = state.violation.message or ""
            found.append(Wrong(state.ref, label, state.violation.condition, message))
        return tuple(found)

    def _called(self, state: NodeState) -> str:
        """Return a label with the code of its check item."""
        label = state.label or state.definition.name
        path = re.sub(r"\[\d+\]", "", state.ref)
        while path.count("/") > 1:
            code = self.session.form.node(path).insp.get("code", "")
            if code:
                return f"{code} {label}"
            path = path.rpartition("/")[0]
        return label

    def reasons(self, ref: str, language: str) -> tuple[str, ...]:
        """Return why a row is as it is, one sentence for each rule it has; `language` zh or en."""
        state = self.session.state(ref)
        found = []
        for what in get_args(What):
            if what == "choices" and state.definition.kind not in _SELECTS:
                continue
            if what == "constraint" and not state.value:
                continue
            explanation = self.session.explain(ref, what)
            told = bool(explanation.expression) or explanation.inherited_from is not None
            if told:
                found.append(explanation.sentence.of(language))
            elif what == "relevant":
                above = self._group_reason(ref, language)
                found.append(above or explanation.sentence.of(language))
        return tuple(found)

    def _group_reason(self, ref: str, language: str) -> str:
        """Return why the nearest group with a condition is shown, '' when none has one."""
        above = ref.rpartition("/")[0]
        while above.count("/") > 1:
            explanation = self.session.explain(above, "relevant")
            if explanation.expression:
                state = self.session.state(above)
                label = state.label or state.definition.name
                said = explanation.sentence.of(language)
                group = f"所在分组“{label}”：" if language == "zh" else f'Its group "{label}": '
                return group + said
            above = above.rpartition("/")[0]
        return ""


def instance_number(ref: str) -> int:
    """Return the 1-based index at the end of a reference, 0 without one."""
    match = _INDEX.search(ref)
    return int(match[1]) if match else 0


def same_shape(old: Sequence[Line], new: Sequence[Line]) -> bool:
    """Tell whether only values and violations differ."""
    return [line.shape for line in old] == [line.shape for line in new]


def _kind(state: NodeState) -> str:
    kind = state.definition.kind
    if kind == "repeat":
        return "range" if state.count is not None else "instance"
    if kind == "group":
        return "heading"
    if kind == "note":
        return "note"
    return "value" if kind == "value" else "question"
