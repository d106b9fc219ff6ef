"""The typed syntax tree of an XPath expression; every node knows its offsets.

The parser makes it; dependency analysis, compiler, linter and trace read it. Pure data; named
tuples rather than frozen dataclasses, which take three times as long to make (a large form has
50,000).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Number(NamedTuple):
    """A numeric literal."""

    value: float
    start: int
    end: int


class Literal(NamedTuple):
    """A quoted string."""

    value: str
    start: int
    end: int


class Reference(NamedTuple):
    """`${name}` of a workbook cell; only the linter meets it, pyxform replaces it by a path."""

    name: str
    start: int
    end: int


class Call(NamedTuple):
    """A function call."""

    name: str
    args: tuple[Expr, ...]
    start: int
    end: int


class Binary(NamedTuple):
    """Two operands; `op` is one of or and = != < <= > >= + - * div mod |."""

    op: str
    left: Expr
    right: Expr
    start: int
    end: int


class Negate(NamedTuple):
    """Unary minus."""

    operand: Expr
    start: int
    end: int


class Step(NamedTuple):
    """One location step.

    Attributes:
        axis: XPath axis name (`child`, `parent`, `self`, `descendant-or-self`, `attribute` …).
        test: Name as written, `*`, `prefix:*`, `node()` or `text()`.
    """

    axis: str
    test: str
    predicates: tuple[Expr, ...]
    start: int
    end: int


class Path(NamedTuple):
    """A location path.

    Attributes:
        absolute: Starts at the root of the primary instance.
        base: Filter expression it starts from (`instance('x')`, `current()`), or None.
    """

    absolute: bool
    base: Expr | None
    steps: tuple[Step, ...]
    start: int
    end: int


class Filter(NamedTuple):
    """A primary expression with predicates."""

    base: Expr
    predicates: tuple[Expr, ...]
    start: int
    end: int


Expr = Number | Literal | Reference | Call | Binary | Negate | Path | Filter

__all__ = [
    "Binary", "Call", "Expr", "Filter", "Literal", "Negate", "Number", "Path",
    "Reference", "Step", "walk",
]  # fmt: skip


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield an expression and everything inside it, predicates too, in source order."""
    stack = [expr]
    while stack:
        part = stack.pop()
        yield part
        if isinstance(part, Call):
            stack.extend(reversed(part.args))
        elif isinstance(part, Binary):
            stack += (part.right, part.left)
        elif isinstance(part, Negate):
            stack.append(part.operand)
        elif isinstance(part, Path):
            for step in reversed(part.steps):
                stack.extend(reversed(step.predicates))
            if part.base is not None:
                stack.append(part.base)
        elif isinstance(part, Filter):
            stack.extend(reversed(part.predicates))
            stack.append(part.base)
