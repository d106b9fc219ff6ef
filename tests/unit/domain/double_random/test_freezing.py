"""What may be frozen, and what is refused before it is announced."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inspector_app.domain.double_random import (
    Exclusion,
    ExclusionKind,
    Lists,
    Plan,
    Stratum,
    declaration_digest,
)
from inspector_app.errors import KnownError


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def refused(world: Any, plan: Plan | None = None, lists: Lists | None = None) -> KnownError:
    with pytest.raises(KnownError) as caught:
        world.declared(plan or world.plan, lists or world.lists)
    return caught.value


def with_unit(world: Any, **changes: object) -> Lists:
    first, *others = world.lists.units
    return Lists((replace(first, **changes), *others), world.lists.officers, world.lists.exclusions)


def with_officer(world: Any, **changes: object) -> Lists:
    first, *others = world.lists.officers
    return Lists(world.lists.units, (replace(first, **changes), *others), world.lists.exclusions)


def with_exclusion(world: Any, exclusion: Exclusion) -> Lists:
    return Lists(
        world.lists.units, world.lists.officers, (*world.lists.exclusions, exclusion)
    ).sorted()


def test_the_order_lists_come_in_does_not_matter(world: Any) -> None:
    turned = Lists(
        world.lists.units[::-1], world.lists.officers[::-1], world.lists.exclusions[::-1]
    )
    one = world.declared(world.plan, world.lists).declaration
    other = world.declared(world.plan, turned.sorted()).declaration
    assert declaration_digest(one, sha256) == declaration_digest(other, sha256)
    assert refused(world, lists=turned).code == "draw.order-wrong"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title": ""}, "plan.title"),
        ({"agency": " 示例机关"}, "plan.agency"),
        ({"public_value": "开奖\u200b号码"}, "plan.public_value"),
        ({"title": "长" * 201}, "plan.title"),
    ],
)
def test_texts_nobody_can_see_or_compare_are_refused(
    world: Any, changes: dict[str, str], place: str
) -> None:
    error = refused(world, plan=replace(world.plan, **changes))
    assert (error.code, error.slots["place"]) == ("draw.text-wrong", place)


@pytest.mark.parametrize(
    "changes",
    [
        {"declared_at": "2026-11-21T09:00:00"},
        {"declared_at": "2026-11-21 09:00:00+08:00"},
        {"declared_at": "yesterday"},
        {"declared_at": "2026-12-02T09:00:00+08:00"},  # after the visits began
        {"last": date(2026, 11, 30)},
        {"strata": ()},
        {"strata": (Stratum("internet_cafe", "A", 10), Stratum("internet_cafe", "A", 20))},
        {"strata": (Stratum("internet/cafe", "A", 10),)},
        {"strata": (Stratum("internet_cafe", "A", 1001),)},
        {"strata": (Stratum("internet_cafe", "A", 10, 5, 4),)},
        {"strata": (Stratum("internet_cafe", "A", 0, 0, 4),)},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(world: Any, changes: dict[str, Any]) -> None:
    assert refused(world, plan=replace(world.plan, **changes)).code == "draw.plan-wrong"


def test_an_empty_list_of_units_is_refused(world: Any) -> None:
    empty = Lists((), world.lists.officers)
    assert refused(world, lists=empty).code == "draw.plan-wrong"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "u-02"}, "draw.twice"),
        ({"name": "示例\n单位"}, "draw.text-wrong"),
        ({"name": "e\u0301"}, "draw.text-wrong"),  # not composed
        ({"name": "联系人13800138000"}, "draw.personal-number"),
        ({"district": "11010519491231002X"}, "draw.personal-number"),
        ({"credit": "C"}, "draw.no-stratum"),
        ({"category": "school"}, "draw.no-stratum"),
    ],
)
def test_a_wrong_unit_is_refused(world: Any, changes: dict[str, str], code: str) -> None:
    assert refused(world, lists=with_unit(world, **changes)).code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"credential": "演证0002"}, "draw.twice"),  # one person under two numbers
        ({"credential": "11010519491231002X"}, "draw.personal-number"),
        ({"name": ""}, "draw.text-wrong"),
        ({"qualified": ("internet_cafe", "idc_room")}, "draw.text-wrong"),
        ({"qualified": ("idc_room", "idc_room")}, "draw.text-wrong"),
        ({"valid_to": date(2024, 12, 31)}, "draw.text-wrong"),
    ],
)
def test_a_wrong_officer_is_refused(world: Any, changes: dict[str, Any], code: str) -> None:
    assert refused(world, lists=with_officer(world, **changes)).code == code


@pytest.mark.parametrize(
    ("exclusion", "code"),
    [
        (Exclusion(ExclusionKind.UNIT, "u-99", "", "closed", "示例"), "draw.exclusion-wrong"),
        (Exclusion(ExclusionKind.UNIT, "u-01", "o-1", "closed", "示例"), "draw.exclusion-wrong"),
        (Exclusion(ExclusionKind.OFFICER, "", "o-99", "leave", "示例"), "draw.exclusion-wrong"),
        (Exclusion(ExclusionKind.PAIR, "u-01", "", "conflict", "示例"), "draw.exclusion-wrong"),
        (Exclusion(ExclusionKind.UNIT, "u-01", "", "cap", "示例"), "draw.exclusion-wrong"),
        (Exclusion(ExclusionKind.UNIT, "u-01", "", "closed", ""), "draw.text-wrong"),
        (Exclusion(ExclusionKind.UNIT, "u-05", "", "checked-elsewhere", "又一次"), "draw.twice"),
    ],
)
def test_an_exclusion_names_somebody_and_a_reason(
    world: Any, exclusion: Exclusion, code: str
) -> None:
    assert refused(world, lists=with_exclusion(world, exclusion)).code == code


def test_a_plan_no_seed_could_fill_is_refused_before_it_is_announced(world: Any) -> None:
    error = refused(world, plan=replace(world.plan, most_units=1))
    assert error.code == "draw.officers-few"
    alone = Lists(world.lists.units, world.lists.officers[:1])
    assert refused(world, lists=alone).code == "draw.officers-few"
    # enough for each category (10 and 3 units), too few for both together
    strata = (world.plan.strata[0], Stratum("internet_cafe", "B", 1000), *world.plan.strata[2:])
    error = refused(world, plan=replace(world.plan, most_units=3, strata=strata))
    assert (error.slots["category"], error.slots["units"]) == ("*", 13)
    world.declared(replace(world.plan, most_units=4, strata=strata), world.lists)


def test_who_is_left_out_and_why_is_told(world: Any) -> None:
    result = world.draw(world.plan, world.lists).result
    units = {one.id: one.reasons for one in result.excluded_units}
    assert units["u-05"] == ("checked-elsewhere",)
    assert units["u-07"] == ("cap", "closed")
    assert units["u-03"] == ("cap",)
    assert "u-15" not in units, "no cap, however often it was visited"
    officers = {one.id: one.reasons for one in result.excluded_officers}
    assert officers == {"o-4": ("credential",), "o-8": ("leave",)}
    drawn = {row.unit for row in result.assigned}
    assert not drawn & set(units)
    pairs = {row.unit: row.officers for row in result.assigned}
    assert not {one for pair in pairs.values() for one in pair} & set(officers)
    assert "o-1" not in pairs.get("u-01", ())
    assert "o-2" not in pairs.get("u-02", ())
    assert result.short == ()


def test_every_stratum_has_its_own_share(world: Any) -> None:
    result = world.draw(world.plan, world.lists).result
    sizes = {(one.category, one.credit): (one.population, one.take) for one in result.strata}
    for stratum in world.plan.strata:
        population, take = sizes[stratum.category, stratum.credit]
        assert take == stratum.size(population)


@pytest.mark.parametrize(
    ("stratum", "population", "size"),
    [
        (Stratum("x", "", 100), 41, 5),  # a share is rounded up
        (Stratum("x", "", 100), 40, 4),
        (Stratum("x", "", 1), 1, 1),
        (Stratum("x", "", 1000), 41, 41),
        (Stratum("x", "", 100, 8), 41, 8),
        (Stratum("x", "", 500, 0, 3), 41, 3),
        (Stratum("x", "", 0, 8), 5, 5),
        (Stratum("x", "", 500), 0, 0),
    ],
)
def test_the_size_of_a_sample_is_exact(stratum: Stratum, population: int, size: int) -> None:
    assert stratum.size(population) == size


def test_the_yearly_load_is_shared(world: Any) -> None:
    result = world.draw(world.plan, world.lists).result
    given: dict[str, int] = {}
    for row in result.assigned:
        assert len(set(row.officers)) == 2
        for officer in row.officers:
            given[officer] = given.get(officer, 0) + 1
    assert max(given.values()) <= world.plan.most_units


def test_units_that_conflict_with_nearly_all_get_no_pair_rather_than_one_officer(
    world: Any,
) -> None:
    apart = [
        Exclusion(ExclusionKind.PAIR, f"u-{unit:02}", f"o-{n}", "other", "示例")
        for unit in range(1, 25)
        for n in range(1, 9)
    ]
    lists = Lists(world.lists.units, world.lists.officers, tuple(apart)).sorted()
    result = world.draw(world.plan, lists).result
    assert result.short == tuple(row.unit for row in result.assigned)
    assert {row.officers for row in result.assigned} == {()}
