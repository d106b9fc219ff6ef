"""The shipped table of periods: complete, cited, and true to the law's own counting."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspector_app.domain.deadlines import (
    Actor,
    Period,
    Rule,
    Rules,
    Sureness,
    Unit,
    rules_from_data,
)
from inspector_app.domain.law import Catalogue, parse_reference
from inspector_app.domain.law_reading import catalogue_from_json
from inspector_app.domain.procedure.profiles import profile_from_data
from inspector_app.errors import KnownError

RESOURCES = Path(__file__).parents[4] / "resources"
PROFILES = ["culture", "police", "telecom", "cyberspace", "secrecy"]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    files = sorted((RESOURCES / "law").glob("*.json"))
    return catalogue_from_json(json.loads(path.read_text("utf-8")) for path in files)


def every(rules: Rules) -> list[Rule]:
    return [*rules.all, *rules.special.values()]


def test_all_thirty_three_periods_of_the_domain_note_are_there(rules: Rules) -> None:
    names = {rule.id.split(".")[0] for rule in rules.all}
    assert names == {f"DL-{n:02}" for n in range(1, 34)} | {"BV-01"}


def test_every_basis_is_in_the_law_catalogue(rules: Rules, catalogue: Catalogue) -> None:
    for rule in every(rules):
        assert rule.basis or rule.other_basis, rule.id
        for key in rule.basis:
            assert parse_reference(key).law in catalogue.laws, (rule.id, key)
            # the version in force when the table was checked has the article
            assert catalogue.resolve(key, rules.checked_on).text, (rule.id, key)


def test_short_terms_of_the_penalty_law_are_working_days(rules: Rules) -> None:
    # APL 85: "二日、三日、五日、七日" mean working days
    for rule in rules.all:
        if rule.period is None or not any(key.startswith("apl:") for key in rule.basis):
            continue
        if rule.period.unit in (Unit.DAY, Unit.WORKDAY) and rule.period.length in (2, 3, 5, 7):
            assert rule.period.unit is Unit.WORKDAY, rule.id


def test_short_terms_of_the_coercion_law_are_working_days(rules: Rules) -> None:
    # ACL 69: periods up to ten days are working days
    for rule in rules.all:
        cited = any(key.startswith("acl:") for key in rule.basis)
        if cited and rule.period is not None and rule.period.unit in (Unit.DAY, Unit.WORKDAY):
            assert (rule.period.unit is Unit.WORKDAY) == (rule.period.length <= 10), rule.id


def test_working_days_never_roll_for_they_cannot_end_on_a_day_off(rules: Rules) -> None:
    for rule in every(rules):
        if rule.period is not None and rule.period.unit is Unit.WORKDAY:
            assert not rule.period.roll, rule.id


@pytest.mark.parametrize("key", PROFILES)
def test_the_seven_days_are_those_of_the_procedure_profile(rules: Rules, key: str) -> None:
    data = json.loads((RESOURCES / "profiles" / f"{key}.json").read_text("utf-8"))
    kept = profile_from_data(data).preservation
    assert kept is not None
    rule = rules.rule("DL-01", key)
    assert rule.period is not None
    assert rule.period.length == kept.days
    assert (rule.period.unit is Unit.WORKDAY) == kept.working_days
    assert rule.period.roll == bool(data["preservation"].get("roll", False))
    if "safe_days" in data["preservation"]:
        assert rule.safe == Period(data["preservation"]["safe_days"], Unit.DAY)


def test_a_profile_changes_only_what_it_names(rules: Rules) -> None:
    general, police = rules.rule("DL-09"), rules.rule("DL-09", "police")
    assert (general.period, police.period) == (Period(5, Unit.WORKDAY), Period(3, Unit.WORKDAY))
    assert general.title == police.title
    assert rules.rule("DL-09", "culture") is general


def test_what_nobody_read_in_the_law_is_marked(rules: Rules) -> None:
    for rule in every(rules):
        if any(key.endswith("?") for key in rule.basis):
            assert rule.sureness is not Sureness.TEXT, rule.id
        if not rule.basis:
            assert rule.sureness is not Sureness.TEXT, rule.id


def test_spot_penalties_are_reported_at_once_or_by_the_police_in_a_day(rules: Rules) -> None:
    assert rules.rule("DL-19").period == Period(0, Unit.HOUR)
    assert rules.rule("DL-19", "police").period == Period(24, Unit.HOUR)


def test_a_fixed_day_of_the_year_is_the_next_one(rules: Rules) -> None:
    report = rules.rule("DL-24")
    assert report.who is Actor.UNIT
    assert report.next_fixed(date(2025, 12, 31)) == date(2026, 3, 31)
    assert report.next_fixed(date(2026, 3, 30)) == date(2026, 3, 31)
    assert report.next_fixed(date(2026, 3, 31)) == date(2027, 3, 31)
    with pytest.raises(ValueError, match="DL-01"):
        rules.rule("DL-01").next_fixed(date(2026, 3, 31))


def test_an_unknown_rule_is_told(rules: Rules) -> None:
    with pytest.raises(KnownError) as caught:
        rules.rule("DL-99")
    assert caught.value.code == "deadline.rule-unknown"


DAMAGE: list[tuple[str, Any]] = [
    ("length", -1),
    ("length", "7"),
    ("length", True),
    ("length", 100_000),
    ("unit", "week"),
    ("who", "somebody"),
    ("verified", "yes"),
    ("basis", "apl:56"),
    ("title", {"zh": "只有中文", "en": ""}),
    ("overdue", "文字"),
    ("id", "DL-2"),
    ("profiles", []),
    ("profiles", {"police": {"who": "head"}}),
    ("profiles", {"police": 7}),
    ("safe", 7),
    ("values", [3, -7]),
]


@pytest.mark.parametrize(("key", "value"), DAMAGE)
def test_a_damaged_rule_is_refused_by_its_name(key: str, value: Any) -> None:
    data = json.loads((RESOURCES / "terms" / "rules.json").read_text("utf-8"))
    data["rules"][1][key] = value
    with pytest.raises(KnownError) as caught:
        rules_from_data(data)
    assert caught.value.code == "deadline.rules-damaged"
    assert caught.value.slots["rule"] == data["rules"][1]["id"]


@pytest.mark.parametrize("value", ["02-29", "13-01", "0331", None])
def test_a_fixed_day_every_year_has_is_wanted(value: Any) -> None:
    data = json.loads((RESOURCES / "terms" / "rules.json").read_text("utf-8"))
    entry = next(entry for entry in data["rules"] if entry["unit"] == "date")
    entry["on"] = value
    with pytest.raises(KnownError) as caught:
        rules_from_data(data)
    assert caught.value.slots["rule"] == entry["id"]


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"format": "inspector-terms", "version": 2, "rules": []},
        {"format": "inspector-terms", "version": 1, "rules": [7], "checked_on": "2026-11-21"},
        {"format": "inspector-terms", "version": 1, "rules": []},
    ],
)
def test_a_file_that_is_no_table_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(KnownError) as caught:
        rules_from_data(broken)
    assert caught.value.code == "deadline.rules-damaged"
