"""A second implementation, written from `draw-format.md` alone, agrees with the first.

It knows `hashlib` and `json` and nothing of the package; the example in the manual is its anchor.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from inspector_app.domain.double_random import (
    Exclusion,
    ExclusionKind,
    Lists,
    Stratum,
    file_bytes,
)
from inspector_app.errors import KnownError

MANUAL = Path(__file__).parents[4] / "resources" / "manual"


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def compact(value: Any) -> bytes:
    # section 1
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def list_digest(entries: list[Any]) -> str:
    # section 3
    return sha(*(compact(entry) + b"\n" for entry in entries)).hex()


class Reader:
    """Sections 4 to 7, step by step."""

    def __init__(self, data: bytes) -> None:
        self.whole = json.loads(data)
        self.plan = self.whole["declaration"]
        self.announced = sha(compact(self.plan))
        nonce = bytes.fromhex(self.whole["opening"]["nonce"])
        self.nonce_kept = sha(nonce).hex() == self.plan["nonce_sha256"]
        value = self.whole["opening"]["value"].encode()
        self.seed = sha(b"inspector-draw-1\0", self.announced, nonce, sha(value))

    def part(self, name: str) -> bytes:
        return sha(self.seed, b"\0", name.encode())[:16]

    def named(self, kind: str, member: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for entry in self.whole["exclusions"]:
            if entry["kind"] == kind:
                found.setdefault(entry[member], set()).add(entry["reason"])
        return found

    def result(self) -> dict[str, Any]:
        no_units = self.named("unit", "unit")
        for unit in self.whole["units"]:
            if unit["cap"] > 0 and unit["visits"] >= unit["cap"]:
                no_units.setdefault(unit["id"], set()).add("cap")
        no_officers = self.named("officer", "officer")
        for officer in self.whole["officers"]:
            covers = (
                officer["valid_from"] <= self.plan["first"]
                and officer["valid_to"] >= self.plan["last"]
            )
            if not covers:
                no_officers.setdefault(officer["id"], set()).add("credential")
        strata, drawn = [], []
        for stratum in self.plan["strata"]:
            one = self.stratum(stratum, no_units)
            strata.append(one)
            drawn += [(unit, stratum["category"]) for unit in one["order"][: one["take"]]]
        return {
            "seed": self.seed.hex(),
            "excluded_units": self.listed(no_units),
            "excluded_officers": self.listed(no_officers),
            "strata": strata,
            "assigned": self.pairs(drawn, no_officers),
        }

    @staticmethod
    def listed(found: dict[str, set[str]]) -> list[dict[str, Any]]:
        return [
            {"id": key, "reasons": sorted(found[key])}
            for key in sorted(found, key=lambda key: key.encode())
        ]

    def stratum(self, stratum: dict[str, Any], out: dict[str, set[str]]) -> dict[str, Any]:
        category, credit = stratum["category"], stratum["credit"]
        ids = [
            unit["id"].encode()
            for unit in self.whole["units"]
            if (unit["category"], unit["credit"]) == (category, credit) and unit["id"] not in out
        ]
        count = len(ids)
        full, rest = divmod(count * stratum["permille"], 1000)
        want = max(stratum["least"], full + (1 if rest else 0))
        if stratum["most"] > 0:
            want = min(want, stratum["most"])
        seed = self.part(f"units/{category}/{credit}")
        order = sorted(ids, key=lambda name: (sha(seed, b"\0", name), name))
        return {
            "category": category,
            "credit": credit,
            "population": count,
            "population_sha256": sha(b"\n".join(sorted(ids))).hex(),
            "take": min(count, want),
            "order": [name.decode() for name in order],
        }

    def pairs(self, drawn: list[tuple[str, str]], out: dict[str, set[str]]) -> list[dict[str, Any]]:
        apart = {
            (entry["unit"], entry["officer"])
            for entry in self.whole["exclusions"]
            if entry["kind"] == "pair"
        }
        given = {officer["id"]: 0 for officer in self.whole["officers"]}
        rows = []
        for unit, category in drawn:
            seed = self.part(f"officers/{unit}")
            able = []
            for officer in self.whole["officers"]:
                name = officer["id"]
                if name in out or category not in officer["qualified"] or (unit, name) in apart:
                    continue
                if self.plan["most_units"] and given[name] >= self.plan["most_units"]:
                    continue
                able.append((given[name], sha(seed, b"\0", name.encode()), name))
            two = [name for _, _, name in sorted(able)[:2]] if len(able) >= 2 else []
            for name in two:
                given[name] += 1
            rows.append({"unit": unit, "officers": two})
        return rows


def test_the_manuals_example_is_what_the_manual_says() -> None:
    data = (MANUAL / "draw-example.draw.json").read_bytes()
    told = (MANUAL / "draw-format.md").read_text("utf-8")
    reader = Reader(data)
    whole, result = reader.whole, reader.result()
    assert result == whole["result"]
    assert reader.nonce_kept
    assert data == compact(whole) + b"\n"
    assert compact(whole["units"][0]).decode() in told
    for name in ("units", "officers", "exclusions"):
        digest = list_digest(whole[name])
        assert whole["declaration"]["lists"][name] == {
            "count": len(whole[name]),
            "sha256": digest,
        }
        assert f"| digest of {name} | `{digest}` |" in told
    assert f"| D | `{reader.announced.hex()}` |" in told
    assert f"| S | `{reader.seed.hex()}` |" in told
    first = result["strata"][0]
    assert f"| internet_cafe/A, 3 of 3, take 2 | {' '.join(first['order'])} |" in told
    assert (first["population"], first["take"]) == (3, 2)
    pairs = " · ".join(f"{row['unit']}: {' '.join(row['officers'])}" for row in result["assigned"])
    assert f"| pairs | {pairs} |" in told


def test_it_agrees_on_the_sample_world(world: Any) -> None:
    data = file_bytes(world.draw(world.plan, world.lists))
    reader = Reader(data)
    assert reader.result() == reader.whole["result"]
    assert len(reader.whole["result"]["assigned"]) > 5


@settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    most_units=st.integers(0, 9),
    sizes=st.lists(
        st.tuples(st.integers(0, 1000), st.integers(0, 5), st.integers(0, 9)),
        min_size=4,
        max_size=4,
    ),
    pairs=st.sets(st.tuples(st.integers(1, 24), st.integers(1, 9)), max_size=40),
    caps=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=24, max_size=24),
    away=st.sets(st.integers(1, 9), max_size=4),
    title=st.text('双随机抽查甲乙丙 "\\/-', min_size=1, max_size=12).map(
        lambda text: f"题{text}末"
    ),
)
def test_it_agrees_on_any_plan_and_lists(
    world: Any,
    most_units: int,
    sizes: list[tuple[int, int, int]],
    pairs: set[tuple[int, int]],
    caps: list[tuple[int, int]],
    away: set[int],
    title: str,
) -> None:
    strata = tuple(
        Stratum(old.category, old.credit, permille, least, max(least, most) if most else 0)
        for old, (permille, least, most) in zip(world.plan.strata, sizes, strict=True)
    )
    exclusions = [
        *(
            Exclusion(ExclusionKind.PAIR, f"u-{unit:02}", f"o-{one}", "conflict", "示例")
            for unit, one in pairs
        ),
        *(Exclusion(ExclusionKind.OFFICER, "", f"o-{one}", "leave", "示例") for one in away),
    ]
    lists = Lists(
        tuple(
            replace(unit, visits=visits, cap=cap)
            for unit, (visits, cap) in zip(world.lists.units, caps, strict=True)
        ),
        world.lists.officers,
        tuple(exclusions),
    ).sorted()
    plan = replace(world.plan, title=title, strata=strata, most_units=most_units)
    try:
        file = world.draw(plan, lists)
    except KnownError:
        reject()  # a plan that could not be announced: nothing to agree on
    reader = Reader(file_bytes(file))
    assert reader.result() == reader.whole["result"]
    for row in reader.whole["result"]["assigned"]:
        assert len(set(row["officers"])) == len(row["officers"]) in (0, 2)


def test_the_second_implementation_would_notice_a_difference(world: Any) -> None:
    data = file_bytes(world.draw(world.plan, world.lists))
    whole = json.loads(data)
    whole["units"][0]["visits"] += 3
    changed = Reader(compact(whole) + b"\n")
    assert changed.result() != whole["result"]


@pytest.mark.parametrize("value", ["03 07 12 19 25 31 + 09", "03071219253108"])
def test_another_value_gives_another_draw(world: Any, value: str) -> None:
    whole = json.loads(file_bytes(world.draw(world.plan, world.lists)))
    whole["opening"]["value"] = value
    again = Reader(compact(whole) + b"\n").result()
    assert again["seed"] != whole["result"]["seed"]
    assert again["assigned"] != whole["result"]["assigned"]
