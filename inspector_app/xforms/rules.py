"""A compiled property of a node, and the edges along which changes travel.

The compiler makes them once per form; the engine evaluates them per node instance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from inspector_app.xforms.xpath.ast import Expr
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.parser import parse

if TYPE_CHECKING:
    from inspector_app.xforms.definition import SchemaNode
    from inspector_app.xforms.instance import Node

Property = Literal[
    "calculate", "relevant", "count", "readonly", "required", "constraint", "choices", "label"
]


class Read(NamedTuple):
    """A dependency: a schema node, and the depth of the ancestor reader and read node share."""

    schema: SchemaNode
    anchor: int
    position: bool


@dataclass(slots=True, eq=False)
class Rule:
    """One expression of one schema node.

    Attributes:
        number: Position in document order, unique in the form.
        rank: Topological rank; a rule reads only rules of a lower rank.
        evaluate: Closure over a context; its result type depends on the property.
        source: Expression as in the XForm.
        reads: Empty once the edges are drawn.
        wishes: What it should read too unless that closes a circle; empty once ranked.
        narrowed: A calculated select keeps only what its choices have.
        narrowing: What these choices read, which it then reads too; likewise.
        volatile: Calls now, today or random.
    """

    number: int
    schema: SchemaNode
    what: Property
    source: str
    evaluate: Callable[[Context], object]
    reads: tuple[Read, ...]
    volatile: bool = False
    rank: int = 0
    wishes: tuple[Read, ...] = ()
    narrowed: bool = False
    narrowing: tuple[Read, ...] = ()

    @property
    def ast(self) -> Expr:
        """The expression as a tree, for trace and linter; parsed again, trees are large."""
        return parse(self.source)

    @property
    def home(self) -> SchemaNode:
        """Where its nodes are: a jr:count runs on the parent of its repeat."""
        if self.what == "count" and self.schema.parent is not None:
            return self.schema.parent
        return self.schema


class Edge:
    """From a read schema node to a rule that reads it; made when the rules have their ranks.

    `nodes_for(changed)` gives the instances of the rule's node that may see the change.
    """

    __slots__ = ("index", "names", "rank", "unique", "up")

    def __init__(self, rule: Rule, schema: SchemaNode, anchor: int) -> None:
        target = rule.home
        anchor = min(anchor, target.depth, schema.depth)
        self.rank = rule.rank << 32
        self.index = target.index
        self.up = schema.depth - anchor
        self.unique = not target.repeats
        self.names = () if self.unique else target.names[anchor + 1 :]

    def nodes_for(self, changed: Node) -> list[Node]:
        """Return the rule's nodes below the ancestor that both share."""
        anchor = changed
        for _ in range(self.up):
            if anchor.parent is None:
                return []
            anchor = anchor.parent
        nodes = [anchor]
        for name in self.names:
            if len(nodes) == 1:
                nodes = nodes[0].by_name.get(name) or []
            else:
                nodes = [kid for node in nodes for kid in node.by_name.get(name, ())]
        return nodes
