"""The law book: marks on everything that is not known well enough, dates and bands in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inspector_app.domain.law_reading import catalogue_from_json
from inspector_app.errors import KnownError
from inspector_app.installation import resource
from inspector_app.services.law_book import (
    LawBook,
    band_words,
    dates_of,
    full_title,
    marks_of,
    read_items,
)
from inspector_app.services.law_shelf import shipped_entries

VISIT = date(2026, 11, 21)


@pytest.fixture(scope="module")
def book() -> LawBook:
    laws = resource("law")
    items = read_items(laws / "items" / "items.json")
    return LawBook(catalogue_from_json(shipped_entries(laws)), items)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("psapl:103", ["依据未经本机关审核"]),
        ("mps176?", ["依据未经本机关审核", "条号待核", "施行日待核"]),
        ("icp:17?", ["依据未经本机关审核", "条号待核"]),
        ("mps151:18", ["当日已失效", "依据未经本机关审核"]),
        ("police_proc:110", ["依据未经本机关审核", "施行日待核", "是否仍有效待核"]),
        ("campaign", ["不是法律，只能记录", "未核", "名称待核"]),
        ("policy54", ["不是法律，只能记录", "二手资料，原文未读"]),
        ("csl:99", ["法规库无此条", "依据未经本机关审核", "施行日待核"]),
        ("nothing:1", ["法规库无此条"]),
    ],
)
def test_what_is_not_known_well_enough_is_marked(book: LawBook, key: str, words: list[str]) -> None:
    assert [mark.words.zh for mark in marks_of(book.article(key, VISIT))] == words


def test_only_an_approved_version_loses_the_mark() -> None:
    (entry,) = [one for one in shipped_entries(resource("law")) if one["key"] == "psapl"]
    versions = entry["versions"]
    assert isinstance(versions, list)
    versions[-1]["approved_by"] = "示例审核人 2026-11-01"
    approved = LawBook(catalogue_from_json([entry]), {})
    assert marks_of(approved.article("psapl:103", VISIT)) == ()


def test_dates_are_said_with_both_ends(book: LawBook) -> None:
    versions = book.catalogue.laws["csl"].versions
    assert dates_of(versions[0]).zh == "2017年6月1日至2025年12月31日施行"
    assert dates_of(versions[1]).en == "in force since 1 January 2026"
    assert dates_of(book.catalogue.laws["campaign"].versions[0]).zh == "施行日不详"


def test_bands_are_said_in_words_with_their_base(book: LawBook) -> None:
    said = {key: [band_words(b).zh for b in book.article(key, VISIT).bands] for key in (
        "cafe:27", "telecom:69(1)", "csl:61", "secrets:57(8)",
    )}  # fmt: skip
    assert said["cafe:27"] == ["违法经营额1万元以上的5至10倍；不足的1万元至5万元"]
    assert said["telecom:69(1)"] == ["违法所得5万元以上的3至5倍；不足的10万元至100万元"]
    assert said["csl:61"][1] == "罚款5万元至50万元；责任人员1万元至10万元"
    assert said["secrets:57(8)"] == [""]
    (band,) = book.article("cafe:31(5)", VISIT).bands
    assert band_words(band).en == "fine up to 15,000 yuan"


def test_a_placeholder_has_no_title_marks(book: LawBook) -> None:
    laws = book.catalogue.laws
    assert full_title(laws["cafe"]) == "《互联网上网服务营业场所管理条例》（国务院令第363号）"
    assert full_title(laws["house"]) == "被检查单位内部制度"


def test_items_may_be_missing_but_not_damaged(tmp_path: Path) -> None:
    assert read_items(tmp_path / "items.json") == {}
    (tmp_path / "items.json").write_text('[{"code": "WB-01"}]', "utf-8")
    with pytest.raises(KnownError) as refused:
        read_items(tmp_path / "items.json")
    assert refused.value.code == "law.catalogue-damaged"


def test_a_damaged_law_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "cafe.json").write_text("{", "utf-8")
    with pytest.raises(KnownError) as refused:
        shipped_entries(tmp_path)
    assert refused.value.slots["law"] == "cafe"
