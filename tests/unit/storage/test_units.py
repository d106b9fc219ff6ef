"""Ledger search: two Chinese characters, one, codes, and what must not match."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import pytest

from inspector_app.clock import CHINA
from inspector_app.domain.identifiers import UnitId
from inspector_app.domain.units import InspectedUnit, UnitCategory
from inspector_app.storage import migrations
from inspector_app.storage.codec import encode
from inspector_app.storage.db import Store
from inspector_app.storage.grams import initials_of, normalise
from inspector_app.storage.sqlcipher import open_sql
from inspector_app.storage.units import UnitChange
from tests.builders.ledgers import units

_NAMES = ("示例蓝海网吧", "示例蓝天网络会所", "演示海蓝数据中心", "示例·星光（二店）网吧")


@pytest.fixture
def ledger(store: Store) -> Store:
    for n, name in enumerate(_NAMES):
        category = UnitCategory.IDC_ROOM if "数据" in name else UnitCategory.INTERNET_CAFE
        unit = InspectedUnit(
            UnitId(f"u-{n}"), category, name, f"91000000DEMO0000{n}X", f"示例市演示路{n}号",
            "示例区", "示例",
        )  # fmt: skip
        store.write(lambda tables, unit=unit: tables.units.put(unit))  # type: ignore[misc]
    return store


def _found(store: Store, text: str, category: str = "") -> set[str]:
    return {unit.name for unit in store.read(lambda t: t.units.search(text, category))}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("蓝海", {"示例蓝海网吧"}),
        ("海蓝", {"演示海蓝数据中心"}),
        ("网吧", {"示例蓝海网吧", "示例·星光（二店）网吧"}),
        ("蓝", {"示例蓝海网吧", "示例蓝天网络会所", "演示海蓝数据中心"}),
        ("星光二店", {"示例·星光（二店）网吧"}),
        ("ｄｅｍｏ００００2", {"演示海蓝数据中心"}),
        ("演示路1", {"示例蓝天网络会所"}),
        ("蓝网", set()),
        ("网吧91", set()),
        ("", set(_NAMES)),
        ("lhwb", {"示例蓝海网吧"}),
        ("LHW", {"示例蓝海网吧"}),
        ("xgedwb", {"示例·星光（二店）网吧"}),
        ("sljz", set()),
        ("示例 会所", {"示例蓝天网络会所"}),
        ("演示路3 网吧", {"示例·星光（二店）网吧"}),
        ("示例蓝 海", {"示例蓝海网吧"}),
        ("demo00002", {"演示海蓝数据中心"}),
        ("2x", {"演示海蓝数据中心"}),
        ("0002X", {"演示海蓝数据中心"}),
        ("02网", set()),
        ('"示例" OR', set()),
        ("……", set(_NAMES)),
    ],
)
def test_search_finds_exactly_the_units_that_contain_it(
    ledger: Store, text: str, names: set[str]
) -> None:
    assert _found(ledger, text) == names


def test_search_keeps_to_the_category(ledger: Store) -> None:
    assert _found(ledger, "蓝", "idc_room") == {"演示海蓝数据中心"}


def test_pages_follow_one_another_without_gaps(ledger: Store) -> None:
    pages = [
        ledger.read(lambda t, n=n: t.units.search("示例", limit=1, offset=n))  # type: ignore[misc]
        for n in range(5)
    ]
    names = [unit.name for page in pages for unit in page]
    assert sorted(names) == sorted(_NAMES)


def test_a_newer_version_replaces_the_search_keys_and_an_older_changes_nothing(
    ledger: Store,
) -> None:
    def unit(name: str, version: int) -> InspectedUnit:
        return InspectedUnit(
            UnitId("u-0"), UnitCategory.INTERNET_CAFE, name, "", "", "", "", version=version
        )

    assert ledger.write(lambda t: t.units.put(unit("示例红山网吧", 3)))
    assert not ledger.write(lambda t: t.units.put(unit("示例旧名网吧", 2)))
    assert _found(ledger, "红山") == {"示例红山网吧"}
    assert _found(ledger, "蓝海") == set()
    assert _found(ledger, "旧名") == set()
    assert ledger.read(lambda t: t.units.count()) == len(_NAMES)


def test_names_that_begin_with_the_text_come_first(store: Store) -> None:
    for n, name in enumerate(("示例青禾网吧", "青禾网咖", "演示青禾网吧", "青禾二店")):
        unit = InspectedUnit(UnitId(f"u-{n}"), UnitCategory.HOTEL, name, "", "", "", "")
        store.write(lambda tables, unit=unit: tables.units.put(unit))  # type: ignore[misc]
    found = store.read(lambda t: t.units.search("青禾"))
    assert [unit.name for unit in found] == ["青禾二店", "青禾网咖", "示例青禾网吧", "演示青禾网吧"]


def test_numbers_of_licences_and_filings_are_found(store: Store) -> None:
    unit = InspectedUnit(
        UnitId("u-1"), UnitCategory.IDC_ROOM, "示例机房", "", "", "", "",
        licence_no="演B1-20260001", facts={"icp_filing_no": "演ICP备88000001号", "racks": "240"},
    )  # fmt: skip
    store.write(lambda tables: tables.units.put(unit))
    for text in ("b1-2026", "20260001", "icp备8800", "880000", "演ＩＣＰ备"):
        assert _found(store, text) == {"示例机房"}, text
    assert _found(store, "240") == set()


def test_every_part_of_every_field_finds_its_unit(store: Store) -> None:
    made = list(units(60, seed=9))
    store.write(lambda tables: tables.units.add_all(made))
    for unit in made[:12]:
        for text in (unit.name, unit.address, unit.credit_code, unit.licence_no):
            for length in (1, 2, 3, 5, 9):
                for at in range(len(text) - length + 1):
                    asked = text[at : at + length]
                    if not normalise(asked):
                        continue
                    found = store.read(lambda t, asked=asked: t.units.search(asked))  # type: ignore[misc]
                    assert unit.id in {one.id for one in found}, asked


def test_search_agrees_with_looking_at_every_unit(store: Store) -> None:
    made = list(units(80, seed=4))
    store.write(lambda tables: tables.units.add_all(made))
    chance = random.Random(2)
    for _ in range(300):
        unit = chance.choice(made)
        text = chance.choice((unit.name, unit.address, unit.credit_code))
        at = chance.randrange(len(text))
        asked = text[at : at + chance.choice((2, 3, 4))]
        needle = normalise(asked)
        expected = {
            one.id
            for one in made
            if any(
                needle in field
                for field in (
                    normalise(one.name), normalise(one.address), normalise(one.credit_code),
                    normalise(one.licence_no), *map(normalise, one.facts.values()),
                    *initials_of(normalise(one.name)),
                )
            )
        }  # fmt: skip
        found = {one.id for one in store.read(lambda t, asked=asked: t.units.search(asked))}  # type: ignore[misc]
        assert found <= expected, asked
        unsearched = {one.id for one in made if needle in one.facts["approved_computers"]}
        unsearched |= {one.id for one in made if needle in one.facts["status"]}
        assert expected - found <= unsearched, asked


def test_a_store_of_the_first_schema_is_searched_in_every_way_after_its_upgrade(
    tmp_path: Path, key: bytes
) -> None:
    path = tmp_path / "store.db"
    sql = open_sql(path, key, create=True)
    migrations.bring_up_to_date(sql, path, key, migrations.MIGRATIONS[:1])
    unit = InspectedUnit(
        UnitId("u-1"), UnitCategory.INTERNET_CAFE, "示例蓝海网吧", "91000000DEMO00001X",
        "示例市演示路1号", "示例区", "示例",
    )  # fmt: skip
    sql.run(
        "INSERT INTO units (id, category, name, district, search, version, body)"
        " VALUES ('u-1', 'internet_cafe', ?, '', '', 1, ?)",
        (unit.name, encode(unit)),
    )
    sql.run("INSERT INTO unit_grams (rowid, grams) VALUES (1, '示例')")
    sql.close()
    store = Store.open(path, key)
    for text in ("蓝海", "lhw", "demo0000", "演示路1"):
        assert _found(store, text) == {"示例蓝海网吧"}, text
    assert store.read(lambda t: t.units.with_credit_code("91000000DEMO00001X")) == (unit,)
    store.close()


def test_units_indexed_by_another_version_are_indexed_anew(store: Store, key: bytes) -> None:
    store.write(lambda tables: tables.units.add_all(units(5)))
    store.close()
    sql = open_sql(store.path, key)
    sql.run("UPDATE meta SET value = x'30' WHERE name = 'ledger.index'")
    sql.run("UPDATE units SET search = ''")
    sql.close()
    again = Store.open(store.path, key)
    name = next(iter(units(1))).name
    assert name in _found(again, name)
    assert not again.read(lambda t: t.units.index_is_stale())
    again.close()


def test_the_history_of_a_unit_is_newest_first(store: Store) -> None:
    moments = (datetime(2026, 11, 20, 9, tzinfo=CHINA), datetime(2026, 11, 21, 9, tzinfo=CHINA))
    for n, moment in enumerate(moments):
        change = UnitChange(moment, "p-1", f"{n}.xlsx", (("name", str(n), str(n + 1)),))
        store.write(lambda t, change=change: t.units.add_change(UnitId("u-1"), change))  # type: ignore[misc]
    history = store.read(lambda t: t.units.changes(UnitId("u-1")))
    assert [one.source for one in history] == ["1.xlsx", "0.xlsx"]
    assert history[0].fields == (("name", "1", "2"),)
    assert store.read(lambda t: t.units.changes(UnitId("u-2"))) == ()
