"""The shipped law catalogue: complete for what is cited, total maps, marks that do not flatter."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from build_scripts.law_items import SOURCE, TARGET, items_text, shipped_catalogue
from inspector_app.domain.law import (
    BasisState,
    Catalogue,
    Origin,
    Renumbering,
    Verified,
    article_of,
    parse_reference,
)
from inspector_app.domain.law_articles import Standing, article_on

ITEMS = json.loads(TARGET.read_text("utf-8"))
CITED = sorted({key for item in ITEMS for key in item["basis"]})

DOMAIN_NOTE = """
cafe 2 4 6 7 8(4) 8(5) 8(6) 9 10 11 12 13.1 13.2 14 16 17 18 19 20 21 22 23 24(5) 27 28 29 30
cafe 31(1) 31(2) 31(3) 31(4) 31(5) 32 33(1) 33(2) 33(3) 33(4) 33(5) 34(1) 34(2) 34(3) 34(4) 34(5) 36
csl 23(3) 26 27 30 32 36 42 49 51 61 64 70 72 73 74 75
apl 28 29 32 33 36 37 41 42 43 44 45 46 47 48 50 51 52 54 55 56 58 60 61 62 63 64 67 72 74 85
acl 16 17 18 19 22 23 24 25 26 27 53 54 69
police_proc 21 35 36 37 52 55 56 76 82 85 86 109 110 111 112 190
psapl 33 103 119 120
secrets 28 29 30 31 49 51 52 53 57 58
secrets_reg 32 33 35 58 59 60 69
pipl 6 34 35
ndr 51 52 53
transfer310 3 5 6 7 8 11 12
info_open 14 15 27 30 32 33 37 42
intl 8 10 12 21 23
iis 11 14 19 21 22
icp 5 7 13 18 22 23 24
telecom 69
licence 35 36 37 38 42
fraud 41
fire 16(3) 60
minors 58 123
recon 20
mps151 14 15 18 21
mps82 13
mlps 14
"""
"""Articles named by sections 1.2, 2, 3, 4.2, 4.3 and 9 of the domain note."""

CSL_NOTE = """
1>1 2>2 3>4 17>18 18>19,20 21>23 24>26 25>27 28>30 30>32 34>36 40>42 47>49 49>51 59>61 60>62 61>64
62>65 63>66 64>71(2) 65>67 66>71(3) 67>68 68>69 69(1)>69 69(2)>70(1) 69(3)>70(2) 70>71(1) 71>72
72>74 73>75 74>76 79>81
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped_catalogue()


def _top(place: str) -> int:
    return int(article_of(place))


@pytest.mark.parametrize("key", CITED)
def test_every_basis_of_a_checklist_stands_on_a_day_and_says_something(
    catalogue: Catalogue, key: str
) -> None:
    reference = parse_reference(key)
    law = catalogue.laws[reference.law]
    version = law.newest
    day = version.valid_from or version.checked_on
    assert day is not None
    seen = article_on(catalogue, key, day)
    assert seen.standing is Standing.IN_FORCE
    assert bool(seen.provisions) is bool(reference.article)
    if reference.article:
        assert seen.provisions[0].place in (reference.place, reference.article)


@pytest.mark.parametrize(
    "key",
    [f"{law}:{at}" for law, *ats in map(str.split, DOMAIN_NOTE.split("\n")[1:-1]) for at in ats],
)
def test_every_article_of_the_domain_note_is_an_entry_of_its_own(
    catalogue: Catalogue, key: str
) -> None:
    law, _, place = key.partition(":")
    known = catalogue.laws[law]
    assert place in {p.place for p in known.provisions if p.version == known.newest.id}


def test_the_list_of_check_items_is_the_one_of_the_checklists(catalogue: Catalogue) -> None:
    assert TARGET.read_text("utf-8") == items_text(SOURCE, catalogue)


def test_a_provision_stands_once_in_a_version_that_is_there(catalogue: Catalogue) -> None:
    for law in catalogue.laws.values():
        ends = {version.id: version.articles for version in law.versions}
        seen = [(one.version, one.place) for one in law.provisions]
        assert len(set(seen)) == len(seen), law.key
        for version, place in seen:
            assert re.fullmatch(r"\d+(\.\d+)*(\(\d+\))?", place), (law.key, place)
            assert _top(place) <= (ends[version] or 9999), (law.key, place)


def test_a_paraphrase_is_short_plain_chinese(catalogue: Catalogue) -> None:
    for law in catalogue.laws.values():
        for one in law.provisions:
            assert one.says.endswith("。"), (law.key, one.place)
            assert 6 <= len(one.says) <= 110, (law.key, one.place, len(one.says))
            assert 2 <= len(one.heading) <= 22, (law.key, one.place)


def test_no_paraphrase_is_better_known_than_its_version(catalogue: Catalogue) -> None:
    for law in catalogue.laws.values():
        marks = {version.id: version for version in law.versions}
        for one in law.provisions:
            version = marks[one.version]
            if one.verified is Verified.TEXT:
                assert one.origin in {Origin.COPY, Origin.NOTE}
                assert version.verified is Verified.TEXT, (law.key, one.place)
                assert not version.read or _top(one.place) in version.read, (law.key, one.place)
            if one.origin is Origin.NONE:
                assert one.verified is Verified.NO, (law.key, one.place)


def test_order_176_has_no_article_that_anybody_could_print(catalogue: Catalogue) -> None:
    assert catalogue.laws["mps176"].provisions == ()


def _maps(catalogue: Catalogue) -> list[tuple[Renumbering, int | None, int | None]]:
    found = []
    for law in catalogue.laws.values():
        ends = {version.id: version.articles for version in law.versions}
        found += [(move, ends[move.source], ends[move.target]) for move in law.maps]
    return found


def test_a_complete_map_says_of_every_old_article_where_it_went(catalogue: Catalogue) -> None:
    complete = [entry for entry in _maps(catalogue) if entry[0].complete]
    assert {move.source for move, _, _ in complete} == {
        "csl@2016", "apl@2017", "secrets@2010", "secrets_reg@2014",
    }  # fmt: skip
    for move, last, end in complete:
        assert last is not None
        assert end is not None
        for number in range(1, last + 1):
            news = move.forward(str(number))
            assert bool(news) is not (str(number) in move.gone), (move.source, number)
            assert all(_top(new) <= end for new in news), (move.source, number)


def test_shifts_and_single_moves_never_name_the_same_article(catalogue: Catalogue) -> None:
    for move, _, _ in _maps(catalogue):
        shifted = [n for first, last, _ in move.shifts for n in range(first, last + 1)]
        assert len(set(shifted)) == len(shifted)
        assert not {place for place in move.single if place.isdigit()} & set(map(str, shifted))


def test_whatever_leads_back_leads_forward_again(catalogue: Catalogue) -> None:
    for move, _, end in _maps(catalogue):
        for number in range(1, (end or 0) + 1):
            for old in move.backward(str(number)):
                landed = {article_of(new) for new in move.forward(old)}
                assert str(number) in landed, (move.source, old, number)


@pytest.mark.parametrize(
    ("law", "pairs"),
    [
        ("csl", CSL_NOTE),
        ("secrets", "23>30 24>31 25>28 26>29 44>51,52 46>53 48>57 49>58"),
        ("secrets_reg", "23>32 24>33 32>58 33>59"),
        ("apl", "37>42,55,56 33>51 23>28 27>32,33 29>36 42>63 51>72"),
        ("psapl", "29>33 87>103 100>119"),
    ],
)  # fmt: skip
def test_the_renumbering_of_the_domain_note_is_data(
    catalogue: Catalogue, law: str, pairs: str
) -> None:
    """`69(2)` and `44` are finer than the note, which names articles 70 and 51: so the texts."""
    (move,) = catalogue.laws[law].maps
    for pair in pairs.split():
        old, _, news = pair.partition(">")
        assert move.forward(old) == tuple(news.split(",")), old


def test_a_title_in_our_own_words_says_so(catalogue: Catalogue) -> None:
    own = {law.key for law in catalogue.laws.values() if not law.title_verified}
    assert own == {
        "campaign", "gov_net", "house", "local", "plan",
        "icp_check", "icp_rating", "miit2012", "miit_eval",
    }  # fmt: skip
    for key in own:
        assert all(v.verified is Verified.NO for v in catalogue.laws[key].versions)


def test_bands_name_somebody_and_run_upwards(catalogue: Catalogue) -> None:
    for law in catalogue.laws.values():
        for band in law.bands:
            assert band.by, law.key
            for low, high in (band.fine, band.persons, band.below, band.times):
                assert low <= high, (law.key, band.article)
            places = {
                p.place for p in law.provisions if p.version == (band.version or law.newest.id)
            }
            assert band.article in {article_of(place) for place in places}, (law.key, band.article)


def test_nothing_shipped_prints_without_a_mark_today(catalogue: Catalogue) -> None:
    for law in catalogue.laws.values():
        for version in law.versions:
            assert version.approved_by == ""
    for key in CITED:
        law = catalogue.laws[parse_reference(key).law]
        day = law.newest.valid_from or law.newest.checked_on
        assert day is not None
        basis = catalogue.resolve(key, day)
        assert not basis.approved
        if law.newest.verified is not Verified.TEXT:
            assert basis.state is not BasisState.VERIFIED, key


def test_every_law_file_is_one_law_named_as_the_file() -> None:
    for path in sorted(Path(SOURCE).parents[2].joinpath("resources", "law").glob("*.json")):
        assert json.loads(path.read_text("utf-8"))["key"] == path.stem
