"""Calculated selects keep what their choices have; texts of groups follow what is in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import Session
from inspector_app.xforms.program import MAX_WISHES
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.parser import parse

Opener = Callable[..., Session]

CITIES = (
    '<instance id="city"><root><item><name>sh</name><label>上海</label><area>east</area></item>'
    "<item><name>hz</name><label>杭州</label><area>east</area></item>"
    "<item><name>cd</name><label>成都</label><area>west</area></item></root></instance>"
)
ITEMSET = (
    "<itemset nodeset=\"instance('city')/root/item[area = {}]\">"
    '<value ref="name"/><label ref="label"/></itemset>'
)


def city(open_xml: Opener, calculate: str, kind: str = "select1", more: str = "") -> Session:
    """Return a form whose select is calculated and filtered by an answer."""
    return open_xml(
        "<area>east</area><wish>hz</wish><q/><copy/>",
        f'<bind nodeset="/data/q" calculate="{calculate}"/>'
        f'<bind nodeset="/data/copy" calculate="concat(\'=\', /data/q)"/>{more}',
        f'<input ref="/data/area"/><input ref="/data/wish"/>'
        f'<{kind} ref="/data/q">{ITEMSET.format("/data/area")}</{kind}>',
        CITIES,
    )


def test_calculated_select_keeps_only_its_choices_and_gets_its_value_back(
    open_xml: Opener, reopen: Callable[[Session], Session]
) -> None:
    session = city(open_xml, "/data/wish")
    assert session.value("/data/q") == "hz"
    changes = session.set("/data/area", "west")
    assert [(e.ref, e.new, e.cause) for e in changes.events] == [
        ("/data/area", "west", "user"),
        ("/data/q", "", "choice-filter"),
        ("/data/copy", "=", "calculate"),
    ]
    assert reopen(session).value("/data/q") == ""
    assert "hz" in session.explain("/data/q", "calculate").sentence.zh
    changes = session.set("/data/area", "east")
    assert ("/data/q", "hz", "calculate") in [(e.ref, e.new, e.cause) for e in changes.events]
    assert session.value("/data/copy") == "=hz"
    session.set("/data/wish", "nowhere")
    assert session.value("/data/q") == ""
    session.undo()
    assert session.value("/data/q") == "hz"
    assert (
        session.explain("/data/q", "calculate").sentence.zh
        == reopen(session).explain("/data/q", "calculate").sentence.zh
    )


def test_calculated_multi_select_loses_only_what_is_no_choice(open_xml: Opener) -> None:
    session = city(open_xml, "'cd sh nowhere'", "select")
    assert session.value("/data/q") == "sh"
    session.set("/data/area", "west")
    assert session.value("/data/q") == "cd"
    assert session.value("/data/copy") == "=cd"


def test_calculated_select_of_listed_choices_is_empty_outside_them(open_xml: Opener) -> None:
    session = open_xml(
        "<n>1</n><q/>",
        "<bind nodeset=\"/data/q\" calculate=\"if(/data/n = 1, 'a', 'z')\"/>",
        '<input ref="/data/n"/><select1 ref="/data/q"><item><label>甲</label><value>a</value>'
        "</item></select1>",
    )
    assert session.value("/data/q") == "a"
    session.set("/data/n", "2")
    assert session.value("/data/q") == ""


def test_triggers_see_no_value_that_is_no_choice(open_xml: Opener) -> None:
    session = open_xml(
        "<area>west</area><q/><log/>",
        '<bind nodeset="/data/q" calculate="\'hz\'"/>',
        f'<input ref="/data/area"/><select1 ref="/data/q">{ITEMSET.format("/data/area")}'
        '<setvalue ref="/data/log" event="xforms-value-changed" '
        "value=\"concat(/data/log, '[', /data/q, ']')\"/></select1>",
        CITIES,
    )
    session.set("/data/area", "east")
    session.set("/data/area", "west")
    assert session.value("/data/log") == "[hz][]"


def test_select_whose_calculation_decides_its_own_choices_stays_whole(open_xml: Opener) -> None:
    session = open_xml(
        "<q/><area/>",
        '<bind nodeset="/data/q" calculate="\'hz\'"/>'
        "<bind nodeset=\"/data/area\" calculate=\"if(/data/q = 'hz', 'west', 'east')\"/>",
        f'<select1 ref="/data/q">{ITEMSET.format("/data/area")}</select1>',
        CITIES,
    )
    assert (session.value("/data/q"), session.value("/data/area")) == ("hz", "west")


@pytest.mark.parametrize(
    ("expression", "before", "after"),
    [
        ("string(/data/g)", "12", "32"), ("concat(/data/g, '!')", "12!", "32!"),
        ("/data/g", "12", "32"), ("/data/g + 1", "13.0", "33.0"), ("-/data/g", "-12.0", "-32.0"),
        ("/data/g = '32'", "false", "true"), ("'32' = /data/g", "false", "true"),
        ("/data/g &gt; 20", "false", "true"), ("if(true(), /data/g, '')", "12", "32"),
        ("coalesce(/data/g, 1)", "12", "32"), ("substr(/data/g, 0, 1)", "1", "3"),
        ("normalize-space(/data/g)", "12", "32"), ("sum(/data/*[1])", "12", "32"),
        ("join('-', /data/g)", "12", "32"), ("string(/data/g | /data/nothing)", "12", "32"),
        ("count(/data/g[. = '32'])", "0", "1"), ("count(/data/g)", "1", "1"),
        ("selected(/data/g, '32')", "false", "true"),
    ],
)  # fmt: skip
def test_text_of_a_group_follows_its_answers(
    open_xml: Opener, expression: str, before: str, after: str
) -> None:
    session = open_xml(
        "<g><a>1</a><b>2</b></g><nothing/><q/>",
        '<bind nodeset="/data/g/b" relevant="/data/g/a != 9"/>'
        f'<bind nodeset="/data/q" calculate="{expression}"/>',
        '<input ref="/data/g/a"/>',
    )
    assert session.value("/data/q").removesuffix(".0") == before.removesuffix(".0")
    session.set("/data/g/a", "3")
    assert session.value("/data/q").removesuffix(".0") == after.removesuffix(".0")


def test_text_of_a_row_follows_rows_and_what_is_shown_in_them(open_xml: Opener) -> None:
    session = open_xml(
        '<r jr:template=""><a>1</a><b>x</b></r><r><a>1</a><b>x</b></r><q/>',
        '<bind nodeset="/data/r/b" relevant="../a != 9"/>'
        '<bind nodeset="/data/q" calculate="join(\'-\', /data/r)"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"/>'
        '<input ref="/data/r/b"/></repeat></group><input ref="/data/q">'
        "<label><output value=\"concat('行', /data/r)\"/></label></input>",
    )
    session.add("/data/r")
    session.set("/data/r[2]/a", "9")
    assert session.value("/data/q") == "1x-9"
    changes = session.set("/data/r[2]/a", "8")
    assert session.value("/data/q") == "1x-8x"
    assert "/data/q" in changes.changed
    assert session.state("/data/q").label == "行1x8x"
    session.remove("/data/r", 0)
    assert session.value("/data/q") == "8x"


@pytest.mark.parametrize(
    "expression", ["concat(.., '')", "string(/data/g)", "string-length(..)", "count(..)"]
)
def test_text_of_the_group_around_a_question_makes_no_circle(
    open_xml: Opener, expression: str
) -> None:
    session = open_xml(
        "<g><a>1</a><q/></g>", f'<bind nodeset="/data/g/q" calculate="{expression}"/>',
        '<input ref="/data/g/a"/>',
    )  # fmt: skip
    assert session.value("/data/g/q").removesuffix(".0") == "1"


def test_text_behind_a_text_of_its_own_group_still_follows(open_xml: Opener) -> None:
    session = open_xml(
        "<g><a>1</a><q/></g><h><b/></h><z/>",
        '<bind nodeset="/data/g/q" calculate="concat(.., \'\')"/>'
        '<bind nodeset="/data/h/b" calculate="concat(/data/g/q, /data/g/a)"/>'
        '<bind nodeset="/data/z" calculate="string(/data/h)"/>',
        '<input ref="/data/g/a"/>',
    )
    session.set("/data/g/a", "5")
    assert session.value("/data/z") == session.value("/data/h/b")
    assert session.value("/data/z").endswith("5")


def test_only_counting_a_group_reads_nothing_in_it(open_xml: Opener) -> None:
    # would be a circle if the number of rows were made of what is in them
    session = open_xml(
        "<r><a/></r><n/>",
        '<bind nodeset="/data/n" calculate="count(/data/r) + position(/data/r[1])"/>'
        '<bind nodeset="/data/r/a" calculate="/data/n"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat></group>',
    )
    session.add("/data/r")
    assert session.value("/data/r[2]/a").removesuffix(".0") == "3"


def test_version_and_the_older_name_of_area_are_known(open_xml: Opener) -> None:
    shape = "'0 0; 0 0.001; 0.001 0.001; 0.001 0'"
    session = open_xml(
        "<v/><a/><b/>",
        '<bind nodeset="/data/v" calculate="concat(\'v\', version())"/>'
        f'<bind nodeset="/data/a" calculate="area({shape})"/>'
        f'<bind nodeset="/data/b" calculate="enclosed-area({shape})"/>',
    )
    assert session.value("/data/v") == "v1"
    assert session.value("/data/b") == session.value("/data/a") == "12391.89"


@pytest.mark.parametrize("source", ["self::node('x')", "text('x')", "child::comment('x')/a"])
def test_only_processing_instructions_are_asked_for_by_name(source: str) -> None:
    with pytest.raises(ExpressionError, match="xpath-syntax"):
        parse(source)
    assert parse("self::node() | child::processing-instruction('x')")


def test_path_with_a_named_node_test_refuses_the_form(open_xml: Opener) -> None:
    with pytest.raises(KnownError, match="refused"):
        open_xml("<q/>", '<bind nodeset="/data/q" calculate="self::node(\'x\')"/>')


def test_many_texts_of_a_large_group_load_within_their_share(open_xml: Opener) -> None:
    leaves, texts = 300, 400  # 120,000 reads, if every text were followed
    session = open_xml(
        f"<g>{''.join(f'<q{i}/>' for i in range(leaves))}</g>"
        + "".join(f"<t{i}/>" for i in range(texts)),
        "".join(f'<bind nodeset="/data/t{i}" calculate="string(/data/g)"/>' for i in range(texts)),
        '<input ref="/data/g/q7"/>',
    )
    changes = session.set("/data/g/q7", "x")
    followed = MAX_WISHES // leaves
    assert len(changes.events) == 1 + followed
    assert session.value(f"/data/t{followed - 1}") == "x"


def test_circle_through_the_choices_costs_no_text_of_a_group(open_xml: Opener) -> None:
    session = open_xml(
        "<g><a>h</a><b>z</b></g><q/><area/>",
        '<bind nodeset="/data/q" calculate="string(/data/g)"/>'
        "<bind nodeset=\"/data/area\" calculate=\"if(/data/q = 'hz', 'west', 'east')\"/>",
        f'<input ref="/data/g/a"/><select1 ref="/data/q">{ITEMSET.format("/data/area")}</select1>',
        CITIES,
    )
    assert session.value("/data/q") == "hz"
    session.set("/data/g/a", "s")
    assert session.value("/data/q") == "sz"


def test_labels_of_choices_that_show_the_select_do_not_keep_it_whole(open_xml: Opener) -> None:
    session = open_xml(
        "<area>east</area><q/><copy/>",
        '<bind nodeset="/data/q" calculate="\'hz\'"/>'
        '<bind nodeset="/data/copy" calculate="/data/q"/>',
        '<input ref="/data/area"/><select1 ref="/data/q">'
        "<itemset nodeset=\"instance('city')/root/item[area = /data/area]\">"
        '<value ref="name"/><label ref="jr:itext(label)"/></itemset></select1>',
        '<itext><translation lang="zh"><text id="杭州"><value>杭<output value="/data/copy"/>'
        "</value></text></translation></itext>" + CITIES,
    )
    assert session.value("/data/q") == "hz"
    session.set("/data/area", "west")
    assert (session.value("/data/q"), session.value("/data/copy")) == ("", "")
