"""Cuts an expression into tokens with offsets, and names the usual slips of a Chinese keyboard.

The parser calls it. Must never guess: a slip is an error with its place, not a correction.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from inspector_app.xforms.model import Bilingual
from inspector_app.xforms.xpath.errors import ExpressionError

MAX_LENGTH = 65_536

_NAME = r"[^\W\d][\w.\-·]*"
_TOKEN = re.compile(
    rf"""[ \t\r\n]*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<reference>\$\{{[^}}]*\}})
    | (?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    | (?P<symbol>::|//|\.\.|!=|<=|>=|[()\[\]@,/|+\-=<>*.])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
# an absolute path of plain names is one token: half of a form's expressions are such paths
_PATH = re.compile(rf"[ \t\r\n]*((?>(?:/{_NAME})+))(?![ \t\r\n]*[\[(:/])")
_OPERATOR_NAMES = frozenset(("and", "or", "div", "mod"))
_GLUED = re.compile(r"(?:and|or|div|mod)(?=\d)")
_BEFORE_OPERAND = frozenset(
    ("", "@", "::", "(", "[", ",", "and", "or", "div", "mod", "*op", "/", "//", "|", "+", "-", "=",
     "!=", "<", "<=", ">", ">=")
)  # fmt: skip
_BEFORE_PATH = _BEFORE_OPERAND - {"@", "::", "/", "//"}
_WIDE = {
    "（": "(", "）": ")", "＝": "=", "，": ",", "、": ",", "＞": ">", "＜": "<", "！": "!",
    "＋": "+",
    "－": "-", "＊": "*", "／": "/", "．": ".", "［": "[", "］": "]", "＇": "'", "＂": '"',
    "“": '"',
    "”": '"', "‘": "'", "’": "'", "；": ",", "：": ":", "｛": "{", "｝": "}", "＄": "$", "｜": "|",
    "\u3000": " ", "\u00a0": " ", "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "div", "—": "-",
    "–": "-",
}  # fmt: skip


class Token(NamedTuple):
    """One token; `kind` is number, literal, reference, name, path, operator, symbol or end."""

    kind: str
    text: str
    start: int
    end: int


def tokenize(source: str) -> list[Token]:
    """Return the tokens of an expression, the last of kind `end`.

    Args:
        source: Expression text, at most 65,536 characters.
    Raises:
        ExpressionError: `xpath-syntax` or `xpath-wide` with the offset of the character.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionError(
            "xpath-syntax", MAX_LENGTH, "表达式过长", "the expression is too long"
        )
    tokens: list[Token] = []
    previous = ""
    position = 0
    match = _TOKEN.match
    match_path = _PATH.match
    append = tokens.append
    while True:
        if previous in _BEFORE_PATH and (path := match_path(source, position)):
            start, position = path.span(1)
            append(Token("path", path[1], start, position))
            previous = "name"
            continue
        found = match(source, position)
        if found is None:
            raise _unexpected(source, position)
        kind = found.lastgroup or "end"
        start, end = found.span(found.lastindex or 0)
        if kind == "end":
            append(Token("end", "", len(source), len(source)))
            return tokens
        text = source[start:end]
        if kind == "name":
            after_operand = previous not in _BEFORE_OPERAND
            if after_operand and (glued := _GLUED.match(text)):
                # `7div2`: where no name can stand, the number is cut off the operator
                text = glued[0]
                end = start + len(text)
            if after_operand and text in _OPERATOR_NAMES:
                kind = "operator"
                previous = text
            else:
                previous = "name"
        elif kind == "symbol":
            if text == "*":
                if previous not in _BEFORE_OPERAND:
                    kind = "operator"
                    previous = "*op"
                else:
                    previous = "name"
            else:
                if text == "=" and previous == "=" and tokens[-1].end == start:
                    raise _doubled(start - 1)
                previous = text
        else:
            previous = kind
        append(Token(kind, text, start, end))
        position = end


def _doubled(at: int) -> ExpressionError:
    return ExpressionError(
        "xpath-syntax",
        at,
        "比较相等只用一个等号",
        "equality is written with one equals sign",
        Bilingual("把 == 改成 =", "Write = instead of =="),
    )


def _unexpected(source: str, position: int) -> ExpressionError:
    while position < len(source) and source[position] in " \t\r\n":
        position += 1
    character = source[position]
    if character in _WIDE:
        plain = _WIDE[character]
        shown = "空格" if plain == " " else plain
        return ExpressionError(
            "xpath-wide",
            position,
            f"表达式中有全角或排版字符“{character}”",
            f"the expression holds the full-width or typographic character “{character}”",
            Bilingual(f"改成半角 {shown}", f"Write the plain character {plain!r}"),
        )
    pair = source[position : position + 2]
    if pair in ("&&", "||"):
        word = "and" if pair == "&&" else "or"
        return ExpressionError(
            "xpath-syntax",
            position,
            f"不能使用 {pair}",
            f"{pair} is not an operator",
            Bilingual(f"改成 {word}", f"Write {word}"),
        )
    if character in "'\"":
        return ExpressionError(
            "xpath-syntax", position, "引号没有结束", "the quoted text never ends",
            Bilingual(f"在文字末尾补上 {character}", f"Add {character} after the text"),
        )  # fmt: skip
    if character == "!":
        return ExpressionError(
            "xpath-syntax", position, "不能用 ! 表示“非”", "! is not an operator",
            Bilingual("改成 not(…) 或 !=", "Write not(…) or !="),
        )  # fmt: skip
    return ExpressionError(
        "xpath-syntax",
        position,
        f"不认识的字符“{character}”",
        f"unexpected character “{character}”",
    )
