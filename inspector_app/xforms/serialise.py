"""The final XML: relevant nodes only, fixed bytes.

The session calls `final_document` after it has refreshed what reads the clock. UTF-8, no
indentation, document order, form id and version as in the form. Must never change the tree.
"""

from __future__ import annotations

from inspector_app.xforms.definition import Definition
from inspector_app.xforms.instance import Node

_TEXT = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}
_ATTRIBUTE = _TEXT | {ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}


def final_document(root: Node, definition: Definition) -> bytes:
    """Return the instance as the bureau gets it."""
    out: list[str] = []
    _element(root, out, dict(definition.namespaces))
    return "".join(out).encode("utf-8")


def _element(node: Node, out: list[str], extra: dict[str, str]) -> None:
    attributes = dict(node.attributes or {})
    attributes.pop("jr:template", None)
    for name, nodes in node.by_name.items():
        if name.startswith("@") and nodes[0].relevant:
            attributes[name[1:]] = nodes[0].value
    out.append(f"<{node.name}")
    for key, value in (extra | attributes).items():
        out.append(f' {key}="{value.translate(_ATTRIBUTE)}"')
    kids = [kid for kid in node.kids if kid.relevant]
    if not kids and (node.kids or node.value == ""):
        out.append("/>")
        return
    out.append(">")
    if kids:
        for kid in kids:
            _element(kid, out, {})
    else:
        out.append(node.value.translate(_TEXT))
    out.append(f"</{node.name}>")
