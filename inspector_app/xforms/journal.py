"""The inverse of every change: what undo, redo and the roll-back of a refused change apply.

The engine writes it; the session keeps one `Transaction` per step. Must never evaluate a rule: undo
puts back exactly what was there, computed values too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector_app.xforms.instance import Node
from inspector_app.xforms.model import Event

ValueChange = tuple[str, Node, object, object]
"""Slot name of the node, node, old, new."""


@dataclass(frozen=True, slots=True)
class StructureChange:
    """A repeat instance that came or went."""

    parent: Node
    node: Node
    ordinal: int
    anchor: int
    added: bool


@dataclass(slots=True)
class Transaction:
    """One set, add, remove, or load.

    Attributes:
        changes: In the order they were made.
        events: What the audit log gets.
        touched: Nodes whose state must be redrawn.
        structure: Parent node and repeat name of ranges whose instances changed.
    """

    changes: list[ValueChange | StructureChange] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    touched: dict[Node, None] = field(default_factory=dict)
    structure: dict[tuple[Node, str], None] = field(default_factory=dict)


def put_back(transaction: Transaction) -> None:
    """Apply the inverse of all changes, last first."""
    for change in reversed(transaction.changes):
        if isinstance(change, StructureChange):
            if change.added:
                change.parent.detach(change.node)
            else:
                change.parent.insert(change.node, change.ordinal, change.anchor)
        else:
            slot, node, old, _ = change
            setattr(node, slot, old)


def put_again(transaction: Transaction) -> None:
    """Apply all changes again, first first."""
    for change in transaction.changes:
        if isinstance(change, StructureChange):
            if change.added:
                change.parent.insert(change.node, change.ordinal, change.anchor)
            else:
                change.parent.detach(change.node)
        else:
            slot, node, _, new = change
            setattr(node, slot, new)


def value_changes(transaction: Transaction) -> dict[Node, tuple[str, str]]:
    """Return first old and last new value of every node whose stored value changed."""
    found: dict[Node, tuple[str, str]] = {}
    for change in transaction.changes:
        if not isinstance(change, StructureChange) and change[0] == "value":
            _, node, old, new = change
            first = found[node][0] if node in found else str(old)
            found[node] = (first, str(new))
    return found
