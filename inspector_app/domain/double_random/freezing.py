"""Checking and freezing: what may be drawn from, and the declaration that binds it.

Called before the announcement, and again by `judging` on what a file claims. Must never leave out
or change an entry: it names what is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from inspector_app.domain.double_random.canonical import canonical, check_text, lines
from inspector_app.domain.double_random.drawing import excluded_officers, strata_of
from inspector_app.domain.double_random.values import (
    REASONS,
    Declaration,
    DrawOfficer,
    DrawUnit,
    Exclusion,
    ExclusionKind,
    Frozen,
    Lists,
    Plan,
)
from inspector_app.domain.draw import LARGEST_POPULATION, Hash
from inspector_app.domain.filing.personal_data import personal_number
from inspector_app.errors import KnownError


def declare(plan: Plan, lists: Lists, nonce_sha256: str, sha256: Hash) -> Declaration:
    """Return the declaration to announce.

    Args:
        lists: In their order; see `Lists.sorted`.
        nonce_sha256: 64 hex digits.
    Raises:
        KnownError: `draw.plan-wrong`, `draw.text-wrong`, `draw.personal-number`, `draw.twice`,
            `draw.order-wrong`, `draw.no-stratum`, `draw.exclusion-wrong`, `draw.officers-few`.
    """
    _check_plan(plan)
    _check_units(plan, lists.units)
    _check_officers(lists.officers)
    _check_exclusions(lists)
    if lists != lists.sorted():
        raise KnownError("draw.order-wrong")
    _check_enough(plan, lists)

    def frozen(entries: Iterable[DrawUnit | DrawOfficer | Exclusion]) -> Frozen:
        objects = [entry.as_json() for entry in entries]
        return Frozen(sha256(lines(objects)).hex(), len(objects))

    return Declaration(
        plan=plan,
        nonce_sha256=nonce_sha256,
        units=frozen(lists.units),
        officers=frozen(lists.officers),
        exclusions=frozen(lists.exclusions),
    )


def declaration_digest(declaration: Declaration, sha256: Hash) -> bytes:
    """Return the 32 bytes to announce."""
    return sha256(canonical(declaration.as_json()))


def _check_plan(plan: Plan) -> None:
    for name in ("title", "agency", "public_value"):
        _text(getattr(plan, name), f"plan.{name}")
    try:
        told = datetime.fromisoformat(plan.declared_at)
    except ValueError as error:
        raise KnownError("draw.plan-wrong", place="declared_at") from error
    if told.tzinfo is None or told.isoformat(timespec="seconds") != plan.declared_at:
        raise KnownError("draw.plan-wrong", place="declared_at")
    if plan.last < plan.first or told.date() > plan.first:
        raise KnownError("draw.plan-wrong", place="first, last")
    if not plan.strata or len({(one.category, one.credit) for one in plan.strata}) < len(
        plan.strata
    ):
        raise KnownError("draw.plan-wrong", place="strata")
    for n, stratum in enumerate(plan.strata):
        place = f"strata[{n}]"
        # the slash joins category and class in the seed of a stratum
        if "/" in stratum.category or "/" in stratum.credit:
            raise KnownError("draw.plan-wrong", place=place)
        _text(stratum.category, f"{place}.category")
        _text(stratum.credit, f"{place}.credit", empty=True)
        bounded = not stratum.most or stratum.least <= stratum.most
        if stratum.permille > 1000 or not bounded or not (stratum.permille or stratum.least):
            raise KnownError("draw.plan-wrong", place=place)


def _check_units(plan: Plan, units: tuple[DrawUnit, ...]) -> None:
    _refuse_twice("units", (unit.id for unit in units))
    _refuse_twice("units", (unit.credit_code for unit in units if unit.credit_code))
    if not 0 < len(units) <= LARGEST_POPULATION:
        raise KnownError("draw.plan-wrong", place="units")
    strata = {(stratum.category, stratum.credit) for stratum in plan.strata}
    for n, unit in enumerate(units):
        place = f"units[{n}]"
        for name in ("name", "category"):
            _text(getattr(unit, name), f"{place}.{name}")
        for name in ("district", "credit"):
            _text(getattr(unit, name), f"{place}.{name}", empty=True)
        # a credit code of digits only may look like a person's number by chance: text rules only
        check_text(unit.credit_code, f"{place}.credit_code", empty=True)
        if unit.id != unit.credit_code or not unit.id:
            _text(unit.id, f"{place}.id")
        if (unit.category, unit.credit) not in strata:
            raise KnownError("draw.no-stratum", unit=unit.id, category=unit.category,
                             credit=unit.credit)  # fmt: skip


def _check_officers(officers: tuple[DrawOfficer, ...]) -> None:
    _refuse_twice("officers", (officer.id for officer in officers))
    _refuse_twice("officers", (officer.credential for officer in officers))
    for n, officer in enumerate(officers):
        place = f"officers[{n}]"
        for name in ("id", "name", "agency"):
            _text(getattr(officer, name), f"{place}.{name}")
        # some agencies once numbered credentials by the holder's ID: such a list is not published
        _text(officer.credential, f"{place}.credential")
        for category in officer.qualified:
            _text(category, f"{place}.qualified")
        if list(officer.qualified) != sorted(set(officer.qualified), key=str.encode):
            raise KnownError("draw.text-wrong", place=f"{place}.qualified")
        if officer.valid_to < officer.valid_from:
            raise KnownError("draw.text-wrong", place=f"{place}.valid_to")


def _check_exclusions(lists: Lists) -> None:
    units = {unit.id for unit in lists.units}
    officers = {officer.id for officer in lists.officers}
    _refuse_twice("exclusions", (str(exclusion.order) for exclusion in lists.exclusions))
    for n, exclusion in enumerate(lists.exclusions):
        place = f"exclusions[{n}]"
        _text(exclusion.note, f"{place}.note")
        named = (
            exclusion.unit in units if exclusion.kind is not ExclusionKind.OFFICER
            else not exclusion.unit,
            exclusion.officer in officers if exclusion.kind is not ExclusionKind.UNIT
            else not exclusion.officer,
        )  # fmt: skip
        if not all(named) or exclusion.reason not in REASONS[exclusion.kind]:
            raise KnownError("draw.exclusion-wrong", place=place)


def _check_enough(plan: Plan, lists: Lists) -> None:
    """Refuse a plan that no seed could fill: known before the announcement, not after it."""
    out = {one.id for one in excluded_officers(plan, lists)}
    free = [officer for officer in lists.officers if officer.id not in out]
    wanted: Counter[str] = Counter()
    for stratum, population in strata_of(plan, lists):
        wanted[stratum.category] += stratum.size(len(population))
    for category, count in wanted.items():
        able = sum(category in officer.qualified for officer in free)
        room = able * plan.most_units if plan.most_units else 2 * count
        if count and (able < 2 or room < 2 * count):
            raise KnownError("draw.officers-few", category=category, units=count, officers=able)
    if plan.most_units and len(free) * plan.most_units < 2 * wanted.total():
        raise KnownError(
            "draw.officers-few", category="*", units=wanted.total(), officers=len(free)
        )


def _text(text: str, place: str, *, empty: bool = False) -> None:
    check_text(text, place, empty=empty)
    if personal_number(text):
        raise KnownError("draw.personal-number", place=place)


def _refuse_twice(name: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise KnownError("draw.twice", list=name, key=key)
        seen.add(key)
