"""Recursive descent from tokens to the syntax tree.

Form loading and the linter call `parse`. Must never evaluate anything and never look at a form.
"""

from __future__ import annotations

from functools import lru_cache

from inspector_app.xforms.model import Bilingual
from inspector_app.xforms.xpath.ast import (
    Binary,
    Call,
    Expr,
    Filter,
    Literal,
    Negate,
    Number,
    Path,
    Reference,
    Step,
)
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.lexer import Token, tokenize

MAX_DEPTH = 120
_FLAT = frozenset(
    ("and", "or", "+", "-", "*", "div", "mod")
)  # the compiler needs no depth for them

AXES = frozenset(
    ("child", "parent", "self", "descendant", "descendant-or-self", "ancestor", "ancestor-or-self",
     "following-sibling", "preceding-sibling", "following", "preceding", "attribute")
)  # fmt: skip
_NODE_TESTS = frozenset(("node", "text", "comment", "processing-instruction"))
_LEVELS = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5,
    "*": 6, "div": 6, "mod": 6,
}  # fmt: skip
_UNION = 8


@lru_cache(maxsize=512)
def parse(source: str) -> Expr:
    """Return the syntax tree of an expression.

    Raises:
        ExpressionError: `xpath-syntax` or `xpath-wide` with the offset.
    """
    return _Parser(source).parse()


class _Parser:
    __slots__ = ("depth", "index", "source", "token", "tokens")

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.index = 0
        self.token: Token = self.tokens[0]
        self.depth = 0

    def parse(self) -> Expr:
        if self.token.kind == "end":
            raise ExpressionError("xpath-syntax", 0, "表达式是空的", "the expression is empty")
        expr = self.binary(0)
        if self.token.kind != "end":
            raise self.unexpected()
        return expr

    def advance(self) -> Token:
        token = self.token
        if token.kind == "end":
            raise self.unexpected()
        self.index += 1
        self.token = self.tokens[self.index]
        return token

    def is_symbol(self, text: str) -> bool:
        return self.token.kind == "symbol" and self.token.text == text

    def expect(self, text: str, opened: Token | None = None) -> Token:
        if self.token.kind == "symbol" and self.token.text == text:
            return self.advance()
        if opened is not None and self.token.kind == "end":
            raise ExpressionError(
                "xpath-syntax",
                opened.start,
                f"括号“{opened.text}”没有对应的“{text}”",
                f"“{opened.text}” is never closed by “{text}”",
                Bilingual(f"补上“{text}”", f"Add “{text}”"),
            )
        raise self.unexpected(text)

    def unexpected(self, wanted: str = "") -> ExpressionError:
        token = self.token
        tail_zh = f"，此处应为“{wanted}”" if wanted else ""
        tail_en = f"; “{wanted}” was expected" if wanted else ""
        if token.kind == "end":
            return ExpressionError(
                "xpath-syntax", len(self.source.rstrip()), f"表达式没有写完{tail_zh}",
                f"the expression is not finished{tail_en}",
            )  # fmt: skip
        fix = None
        if token.kind == "name" and token.text.lower() in ("and", "or", "div", "mod"):
            fix = Bilingual(f"改成小写 {token.text.lower()}", f"Write {token.text.lower()}")
        return ExpressionError(
            "xpath-syntax", token.start, f"多余或放错的“{token.text}”{tail_zh}",
            f"“{token.text}” is not allowed here{tail_en}", fix,
        )  # fmt: skip

    def too_deep(self, token: Token) -> ExpressionError:
        return ExpressionError(
            "xpath-syntax", token.start, "表达式嵌套过深", "the expression is nested too deeply"
        )

    def binary(self, minimum: int) -> Expr:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep(self.token)
        left = self.unary()
        links = 0
        while True:
            token = self.token
            if token.kind != "operator" and token.kind != "symbol":
                break
            level = _LEVELS.get(token.text, 0)
            if level <= minimum or (token.text == "*" and token.kind != "operator"):
                break
            self.advance()
            right = self.binary(level)
            if token.text not in _FLAT or getattr(left, "op", "") not in _FLAT:
                links += 1
                if links > MAX_DEPTH:
                    raise self.too_deep(token)
            left = Binary(token.text, left, right, left.start, right.end)
        self.depth -= 1
        return left

    def unary(self) -> Expr:
        if self.is_symbol("-"):
            token = self.advance()
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise self.too_deep(token)
            operand = self.unary()
            self.depth -= 1
            return Negate(operand, token.start, operand.end)
        left = self.path()
        links = 0
        while self.is_symbol("|"):
            links += 1
            if links > MAX_DEPTH:
                raise self.too_deep(self.token)
            self.advance()
            right = self.path()
            left = Binary("|", left, right, left.start, right.end)
        return left

    def path(self) -> Expr:
        token = self.token
        kind = token.kind
        if kind == "path":
            return _plain_path(self.advance())
        if kind in ("number", "literal", "reference") or self.is_symbol("(") or self._is_call():
            return self.filtered()
        if kind == "symbol" and token.text in ("/", "//"):
            steps: list[Step] = []
            self.advance()
            if token.text == "//":
                steps.append(_any_depth(token))
                steps.append(self.step())
            elif self._starts_step():
                steps.append(self.step())
            else:
                return Path(True, None, (), token.start, token.end)
            self.more_steps(steps)
            return Path(True, None, tuple(steps), token.start, steps[-1].end)
        if self._starts_step():
            steps = [self.step()]
            self.more_steps(steps)
            return Path(False, None, tuple(steps), token.start, steps[-1].end)
        raise self.unexpected()

    def _is_call(self) -> bool:
        if self.token.kind != "name":
            return False
        following = self.tokens[self.index + 1]
        return (
            following.kind == "symbol"
            and following.text == "("
            and self.token.text not in _NODE_TESTS
        )

    def _starts_step(self) -> bool:
        token = self.token
        return token.kind == "name" or (
            token.kind == "symbol" and token.text in (".", "..", "@", "*")
        )

    def more_steps(self, steps: list[Step]) -> None:
        while self.token.kind == "symbol" and self.token.text in ("/", "//"):
            token = self.advance()
            if token.text == "//":
                steps.append(_any_depth(token))
            if not self._starts_step():
                raise self.unexpected()
            steps.append(self.step())

    def step(self) -> Step:
        token = self.advance()
        if token.text == "." and token.kind == "symbol":
            return self.with_predicates("self", "node()", token)
        if token.text == ".." and token.kind == "symbol":
            return self.with_predicates("parent", "node()", token)
        axis = "child"
        name = token
        if token.kind == "symbol" and token.text == "@":
            axis = "attribute"
            name = self.advance()
        elif token.kind == "name" and self.is_symbol("::"):
            if token.text not in AXES:
                raise ExpressionError(
                    "xpath-syntax", token.start, f"没有轴“{token.text}”", f"no axis “{token.text}”"
                )
            axis = token.text
            self.advance()
            name = self.advance()
        if name.kind != "name" and not (name.kind == "symbol" and name.text == "*"):
            self.index -= 1
            self.token = name
            raise self.unexpected()
        test = name.text
        if test in _NODE_TESTS and self.is_symbol("("):
            opened = self.advance()
            if test == "processing-instruction" and self.token.kind == "literal":
                self.advance()  # XPath 1.0 section 2.3: only this one may name what it wants
            self.expect(")", opened)
            test += "()"
        return self.with_predicates(axis, test, token)

    def with_predicates(self, axis: str, test: str, first: Token) -> Step:
        if not self.is_symbol("["):
            end = self.tokens[self.index - 1].end
            return Step(axis, test, (), first.start, end)
        predicates = self.predicates()
        return Step(axis, test, predicates, first.start, self.tokens[self.index - 1].end)

    def predicates(self) -> tuple[Expr, ...]:
        found: list[Expr] = []
        while self.is_symbol("["):
            opened = self.advance()
            found.append(self.binary(0))
            self.expect("]", opened)
        return tuple(found)

    def filtered(self) -> Expr:
        base = self.primary()
        if self.is_symbol("["):
            predicates = self.predicates()
            end = self.tokens[self.index - 1].end
            base = Filter(base, predicates, base.start, end)
        if self.token.kind == "symbol" and self.token.text in ("/", "//"):
            steps: list[Step] = []
            self.more_steps(steps)
            return Path(False, base, tuple(steps), base.start, steps[-1].end)
        return base

    def primary(self) -> Expr:
        token = self.advance()
        if token.kind == "number":
            return Number(float(token.text), token.start, token.end)
        if token.kind == "literal":
            return Literal(token.text[1:-1], token.start, token.end)
        if token.kind == "reference":
            return Reference(token.text[2:-1].strip(), token.start, token.end)
        if token.kind == "symbol":
            expr = self.binary(0)
            self.expect(")", token)
            return expr
        opened = self.expect("(")
        args: list[Expr] = []
        if not self.is_symbol(")"):
            args.append(self.binary(0))
            while self.is_symbol(","):
                self.advance()
                args.append(self.binary(0))
        closed = self.expect(")", opened)
        return Call(token.text, tuple(args), token.start, closed.end)


def _plain_path(token: Token) -> Path:
    steps: list[Step] = []
    at = token.start
    for name in token.text[1:].split("/"):
        end = at + 1 + len(name)
        steps.append(Step("child", name, (), at + 1, end))
        at = end
    return Path(True, None, tuple(steps), token.start, token.end)


def _any_depth(token: Token) -> Step:
    return Step("descendant-or-self", "node()", (), token.start, token.end)
