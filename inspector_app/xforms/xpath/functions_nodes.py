"""Special forms: functions that need lazy arguments, node-sets, positions, randomness or labels.

`functions` imports it once; the compiler calls each with the syntax tree of the call.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from inspector_app.xforms.instance import Node
from inspector_app.xforms.xpath.ast import Call, Literal, Path, Step
from inspector_app.xforms.xpath.choice_names import compile_choice_name, read_text
from inspector_app.xforms.xpath.compiled import (
    Compiled,
    Scope,
    Type,
    as_boolean,
    as_nodes,
    as_number,
    as_text,
    constant,
)
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.functions import register_special
from inspector_app.xforms.xpath.values import Value, to_text

if TYPE_CHECKING:
    from inspector_app.xforms.definition import SchemaNode
    from inspector_app.xforms.xpath.compiler import Compiler

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_MODULUS = 2_147_483_647
_T = TypeVar("_T")
_BLANKS = re.compile(r"[ \t\r\n]+")


def _if(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    test = as_boolean(compiler.compile(call.args[0], scope))
    then = compiler.compile(call.args[1], scope)
    other = compiler.compile(call.args[2], scope)
    if "nodes" in (then.type, other.type) and then.type != other.type:
        then, other = _texts(then), _texts(other)
    kind: Type = then.type if then.type == other.type else "any"
    first, second = then.run, other.run
    return Compiled(
        kind,
        lambda c: first(c) if test(c) else second(c),
        _chosen(test, then.single, other.single),
        _chosen(test, then.raw, other.raw),
        schemas=(*then.schemas, *other.schemas) if kind == "nodes" else (),
        anchor=min(then.anchor, other.anchor),
        secondary=then.secondary or other.secondary,
    )


def _chosen(
    test: Callable[[Context], bool], then: Callable[[Context], _T] | None,
    other: Callable[[Context], _T] | None,
) -> Callable[[Context], _T] | None:  # fmt: skip
    """Return a getter of what is meant, hidden nodes included: they compare as empty text."""
    if then is None or other is None:
        return None
    first, second = then, other
    return lambda c: first(c) if test(c) else second(c)


def _texts(part: Compiled) -> Compiled:
    return Compiled("str", as_text(part)) if part.type == "nodes" else part


def _string(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    return Compiled("str", as_text(_own_or_first(compiler, call, scope)))


def _own_or_first(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    """The one argument, or the context node where it is left out (XPath 1.0 section 4)."""
    if call.args:
        return compiler.compile(call.args[0], scope)
    return compiler.compile(Path(False, None, (Step("self", "node()", (), 0, 0),), 0, 0), scope)


def _number(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    return Compiled("num", as_number(_own_or_first(compiler, call, scope)))


def _string_length(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    text = as_text(_own_or_first(compiler, call, scope))
    return Compiled("num", lambda c: float(len(text(c))))


def _normalize_space(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    text = as_text(_own_or_first(compiler, call, scope))
    return Compiled("str", lambda c: _BLANKS.sub(" ", text(c)).strip(" "))


def _position(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    if not call.args:
        bind = compiler.bind
        if scope is compiler.bind_scope and (bind.is_repeat or bind.several):
            # XForms 1.1 section 7.2: the node's place in the node-set its bind names
            compiler.read_position((bind,), bind.depth)
            return Compiled("num", lambda c: float(c.node.ordinal + 1))
        return Compiled("num", lambda c: float(c.position))
    before = dict(compiler.reads)
    part = compiler.compile(call.args[0], scope)
    if part.single is not None:
        compiler.reads = before  # where a node stands has nothing to do with what it holds
    compiler.read_position(part.schemas, part.anchor)
    if part.single is not None:
        get = part.single

        def of_node(c: Context) -> float:
            node = get(c)
            return math.nan if node is None else float(node.ordinal + 1)

        return Compiled("num", of_node)
    raw = part.raw or as_nodes(part)

    def of_first(c: Context) -> float:
        nodes = raw(c)
        return float(nodes[0].ordinal + 1) if nodes else math.nan

    return Compiled("num", of_first)


def _last(_compiler: Compiler, _call: Call, _scope: Scope) -> Compiled:
    return Compiled("num", lambda c: float(c.size))


def _nodes_argument(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    part = compiler.compile(call.args[0], scope)
    if part.type not in ("nodes", "any"):
        raise ExpressionError(
            "xpath-type", call.args[0].start, f"{call.name}() 的参数必须是路径",
            f"the argument of {call.name}() must be a path",
        )  # fmt: skip
    return part


def _count(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    nodes = as_nodes(_nodes_argument(compiler, call, scope))
    return Compiled("num", lambda c: float(len(nodes(c))))


def _count_non_empty(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    part = _nodes_argument(compiler, call, scope)
    part.take_text()
    nodes = as_nodes(part)
    return Compiled("num", lambda c: float(sum(1 for node in nodes(c) if node.text() != "")))


def _name(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    local = call.name == "local-name"
    if call.args:
        nodes = as_nodes(_nodes_argument(compiler, call, scope))
    else:

        def nodes(c: Context) -> list[Node]:
            return [c.node]

    def name(c: Context) -> str:
        found = nodes(c)
        text = found[0].name if found else ""
        return text.rpartition(":")[2] if local else text

    return Compiled("str", name)


def _namespace(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    for arg in call.args:
        compiler.compile(arg, scope)
    return constant("")


def _lang(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    wanted = as_text(compiler.compile(call.args[0], scope))

    def lang(c: Context) -> bool:
        node: Node | None = c.node
        while node is not None:
            own = (node.attributes or {}).get("xml:lang")
            if own is not None:
                text = wanted(c).lower()
                return own.lower() == text or own.lower().startswith(text + "-")
            node = node.parent
        return False

    return Compiled("bool", lang)


def _current(compiler: Compiler, _call: Call, _scope: Scope) -> Compiled:
    bind = compiler.bind_scope

    def current(c: Context) -> list[Node]:
        return [c.current] if c.current.relevant else []

    return Compiled(
        "nodes", current, lambda c: c.current, lambda c: [c.current], compiler.bind.is_leaf, None,
        bind.schemas, bind.anchor,
    )  # fmt: skip


def _instance(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    name = call.args[0]
    if isinstance(name, Literal) and not compiler.is_primary(name.value):
        compiler.check_instance(name.value, name.start)
    text = as_text(compiler.compile(name, scope))

    def document(c: Context) -> list[Node]:
        found = c.runtime.secondary(text(c))
        return [] if found is None else [found]

    return Compiled("nodes", document, secondary=True)


def _once(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    part = compiler.compile(call.args[0], scope)
    text = as_text(part)
    return Compiled("str", lambda c: c.current.value or text(c))


def _random(compiler: Compiler, _call: Call, _scope: Scope) -> Compiled:
    compiler.volatile = True
    return Compiled("num", lambda c: c.runtime.random())


def _uuid(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    if call.args:
        length = as_number(compiler.compile(call.args[0], scope))

        def short(c: Context) -> str:
            wanted = length(c)
            size = int(wanted) if 0 < wanted <= 4096 else 0
            return "".join(
                _ALPHABET[byte % len(_ALPHABET)] for byte in c.runtime.random_bytes(size)
            )

        return Compiled("str", short)
    return Compiled("str", lambda c: uuid4_text(c.runtime.random_bytes(16)))


def uuid4_text(raw: bytes) -> str:
    """Return a version 4 UUID of 16 random bytes, RFC 9562 section 5.4."""
    number = int.from_bytes(raw, "big")
    number = number & ~(0xF << 76) | 0x4 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _randomize(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    part = _nodes_argument(compiler, call, scope)
    nodes = as_nodes(part)
    seed = compiler.compile(call.args[1], scope).run if len(call.args) > 1 else None
    if seed is None:
        compiler.volatile = True

    def shuffled(c: Context) -> list[Node]:
        chosen = nodes(c)
        draw = _seeded(to_text(seed(c))) if seed is not None else c.runtime.random
        out: list[Node] = []
        for index, node in enumerate(chosen):
            at = int(draw() * (index + 1))
            if at == index:
                out.append(node)
            else:
                out.append(out[at])
                out[at] = node
        return out

    return Compiled("nodes", shuffled, schemas=part.schemas, anchor=part.anchor, secondary=True)


def _seeded(text: str) -> Callable[[], float]:
    """Return Park–Miller's generator; no seed yet is 0, a text is hashed to 64 bits."""
    try:
        seed = 0 if text.strip() in ("", "NaN") else int(float(text))
    except (ValueError, OverflowError):
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)
    state = int(math.fmod(seed, _MODULUS))
    if state <= 0:
        state += _MODULUS - 1

    def draw() -> float:
        nonlocal state
        state = state * 16_807 % _MODULUS
        return (state - 1) / (_MODULUS - 1)

    return draw


def _indexed_repeat(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    """`indexed-repeat(arg, repeat, index, …)`: the value in the named instances of the repeats."""
    if len(call.args) % 2 == 0:
        raise ExpressionError(
            "xpath-arity", call.start, "indexed-repeat() 的重复组与序号要成对",
            "indexed-repeat() takes a repeat and an index in pairs",
        )  # fmt: skip
    target = _only_schema(compiler, call, 0, scope)
    indices: dict[int, Callable[[Context], float]] = {}
    for at in range(1, len(call.args), 2):
        repeat = _only_schema(compiler, call, at, scope)
        if not repeat.is_repeat or repeat.depth > target.depth or repeat.path != "/" + "/".join(
            target.names[: repeat.depth + 1]
        ):  # fmt: skip
            raise ExpressionError(
                "xpath-type", call.args[at].start,
                "indexed-repeat() 的这个参数要是所取题目的重复组",
                "this argument of indexed-repeat() must be a repeat around the question",
            )  # fmt: skip
        indices[repeat.depth] = as_number(compiler.compile(call.args[at + 1], scope))
    bind = compiler.bind
    shared = {
        depth
        for depth in bind.repeats
        if depth <= target.depth and bind.names[: depth + 1] == target.names[: depth + 1]
    }

    def indexed(c: Context) -> Node | None:
        node = c.runtime.root
        for depth in range(1, target.depth + 1):
            same = node.by_name.get(target.names[depth])
            if not same:
                return None
            ordinal = 0
            if depth in indices:
                number = indices[depth](c)
                ordinal = int(number) - 1 if math.isfinite(number) else -1
                if not 0 <= ordinal < len(same):
                    return None
            elif depth in shared:
                own = c.current
                for _ in range(bind.depth - depth):
                    own = own.parent or own
                ordinal = own.ordinal if own in same else 0
            node = same[ordinal]
        return node

    def found(c: Context) -> list[Node]:
        node = indexed(c)
        return [node] if node is not None and node.relevant else []

    return Compiled("nodes", found, indexed, None, target.is_leaf, None, (target,), 0)


def _only_schema(compiler: Compiler, call: Call, at: int, scope: Scope) -> SchemaNode:
    part = compiler.compile(call.args[at], scope)
    if len(part.schemas) != 1:
        raise ExpressionError(
            "xpath-type", call.args[at].start, "indexed-repeat() 的这个参数要是路径",
            "this argument of indexed-repeat() must be a path",
        )  # fmt: skip
    schema = part.schemas[0]
    compiler.resolve((), Scope((schema,), 0))
    return schema


def _itext(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    text_id = as_text(compiler.compile(call.args[0], scope))
    if isinstance(call.args[0], Literal):
        read_text(compiler, call.args[0].value)
    return Compiled("str", lambda c: c.runtime.itext(text_id(c), c.current))


def _pulldata(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    """`pulldata(instance, column, key column, key)`: the first row's cell, '' when none matches."""
    names = [as_text(compiler.compile(arg, scope)) for arg in call.args]

    def pulled(c: Context) -> str:
        instance, column, key, value = (name(c) for name in names)
        rows = c.runtime.index(instance, ("root", "item"), key).get(value)
        if not rows:
            return ""
        if column.startswith("@"):
            return (rows[0].attributes or {}).get(column[1:], "")
        cells = rows[0].by_name.get(column)
        return cells[0].text() if cells else ""

    first = call.args[0]
    if isinstance(first, Literal):
        compiler.check_instance(first.value, first.start)
        column = call.args[2]
        if isinstance(column, Literal):
            compiler.lookups.add((first.value, ("root", "item"), column.value))
    return Compiled("str", pulled)


def _version(compiler: Compiler, _call: Call, _scope: Scope) -> Compiled:
    """`version()`: the form's version, as its root element has it; no part of the specification."""
    return constant(compiler.definition.version)


def _id(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    compiler.compile(call.args[0], scope)
    return Compiled("nodes", lambda _: cast("Value", []), secondary=True)


register_special("if", 3, 3, "any", _if)
register_special("string", 0, 1, "str", _string)
register_special("number", 0, 1, "num", _number)
register_special("string-length", 0, 1, "num", _string_length)
register_special("normalize-space", 0, 1, "str", _normalize_space)
register_special("position", 0, 1, "num", _position)
register_special("last", 0, 0, "num", _last)
register_special("count", 1, 1, "num", _count)
register_special("count-non-empty", 1, 1, "num", _count_non_empty)
register_special("name", 0, 1, "str", _name)
register_special("local-name", 0, 1, "str", _name)
register_special("namespace-uri", 0, 1, "str", _namespace)
register_special("lang", 1, 1, "bool", _lang)
register_special("id", 1, 1, "nodes", _id)
register_special("current", 0, 0, "nodes", _current)
register_special("instance", 1, 1, "nodes", _instance)
register_special("once", 1, 1, "str", _once)
register_special("random", 0, 0, "num", _random)
register_special("uuid", 0, 1, "str", _uuid)
register_special("randomize", 1, 2, "nodes", _randomize)
register_special("indexed-repeat", 3, -1, "nodes", _indexed_repeat)
register_special("jr:choice-name", 2, 2, "str", compile_choice_name)
register_special("jr:itext", 1, 1, "str", _itext)
register_special("pulldata", 4, 4, "str", _pulldata)
register_special("version", 0, 0, "str", _version)
