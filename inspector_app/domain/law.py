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

from inspector_app.domain.law_values import (
    Band,
    Law,
    Level,
    Origin,
    Provision,
    Renumbering,
    Verified,
    Version,
    article_of,
)
from inspector_app.domain.numerals import chinese_number
from inspector_app.errors import KnownError

__all__ = [
    "Band", "Basis", "BasisState", "Catalogue", "Law", "Level", "Origin", "Provision",
    "Reference", "Renumbering", "Verified", "Version", "article_of", "joined_text",
    "parse_reference", "places_in", "printed_place", "printed_title",
]  # fmt: skip

_KEY = re.compile(
    r"^(?P<law>[a-z][a-z0-9_]*)(?:@(?P<version>\d+))?"
    r"(?::(?P<article>\d+(?:\.\d+)*)(?:\((?P<item>\d+)\))?)?(?P<open>\?)?$"
)


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
            place = printed_place(law, reference.place)
            state = BasisState.OUT_OF_FORCE
            return Basis(key, printed_title(law), place, state, "", law.level.is_law, False)
        places, certain = places_in(law, reference, version)
        if reference.article and not places:  # new since: there was no such article that day
            place, outside = printed_place(law, reference.place), BasisState.OUT_OF_FORCE
            return Basis(key, printed_title(law), place, outside, "", law.level.is_law, False)
        state = _state(law, reference, version, places, certain=certain)
        printed = "、".join(printed_place(law, place) for place in places)
        approved = bool(version.approved_by)
        return Basis(
            key, printed_title(law), printed, state, version.id, law.level.is_law, approved
        )

    def resolve_in_force(self, keys: Iterable[str], day: date) -> tuple[Basis, ...]:
        """Resolve several and leave out those not in force on `day`."""
        found = (self.resolve(key, day) for key in keys)
        return tuple(basis for basis in found if basis.state is not BasisState.OUT_OF_FORCE)

    def bands(self, key: str) -> tuple[Band, ...]:
        """Return the penalty bands that name the article of a basis, as it is numbered there."""
        reference = parse_reference(key)
        law = self.laws.get(reference.law)
        if law is None:
            return ()
        newest, version = law.newest.id, reference.version or law.newest.id
        article = article_of(reference.article)
        return tuple(
            band
            for band in law.bands
            if band.article == article and (band.version or newest) == version
        )


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


def places_in(law: Law, reference: Reference, version: Version) -> tuple[tuple[str, ...], bool]:
    """Return where a basis stands in a version, and whether that is certain.

    () with certainty: that version has no such article.
    """
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
        if moved or move.complete:
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


def printed_title(law: Law) -> str:
    """Print a title as a document cites it: 《…》, a circular with its number."""
    if law.level is Level.STANDARD:
        return law.number
    if law.level is Level.REQUIREMENT:
        return law.title
    return (
        f"《{law.title}》（{law.number}）"
        if law.level is Level.POLICY and law.number
        else (f"《{law.title}》")
    )


def printed_place(law: Law, place: str) -> str:
    """Print a place in generated numerals: 第二十三条第（三）项."""
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
