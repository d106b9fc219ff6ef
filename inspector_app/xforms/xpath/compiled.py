"""A compiled expression part: its static type, its closure, and how to convert it.

The compiler and the special functions build on it. Must never evaluate at compile time except to
fold constants.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import Literal, NamedTuple, cast

from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.values import (
    Value,
    number_of_text,
    text_of_number,
    to_boolean,
    to_number,
    to_text,
)

Type = Literal["num", "str", "bool", "nodes", "any"]
Nodes = Callable[[Context], list[Node]]
Getter = Callable[[Context], Node | None]


class Scope(NamedTuple):
    """Where relative paths start.

    Attributes:
        schemas: Schema nodes the context node may be; empty when unknown (secondary instance).
        anchor: Depth of the ancestor the context node shares with the bind's node.
        secondary: The context is an item of a secondary instance.
    """

    schemas: tuple[SchemaNode, ...]
    anchor: int
    secondary: bool = False


@dataclass(slots=True)
class Compiled:
    """A part of an expression, ready to run.

    Attributes:
        type: Static type; `any` only for functions that return an operand.
        run: Closure; for node-sets without the non-relevant.
        single: Getter when at most one node can match, non-relevant included.
        raw: Node-set with the non-relevant, for positions and comparisons.
        leaf: All nodes that can match are leaves, so `.value` is the text.
        constant: Value when it is known now.
        schemas: Schema nodes that can match; empty when unknown.
        moment: A text that is a date or date-time, compared with another by time.
        unique: Schema index when the one node that can match stands outside repeats, else -1.
        groups: Where to note that the text of nodes that may be groups is needed, which changes
            with every leaf below them; None for leaves.
    """

    type: Type
    run: Callable[[Context], Value]
    single: Getter | None = None
    raw: Nodes | None = None
    leaf: bool = False
    constant: Value | None = None
    schemas: tuple[SchemaNode, ...] = ()
    anchor: int = 0
    secondary: bool = False
    unique: int = -1
    moment: bool = False
    groups: dict[tuple[tuple[SchemaNode, ...], int], None] | None = None

    def take_text(self) -> None:
        """Note that the text of its nodes decides: who only counts or places them reads no leaf."""
        if self.groups is not None:
            self.groups[(self.schemas, self.anchor)] = None


def constant(value: float | str | bool) -> Compiled:
    """Return a part whose value is fixed."""
    kind: Type = "bool" if isinstance(value, bool) else "num" if isinstance(value, float) else "str"
    return Compiled(kind, lambda _: value, constant=value)


def as_text(part: Compiled) -> Callable[[Context], str]:
    """Return a closure for the string of a part."""
    part.take_text()
    if part.constant is not None:
        text = to_text(part.constant)
        return lambda _: text
    if part.type == "str":
        return cast("Callable[[Context], str]", part.run)
    if part.single is not None:
        get = part.single
        if part.leaf and part.unique >= 0:
            index = part.unique

            def unique_text(c: Context) -> str:
                node = c.unique[index]
                return node.value if node is not None and node.relevant else ""

            return unique_text
        if part.leaf:

            def leaf_text(c: Context) -> str:
                node = get(c)
                return node.value if node is not None and node.relevant else ""

            return leaf_text

        def node_text(c: Context) -> str:
            node = get(c)
            return node.text() if node is not None and node.relevant else ""

        return node_text
    run = part.run
    if part.type == "num":
        return lambda c: text_of_number(run(c))  # type: ignore[arg-type]
    if part.type == "bool":
        return lambda c: "true" if run(c) else "false"
    return lambda c: to_text(run(c))


def as_number(part: Compiled) -> Callable[[Context], float]:
    """Return a closure for the number of a part."""
    if part.type == "num":
        return cast("Callable[[Context], float]", part.run)
    if part.type == "bool":
        run = part.run
        return lambda c: 1.0 if run(c) else 0.0
    if part.type == "any":
        run = part.run
        return lambda c: to_number(run(c), c.zone)
    if part.leaf and part.unique >= 0:
        index = part.unique

        def unique_number(c: Context) -> float:
            node = c.unique[index]
            if node is None or not node.relevant:
                return nan
            return number_of_text(node.value, c.zone)

        return unique_number
    text = as_text(part)
    return lambda c: number_of_text(text(c), c.zone)


def as_boolean(part: Compiled) -> Callable[[Context], bool]:
    """Return a closure for the boolean of a part."""
    if part.type == "bool":
        return cast("Callable[[Context], bool]", part.run)
    if part.constant is not None:
        truth = to_boolean(part.constant)
        return lambda _: truth
    run = part.run
    if part.single is not None:
        get = part.single

        def exists(c: Context) -> bool:
            node = get(c)
            return node is not None and node.relevant

        return exists
    if part.type == "nodes" or part.type == "str":
        return lambda c: bool(run(c))
    return lambda c: to_boolean(run(c))


def as_nodes(part: Compiled) -> Nodes:
    """Return a closure for the node-set of a part; a value that is none gives an empty set."""
    run = part.run
    if part.type == "nodes":
        return cast("Nodes", run)

    def nodes(c: Context) -> list[Node]:
        value = run(c)
        return value if isinstance(value, list) else []

    return nodes
