"""`inspector law`: search and show, each entry with its marks; exit status for scripts."""

from __future__ import annotations

import json

import pytest

from inspector_app.__main__ import main


def _told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["law", *words])
    return status, capsys.readouterr().out


def test_an_old_number_is_found_with_what_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = _told(capsys, "search", "网安法第二十一条", "--day", "2026-11-21", "--lang", "zh")
    assert status == 0
    assert out.startswith("csl:23  《中华人民共和国网络安全法》第二十三条")
    assert "旧法第二十一条" in out


def test_every_hit_carries_its_marks(capsys: pytest.CaptureFixture[str]) -> None:
    for lang, words in (("zh", "依据未经本机关审核"), ("en", "not approved by this bureau")):
        _, out = _told(capsys, "search", "WB-22", "--day", "2026-11-21", "--lang", lang)
        heads = [line for line in out.splitlines() if not line.startswith(" ")]
        assert len(heads) == 3
        assert all(words in head for head in heads)


def test_nothing_found_says_so_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert _told(capsys, "search", "没有这样的话", "--lang", "en") == (1, "Nothing found.\n")
    assert _told(capsys, "show", "没有这样的话", "--lang", "zh") == (1, "没有找到。\n")


def test_an_ended_order_is_shown_with_the_one_in_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out = _told(capsys, "show", "mps151:18", "--day", "2026-10-01", "--lang", "zh")
    assert status == 1
    assert "当日已失效" in out
    assert "当日应当引用: mps176  《公安机关网络空间安全监督检查办法》（条号待核）" in out


def test_the_band_of_the_version_that_holds_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    _, new = _told(capsys, "show", "csl:61", "--day", "2026-01-01", "--lang", "zh")
    _, old = _told(capsys, "show", "csl:61", "--day", "2025-12-31", "--lang", "zh")
    assert "罚款1万元至5万元" in new
    assert "第五十九条" in old
    assert "罚款1万元至10万元" in old


def test_programs_get_everything_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    _, out = _told(capsys, "show", "条例31(五)", "--day", "2026-11-21", "--json")
    data = json.loads(out)
    assert (data["version"], data["places"]) == ("cafe@2022", ["31(5)"])
    assert data["approved"] is False
    assert data["bands"][0]["fine"] == [0, 15000]
    assert [one["at"] for one in data["provisions"]] == ["31(5)", "31"]
    status, out = _told(capsys, "search", "没有这样的话", "--json")
    assert (status, json.loads(out)) == (1, [])


def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["law", "show", "csl:23", "--day", "heute"])
    assert refused.value.code == 2
    assert "heute" in capsys.readouterr().err
