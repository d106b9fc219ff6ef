"""References such as `/data/room[2]/temp` to nodes and repeat ranges.

The session calls it. An exact match wins; `[1]` on what is no repeat is ignored, and a repeat on
the way without index means its first instance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector_app.errors import KnownError
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node

MAX_LENGTH = 4_096
_STEP = re.compile(r"([^\[\]/]+)(?:\[([1-9]\d{0,8})\])?")


@dataclass(frozen=True, slots=True)
class Found:
    """A node, or a repeat range (then `node` is None) below its parent."""

    schema: SchemaNode
    parent: Node | None
    node: Node | None

    def ghost(self) -> Node:
        """Return a node that stands for the range in texts and expressions; not in the tree."""
        return Node(self.schema.name, self.schema, self.parent)


def find(root: Node, ref: str) -> Found:
    """Return what a reference means.

    Raises:
        KnownError: `form.no-such-node`.
    """
    if len(ref) > MAX_LENGTH:
        raise KnownError("form.no-such-node", ref=f"{ref[:80]}…")
    steps = [_STEP.fullmatch(part) for part in ref.strip().split("/")[1:]]
    schema = root.schema
    if not steps or schema is None or steps[0] is None or steps[0][1] != root.name:
        raise KnownError("form.no-such-node", ref=ref)
    node = root
    for at, step in enumerate(steps[1:], 2):
        child = schema.by_name.get(step[1]) if step is not None else None
        if step is None or child is None:
            raise KnownError("form.no-such-node", ref=ref)
        schema = child
        same = node.by_name.get(child.name) or []
        index = int(step[2]) if step[2] else 0
        if child.is_repeat and not index and at == len(steps):
            return Found(child, node, None)
        ordinal = index - 1 if index else 0
        if not 0 <= ordinal < len(same) or (index > 1 and not child.is_repeat):
            raise KnownError("form.no-such-node", ref=ref)
        node = same[ordinal]
    return Found(schema, node.parent, node)


def find_range(root: Node, ref: str) -> tuple[Node, SchemaNode]:
    """Return the parent node and the repeat a reference without last index means.

    Raises:
        KnownError: `form.no-such-node` when it is no repeat.
    """
    stripped = re.sub(r"\[1\]$", "", ref.strip())
    found = find(root, stripped)
    if found.node is not None or found.parent is None:
        raise KnownError("form.no-such-node", ref=ref)
    return found.parent, found.schema
