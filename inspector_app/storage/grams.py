"""Two-character search keys for Chinese text; SQLite's own trigrams find nothing for two
characters.

Used by `units`. Pure functions.
"""

from __future__ import annotations

import unicodedata


def normalise(text: str) -> str:
    """Return NFKC, case-folded text without blanks, punctuation and symbols."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


def pairs(normalised: str) -> tuple[str, ...]:
    """Return the distinct adjacent pairs of a normalised text, in order."""
    return tuple(dict.fromkeys(normalised[i : i + 2] for i in range(len(normalised) - 1)))


def match_query(normalised: str) -> str:
    """Return the FTS5 query that asks for all pairs; '' for fewer than two characters."""
    return " AND ".join(f'"{pair}"' for pair in pairs(normalised))
