"""Forms and answers made to exhaust: each is a known error or fine, and changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import Session

Opener = Callable[..., Session]

_ROWS = (
    '<input ref="/data/n"/><group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/n">'
    '<input ref="/data/r/v"/><group ref="/data/r/s"><repeat nodeset="/data/r/s" '
    'jr:count="/data/n"><input ref="/data/r/s/v"/></repeat></group></repeat></group>'
)
_LOOP = (
    '<itext><translation lang="zh"><text id="a"><value>x<output value="jr:itext(\'b\')"/></value>'
    '</text><text id="b"><value>y<output value="jr:itext(\'a\')"/></value></text></translation>'
    "</itext>"
)


@pytest.fixture(autouse=True)
def _bounded() -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < 20  # a bomb takes minutes; a busy machine does not


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 10_000 + "1" + ")" * 10_000, "not(" * 9_000 + "1" + ")" * 9_000,
        "-" * 10_000 + "1", " = ".join(["/data/q"] * 3_000), " | ".join(["/data/q"] * 3_000),
        "/data/q" + "[../q" * 500 + "]" * 500, "'" + "a" * 70_000 + "'",
    ],
    ids=["parentheses", "not", "minus", "equal", "union", "predicates", "long"],
)  # fmt: skip
def test_expressions_nested_without_end_are_refused(open_xml: Opener, expression: str) -> None:
    with pytest.raises(KnownError) as refused:
        open_xml("<q>5</q><o/>", f'<bind nodeset="/data/o" calculate="{expression}"/>', "")
    assert refused.value.code == "form.refused"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("+".join(["/data/q"] * 4_000), "20000"), (" and ".join(["/data/q"] * 4_000), "true"),
        ("concat(" + ",".join(["/data/q"] * 4_000) + ")", "5" * 4_000),
        ("/data/q" + "/../q" * 2_000, "5"), ("/data/q" + "[1]" * 3_000, "5"),
        ("pow(10, pow(10, 300))", "Infinity"), ("round(1.5, pow(10, 300))", "1.5"),
        ("uuid(1000000000)", ""), ("selected-at('a b', pow(10, 300))", ""),
        ("date(pow(10, 300))", ""), ("decimal-date-time('0001-01-01T00:00:00+14:00')", ""),
        ("format-date-time('9999-12-31T23:59:59-12:00', '%H')", ""),
    ],
)  # fmt: skip
def test_long_chains_and_extreme_numbers_are_computed_and_explained(
    open_xml: Opener, expression: str, value: str
) -> None:
    session = open_xml(
        "<q>5</q><o/>", f'<bind nodeset="/data/o" calculate="{expression}"/>',
        '<input ref="/data/q"/>',
    )  # fmt: skip
    assert session.value("/data/o") == value
    assert len(session.explain("/data/o", "calculate").parts) <= 12


def test_triggers_that_double_a_text_are_stopped_and_change_nothing(open_xml: Opener) -> None:
    session = open_xml(
        "<a/><b/>", "",
        '<input ref="/data/a"><setvalue ref="/data/b" event="xforms-value-changed" '
        'value="concat(/data/a, /data/a)"/></input>'
        '<input ref="/data/b"><setvalue ref="/data/a" event="xforms-value-changed" '
        'value="join(\',\', /data/b, /data/b)"/></input>',
    )  # fmt: skip
    before = session.save()
    with pytest.raises(KnownError) as refused:
        session.set("/data/a", "x")
    assert refused.value.code == "form.value-too-long"
    assert session.save() == before
    assert not session.can_undo


def test_an_answer_of_a_megabyte_is_kept_and_one_of_ten_is_refused(open_xml: Opener) -> None:
    session = open_xml("<q/>", "", '<input ref="/data/q"/>')
    session.set("/data/q", "中" * 1_000_000)
    assert len(session.value("/data/q")) == 1_000_000
    with pytest.raises(KnownError) as refused:
        session.set("/data/q", "b" * 10_000_000)
    assert refused.value.code == "form.value-too-long"
    assert len(session.value("/data/q")) == 1_000_000


@pytest.mark.parametrize("count", ["400", "100000", "2000000000"])
def test_a_number_of_rows_out_of_all_reason_is_refused(open_xml: Opener, count: str) -> None:
    session = open_xml(
        '<n/><r jr:template=""><v/><s jr:template=""><v/></s></r>',
        '<bind nodeset="/data/n" type="int"/>', _ROWS,
    )  # fmt: skip
    before = session.save()
    with pytest.raises(KnownError) as refused:
        session.set("/data/n", count)
    assert refused.value.code == "form.too-many-rows"
    assert session.save() == before
    session.set("/data/n", "3")
    assert session.count("/data/r[2]/s") == 3


def test_many_rows_come_and_go_without_a_search_for_each(open_xml: Opener) -> None:
    session = open_xml(
        '<r jr:template=""><v/></r>', "",
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat></group>',
    )  # fmt: skip
    session.add("/data/r", count=10_000)
    session.add("/data/r", after=-1, count=10_000)
    session.remove("/data/r", 5_000, 10_000)
    assert session.count("/data/r") == 10_000
    session.undo()
    session.undo()
    assert session.count("/data/r") == 10_000


def test_texts_that_show_one_another_in_a_circle_end(open_xml: Opener) -> None:
    session = open_xml(
        "<q/>", "", '<input ref="/data/q"><label ref="jr:itext(\'a\')"/></input>', _LOOP
    )
    label = session.state("/data/q").label
    assert label is not None
    assert label.startswith("xyxy")


def test_a_reference_of_a_hundred_thousand_steps_names_nothing(open_xml: Opener) -> None:
    session = open_xml("<q/>", "", '<input ref="/data/q"/>')
    with pytest.raises(KnownError) as refused:
        session.set("/data" + "/q" * 100_000, "1")
    assert refused.value.code == "form.no-such-node"


def test_a_list_of_a_million_rows_is_refused_before_it_fills_the_memory(
    open_xml: Opener, tmp_path: Path
) -> None:
    rows = "".join(f"n{number},L,u,v,w,x\n" for number in range(170_000))
    (tmp_path / "big.csv").write_text("name,label,up,a,b,c\n" + rows, encoding="utf-8")
    with pytest.raises(KnownError) as refused:
        open_xml(
            "<q/>", "", "", '<instance id="b" src="jr://file-csv/big.csv"/>', media=[tmp_path]
        )  # fmt: skip
    assert refused.value.code == "form.too-large"
    assert "big.csv" in refused.value.sentence("zh")
