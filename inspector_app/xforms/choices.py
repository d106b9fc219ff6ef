"""Choices of one select after filtering, with a cache that the engine empties when inputs change.

Engine and session call it. Values are compared by text; `or_other`'s `other` stays whatever the
filter says, because the unlisted must be writable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from inspector_app.xforms.definition import Item, SchemaNode
from inspector_app.xforms.instance import Node
from inspector_app.xforms.xpath.context import Context

if TYPE_CHECKING:
    from inspector_app.xforms.runtime import FormRuntime


@dataclass(slots=True)
class ChoiceList:
    """Choices in order, and where each label comes from.

    A value may stand there twice; a row not yet named is a choice without value.
    """

    values: tuple[str, ...]
    allowed: frozenset[str]
    items: tuple[Node | Item, ...]


class ChoiceBook:
    """All choice lists of one session."""

    def __init__(self, engine: FormRuntime) -> None:
        self._engine = engine
        self._by_node: dict[int, ChoiceList] = {}
        self._by_schema: dict[int, ChoiceList] = {}

    def of(self, node: Node) -> ChoiceList:
        """Return the choices of a select or rank node now."""
        schema = cast("SchemaNode", node.schema)
        found = self._by_schema.get(schema.index) or self._by_node.get(node.serial)
        if found is not None:
            return found
        itemset = self._engine.program.itemsets.get(schema.index)
        if itemset is None:
            found = _listed(schema)
            self._by_schema[schema.index] = found
            return found
        context = Context(node, self._engine)
        items = cast("list[Node]", itemset.nodes(context))
        inner = Context(node, self._engine)
        pairs: list[tuple[str, Node | Item]] = []
        for item in items:
            inner.node = item
            pairs.append((itemset.value(inner), item))
        other = self._engine.with_other.get(schema.index)
        if other is not None and all(value != "other" for value, _ in pairs):
            pairs.append(("other", other))
        found = _choice_list(pairs)
        if itemset.fixed:
            self._by_schema[schema.index] = found
        else:
            self._by_node[node.serial] = found
        return found

    def forget(self, node: Node) -> None:
        """Drop the cached list of a node; the next look evaluates the filter again."""
        self._by_node.pop(node.serial, None)

    def forget_all(self) -> None:
        """Drop every filtered list, after undo, redo and restore."""
        self._by_node.clear()

    def kept(self, node: Node, value: str) -> str:
        """Return the part of a value that a node's choices allow now."""
        schema = cast("SchemaNode", node.schema)
        choices = self.of(node)
        if schema.kind == "select1":
            return value if value in choices.allowed else ""
        parts = value.split()
        kept = [part for part in parts if part in choices.allowed]
        return value if len(kept) == len(parts) else " ".join(kept)


def _listed(schema: SchemaNode) -> ChoiceList:
    items = schema.control.items if schema.control else []
    return _choice_list([(item.value, item) for item in items])


def _choice_list(pairs: list[tuple[str, Node | Item]]) -> ChoiceList:
    values = tuple(value for value, _ in pairs)
    return ChoiceList(values, frozenset(values) - {""}, tuple(item for _, item in pairs))
