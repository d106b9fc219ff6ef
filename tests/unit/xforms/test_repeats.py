"""Repeats: rows added, removed, counted, nested, and the references inside them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import Session

Opener = Callable[..., Session]

ROWS = """
| survey |
| | type | name | label | calculation | repeat_count |
| | begin_repeat | r | 行 | | |
| | integer | v | 值 | | |
| | calculate | pos | | position(..) | |
| | calculate | double | | ${v} * 2 | |
| | calculate | share | | ${v} div sum(../../r/v) | |
| | begin_repeat | inner | 内 | | |
| | integer | w | 内值 | | |
| | calculate | up | | ${v} + ${w} | |
| | end_repeat | | | | |
| | calculate | inner_sum | | sum(${w}) | |
| | end_repeat | | | | |
| | calculate | total | | sum(${v}) | |
| | calculate | rows | | count(${r}) | |
| | calculate | second | | indexed-repeat(${v}, ${r}, 2) | |
"""


def test_rows_compute_with_their_own_values_and_the_outside_with_all(open_md: Opener) -> None:
    session = open_md(ROWS)
    assert session.count("/data/r") == 1
    session.add("/data/r", None, 2)
    for row, value in enumerate(("1", "2", "5"), 1):
        session.set(f"/data/r[{row}]/v", value)
    assert [session.value(f"/data/r[{n}]/double") for n in (1, 2, 3)] == ["2", "4", "10"]
    assert session.value("/data/r[3]/share") == "0.625"
    assert session.value("/data/total") == "8"
    assert session.value("/data/second") == "2"


def test_inserting_and_removing_moves_positions_and_references(open_md: Opener) -> None:
    session = open_md(ROWS)
    session.set("/data/r[1]/v", "1")
    changes = session.add("/data/r", -1)
    assert changes.structure == {"/data/r"}
    assert session.value("/data/r[2]/v") == "1"
    assert session.value("/data/r[2]/pos") == "2"
    session.set("/data/r[1]/v", "9")
    session.remove("/data/r", 0)
    assert session.value("/data/r[1]/v") == "1"
    assert session.value("/data/r[1]/pos") == "1"
    assert session.value("/data/rows") == "1"
    session.undo()
    assert [session.value(f"/data/r[{n}]/v") for n in (1, 2)] == ["9", "1"]
    assert session.value("/data/total") == "10"


def test_nested_rows_see_their_own_outer_row(open_md: Opener) -> None:
    session = open_md(ROWS)
    session.add("/data/r")
    assert session.count("/data/r[2]/inner") == 0
    session.add("/data/r[2]/inner", count=2)
    session.set("/data/r[1]/v", "10")
    session.set("/data/r[2]/v", "20")
    session.set("/data/r[2]/inner[2]/w", "3")
    session.set("/data/r[1]/inner[1]/w", "1")
    session.set("/data/r[2]/inner[1]/w", "4")
    assert session.value("/data/r[2]/inner[2]/up") == "23"
    assert session.value("/data/r[1]/inner[1]/up") == "11"
    assert session.value("/data/r[2]/inner_sum") == "7"
    assert session.value("/data/r[1]/inner_sum") == "1"


def test_a_counted_repeat_follows_its_number_and_refuses_hands(open_md: Opener) -> None:
    session = open_md("""
| survey |
| | type | name | label | repeat_count | default |
| | integer | n | 台数 | | |
| | begin_repeat | r | 行 | ${n} | |
| | text | q | 题 | | |
| | end_repeat | | | | |
""")
    assert session.count("/data/r") == 0, "an empty count means no rows at load"
    changes = session.set("/data/n", "3")
    assert [event.cause for event in changes.events] == ["user", "count"]
    session.set("/data/r[3]/q", "甲")
    session.set("/data/n", "")
    assert session.count("/data/r") == 3, "emptied later: the rows stay"
    session.set("/data/n", "1")
    assert session.count("/data/r") == 1
    session.undo()
    assert session.value("/data/r[3]/q") == "甲"
    for change in (session.add, session.remove):
        with pytest.raises(KnownError) as caught:
            change("/data/r")
        assert caught.value.code == "form.fixed-count"


def test_new_rows_get_their_defaults_from_the_template(open_xml: Opener) -> None:
    session = open_xml(
        '<r jr:template=""><a>7</a><b/></r>',
        "",
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"/>'
        '<input ref="/data/r/b"/>'
        '<setvalue event="odk-new-repeat" ref="/data/r/b" value="position(..)"/></repeat></group>',
    )
    session.add("/data/r", None, 2)
    assert [session.value(f"/data/r[{n}]/{q}") for n in (1, 2) for q in "ab"] == [
        "7",
        "1",
        "7",
        "2",
    ]


def test_rows_that_are_hidden_do_not_count_but_keep_their_place(open_xml: Opener) -> None:
    session = open_xml(
        "<r><show>1</show><v>1</v></r><r><show>1</show><v>2</v></r><n/><s/><p/>",
        '<bind nodeset="/data/r/v" relevant="../show = 1"/>'
        '<bind nodeset="/data/n" calculate="count(/data/r/v)"/>'
        '<bind nodeset="/data/s" calculate="sum(/data/r/v)"/>'
        '<bind nodeset="/data/p" calculate="/data/r[2]/v"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/show"/>'
        '<input ref="/data/r/v"/></repeat></group>',
    )
    session.set("/data/r[1]/show", "0")
    assert session.value("/data/s") == "2"
    assert session.value("/data/n") == "1"
    assert session.value("/data/p") == "2", "the second row is still the second"


@pytest.mark.parametrize(
    "ref", ["/data/r[9]/v", "/data/r[0]/v", "/data/x", "r", "/other", "/data/r/v[2]"]
)
def test_unknown_references_are_refused(open_md: Opener, ref: str) -> None:
    session = open_md(ROWS)
    with pytest.raises(KnownError) as caught:
        session.set(ref, "1")
    assert caught.value.code == "form.no-such-node"


def test_an_index_of_one_may_be_left_out_or_written_where_it_means_nothing(open_md: Opener) -> None:
    session = open_md(ROWS)
    session.set("/data/r/v", "4")
    session.set("/data/r[1]/v[1]", "5")
    assert session.value("/data/total[1]") == "5"
