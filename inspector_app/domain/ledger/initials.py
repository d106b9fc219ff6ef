"""First letters of Chinese names: 示例网吧 -> slwb, as people type them to find a unit.

Made by `storage.search_keys` from the shipped table. Pure. Must never be used to compare names: far
too many share their letters.
"""

from __future__ import annotations

from itertools import product

MOST_VARIANTS = 4
"""Of one name; each common character with two readings doubles them."""

_ALSO = {
    "重": "zc", "长": "cz", "行": "hx", "乐": "ly", "朝": "cz", "单": "ds", "厦": "xs",
    "曾": "zc", "解": "jx", "沈": "sc", "石": "sd", "车": "cj", "藏": "cz", "传": "cz",
    "调": "td", "强": "qj", "盛": "sc", "省": "sx", "宿": "sx", "系": "xj", "校": "xj", "阿": "ae",
    "仇": "cq", "万": "wm", "龟": "gj", "贾": "jg",
    "景": "jy", "遗": "yw", "粘": "nz", "查": "cz", "翟": "zd",
    "奇": "qj", "降": "jx", "尉": "wy",
}  # fmt: skip
"""Characters of place, family and trade names that people read in two ways."""

_LONGEST_WORD = 4


class Initials:
    """The table, ready to use."""

    def __init__(self, letters: dict[int, str], words: dict[str, str]) -> None:
        self._letters = letters
        self._words = words
        self._starts = frozenset(word[0] for word in words)

    @classmethod
    def from_text(cls, text: str) -> Initials:
        """Read the shipped table: a line a letter with its characters, then words."""
        letters: dict[int, str] = {}
        words = {}
        for line in text.splitlines():
            first, _, rest = line.partition(" ")
            if len(first) == 1 and first.isascii() and first.isalpha():
                letters.update((ord(character), first) for character in rest)
            elif first != "#" and rest:
                words[first] = rest
        return cls(letters, words)

    def of(self, name: str) -> tuple[str, ...]:
        """Return the letters of a name, the likeliest first, at most `MOST_VARIANTS` spellings.

        Args:
            name: Normalised; letters and digits stand for themselves, other signs are left out.
        """
        plain = self._spell(name)
        doubtful = [
            at for at, character in enumerate(name) if len(set(_ALSO.get(character, ""))) > 1
        ][: MOST_VARIANTS.bit_length() - 1]
        found = [plain]
        for choice in product(*(_ALSO[name[at]] for at in doubtful)):
            spelled = list(plain)
            for at, letter in zip(doubtful, choice, strict=True):
                spelled[at] = letter
            found.append("".join(spelled))
        kept = ("".join(c for c in one if c.isascii() and c.isalnum()) for one in found)
        return tuple(dict.fromkeys(one for one in kept if one))[:MOST_VARIANTS]

    def _spell(self, name: str) -> str:
        spelled = name.translate(self._letters)
        if self._starts.isdisjoint(name):
            return spelled
        parts, at = [], 0
        while at < len(name):
            for length in range(_LONGEST_WORD, 1, -1):
                word = name[at : at + length]
                if word in self._words and len(word) == length:
                    parts.append(self._words[word])
                    at += length
                    break
            else:
                parts.append(spelled[at])
                at += 1
        return "".join(parts)
