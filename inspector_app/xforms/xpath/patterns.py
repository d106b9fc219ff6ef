"""`regex(text, pattern)`: searches with a limit of time, so that no pattern can hang a form.

`functions` imports it once; the linter checks patterns with it. Must never raise out of a look at a
state: a pattern that takes too long there does not match; while an answer is taken it is refused.

The `regex` module, not `re`: it can stop after a time, and it knows what authors copy from other
engines (`\\p{L}`, possessive quantifiers, `(?<name>…)`, look-behind of any length). RE2 could not
hang either, but knows no look-around and no back-reference, which real forms use.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from inspector_app.errors import KnownError
from inspector_app.xforms.instance import reference_of
from inspector_app.xforms.xpath.ast import Call
from inspector_app.xforms.xpath.compiled import Compiled, Scope, as_text
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.functions import register_special

if TYPE_CHECKING:
    from inspector_app.xforms.xpath.compiler import Compiler

PATIENCE = 0.25
"""Seconds one search may take; an ordinary one takes microseconds."""

_LEAST = 0.02
_MAX_LENGTH = 4_096
_TRANSLATED = re.compile(r"\\(?:k<([^>]*)>|[\s\S])|\[\^?\]?|\]")
_OUTSIDE = {
    r"\d": "[0-9]", r"\w": "[A-Za-z0-9_]", r"\s": r"[ \t\n\r\f\v]",
    r"\D": "[^0-9]", r"\W": "[^A-Za-z0-9_]", r"\S": r"[^ \t\n\r\f\v]",
}  # fmt: skip
_INSIDE = {r"\d": "0-9", r"\w": "A-Za-z0-9_", r"\s": r" \t\n\r\f\v"}
_ATOM = r"(?:\\.|\[(?:\\.|[^\]\\])*\]|[^\\()\[\]|*+?{}^$])"
_NESTED = re.compile(rf"\((?:\?:)?{_ATOM}(?:[*+]|\{{\d+,\}})\)(?:[*+]|\{{\d+,\}})(?![?+]?$)")


class PatternError(Exception):
    """The pattern is none."""


class Pattern:
    """One compiled pattern with its patience, which shrinks each time it is lost."""

    __slots__ = ("_compiled", "_patience")

    def __init__(self, source: str) -> None:
        self._compiled = _compile(source)
        self._patience = PATIENCE

    def search(self, text: str) -> bool:
        """Return whether some part of the text matches.

        Raises:
            TimeoutError: It takes too long.
        """
        try:
            found = self._compiled.search(text, timeout=self._patience) is not None
        except TimeoutError:
            self._patience = max(_LEAST, self._patience / 2)
            raise
        except (MemoryError, RecursionError) as error:
            raise TimeoutError from error
        self._patience = PATIENCE
        return found


def _compile(source: str) -> regex.Pattern[str]:
    if len(source) > _MAX_LENGTH:
        raise PatternError(f"longer than {_MAX_LENGTH} characters")
    unicode_wanted = r"\p" in source or r"\P" in source
    try:
        return regex.compile(
            _translated(source, unicode_wanted), 0 if unicode_wanted else regex.ASCII
        )
    except (regex.error, OverflowError, RecursionError, ValueError, MemoryError) as error:
        raise PatternError(str(error)) from error


def _translated(source: str, unicode_wanted: bool) -> str:
    """Return a pattern with the spelling of the `regex` module.

    `\\d`, `\\w` and `\\s` mean ASCII as in other engines, also beside `\\p{…}`, which does not.
    """
    inside = False

    def part(found: re.Match[str]) -> str:
        nonlocal inside
        text = found[0]
        if found[1] is not None:
            return f"(?P={found[1]})"
        if text.startswith("["):
            inside = True
            return text
        if text == "]":
            inside = False
            return text
        if not unicode_wanted:
            return text
        return (_INSIDE if inside else _OUTSIDE).get(text, text)

    return _TRANSLATED.sub(part, source)


@lru_cache(maxsize=512)
def pattern_of(source: str) -> Pattern:
    """Return a pattern ready to search.

    Raises:
        PatternError: It is wrong.
    """
    return Pattern(source)


@lru_cache(maxsize=512)
def runs_away(source: str) -> bool:
    """Return whether a right pattern takes ever longer on short texts: near-certain cases only.

    Either a repeated group holds nothing but a repetition, or trying it shows.
    """
    if _NESTED.search(source):
        return True
    compiled = _compile(source)
    letters = dict.fromkeys([*re.findall(r"[0-9A-Za-z\u4e00-\u9fff]", source)[:6], "a", "1", " "])
    for letter in letters:
        try:
            compiled.search(letter * 32 + "\x01", timeout=0.05)
        except TimeoutError:
            return True
    return False


def _regex(compiler: Compiler, call: Call, scope: Scope) -> Compiled:
    text_of = as_text(compiler.compile(call.args[0], scope))
    source_of = as_text(compiler.compile(call.args[1], scope))

    def matches(c: Context) -> bool:
        source = source_of(c)
        try:
            return pattern_of(source).search(text_of(c))
        except PatternError:
            return False
        except TimeoutError as error:
            if not c.runtime.storing:
                return False
            raise KnownError(
                "form.pattern-too-slow", ref=reference_of(c.current), pattern=source[:80]
            ) from error

    return Compiled("bool", matches)


register_special("regex", 2, 2, "bool", _regex)
