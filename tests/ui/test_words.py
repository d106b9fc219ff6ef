"""Every string speaks both languages, with the same slots, and every key that is used exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inspector_app.ui.i18n import Say
from inspector_app.ui.screens.registry import TABLES

UI = Path(__file__).parents[2] / "inspector_app" / "ui"
SLOT = re.compile(r"\{([a-z_0-9]*)\}")
USED = re.compile(r"\bsay\(\s*\"([a-z0-9.-]+)\"")
WORDS = {key: pair for table in TABLES for key, pair in table.items()}


@pytest.mark.parametrize("key", sorted(WORDS))
def test_a_string_has_both_languages_with_the_same_slots(key: str) -> None:
    chinese, english = WORDS[key]
    assert chinese.strip()
    assert english.strip()
    assert set(SLOT.findall(chinese)) == set(SLOT.findall(english))


def test_every_string_that_is_asked_for_exists() -> None:
    asked = {
        key for path in UI.rglob("*.py") for key in USED.findall(path.read_text(encoding="utf-8"))
    }
    assert asked - set(WORDS) == set()


def test_no_string_is_listed_twice() -> None:
    assert len(WORDS) == sum(len(table) for table in TABLES)


def test_an_unknown_string_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        Say("zh", *TABLES)("no.such-string")


def test_english_uses_straight_quotes() -> None:
    curly = [key for key, (_, english) in WORDS.items() if "’" in english or "‘" in english]
    assert curly == []
