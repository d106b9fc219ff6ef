"""Search keys of the ledger: neighbouring signs of Chinese text, triples of letters and digits.

SQLite's own trigrams find nothing for two characters, and pairs of digits stand in every number:
Chinese text is cut into pairs, letters and digits into triples as well. Used by `units`. Pure but
for the shipped table of initials, read once.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from inspector_app.domain.ledger.cleaning import folded
from inspector_app.domain.ledger.initials import Initials
from inspector_app.installation import resource

INDEX_VERSION = 1
"""Of what `keys_of` makes; a store indexed otherwise is indexed anew when it is opened."""

MOST_ASKED = 24
"""Keys of one word that are looked up; the rest of a long word is only compared."""

normalise = folded


@lru_cache(maxsize=1)
def _initials() -> Initials:
    return Initials.from_text(resource("pinyin", "initials.txt").read_text("utf-8"))


def initials_of(normalised_name: str) -> tuple[str, ...]:
    """Return the first letters of a name, in its likely readings; none without Chinese."""
    if normalised_name.isascii():
        return ()
    return _initials().of(normalised_name)


def category_key(category: str) -> str:
    """Return the key of a category; no text can hold it: it is longer than three signs."""
    return "类别" + category.replace("_", "")


def keys_of(texts: list[str]) -> dict[str, None]:
    """Return all keys of normalised texts: single signs, pairs, and triples within ASCII."""
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(text))
        found.update(dict.fromkeys(map("".join, pairwise(text))))
        if text.isascii():
            found.update(dict.fromkeys(text[i : i + 3] for i in range(len(text) - 2)))
        else:
            found.update(
                dict.fromkeys(t for i in range(len(text) - 2) if (t := text[i : i + 3]).isascii())
            )
    return found


def asked_keys(word: str) -> list[str]:
    """Return the keys every text has that contains a normalised word."""
    if len(word) < 3:
        return [word] if word else []
    found: dict[str, None] = {}
    covered = -1  # first sign of the last pair that a triple holds already
    for at in range(len(word) - 1):
        triple = word[at : at + 3]
        if len(triple) == 3 and triple.isascii():
            found[triple] = None
            covered = at + 1
        elif at > covered:
            found[word[at : at + 2]] = None
    return list(found)[:MOST_ASKED]


def match_query(words: list[str], category: str = "") -> str:
    """Return the FTS5 query for normalised words, of one category or all; '' asks for nothing."""
    keys = [key for word in words for key in asked_keys(word)]
    if category and keys:
        keys.append(category_key(category))
    return " AND ".join(f'"{key}"' for key in keys)
