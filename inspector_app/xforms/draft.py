"""Draft bytes: every node, hidden values too, in document order.

The session calls it. Fixed bytes for the same state (JSON, UTF-8, no blanks), so that a chain of
events can hash them. Must never run a rule.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector_app.errors import KnownError
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node
from inspector_app.xforms.tree import TreeBuilder

if TYPE_CHECKING:
    from inspector_app.xforms.form import Form

FORMAT = 1


def write_draft(root: Node, form: Form, language: str) -> bytes:
    """Return the draft of a tree."""
    content = {
        "format": FORMAT, "form": form.id, "version": form.version, "sha256": form.sha256,
        "language": language, "data": pack(root),
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def pack(node: Node) -> list[object]:
    """Return a node with everything below as plain lists."""
    attributes: list[list[object]] = [
        [name, nodes[0].value] for name, nodes in node.by_name.items() if name.startswith("@")
    ]
    attributes += _plain(node)
    if node.kids or (node.schema is not None and not node.schema.is_leaf):
        return [node.name, [*attributes, *(pack(kid) for kid in node.kids)]]
    return [node.name, node.value, *attributes]


def _plain(node: Node) -> list[list[object]]:
    """Return the attributes that differ from those of the form; None for one it lacks."""
    own = node.attributes or {}
    usual = node.schema.attributes if node.schema is not None else {}
    if own == usual:
        return []
    kept = {name: own.get(name) for name in (*usual, *own) if own.get(name) != usual.get(name)}
    return [[f"@{name}", value] for name, value in kept.items() if f"@{name}" not in node.by_name]


def read_draft(data: bytes, form: Form, builder: TreeBuilder) -> tuple[Node, str]:
    """Return the tree of a draft and its language.

    Raises:
        KnownError: `form.draft-damaged`, `form.draft-mismatch`.
    """
    try:
        content = json.loads(data)
        draft_form, version = str(content["form"]), str(content["version"])
        language, packed = str(content["language"]), content["data"]
        known = content["format"] == FORMAT
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KnownError("form.draft-damaged", detail=type(error).__name__) from error
    if draft_form != form.id or version != form.version or not known:
        raise KnownError(
            "form.draft-mismatch", draft_form=draft_form, draft_version=version, form=form.id,
            version=form.version,
        )  # fmt: skip
    try:
        root = _unpack(packed, form.definition.root, None, builder)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise KnownError("form.draft-damaged", detail=str(error)) from error
    return root, language


def _unpack(packed: object, schema: SchemaNode, parent: Node | None, builder: TreeBuilder) -> Node:
    if not isinstance(packed, list) or len(packed) < 2 or packed[0] != schema.name:
        raise ValueError(schema.path)
    node = builder.new_node(schema, parent)
    content = packed[1]
    attributes = packed[2:]
    if isinstance(content, str):
        if not schema.is_leaf:
            raise ValueError(schema.path)
        node.value = content
    else:
        for part in content:
            if isinstance(part, list) and str(part[0]).startswith("@"):
                attributes.append(part)
            else:
                child = schema.by_name[part[0]]
                if child.name in node.by_name and not (child.is_repeat or child.several):
                    raise ValueError(child.path)
                node.append(_unpack(part, child, node, builder))
        for child in schema.children:
            if not child.is_repeat and not child.is_attribute and child.name not in node.by_name:
                raise ValueError(child.path)
    builder.add_attributes(node)
    for name, value in attributes:
        if name in node.by_name:
            node.by_name[name][0].value = str(value)
        elif value is None:
            (node.attributes or {}).pop(name[1:], None)
        else:
            node.attributes = {**(node.attributes or {}), name[1:]: str(value)}
    return node
