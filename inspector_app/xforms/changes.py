"""From a transaction to what others are told: events to log, references to redraw.

The session calls it after every step. Must never change anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node, reference_of
from inspector_app.xforms.journal import Transaction
from inspector_app.xforms.model import ChangeSet, Events

if TYPE_CHECKING:
    from inspector_app.xforms.engine import Engine


def changes_of(
    engine: Engine,
    transaction: Transaction,
    events: Events | None = None,
    removed: frozenset[int] | None = None,
) -> ChangeSet:
    """Return what a transaction did, for those who redraw and log.

    Args:
        events: Those of an undo or redo; the transaction's own when None.
        removed: Serials of instances that are out of the tree now; found when None.
    """
    if removed is None:
        removed = removed_instances(transaction, back=False)
    changed: set[str] = set()
    for node in transaction.touched:
        if removed and is_removed(node, removed):
            continue
        schema: SchemaNode = node.schema  # type: ignore[assignment]  # cast() would be a call
        reference = reference_of(node) if schema.repeats else schema.path
        changed.add(reference)
        if schema.is_repeat:
            changed.add(reference[: reference.rindex("[")])
        for child in schema.repeat_children:
            if not node.by_name.get(child.name):
                changed.add(f"{reference}/{child.name}")
    if transaction.changes:
        changed.update(engine.empty_ranges())
    structure = {
        f"{reference_of(parent)}/{name}"
        for parent, name in transaction.structure
        if not removed or not is_removed(parent, removed)
    }
    return ChangeSet(
        Events(transaction.log) if events is None else events,
        frozenset(changed), frozenset(structure),
    )  # fmt: skip


def removed_instances(transaction: Transaction, *, back: bool) -> frozenset[int]:
    """Return the serials of instances that are out of the tree after the step."""
    if not transaction.structure:
        return frozenset()
    last: dict[Node, bool] = {}
    changes = transaction.structure_changes()
    for change in reversed(changes) if back else changes:
        last[change.node] = change.added is not back
    return frozenset(node.serial for node, inside in last.items() if not inside)


def is_removed(node: Node, removed: frozenset[int]) -> bool:
    """Return whether a node is, or stands in, one of the instances that went."""
    current: Node | None = node
    while current is not None:
        if current.serial in removed and cast("SchemaNode", current.schema).is_repeat:
            return True
        current = current.parent
    return False
