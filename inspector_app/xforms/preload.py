"""Preloads: instance id, start and end times, today, properties of the device and the user.

The session calls it when a record is new and when it is finalised. Must never run on a reopened
draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from inspector_app.xforms.dates import iso_moment
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node
from inspector_app.xforms.xpath.functions_nodes import uuid4_text

if TYPE_CHECKING:
    from inspector_app.xforms.engine import Engine


def fill(engine: Engine) -> None:
    """Write every preload of a new record."""
    for node in engine.root.walk():
        schema = cast("SchemaNode", node.schema)
        value = _first_value(engine, schema, node)
        if value is not None:
            engine.write(node, value, "action")


def finish(engine: Engine) -> None:
    """Write the end time."""
    for schema in engine.form.definition.nodes:
        if (schema.preload, schema.preload_parameters) == ("timestamp", "end"):
            node = engine.unique[schema.index]
            if node is not None:
                engine.write(node, iso_moment(engine.now()), "action")


def _first_value(engine: Engine, schema: SchemaNode, node: Node) -> str | None:
    kind, parameters = schema.preload, schema.preload_parameters
    if kind == "uid":
        return f"uuid:{uuid4_text(engine.random_bytes(16))}" if not node.value else None
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
