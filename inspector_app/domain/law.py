"""The law catalogue as values: laws, versions, renumbering, and citations resolved for a day.

`services` reads `resources/law/*.json` (or a signed update) and hands the parsed JSON to
`catalogue_from_json`. A basis is written `key:article(item)` and printed with generated Chinese
numerals. Must never make an unverified citation look verified. Source: domain note 1.4.

Basis syntax, blank separated: `cafe:31(5)` article 31 item (五); `cafe:13.1` article 13 clause 1;
`policy54` the whole document; a trailing `?` = the article is not verified (U, 条号待核);
`csl@2016:21` = numbered as in that version instead of the newest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from inspector_app.domain.numerals import chinese_number
from inspector_app.errors import KnownError

_KEY = re.compile(
    r"^(?P<law>[a-z][a-z0-9_]*)(?:@(?P<version>\d+))?"
    r"(?::(?P<article>\d+(?:\.\d+)*)(?:\((?P<item>\d+)\))?)?(?P<open>\?)?$"
)


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
        single: Old `article` or `article(item)` -> new ones.
    """

    source: str
    target: str
    verified: Verified
    shifts: tuple[tuple[int, int, int], ...]
    single: Mapping[str, tuple[str, ...]]

    def forward(self, place: str) -> tuple[str, ...]:
        """Return the new places of an old `21` or `21(3)`; () when the map does not say."""
        for old in (place, _article_of(place)):
            if old in self.single:
                kept = place.removeprefix(old)
                return tuple(new if "(" in new else new + kept for new in self.single[old])
        return self._shifted(place, 1)

    def backward(self, place: str) -> tuple[str, ...]:
        """Return the old places of a new `23(3)`; () when the map does not say."""
        article = _article_of(place)
        found = [old for old, news in self.single.items() if place in news]
        if not found:
            found = [
                old if "(" in old else old + place.removeprefix(article)
                for old, news in self.single.items()
                if article in news
            ]
        return tuple(found) or self._shifted(place, -1)

    def _shifted(self, place: str, direction: int) -> tuple[str, ...]:
        article = _article_of(place)
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
        fine: Lowest and highest fine where no turnover counts; (0, 0) = not of this kind.
    """

    article: str
    breach: str
    by: tuple[str, ...]
    action: str
    turnover_from: int = 0
    times: tuple[int, int] = (0, 0)
    below: tuple[int, int] = (0, 0)
    fine: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Law:
    """A law, regulation, rule, standard or circular."""

    key: str
    title: str
    short: tuple[str, ...]
    level: Level
    issuer: str
    number: str
    versions: tuple[Version, ...]
    maps: tuple[Renumbering, ...] = ()
    bands: tuple[Band, ...] = ()

    @property
    def newest(self) -> Version:
        """The version that bases are numbered after unless they say otherwise."""
        return max(self.versions, key=lambda version: version.valid_from or date.min)

    def on(self, day: date) -> Version | None:
        """Return the version in force on `day`."""
        return next((version for version in self.versions if version.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Reference:
    """A parsed basis: law, version ('' = newest), article ('' = whole text), item 0 = none."""

    law: str
    version: str
    article: str
    item: int
    open: bool

    @property
    def place(self) -> str:
        """Article with item, `23(3)`."""
        return f"{self.article}({self.item})" if self.item else self.article


class BasisState(StrEnum):
    """What may be done with a resolved citation."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"  # prints with a mark; blocks a final document (C-05)
    OUT_OF_FORCE = "out-of-force"  # C-01, C-03
    UNKNOWN = "unknown"  # law or article not in the catalogue (C-04)


@dataclass(frozen=True, slots=True)
class Basis:
    """A basis resolved for a day.

    Attributes:
        title: Full title, 《…》; place: 第二十三条第（三）项, '' for the whole document.
        version: Id of the version in force, '' if none is.
        is_law: Whether an order may rest on it (C-06).
        approved: Whether the bureau's legal unit approved that version (C-08).
    """

    key: str
    title: str
    place: str
    state: BasisState
    version: str
    is_law: bool
    approved: bool

    @property
    def text(self) -> str:
        """As printed; an unverified one carries its mark."""
        mark = {
            BasisState.VERIFIED: "",
            BasisState.UNVERIFIED: "（待核）" if self.place else "（条号待核）",
            BasisState.OUT_OF_FORCE: "（检查日未施行或已失效）",
            BasisState.UNKNOWN: "（法规库无此条）",
        }[self.state]
        if not self.is_law and not self.place and self.state is BasisState.UNVERIFIED:
            mark = "（待核）"
        return f"{self.title}{self.place}{mark}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All laws by key."""

    laws: Mapping[str, Law] = field(default_factory=dict)

    def resolve(self, key: str, day: date) -> Basis:
        """Resolve one basis for the day of the visit.

        Args:
            key: `csl:23(3)`.
            day: Inspection date: start of the visit.
        Raises:
            KnownError: `law.key-unreadable`; an unknown law is a state, not an error.
        """
        reference = parse_reference(key)
        law = self.laws.get(reference.law)
        if law is None:
            return Basis(key, f"《{reference.law}》", "", BasisState.UNKNOWN, "", False, False)
        version = law.on(day)
        if version is None:
            place = _printed(law, reference.place)
            state = BasisState.OUT_OF_FORCE
            return Basis(key, _title(law), place, state, "", law.level.is_law, False)
        places, certain = _places(law, reference, version)
        state = _state(law, reference, version, places, certain=certain)
        printed = "、".join(_printed(law, place) for place in places)
        approved = bool(version.approved_by)
        return Basis(key, _title(law), printed, state, version.id, law.level.is_law, approved)

    def resolve_in_force(self, keys: Iterable[str], day: date) -> tuple[Basis, ...]:
        """Resolve several and leave out those not in force on `day`."""
        found = (self.resolve(key, day) for key in keys)
        return tuple(basis for basis in found if basis.state is not BasisState.OUT_OF_FORCE)

    def bands(self, key: str) -> tuple[Band, ...]:
        """Return the penalty bands that name the article of a basis."""
        reference = parse_reference(key)
        law = self.laws.get(reference.law)
        article = _article_of(reference.article)
        return tuple(band for band in law.bands if band.article == article) if law else ()


def parse_reference(key: str) -> Reference:
    """Read a basis.

    Raises:
        KnownError: `law.key-unreadable`.
    """
    match = _KEY.match(key)
    if not match:
        raise KnownError("law.key-unreadable", key=key)
    return Reference(
        law=match["law"],
        version=f"{match['law']}@{match['version']}" if match["version"] else "",
        article=match["article"] or "",
        item=int(match["item"] or 0),
        open=bool(match["open"]),
    )


def joined_text(bases: Sequence[Basis]) -> str:
    """Print several citations, those of one law behind one title: 《…》第九条、第十一条."""
    groups: dict[str, list[Basis]] = {}
    for basis in bases:
        groups.setdefault(basis.title, []).append(basis)
    return "，".join(
        title + "、".join(dict.fromkeys(b.text.removeprefix(title) for b in group))
        for title, group in groups.items()
    ).replace("，《", "、《")


def _places(law: Law, reference: Reference, version: Version) -> tuple[tuple[str, ...], bool]:
    """Return where the basis stands in the version in force, and whether that is certain."""
    authored = reference.version or law.newest.id
    if not reference.article or authored == version.id:
        return ((reference.place,) if reference.article else ()), True
    for move in law.maps:
        if (move.source, move.target) == (authored, version.id):
            moved = move.forward(reference.place)
        elif (move.source, move.target) == (version.id, authored):
            moved = move.backward(reference.place)
        else:
            continue
        if moved:
            return moved, move.verified is Verified.TEXT
    return (reference.place,), False


def _state(
    law: Law, reference: Reference, version: Version, places: Sequence[str], *, certain: bool
) -> BasisState:
    for place in places:
        number = re.match(r"\d+", place)
        if version.articles and number and int(number.group()) > version.articles:
            return BasisState.UNKNOWN
        if version.read and not (number and int(number.group()) in version.read):
            certain = False
    known = version.verified is Verified.TEXT and certain and not reference.open
    if law.level.is_law and not reference.article:
        known = False  # a law is cited by article
    return BasisState.VERIFIED if known else BasisState.UNVERIFIED


def _title(law: Law) -> str:
    if law.level is Level.STANDARD:
        return law.number
    if law.level is Level.REQUIREMENT:
        return law.title
    return (
        f"《{law.title}》（{law.number}）"
        if law.level is Level.POLICY and law.number
        else (f"《{law.title}》")
    )


def _printed(law: Law, place: str) -> str:
    if not place:
        return ""
    if law.level is Level.STANDARD:
        return f" {place}"
    match = re.match(r"(\d+)(?:\.(\d+))?(?:\((\d+)\))?$", place)
    if not match:
        return f" {place}"
    text = f"第{chinese_number(int(match[1]))}条"
    if match[2]:
        text += f"第{chinese_number(int(match[2]))}款"
    return text + (f"第（{chinese_number(int(match[3]))}）项" if match[3] else "")


def _article_of(place: str) -> str:
    return re.split(r"[.(]", place, maxsplit=1)[0]
