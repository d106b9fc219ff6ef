"""Linter, types: comparisons that can never hold, on the compiled definition.

`check_form` calls `check_types`. Only near-certain mistakes are warned of: a literal that is no
choice, `=` on a select_multiple, a number against a word.
"""

from __future__ import annotations

from collections.abc import Callable

from inspector_app.xforms.dates import parse_date
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.form import Form
from inspector_app.xforms.lint.findings import Findings
from inspector_app.xforms.model import Place
from inspector_app.xforms.near import nearest
from inspector_app.xforms.rules import Rule
from inspector_app.xforms.xpath.ast import Binary, Call, Expr, Literal, Number, Path, walk
from inspector_app.xforms.xpath.compiler import Compiler
from inspector_app.xforms.xpath.errors import ExpressionError

Locate = Callable[[SchemaNode, str, str, int], tuple[Place, int | None]]
"""Schema node, property, expression, offset → place and offset in the cell."""

_COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))


def check_types(form: Form, locate: Locate, findings: Findings) -> None:
    """Add comparisons that cannot be meant so, and defaults outside the choices."""
    for rule in form.program.rules:
        if rule.what == "label":
            continue
        for part in walk(rule.ast):
            _check(part, rule, form, locate, findings)
    for schema in form.definition.nodes:
        values = choice_values(form, schema)
        if schema.default and values is not None:
            unknown = [word for word in _words(schema) if word not in values]
            if unknown:
                place, _ = locate(schema, "default", "", 0)
                findings.add(
                    "warning", "default-choice", place,
                    (f"默认值“{unknown[0]}”不在选项中", f"the default “{unknown[0]}” is no choice"),
                    _near(unknown[0], values), name=schema.name,
                )  # fmt: skip


def _words(schema: SchemaNode) -> list[str]:
    return [schema.default] if schema.kind == "select1" else schema.default.split()


def choice_values(form: Form, schema: SchemaNode) -> frozenset[str] | None:
    """Return all values a select can ever have, filters ignored; None when not known."""
    control = schema.control
    if control is None or schema.kind not in ("select1", "select", "rank"):
        return None
    if control.itemset is None:
        return frozenset(item.value for item in control.items) or None
    nodeset = control.itemset.nodeset
    if not nodeset.startswith(("instance(", "randomize(instance(")):
        return None
    identity = nodeset.partition("instance(")[2].partition(")")[0].strip("'\" ")
    if form.secondary.document(identity) is None:
        return None
    values = form.secondary.index(identity, ("root", "item"), control.itemset.value)
    return frozenset(values) or None


def _check(part: Expr, rule: Rule, form: Form, locate: Locate, findings: Findings) -> None:
    if isinstance(part, Binary) and part.op in _COMPARISONS:
        for side, other in ((part.left, part.right), (part.right, part.left)):
            if isinstance(side, Path) and isinstance(other, Literal):
                schema = target_of(side, rule, form)
                if schema is not None:
                    _compare(schema, other, part.op, rule, form, locate, findings)
            elif isinstance(side, Path) and isinstance(other, Number) and part.op in ("=", "!="):
                schema = target_of(side, rule, form)
                if schema is not None and schema.kind == "select1":
                    _number_choice(schema, other, rule, form, locate, findings)
    elif isinstance(part, Call) and part.name == "selected" and len(part.args) == 2:
        path, literal = part.args
        if isinstance(path, Path) and isinstance(literal, Literal):
            schema = target_of(path, rule, form)
            if schema is not None:
                _known_choice(schema, literal, rule, form, locate, findings)


def target_of(path: Path, rule: Rule, form: Form) -> SchemaNode | None:
    """Return the schema node a path of a rule means, when it is exactly one."""
    compiler = Compiler(form.definition, rule.schema)
    try:
        part = compiler.compile(path)
    except ExpressionError:
        return None
    return part.schemas[0] if len(part.schemas) == 1 else None


def _compare(
    schema: SchemaNode, literal: Literal, op: str, rule: Rule, form: Form, locate: Locate,
    findings: Findings,
) -> None:  # fmt: skip
    place, at = locate(rule.schema, rule.what, rule.source, literal.start)
    name = rule.schema.name
    value = literal.value
    if schema.kind == "select" and op in ("=", "!=") and value != "":
        findings.add(
            "warning", "select-multiple-equals", place,
            (f"“{schema.name}”是多选，不能用 {op} 比较",
            f"“{schema.name}” is a select_multiple; {op} compares the whole answer"),
            (f"改用 selected(${{{schema.name}}}, '{value}')",
            f"Use selected(${{{schema.name}}}, '{value}')"),
            name=name, at=at,
        )  # fmt: skip
        return
    if op in ("=", "!=") and schema.kind == "select1":
        _known_choice(schema, literal, rule, form, locate, findings)
        return
    if value == "":
        return
    if schema.value_type in ("int", "decimal") and not _is_number(value):
        findings.add(
            "warning", "number-text", place,
            (f"“{schema.name}”是数字，却与文字“{value}”比较",
             f"“{schema.name}” is a number but is compared with the text “{value}”"),
            name=name, at=at,
        )  # fmt: skip
    if schema.value_type in ("date", "dateTime") and parse_date(value[:10]) is None:
        findings.add(
            "warning", "date-text", place,
            (f"“{value}”不是 ISO 日期", f"“{value}” is no ISO date"),
            ("写成 2026-11-21", "Write 2026-11-21"), name=name, at=at,
        )  # fmt: skip


def _number_choice(
    schema: SchemaNode, number: Number, rule: Rule, form: Form, locate: Locate, findings: Findings
) -> None:
    """A choice compared with a number none of its values is."""
    values = choice_values(form, schema)
    if values is None or "calculate" in schema.expressions:
        return
    if any(_is_number(value) and float(value) == number.value for value in values):
        return
    place, at = locate(rule.schema, rule.what, rule.source, number.start)
    shown = f"{number.value:g}"
    findings.add(
        "warning", "choice-typo", place,
        (f"“{schema.name}”没有选项“{shown}”", f"“{schema.name}” has no choice “{shown}”"),
        _near(shown, values), name=rule.schema.name, at=at,
    )  # fmt: skip


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _known_choice(
    schema: SchemaNode, literal: Literal, rule: Rule, form: Form, locate: Locate, findings: Findings
) -> None:
    values = choice_values(form, schema)
    if values is None or literal.value in values or literal.value == "":
        return
    if "calculate" in schema.expressions:
        return
    place, at = locate(rule.schema, rule.what, rule.source, literal.start)
    findings.add(
        "warning", "choice-typo", place,
        (f"“{schema.name}”没有选项“{literal.value}”",
        f"“{schema.name}” has no choice “{literal.value}”"),
        _near(literal.value, values), name=rule.schema.name, at=at,
    )  # fmt: skip


def _near(value: str, values: frozenset[str]) -> tuple[str, str]:
    near = nearest(value, values) or next(
        (one for one in sorted(values) if one.lower() == value.strip().lower()), ""
    )
    if near:
        return (f"是否应为 {near}？", f"Did you mean {near}?")
    listed = sorted(values)[:8]
    more = len(values) > len(listed)
    return (
        f"选项有：{'、'.join(listed)}{'等' if more else ''}",
        f"The choices are: {', '.join(listed)}{' …' if more else ''}",
    )
