"""Preloads: instance id, start and end times, today, properties of the device and the user.

The session calls it when a record is new and when it is finalised, `repeats` for new rows. Must
never run on a reopened draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from inspector_app.xforms.dates import iso_moment
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node, instances_below
from inspector_app.xforms.xpath.functions_nodes import uuid4_text

if TYPE_CHECKING:
    from inspector_app.xforms.engine import Engine


def fill(engine: Engine, top: Node) -> None:
    """Write every preload of a new record or a new row, attributes too."""
    for element in top.walk():
        attributes = [nodes[0] for name, nodes in element.by_name.items() if name[:1] == "@"]
        for node in (element, *attributes):
            value = _first_value(engine, cast("SchemaNode", node.schema), node)
            if value is not None:
                engine.write(node, value, "action")


def has_preloads(schema: SchemaNode) -> bool:
    """Whether a new row of a repeat holds something to preload."""
    return any(child.preload or has_preloads(child) for child in schema.children)


def finish(engine: Engine) -> None:
    """Write the end time."""
    for schema in engine.form.definition.nodes:
        if (schema.preload, schema.preload_parameters) == ("timestamp", "end"):
            for node in instances_below(engine.root, schema.names[1:]):
                engine.write(node, iso_moment(engine.now()), "action")


def _first_value(engine: Engine, schema: SchemaNode, node: Node) -> str | None:
    kind, parameters = schema.preload, schema.preload_parameters
    if kind == "uid":
        return f"uuid:{uuid4_text(engine.random_bytes(16))}"
    if kind == "timestamp" and parameters == "start":
        return iso_moment(engine.now())
    if kind == "date" and parameters in ("today", ""):
        return engine.now().date().isoformat()
    if kind == "property":
        return engine.properties.get(parameters, "")
    is_id = schema.name.rpartition(":")[2] == "instanceID" and schema.parent is not None
    if is_id and not node.value and "calculate" not in schema.expressions:
        assert schema.parent is not None  # noqa: S101  (is_id says so)
        if schema.parent.name.rpartition(":")[2] == "meta":
            return f"uuid:{uuid4_text(engine.random_bytes(16))}"
    return None
