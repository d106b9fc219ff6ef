"""Why a question is shown, hidden, required, locked, invalid, or has its value, in words.

The session calls `explain`. It walks the syntax tree on live values and keeps only the operands
that decided. Must never change anything; it speaks each language in turn and puts the session's
back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from inspector_app.xforms.datatypes import cast_computed
from inspector_app.xforms.dates import from_days
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node, reference_of
from inspector_app.xforms.model import Bilingual, Explanation, ExplanationPart, What
from inspector_app.xforms.reference import Found
from inspector_app.xforms.trace_words import (
    CONVERSIONS,
    HEADS,
    MEASURES,
    MIRROR,
    OPPOSITE,
    Words,
)
from inspector_app.xforms.xpath.ast import Binary, Call, Expr, Literal, Number, Path, walk
from inspector_app.xforms.xpath.compiled import as_boolean
from inspector_app.xforms.xpath.compiler import Compiler
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.values import Value, to_text

if TYPE_CHECKING:
    from inspector_app.xforms.engine import Engine
    from inspector_app.xforms.rules import Rule

MAX_PARTS = 12
_MAX_MISSING = 5
_SELECTS = ("select1", "select", "rank")
_DATES = frozenset(("date", "date-time", "today", "now"))


@dataclass(slots=True)
class _Reason:
    """A deciding operand: its part, how it is called, its value in words, what is asked of it."""

    part: ExplanationPart
    name: str
    value: str
    asked: list[str] = field(default_factory=list)


def explain(engine: Engine, found: Found, what: What) -> Explanation:
    """Return the explanation of one property of one node."""
    node = found.node or found.ghost()
    schema = found.schema
    ref = (
        reference_of(node)
        if found.node is not None
        else f"{reference_of(cast('Node', found.parent))}/{schema.name}"
    )
    inherited: Node | None = None
    if what in ("relevant", "readonly"):
        inherited = _culprit(node, what)
    decided = inherited or node
    owner = cast("SchemaNode", decided.schema)
    rule = owner.rules.get(what)
    result = _result(engine, node, schema, what)
    sentences: dict[bool, str] = {}
    reasons: list[_Reason] = []
    for chinese in (False, True):
        with _speaking(engine, "zh" if chinese else "en"):
            words = Words(chinese=chinese, testing=what == "calculate")
            walker = _Walk(engine, decided, owner, rule.source if rule else "", words)
            if rule is not None:
                boolean = what not in ("calculate", "choices")
                reasons = _merged(walker.reasons(rule.ast, boolean=boolean))[:MAX_PARTS]
            missing = walker.missing(rule.ast) if rule is not None and what == "choices" else []
            sentences[chinese] = _sentence(walker, what, result, inherited, reasons, missing)
            if what == "calculate" and rule is not None and rule.narrowed:
                sentences[chinese] += _left_out(engine, rule, node, words)
    return Explanation(
        ref, what, result, engine.form.place_of(owner, what),
        rule.source if rule else owner.expressions.get(what, ""),
        tuple(reason.part for reason in reasons),
        reference_of(inherited) if inherited is not None else None,
        Bilingual(sentences[True], sentences[False]),
    )  # fmt: skip


def _left_out(engine: Engine, rule: Rule, node: Node, words: Words) -> str:
    """Tell what a calculated select would be, had its choices all that is computed."""
    computed = cast("Value", rule.evaluate(Context(node, engine)))
    text = cast_computed(rule.schema.value_type, computed, engine.zone)
    if engine.choices.kept(node, text) == text:
        return ""
    return words.pick(
        f"（算出的是“{text}”，不在选项中的不取）",
        f" (computed: “{text}”; what is not among the choices is left out)",
    )


@contextmanager
def _speaking(engine: Engine, tag: str) -> Iterator[None]:
    """Read labels in the form's language of a tag, if it has one; else as on the screen."""
    active = engine.active_language
    named = {language.lower(): language for language in engine.form.languages}
    fitting = [
        language for name, language in named.items() if f"({tag}" in name or name.startswith(tag)
    ]
    engine.active_language = fitting[0] if fitting else active
    try:
        yield
    finally:
        engine.active_language = active


def _merged(reasons: list[_Reason]) -> list[_Reason]:
    """Return each operand once, with all that is asked of it."""
    found: dict[tuple[str, str], _Reason] = {}
    for reason in reasons:
        same = found.setdefault((reason.name, reason.part.ref or reason.part.text), reason)
        if same is not reason:
            same.asked += [asked for asked in reason.asked if asked not in same.asked]
    return list(found.values())


def _culprit(node: Node, what: What) -> Node | None:
    """Return the nearest ancestor that hides or locks a node, None when it is the node itself."""
    own = not node.own_relevant if what == "relevant" else node.own_readonly
    if own:
        return None
    above = node.parent
    while above is not None:
        if (what == "relevant" and not above.own_relevant) or (
            what == "readonly" and above.own_readonly
        ):
            return above
        above = above.parent
    return None


def _result(engine: Engine, node: Node, schema: SchemaNode, what: What) -> str:
    if what == "relevant":
        return "true" if node.relevant else "false"
    if what == "readonly":
        return "true" if node.readonly else "false"
    if what == "required":
        return "true" if node.required else "false"
    if what == "constraint":
        return "true" if node.constraint_ok or node.value == "" else "false"
    if what == "choices" and schema.kind in ("select1", "select", "rank"):
        return str(len(engine.choices.of(node).values))
    return node.value


def _sentence(
    walker: _Walk,
    what: What,
    result: str,
    inherited: Node | None,
    reasons: list[_Reason],
    missing: list[str],
) -> str:
    pick = walker.words.pick
    if what == "calculate":
        text = (
            pick(f"本题的值是“{result}”", f"Its value is “{result}”")
            if result
            else pick("本题还没有值", "It has no value yet")
        )
    elif what == "choices":
        offered = "choice is" if result == "1" else "choices are"
        text = pick(f"本题有 {result} 个选项", f"{result} {offered} offered")
        if missing:
            names = missing[:_MAX_MISSING]
            more = len(missing) - len(names)
            zh = "、".join(names) + (f"等 {len(missing)} 个" if more else "")
            en = ", ".join(names) + (f" and {more} more" if more else "")
            text += pick(f"（没有列出：{zh}）", f" (not offered: {en})")
    elif what == "constraint" and walker.node.value == "":
        text = pick(
            "本题尚未填写，填写后才校验", "Not answered yet; an answer is checked once it is given"
        )
    else:
        text = pick(*HEADS[(what, result)])
    if inherited is not None:
        name = label_of(walker.engine, inherited)
        hides = what == "relevant"
        text += pick(
            f"，因为所在分组“{name}”{'隐藏' if hides else '只读'}",
            f" because its group “{name}” is {'hidden' if hides else 'read-only'}",
        )
    joint = pick("：", ": ")
    if reasons:
        told = [walker.words.equals(r.name, r.value, r.asked) for r in reasons]
        return text + joint + walker.words.joined(told)
    if inherited is None and what not in ("calculate", "choices"):
        text += joint + _always(walker, what, result)
    return text


def _always(walker: _Walk, what: What, result: str) -> str:
    """Say why there is no reason: no condition at all, or one that no answer can change."""
    pick = walker.words.pick
    if walker.schema.expressions.get(what) or (result == "false" and what == "relevant"):
        return pick("始终如此", "always")
    return pick("没有条件", "no condition")


def label_of(engine: Engine, node: Node) -> str:
    """Return a node's label in the active language, its name when it has none."""
    schema = cast("SchemaNode", node.schema)
    text = schema.control.label if schema.control else None
    return engine.form.texts.text(engine, node, text, engine.active_language) or schema.name


def shown_value(engine: Engine, node: Node, words: Words) -> str:
    """Return a value as people read it: choice labels for selects, the stored text else."""
    schema = cast("SchemaNode", node.schema)
    if not node.relevant:
        return words.hidden
    if not node.value:
        return words.no_value if "calculate" in schema.expressions else words.empty
    if schema.kind not in _SELECTS:
        return _plain(node.value) if schema.value_type == "decimal" else node.value
    labels = {
        choice.value: choice.label
        for choice in engine.form.texts.choices(engine, node, engine.choices.of(node))
    }
    values = [node.value] if schema.kind == "select1" else node.value.split()
    return words.pick("、", ", ").join(labels.get(value) or value for value in values)


def _plain(number: str) -> str:
    return number.removesuffix(".0")


class _Walk:
    """One walk over the tree of one expression, in one language."""

    def __init__(
        self, engine: Engine, node: Node, schema: SchemaNode, source: str, words: Words
    ) -> None:
        self.engine = engine
        self.node = node
        self.schema = schema
        self.source = source
        self.words = words

    def value(self, expr: Expr) -> Value:
        part = Compiler(self.engine.form.definition, self.schema).compile(expr)
        return part.run(Context(self.node, self.engine))

    def truth(self, expr: Expr) -> bool:
        part = Compiler(self.engine.form.definition, self.schema).compile(expr)
        return as_boolean(part)(Context(self.node, self.engine))

    def nodes(self, path: Path) -> list[Node]:
        """Return the form's nodes a path means, hidden ones too."""
        part = Compiler(self.engine.form.definition, self.schema).compile(path)
        context = Context(self.node, self.engine)
        found = part.raw(context) if part.raw is not None else part.run(context)
        if not isinstance(found, list) or not found or found[0].schema is None:
            return []
        return found

    def reasons(self, expr: Expr, *, boolean: bool, negated: bool = False) -> list[_Reason]:
        """Return the operands that decided, in source order.

        Args:
            negated: Under an odd number of not(): what is asked turns round.
        """
        if boolean and isinstance(expr, Binary) and expr.op in ("and", "or"):
            parts = _operands(expr, expr.op)
            whole = self.truth(expr)
            deciding = [part for part in parts if self.truth(part) is whole]
            return [
                reason
                for part in deciding
                for reason in self.reasons(part, boolean=True, negated=negated)
            ]
        if isinstance(expr, Call) and expr.name == "not" and len(expr.args) == 1:
            return self.reasons(expr.args[0], boolean=boolean, negated=not negated)
        if isinstance(expr, Call) and expr.name == "if" and len(expr.args) == 3:
            holds = self.truth(expr.args[0])
            chosen = expr.args[1] if holds else expr.args[2]
            return [
                *self.reasons(expr.args[0], boolean=True),
                *self.reasons(chosen, boolean=boolean, negated=negated),
            ]
        if isinstance(expr, Literal | Number):
            return []
        return self.leaf(expr, negated=negated)

    def leaf(self, expr: Expr, *, negated: bool) -> list[_Reason]:
        """Return the reasons of what cannot be taken apart: a comparison, a function, a path."""
        text = self.source[expr.start : expr.end].strip()
        if isinstance(expr, Binary) and expr.op in MIRROR:
            return self.comparison(expr, text, negated=negated)
        asked = ""
        subject: Expr = expr
        if isinstance(expr, Call) and expr.name in ("selected", "regex") and len(expr.args) == 2:
            subject, wanted = expr.args
            value = to_text(self.value(wanted))
            if expr.name == "selected":
                asked = self.words.selected(self.named(subject, value), negated=negated)
            else:
                asked = self.words.format(value)
        found = self.operand(subject, text)
        for reason in found[:1]:
            reason.asked += [asked] if asked else []
        return found

    def comparison(self, expr: Binary, text: str, *, negated: bool) -> list[_Reason]:
        """Return the side that reads the form, asked for the value of the other side."""
        op = OPPOSITE[expr.op] if negated else expr.op
        left, right = expr.left, expr.right
        if not _paths(left) and _paths(right):
            left, right, op = right, left, MIRROR[op]
        found = self.operand(left, text)
        others = _paths(right)
        if others and not isinstance(_bare(right), Path):
            return [*found, *self.operand(right, text)]
        if others:
            named = self.operand(right, text)
            value = f"{named[0].name} {named[0].value}" if named else ""
        else:
            value = self.named(left, self.constant(right))
        if len(found) == 1 and _simple(left):
            found[0].asked.append(self.words.asked(op, value))
            return found
        outcome = self.words.pick("算得", "the result")
        shown = _plain(to_text(self.value(left)))
        if shown == "NaN":
            shown = self.words.not_computable
        reason = _Reason(ExplanationPart(text, shown, None, None), outcome, shown)
        reason.asked.append(self.words.asked(op, value))
        return [*found, reason]

    def constant(self, expr: Expr) -> str:
        """Return a side without answers as text; a date as date."""
        value = self.value(expr)
        if isinstance(value, float) and isinstance(expr, Call) and expr.name in _DATES:
            day = from_days(value, self.engine.zone)
            return day.date().isoformat() if day is not None else ""
        text = to_text(value)
        return text[:10] if isinstance(expr, Call) and expr.name in ("today", "date") else text

    def operand(self, expr: Expr, text: str) -> list[_Reason]:
        """Return one reason for each question that an operand reads."""
        expr = _bare(expr)
        measure = MEASURES.get(expr.name) if isinstance(expr, Call) else None
        if measure is not None and isinstance(expr, Call) and len(expr.args) == 1:
            inner = _bare(expr.args[0])
            if isinstance(inner, Path):
                return self.measured(expr, inner, measure, text)
        found: list[_Reason] = []
        for path in _paths(expr):
            nodes = self.nodes(path)
            if len(nodes) == 1:
                found.append(self.about(nodes[0], text))
            elif nodes:
                rows = self.words.pick(f"{len(nodes)} 条", f"{len(nodes)} entries")
                name = self.words.named(label_of(self.engine, nodes[0]), 0, 0)
                found.append(_Reason(ExplanationPart(text, rows, None, None), name, rows))
        if not found:
            shown = to_text(self.value(expr)) or self.words.empty
            found.append(_Reason(ExplanationPart(text, shown, None, None), text, shown))
        return found

    def measured(
        self, call: Call, path: Path, measure: tuple[str, str], text: str
    ) -> list[_Reason]:
        """Return one reason for a count, a length, a sum …"""
        nodes = self.nodes(path)
        shown = to_text(self.value(call))
        schema = nodes[0].schema if nodes else None
        if schema is None:
            compiled = Compiler(self.engine.form.definition, self.schema).compile(path)
            schema = compiled.schemas[0] if compiled.schemas else None
        if schema is None:
            return [_Reason(ExplanationPart(text, shown, None, None), text, shown)]
        node = nodes[0] if nodes else Node(schema.name, schema, None)
        label = label_of(self.engine, node) if nodes else schema.name
        name = self.words.pick(*measure).format(f"‘{label}’")
        ref = reference_of(node) if len(nodes) == 1 else None
        return [_Reason(ExplanationPart(text, shown, ref, label), name, shown)]

    def about(self, node: Node, text: str) -> _Reason:
        """Return the reason that one question's answer is."""
        schema = cast("SchemaNode", node.schema)
        label = label_of(self.engine, node)
        place = self.engine.form.place_of(schema, "label")
        own = node is self.node
        sheet_row = place.row if place.sheet and not own else 0
        name = self.words.named(label, self.entry(node), sheet_row)
        shown = (
            shown_value(self.engine, node, self.words)
            if schema.is_leaf
            else self.words.pick("有", "there")
        )
        stored = node.value if node.relevant else ""
        return _Reason(ExplanationPart(text, stored, reference_of(node), label), name, shown)

    def entry(self, node: Node) -> int:
        """Return the 1-based place of a node in its table, 0 when it need not be told."""
        above: Node | None = node
        while above is not None:
            schema = above.schema
            if schema is not None and schema.is_repeat and above.parent is not None:
                return above.ordinal + 1 if len(above.parent.by_name[above.name]) > 1 else 0
            above = above.parent
        return 0

    def named(self, expr: Expr, value: str) -> str:
        """Return a constant as the choice label of the select it is compared with."""
        expr = _bare(expr)
        nodes = self.nodes(expr) if isinstance(expr, Path) else []
        schema = nodes[0].schema if nodes else None
        if schema is None or schema.kind not in ("select", "select1"):
            return value
        listed = self.engine.choices.of(nodes[0])
        for choice in self.engine.form.texts.choices(self.engine, nodes[0], listed):
            if choice.value == value:
                return choice.label or value
        return value

    def missing(self, expr: Expr) -> list[str]:
        """Return the labels of choices that the filter of a list leaves out, in order."""
        itemset = self.engine.program.itemsets.get(self.schema.index)
        if itemset is None or not isinstance(expr, Path) or not isinstance(expr.base, Call):
            return []
        if expr.base.name != "instance":
            return []
        whole = expr._replace(steps=tuple(step._replace(predicates=()) for step in expr.steps))
        offered = self.engine.choices.of(self.node).allowed
        context = Context(self.node, self.engine)
        names: dict[str, str] = {}
        items = self.value(whole)
        for item in items if isinstance(items, list) else ():
            context.node = item
            value = itemset.value(context)
            if value not in offered and value not in names:
                names[value] = (itemset.label(context) if itemset.label else "") or value
        return list(names.values())


def _bare(expr: Expr) -> Expr:
    """Return what a conversion converts: number(x) is x in words."""
    while isinstance(expr, Call) and expr.name in CONVERSIONS and expr.args:
        if not _paths(expr):
            break
        expr = expr.args[0]
    return expr


def _simple(expr: Expr) -> bool:
    """Return whether an operand is one question, or one measure of it."""
    expr = _bare(expr)
    return isinstance(expr, Path) or (isinstance(expr, Call) and expr.name in MEASURES)


def _operands(expr: Expr, op: str) -> list[Expr]:
    parts: list[Expr] = []
    while isinstance(expr, Binary) and expr.op == op:
        parts.append(expr.right)
        expr = expr.left
    parts.append(expr)
    return parts[::-1]


def _paths(expr: Expr) -> list[Path]:
    """Return the outermost paths that start at the form.

    A path into a list counts by what its filter reads of the form, not by the list's own columns.
    """
    found: list[Path] = []
    into_lists: list[Path] = []
    for part in walk(expr):
        if not isinstance(part, Path) or _within(part, found):
            continue
        if len(found) == MAX_PARTS:
            break
        if isinstance(part.base, Call) and part.base.name == "instance":
            into_lists.append(part)
        elif part.absolute or part.base is not None or not _within(part, into_lists):
            found.append(part)
    return found


def _within(part: Path, outer: list[Path]) -> bool:
    return any(path.start <= part.start and part.end <= path.end for path in outer)
