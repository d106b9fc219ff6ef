"""First letters of names: words read otherwise, doubtful characters, agreement with pypinyin."""

from __future__ import annotations

import importlib.util
import random
from types import ModuleType

import pytest

from inspector_app.domain.ledger.initials import MOST_VARIANTS, Initials
from inspector_app.installation import installation_folder, resource


@pytest.fixture(scope="module")
def initials() -> Initials:
    return Initials.from_text(resource("pinyin", "initials.txt").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("示例网吧", "slwb"),
        ("重庆示例", "cqsl"),
        ("长春示例", "ccsl"),
        ("朝阳区青禾网咖", "cyqqhwk"),
        ("朝阳区青禾网咖", "zyqqhwk"),
        ("青禾2店", "qh2d"),
        ("k歌王", "kgw"),
    ],
)
def test_letters_are_those_people_type(initials: Initials, name: str, letters: str) -> None:
    assert letters in initials.of(name)


def test_many_doubtful_characters_do_not_multiply(initials: Initials) -> None:
    assert 1 < len(initials.of("长乐重山朝阳厦曾")) <= MOST_VARIANTS


def test_what_is_no_letter_is_left_out(initials: Initials) -> None:
    assert initials.of("青·禾") == ("qh",)
    assert initials.of("") == ()


def test_the_shipped_table_is_what_pypinyin_gives() -> None:
    script = _script()
    assert script.text() == resource("pinyin", "initials.txt").read_text("utf-8")


def test_single_characters_agree_with_pypinyin_one_by_one(initials: Initials) -> None:
    from pypinyin import Style, lazy_pinyin

    letters = _script().single()
    for character in random.Random(1).sample(sorted(letters), 500):
        (expected,) = lazy_pinyin(character, style=Style.NORMAL, errors="ignore") or [""]
        assert initials.of(character)[0] == _plain(expected), character


def _plain(syllable: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFD", syllable)[0]


def _script() -> ModuleType:
    path = installation_folder() / "build_scripts" / "initials.py"
    spec = importlib.util.spec_from_file_location("initials_script", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
