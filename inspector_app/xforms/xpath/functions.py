"""The function list: signatures, argument conversion, and the door to the special forms.

The compiler calls `compile_call`, the linter reads `FUNCTIONS` for names and arity. A plain
function gets converted Python values; what needs the syntax tree or lazy arguments is a special
form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, cast

from inspector_app.xforms.instance import Node
from inspector_app.xforms.model import Bilingual
from inspector_app.xforms.near import nearest
from inspector_app.xforms.xpath.ast import Call
from inspector_app.xforms.xpath.compiled import (
    Compiled,
    Scope,
    Type,
    as_boolean,
    as_number,
    as_text,
    constant,
)
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.values import Value, texts_of, to_number

if TYPE_CHECKING:
    from inspector_app.xforms.xpath.compiler import Compiler

Special = Callable[["Compiler", Call, Scope], Compiled]


class Function(NamedTuple):
    """A function's signature.

    Attributes:
        parameters: One letter each: s string, n number, b boolean, v any value, t texts of all
            nodes, m numbers of all nodes, r the runtime (given, not written). After `?` optional; a
            last `*` repeats the letter before it, gathered into one list.
        result: Static type of the result.
        call: Python function, or None for a special form.
        special: Compiles the call itself.
        least: Fewest written arguments.
        most: Most written arguments; -1 for any number.
    """

    parameters: str
    result: Type
    call: Callable[..., Value] | None
    special: Special | None
    least: int
    most: int


FUNCTIONS: dict[str, Function] = {}


def register(name: str, parameters: str, result: Type, call: Callable[..., Value]) -> None:
    """Add a plain function under its name."""
    written = parameters.replace("r", "")
    required, _, optional = written.partition("?")
    if written.endswith("*"):
        FUNCTIONS[name] = Function(parameters, result, call, None, len(required.rstrip("*")), -1)
        return
    least = len(required)
    FUNCTIONS[name] = Function(parameters, result, call, None, least, least + len(optional))


def register_special(name: str, least: int, most: int, result: Type, special: Special) -> None:
    """Add a special form under its name; `most` -1 means any number of arguments."""
    FUNCTIONS[name] = Function("", result, None, special, least, most)


def check_call(call: Call) -> Function:
    """Return a call's signature.

    Raises:
        ExpressionError: `xpath-function` when unknown, `xpath-arity` for a wrong count.
    """
    function = FUNCTIONS.get(call.name)
    if function is None:
        near = nearest(call.name.lower(), FUNCTIONS) or _same_letters(call.name)
        fix = Bilingual(f"是否应为 {near}()？", f"Did you mean {near}()?") if near else None
        raise ExpressionError(
            "xpath-function",
            call.start,
            f"没有函数 {call.name}()",
            f"no function {call.name}()",
            fix,
        )
    count = len(call.args)
    if count < function.least or (function.most >= 0 and count > function.most):
        if function.most < 0:
            wanted = (f"至少 {function.least}", f"at least {function.least}")
        elif function.least == function.most:
            wanted = (str(function.least), str(function.least))
        else:
            wanted = (
                f"{function.least} 至 {function.most}",
                f"{function.least} to {function.most}",
            )
        raise ExpressionError(
            "xpath-arity", call.start, f"{call.name}() 要 {wanted[0]} 个参数，写了 {count} 个",
            f"{call.name}() takes {wanted[1]} arguments, {count} are given",
        )  # fmt: skip
    return function


def _same_letters(name: str) -> str:
    """Return the function written with another case or without its hyphens: `countSelected`."""
    plain = name.lower().replace("-", "").replace("_", "")
    return next((known for known in FUNCTIONS if known.replace("-", "") == plain), "")


def compile_call(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    """Return a call ready to run."""
    function = check_call(call)
    if function.special is not None:
        return function.special(compiler, call, scope)
    parts = [compiler.compile(arg, scope) for arg in call.args]
    parameters = function.parameters
    wants_runtime = parameters.startswith("r")
    letters = parameters.removeprefix("r").replace("?", "")
    python = cast("Callable[..., Value]", function.call)
    if letters.endswith("*"):
        fixed, letter = letters[:-2], letters[-2]
        leading = [_argument(code, part) for code, part in zip(fixed, parts, strict=False)]
        rest = [_argument(letter, part) for part in parts[len(fixed) :]]
        gather = _gathered(rest, flat=letter in "tm")
        if not leading:
            return Compiled(function.result, lambda c: python(gather(c)))
        return Compiled(function.result, lambda c: python(*[get(c) for get in leading], gather(c)))
    gets = [_argument(letter, part) for letter, part in zip(letters, parts, strict=False)]
    if wants_runtime:
        if len(gets) == 1:
            only = gets[0]
            moment = call.name in ("date", "date-time")
            return Compiled(function.result, lambda c: python(c.runtime, only(c)), moment=moment)
        return Compiled(function.result, lambda c: python(c.runtime, *[get(c) for get in gets]))
    if parts and all(map(_is_foldable, letters, parts)):
        value = python(*(get(cast("Context", None)) for get in gets))
        return constant(value) if not isinstance(value, list) else _fixed(value)
    if len(gets) == 1:
        one = gets[0]
        return Compiled(function.result, lambda c: python(one(c)))
    if len(gets) == 2:
        first, second = gets
        return Compiled(function.result, lambda c: python(first(c), second(c)))
    if not gets:
        return Compiled(function.result, lambda _: python())
    return Compiled(function.result, lambda c: python(*[get(c) for get in gets]))


def _gathered(
    rest: list[Callable[[Context], object]], *, flat: bool
) -> Callable[[Context], list[object]]:
    """Return a closure for the repeated arguments as one list."""
    if flat:
        return lambda c: [item for get in rest for item in cast("list[object]", get(c))]
    if len(rest) == 2:
        first, second = rest
        return lambda c: [first(c), second(c)]
    return lambda c: [get(c) for get in rest]


def _is_foldable(letter: str, part: Compiled) -> bool:
    """Whether an argument is known now; a text read as number may be a date, which has a zone."""
    return part.constant is not None and not (letter == "n" and isinstance(part.constant, str))


def _fixed(value: list[Node]) -> Compiled:
    return Compiled("nodes", lambda _: value)


def _argument(letter: str, part: Compiled) -> Callable[[Context], object]:
    if letter == "s":
        return as_text(part)
    if letter == "n":
        return as_number(part)
    if letter == "b":
        return as_boolean(part)
    run = part.run
    part.take_text()
    if letter == "t":
        return lambda c: texts_of(run(c))
    if letter == "m":
        return lambda c: _numbers(run(c), c)
    return run


def _numbers(value: Value, c: Context) -> list[float]:
    zone = c.zone
    if isinstance(value, list):
        return [to_number(node.text(), zone) for node in value]
    return [to_number(value, zone)]


def _load() -> None:
    """Fill the list; the modules register their functions when imported."""
    from inspector_app.xforms.xpath import (  # noqa: F401
        functions_core,
        functions_geo,
        functions_nodes,
        functions_time,
        patterns,
    )


_load()
