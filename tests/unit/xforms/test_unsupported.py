"""What the program does not do is told in both languages with its place, never passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import load_form
from inspector_app.xforms.lint import check_form

SURVEY = "| survey |\n| | type | name | label | {} |\n| | {} | q | 题 | {} |\n"

CASES = [
    ("hint", "text", "", ("| settings |\n| | form_id | submission_url | public_key |\n"
     "| | f | https://x.example/s | MIIBIjANBg |\n"), "form", "public_key"),
    ("compact_tag", "text", "t", ("| settings |\n| | form_id | prefix | delimiter |\n"
     "| | f | p | d |\n"), "form", "SMS"),
    ("appearance", "text", "ex:org.demo.app(a=1)", "", "survey!E3", "ex:"),
    ("hint", "osm tags", "", "| osm |\n| | list_name | name | label |\n| | tags | n | l |\n",
     "survey!B3", "OpenStreetMap"),
    ("choice_filter", "select_one_external c", "p='a'", ("| external_choices |\n"
     "| | list_name | name | label | p |\n| | c | x | 叉 | a |\n"
     "| choices |\n| | list_name | name | label |\n| | k | a | 甲 |\n"),
     "survey!B3", "select_one_external"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "kind", "cell", "more", "place", "word"), CASES)
def test_form_loads_and_says_what_it_leaves_out(
    tmp_path: Path, column: str, kind: str, cell: str, more: str, place: str, word: str
) -> None:
    path = tmp_path / "f.md"
    path.write_text(SURVEY.format(column, kind, cell) + more, "utf-8")
    told = [problem for problem in load_form(path).problems if problem.code == "unsupported"]
    assert [str(problem.place) for problem in told] == [place]
    assert word in told[0].message.en
    assert "不支持" in told[0].message.zh
    report = check_form(path)
    assert report.status == "problems"
    assert "unsupported" in [problem.code for problem in report.problems]


def test_background_recording_is_refused_because_nothing_would_be_recorded() -> None:
    text = (
        "| survey |\n| | type | name | label |\n| | background-audio | a | |\n| | text | q | 题 |\n"
    )
    with pytest.raises(KnownError) as caught:
        load_form(text.encode(), name="f.md")
    assert "odk:recordaudio" in caught.value.sentence("en")
    assert "录音" in caught.value.sentence("zh")


def test_an_ordinary_form_has_nothing_to_tell() -> None:
    form = load_form(SURVEY.format("hint", "text", "写清楚").encode(), name="f.md")
    assert form.problems == ()
