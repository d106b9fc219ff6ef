"""Why a question is shown, hidden, required, locked, invalid, or has its value, in words.

The session calls `explain`. It walks the syntax tree on live values and keeps only the operands
that decided. Must never change anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node, reference_of
from inspector_app.xforms.model import Bilingual, Explanation, ExplanationPart, What
from inspector_app.xforms.reference import Found
from inspector_app.xforms.xpath.ast import Binary, Call, Expr, Literal, Number, Path, walk
from inspector_app.xforms.xpath.compiled import as_boolean, as_text
from inspector_app.xforms.xpath.compiler import Compiler
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.values import to_text

if TYPE_CHECKING:
    from inspector_app.xforms.engine import Engine

MAX_PARTS = 12
_HEADS: dict[tuple[str, str], tuple[str, str]] = {
    ("relevant", "true"): ("本题显示", "Shown"),
    ("relevant", "false"): ("本题隐藏", "Hidden"),
    ("required", "true"): ("本题必填", "Required"),
    ("required", "false"): ("本题可不填", "Not required"),
    ("readonly", "true"): ("本题只读", "Read-only"),
    ("readonly", "false"): ("本题可填写", "Open for answers"),
    ("constraint", "true"): ("答案符合校验", "The answer passes its check"),
    ("constraint", "false"): ("答案不符合校验", "The answer fails its check"),
}


@dataclass(frozen=True, slots=True)
class _Reason:
    """A deciding operand in words."""

    part: ExplanationPart
    words: Bilingual


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
    source = rule.source if rule else owner.expressions.get(what, "")
    result = _result(engine, node, schema, what)
    reasons: list[_Reason] = []
    if rule is not None:
        boolean = what not in ("calculate", "choices")
        reasons = _Walk(engine, decided, owner, rule.source).reasons(rule.ast, boolean=boolean)[
            :MAX_PARTS
        ]
    return Explanation(
        ref, what, result, engine.form.place_of(owner, what), source,
        tuple(reason.part for reason in reasons),
        reference_of(inherited) if inherited is not None else None,
        _sentence(engine, what, result, inherited, reasons),
    )  # fmt: skip


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
    engine: Engine, what: What, result: str, inherited: Node | None, reasons: list[_Reason]
) -> Bilingual:
    if what == "calculate":
        head = (f"本题的值是“{result}”", f"Its value is “{result}”")
    elif what == "choices":
        head = (f"本题有 {result} 个选项", f"{result} choices are offered")
    else:
        head = _HEADS[(what, result)]
    zh, en = head
    if inherited is not None:
        name = label_of(engine, inherited)
        zh += f"，因为所在分组“{name}”" + ("隐藏" if what == "relevant" else "只读")
        en += f" because its group “{name}” is " + ("hidden" if what == "relevant" else "read-only")
    if reasons:
        zh += "：" + "；".join(reason.words.zh for reason in reasons)
        en += ": " + "; ".join(reason.words.en for reason in reasons)
    elif inherited is None and what not in ("calculate", "choices"):
        zh += "：没有条件" if result != "false" or what != "relevant" else "：条件恒为否"
        en += (
            ": no condition"
            if result != "false" or what != "relevant"
            else ": its condition is never met"
        )
    return Bilingual(zh, en)


def label_of(engine: Engine, node: Node) -> str:
    """Return a node's label in the active language, its name when it has none."""
    schema = cast("SchemaNode", node.schema)
    text = schema.control.label if schema.control else None
    return engine.form.texts.text(engine, node, text, engine.active_language) or schema.name


def shown_value(engine: Engine, node: Node) -> str:
    """Return a value as people read it: choice labels for selects, the stored text else."""
    schema = cast("SchemaNode", node.schema)
    if not node.relevant:
        return ""
    if schema.kind not in ("select1", "select", "rank") or not node.value:
        return node.value
    labels = {
        choice.value: choice.label
        for choice in engine.form.texts.choices(engine, node, engine.choices.of(node))
    }
    values = [node.value] if schema.kind == "select1" else node.value.split()
    return "、".join(labels.get(value) or value for value in values)


class _Walk:
    """One walk over the tree of one expression."""

    def __init__(self, engine: Engine, node: Node, schema: SchemaNode, source: str) -> None:
        self.engine = engine
        self.node = node
        self.schema = schema
        self.source = source

    def truth(self, expr: Expr) -> bool:
        part = Compiler(self.engine.form.definition, self.schema).compile(expr)
        return as_boolean(part)(Context(self.node, self.engine))

    def reasons(self, expr: Expr, *, boolean: bool) -> list[_Reason]:
        """Return the operands that decided, in source order, each path once."""
        if boolean and isinstance(expr, Binary) and expr.op in ("and", "or"):
            parts = _operands(expr, expr.op)
            whole = self.truth(expr)
            deciding = [part for part in parts if self.truth(part) is whole]
            found = [reason for part in deciding for reason in self.reasons(part, boolean=True)]
            return list({(r.part.text, r.part.ref): r for r in found}.values())
        if isinstance(expr, Call) and expr.name == "not" and len(expr.args) == 1:
            return self.reasons(expr.args[0], boolean=boolean)
        if isinstance(expr, Call) and expr.name == "if" and len(expr.args) == 3:
            chosen = expr.args[1] if self.truth(expr.args[0]) else expr.args[2]
            found = self.reasons(expr.args[0], boolean=True) + self.reasons(chosen, boolean=boolean)
            return list({(r.part.text, r.part.ref): r for r in found}.values())
        return self.leaf(expr)

    def leaf(self, expr: Expr) -> list[_Reason]:
        text = self.source[expr.start : expr.end].strip()
        wanted = self.wanted(expr)
        found: list[_Reason] = []
        for path in _paths(expr):
            part = Compiler(self.engine.form.definition, self.schema).compile(path)
            context = Context(self.node, self.engine)
            nodes = part.raw(context) if part.raw is not None else part.run(context)
            if not isinstance(nodes, list) or not nodes or nodes[0].schema is None:
                continue
            if len(nodes) > 1:
                words = Bilingual(f"{text}（{len(nodes)} 行）", f"{text} ({len(nodes)} rows)")
                value = as_text(part)(context)
                found.append(_Reason(ExplanationPart(text, value, None, None), words))
                continue
            found.append(self.about(nodes[0], text, wanted))
        if not found:
            value = to_text(
                Compiler(self.engine.form.definition, self.schema)
                .compile(expr)
                .run(Context(self.node, self.engine))
            )
            words = Bilingual(f"{text} 得 {value}", f"{text} gives {value}")
            found.append(_Reason(ExplanationPart(text, value, None, None), words))
        return found

    def about(self, node: Node, text: str, wanted: Bilingual | None) -> _Reason:
        label = label_of(self.engine, node)
        value = shown_value(self.engine, node)
        place = self.engine.form.place_of(cast("SchemaNode", node.schema), "label")
        row_zh = f"第 {place.row} 行" if place.sheet and place.row else ""
        row_en = f"row {place.row} " if place.sheet and place.row else ""
        shown_zh = value or ("未显示" if not node.relevant else "未填")
        shown_en = value or ("hidden" if not node.relevant else "empty")
        zh = f"{row_zh}‘{label}’={shown_zh}"
        en = f"{row_en}‘{label}’ = {shown_en}"
        if wanted is not None:
            zh += f"（{wanted.zh}）"
            en += f" ({wanted.en})"
        stored = node.value if node.relevant else ""
        return _Reason(ExplanationPart(text, stored, reference_of(node), label), Bilingual(zh, en))

    def wanted(self, expr: Expr) -> Bilingual | None:
        """Say what a comparison with a constant asks for."""
        if isinstance(expr, Binary) and expr.op in ("=", "!=", "<", "<=", ">", ">="):
            for side, other in ((expr.right, expr.left), (expr.left, expr.right)):
                if isinstance(side, Literal | Number):
                    value = self.named(other, to_text(side.value))
                    op = expr.op if side is expr.right else _MIRROR[expr.op]
                    shown = "≠" if op == "!=" else op
                    return Bilingual(
                        f"要求{shown}{value or '空'}", f"asks for {shown} {value or 'empty'}"
                    )
        if isinstance(expr, Call) and expr.name == "selected" and len(expr.args) == 2:
            side = expr.args[1]
            if isinstance(side, Literal):
                value = self.named(expr.args[0], side.value)
                return Bilingual(f"看是否选了{value}", f"asks whether {value} is selected")
        return None

    def named(self, expr: Expr, value: str) -> str:
        """Return a constant as the choice label of the select it is compared with."""
        if not isinstance(expr, Path):
            return value
        part = Compiler(self.engine.form.definition, self.schema).compile(expr)
        node = part.single(Context(self.node, self.engine)) if part.single else None
        if node is None or node.schema is None or node.schema.kind not in ("select", "select1"):
            return value
        listed = self.engine.choices.of(node)
        for choice in self.engine.form.texts.choices(self.engine, node, listed):
            if choice.value == value:
                return choice.label or value
        return value


_MIRROR = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


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
