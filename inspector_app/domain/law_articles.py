"""One article seen on one day: which version holds, what it says, what was or will be in its place.

Called by the law search, the law shelf and `inspector law`. Pure. Must never show a provision of
another version than the one that holds on the day without saying so. Source: domain note 1.1, 1.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inspector_app.domain.law import (
    Band,
    Basis,
    BasisState,
    Catalogue,
    Law,
    Provision,
    Version,
    article_of,
    parse_reference,
    places_in,
    printed_place,
)


class Standing(StrEnum):
    """Whether a citation stands on a day."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet"
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # no such law, or no such article in the version in force


@dataclass(frozen=True, slots=True)
class Place:
    """A numbered place in a version, as one may cite it there.

    Attributes:
        key: `csl@2016:21(3)`, version always written.
        printed: 第二十一条第（三）项.
    """

    key: str
    version: Version
    printed: str


@dataclass(frozen=True, slots=True)
class Article:
    """A citation resolved for a day, with everything the catalogue knows about it.

    Attributes:
        law: None when the catalogue has no such law.
        version: In force on the day; else the nearest, earlier or later, of the same law.
        provisions: The item first, then its article; empty when nothing is written about it.
        bands: Penalty bands of the article in `version`.
        before, after: The same matter in other versions of the law, oldest first.
        instead: Keys of other laws that hold on the day in its place: `mps176` for `mps151`.
        carried: The place was written by the numbering of another version than `version`.
    """

    basis: Basis
    standing: Standing
    day: date
    law: Law | None
    version: Version | None
    places: tuple[str, ...]
    provisions: tuple[Provision, ...]
    bands: tuple[Band, ...]
    before: tuple[Place, ...]
    after: tuple[Place, ...]
    instead: tuple[str, ...]
    carried: bool

    @property
    def doubtful(self) -> bool:
        """Tell whether the citation itself may not be printed without a mark."""
        return self.basis.state is not BasisState.VERIFIED


def article_on(catalogue: Catalogue, key: str, day: date) -> Article:
    """Resolve a basis for a day.

    Args:
        key: `csl:23(3)`, `csl@2016:21`, `mps176`.
        day: Day of the inspection.
    Raises:
        KnownError: `law.key-unreadable`.
    """
    reference = parse_reference(key)
    basis = catalogue.resolve(key, day)
    law = catalogue.laws.get(reference.law)
    if law is None:
        empty: tuple[str, ...] = ()
        return Article(
            basis, Standing.UNKNOWN, day, None, None, empty, (), (), (), (), (), carried=False
        )
    version = law.on(day) or _nearest(law, day)
    authored = _version(law, reference.version) or law.newest
    places, _ = places_in(law, reference, version) if reference.article else ((), True)
    carried = bool(reference.article) and authored.id != version.id
    if not places and carried:
        # the article is newer or older than the version of that day: show it where it stands
        version, places, carried = authored, (reference.place,), False
    return Article(
        basis=basis,
        standing=_standing(basis, version, day),
        day=day,
        law=law,
        version=version,
        places=places,
        provisions=_provisions(law, version, places),
        bands=_bands(law, version, places),
        before=_other_places(law, version, places, earlier=True),
        after=_other_places(law, version, places, earlier=False),
        instead=_instead(catalogue, law, day) if law.on(day) is None else (),
        carried=carried,
    )


def old_number(law: Law, place: str) -> tuple[Place, ...]:
    """Return where a number of a former version stands now: an old template's 第二十一条 → 23.

    Args:
        place: `21` or `21(3)`, numbered as in any former version.
    """
    newest = law.newest
    found = []
    for move in law.maps:
        if move.target == newest.id:
            found += [_place(law, newest, new) for new in move.forward(place)]
    return tuple(found)


def _standing(basis: Basis, version: Version, day: date) -> Standing:
    if basis.state is BasisState.UNKNOWN:
        return Standing.UNKNOWN
    if version.covers(day):
        return Standing.IN_FORCE
    starts = version.valid_from
    return Standing.NOT_YET if starts is not None and day < starts else Standing.EXPIRED


def _nearest(law: Law, day: date) -> Version:
    """Return the last version before the day, else the first after it."""
    ordered = sorted(law.versions, key=lambda version: version.valid_from or date.min)
    past = [version for version in ordered if (version.valid_from or date.min) <= day]
    return past[-1] if past else ordered[0]


def _version(law: Law, name: str) -> Version | None:
    return next((version for version in law.versions if version.id == name), None)


def _provisions(law: Law, version: Version, places: Iterable[str]) -> tuple[Provision, ...]:
    known = {one.place: one for one in law.provisions if one.version == version.id}
    wanted = [at for place in places for at in (place, _clause_of(place), article_of(place))]
    return tuple(known[at] for at in dict.fromkeys(wanted) if at in known)


def _clause_of(place: str) -> str:
    return place.partition("(")[0]


def _bands(law: Law, version: Version, places: Iterable[str]) -> tuple[Band, ...]:
    articles = {article_of(place) for place in places}
    return tuple(
        band
        for band in law.bands
        if band.article in articles and (band.version or law.newest.id) == version.id
    )


def _other_places(
    law: Law, version: Version, places: Iterable[str], *, earlier: bool
) -> tuple[Place, ...]:
    found: list[Place] = []
    for move in law.maps:
        here, there = (move.target, move.source) if earlier else (move.source, move.target)
        other = _version(law, there)
        if here != version.id or other is None:
            continue
        for place in places:
            moved = move.backward(place) if earlier else move.forward(place)
            found += [_place(law, other, at) for at in moved]
    return tuple(dict.fromkeys(found))


def _place(law: Law, version: Version, place: str) -> Place:
    return Place(f"{version.id}:{place}", version, printed_place(law, place))


def _instead(catalogue: Catalogue, law: Law, day: date) -> tuple[str, ...]:
    after = [version.replaced_by for version in law.versions if version.replaced_by]
    before = [
        other.key
        for other in catalogue.laws.values()
        if any(version.replaced_by == law.key for version in other.versions)
    ]
    keys = dict.fromkeys((*after, *before))
    return tuple(key for key in keys if key in catalogue.laws and catalogue.laws[key].on(day))
