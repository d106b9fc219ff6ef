"""Writes `resources/pinyin/initials.txt` from pypinyin: first letters of characters.

Run by hand after an update of pypinyin: `python build_scripts/initials.py`. The program itself
never needs pypinyin: 47,000 phrases and every tone are 3.7 MB
that a search by initials has no use for.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

TARGET = Path(__file__).resolve().parents[1] / "resources" / "pinyin" / "initials.txt"
FIRST, LAST = 0x3400, 0x9FFF
LONGEST_PHRASE = 4
_HEAD = """\
# First letters of Chinese characters, for searching units by the initials of their names.
# Written by build_scripts/initials.py from pypinyin (MIT, see LICENSE); do not edit.
# One line a letter; then words in which a character is read otherwise: word, letters.
"""


def letter_of(reading: str) -> str:
    """Return the plain first letter of a reading with tone marks; '' when it has none."""
    plain = unicodedata.normalize("NFD", reading.partition(",")[0].strip().lower())
    return plain[0] if plain and "a" <= plain[0] <= "z" else ""


def single() -> dict[str, str]:
    """Return the letter of each character by its most usual reading."""
    found = {}
    for code, readings in PINYIN_DICT.items():
        letter = letter_of(readings)
        if FIRST <= code <= LAST and letter:
            found[chr(code)] = letter
    return found


def phrases(letters: dict[str, str]) -> dict[str, str]:
    """Return the words whose letters differ from those of their characters."""
    found = {}
    for word, readings in PHRASES_DICT.items():
        if len(word) > LONGEST_PHRASE or any(c not in letters for c in word):
            continue
        spelled = "".join(letter_of(reading[0]) for reading in readings)
        if len(spelled) == len(word) and spelled != "".join(letters[c] for c in word):
            found[word] = spelled
    return found


def text() -> str:
    """Return the file."""
    letters = single()
    by_letter: dict[str, list[str]] = defaultdict(list)
    for character, letter in sorted(letters.items()):
        by_letter[letter].append(character)
    lines = [f"{letter} {''.join(by_letter[letter])}" for letter in sorted(by_letter)]
    lines += [f"{word} {spelled}" for word, spelled in sorted(phrases(letters).items())]
    return _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf-8")
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes\n")
