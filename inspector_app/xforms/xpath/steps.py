"""Steps of a location path as closures over node lists: axes, name tests and predicates.

`paths` and `secondary_paths` build on it. Must never decide which instance a path means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import AttributeNode, Node, TextNode, in_document_order
from inspector_app.xforms.model import Bilingual
from inspector_app.xforms.xpath.ast import Step
from inspector_app.xforms.xpath.compiled import Compiled, Nodes, Scope
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import UnknownPathError

if TYPE_CHECKING:
    from inspector_app.xforms.xpath.compiler import Compiler

# where one found node may hold another, what comes next can leave document order
_NESTING = frozenset(
    ("descendant", "descendant-or-self", "ancestor", "ancestor-or-self", "following", "preceding")
)
_REVERSE = frozenset(("ancestor", "ancestor-or-self", "preceding", "preceding-sibling"))
_EMPTY_TESTS = frozenset(("comment()", "processing-instruction()"))
StepRun = Callable[[list[Node], Context], list[Node]]
Predicate = Callable[[list[Node], Context], list[Node]]


def is_name(step: Step) -> bool:
    """Whether a step tests for one name: no `*`, `prefix:*` or `node()`."""
    return "*" not in step.test and "(" not in step.test


def one_or_none(node: Node | None) -> list[Node]:
    """Return a node-set of at most one node."""
    return [] if node is None else [node]


def walk_steps(
    compiler: Compiler,
    start: Nodes,
    steps: tuple[Step, ...],
    scope: Scope,
    resolved: tuple[tuple[SchemaNode, ...], int] | None = None,
    *,
    nested: bool = False,
) -> Compiled:
    """Return a path of any steps, walked one after the other.

    Args:
        nested: Where it starts, one node may hold another.
    """
    runs: list[StepRun] = []
    schemas, anchor = scope.schemas, scope.anchor
    for step in steps:
        inner = Scope(schemas, anchor, scope.secondary)
        if schemas and resolved is None:
            schemas, anchor = compiler.resolve((step,), inner, record=step is steps[-1])
        after = Scope(schemas, anchor, scope.secondary or not schemas)
        predicates = [compiler.predicate(p, after) for p in step.predicates]
        run = _step(step, predicates)
        nested = nested or step.axis in _NESTING
        if step.axis in _REVERSE or (nested and step.axis != "self"):
            run = _ordered(run, reverse=step.axis in _REVERSE)
        runs.append(run)
    if resolved is not None:
        schemas, anchor = resolved

    def raw(c: Context) -> list[Node]:
        nodes = start(c)
        for run in runs:
            nodes = run(nodes, c)
        return nodes

    def found(c: Context) -> list[Node]:
        nodes = start(c)
        for run in runs:
            nodes = run(nodes, c)
        return [node for node in nodes if node.relevant]

    leaf = bool(schemas) and all(schema.is_leaf for schema in schemas)
    return Compiled(
        "nodes", found, None, raw, leaf, None, schemas, anchor, secondary=scope.secondary
    )


def _ordered(run: StepRun, *, reverse: bool) -> StepRun:
    """Put what a step finds back into document order; predicates have counted along the axis."""

    def ordered(nodes: list[Node], c: Context) -> list[Node]:
        found = run(nodes, c)
        if len(nodes) == 1:
            return found[::-1] if reverse else found
        return in_document_order(found)

    return ordered


def _step(step: Step, predicates: list[Predicate]) -> StepRun:
    axis = _axis(step)
    if not predicates:
        if step.axis == "child" and is_name(step):
            name = step.test

            def children(nodes: list[Node], _: Context) -> list[Node]:
                if len(nodes) == 1:
                    return nodes[0].by_name.get(name) or []
                return [kid for node in nodes for kid in node.by_name.get(name, ())]

            return children

        def plain(nodes: list[Node], _: Context) -> list[Node]:
            if len(nodes) == 1:
                return list(axis(nodes[0]))
            return list(dict.fromkeys(found for node in nodes for found in axis(node)))

        return plain

    def filtered(nodes: list[Node], c: Context) -> list[Node]:
        out: dict[Node, None] = {}
        for node in nodes:
            candidates = list(axis(node))
            for predicate in predicates:
                candidates = predicate(candidates, c)
            out.update(dict.fromkeys(candidates))
        return list(out)

    return filtered


def _axis(step: Step) -> Callable[[Node], Iterable[Node]]:
    test = step.test
    match: Callable[[Node], bool]
    if test == "node()" and step.axis == "child":
        return lambda node: node.kids or _texts(node)
    if test == "*" and step.axis not in ("child", "attribute"):
        match = _is_element
    elif test in ("*", "node()"):
        match = _always
    elif test == "text()":
        if step.axis == "child":
            return _texts
        match = _never
    elif test in _EMPTY_TESTS:
        match = _never
    elif test.endswith(":*"):
        prefix = test[:-1]
        match = lambda node: node.name.startswith(prefix)  # noqa: E731
    else:
        match = lambda node: node.name == test  # noqa: E731
    walk = _AXES[step.axis]
    if step.axis == "child" and match is not _always and match is not _never:
        return lambda node: (
            node.by_name.get(test, ()) if ":*" not in test else filter(match, node.kids)
        )
    if step.axis == "attribute":
        return lambda node: _attributes(node, test)
    return lambda node: filter(match, walk(node))


def _texts(node: Node) -> Iterable[Node]:
    """A leaf's text; the instance tree keeps no other text nodes, and no comments."""
    return () if node.kids or node.value == "" else (TextNode(node),)


def _always(_: Node) -> bool:
    return True


def _is_element(node: Node) -> bool:
    """No document node and no attribute: what `*` means on every axis but that of attributes."""
    return node.name != "" and node.name[0] != "@" and not isinstance(node, AttributeNode)


def _never(_: Node) -> bool:
    return False


def _attributes(node: Node, test: str) -> list[Node]:
    found: dict[str, Node] = {}
    for name, value in (node.attributes or {}).items():
        found[name] = AttributeNode(name, value, node)
    for name, nodes in node.by_name.items():
        if name.startswith("@"):
            found[name[1:]] = nodes[0]
    if test in ("*", "node()"):
        return list(found.values())
    return [found[test]] if test in found else []


def _ancestors(node: Node) -> Iterable[Node]:
    above = node.parent
    while above is not None and above.name:
        yield above
        above = above.parent


def _descendants(node: Node) -> Iterable[Node]:
    return (found for found in node.walk() if found is not node)


def _siblings(node: Node, *, after: bool) -> list[Node]:
    if node.parent is None:
        return []
    kids = node.parent.kids
    if isinstance(node, AttributeNode) or node.name.startswith("@"):
        return []
    at = kids.index(node)
    return kids[at + 1 :] if after else kids[:at][::-1]


def _following(node: Node) -> Iterable[Node]:
    for start in (node, *_ancestors(node)):
        for sibling in _siblings(start, after=True):
            yield from sibling.walk()


def _preceding(node: Node) -> Iterable[Node]:
    for start in (node, *_ancestors(node)):
        for sibling in _siblings(start, after=False):
            yield from reversed(list(sibling.walk()))


_AXES: dict[str, Callable[[Node], Iterable[Node]]] = {
    "child": lambda node: node.kids,
    "parent": lambda node: () if node.parent is None or not node.parent.name else (node.parent,),
    "self": lambda node: (node,),
    "descendant": _descendants,
    "descendant-or-self": lambda node: node.walk(),
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node: (node, *_ancestors(node)),
    "following-sibling": lambda node: _siblings(node, after=True),
    "preceding-sibling": lambda node: _siblings(node, after=False),
    "following": _following,
    "preceding": _preceding,
    "attribute": lambda node: _attributes(node, "*"),
}


def unknown_step(step: Step, context: str, known: Iterable[str]) -> UnknownPathError:
    """Return the error for a step that names nothing, with the nearest name."""
    from difflib import get_close_matches

    near = get_close_matches(step.test, list(known), 1, 0.6)
    fix = Bilingual(f"是否应为 {near[0]}？", f"Did you mean {near[0]}?") if near else None
    return UnknownPathError(
        "xpath-path",
        step.start,
        f"{context} 下没有“{step.test}”",
        f"{context} has no “{step.test}”",
        fix,
    )
