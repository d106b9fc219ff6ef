"""Instances of repeats come and go: the tree, the journal, and what must run because of it.

The session (a person's add and remove) and the engine (jr:count) call it. Must never ask whether a
person may do so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from inspector_app.errors import KnownError
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node, reference_of
from inspector_app.xforms.journal import StructureChange
from inspector_app.xforms.model import Cause
from inspector_app.xforms.preload import fill, has_preloads

if TYPE_CHECKING:
    from inspector_app.xforms.engine import Engine

MAX_NEW_NODES = 60_000
"""Questions and groups one step may make: a second or two."""


def add_instances(
    engine: Engine, schema: SchemaNode, parent: Node, ordinal: int, count: int, cause: Cause
) -> None:
    """Insert new instances of a repeat at a 0-based position and run their actions."""
    before = len(parent.by_name.get(schema.name, ()))
    made: list[Node] = []
    anchor = _anchor(parent, schema, ordinal) - 1
    for place in range(ordinal, ordinal + count):
        if engine.builder.next_serial > engine.last_serial:
            reference = f"{reference_of(parent)}/{schema.name}"
            raise KnownError("form.too-many-rows", ref=reference, limit=str(MAX_NEW_NODES))
        node = engine.builder.new_instance(schema, parent)
        anchor += 1
        parent.insert(node, place, anchor)
        engine.transaction.add_structure(StructureChange(parent, node, place, anchor, added=True))
        engine.apply_constants(node)
        _mark_subtree(engine, node)
        made.append(node)
    parent.renumber(schema.name, ordinal)
    _structure_changed(engine, schema, parent, ordinal, before, before + count, cause)
    if has_preloads(schema):
        for node in made:
            fill(engine, node)
    for node in made:
        for action in engine.program.new_repeat.get(schema.index, ()):
            engine.run_action(action, node)
    for node in made:
        _nested_new(engine, node)


def _nested_new(engine: Engine, node: Node) -> None:
    """Instances of inner repeats that come with the template are new too."""
    for kid in tuple(node.kids):
        schema = cast("SchemaNode", kid.schema)
        if schema.is_repeat:
            for action in engine.program.new_repeat.get(schema.index, ()):
                engine.run_action(action, kid)
        if kid.kids:
            _nested_new(engine, kid)


def remove_instances(
    engine: Engine, schema: SchemaNode, parent: Node, ordinal: int, count: int, cause: Cause
) -> None:
    """Take instances of a repeat out, from a 0-based position on."""
    same = parent.by_name[schema.name]
    before = len(same)
    for place in range(ordinal + count - 1, ordinal - 1, -1):
        node = same[place]
        anchor = parent.detach(node, place)
        engine.transaction.add_structure(StructureChange(parent, node, place, anchor, added=False))
        engine.gone.update(found.serial for found in node.walk())
    parent.renumber(schema.name, ordinal)
    _structure_changed(engine, schema, parent, ordinal, before, before - count, cause)


def _structure_changed(
    engine: Engine,
    schema: SchemaNode,
    parent: Node,
    ordinal: int,
    before: int,
    after: int,
    cause: Cause,
) -> None:
    reference = f"{reference_of(parent)}/{schema.name}"
    engine.transaction.log += (reference, str(before), str(after), cause, ordinal)
    engine.transaction.structure[(parent, schema.name)] = None
    engine.mark(schema.structure_readers, parent)
    if schema.position_readers:
        for node in parent.by_name[schema.name][ordinal:]:
            engine.mark(schema.position_readers, node)


def _mark_subtree(engine: Engine, top: Node) -> None:
    for node in top.walk():
        for candidate in (node, *_attribute_nodes(node)):
            schema = cast("SchemaNode", candidate.schema)
            for rule in schema.rules.values():
                if rule.what != "count":
                    engine.mark_rule(rule, candidate)
            if schema.kind in ("select1", "select", "rank") and candidate.value:
                engine.checks[candidate] = None
            for child in schema.children:
                if "count" in child.rules:
                    engine.mark_rule(child.rules["count"], candidate)


def _attribute_nodes(node: Node) -> list[Node]:
    return [nodes[0] for name, nodes in node.by_name.items() if name.startswith("@")]


def _anchor(parent: Node, schema: SchemaNode, ordinal: int) -> int:
    """Return the index among all children where an instance of this ordinal stands."""
    same = parent.by_name.get(schema.name) or []
    if ordinal < len(same):
        return parent.kids.index(same[ordinal])
    if same:
        return parent.kids.index(same[-1]) + 1
    for at, kid in enumerate(parent.kids):
        if kid.schema is not None and kid.schema.index > schema.index:
            return at
    return len(parent.kids)
