"""How far apart two words are, and which known word a misspelt one was probably meant to be.

Linter, intake and XPath functions call it. Must never correct anything: a near word is offered.
"""

from __future__ import annotations

from collections.abc import Iterable


def distance(left: str, right: str, limit: int) -> int:
    """Return the number of letters to add, drop, change or swap; `limit` + 1 when more."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        after = [i, *[0] * len(right)]
        for j, b in enumerate(right, 1):
            after[j] = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                after[j] = min(after[j], before[j - 2] + 1)
        before, row = row, after
        if min(row) > limit:
            return limit + 1
    return row[-1]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word a slip of the fingers away, '' when none is really near.

    One letter may differ in words of three to five, two in six to nine, three in longer ones; a
    word of two Chinese characters may differ in none.
    """
    size = len(word)
    limit = 0 if size < 3 else 1 if size < 6 else 2 if size < 10 else 3
    best, found = limit + 1, ""
    if size > 64:
        return ""
    for candidate in sorted(known):
        if len(candidate) < 3 or candidate == word:
            continue
        away = distance(word, candidate, limit)
        if away < best and away < len(candidate) / 2:
            best, found = away, candidate
    return found
