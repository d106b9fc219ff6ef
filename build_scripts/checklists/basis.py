"""Turns the basis column of checklists.json (“条例21、31(五)；82号令11(U)”) into catalogue keys.

Called by the compiler. Short names come from the law catalogue. What is marked (U) or 条号待核
keeps its doubt as a trailing `?`. Must never guess a law: an unknown short name stops the build.
"""

from __future__ import annotations

import re

from build_scripts.checklists.language import LanguageError
from inspector_app.domain.law import Catalogue

_DOUBT = re.compile(r"\(U[^()]*\)|（条号待核）")
_REMARK = re.compile(r"（[^（）]*）|\([≥≤<>][^()]*\)|\(单机[^()]*\)")
_ITEMS = "一二三四五六七八九十"
_ARTICLE = re.compile(r"^(\d+(?:\.\d+)*)((?:\([一二三四五六七八九十]+\))*)$")
_BEFORE = re.compile(r"^\d{4}-\d{2}-\d{2}前：")  # the version's own dates say so already


def basis_keys(text: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the keys of a basis column.

    Args:
        text: Parts by “；”, articles by “、”; “—” = none needed.
        catalogue: Laws with their short names.
    Raises:
        LanguageError: A law or an article that cannot be read.
    """
    if text in {"", "—"}:
        return ()
    names = sorted(
        ((short, law.key) for law in catalogue.laws.values() for short in law.short),
        key=lambda pair: -len(pair[0]),
    )
    keys: list[str] = []
    for piece in text.split("；"):
        keys += _keys_of(_BEFORE.sub("", piece.strip()), names)
    return tuple(dict.fromkeys(keys))


def _keys_of(piece: str, names: list[tuple[str, str]]) -> list[str]:
    doubt = "?" if _DOUBT.search(piece) else ""
    plain = _REMARK.sub("", _DOUBT.sub("", piece)).strip()
    found = next((pair for pair in names if plain.startswith(pair[0])), None)
    if found is None:
        raise LanguageError(f"no law called so in the catalogue: {piece}")
    short, law = found
    rest = plain.removeprefix(short).strip()
    if not rest:
        return [law + doubt]
    return [key for article in rest.split("、") for key in _article_keys(law, article, doubt)]


def _article_keys(law: str, article: str, doubt: str) -> list[str]:
    span = re.fullmatch(r"(\d+)–(\d+)", article)
    if span:
        return [f"{law}:{number}{doubt}" for number in range(int(span[1]), int(span[2]) + 1)]
    match = _ARTICLE.match(article)
    if not match:
        raise LanguageError(f"not an article: {article}")
    items = re.findall(r"\(([^()]+)\)", match[2])
    if not items:
        return [f"{law}:{match[1]}{doubt}"]
    return [f"{law}:{match[1]}({_item(item)}){doubt}" for item in items]


def _item(numeral: str) -> int:
    if numeral == "十":
        return 10
    if numeral.startswith("十"):
        return 10 + _ITEMS.index(numeral[1]) + 1
    return _ITEMS.index(numeral) + 1
