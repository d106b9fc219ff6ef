"""Citations as they stand in a text: outdated numbers, versions not in force, short titles.

Pure; rules C-01 … C-04 and C-10. Called by `services/writing` on everything a record prints and by
the tests on every shipped sentence. Must never rewrite a citation: it offers, people decide.
Source: domain note 1.2, 1.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from inspector_app.domain.filing.values import Level
from inspector_app.domain.law import Catalogue, Law, Version, printed_place
from inspector_app.domain.numerals import number_of
from inspector_app.domain.wording import Text

_NUMBER = "[0-9零〇一二三四五六七八九十百]+"
_PLACE = re.compile(f"第({_NUMBER})条")
_TITLED = re.compile(
    f"《([^《》]{{2,40}})》(?:（[^（）]{{1,30}}）)?((?:第{_NUMBER}条[^，。；《]*)?)"
)
_SENTENCE = re.compile(r"[^。；\n]+")
_ORDERS = {"151": "mps151", "176": "mps176"}
_ORDER = re.compile(r"(?:公安部令?第?|第)?(151|176)号令?")


@dataclass(frozen=True, slots=True)
class CitationProblem:
    """What is wrong with one citation in a text.

    Attributes:
        rule: `C-01` … `C-10`.
    """

    rule: str
    level: Level
    message: Text
    fix: Text


@dataclass(frozen=True, slots=True)
class _Mention:
    law: Law
    called: str
    articles: tuple[int, ...]
    sentence: str


def citation_problems(text: str, catalogue: Catalogue, day: date) -> tuple[CitationProblem, ...]:
    """Return what is wrong with the citations of a text, each problem once.

    Args:
        day: Inspection date: start of the visit.
    """
    found: dict[tuple[str, str], CitationProblem] = {}
    for mention in _mentions(text, catalogue):
        for problem in _judged(mention, day):
            found.setdefault((problem.rule, problem.message.zh), problem)
    return tuple(found.values())


def _mentions(text: str, catalogue: Catalogue) -> Iterator[_Mention]:
    named = {
        name: law
        for law in catalogue.laws.values()
        for name in (law.title, _plain(law.title), *law.short)
    }
    bare = _bare(named)
    for sentence in _SENTENCE.findall(text):
        for title, places in (*_TITLED.findall(sentence), *bare.findall(sentence)):
            law = named.get(title)
            if law is not None:
                yield _Mention(law, title, _articles(places), sentence)
        for number in _ORDER.findall(sentence):
            law = catalogue.laws.get(_ORDERS[number])
            if law is not None:
                yield _Mention(law, law.title, (), sentence)


def _bare(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds a name without 《》 before an article; 条例 may end another name."""
    longest = sorted(names, key=len, reverse=True)
    long = "|".join(re.escape(name) for name in longest if len(name) > 2)
    short = "|".join(re.escape(name) for name in longest if len(name) <= 2)
    name = f"(?<!《)(?:{long})" + (f"|(?<![《\u4e00-\u9fff])(?:{short})" if short else "")
    return re.compile(f"({name})(第{_NUMBER}条[^，。；《]*)")


def _plain(title: str) -> str:
    return title.removeprefix("中华人民共和国")


def _articles(places: str) -> tuple[int, ...]:
    numbers = (number_of(text) for text in _PLACE.findall(places))
    return tuple(number for number in numbers if number is not None)


def _judged(mention: _Mention, day: date) -> Iterator[CitationProblem]:
    law = mention.law
    version = law.on(day)
    if version is None:
        yield CitationProblem(
            "C-03" if law.key in _ORDERS.values() else "C-01",
            Level.ERROR,
            Text(
                f"《{law.title}》在检查日不施行。",
                f"{law.title} is not in force on the visit's day.",
            ),
            Text("改引检查日施行的规定。", "Cite what was in force on that day."),
        )
        return
    if mention.called != law.title and law.level.is_law:
        yield CitationProblem(
            "C-10",
            Level.WARNING,
            Text(f"“{mention.called}”是简称。", f"“{mention.called}” is a short title."),
            Text(f"写全称《{law.title}》。", f"Write the full title: {law.title}."),
        )
    for article in mention.articles:
        if version.articles and article > version.articles:
            yield CitationProblem(
                "C-04",
                Level.ERROR,
                Text(
                    f"《{law.title}》只有 {version.articles} 条，没有第 {article} 条。",
                    f"{law.title} has {version.articles} articles, no article {article}.",
                ),
                Text("核对条号。", "Check the number."),
            )
        else:
            yield from _outdated(mention, version, article)


def _outdated(mention: _Mention, version: Version, article: int) -> Iterator[CitationProblem]:
    """Compare the sentence's subject with what the number meant before and means now."""
    law = mention.law
    for move in law.maps:
        if move.target != version.id:
            continue
        before = move.subjects.get(str(article), ())
        now = [
            word
            for old in move.backward(str(article))
            for word in move.subjects.get(old.split("(")[0], ())
        ]
        if not _speaks_of(mention.sentence, before) or _speaks_of(mention.sentence, now):
            continue
        places = "、".join(printed_place(law, place) for place in move.forward(str(article)))
        if not places:
            continue
        yield CitationProblem(
            "C-02",
            Level.WARNING,
            Text(
                f"《{law.title}》第 {article} 条像是修订前的条号，现为{places}。",
                f"Article {article} of {law.title} looks like the old number; now {places}.",
            ),
            Text(f"核对后改为{places}。", f"If so, write {places}."),
        )


def _speaks_of(sentence: str, words: tuple[str, ...] | list[str]) -> bool:
    return any(word in sentence for word in words)
