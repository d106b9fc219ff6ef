"""Paths into secondary instances, with a hash lookup where a predicate names one child's text.

Only `paths` calls it. An index answers `[child = value]` when the value is the same for all items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector_app.xforms.instance import Node
from inspector_app.xforms.xpath.ast import (
    Binary,
    Call,
    Expr,
    Filter,
    Literal,
    Negate,
    Path,
    Step,
)
from inspector_app.xforms.xpath.comparisons import comparable_texts
from inspector_app.xforms.xpath.compiled import Compiled, Nodes, Scope
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.steps import Predicate, is_name, one_or_none, walk_steps

if TYPE_CHECKING:
    from inspector_app.xforms.xpath.compiler import Compiler

# without argument these mean the context node or its place
_OF_THE_ITEM = frozenset(
    ("position", "last", "once", "string", "number", "name", "local-name", "namespace-uri",
     "string-length", "normalize-space")
)  # fmt: skip


def compile_secondary(compiler: Compiler, path: Path, base: Call, scope: Scope) -> Compiled:
    """Return a path that starts at instance(…).

    Raises:
        ExpressionError: `xpath-arity`.
    """
    if len(base.args) != 1:
        raise ExpressionError(
            "xpath-arity", base.start, "instance() 要一个参数", "instance() takes one argument"
        )
    name = base.args[0]
    if not isinstance(name, Literal):
        part = compiler.compile(base, scope)
        return walk_steps(compiler, part.run, path.steps, Scope((), 0, True))  # type: ignore[arg-type]
    if compiler.is_primary(name.value):
        return walk_steps(
            compiler, _root_document, path.steps[1:], Scope((compiler.definition.root,), 0)
        )
    compiler.check_instance(name.value, name.start)
    identity = name.value
    start = _document(identity)
    names: list[str] = []
    inner = Scope((), 0, secondary=True)
    for index, step in enumerate(path.steps):
        if step.axis != "child" or not is_name(step):
            break
        names.append(step.test)
        if step.predicates:
            lookup = _lookup(compiler, identity, tuple(names), step.predicates[0], scope)
            if lookup is None or (len(names) > 2 and len(step.predicates) > 1):
                break  # below several parents each further predicate counts anew
            rest = [compiler.predicate(p, inner) for p in step.predicates[1:]]
            return walk_steps(compiler, _filtered(lookup, rest), path.steps[index + 1 :], inner)
    return walk_steps(compiler, start, path.steps, inner)


def _root_document(c: Context) -> list[Node]:
    return [c.runtime.root]


def _document(identity: str) -> Nodes:
    def document(c: Context) -> list[Node]:
        return one_or_none(c.runtime.secondary(identity))

    return document


def _filtered(lookup: Nodes, predicates: list[Predicate]) -> Nodes:
    if not predicates:
        return lookup

    def filtered(c: Context) -> list[Node]:
        nodes = lookup(c)
        for predicate in predicates:
            nodes = predicate(nodes, c)
        return nodes

    return filtered


def _lookup(
    compiler: Compiler, identity: str, names: tuple[str, ...], predicate: Expr, scope: Scope
) -> Nodes | None:
    """Return a hash lookup for `[child = value]` whose value does not depend on the item."""
    if isinstance(predicate, Binary) and predicate.op == "and":
        first = _lookup(compiler, identity, names, predicate.left, scope)
        if first is None or not _is_placeless(predicate.right):
            return None
        rest = compiler.predicate(predicate.right, Scope((), 0, secondary=True))
        return _filtered(first, [rest])
    if not isinstance(predicate, Binary) or predicate.op != "=":
        return None
    key, value = _child_name(predicate.left), predicate.right
    if key is None or not _independent(value):
        key, value = _child_name(predicate.right), predicate.left
    if key is None or not _independent(value):
        return None
    part = compiler.compile(value, scope)
    if part.type in ("str", "nodes"):
        compiler.lookups.add((identity, names, key))
    if part.type == "str":
        text = part.run

        def by_text(c: Context) -> list[Node]:
            return c.runtime.index(identity, names, key).get(text(c), [])  # type: ignore[arg-type]

        return by_text
    if part.type != "nodes":
        return None
    values = comparable_texts(part)

    def by_nodes(c: Context) -> list[Node]:
        index = c.runtime.index(identity, names, key)
        texts = values(c)
        if len(texts) == 1:
            return index.get(texts[0], [])
        wanted = set(texts)
        found = [node for text in wanted for node in index.get(text, ())]
        found.sort(key=lambda node: node.serial)
        return found

    return by_nodes


def _is_placeless(expr: Expr) -> bool:
    """Whether an expression cannot ask for the position among the items."""
    if isinstance(expr, Call):
        own = expr.name in ("position", "last") and not expr.args
        return not own and all(_is_placeless(arg) for arg in expr.args)
    if isinstance(expr, Binary):
        return _is_placeless(expr.left) and _is_placeless(expr.right)
    if isinstance(expr, Negate):
        return _is_placeless(expr.operand)
    return not isinstance(expr, Filter) or _is_placeless(expr.base)


def _child_name(expr: Expr) -> str | None:
    if isinstance(expr, Path) and not expr.absolute and expr.base is None and len(expr.steps) == 1:
        step = expr.steps[0]
        if step.axis == "child" and not step.predicates and is_name(step):
            return step.test
    return None


def _independent(expr: Expr) -> bool:
    """Return whether a value inside a predicate is the same for every item."""
    if isinstance(expr, Path):
        return expr.absolute or (expr.base is not None and _independent(expr.base))
    if isinstance(expr, Call):
        if expr.name == "lang" or (not expr.args and expr.name in _OF_THE_ITEM):
            return False
        return all(_independent(arg) for arg in expr.args)
    if isinstance(expr, Binary):
        return _independent(expr.left) and _independent(expr.right)
    return not isinstance(expr, Step) and hasattr(expr, "value")
