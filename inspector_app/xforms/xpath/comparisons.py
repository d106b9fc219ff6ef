"""Comparisons as closures: short ways for what static types allow, the general way for the rest.

The compiler and the lookups of secondary instances call it. A hidden answer compares as ''.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import ge, gt, le, lt
from typing import cast

from inspector_app.xforms.instance import Node
from inspector_app.xforms.xpath.compiled import Compiled, as_boolean, as_number, as_text
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.values import Value, compare, equal, number_of_text, unequal


def compile_comparison(op: str, left: Compiled, right: Compiled) -> Callable[[Context], bool]:
    """Return the closure of one of = != < <= > >= (XPath 1.0 section 3.4)."""
    if "bool" not in (left.type, right.type):  # with one, only whether there are nodes counts
        left.take_text()
        right.take_text()
    if op in ("=", "!="):
        quick = _quick_equality(op, left, right) or _quick_equality(op, right, left)
        if quick is not None:
            return quick
        if left.type not in ("nodes", "any") and right.type not in ("nodes", "any"):
            return _plain_equality(op, left, right)
        operation = equal if op == "=" else unequal
        first, second = _operand(left, right), _operand(right, left)
        return lambda c: operation(first(c), second(c), c.zone)
    if (left.type != "nodes" and right.type != "nodes") or left.single or right.single:
        quick_left = left.type != "nodes" or left.single is not None
        quick_right = right.type != "nodes" or right.single is not None
        if quick_left and quick_right and "any" not in (left.type, right.type):
            return _limit(op, left, right) or _plain_order(op, as_number(left), as_number(right))
    first, second = _operand(left, right), _operand(right, left)
    return lambda c: compare(op, first(c), second(c), c.zone)


def _operand(part: Compiled, other: Compiled) -> Callable[[Context], Value]:
    """A hidden answer compares as '': authors write `${x} = ''` and mean that."""
    if part.type != "nodes" or other.type == "bool" or part.raw is None:
        return part.run
    raw = part.raw

    def operand(c: Context) -> Value:
        nodes = raw(c)
        shown = [node for node in nodes if node.relevant]
        return "" if nodes and not shown else shown

    return operand


def comparable_texts(part: Compiled) -> Callable[[Context], list[str]]:
    """Return a closure for the texts a node-set compares with."""
    part.take_text()
    raw = part.raw or cast("Callable[[Context], list[Node]]", part.run)

    def texts(c: Context) -> list[str]:
        nodes = raw(c)
        shown = [node.text() for node in nodes if node.relevant]
        return [""] if nodes and not shown else shown

    return texts


def _quick_equality(op: str, left: Compiled, right: Compiled) -> Callable[[Context], bool] | None:
    """`path = 'text'` and `path = number`, by far the most frequent comparisons."""
    if left.single is None or right.constant is None or isinstance(right.constant, bool):
        return None
    get = left.single
    wanted = right.constant
    negate = op == "!="
    leaf = left.leaf
    if isinstance(wanted, str):
        if leaf and left.unique >= 0:
            index = left.unique

            def same_unique(c: Context) -> bool:
                node = c.unique[index]
                if node is None:
                    return False
                return ((node.value if node.relevant else "") == wanted) is not negate

            return same_unique

        def same_text(c: Context) -> bool:
            node = get(c)
            if node is None:
                return False
            text = "" if not node.relevant else node.value if leaf else node.text()
            return (text == wanted) is not negate

        return same_text

    def same_number(c: Context) -> bool:
        node = get(c)
        if node is None:
            return False
        text = "" if not node.relevant else node.value if leaf else node.text()
        return (number_of_text(text, c.zone) == wanted) is not negate

    return same_number


def _plain_equality(op: str, left: Compiled, right: Compiled) -> Callable[[Context], bool]:
    negate = op == "!="
    if "bool" in (left.type, right.type):
        first, second = as_boolean(left), as_boolean(right)
        return lambda c: (first(c) == second(c)) is not negate
    if "num" in (left.type, right.type):
        one, two = as_number(left), as_number(right)
        return lambda c: (one(c) == two(c)) is not negate
    this, that = as_text(left), as_text(right)
    if left.moment and right.moment:

        def same_moment(c: Context) -> bool:
            text, other = this(c), that(c)
            if text == other:
                return not negate
            zone = c.runtime.zone
            return (number_of_text(text, zone) == number_of_text(other, zone)) is not negate

        return same_moment
    return lambda c: (this(c) == that(c)) is not negate


def _limit(op: str, left: Compiled, right: Compiled) -> Callable[[Context], bool] | None:
    """`path > number` outside repeats: one closure instead of three."""
    if not left.leaf or left.unique < 0 or not isinstance(right.constant, float):
        return None
    index, limit, order = left.unique, right.constant, _ORDERS[op]

    def within(c: Context) -> bool:
        node = c.unique[index]
        if node is None or not node.relevant:
            return False
        return order(number_of_text(node.value, c.zone), limit)

    return within


_ORDERS: dict[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def _plain_order(
    op: str, left: Callable[[Context], float], right: Callable[[Context], float]
) -> Callable[[Context], bool]:
    if op == "<":
        return lambda c: left(c) < right(c)
    if op == "<=":
        return lambda c: left(c) <= right(c)
    if op == ">":
        return lambda c: left(c) > right(c)
    return lambda c: left(c) >= right(c)
