"""Linter, flow: questions nobody can reach, required where nobody answers, rows read unaggregated.

`check_form` calls `check_flow`. Reachability is proven by trying all answers of few finite selects;
what cannot be proven is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import product

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.errors import KnownError
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.engine import Engine
from inspector_app.xforms.form import Form
from inspector_app.xforms.lint.findings import Findings
from inspector_app.xforms.lint.types import Locate, choice_values
from inspector_app.xforms.rules import Rule
from inspector_app.xforms.xpath.ast import Binary, Call, Expr, Filter, Negate, Path
from inspector_app.xforms.xpath.compiler import Compiler
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import ExpressionError

MAX_COMBINATIONS = 2_000
_AGGREGATES = frozenset(
    ("sum", "count", "count-non-empty", "join", "concat", "min", "max", "indexed-repeat",
    "position",
     "randomize", "area", "distance", "intersects", "checklist", "weighted-checklist", "boolean",
     "not")
)  # fmt: skip


def check_flow(form: Form, locate: Locate, findings: Findings) -> None:
    """Add unreachable questions, idle `required`, and repeat values read without an aggregate."""
    engine = engine_of(form)
    for schema in form.definition.nodes:
        if schema.constants.get("relevant") is False:
            _unreachable(schema, locate, findings)
        required = schema.constants.get("required") or "required" in schema.rules
        if required and (schema.kind == "note" or "calculate" in schema.expressions):
            place, _ = locate(schema, "required", "", 0)
            findings.add(
                "warning", "required-idle", place,
                (f"“{schema.name}”不能填写，必填不起作用",
                 f"“{schema.name}” cannot be answered, so required makes it invalid for ever"),
                ("删除必填", "Remove required"), name=schema.name,
            )  # fmt: skip
    for rule in form.program.rules:
        if rule.what == "relevant" and never_true(rule, form, engine):
            _unreachable(rule.schema, locate, findings)
        if rule.what not in ("label", "choices"):
            _unaggregated(rule.ast, rule, form, locate, findings, inside=False)


def engine_of(form: Form) -> Engine:
    """Return an engine with the form's constants applied and nothing run."""
    moment = datetime(2026, 1, 1, tzinfo=CHINA)
    engine = Engine(
        form, clock=SteppingClock(moment), entropy=bytes, zone=CHINA,
        properties={}, language=form.default_language,
    )  # fmt: skip
    engine.begin()
    engine.apply_constants(engine.root)
    return engine


def _unreachable(schema: SchemaNode, locate: Locate, findings: Findings) -> None:
    place, _ = locate(schema, "relevant", "", 0)
    findings.add(
        "warning", "unreachable", place,
        (f"“{schema.name}”永远不会显示", f"“{schema.name}” can never be shown"),
        ("检查显示条件", "Check its relevant"), name=schema.name,
    )  # fmt: skip


def never_true(rule: Rule, form: Form, engine: Engine) -> bool:
    """Return whether no combination of choices makes a condition true."""
    if rule.volatile or rule.schema.repeats:
        return False
    reads = reads_of(form, rule)
    found = answers(form, reads) if reads else None
    node = engine.unique[rule.schema.index]
    if found is None or node is None:
        return False
    context = Context(node, engine)
    for _ in combinations(found, engine):
        try:
            if rule.evaluate(context):
                return False
        except (KnownError, ExpressionError, ArithmeticError, ValueError, RecursionError):
            return False
    return True


def reads_of(form: Form, rule: Rule) -> list[SchemaNode]:
    """Return what an expression reads; the rule itself forgets it once the form is loaded."""
    compiler = Compiler(form.definition, rule.schema)
    try:
        compiler.compile(rule.ast)
    except ExpressionError:
        return []
    return [read.schema for read in compiler.reads]


Answers = list[tuple[SchemaNode, list[str]]]


def answers(form: Form, schemas: list[SchemaNode]) -> Answers | None:
    """Return every answer of finite selects, None when one is not finite or they are too many."""
    found: Answers = []
    total = 1
    for schema in dict.fromkeys(schemas):
        values = choice_values(form, schema)
        if values is None or schema.repeats or "calculate" in schema.expressions:
            return None
        if schema.kind != "select1" or f"{schema.name}_other" in _siblings(schema):
            return None
        found.append((schema, ["", *sorted(values)]))
        total *= len(values) + 1
        if total > MAX_COMBINATIONS:
            return None
    return found


def _siblings(schema: SchemaNode) -> dict[str, SchemaNode]:
    return schema.parent.by_name if schema.parent is not None else {}


def combinations(found: Answers, engine: Engine) -> Iterator[tuple[str, ...]]:
    """Put every combination of answers into the tree, one after the other."""
    for combination in product(*(values for _, values in found)):
        for (schema, _), value in zip(found, combination, strict=True):
            target = engine.unique[schema.index]
            if target is not None:
                target.value = value
                target.relevant = True
        yield combination


def _unaggregated(
    expr: Expr, rule: Rule, form: Form, locate: Locate, findings: Findings, *, inside: bool
) -> None:
    """Walk an expression; a path to many rows outside an aggregate takes the first row silently."""
    if isinstance(expr, Path):
        if not inside and expr.base is None and not any(step.predicates for step in expr.steps):
            compiler = Compiler(form.definition, rule.schema)
            try:
                part = compiler.compile(expr)
            except ExpressionError:
                return
            many = [schema for schema in part.schemas if schema.repeats and part.single is None]
            if len(part.schemas) == 1 and many:
                place, at = locate(rule.schema, rule.what, rule.source, expr.start)
                name = many[0].name
                findings.add(
                    "warning", "repeat-unaggregated", place,
                    (f"“{name}”在重复组中，这里只会取到第一行",
                    f"“{name}” is in a repeat; only its first row is read here"),
                    (f"用 sum、count、join 或 indexed-repeat 取“{name}”",
                     f"Use sum, count, join or indexed-repeat for “{name}”"),
                    name=rule.schema.name, at=at,
                )  # fmt: skip
        return
    if isinstance(expr, Call):
        for arg in expr.args:
            aggregated = inside or expr.name in _AGGREGATES
            _unaggregated(arg, rule, form, locate, findings, inside=aggregated)
    elif isinstance(expr, Binary):
        # `rows = value` asks whether some row matches: a set comparison, meant as such
        compared = inside or expr.op in ("=", "!=", "|")
        _unaggregated(expr.left, rule, form, locate, findings, inside=compared)
        _unaggregated(expr.right, rule, form, locate, findings, inside=compared)
    elif isinstance(expr, Negate):
        _unaggregated(expr.operand, rule, form, locate, findings, inside=inside)
    elif isinstance(expr, Filter):
        _unaggregated(expr.base, rule, form, locate, findings, inside=True)
