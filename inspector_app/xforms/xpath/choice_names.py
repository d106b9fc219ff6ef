"""`jr:choice-name(value, 'path')`: the label of a choice of the select a quoted path means.

The table of special functions registers it. Must never read an answer while compiling.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from inspector_app.xforms.choice_texts import outputs_of, outputs_of_choices
from inspector_app.xforms.definition import TextDef
from inspector_app.xforms.instance import Node
from inspector_app.xforms.xpath.ast import Call, Literal
from inspector_app.xforms.xpath.compiled import Compiled, Nodes, Scope, as_text
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.parser import parse

if TYPE_CHECKING:
    from inspector_app.xforms.xpath.compiler import Compiler


def compile_choice_name(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    """Return the closure; the path is absolute or starts from the context node.

    Source: ODK XForms specification, `jr:choice-name()`: "the second argument is a string".
    """
    value = as_text(compiler.compile(call.args[0], scope))
    argument = call.args[1]
    if isinstance(argument, Literal):
        nodes = _target(compiler, argument.value, scope, record=True)
        return Compiled("str", lambda c: _name(nodes(c), value(c), c))
    path = as_text(compiler.compile(argument, scope))
    known: dict[str, Nodes] = {}

    def name(c: Context) -> str:
        text = path(c)
        found = known.get(text)
        if found is None:
            found = known[text] = _target(compiler, text, scope, record=False)
        return _name(found(c), value(c), c)

    return Compiled("str", name)


def _name(nodes: list[Node], value: str, c: Context) -> str:
    return c.runtime.choice_name(value, nodes[0]) if nodes else ""


def _target(compiler: Compiler, text: str, scope: Scope, *, record: bool) -> Nodes:
    """Compile a quoted path; with `record`, note what the labels of its choices read."""
    try:
        part = compiler.compile(parse(text.strip()), scope)
        if record:
            _read_labels(compiler, part)
    except ExpressionError:
        return lambda _: []
    single = part.single
    if single is not None:

        def one(c: Context) -> list[Node]:
            node = single(c)
            return [] if node is None else [node]

        return one
    if part.raw is not None:
        return part.raw
    run = part.run

    def several(c: Context) -> list[Node]:
        value = run(c)
        return value if isinstance(value, list) else []

    return several


def read_text(compiler: Compiler, text_id: str) -> None:
    """Note what the outputs of an itext text read; their own errors are told where they stand."""
    if text_id in compiler.followed:
        return
    compiler.followed.add(text_id)
    for output in outputs_of(compiler.definition, TextDef(itext_id=text_id)):
        with suppress(ExpressionError):
            compiler.compile(parse(output.expression))


def _read_labels(compiler: Compiler, part: Compiled) -> None:
    """Note what decides which choices there are, and what their labels show."""
    own = {read for read in compiler.reads if read.schema is compiler.bind}
    for select in part.schemas:
        if select.path in compiler.followed:
            continue
        compiler.followed.add(select.path)
        inner = Scope((select,), part.anchor)
        control = select.control
        if control is not None and control.itemset is not None and control.itemset.nodeset:
            compiler.compile(parse(control.itemset.nodeset), inner)
        for output in outputs_of_choices(compiler.definition, select):
            compiler.compile(parse(output.expression), inner)
    for read in [read for read in compiler.reads if read.schema is compiler.bind]:
        if read not in own:
            del compiler.reads[read]  # a label that shows the name itself is no circle
