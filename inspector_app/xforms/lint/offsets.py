"""From an offset in a converted expression back to the cell the author wrote.

The linter calls it. pyxform replaces `${name}` by a path between blanks and wraps choice filters
in a predicate; everything else stays in order.
"""

from __future__ import annotations

import re

_PATH = re.compile(r"\s*(?:current\(\)|instance\('[^']*'\))?[\w./:@\-·]+\s?")


def offset_in_cell(raw: str, expression: str, at: int) -> int | None:
    """Return the offset in the cell's text, None when the two cannot be matched.

    Args:
        raw: The cell, with `${name}`.
        expression: What pyxform made of it.
        at: Offset in `expression`.
    """
    starts = [0]
    if expression.startswith(("instance(", "randomize(")) and "[" in expression:
        starts.insert(0, expression.index("[") + 1)
    for start in starts:
        if at >= start:
            found = _align(raw, expression, start, at)
            if found is not None:
                return found
    return None


def _align(raw: str, expression: str, j: int, at: int) -> int | None:
    i = 0
    while i < len(raw):
        if raw.startswith("${", i):
            end = raw.find("}", i)
            path = _PATH.match(expression, j)
            if end < 0 or path is None:
                return None
            if at < path.end():
                return i
            i, j = end + 1, path.end()
            continue
        if raw[i].isspace():
            i += 1
            continue
        while j < len(expression) and expression[j].isspace():
            j += 1
        if j >= len(expression) or expression[j] != raw[i]:
            return None
        if j >= at:
            return i
        i += 1
        j += 1
    return len(raw) if at >= j else None
