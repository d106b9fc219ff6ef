"""regex(): what it means, and that no pattern can hang a form."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import Session
from inspector_app.xforms.xpath.patterns import PATIENCE, pattern_of, runs_away

Opener = Callable[..., Session]

_ENDLESS = "(a|a)*$"
_LONG = "a" * 60 + "b"


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"[0-9]{2}", "a12b", True),  # a search, not a match of the whole
        (r"^[0-9]{2}$", "a12b", False),
        (r"^[一-龥]{2,4}$", "张三", True),
        (r"^\d$", "３", False),  # full-width digits are none
        (r"^\w+$", "张三", False),
        (r"^\p{L}+$", "张三", True),
        (r"^\p{Han}+$", "张三a", False),
        (r"^\p{L}\d$", "张3", True),
        (r"^\p{L}\d$", "张３", False),
        (r"^[\p{L}\d]+$", "张3", True),
        (r"^[\p{L}\d]+$", "３", False),
        (r"^(?<y>\d{2})\k<y>$", "2626", True),
        (r"^(\d{2})\1$", "2627", False),
        (r"a++b", "aab", True),
        (r"a++ab", "aaab", False),
        (r"(?<=号：)\d+", "编号：12", True),
        (r"^(?!.*x)", "axb", False),
        (r"^\u4e00$", "一", True),
        (r"^[0-9A-HJ-NPQRTUWXY]{18}$", "91310000MA1FL0TEST", False),
    ],
)  # fmt: skip
def test_patterns_mean_what_authors_know_from_elsewhere(
    pattern: str, text: str, found: bool
) -> None:
    assert pattern_of(pattern).search(text) is found


def test_an_answer_on_which_a_pattern_never_ends_is_refused_and_nothing_changes(
    open_xml: Opener,
) -> None:
    session = open_xml(
        "<q>b</q><n/>",
        f'<bind nodeset="/data/q" constraint="regex(., \'{_ENDLESS}\')"/>'
        '<bind nodeset="/data/n" calculate="string-length(/data/q)"/>',
        '<input ref="/data/q"/>',
    )  # fmt: skip
    before = session.save()
    begun = time.monotonic()
    with pytest.raises(KnownError) as refused:
        session.set("/data/q", _LONG)
    assert time.monotonic() - begun < 2
    assert refused.value.code == "form.pattern-too-slow"
    assert "/data/q" in refused.value.sentence("zh")
    assert session.save() == before
    session.set("/data/q", "aaa")
    assert session.state("/data/q").valid
    assert session.value("/data/n") == "3"


def test_looking_at_a_list_filtered_by_an_endless_pattern_comes_back(open_xml: Opener) -> None:
    items = "".join(f"<item><name>{_LONG}{number}</name></item>" for number in range(40))
    session = open_xml(
        "<s/><p/>", "",
        "<select1 ref=\"/data/s\"><itemset nodeset=\"instance('l')/root/item"
        '[regex(name, /data/p)]"><value ref="name"/><label ref="name"/></itemset></select1>'
        '<input ref="/data/p"/>',
        f'<instance id="l"><root>{items}</root></instance>',
    )  # fmt: skip
    session.set("/data/p", _ENDLESS + "x")
    begun = time.monotonic()
    assert session.state("/data/s").choices == ()
    assert time.monotonic() - begun < 2 + 40 * PATIENCE / 2


@pytest.mark.parametrize("pattern", ["(", "[a", "a{2}{3}", "(" * 5_000, "a" * 5_000, r"\k"])
def test_a_pattern_that_is_none_matches_nothing(open_xml: Opener, pattern: str) -> None:
    session = open_xml(
        f"<q>a</q><p>{pattern}</p><out/>",
        '<bind nodeset="/data/out" calculate="regex(/data/q, /data/p)"/>', "",
    )  # fmt: skip
    assert session.value("/data/out") == "false"


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "^(\\d+)*x", "([a-z]+)+$", "(.*)*b", "(a|a)*$", "^(?:\\w+)+!$", "(x*)*y"],
)
def test_patterns_that_run_away_are_known(pattern: str) -> None:
    assert runs_away(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d{6}(18|19|20)\d{2}(0[1-9]|1[0-2])\d{2}\d{3}[0-9X]$", r"^[0-9A-HJ-NPQRTUWXY]{18}$",
        r"^1[3-9]\d{9}$", r"^([01]\d|2[0-3]):[0-5]\d$", r"^[\w.]+@[\w.]+\.\w+$",
        r"^(\d{1,3}\.){3}\d{1,3}$", r"^([A-Z]+-)+\d+$", r"^.*$", r"^(a+)?$", r"^\S+( \S+)*$",
        r"^[^,]+(,[^,]+)*$",
    ],
)  # fmt: skip
def test_patterns_of_real_forms_are_not_accused(pattern: str) -> None:
    assert not runs_away(pattern)
