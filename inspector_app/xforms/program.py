"""Compiles every expression of a definition into rules, ranks them, and draws the edges.

Form loading calls `compile_program` once. Must never run against answers; a form whose expressions
cannot be compiled or run in circles is refused with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from inspector_app.errors import KnownError
from inspector_app.xforms.choice_texts import choice_outputs, outputs_of
from inspector_app.xforms.definition import Action, Definition, Output, SchemaNode, TextDef
from inspector_app.xforms.graph import connect, rank_rules
from inspector_app.xforms.instance import Node
from inspector_app.xforms.model import Place
from inspector_app.xforms.refusal import FormRefusedError, refuse
from inspector_app.xforms.rules import Property, Read, Rule
from inspector_app.xforms.xpath.compiled import (
    Compiled,
    Scope,
    as_boolean,
    as_nodes,
    as_number,
    as_text,
)
from inspector_app.xforms.xpath.compiler import Compiler, Lookup
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.parser import parse
from inspector_app.xforms.xpath.values import Value

_SPEAKS = re.compile(r"jr:(?:choice-name|itext)|format-date")
_BOOLEANS: tuple[Property, ...] = ("relevant", "readonly", "required", "constraint")
_GUARDS = frozenset(("relevant", "readonly", "required"))
MAX_WISHES = 100_000
"""Reads of single leaves for the texts of groups, in all expressions of a form together."""


@dataclass(slots=True, eq=False)
class CompiledAction:
    """A setvalue ready to run: its events, target and value (None: the fixed text).

    Attributes:
        chosen: The nodes its target means when that has predicates.
    """

    action: Action
    target: SchemaNode
    value: Callable[[Context], Value] | None
    chosen: Callable[[Context], list[Node]] | None = None


@dataclass(slots=True, eq=False)
class CompiledItemset:
    """Choices from a node-set: closures over the select's node and over one item."""

    nodes: Callable[[Context], list[object]]
    value: Callable[[Context], str]
    label: Callable[[Context], str] | None
    fixed: bool


@dataclass(slots=True)
class Program:
    """Everything that runs.

    Attributes:
        rules: In topological order.
        load_actions: Run once on a new record, in document order.
        open_actions: Those of them that also run whenever a draft is opened again.
        new_repeat: By repeat schema index, run on every new instance.
        value_changed: By schema index of the node that triggers.
        itemsets: By schema index of the select.
        volatile: Calculations that read the clock or a random source.
        speaking: Rules whose result depends on the language: names of choices, texts, dates.
        fixed_lists: Itemsets that read no answer, by what is written; most selects share a few.
        guarded_repeats: Repeats with a condition or a live label of their own.
        wished: How many leaves are read for the texts of groups.
        lookups: Hash indexes that expressions use; made with the form, for all its sessions.
        notes: Paths that name nothing; they read as empty, as in other engines.
    """

    definition: Definition
    rules: list[Rule] = field(default_factory=list)
    load_actions: list[CompiledAction] = field(default_factory=list)
    open_actions: list[CompiledAction] = field(default_factory=list)
    new_repeat: dict[int, list[CompiledAction]] = field(default_factory=dict)
    value_changed: dict[int, list[CompiledAction]] = field(default_factory=dict)
    itemsets: dict[int, CompiledItemset] = field(default_factory=dict)
    volatile: list[Rule] = field(default_factory=list)
    speaking: list[Rule] = field(default_factory=list)
    texts: dict[tuple[int, str], Callable[[Context], str]] = field(default_factory=dict)
    guarded_repeats: list[SchemaNode] = field(default_factory=list)
    fixed_lists: dict[tuple[str, str, str], CompiledItemset] = field(default_factory=dict)
    lookups: set[Lookup] = field(default_factory=set)
    wished: int = 0
    errors: list[FormRefusedError] | None = None
    notes: list[FormRefusedError] = field(default_factory=list)


def compile_program(
    definition: Definition,
    errors: list[FormRefusedError] | None = None,
    *,
    checked: bool = False,
) -> Program:
    """Return the program of a form.

    Args:
        errors: Where to put every expression that cannot be compiled, for the linter; the first one
            is raised when None.
        checked: All expressions are known to compile: those of actions may wait for their event.
    Raises:
        FormRefusedError: `xpath-…` with the place of the expression, or `cycle` with the path.
    """
    program = Program(definition, errors=errors)
    outputs = choice_outputs(definition)
    for schema in definition.nodes:
        _compile_node(program, schema, outputs)
    _compile_actions(program, checked=checked)
    try:
        rank_rules(program.rules)
    except FormRefusedError as error:
        _note(program, error)
    connect(program.rules)
    for rule in program.rules:
        rule.reads = ()
    definition.only_nodes.clear()  # most of what a path can do is needed by no rule
    program.guarded_repeats = [
        schema
        for schema in definition.nodes
        if schema.is_repeat and (schema.label_rules or not _GUARDS.isdisjoint(schema.rules))
    ]
    program.rules.sort(key=lambda rule: rule.rank)
    program.volatile = [
        rule for rule in program.rules if rule.volatile and rule.what == "calculate"
    ]
    program.speaking = [rule for rule in program.rules if rule.what != "label" and _speaks(rule)]
    return program


def _speaks(rule: Rule) -> bool:
    choices = rule.schema.rules.get("choices") if rule.narrowed else None
    return any(_SPEAKS.search(found.source) for found in (rule, choices) if found is not None)


def _compile_node(program: Program, schema: SchemaNode, outputs: list[Output]) -> None:
    expressions = schema.expressions
    calculate = expressions.get("calculate")
    if calculate:
        _add(program, schema, "calculate", calculate, _as_value)
    count = expressions.get("count")
    if count:
        _add(program, schema, "count", count, as_number)
    for what in _BOOLEANS:
        text = expressions.get(what)
        if text:
            if text in ("true()", "false()"):
                schema.constants = {**schema.constants, what: text == "true()"}
            else:
                _add(program, schema, what, text, as_boolean)
    control = schema.control
    if control is None:
        return
    if control.itemset is None or not control.itemset.nodeset:
        _narrow(schema, ())
    else:
        try:
            _compile_itemset(program, schema, outputs)
        except FormRefusedError as error:
            _note(program, error)
    texts = [text for text in (control.label, control.hint) if text is not None]
    _compile_labels(program, schema, texts)


def _as_value(part: Compiled) -> Callable[[Context], object]:
    part.take_text()
    return part.run


def _wishes(
    program: Program, compiler: Compiler, own: SchemaNode | None = None
) -> tuple[Read, ...]:
    """Return what groups' texts are made of: all or, where the form's share is used up, nothing."""
    if program.wished >= MAX_WISHES:
        return ()
    found = {read: None for read in compiler.leaves_of_groups() if read.schema is not own}
    program.wished += len(found)
    return tuple(found) if program.wished <= MAX_WISHES else ()


def _narrow(schema: SchemaNode, reads: tuple[Read, ...]) -> None:
    """Let a calculated select keep only its choices, as both other engines do.

    Its calculation runs again when they change; one whose choices it decides itself stays whole.
    """
    rule = schema.rules.get("calculate")
    if rule is not None and schema.kind in ("select1", "select"):
        rule.narrowed = True
        rule.narrowing = reads


def _add(
    program: Program,
    schema: SchemaNode,
    what: Property,
    text: str,
    convert: Callable[[Compiled], Callable[[Context], object]],
) -> None:
    compiler = Compiler(program.definition, schema, is_count=what == "count")
    try:
        part = _guarded(program, compiler, schema, what, text)
    except FormRefusedError as error:
        _note(program, error)
        return
    if part.constant is not None and what in _BOOLEANS:
        truth = bool(convert(part)(cast("Context", None)))
        schema.constants = {**schema.constants, what: truth}
        return
    evaluate = convert(part)
    rule = Rule(
        len(program.rules), schema, what, text, evaluate, tuple(compiler.reads),
        compiler.volatile, wishes=_wishes(program, compiler),
    )  # fmt: skip
    schema.rules = {**schema.rules, what: rule}
    program.rules.append(rule)


def _note(program: Program, error: FormRefusedError) -> None:
    if program.errors is None:
        raise error
    program.errors.append(error)


def _guarded(
    program: Program,
    compiler: Compiler,
    schema: SchemaNode,
    attribute: str,
    text: str,
    line: int = 0,
) -> Compiled:
    def refused(error: ExpressionError) -> FormRefusedError:
        return FormRefusedError(
            error.code, Place(row=line or schema.bind_line), error.at, error.message, error.fix,
            schema.name, path=schema.path, attribute=attribute, expression=text,
        )  # fmt: skip

    try:
        part = compiler.compile(parse(text))
    except ExpressionError as error:
        raise refused(error) from error
    program.notes.extend(refused(error) for error in compiler.unknown)
    compiler.unknown.clear()
    program.lookups |= compiler.lookups
    return part


def _compile_itemset(program: Program, schema: SchemaNode, outputs: list[Output]) -> None:
    control = schema.control
    assert control is not None  # noqa: S101  (the caller has looked)
    itemset = control.itemset
    assert itemset is not None  # noqa: S101
    written = (itemset.nodeset, itemset.value, itemset.label)
    if written in program.fixed_lists:
        program.itemsets[schema.index] = program.fixed_lists[written]
        _narrow(schema, ())
        return
    notes = len(program.notes)
    compiler = Compiler(program.definition, schema)
    part = _guarded(program, compiler, schema, "choices", itemset.nodeset, itemset.line)
    item = Scope(part.schemas, part.anchor, part.secondary or not part.schemas)
    value = as_text(_item_part(compiler, schema, itemset.value, item, itemset.line))
    if all(read.schema is not schema for read in compiler.reads):
        # before the labels: what they show decides nothing
        _narrow(schema, (*compiler.reads, *_wishes(program, compiler, schema)))
    label = None
    if itemset.label:
        label = as_text(_item_part(compiler, schema, itemset.label, item, itemset.line))
    fixed = not compiler.reads and not compiler.volatile
    nodes = as_nodes(part)
    program.itemsets[schema.index] = CompiledItemset(
        cast("Callable[[Context], list[object]]", nodes), value, label, fixed
    )
    if "jr:itext" in itemset.label:
        for output in outputs:
            _guarded(program, compiler, schema, "choices", output.expression, output.line)
    if not compiler.reads and not compiler.volatile and len(program.notes) == notes:
        program.fixed_lists[written] = program.itemsets[schema.index]
    own = {read for read in compiler.reads if read.schema is schema}
    reads = tuple(read for read in compiler.reads if read not in own)
    wishes = _wishes(program, compiler, schema)
    if reads:
        rule = Rule(
            len(program.rules), schema, "choices", itemset.nodeset, nodes, reads, wishes=wishes
        )
        schema.rules = {**schema.rules, "choices": rule}
        program.rules.append(rule)


def _item_part(
    compiler: Compiler, schema: SchemaNode, text: str, scope: Scope, line: int
) -> Compiled:
    try:
        return compiler.compile(parse(text), scope)
    except ExpressionError as error:
        raise FormRefusedError(
            error.code, Place(row=line), error.at, error.message, error.fix, schema.name,
            path=schema.path, attribute="choices", expression=text,
        ) from error  # fmt: skip


def _compile_labels(program: Program, schema: SchemaNode, texts: list[TextDef]) -> None:
    sources: dict[str, int] = {}
    for text in texts:
        for output in outputs_of(program.definition, text):
            sources.setdefault(output.expression, output.line)
        if text.expression:
            sources.setdefault(text.expression, text.line)
    for message in (schema.required_message, schema.constraint_message):
        for output in outputs_of(program.definition, message) if message else ():
            sources.setdefault(output.expression, output.line)
    for source, line in sources.items():
        compiler = Compiler(program.definition, schema)
        try:
            part = _guarded(program, compiler, schema, "label", source, line)
        except FormRefusedError as error:
            _note(program, error)
            continue
        text_of = as_text(part)
        program.texts[(schema.index, source)] = text_of
        if compiler.reads:
            reads = tuple(Read(r.schema, r.anchor, r.position) for r in compiler.reads)
            wishes = _wishes(program, compiler)
            rule = Rule(len(program.rules), schema, "label", source, text_of, reads, wishes=wishes)
            schema.label_rules += (rule,)
            program.rules.append(rule)


def _compile_actions(program: Program, *, checked: bool) -> None:
    for action in program.definition.actions:
        if "odk-new-repeat" in action.events:
            _repeat_around(None, action)
        compiled = _compile_action(program, action, checked=checked)
        compiled.chosen = _chosen(program, action, program.definition.root)
        _sort_loading(program, compiled)
    for schema in program.definition.nodes:
        for action in schema.actions:
            compiled = _compile_action(program, action, checked=checked)
            compiled.chosen = _chosen(program, action, schema)
            _sort_loading(program, compiled)
            if "odk-new-repeat" in action.events:
                around = _repeat_around(schema, action)
                program.new_repeat.setdefault(around.index, []).append(compiled)
            if "xforms-value-changed" in action.events:
                program.value_changed.setdefault(schema.index, []).append(compiled)


def _chosen(
    program: Program, action: Action, owner: SchemaNode
) -> Callable[[Context], list[Node]] | None:
    """Return what finds the targets of a path with predicates, seen from where the event is."""
    if "[" not in action.target:
        return None
    made: dict[SchemaNode, Callable[[Context], Value]] = {}

    def compiled(origin: SchemaNode) -> Callable[[Context], Value]:
        if origin not in made:
            compiler = Compiler(program.definition, origin)
            part = _guarded(program, compiler, origin, "default", action.target, action.line)
            made[origin] = part.raw or part.run
        return made[origin]

    compiled(owner)
    compiled(program.definition.root)  # what happens on loading is seen from there

    def chosen(c: Context) -> list[Node]:
        found = compiled(cast("SchemaNode", c.node.schema))(c)
        return found if isinstance(found, list) else []

    return chosen


def _repeat_around(schema: SchemaNode | None, action: Action) -> SchemaNode:
    while schema is not None and not schema.is_repeat:
        schema = schema.parent
    if schema is None:
        raise refuse(
            "xform-action", action.line, "odk-new-repeat 只能写在重复组里面",
            "odk-new-repeat can only stand inside a repeat",
        )  # fmt: skip
    return schema


def _sort_loading(program: Program, compiled: CompiledAction) -> None:
    events = compiled.action.events
    if "odk-instance-first-load" in events or "odk-instance-load" in events:
        program.load_actions.append(compiled)
    if "odk-instance-load" in events:
        program.open_actions.append(compiled)


def _compile_action(program: Program, action: Action, *, checked: bool) -> CompiledAction:
    target = action.target_schema
    assert target is not None  # noqa: S101  (the parser has refused unknown targets)
    if not action.expression:
        return CompiledAction(action, target, None)
    if checked:
        return CompiledAction(action, target, _compiled_later(program, action, target))
    try:
        return CompiledAction(action, target, _action_value(program, action, target))
    except FormRefusedError as error:
        _note(program, error)
        return CompiledAction(action, target, None)


def _action_value(
    program: Program, action: Action, target: SchemaNode
) -> Callable[[Context], Value]:
    compiler = Compiler(program.definition, target)
    attribute = "calculate" if "xforms-value-changed" in action.events else "default"
    part = _guarded(program, compiler, target, attribute, action.expression, action.line)
    return as_text(part) if part.type == "nodes" else part.run


def _compiled_later(
    program: Program, action: Action, target: SchemaNode
) -> Callable[[Context], Value]:
    """Return a closure that compiles the action when its event first happens."""
    made: list[Callable[[Context], Value]] = []

    def run(c: Context) -> Value:
        if not made:
            try:
                made.append(_action_value(program, action, target))
            except FormRefusedError as refused:  # kept by a program that knew other expressions
                raise KnownError(
                    "form.refused", name=program.definition.title, where=str(refused.place),
                    detail_zh=refused.message.zh, detail_en=refused.message.en, rule=refused.code,
                    place=refused.place, at=refused.at,
                ) from refused  # fmt: skip
        return made[0](c)

    return run
