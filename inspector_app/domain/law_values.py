"""The values of the law catalogue: laws, versions, renumbering, penalty bands, provisions.

Built by `law_reading`; `law` resolves citations with them. Must never claim more than is known:
each version, map and paraphrase carries its own mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Verified(StrEnum):
    """How well the catalogue knows a version."""

    TEXT = "text"
    SECOND_HAND = "second-hand"
    NO = "no"


class Level(StrEnum):
    """Rank of a source; `POLICY` and `REQUIREMENT` are no law and carry no order (lint C-06)."""

    LAW = "law"
    REGULATION = "regulation"
    RULE = "rule"
    NORMATIVE = "normative"
    STANDARD = "standard"
    POLICY = "policy"
    REQUIREMENT = "requirement"

    @property
    def is_law(self) -> bool:
        """Tell whether an order to correct may rest on it."""
        return self not in {Level.POLICY, Level.REQUIREMENT, Level.STANDARD}


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a law.

    Attributes:
        valid_from, valid_to: Inclusive days; None = open (a placeholder without a date: always).
        articles: Number of articles, None if not known.
        doubts: Names of the fields above that are not verified.
        read: Articles of which the text was read; empty = all of them (with `Verified.TEXT`).
        approved_by: Legal officer and date of the bureau's approval, '' = not approved.
        replaced_by: Key of the other law that took its place, '' = none.
    """

    id: str
    valid_from: date | None
    valid_to: date | None
    articles: int | None
    verified: Verified
    doubts: tuple[str, ...]
    source_note: str
    checked_on: date | None
    approved_by: str
    read: frozenset[int] = frozenset()
    replaced_by: str = ""

    def covers(self, day: date) -> bool:
        """Tell whether the version is in force on `day`."""
        if self.valid_from is not None and day < self.valid_from:
            return False
        return self.valid_to is None or day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Renumbering:
    """How articles moved from one version to the next.

    Attributes:
        shifts: (first, last, shift) of blocks that moved together.
        single: Old `article`, `article.clause` or `article(item)` -> new ones.
        gone: Old places without a successor.
        complete: Every old article is mapped or gone; what leads nowhere back is new.
        subjects: Old article -> words a sentence about it uses, for the lint of old numbers.
    """

    source: str
    target: str
    verified: Verified
    shifts: tuple[tuple[int, int, int], ...]
    single: Mapping[str, tuple[str, ...]]
    gone: frozenset[str] = frozenset()
    complete: bool = False
    subjects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def forward(self, place: str) -> tuple[str, ...]:
        """Return the new places of an old `21` or `21(3)`; () when gone or the map is silent."""
        if place in self.gone or article_of(place) in self.gone:
            return ()
        for old in (place, article_of(place)):
            if old in self.single:
                kept = place.removeprefix(old)
                return tuple(new if "(" in new else new + kept for new in self.single[old])
        return self._shifted(place, 1)

    def backward(self, place: str) -> tuple[str, ...]:
        """Return the old places of a new `23(3)`; () when new or the map does not say."""
        found = [old for old, news in self.single.items() if place in news]
        if not found:
            article = article_of(place)
            found = [
                old if "(" in old else old + place.removeprefix(article)
                for old, news in self.single.items()
                if article in news
            ]
            # what the shift leads back to may itself have moved elsewhere, item by item
            found += [old for old in self._shifted(place, -1) if place in self.forward(old)]
        items = {article_of(old) for old in found if old != article_of(old)}
        return tuple(dict.fromkeys(old for old in found if old not in items))

    def _shifted(self, place: str, direction: int) -> tuple[str, ...]:
        article = article_of(place)
        if not article.isdigit():
            return ()
        for first, last, shift in self.shifts:
            moved = 0 if direction == 1 else shift
            if first + moved <= int(article) <= last + moved:
                return (str(int(article) + direction * shift) + place.removeprefix(article),)
        return ()


@dataclass(frozen=True, slots=True)
class Band:
    """A penalty band, shown as information with the competent bodies; amounts in yuan.

    Attributes:
        times: Multiples of the turnover from `turnover_from` upwards; below: amounts under it.
        income: The multiples are of the unlawful income, not of the turnover.
        fine: Lowest and highest fine where no turnover counts; (0, 0) = not of this kind.
        persons: The same for those responsible in person.
        version: Version whose numbering `article` follows, '' = the newest.
    """

    article: str
    breach: str
    by: tuple[str, ...]
    action: str
    turnover_from: int = 0
    times: tuple[int, int] = (0, 0)
    below: tuple[int, int] = (0, 0)
    fine: tuple[int, int] = (0, 0)
    persons: tuple[int, int] = (0, 0)
    income: bool = False
    version: str = ""


class Origin(StrEnum):
    """Where the paraphrase of a provision comes from."""

    COPY = "copy"  # a public copy of the promulgated text, read
    NOTE = "note"  # the domain note, whose author read the text
    QUOTED = "quoted"  # somebody else's quotation
    NONE = "none"  # no text seen: what others say it is about


@dataclass(frozen=True, slots=True)
class Provision:
    """What one article, clause or item says, in plain words; never the text itself.

    Attributes:
        version: Id of the version it stands in; `place` is numbered as there.
        says: Paraphrase, one or two sentences.
        verified: How well this paraphrase is known; the version has its own mark.
    """

    version: str
    place: str
    heading: str
    says: str
    verified: Verified
    origin: Origin


@dataclass(frozen=True, slots=True)
class Law:
    """A law, regulation, rule, standard or circular.

    Attributes:
        title_verified: False for a placeholder or a title in our own words.
    """

    key: str
    title: str
    short: tuple[str, ...]
    level: Level
    issuer: str
    number: str
    versions: tuple[Version, ...]
    maps: tuple[Renumbering, ...] = ()
    bands: tuple[Band, ...] = ()
    provisions: tuple[Provision, ...] = ()
    title_verified: bool = True

    @property
    def newest(self) -> Version:
        """The version that bases are numbered after unless they say otherwise."""
        return max(self.versions, key=lambda version: version.valid_from or date.min)

    def on(self, day: date) -> Version | None:
        """Return the version in force on `day`."""
        return next((version for version in self.versions if version.covers(day)), None)


def article_of(place: str) -> str:
    """Return the article of a place: `23` of `23(3)`, `13` of `13.1`."""
    return re.split(r"[.(]", place, maxsplit=1)[0]
