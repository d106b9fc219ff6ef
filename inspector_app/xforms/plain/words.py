"""Conditions in words: `${wb_12_v} = 'ng'` becomes “WB-12 的结论为‘不合格’”.

Blank forms print them, the comparison of versions and the preview show them. Only says what an
expression asks; must never evaluate one. What has no words stays an expression by names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.plain.form import PlainForm
from inspector_app.xforms.plain.paths import Scope, root_scope, target, trail, write_in
from inspector_app.xforms.xpath.ast import (
    Binary,
    Call,
    Expr,
    Literal,
    Negate,
    Number,
    Path,
)
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.parser import parse
from inspector_app.xforms.xpath.values import to_text

Naming: TypeAlias = Callable[[SchemaNode], str]
"""How a question is called: its code, its number on paper."""

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRROR = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ZH = {"=": "为", "!=": "不为", "<": "小于", "<=": "不超过", ">": "大于", ">=": "不小于"}
_EN = {
    "=": "is", "!=": "is not", "<": "is less than", "<=": "is at most", ">": "is more than",
    ">=": "is at least",
}  # fmt: skip
_ZH_TIME = {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_EN_TIME = {
    "<": "is before", "<=": "is not after", ">": "is after", ">=": "is not before",
}  # fmt: skip
_TIMES = ("date", "dateTime", "time")
_ROLES = {
    "proposal": ("程序的提示", "the proposal of the app"),
    "inspection-date": ("检查日期", "the day of inspection"),
}
_SELF = ("本项", "this answer")
_SHORT = 160  # characters of a calculation that may stand in another sentence
_DEEPEST = 2
_SIGNS = {"+": "+", "-": "−", "*": "×", "div": "÷", "mod": "mod", "|": "|"}
_CALLS = {
    "today": ("今天", "today"), "now": ("此刻", "now"), "true": ("始终", "always"),
    "false": ("从不", "never"),
    "count": ("{0}的行数", "the number of rows of {0}"),
    "count-non-empty": ("{0}中已填的个数", "the number of answers in {0}"),
    "count-selected": ("{0}选中的个数", "the number of choices made in {0}"),
    "sum": ("{0}的合计", "the total of {0}"), "string-length": ("{0}的字数", "the length of {0}"),
    "min": ("{0}中最小的", "the smallest of {0}"), "max": ("{0}中最大的", "the largest of {0}"),
    "position": ("第几行", "the row number"), "number": ("{0}", "{0}"), "string": ("{0}", "{0}"),
    "int": ("{0}取整", "{0} without decimals"), "date": ("{0}", "{0}"),
    "decimal-date-time": ("{0}", "{0}"), "decimal-time": ("{0}", "{0}"),
    "normalize-space": ("{0}", "{0}"), "coalesce": ("{0}（空时取{1}）", "{0} (or {1} if empty)"),
    "regex": ("{0}符合格式 {1}", "{0} has the form {1}"),
    "contains": ("{0}含有{1}", "{0} contains {1}"),
    "starts-with": ("{0}以{1}开头", "{0} begins with {1}"),
    "if": ("若{0}则{1}，否则{2}", "{1} if {0}, else {2}"),
    "concat": ("", ""),
}  # fmt: skip


class Wording:
    """Words for the rules of one form in one language."""

    def __init__(
        self, plain: PlainForm, language: str, *, chinese: bool, naming: Naming | None = None
    ) -> None:
        """Prepare wording.

        Args:
            language: Language of the form its labels are taken from.
            chinese: Whether the words around them are Chinese, else English.
            naming: How a question is called; its code and label when None.
        """
        self._plain, self._language, self._zh = plain, language, chinese
        self._naming = naming or self.called
        self._depth = 0

    def condition(self, schema: SchemaNode, rule: str) -> str:
        """Return a rule of a question in words, '' when it has none."""
        source = schema.expressions.get(rule, "").strip()
        if not source:
            return ""
        try:
            expr = parse(source)
        except ExpressionError:
            return source
        return self.truth(expr, root_scope(schema), holds=True)

    def called(self, schema: SchemaNode) -> str:
        """Return how a question is called when nobody says otherwise: code, label."""
        label = self._label(schema)
        code = schema.insp.get("code", "")
        above = schema.parent
        while not code and above is not None:
            code = above.insp.get("code", "")
            above = above.parent
        quoted = self._quote(label)
        if not code:
            return quoted
        if "code" in schema.insp:
            return code
        return f"{code}{quoted}" if self._zh else f"{code} {quoted}"

    def truth(self, expr: Expr, scope: Scope, *, holds: bool) -> str:
        """Return what must hold (or must not) in words."""
        if isinstance(expr, Binary) and expr.op in ("and", "or"):
            joined = (expr.op == "and") is holds
            merged = self._merged(_operands(expr), scope, joined=joined, holds=holds)
            if merged:
                return merged
            parts = [self.truth(part, scope, holds=holds) for part in _operands(expr)]
            if len(parts) > 1:
                parts = [
                    self._bracket(part)
                    if isinstance(inner, Binary) and inner.op in ("and", "or")
                    else part
                    for part, inner in zip(parts, _operands(expr), strict=True)
                ]
            mine = self._pick(_SELF)
            if all(part.startswith(mine) for part in parts):
                parts[1:] = [part.removeprefix(mine).lstrip() for part in parts[1:]]
            return self._pick((" 且 ", " and ") if joined else (" 或 ", " or ")).join(
                dict.fromkeys(parts)
            )
        if isinstance(expr, Call) and expr.name == "not" and len(expr.args) == 1:
            return self.truth(expr.args[0], scope, holds=not holds)
        if isinstance(expr, Call) and expr.name in ("true", "false") and not expr.args:
            certain = (expr.name == "true") is holds
            return self._pick(_CALLS["true" if certain else "false"])
        if isinstance(expr, Binary) and expr.op in _OPPOSITE:
            return self._compared(expr, scope, holds=holds)
        if isinstance(expr, Call) and expr.name == "selected" and len(expr.args) == 2:
            return self._selected(expr, scope, holds=holds)
        said = self.value(expr, scope)
        if holds:
            return said
        return f"不满足：{said}" if self._zh else f"not: {said}"

    def _merged(self, parts: list[Expr], scope: Scope, *, joined: bool, holds: bool) -> str:
        """Return `a = x or a = y` as one sentence about `a`, '' when the parts differ."""
        wanted = "!=" if joined else "="
        subject, others = "", []
        for part in parts:
            if not isinstance(part, Binary) or not isinstance(part.right, Literal):
                return ""
            op = part.op if holds else _OPPOSITE.get(part.op, "")
            said = self.value(part.left, scope)
            if op != wanted or not part.right.value or (subject and said != subject):
                return ""
            subject = said
            others.append(self._named(part.left, part.right, scope))
        if self._zh:
            return f"{subject}{_ZH[wanted]}{'、'.join(others)}"
        return f"{subject} {_EN[wanted]} {(' or ' if not joined else ' nor ').join(others)}"

    def value(self, expr: Expr, scope: Scope) -> str:
        """Return a value in words."""
        if isinstance(expr, Number):
            return to_text(expr.value)
        if isinstance(expr, Literal):
            return self._quote(expr.value) if expr.value else self._pick(("空", "empty"))
        if isinstance(expr, Path):
            return self._path(expr, scope)
        if isinstance(expr, Negate):
            return f"−{self.value(expr.operand, scope)}"
        if isinstance(expr, Call):
            return self._call(expr, scope)
        if isinstance(expr, Binary):
            if expr.op in ("and", "or", *_OPPOSITE):
                return self.truth(expr, scope, holds=True)
            sides = [self.value(side, scope) for side in (expr.left, expr.right)]
            for at, side in enumerate((expr.left, expr.right)):
                if isinstance(side, Binary):
                    sides[at] = f"({sides[at]})"
            return f"{sides[0]} {_SIGNS[expr.op]} {sides[1]}"
        return write_in(expr, scope)

    def _path(self, path: Path, scope: Scope) -> str:
        nodes = trail(path, scope)
        if nodes is None:
            return write_in(path, scope)
        if nodes[-1] is scope.bind and not any(step.predicates for step in path.steps):
            return self._pick(_SELF)
        said = self._unlabelled(nodes[-1]) or self._naming(nodes[-1])
        conditions = [
            self.truth(part, scope.at(node), holds=True)
            for step, node in zip(path.steps, nodes[-len(path.steps) :], strict=False)
            for part in step.predicates
        ]
        if not conditions:
            return said
        joined = self._pick((" 且 ", " and ")).join(conditions)
        return f"{said}（{joined}）" if self._zh else f"{said} (where {joined})"

    def _unlabelled(self, schema: SchemaNode) -> str:
        """Return what a hidden calculation stands for: its role, or what it computes if short."""
        if schema.kind != "value":
            return ""
        known = _ROLES.get(schema.insp.get("role", ""))
        if known is not None:
            return self._pick(known)
        source = schema.expressions.get("calculate", "")
        if not source or len(source) > _SHORT or self._depth >= _DEEPEST:
            return ""
        try:
            expr = parse(source)
        except ExpressionError:
            return ""
        self._depth += 1
        try:
            said = self.value(expr, root_scope(schema))
        finally:
            self._depth -= 1
        return self._bracket(said) if isinstance(expr, Binary) else said

    def _call(self, call: Call, scope: Scope) -> str:
        if call.name == "not" and len(call.args) == 1:
            return self.truth(call, scope, holds=True)
        if call.name == "current" and not call.args:
            return self._pick(_SELF)
        if call.name == "if" and len(call.args) == 3:
            parts = [self.truth(call.args[0], scope, holds=True)]
            parts += [self.value(arg, scope) for arg in call.args[1:]]
            return self._pick(_CALLS["if"]).format(*parts)
        known = _CALLS.get(call.name)
        said = [self.value(arg, scope) for arg in call.args]
        if call.name == "concat":
            return " & ".join(said)
        if known is not None:
            pattern = self._pick(known)
            needed = pattern.count("{")
            if len(said) == needed or (call.name == "position" and said):
                return pattern.format(*said)
        return f"{call.name}({'，'.join(said) if self._zh else ', '.join(said)})"

    def _compared(self, expr: Binary, scope: Scope, *, holds: bool) -> str:
        left, right, op = expr.left, expr.right, expr.op
        fixed = isinstance(left, Literal | Number) or (
            isinstance(left, Call) and left.name in ("today", "now")
        )
        if fixed and not isinstance(right, Literal | Number):
            left, right, op = right, left, _MIRROR[op]
        if not holds:
            op = _OPPOSITE[op]
        said = self.value(left, scope)
        if isinstance(right, Literal) and right.value == "" and op in ("=", "!="):
            empty = op == "="
            if self._zh:
                return f"{said}{'未填' if empty else '已填'}"
            return f"{said} {'is blank' if empty else 'is filled in'}"
        other = self._named(left, right, scope)
        word = (_ZH if self._zh else _EN)[op]
        if op in _ZH_TIME and (self._is_time(left, scope) or self._is_time(right, scope)):
            word = (_ZH_TIME if self._zh else _EN_TIME)[op]
        if self._zh:
            return (
                f"{said}{word}{other}"
                if other.startswith(("“", "空"))
                else f"{said} {word} {other}"
            )
        return f"{said} {word} {other}"

    def _is_time(self, expr: Expr, scope: Scope) -> bool:
        if isinstance(expr, Call):
            return expr.name in ("today", "now", "date")
        schema = target(expr, scope) if isinstance(expr, Path) else None
        return schema is not None and schema.value_type in _TIMES

    def _selected(self, call: Call, scope: Scope, *, holds: bool) -> str:
        said = self.value(call.args[0], scope)
        other = self._named(call.args[0], call.args[1], scope)
        if self._zh:
            return f"{said}{'选了' if holds else '没有选'}{other}"
        return f"{said} {'includes' if holds else 'does not include'} {other}"

    def _named(self, side: Expr, constant: Expr, scope: Scope) -> str:
        """Return a constant as the label of the choice it stands for."""
        value = constant.value if isinstance(constant, Literal) else None
        if isinstance(constant, Number):
            value = to_text(constant.value)
        schema = target(side, scope) if isinstance(side, Path) else None
        node = self._plain.nodes.get(schema.path) if schema is not None else None
        if value is None or node is None:
            return self.value(constant, scope)
        for choice in node.choices:
            if choice.value == value:
                return self._quote(choice.labels.get(self._language) or value)
        return self.value(constant, scope)

    def _label(self, schema: SchemaNode) -> str:
        node = self._plain.nodes.get(schema.path)
        return node.label(self._language) if node is not None else schema.name

    def _quote(self, text: str) -> str:
        return f"“{text}”" if self._zh else f'"{text}"'

    def _bracket(self, text: str) -> str:
        return f"（{text}）" if self._zh else f"({text})"

    def _pick(self, pair: tuple[str, str]) -> str:
        return pair[0] if self._zh else pair[1]


def _operands(expr: Binary) -> list[Expr]:
    parts: list[Expr] = []
    inner: Expr = expr
    while isinstance(inner, Binary) and inner.op == expr.op:
        parts.append(inner.right)
        inner = inner.left
    parts.append(inner)
    return parts[::-1]
