"""Which question a path means, and expressions as authors write them: `${name} = 'ng'`.

The plain form, its wording and the comparison of versions call it. pyxform turns `${name}` into
absolute or relative paths, which change when a question moves; here they become names again.
"""

from __future__ import annotations

from typing import NamedTuple

from inspector_app.xforms.definition import SchemaNode
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
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.parser import parse
from inspector_app.xforms.xpath.values import to_text

_LEVELS = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5,
    "*": 6, "div": 6, "mod": 6, "|": 8,
}  # fmt: skip


class Scope(NamedTuple):
    """Where relative paths start: the node of the rule, and the node a predicate looks at.

    `here` is None inside a choice list, whose columns are no questions.
    """

    bind: SchemaNode
    here: SchemaNode | None

    def at(self, here: SchemaNode | None) -> Scope:
        """Return the scope of a predicate on `here`."""
        return Scope(self.bind, here)


def root_scope(bind: SchemaNode) -> Scope:
    """Return the scope of a rule of `bind`."""
    return Scope(bind, bind)


def trail(path: Path, scope: Scope) -> tuple[SchemaNode, ...] | None:
    """Return the node after each step of a path; None when it leaves the form's own questions."""
    start: SchemaNode | None
    steps = path.steps
    found: list[SchemaNode] = []
    if path.absolute:
        start = scope.bind
        while start.parent is not None:
            start = start.parent
        if not steps or steps[0].axis != "child" or steps[0].test not in (start.name, "*"):
            return None
        found.append(start)
        steps = steps[1:]
    elif path.base is None:
        start = scope.here
    elif isinstance(path.base, Call) and path.base.name == "current" and not path.base.args:
        start = scope.bind
    else:
        return None
    node = start
    for step in steps:
        node = _after(node, step)
        if node is None:
            return None
        found.append(node)
    return tuple(found) if found else None


def target(path: Path, scope: Scope) -> SchemaNode | None:
    """Return the one question (group, repeat) a path ends at, None when it has none."""
    nodes = trail(path, scope)
    return nodes[-1] if nodes else None


def _after(node: SchemaNode | None, step: Step) -> SchemaNode | None:
    if node is None:
        return None
    if step.axis == "parent":
        return node.parent
    if step.axis == "self":
        return node
    return node.by_name.get(step.test) if step.axis == "child" else None


def canonical(source: str, bind: SchemaNode) -> str:
    """Return an expression with every question by name and blanks made even.

    Equal meaning over versions gives equal texts even when questions moved; what cannot be parsed
    stays as written.
    """
    text = source.strip()
    if not text:
        return ""
    try:
        return _Writer().write(parse(text), root_scope(bind))
    except ExpressionError:
        return " ".join(text.split())


class _Writer:
    def write(self, expr: Expr, scope: Scope, level: int = 0) -> str:
        if isinstance(expr, Number):
            return to_text(expr.value)
        if isinstance(expr, Literal):
            mark = '"' if "'" in expr.value else "'"
            return f"{mark}{expr.value}{mark}"
        if isinstance(expr, Reference):
            return f"${{{expr.name}}}"
        if isinstance(expr, Call):
            args = ", ".join(self.write(arg, scope) for arg in expr.args)
            return f"{expr.name}({args})"
        if isinstance(expr, Binary):
            own = _LEVELS.get(expr.op, 9)
            left = self.write(expr.left, scope, own)
            right = self.write(expr.right, scope, own + 1)
            text = f"{left} {expr.op} {right}"
            return f"({text})" if own < level else text
        if isinstance(expr, Negate):
            return f"-{self.write(expr.operand, scope, 7)}"
        if isinstance(expr, Filter):
            inner = scope.at(None)
            marks = "".join(f"[{self.write(part, inner)}]" for part in expr.predicates)
            return f"{self.write(expr.base, scope, 9)}{marks}"
        return self.path(expr, scope)

    def path(self, path: Path, scope: Scope) -> str:
        nodes = trail(path, scope)
        if nodes is not None:
            return self.known(path, nodes, scope)
        head = ""
        if path.base is not None:
            head = f"{self.write(path.base, scope, 9)}/"
        elif path.absolute:
            head = "/"
        return head + "/".join(self.step(step, scope) for step in path.steps)

    def known(self, path: Path, nodes: tuple[SchemaNode, ...], scope: Scope) -> str:
        last = len(path.steps) - 1
        if not path.absolute and last == 0 and path.steps[0].axis == "self":
            return "."
        guarded = [at for at, step in enumerate(path.steps) if step.predicates]
        first = guarded[0] if guarded else last
        text = f"${{{nodes[first].name}}}" + self.predicates(path.steps[first], nodes[first], scope)
        for at in range(first + 1, last + 1):
            text += f"/{nodes[at].name}" + self.predicates(path.steps[at], nodes[at], scope)
        return text

    def predicates(self, step: Step, node: SchemaNode | None, scope: Scope) -> str:
        return "".join(f"[{self.write(part, scope.at(node))}]" for part in step.predicates)

    def step(self, step: Step, scope: Scope) -> str:
        names = {("self", "node()"): ".", ("parent", "node()"): ".."}
        plain = step.test if step.axis == "child" else f"{step.axis}::{step.test}"
        return names.get((step.axis, step.test), plain) + self.predicates(step, None, scope)


def write_in(expr: Expr, scope: Scope) -> str:
    """Return a part of an expression by names, seen from `scope`."""
    return _Writer().write(expr, scope)
