"""Ledger search: two Chinese characters, one, codes, and what must not match."""

from __future__ import annotations

import pytest

from inspector_app.domain.identifiers import UnitId
from inspector_app.domain.units import InspectedUnit, UnitCategory
from inspector_app.storage.db import Store

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
