"""What is wrong with an expression, with its offset; both languages.

Raised by lexer, parser and compiler; form loading and the linter turn it into a `Problem` with a
place. Must never reach a caller outside `xforms`.
"""

from __future__ import annotations

from inspector_app.xforms.model import Bilingual


class ExpressionError(Exception):
    """One mistake in an expression.

    Attributes:
        code: Linter code (`xpath-syntax`, `xpath-function`, `xpath-arity`, `xpath-path` …).
        at: 0-based offset in the expression's text.
        message: What is wrong.
        fix: What to do; may be empty.
    """

    def __init__(self, code: str, at: int, zh: str, en: str, fix: Bilingual | None = None) -> None:
        super().__init__(f"{code} at {at}: {en}")
        self.code = code
        self.at = at
        self.message = Bilingual(zh, en)
        self.fix = fix or Bilingual("", "")


class UnknownPathError(ExpressionError):
    """A step that no node of the form can match; the path then reads as empty."""
