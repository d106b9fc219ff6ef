"""An article on a day: in force, not yet, expired; the wrong-date cases an inspector runs into."""

from __future__ import annotations

from datetime import date

import pytest

from build_scripts.law_items import shipped_catalogue
from inspector_app.domain.law import Catalogue
from inspector_app.domain.law_articles import Standing, article_on, old_number
from inspector_app.errors import KnownError


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped_catalogue()


@pytest.mark.parametrize(
    ("key", "day", "standing", "version", "places"),
    [
        ("csl:23(3)", "2026-01-01", "in-force", "csl@2025", "23(3)"),
        ("csl:23(3)", "2025-12-31", "in-force", "csl@2016", "21(3)"),
        ("csl:23(3)", "2016-12-31", "not-yet", "csl@2016", "21(3)"),
        ("csl@2016:21(3)", "2026-05-01", "in-force", "csl@2025", "23(3)"),
        ("csl@2016:21(3)", "2025-05-01", "in-force", "csl@2016", "21(3)"),
        ("csl:73", "2025-12-31", "not-yet", "csl@2025", "73"),
        ("csl:70(1)", "2025-12-31", "in-force", "csl@2016", "69(2)"),
        ("csl:82", "2026-05-01", "unknown", "csl@2025", "82"),
        ("mps151:18", "2026-09-30", "in-force", "mps151@2018", "18"),
        ("mps151:18", "2026-10-01", "expired", "mps151@2018", "18"),
        ("mps151:18", "2018-10-31", "not-yet", "mps151@2018", "18"),
        ("mps176?", "2026-09-30", "not-yet", "mps176@2026", ""),
        ("mps176?", "2026-10-01", "in-force", "mps176@2026", ""),
        ("apl:42", "2021-07-14", "in-force", "apl@2017", "37"),
        ("apl:43", "2021-07-14", "in-force", "apl@2017", "37.3"),
        ("apl:47", "2021-07-14", "not-yet", "apl@2021", "47"),
        ("apl:42", "2021-07-15", "in-force", "apl@2021", "42"),
        ("secrets:31(3)", "2024-04-30", "in-force", "secrets@2010", "24(3)"),
        ("secrets:31(3)", "2024-05-01", "in-force", "secrets@2024", "31(3)"),
        ("secrets_reg:27(5)", "2024-08-31", "in-force", "secrets_reg@2014", "21(4)"),
        ("secrets_reg:27(4)", "2024-08-31", "not-yet", "secrets_reg@2024", "27(4)"),
        ("psapl:33", "2025-12-31", "in-force", "psapl@2012", "29"),
        ("cafe:31(5)", "2022-04-30", "not-yet", "cafe@2022", "31(5)"),
    ],
)
def test_a_citation_stands_or_falls_with_the_day_of_the_visit(
    catalogue: Catalogue, key: str, day: str, standing: str, version: str, places: str
) -> None:
    seen = article_on(catalogue, key, date.fromisoformat(day))
    assert seen.standing is Standing(standing)
    assert seen.version is not None
    assert seen.version.id == version
    assert seen.places == ((places,) if places else ())


def test_what_is_shown_belongs_to_the_version_that_holds(catalogue: Catalogue) -> None:
    old = article_on(catalogue, "csl:61", date(2025, 6, 1))
    new = article_on(catalogue, "csl:61", date(2026, 6, 1))
    assert [one.version for one in old.provisions] == ["csl@2016"]
    assert [band.fine for band in old.bands] == [(10000, 100000)]
    assert [band.fine for band in new.bands][:2] == [(10000, 50000), (50000, 500000)]
    assert [place.key for place in old.after] == ["csl@2025:61"]
    assert [place.key for place in new.before] == ["csl@2016:59"]


def test_the_item_comes_before_its_article(catalogue: Catalogue) -> None:
    seen = article_on(catalogue, "csl:23(3)", date(2026, 6, 1))
    assert [one.place for one in seen.provisions] == ["23(3)", "23"]


def test_an_ended_order_names_the_one_in_its_place_and_the_other_way_round(
    catalogue: Catalogue,
) -> None:
    assert article_on(catalogue, "mps151:18", date(2026, 10, 1)).instead == ("mps176",)
    assert article_on(catalogue, "mps176", date(2026, 9, 30)).instead == ("mps151",)
    assert article_on(catalogue, "mps151:18", date(2026, 9, 30)).instead == ()


def test_an_old_number_written_after_the_change_says_it_was_carried(catalogue: Catalogue) -> None:
    assert article_on(catalogue, "csl@2016:21", date(2026, 6, 1)).carried
    assert not article_on(catalogue, "csl:23", date(2026, 6, 1)).carried


def test_an_order_nobody_read_is_doubtful(catalogue: Catalogue) -> None:
    assert article_on(catalogue, "mps176", date(2026, 11, 1)).doubtful
    assert not article_on(catalogue, "cafe:21", date(2026, 11, 1)).doubtful


def test_an_old_number_leads_to_the_new_one(catalogue: Catalogue) -> None:
    (place,) = old_number(catalogue.laws["csl"], "21(3)")
    assert (place.key, place.printed) == ("csl@2025:23(3)", "第二十三条第（三）项")
    assert old_number(catalogue.laws["cafe"], "21") == ()


def test_a_law_that_is_not_there_is_a_state_and_an_unreadable_key_an_error(
    catalogue: Catalogue,
) -> None:
    assert article_on(catalogue, "nothing:1", date(2026, 1, 1)).standing is Standing.UNKNOWN
    with pytest.raises(KnownError, match="cafe 21"):
        article_on(catalogue, "cafe 21", date(2026, 1, 1))
