"""What an undo or redo tells: events that lead from the values before it to those after.

The session calls it once the journal has put the tree back. Must never change the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from inspector_app.xforms.changes import is_removed, removed_instances
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node, reference_of
from inspector_app.xforms.journal import Move, Transaction
from inspector_app.xforms.model import Event, Events
from inspector_app.xforms.tree import TreeBuilder


def turn_events(
    transaction: Transaction, moves: list[Move], builder: TreeBuilder, *, back: bool
) -> Events:
    """Return the events of an undo (`back`) or redo that has just been applied.

    Rows that came are told with what they hold beyond the form's template.
    """
    events: list[Event] = []
    came: dict[Node, None] = {}
    for move in moves:
        if move.inside:
            came.update(dict.fromkeys(move.nodes))
    for move in moves:
        if not _within(move.parent, came):
            after = move.before + (len(move.nodes) if move.inside else -len(move.nodes))
            events.append(Event(move.ref, str(move.before), str(after), "undo", move.at))
    gone = removed_instances(transaction, back=back)
    for node, (old, new) in transaction.value_changes().items():
        if old != new and not _within(node, came) and not (gone and is_removed(node, gone)):
            first, second = (new, old) if back else (old, new)
            events.append(Event(reference_of(node), first, second, "undo"))
    for node in came:
        if not is_removed(node, gone) and not _within(node.parent, came):
            schema = cast("SchemaNode", node.schema)
            events.extend(
                _beyond(builder.specimen(schema, cast("Node", node.parent)), node, builder)
            )
    return Events(part for event in events for part in event)


def _within(node: Node | None, tops: dict[Node, None]) -> bool:
    while node is not None and tops:
        if node in tops:
            return True
        node = node.parent
    return False


def _beyond(template: Node, node: Node, builder: TreeBuilder) -> Iterator[Event]:
    """Yield what a row holds that its template does not."""
    schema = cast("SchemaNode", node.schema)
    if schema.is_leaf and template.value != node.value:
        yield Event(reference_of(node), template.value, node.value, "undo")
    for child in schema.children:
        same = node.by_name.get(child.name, [])
        like = template.by_name.get(child.name, [])
        if child.is_repeat and len(same) != len(like):
            at = min(len(same), len(like))
            yield Event(
                f"{reference_of(node)}/{child.name}", str(len(like)), str(len(same)), "undo", at
            )
        for place, kid in enumerate(same):
            specimen = like[place] if place < len(like) else builder.specimen(child, node)
            yield from _beyond(specimen, kid, builder)
