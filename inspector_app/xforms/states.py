"""`NodeState` values from live nodes.

The session calls it; everything here is a look, never a change (but for filling the choice cache).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node, reference_of
from inspector_app.xforms.model import Choice, NodeState, Violation
from inspector_app.xforms.reference import Found
from inspector_app.xforms.xpath.context import Context

if TYPE_CHECKING:
    from inspector_app.xforms.engine import Engine


def all_states(engine: Engine) -> Iterator[NodeState]:
    """Yield all states in document order, a range before its instances."""
    return _below(engine, engine.root, f"/{engine.root.name}")


def _below(engine: Engine, node: Node, ref: str) -> Iterator[NodeState]:
    yield _node_state(engine, node, ref)
    schema = cast("SchemaNode", node.schema)
    for child in schema.children:
        if child.is_attribute:
            continue
        same = node.by_name.get(child.name) or []
        if child.is_repeat:
            yield _range_state(engine, child, node, f"{ref}/{child.name}")
            for kid in same:
                yield from _below(engine, kid, f"{ref}/{child.name}[{kid.ordinal + 1}]")
        else:
            for kid in same:
                yield from _below(engine, kid, f"{ref}/{child.name}")


def state_of(engine: Engine, found: Found) -> NodeState:
    """Return the state of a node or a repeat range."""
    if found.node is not None:
        return _node_state(engine, found.node, reference_of(found.node))
    parent = cast("Node", found.parent)
    return _range_state(engine, found.schema, parent, f"{reference_of(parent)}/{found.schema.name}")


def _node_state(engine: Engine, node: Node, ref: str) -> NodeState:
    schema = cast("SchemaNode", node.schema)
    control = schema.control
    texts = engine.form.texts
    language = engine.active_language
    value = node.value if node.relevant and schema.is_leaf else ""
    choices: tuple[Choice, ...] = ()
    if schema.kind in ("select1", "select", "rank"):
        choices = texts.choices(engine, node, engine.choices.of(node))
    violation = None
    constraint_valid = required_valid = True
    if node.relevant and schema.is_leaf:
        required_valid = not (node.required and value == "")
        constraint_valid = value == "" or node.constraint_ok
        if not required_valid:
            violation = Violation(
                "required", texts.text(engine, node, schema.required_message, language)
            )
        elif not constraint_valid:
            message = texts.text(engine, node, schema.constraint_message, language)
            violation = Violation("constraint", message)
    return NodeState(
        ref, schema.definition(), node.relevant, node.readonly, node.required, value,
        texts.text(engine, node, control.label, language) if control else None,
        texts.text(engine, node, control.hint, language) if control else None,
        choices, constraint_valid, required_valid, constraint_valid and required_valid, violation,
        None, tuple(control.appearance.split()) if control else (),
        texts.media(control.label, language) if control else {},
    )  # fmt: skip


def _range_state(engine: Engine, schema: SchemaNode, parent: Node, ref: str) -> NodeState:
    same = parent.by_name.get(schema.name) or []
    control = schema.control
    texts = engine.form.texts
    ghost = Node(schema.name, schema, parent)
    relevant = (
        any(node.relevant for node in same) if same else _ghost(engine, schema, ghost, "relevant")
    )
    readonly = (
        any(node.readonly for node in same) if same else _ghost(engine, schema, ghost, "readonly")
    )
    required = (
        any(node.required for node in same) if same else _ghost(engine, schema, ghost, "required")
    )
    language = engine.active_language
    reader = same[0] if same else ghost  # a heading may show what stands in the first row
    return NodeState(
        ref, schema.definition(), relevant, readonly, required, "",
        texts.text(engine, reader, control.label, language) if control else None,
        texts.text(engine, reader, control.hint, language) if control else None,
        (), True, True, True, None, len(same),
        tuple(control.appearance.split()) if control else (), {},
    )  # fmt: skip


def _ghost(engine: Engine, schema: SchemaNode, ghost: Node, what: str) -> bool:
    """Return relevance, lock or obligation of a range without instances."""
    parent = cast("Node", ghost.parent)
    rule = schema.rules.get(what)
    own = (
        bool(rule.evaluate(Context(ghost, engine)))
        if rule
        else schema.constants.get(what, what == "relevant")
    )
    if what == "required":
        return own
    return own and parent.relevant if what == "relevant" else own or parent.readonly
