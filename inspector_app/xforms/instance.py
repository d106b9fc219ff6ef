"""The instance tree: light nodes with per-name child lists and ids that never change.

Engine, session, draft and serialiser work on it; XPath closures read it. Must never decide anything
about logic: relevance and values are written here by the engine alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector_app.xforms.definition import SchemaNode


class Node:
    """One element of an instance; attributes of elements are kept as texts.

    Attributes:
        schema: Definition, None in secondary instances.
        kids: Children in document order.
        by_name: Children by their name as written.
        relevant: Effective relevance; `own_relevant` is the node's own condition.
        ordinal: 0-based position among the instances of its repeat.
        serial: Stable number within the session; refs shift, serials do not.
    """

    __slots__ = (
        "attributes", "by_name", "constraint_ok", "kids", "name", "ordinal", "own_readonly",
        "own_relevant", "parent", "readonly", "relevant", "required", "schema", "serial", "value",
    )  # fmt: skip

    def __init__(self, name: str, schema: SchemaNode | None, parent: Node | None) -> None:
        self.name = name
        self.schema = schema
        self.parent = parent
        self.value = ""
        self.kids: list[Node] = _NO_KIDS
        self.by_name: dict[str, list[Node]] = _NO_NAMES
        self.attributes: dict[str, str] | None = None
        self.relevant = True
        self.own_relevant = True
        self.readonly = False
        self.own_readonly = False
        self.required = False
        self.constraint_ok = True
        self.ordinal = 0
        self.serial = 0

    def open(self) -> None:
        """Give the node child lists of its own; leaves, most of all nodes, share two empty ones."""
        if self.kids is _NO_KIDS:
            self.kids = []
        if self.by_name is _NO_NAMES:
            self.by_name = {}

    def append(self, child: Node) -> None:
        """Add a child at the end."""
        self.open()
        self.kids.append(child)
        same = self.by_name.get(child.name)
        if same is None:
            self.by_name[child.name] = [child]
        else:
            child.ordinal = len(same)
            same.append(child)

    def insert(self, child: Node, ordinal: int, anchor: int) -> None:
        """Put a repeat instance at `ordinal` among its like; `anchor` is its index in `kids`.

        Those behind it keep their old numbers until `renumber`: thousands may come at once.
        """
        self.open()
        same = self.by_name.setdefault(child.name, [])
        self.kids.insert(anchor, child)
        same.insert(ordinal, child)
        child.ordinal = ordinal

    def detach(self, child: Node, ordinal: int) -> int:
        """Take the repeat instance at `ordinal` out and return the index it had in `kids`.

        Those behind it keep their old numbers until `renumber`.
        """
        same = self.by_name[child.name]
        first = same[0]
        del same[ordinal]
        # instances stand together, so no search through thousands of them
        anchor = self.kids.index(first) + ordinal
        if anchor >= len(self.kids) or self.kids[anchor] is not child:
            anchor = self.kids.index(child)
        del self.kids[anchor]
        return anchor

    def renumber(self, name: str, start: int) -> None:
        """Give the instances of a repeat their places again, from one of them on."""
        same = self.by_name[name]
        for index in range(start, len(same)):
            same[index].ordinal = index

    def text(self) -> str:
        """Return the XPath string-value: own text or that of all relevant descendants."""
        if not self.kids:
            return self.value
        return "".join(node.value for node in self.walk() if not node.kids and node.relevant)

    def walk(self) -> Iterator[Node]:
        """Yield this node and its descendants in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            if node.kids:
                stack.extend(reversed(node.kids))


_NO_KIDS: list[Node] = []
_NO_NAMES: dict[str, list[Node]] = {}


class AttributeNode(Node):
    """An attribute as a node of a node-set; its parent is the element.

    Made anew at every look, so two of them are one node when element and name are the same.
    """

    __slots__ = ()

    def __init__(self, name: str, value: str, parent: Node) -> None:
        super().__init__(name, None, parent)
        self.value = value
        self.relevant = parent.relevant

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, AttributeNode)
            and self.parent is other.parent
            and self.name == other.name
        )

    def __hash__(self) -> int:
        return hash((id(self.parent), self.name))


class TextNode(AttributeNode):
    """The text of a leaf as a node of a node-set (`text()`); it has no name."""

    __slots__ = ()

    def __init__(self, parent: Node) -> None:
        super().__init__("", parent.value, parent)


def in_document_order(nodes: list[Node]) -> list[Node]:
    """Return nodes in document order (XPath 1.0 section 5), attributes before children."""
    if len(nodes) < 2:
        return nodes
    places: dict[Node, dict[Node, int]] = {}
    tops: dict[Node, int] = {}

    def key(node: Node) -> tuple[int, ...]:
        parts: list[int] = []
        above = node.parent
        while above is not None:
            if isinstance(node, AttributeNode) or node.name.startswith("@"):
                parts += (_attribute_place(node, above), -1)
            else:
                if above not in places:
                    places[above] = {kid: at for at, kid in enumerate(above.kids)}
                parts.append(places[above].get(node, 0))
            node, above = above, above.parent
        parts.append(tops.setdefault(node, len(tops)))
        return tuple(reversed(parts))

    return sorted(nodes, key=key)


def _attribute_place(attribute: Node, element: Node) -> int:
    names = [*(element.attributes or ()), *(n[1:] for n in element.by_name if n.startswith("@"))]
    name = attribute.name.removeprefix("@")
    return names.index(name) if name in names else -1


def reference_of(node: Node) -> str:
    """Return `/data/room[2]/temp`: 1-based indices on repeat instances only."""
    own = node.schema
    if own is not None and not own.repeats:
        return own.path
    parts: list[str] = []
    current: Node | None = node
    while current is not None:
        schema = current.schema
        if schema is not None and schema.is_repeat:
            parts.append(f"{current.name}[{current.ordinal + 1}]")
        else:
            parts.append(current.name)
        current = current.parent
    parts.append("")
    return "/".join(reversed(parts))


def ancestor_at(node: Node, depth: int, own_depth: int) -> Node:
    """Return the ancestor at a depth (root element = 0); the node itself at its own depth."""
    for _ in range(own_depth - depth):
        parent = node.parent
        if parent is None:
            break
        node = parent
    return node


def instances_below(anchor: Node, names: tuple[str, ...]) -> list[Node]:
    """Return all nodes reached from an anchor by child names, repeats fanned out."""
    nodes = [anchor]
    for name in names:
        if len(nodes) == 1:
            nodes = nodes[0].by_name.get(name, [])
        else:
            nodes = [kid for node in nodes for kid in node.by_name.get(name, ())]
    return nodes
