"""The draw itself: seeds, units by stratum, two officers for each unit.

Called by `services.draws` once, and by `judging` to repeat it. A function of declaration, lists and
seed alone. Units are drawn by `draw-1`: sorting by hash, hence no remainder and no bias.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.domain.double_random.canonical import Json
from inspector_app.domain.double_random.values import (
    CAP,
    CREDENTIAL,
    DrawOfficer,
    DrawUnit,
    ExclusionKind,
    Lists,
    Plan,
    Stratum,
)
from inspector_app.domain.draw import SEED_BYTES, Hash, draw

_TAG = b"inspector-draw-1\x00"


@dataclass(frozen=True, slots=True)
class Excluded:
    """A unit or officer not in the draw, with every reason, sorted."""

    id: str
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        return {"id": self.id, "reasons": list(self.reasons)}


@dataclass(frozen=True, slots=True)
class DrawnStratum:
    """The draw of one stratum.

    Attributes:
        population_sha256: SHA-256 of the sorted ids joined by LF, hex.
        order: Every id in the order of the draw; the first `take` are drawn, the next replace.
    """

    category: str
    credit: str
    population: int
    population_sha256: str
    take: int
    order: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        return {
            "category": self.category, "credit": self.credit, "population": self.population,
            "population_sha256": self.population_sha256, "take": self.take,
            "order": list(self.order),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assigned:
    """One drawn unit with its officers: two, or none where two were not to be had."""

    unit: str
    officers: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        return {"unit": self.unit, "officers": list(self.officers)}


@dataclass(frozen=True, slots=True)
class Conducted:
    """What a draw gave."""

    seed: bytes
    excluded_units: tuple[Excluded, ...]
    excluded_officers: tuple[Excluded, ...]
    strata: tuple[DrawnStratum, ...]
    assigned: tuple[Assigned, ...]

    @property
    def short(self) -> tuple[str, ...]:
        """Units for which two officers were not to be had."""
        return tuple(row.unit for row in self.assigned if not row.officers)

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        return {
            "seed": self.seed.hex(),
            "excluded_units": [one.as_json() for one in self.excluded_units],
            "excluded_officers": [one.as_json() for one in self.excluded_officers],
            "strata": [one.as_json() for one in self.strata],
            "assigned": [one.as_json() for one in self.assigned],
        }


def seed_of(digest: bytes, nonce: bytes, value: str, sha256: Hash) -> bytes:
    """Return the seed of a whole draw, 32 bytes.

    Args:
        digest: Of the declaration, 32 bytes.
        nonce: 32 bytes, committed in the declaration.
        value: The public value as published, text.
    """
    # every part has a fixed length, so that no two draws share a seed by moving a border
    return sha256(_TAG + digest + nonce + sha256(value.encode("utf-8")))


def conduct(plan: Plan, lists: Lists, seed: bytes, sha256: Hash) -> Conducted:
    """Draw units and officers.

    Args:
        lists: Checked by `freezing.declare`.
        seed: 32 bytes, see `seed_of`.
    """
    strata = []
    for stratum, population in strata_of(plan, lists):
        part = _part(seed, f"units/{stratum.category}/{stratum.credit}", sha256)
        take = stratum.size(len(population))
        drawn = draw(part, [unit.id for unit in population], take, sha256)
        strata.append(
            DrawnStratum(
                stratum.category, stratum.credit, drawn.population, drawn.population_sha256,
                drawn.n, drawn.order,
            )
        )  # fmt: skip
    out = excluded_officers(plan, lists)
    return Conducted(
        seed=seed,
        excluded_units=excluded_units(lists),
        excluded_officers=out,
        strata=tuple(strata),
        assigned=_assign(plan, lists, strata, {one.id for one in out}, seed, sha256),
    )


def strata_of(plan: Plan, lists: Lists) -> list[tuple[Stratum, list[DrawUnit]]]:
    """Return every stratum with the units that may be drawn in it."""
    out = {one.id for one in excluded_units(lists)}
    units: defaultdict[tuple[str, str], list[DrawUnit]] = defaultdict(list)
    for unit in lists.units:
        if unit.id not in out:
            units[unit.category, unit.credit].append(unit)
    return [(stratum, units[stratum.category, stratum.credit]) for stratum in plan.strata]


def excluded_units(lists: Lists) -> tuple[Excluded, ...]:
    """Return the units kept out: those declared, and those whose yearly cap is used up."""
    reasons: defaultdict[str, set[str]] = defaultdict(set)
    for exclusion in lists.exclusions:
        if exclusion.kind is ExclusionKind.UNIT:
            reasons[exclusion.unit].add(exclusion.reason)
    for unit in lists.units:
        if unit.cap and unit.visits >= unit.cap:
            reasons[unit.id].add(CAP)
    return _sorted(reasons)


def excluded_officers(plan: Plan, lists: Lists) -> tuple[Excluded, ...]:
    """Return the officers kept out: those declared, and those whose credential does not cover."""
    reasons: defaultdict[str, set[str]] = defaultdict(set)
    for exclusion in lists.exclusions:
        if exclusion.kind is ExclusionKind.OFFICER:
            reasons[exclusion.officer].add(exclusion.reason)
    for officer in lists.officers:
        if officer.valid_from > plan.first or officer.valid_to < plan.last:
            reasons[officer.id].add(CREDENTIAL)
    return _sorted(reasons)


def _assign(
    plan: Plan,
    lists: Lists,
    strata: list[DrawnStratum],
    out: set[str],
    seed: bytes,
    sha256: Hash,
) -> tuple[Assigned, ...]:
    """Give each drawn unit two officers: the least burdened first, ties by hash, then by id."""
    free = [officer for officer in lists.officers if officer.id not in out]
    apart = {
        (exclusion.unit, exclusion.officer)
        for exclusion in lists.exclusions
        if exclusion.kind is ExclusionKind.PAIR
    }
    load = dict.fromkeys((officer.id for officer in free), 0)
    rows = []
    for stratum in strata:
        for unit in stratum.order[: stratum.take]:
            able = [
                officer.id
                for officer in free
                if _may(plan, officer, stratum.category, load) and (unit, officer.id) not in apart
            ]
            order = draw(_part(seed, f"officers/{unit}", sha256), able, 0, sha256).order
            pair = tuple(sorted(order, key=load.__getitem__)[:2]) if len(order) > 1 else ()
            for officer_id in pair:
                load[officer_id] += 1
            rows.append(Assigned(unit, pair))
    return tuple(rows)


def _may(plan: Plan, officer: DrawOfficer, category: str, load: Mapping[str, int]) -> bool:
    room = not plan.most_units or load[officer.id] < plan.most_units
    return room and category in officer.qualified


def _part(seed: bytes, purpose: str, sha256: Hash) -> bytes:
    return sha256(seed + b"\x00" + purpose.encode("utf-8"))[:SEED_BYTES]


def _sorted(reasons: Mapping[str, set[str]]) -> tuple[Excluded, ...]:
    return tuple(
        Excluded(key, tuple(sorted(reasons[key]))) for key in sorted(reasons, key=str.encode)
    )
