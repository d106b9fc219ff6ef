"""The law catalogue: citations resolved for the day of the visit, doubts never lost."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from inspector_app.domain.law import (
    BasisState,
    Catalogue,
    joined_text,
    parse_reference,
)
from inspector_app.domain.law_reading import catalogue_from_json
from inspector_app.errors import KnownError

LAWS = Path(__file__).parents[3] / "resources" / "law"
VISIT = date(2026, 11, 21)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return catalogue_from_json(
        json.loads(path.read_text("utf-8")) for path in sorted(LAWS.glob("*.json"))
    )


def test_an_article_with_item_prints_in_generated_numerals(catalogue: Catalogue) -> None:
    basis = catalogue.resolve("csl:23(3)", VISIT)
    assert basis.text == "《中华人民共和国网络安全法》第二十三条第（三）项"
    assert basis.state is BasisState.VERIFIED
    assert basis.version == "csl@2025"
    assert not basis.approved, "no legal unit has approved the shipped catalogue"


def test_a_clause_prints_between_article_and_item(catalogue: Catalogue) -> None:
    assert catalogue.resolve("cafe:13.1", VISIT).place == "第十三条第一款"


def test_a_visit_before_the_renumbering_cites_the_old_number(catalogue: Catalogue) -> None:
    basis = catalogue.resolve("csl:23(3)", date(2025, 12, 31))
    assert (basis.version, basis.place) == ("csl@2016", "第二十一条第（三）项")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("21(3)", ("23(3)",)),
        ("2", ("2",)),
        ("17", ("18",)),
        ("18", ("19", "20")),
        ("28", ("30",)),
        ("59", ("61",)),
        ("61", ("64",)),
        ("64", ("71(2)",)),
        ("69(2)", ("70(1)",)),
        ("74", ("76",)),
        ("79", ("81",)),
    ],
)
def test_the_renumbering_of_2025_is_followed(
    catalogue: Catalogue, old: str, new: tuple[str, ...]
) -> None:
    (move,) = catalogue.laws["csl"].maps
    assert move.forward(old) == new


@pytest.mark.parametrize("article", [23, 24, 25, 30, 32, 36, 42, 49, 51, 61, 64])
def test_the_renumbering_leads_back_where_it_came_from(catalogue: Catalogue, article: int) -> None:
    (move,) = catalogue.laws["csl"].maps
    (old,) = move.backward(str(article))
    assert str(article) in move.forward(old)


def test_an_old_number_written_with_its_version_is_carried_to_the_new_one(
    catalogue: Catalogue,
) -> None:
    basis = catalogue.resolve("csl@2016:21(3)", VISIT)
    assert (basis.version, basis.place) == ("csl@2025", "第二十三条第（三）项")


def test_a_map_that_was_not_verified_gives_no_verified_citation(catalogue: Catalogue) -> None:
    basis = catalogue.resolve("psapl@2012:29", VISIT)
    assert (basis.place, basis.state) == ("第三十三条", BasisState.UNVERIFIED)


def test_order_151_ends_where_order_176_begins(catalogue: Catalogue) -> None:
    keys = ("mps151:18", "mps176?")
    before = catalogue.resolve_in_force(keys, date(2026, 9, 30))
    after = catalogue.resolve_in_force(keys, date(2026, 10, 1))
    assert [basis.key for basis in before] == ["mps151:18"]
    assert [basis.key for basis in after] == ["mps176?"]
    assert catalogue.resolve("mps151:18", VISIT).state is BasisState.OUT_OF_FORCE


def test_an_open_article_prints_with_its_mark(catalogue: Catalogue) -> None:
    basis = catalogue.resolve("mps176?", VISIT)
    assert basis.text == "《公安机关网络空间安全监督检查办法》（条号待核）"
    assert basis.state is BasisState.UNVERIFIED
    assert catalogue.resolve("mps82:11?", VISIT).text.endswith("第十一条（待核）")


def test_a_law_without_an_article_is_never_verified(catalogue: Catalogue) -> None:
    assert catalogue.resolve("cafe", VISIT).state is BasisState.UNVERIFIED


def test_only_articles_that_were_read_are_verified(catalogue: Catalogue) -> None:
    assert catalogue.resolve("icp:18", VISIT).state is BasisState.VERIFIED
    assert catalogue.resolve("icp:17", VISIT).state is BasisState.UNVERIFIED


def test_an_article_beyond_the_end_of_the_law_is_unknown(catalogue: Catalogue) -> None:
    assert catalogue.resolve("csl:82", VISIT).state is BasisState.UNKNOWN
    assert catalogue.resolve("nothing:1", VISIT).state is BasisState.UNKNOWN


def test_circulars_and_standards_are_no_ground_for_an_order(catalogue: Catalogue) -> None:
    assert catalogue.resolve("cafe:31(5)", VISIT).is_law
    for key in ("policy54", "std22239", "local?", "campaign", "house"):
        assert not catalogue.resolve(key, VISIT).is_law


def test_citations_of_one_law_stand_behind_one_title(catalogue: Catalogue) -> None:
    keys = ("cafe:21", "cafe:31(5)", "minors:58")
    assert joined_text([catalogue.resolve(key, VISIT) for key in keys]) == (
        "《互联网上网服务营业场所管理条例》第二十一条、第三十一条第（五）项、"
        "《中华人民共和国未成年人保护法》第五十八条"
    )


def test_penalty_bands_name_the_competent_body(catalogue: Catalogue) -> None:
    (band,) = catalogue.bands("cafe:31(5)")
    assert (band.by, band.fine) == (("文旅",), (0, 15000))
    (band,) = catalogue.bands("cafe:27")
    assert (band.turnover_from, band.times, band.below) == (10000, (5, 10), (10000, 50000))
    assert [band.fine for band in catalogue.bands("minors:123")] == [(0, 50000), (50000, 500000)]
    assert catalogue.bands("cafe:13.1") == (), "clause 1 of article 13 has no penalty of its own"


@pytest.mark.parametrize("key", ["", "条例21", "cafe:", "cafe:a", "cafe:21(", "CAFE:21", "cafe 21"])
def test_an_unreadable_basis_is_refused(key: str) -> None:
    with pytest.raises(KnownError) as refused:
        parse_reference(key)
    assert refused.value.code == "law.key-unreadable"


def test_versions_of_a_law_never_overlap(catalogue: Catalogue) -> None:
    for law in catalogue.laws.values():
        dated = sorted((v.valid_from, v.valid_to) for v in law.versions if v.valid_from)
        for (_, end), (start, _) in pairwise(dated):
            assert end is not None, law.key
            assert end < start, law.key


def test_nothing_shipped_claims_an_approval_it_does_not_have(catalogue: Catalogue) -> None:
    assert {v.approved_by for law in catalogue.laws.values() for v in law.versions} == {""}


@pytest.mark.parametrize("missing", ["title", "versions", "level"])
def test_a_damaged_law_file_is_named(missing: str) -> None:
    data = json.loads((LAWS / "cafe.json").read_text("utf-8"))
    del data[missing]
    with pytest.raises(KnownError) as refused:
        catalogue_from_json([data])
    assert refused.value.code == "law.catalogue-damaged"
    assert refused.value.slots["law"] == "cafe"


def test_the_same_law_twice_is_refused() -> None:
    data = json.loads((LAWS / "cafe.json").read_text("utf-8"))
    with pytest.raises(KnownError, match="twice"):
        catalogue_from_json([data, data])
