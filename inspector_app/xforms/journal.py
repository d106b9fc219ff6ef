"""The inverse of every change: what undo, redo and the roll-back of a refused change apply.

The engine writes it; the session keeps one `Transaction` per step. Must never evaluate a rule: undo
puts back exactly what was there, computed values too.

Changes and events lie flat in two lists, four entries each, not in a tuple per change: an answer
may cause ten thousand, and every tuple that stays is one more object for the garbage collector.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from inspector_app.xforms.instance import Node

_STRUCTURE = ""  # stands where a value change has the name of the node's slot


@dataclass(frozen=True, slots=True)
class StructureChange:
    """A repeat instance that came or went."""

    parent: Node
    node: Node
    ordinal: int
    anchor: int
    added: bool

    def apply(self, *, back: bool) -> None:
        """Put the instance in or take it out, or the other way round."""
        if self.added is back:
            self.parent.detach(self.node)
        else:
            self.parent.insert(self.node, self.ordinal, self.anchor)


@dataclass(slots=True)
class Transaction:
    """One set, add, remove, or load.

    Attributes:
        changes: In the order they were made, flat: slot name of the node, node, old, new.
        log: What the audit log gets, flat: reference at that moment, old, new, cause.
        touched: Nodes whose state must be redrawn.
        structure: Parent node and repeat name of ranges whose instances changed.
    """

    changes: list[object] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    touched: dict[Node, None] = field(default_factory=dict)
    structure: dict[tuple[Node, str], None] = field(default_factory=dict)

    def add_structure(self, change: StructureChange) -> None:
        """Note an instance that came or went."""
        self.changes += (_STRUCTURE, change, None, None)

    def structure_changes(self) -> list[StructureChange]:
        """Return the instances that came and went, in order."""
        return [
            cast("StructureChange", self.changes[at + 1])
            for at in range(0, len(self.changes), 4)
            if self.changes[at] is _STRUCTURE
        ]

    def value_changes(self) -> dict[Node, tuple[str, str]]:
        """Return first old and last new value of every node whose stored value changed."""
        found: dict[Node, tuple[str, str]] = {}
        entries = iter(self.changes)
        for slot, node, old, new in zip(entries, entries, entries, entries, strict=True):
            if slot == "value":
                key = cast("Node", node)
                first = found[key][0] if key in found else cast("str", old)
                found[key] = (first, cast("str", new))
        return found


def put_back(transaction: Transaction) -> None:
    """Apply the inverse of all changes, last first."""
    changes = transaction.changes
    for at in range(len(changes) - 4, -1, -4):
        slot = changes[at]
        if slot is _STRUCTURE:
            cast("StructureChange", changes[at + 1]).apply(back=True)
        else:
            setattr(changes[at + 1], cast("str", slot), changes[at + 2])


def put_again(transaction: Transaction) -> None:
    """Apply all changes again, first first."""
    changes = transaction.changes
    for at in range(0, len(changes), 4):
        slot = changes[at]
        if slot is _STRUCTURE:
            cast("StructureChange", changes[at + 1]).apply(back=False)
        else:
            setattr(changes[at + 1], cast("str", slot), changes[at + 3])
