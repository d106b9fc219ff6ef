"""Entities that a filled form proposes to create or update; the ledger decides, never the form.

The session calls `proposals`. Must never write anything.
Source: ODK XForms specification, "Entities": `meta/entity` of the form or of a repeat.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node, reference_of
from inspector_app.xforms.model import EntityProposal

_TRUE = ("1", "true", "true()")


def proposals(root: Node) -> Iterator[EntityProposal]:
    """Yield the proposals of a filled form in document order; hidden entities propose nothing."""
    for node in root.walk():
        if _local(node.name) != "entity" or not node.relevant or node.parent is None:
            continue
        scope = node.parent.parent
        dataset = _attribute(node, "dataset")
        if _local(node.parent.name) != "meta" or scope is None or not dataset:
            continue
        creates = _attribute(node, "create") in _TRUE
        updates = _attribute(node, "update") in _TRUE
        if not creates and not updates:
            continue
        label = next((kid.value for kid in node.kids if kid.name == "label" and kid.relevant), "")
        yield EntityProposal(
            reference_of(scope), dataset, _attribute(node, "id").removeprefix("uuid:"),
            "create" if creates else "update", _attribute(node, "baseVersion"), label,
            dict(_properties(scope)),
        )  # fmt: skip


def _properties(scope: Node) -> Iterator[tuple[str, str]]:
    """Yield name and value of what is saved, down to rows that propose for themselves."""
    for kid in scope.kids:
        schema = cast("SchemaNode", kid.schema)
        if schema.is_repeat or not kid.relevant:
            continue
        if schema.save_to:
            yield schema.save_to, kid.value
        if kid.kids and not _proposes(kid):
            yield from _properties(kid)


def _proposes(node: Node) -> bool:
    return any(
        _local(entity.name) == "entity"
        for meta in node.kids
        if _local(meta.name) == "meta"
        for entity in meta.kids
    )


def _attribute(node: Node, name: str) -> str:
    computed = node.by_name.get(f"@{name}")
    if computed:
        return computed[0].value if computed[0].relevant else ""
    return (node.attributes or {}).get(name, "")


def _local(name: str) -> str:
    return name.rpartition(":")[2]
