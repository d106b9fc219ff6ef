"""The inverse of every change: what undo, redo and the roll-back of a refused change apply.

The engine writes it; the session keeps one `Transaction` per step. Must never evaluate a rule: undo
puts back exactly what was there, computed values too.

Changes and events lie flat in two lists, four and five entries each, not in tuples: an answer
may cause ten thousand, and every tuple that stays is one more object for the garbage collector.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from inspector_app.xforms.instance import Node, reference_of

_STRUCTURE = ""  # stands where a value change has the name of the node's slot


@dataclass(frozen=True, slots=True)
class StructureChange:
    """A repeat instance that came or went."""

    parent: Node
    node: Node
    ordinal: int
    anchor: int
    added: bool


@dataclass(slots=True)
class Move:
    """Neighbouring instances that came back or went again.

    Attributes:
        ref: The range, as it is called at the moment of the move.
        at: 0-based position of the first instance.
        before: Number of instances before the move.
        inside: They are in the tree now.
    """

    ref: str
    parent: Node
    name: str
    at: int
    before: int
    inside: bool
    nodes: list[Node] = field(default_factory=list)

    def goes_on(self, parent: Node, name: str, at: int, *, inside: bool) -> bool:
        """Return whether an instance that moves next belongs to this move."""
        place = self.at + len(self.nodes) if inside else self.at - 1
        same_range = self.parent is parent and self.name == name
        return same_range and self.inside is inside and at == place


@dataclass(slots=True)
class Transaction:
    """One set, add, remove, or load.

    Attributes:
        changes: In the order they were made, flat: slot name of the node, node, old, new.
        log: What the audit log gets, flat: reference at that moment, old, new, cause, row or None.
        touched: Nodes whose state must be redrawn.
        structure: Parent node and repeat name of ranges whose instances changed.
        language: The active one when it was made: what it computed from texts is in it.
    """

    language: str = ""
    changes: list[object] = field(default_factory=list)
    log: list[str | int | None] = field(default_factory=list)
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


def put_back(transaction: Transaction) -> list[Move]:
    """Apply the inverse of all changes, last first; return how rows moved."""
    changes = transaction.changes
    moves: list[Move] = []
    for at in range(len(changes) - 4, -1, -4):
        slot = changes[at]
        if slot is _STRUCTURE:
            change = cast("StructureChange", changes[at + 1])
            _move(change, moves, inside=not change.added)
        else:
            setattr(changes[at + 1], cast("str", slot), changes[at + 2])
    if moves:
        moves[-1].parent.renumber(moves[-1].name, moves[-1].at)
    return moves


def put_again(transaction: Transaction) -> list[Move]:
    """Apply all changes again, first first; return how rows moved."""
    changes = transaction.changes
    moves: list[Move] = []
    for at in range(0, len(changes), 4):
        slot = changes[at]
        if slot is _STRUCTURE:
            change = cast("StructureChange", changes[at + 1])
            _move(change, moves, inside=change.added)
        else:
            setattr(changes[at + 1], cast("str", slot), changes[at + 3])
    if moves:
        moves[-1].parent.renumber(moves[-1].name, moves[-1].at)
    return moves


def _move(change: StructureChange, moves: list[Move], *, inside: bool) -> None:
    """Put one instance in or out; neighbours that move together make one move."""
    parent, node, at = change.parent, change.node, change.ordinal
    last = moves[-1] if moves else None
    if last is None or not last.goes_on(parent, node.name, at, inside=inside):
        if last is not None:
            last.parent.renumber(last.name, last.at)
        before = len(parent.by_name.get(node.name, ()))
        last = Move(f"{reference_of(parent)}/{node.name}", parent, node.name, at, before, inside)
        moves.append(last)
    elif not inside:
        last.at = at
    last.nodes.append(node)
    if inside:
        parent.insert(node, at, change.anchor)
    else:
        parent.detach(node, at)
