"""Syntax tree → Python closures, with the list of what the expression reads.

Form loading compiles every bind; trace compiles parts on demand. Must never evaluate against
answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from operator import add, mul, sub
from typing import cast

from inspector_app.xforms.definition import Definition, SchemaNode
from inspector_app.xforms.instance import Node, in_document_order
from inspector_app.xforms.model import Bilingual
from inspector_app.xforms.rules import Read
from inspector_app.xforms.xpath import functions
from inspector_app.xforms.xpath.ast import (
    Binary,
    Call,
    Expr,
    Filter,
    Literal,
    Negate,
    Number,
    Path,
    Reference,
    Step,
)
from inspector_app.xforms.xpath.comparisons import compile_comparison
from inspector_app.xforms.xpath.compiled import (
    Compiled,
    Scope,
    as_boolean,
    as_number,
    constant,
)
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.paths import compile_path
from inspector_app.xforms.xpath.steps import Predicate, unknown_step
from inspector_app.xforms.xpath.values import (
    to_boolean,
)

_UP_AXES = frozenset(("following-sibling", "preceding-sibling"))
_FAR_AXES = frozenset(("ancestor", "ancestor-or-self", "following", "preceding"))


Lookup = tuple[str, tuple[str, ...], str]


class Compiler:
    """Compiles expressions of one node.

    Attributes:
        reads: What the compiled expressions read, in order of appearance.
        volatile: Whether one of them calls now, today or random.
        lookups: Hash indexes they use: secondary instance, path to its items, name of the child.
        unknown: Paths that no node of the form can match; they compile to empty node-sets.
        followed: Texts and selects whose outputs count among the reads already.
        is_count: The expression is a jr:count, whose context is the range.
    """

    def __init__(self, definition: Definition, bind: SchemaNode, *, is_count: bool = False) -> None:
        self.definition = definition
        self.bind = bind
        self.is_count = is_count
        self.reads: dict[Read, None] = {}
        self.volatile = False
        self.followed: set[str] = set()
        self.lookups: set[Lookup] = set()
        self.unknown: list[ExpressionError] = []
        self.bind_scope = Scope((bind,), bind.depth)
        self._groups: dict[tuple[tuple[SchemaNode, ...], int], None] = {}

    def compile(self, expr: Expr, scope: Scope | None = None) -> Compiled:
        """Return an expression ready to run.

        Raises:
            ExpressionError: Unknown function or instance; wrong number of arguments.
        """
        scope = scope or self.bind_scope
        if isinstance(expr, Path):
            return self._noted(compile_path(self, expr, scope))
        if isinstance(expr, Literal):
            return constant(expr.value)
        if isinstance(expr, Number):
            return constant(expr.value)
        if isinstance(expr, Binary):
            return self._binary(expr, scope)
        if isinstance(expr, Call):
            return self._noted(functions.compile_call(self, expr, scope))
        if isinstance(expr, Negate):
            number = as_number(self.compile(expr.operand, scope))
            return _folded(Compiled("num", lambda c: -number(c)), isinstance(expr.operand, Number))
        if isinstance(expr, Filter):
            return self._noted(self._filter(expr, scope))
        assert isinstance(expr, Reference)  # noqa: S101  (the union ends here)
        raise ExpressionError(
            "xpath-path",
            expr.start,
            f"没有名为“{expr.name}”的题目",
            f"no question is named “{expr.name}”",
        )

    def _noted(self, part: Compiled) -> Compiled:
        """Let a node-set that may hold groups tell when their text is needed."""
        if part.schemas and not part.leaf:
            part.groups = self._groups
        return part

    def leaves_of_groups(self) -> Iterator[Read]:
        """Yield what the texts of groups are made of; only where a text is really needed."""
        for schemas, anchor in self._groups:
            for schema in schemas:
                if not schema.is_leaf:
                    for leaf in _below(schema, itself=False):
                        if leaf.is_leaf:
                            yield Read(leaf, min(anchor, leaf.depth), position=False)

    def _binary(self, expr: Binary, scope: Scope) -> Compiled:
        op = expr.op
        if op in ("and", "or"):
            tests = [as_boolean(self.compile(part, scope)) for part in _chain(expr, (op,))]
            return Compiled("bool", _all(tests) if op == "and" else _any(tests))
        if op in _ARITHMETIC:
            return self._arithmetic(expr, scope)
        left = self.compile(expr.left, scope)
        right = self.compile(expr.right, scope)
        if op == "|":
            return self._noted(_union(left, right, expr))
        return Compiled("bool", compile_comparison(op, left, right))

    def _arithmetic(self, expr: Binary, scope: Scope) -> Compiled:
        ops: list[str] = []
        rights: list[Expr] = []
        node: Expr = expr
        while isinstance(node, Binary) and node.op in _ARITHMETIC:
            ops.append(node.op)
            rights.append(node.right)
            node = node.left
        first = as_number(self.compile(node, scope))
        terms = [
            (_ARITHMETIC[op], as_number(self.compile(right, scope)))
            for op, right in zip(reversed(ops), reversed(rights), strict=True)
        ]
        folded = isinstance(node, Number) and all(isinstance(term, Number) for term in rights)
        if len(terms) == 1:
            operation, second = terms[0]
            return _folded(Compiled("num", lambda c: operation(first(c), second(c))), folded)

        def chain(c: Context) -> float:
            total = first(c)
            for operation, term in terms:
                total = operation(total, term(c))
            return total

        return _folded(Compiled("num", chain), folded)

    def _filter(self, expr: Filter, scope: Scope) -> Compiled:
        base = self.compile(expr.base, scope)
        inner = Scope(base.schemas, base.anchor, base.secondary or not base.schemas)
        predicates = [self.predicate(p, inner) for p in expr.predicates]
        start = base.raw or base.run

        def raw(c: Context) -> list[Node]:
            nodes = start(c)
            kept = nodes if isinstance(nodes, list) else []
            for predicate in predicates:
                kept = predicate(kept, c)
            return kept

        return Compiled(
            "nodes", lambda c: [node for node in raw(c) if node.relevant], None, raw, base.leaf,
            None,
            base.schemas, base.anchor, base.secondary,
        )  # fmt: skip

    def predicate(self, expr: Expr, scope: Scope) -> Predicate:
        """Return a filter over a node list; positions count from 1."""
        part = self.compile(expr, scope)
        if part.type == "num" and part.constant is not None:
            wanted = cast("float", part.constant)

            def at(nodes: list[Node], _: Context) -> list[Node]:
                index = int(wanted) - 1 if wanted == wanted and abs(wanted) < 1e9 else -1
                return [nodes[index]] if wanted == index + 1 and 0 <= index < len(nodes) else []

            return at
        run = part.run if part.type in ("num", "any") else as_boolean(part)

        def keep(nodes: list[Node], c: Context) -> list[Node]:
            inner = Context(c.node, c.runtime)
            inner.current = c.current
            inner.size = len(nodes)
            kept: list[Node] = []
            for position, node in enumerate(nodes, 1):
                inner.node = node
                inner.position = position
                value = run(inner)
                if value is True or (
                    value is not False
                    and (value == position if isinstance(value, float) else to_boolean(value))
                ):
                    kept.append(node)
            return kept

        return keep

    def resolve(
        self, steps: tuple[Step, ...], scope: Scope, *, record: bool = True
    ) -> tuple[tuple[SchemaNode, ...], int]:
        """Return the schema nodes steps lead to and the depth of the shared ancestor.

        Raises:
            UnknownPathError: At the step that names nothing.
        """
        if scope.secondary or not scope.schemas:
            return (), scope.anchor
        schemas, anchor = scope.schemas, scope.anchor
        for step in steps:
            found: dict[SchemaNode, None] = {}
            for schema in schemas:
                found.update(dict.fromkeys(_along(schema, step)))
            if step.axis == "parent" or step.axis in _UP_AXES:
                anchor = max(0, min(anchor, *(schema.depth - 1 for schema in schemas)))
            elif step.axis in _FAR_AXES:
                anchor = 0
            if not found and step.axis in ("child", "attribute", "parent"):
                if step.axis == "attribute":
                    for owner in schemas:  # its attributes come, go and hide with it
                        if record and owner.name and owner is not self.bind:
                            place = Read(owner, min(anchor, owner.depth), position=False)
                            self.reads[place] = None
                    return (), anchor
                if "*" in step.test or "(" in step.test:
                    return (), anchor
                names = [child.name for schema in schemas for child in schema.children]
                raise unknown_step(step, schemas[0].path, names)
            schemas = tuple(found)
        if record:
            last = steps[-1] if steps else None
            any_name = last is not None and last.axis != "self" and last.test in ("*", "node()")
            for schema in schemas:
                # the document node is no question; that `*` meets the node itself makes no circle
                if schema.name and not (any_name and schema is self.bind):
                    self.reads[Read(schema, min(anchor, schema.depth), position=False)] = None
        return schemas, anchor

    def read_position(self, schemas: tuple[SchemaNode, ...], anchor: int) -> None:
        """Note that the expression reads the position of repeat instances."""
        for schema in schemas:
            if schema.is_repeat:
                self.reads[Read(schema, min(anchor, schema.depth), position=True)] = None

    def is_primary(self, name: str) -> bool:
        """Return whether instance(name) means the form's own instance."""
        return name not in self.definition.secondary and name == self.definition.form_id

    def check_instance(self, name: str, at: int) -> None:
        """Note a secondary instance that the form does not have; it reads as empty."""
        if name not in self.definition.secondary:
            known = "、".join(sorted(self.definition.secondary)[:8]) or "-"
            self.unknown.append(ExpressionError(
                "xpath-instance", at, f"没有名为“{name}”的选项表或外部数据",
                f"the form has no list or instance “{name}”",
                Bilingual(f"已有：{known}", f"There are: {known}"),
            ))  # fmt: skip


def _along(schema: SchemaNode, step: Step) -> list[SchemaNode]:
    test = step.test
    everything = test in ("*", "node()")
    if test == "text()" and step.axis == "child":
        return [schema] if schema.is_leaf else []  # who reads the text reads the node
    if step.axis == "child":
        if not everything:
            child = schema.by_name.get(test)
            return [child] if child is not None and not child.is_attribute else []
        return [child for child in schema.children if not child.is_attribute]
    if step.axis == "attribute":
        child = schema.by_name.get(f"@{test}")
        return [child] if child is not None else []
    if step.axis == "parent":
        candidates = [schema.parent] if schema.parent else []
    elif step.axis == "self":
        candidates = [schema]
    elif step.axis in ("descendant", "descendant-or-self"):
        candidates = _below(schema, itself=step.axis != "descendant")
    elif step.axis in ("following-sibling", "preceding-sibling"):
        candidates = list(schema.parent.children) if schema.parent else []
    elif step.axis in ("ancestor", "ancestor-or-self"):
        candidates = [schema] if step.axis == "ancestor-or-self" else []
        while schema.parent is not None:
            schema = schema.parent
            candidates.append(schema)
    else:
        while schema.parent is not None:
            schema = schema.parent
        candidates = _below(schema, itself=True)
    return candidates if everything else [found for found in candidates if found.name == test]


def _below(schema: SchemaNode, *, itself: bool) -> list[SchemaNode]:
    found = [schema] if itself else []
    stack = list(reversed(schema.children))
    while stack:
        node = stack.pop()
        if not node.is_attribute:
            found.append(node)
            stack.extend(reversed(node.children))
    return found


def _divide(left: float, right: float) -> float:
    if right == 0.0:
        if left == 0.0 or left != left:
            return math.nan
        return math.copysign(math.inf, left) * math.copysign(1.0, right)
    return left / right


def _modulo(left: float, right: float) -> float:
    if right == 0.0 or not math.isfinite(left) or right != right:
        return math.nan
    return math.fmod(left, right)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": add, "-": sub, "*": mul, "div": _divide, "mod": _modulo,
}  # fmt: skip


def _chain(expr: Expr, ops: tuple[str, ...]) -> list[Expr]:
    """Flatten a left-deep chain, so that hundreds of terms need no recursion."""
    parts: list[Expr] = []
    node = expr
    while isinstance(node, Binary) and node.op in ops:
        parts.append(node.right)
        node = node.left
    parts.append(node)
    return parts[::-1]


def _all(tests: list[Callable[[Context], bool]]) -> Callable[[Context], bool]:
    if len(tests) == 2:
        first, second = tests
        return lambda c: first(c) and second(c)
    return lambda c: all(test(c) for test in tests)


def _any(tests: list[Callable[[Context], bool]]) -> Callable[[Context], bool]:
    if len(tests) == 2:
        first, second = tests
        return lambda c: first(c) or second(c)
    return lambda c: any(test(c) for test in tests)


def _folded(part: Compiled, fold: bool) -> Compiled:
    if not fold:
        return part
    return constant(cast("float", part.run(cast("Context", None))))


def _union(left: Compiled, right: Compiled, expr: Binary) -> Compiled:
    if left.type != "nodes" or right.type != "nodes":
        raise ExpressionError(
            "xpath-type", expr.start, "“|”两边必须是路径", "both sides of “|” must be paths"
        )
    first, second = left.run, right.run
    raw_first, raw_second = left.raw or first, right.raw or second

    def join(c: Context) -> list[Node]:
        return in_document_order(list(dict.fromkeys((*first(c), *second(c)))))  # type: ignore[misc]

    def raw(c: Context) -> list[Node]:
        both = dict.fromkeys((*raw_first(c), *raw_second(c)))  # type: ignore[misc]
        return in_document_order(list(both))

    return Compiled("nodes", join, None, raw, schemas=(*left.schemas, *right.schemas))
