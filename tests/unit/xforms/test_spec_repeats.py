"""Repeats and relevance by the ODK XForms specification: references, counts, what is hidden."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import Session

Opener = Callable[..., Session]
Reopen = Callable[[Session], Session]


def repeat(path: str, inner: str, more: str = "") -> str:
    return f'<group ref="{path}"><repeat nodeset="{path}"{more}>{inner}</repeat></group>'


def test_own_row_is_meant_by_relative_current_and_absolute_paths(open_xml: Opener) -> None:
    session = open_xml(
        "<r><a>1</a><rel/><cur/><abs/></r><r><a>2</a><rel/><cur/><abs/></r>",
        '<bind nodeset="/data/r/rel" calculate="../a"/>'
        '<bind nodeset="/data/r/cur" calculate="current()/../a"/>'
        '<bind nodeset="/data/r/abs" calculate="/data/r/a"/>',
        repeat("/data/r", '<input ref="/data/r/a"/>'),
    )
    for row in (1, 2):
        shown = [session.value(f"/data/r[{row}]/{name}") for name in ("rel", "cur", "abs")]
        assert shown == [str(row)] * 3


def test_every_row_sees_all_rows_through_a_relative_path(open_xml: Opener) -> None:
    session = open_xml(
        "<r><a>1</a><sum/><first/><before/></r><r><a>2</a><sum/><first/><before/></r>",
        '<bind nodeset="/data/r/sum" calculate="sum(../../r/a)"/>'
        '<bind nodeset="/data/r/first" calculate="../../r[1]/a"/>'
        '<bind nodeset="/data/r/before" calculate="../preceding-sibling::r[1]/a"/>',
        repeat("/data/r", '<input ref="/data/r/a"/>'),
    )
    assert session.value("/data/r[2]/sum") == "3"
    assert session.value("/data/r[2]/first") == "1"
    assert session.value("/data/r[2]/before") == "1"
    session.add("/data/r")
    session.set("/data/r[3]/a", "5")
    assert [session.value(f"/data/r[{n}]/sum") for n in (1, 2, 3)] == ["8"] * 3
    assert session.value("/data/r[3]/before") == "2"


def test_predicate_with_position_of_the_own_row(open_xml: Opener) -> None:
    session = open_xml(
        "<r><a>1</a><running/></r><r><a>2</a><running/></r><r><a>4</a><running/></r>",
        '<bind nodeset="/data/r/running" '
        'calculate="sum(../../r[position() &lt;= position(current()/..)]/a)"/>',
        repeat("/data/r", '<input ref="/data/r/a"/>'),
    )
    assert [session.value(f"/data/r[{n}]/running") for n in (1, 2, 3)] == ["1", "3", "7"]
    session.remove("/data/r", 0)
    assert [session.value(f"/data/r[{n}]/running") for n in (1, 2)] == ["2", "6"]
    session.add("/data/r", -1)
    session.set("/data/r[1]/a", "10")
    assert [session.value(f"/data/r[{n}]/running") for n in (1, 2, 3)] == ["10", "12", "16"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count(/data/r)", "3"),
        ("count(/data/r[a > 1])", "2"),
        ("sum(/data/r[b = 'x']/a)", "5"),
        ("max(/data/r/a)", "4"),
        ("min(/data/r/a)", "1"),
        ("join('-', /data/r/b)", "x-y-x"),
        ("concat(/data/r/b)", "xyx"),
        ("/data/r[a = 2]/b", "y"),
        ("/data/r[last()]/a", "4"),
        ("/data/r[position() = 2]/a", "2"),
        ("/data/r[b = 'x'][2]/a", "4"),
        ("/data/r[b = 'x' and a > 2]/a", "4"),
        ("/data/r[not(b = 'x')]/a", "2"),
        ("count-non-empty(/data/r/c)", "1"),
        ("indexed-repeat(/data/r/a, /data/r, 3)", "4"),
        ("indexed-repeat(/data/r/a, /data/r, /data/which)", "2"),
        ("sum(/data/r/a) div count(/data/r)", "2.3333333333333335"),
        ("count(/data/r/a[. > 1])", "2"),
        ("boolean(/data/r[a = 9])", "false"),
        ("/data/r[c != '']/a", "4"),
        ("string(/data/r[9]/a)", ""),
        ("number(/data/r[9]/a)", "NaN"),
        ("/data/r/a = /data/which", "true"),
        ("/data/r[a = current()/../which]/b", "y"),
        ("selected(join(' ', /data/r/b), 'y')", "true"),
    ],
)
def test_rows_are_counted_filtered_and_joined_from_outside(
    open_xml: Opener, expression: str, expected: str
) -> None:
    escaped = expression.replace("<", "&lt;").replace('"', "&quot;")
    session = open_xml(
        "<which>2</which><r><a>1</a><b>x</b><c/></r><r><a>2</a><b>y</b><c/></r>"
        "<r><a>4</a><b>x</b><c>z</c></r><out/>",
        f'<bind nodeset="/data/out" calculate="string({escaped})"/>',
        repeat("/data/r", '<input ref="/data/r/a"/>'),
    )
    assert session.value("/data/out") == expected


def test_nested_rows_three_deep(open_xml: Opener) -> None:
    inner = repeat("/data/a/b/c", '<input ref="/data/a/b/c/v"/>')
    middle = repeat("/data/a/b", inner)
    session = open_xml(
        "<a><b><c><v/><where/></c><n/></b><n/></a><n/>",
        '<bind nodeset="/data/a/b/c/v" type="int"/>'
        '<bind nodeset="/data/a/b/c/where" calculate="concat(position(../../..), \'.\', '
        "position(../..), '.', position(..))\"/>"
        '<bind nodeset="/data/a/b/n" calculate="sum(/data/a/b/c/v)"/>'
        '<bind nodeset="/data/a/n" calculate="sum(../b/c/v)"/>'
        '<bind nodeset="/data/n" calculate="sum(/data/a/b/c/v)"/>',
        repeat("/data/a", middle),
    )
    session.add("/data/a")
    for ref in ("/data/a[2]/b", "/data/a[2]/b[1]/c"):
        while session.count(ref) < 2:
            session.add(ref)
    while session.count("/data/a[2]/b[2]/c") < 2:
        session.add("/data/a[2]/b[2]/c")
    assert session.value("/data/a[2]/b[2]/c[2]/where") == "2.2.2"
    for ref in ("2]/b[1]/c[1", "2]/b[2]/c[2"):
        session.set(f"/data/a[{ref}]/v", "0")
    for ref, value in (("1]/b[1]/c[1", 1), ("2]/b[1]/c[2", 10), ("2]/b[2]/c[1", 100)):
        session.set(f"/data/a[{ref}]/v", str(value))
    assert session.value("/data/a[2]/b[1]/n") == "10"
    assert session.value("/data/a[2]/n") == "110"
    assert session.value("/data/n") == "111"
    session.remove("/data/a[2]/b", 0)
    assert session.value("/data/a[2]/b[1]/c[2]/where") == "2.1.2"
    assert session.value("/data/n") == "101"


def test_count_can_be_an_expression_and_follows_it(open_xml: Opener) -> None:
    session = open_xml(
        '<list/><r jr:template=""><name/></r>',
        '<bind nodeset="/data/r/name" calculate="selected-at(/data/list, position(..) - 1)"/>',
        '<select ref="/data/list"><item><label>A</label><value>a</value></item><item>'
        "<label>B</label><value>b</value></item><item><label>C</label><value>c</value></item>"
        "</select>"
        + repeat(
            "/data/r", '<input ref="/data/r/name"/>', ' jr:count="count-selected(/data/list)"'
        ),
    )
    assert session.count("/data/r") == 0
    session.set("/data/list", "a c")
    assert [session.value(f"/data/r[{n}]/name") for n in (1, 2)] == ["a", "c"]
    session.set("/data/list", "a b c")
    assert [session.value(f"/data/r[{n}]/name") for n in (1, 2, 3)] == ["a", "b", "c"]
    session.set("/data/list", None)
    assert session.count("/data/r") == 0


def test_inner_count_comes_from_the_own_outer_row(open_xml: Opener) -> None:
    inner = repeat("/data/o/i", '<input ref="/data/o/i/v"/>', ' jr:count="/data/o/n"')
    session = open_xml(
        "<o><n/><i><v/></i></o>",
        '<bind nodeset="/data/o/n" type="int"/>',
        repeat("/data/o", '<input ref="/data/o/n"/>' + inner),
    )
    session.add("/data/o")
    session.set("/data/o[1]/n", "1")
    session.set("/data/o[2]/n", "3")
    assert (session.count("/data/o[1]/i"), session.count("/data/o[2]/i")) == (1, 3)


def test_rows_that_the_author_fixed_cannot_be_added(open_xml: Opener) -> None:
    session = open_xml(
        "<r><v/></r><r><v/></r>",
        "",
        repeat("/data/r", '<input ref="/data/r/v"/>', ' jr:noAddRemove="true()"'),
    )
    assert session.count("/data/r") == 2
    with pytest.raises(KnownError):
        session.add("/data/r")


def test_hidden_rows_are_in_no_sum_and_in_no_record(open_xml: Opener) -> None:
    session = open_xml(
        "<r><use>y</use><a>1</a></r><r><use>n</use><a>2</a></r><sum/><n/>",
        '<bind nodeset="/data/r/a" type="int" relevant="../use = \'y\'"/>'
        '<bind nodeset="/data/sum" calculate="sum(/data/r/a)"/>'
        '<bind nodeset="/data/n" calculate="count(/data/r/a)"/>',
        repeat("/data/r", '<input ref="/data/r/use"/><input ref="/data/r/a"/>'),
    )
    assert (session.value("/data/sum"), session.value("/data/n")) == ("1", "1")
    assert "<a>2</a>" not in session.final_xml().decode()
    session.set("/data/r[2]/use", "y")
    assert (session.value("/data/sum"), session.value("/data/n")) == ("3", "2")


def test_hidden_repeat_hides_all_rows_and_shows_them_again(open_xml: Opener) -> None:
    session = open_xml(
        "<show>y</show><r><a>1</a></r><sum/>",
        '<bind nodeset="/data/r" relevant="/data/show = \'y\'"/>'
        '<bind nodeset="/data/sum" calculate="sum(/data/r/a)"/>',
        '<input ref="/data/show"/>' + repeat("/data/r", '<input ref="/data/r/a"/>'),
    )
    session.add("/data/r")
    session.set("/data/r[2]/a", "4")
    assert session.value("/data/sum") == "5"
    session.set("/data/show", "n")
    assert session.value("/data/sum") == "0"
    assert "<r>" not in session.final_xml().decode()
    session.set("/data/show", "y")
    assert session.value("/data/sum") == "5"


def test_relevance_can_depend_on_the_row_before(open_xml: Opener) -> None:
    session = open_xml(
        "<r><go/><next/></r>",
        '<bind nodeset="/data/r/next" relevant="position(..) = 1 or '
        "../preceding-sibling::r[1]/go = 'y'\"/>",
        repeat("/data/r", '<input ref="/data/r/go"/><input ref="/data/r/next"/>'),
    )
    session.add("/data/r")
    assert session.state("/data/r[1]/next").relevant
    assert not session.state("/data/r[2]/next").relevant
    session.set("/data/r[1]/go", "y")
    assert session.state("/data/r[2]/next").relevant
    session.remove("/data/r", 0)
    assert session.state("/data/r[1]/next").relevant, "it is the first row now"


def test_constraint_compares_with_the_other_rows(open_xml: Opener) -> None:
    session = open_xml(
        "<r><id/></r>",
        '<bind nodeset="/data/r/id" constraint="count(/data/r[id = current()/.]) &lt;= 1 and '
        'count(../../r[id = current()]) &lt;= 1"/>',
        repeat("/data/r", '<input ref="/data/r/id"/>'),
    )
    session.add("/data/r")
    session.set("/data/r[1]/id", "A")
    session.set("/data/r[2]/id", "A")
    assert not session.state("/data/r[2]/id").constraint_valid
    session.set("/data/r[2]/id", "B")
    assert session.state("/data/r[2]/id").constraint_valid
    assert session.state("/data/r[1]/id").constraint_valid


def test_labels_of_rows_show_their_own_values(open_xml: Opener) -> None:
    session = open_xml(
        "<r><n/><q/></r>",
        "",
        repeat(
            "/data/r",
            '<input ref="/data/r/n"/><input ref="/data/r/q"><label>第<output '
            'value="position(..)"/>行：<output value="/data/r/n"/></label></input>',
        ),
    )
    session.add("/data/r")
    session.set("/data/r[2]/n", "乙")
    assert session.state("/data/r[1]/q").label == "第1行："
    assert session.state("/data/r[2]/q").label == "第2行：乙"


def test_template_values_are_for_new_rows_only(open_xml: Opener) -> None:
    session = open_xml(
        '<r jr:template=""><a>neu</a></r><r><a>alt</a></r>',
        "",
        repeat("/data/r", '<input ref="/data/r/a"/>'),
    )
    session.add("/data/r")
    assert [session.value(f"/data/r[{n}]/a") for n in (1, 2)] == ["alt", "neu"]
    assert "jr:template" not in session.final_xml().decode()


def test_group_condition_reaches_everything_below(open_xml: Opener) -> None:
    session = open_xml(
        "<show/><g><h><q>1</q></h></g><sum/>",
        '<bind nodeset="/data/g" relevant="/data/show = \'y\'"/>'
        '<bind nodeset="/data/g/h/q" required="true()"/>'
        '<bind nodeset="/data/sum" calculate="/data/g/h/q + 1"/>',
        '<input ref="/data/show"/><group ref="/data/g"><group ref="/data/g/h">'
        '<input ref="/data/g/h/q"/></group></group>',
    )
    assert not session.state("/data/g/h/q").relevant
    assert session.value("/data/sum") == ""
    session.set("/data/show", "y")
    assert session.state("/data/g/h/q").relevant
    assert session.value("/data/sum") == "2"
    session.set("/data/g/h/q", None)
    assert not session.state("/data/g/h/q").valid
    session.set("/data/show", "n")
    assert session.state("/data/g/h/q").valid, "nothing hidden is wrong"


def test_read_only_is_inherited_and_cannot_be_answered(open_xml: Opener) -> None:
    session = open_xml(
        "<lock/><g><q/></g>",
        '<bind nodeset="/data/g" readonly="/data/lock = \'y\'"/>',
        '<input ref="/data/lock"/><group ref="/data/g"><input ref="/data/g/q"/></group>',
    )
    session.set("/data/g/q", "a")
    session.set("/data/lock", "y")
    assert session.state("/data/g/q").readonly
    with pytest.raises(KnownError):
        session.set("/data/g/q", "b")


def test_draft_of_rows_opens_as_it_was(open_xml: Opener, reopen: Reopen) -> None:
    session = open_xml(
        "<r><a/><i><b/></i></r>",
        "",
        repeat("/data/r", '<input ref="/data/r/a"/>'
               + repeat("/data/r/i", '<input ref="/data/r/i/b"/>')),
    )  # fmt: skip
    session.add("/data/r")
    session.add("/data/r[2]/i", count=2)
    session.set("/data/r[2]/i[2]/b", "x")
    session.remove("/data/r", 0)
    again = reopen(session)
    assert again.save() == session.save()
    assert again.final_xml() == session.final_xml()


def test_attributes_of_rows_come_and_go_with_the_rows(open_xml: Opener) -> None:
    session = open_xml(
        '<r kind="a"><v>1</v></r><n/><kinds/>',
        '<bind nodeset="/data/n" calculate="count(/data/r/@kind)"/>'
        '<bind nodeset="/data/kinds" calculate="join(\',\', /data/r/@*)"/>',
        repeat("/data/r", '<input ref="/data/r/v"/>'),
    )
    session.add("/data/r", count=2)
    assert (session.value("/data/n"), session.value("/data/kinds")) == ("3", "a,a,a")
    session.remove("/data/r", 0)
    assert session.value("/data/n") == "2"
