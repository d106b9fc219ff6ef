"""What forms in the field do, found by comparing engines node by node."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.xforms import Session
from inspector_app.xforms.answer import node_type
from inspector_app.xforms.lint import check_form

Opener = Callable[..., Session]


@pytest.mark.parametrize(
    ("binds", "code"),
    [
        ('<bind nodeset="/data/zz"/>', "xform-bind"),
        ('<bind nodeset="/data/n" calculate="concat(/data/zz, \'-\', ../zz)"/>', "xpath-path"),
        (
            '<bind nodeset="/data/n" calculate="instance(\'zz\')/root/item[k = /data/q]/v"/>',
            "xpath-instance",
        ),
    ],
)
def test_what_names_no_node_reads_as_empty_and_is_told(
    open_xml: Opener, binds: str, code: str
) -> None:
    session = open_xml("<q/><n/>", binds, '<input ref="/data/q"/>')
    assert session.value("/data/n") in ("", "-")
    assert {(problem.level, problem.code) for problem in session.form.problems} == {
        ("warning", code)
    }


def test_a_path_that_names_nothing_stays_an_error_of_the_check(tmp_path: Path) -> None:
    form = tmp_path / "a.md"
    form.write_text(
        "| survey | | | | |\n| | type | name | label | relevant |\n| | text | a | A | |\n"
        "| | text | b | B | /data/none = 1 |\n",
        "utf-8",
    )
    report = check_form(form)
    assert ("error", "xpath-path") in {(found.level, found.code) for found in report.problems}


def test_a_repeat_without_template_gives_new_rows_its_structure_only(open_xml: Opener) -> None:
    body = (
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat></group>'
    )
    bare = open_xml("<r><a>hi</a></r>", "", body)
    bare.add("/data/r")
    assert [bare.value(f"/data/r[{n}]/a") for n in (1, 2)] == ["hi", ""]
    given = open_xml('<r jr:template=""><a>hi</a></r><r><a/></r>', "", body)
    given.add("/data/r")
    assert [given.value(f"/data/r[{n}]/a") for n in (1, 2)] == ["", "hi"]


def test_a_template_without_repeat_control_is_a_group(open_xml: Opener) -> None:
    session = open_xml('<g jr:template=""><a/></g>', "", '<input ref="/data/g/a"/>')
    assert node_type(session.state("/data/g")) == "group"
    session.set("/data/g/a", "x")
    assert b"<g><a>x</a></g>" in session.final_xml()


@pytest.mark.parametrize("written", ["tel", "odk:rank", "db:person", "select1", "xsd:string"])
def test_a_type_the_specification_does_not_know_is_text(open_xml: Opener, written: str) -> None:
    session = open_xml(
        "<q/>", f'<bind nodeset="/data/q" type="{written}"/>', '<input ref="/data/q"/>'
    )
    assert session.state("/data/q").definition.value_type == "string"


def test_an_empty_value_attribute_of_setvalue_empties(open_xml: Opener) -> None:
    session = open_xml(
        "<q/><a>1</a><b>1</b><n/>",
        '<bind nodeset="/data/n" type="int"/>'
        '<setvalue event="odk-instance-first-load" ref="/data/n">many</setvalue>',
        '<input ref="/data/q"><setvalue event="xforms-value-changed" ref="/data/a" value="">x'
        '</setvalue><setvalue event="xforms-value-changed" ref="/data/b">x</setvalue></input>',
    )
    session.set("/data/q", "1")
    assert (session.value("/data/a"), session.value("/data/b")) == ("", "x")
    assert session.value("/data/n") == "", "a text that is no number stays out of a number"


@pytest.mark.parametrize("rows", ["<r><a/></r>", ""])
def test_a_repeat_can_be_required_with_and_without_rows(open_xml: Opener, rows: str) -> None:
    session = open_xml(
        f'<r jr:template=""><a/></r>{rows}',
        '<bind nodeset="/data/r" required="true()"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat></group>',
    )
    assert session.state("/data/r").required
    assert session.states() is not None
    assert all(state.valid for state in session.states())


def test_choice_names_follow_relative_paths_and_outputs_in_labels(open_xml: Opener) -> None:
    session = open_xml(
        '<who/><r jr:template=""><s/><name/></r><r><s/><name/></r><r><s/><name/></r>',
        '<bind nodeset="/data/r/name" calculate="jr:choice-name( ../s , \' ../s \')"/>',
        '<input ref="/data/who"/><group ref="/data/r"><repeat nodeset="/data/r">'
        '<select1 ref="/data/r/s"><item><value>a</value><label>A of <output value="/data/who"/>'
        "</label></item><item><value>b</value><label>B</label></item></select1></repeat></group>",
    )
    session.set("/data/r[1]/s", "a")
    session.set("/data/r[2]/s", "b")
    assert [session.value(f"/data/r[{n}]/name") for n in (1, 2)] == ["A of ", "B"]
    session.set("/data/who", "示例")
    assert session.value("/data/r[1]/name") == "A of 示例"


def test_a_choice_name_asked_for_by_a_computed_path_is_found(open_xml: Opener) -> None:
    session = open_xml(
        "<s>b</s><name/><none/>",
        "<bind nodeset=\"/data/name\" calculate=\"jr:choice-name(../s, concat('/data/', 's'))\"/>"
        "<bind nodeset=\"/data/none\" calculate=\"jr:choice-name(../s, concat('/data/', '('))\"/>",
        '<select1 ref="/data/s"><item><value>b</value><label>B</label></item></select1>',
    )
    assert (session.value("/data/name"), session.value("/data/none")) == ("B", "")


@pytest.mark.parametrize(
    ("kind", "written", "stored"),
    [
        ("int", "abc", ""),
        ("int", "12.7", "12"),
        ("int", "+7", "7"),
        ("decimal", "5", "5.0"),
        ("decimal", "1,5", ""),
        ("date", "1900-01-01 00:00:00", ""),
        ("date", "2026-02-30", ""),
        ("date", "2026-02-28", "2026-02-28"),
        ("time", "14:30:00.000+08:00", "14:30:00.000+08:00"),
        ("dateTime", "soon", ""),
        ("geopoint", "here", ""),
        ("string", "1,5", "1,5"),
    ],
)
def test_a_default_its_own_type_refuses_is_no_answer(
    open_xml: Opener, kind: str, written: str, stored: str
) -> None:
    session = open_xml(f"<q>{written}</q>", f'<bind nodeset="/data/q" type="{kind}"/>')
    assert session.value("/data/q") == stored


def test_a_choice_written_twice_is_listed_twice_and_chosen_once(open_xml: Opener) -> None:
    items = "".join(
        f"<item><value>{value}</value><label>{label}</label></item>"
        for value, label in (("a", "A1"), ("b", "B"), ("a", "A2"))
    )
    session = open_xml(
        "<one/><many/>", "",
        f'<select1 ref="/data/one">{items}</select1><select ref="/data/many">{items}</select>',
    )  # fmt: skip
    assert [choice.label for choice in session.state("/data/one").choices] == ["A1", "B", "A2"]
    session.set("/data/one", "a")
    session.set("/data/many", "b a")
    assert (session.value("/data/one"), session.value("/data/many")) == ("a", "a b")


def test_what_stands_in_an_instance_whose_file_is_missing_is_no_data(open_xml: Opener) -> None:
    session = open_xml(
        "<q/>", "", '<select1 ref="/data/q"><itemset nodeset="instance(\'fruits\')/root/item">'
        '<value ref="name"/><label ref="label"/></itemset></select1>',
        '<instance id="fruits" src="jr://file-csv/fruits.csv"><root><item><name>_</name>'
        "<label>_</label></item></root></instance>",
    )  # fmt: skip
    assert session.state("/data/q").choices == ()
    assert session.form.missing == ("jr://file-csv/fruits.csv",)


def test_a_default_set_by_an_action_fires_what_waits_for_a_change(open_xml: Opener) -> None:
    session = open_xml(
        "<a/><b/><c>1</c><d/><e/><f/>",
        '<setvalue event="odk-instance-first-load" ref="/data/a" value="\'x\'"/>'
        '<bind nodeset="/data/e" calculate="1"/>',
        '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" '
        "value=\"concat(/data/a, '!')\"/></input>"
        '<input ref="/data/c"><setvalue event="xforms-value-changed" ref="/data/d" value="1"/>'
        '</input><input ref="/data/e"><setvalue event="xforms-value-changed" ref="/data/f" '
        'value="1"/></input>',
    )
    assert session.value("/data/b") == "x!"
    assert session.value("/data/d") == "", "a default written in the form is no change"
    assert session.value("/data/f") == "", "what loading computes is no change"


def test_a_heading_of_rows_shows_the_first_row(open_xml: Opener) -> None:
    session = open_xml(
        '<r jr:template=""><a/></r><r><a>one</a></r><r><a>two</a></r>',
        "",
        '<group ref="/data/r"><label>Row <output value="/data/r/a"/></label>'
        '<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat></group>',
    )
    labels = [session.state(ref).label for ref in ("/data/r", "/data/r[1]", "/data/r[2]")]
    assert labels == ["Row one", "Row one", "Row two"]
    session.remove("/data/r", 0)
    session.remove("/data/r", 0)
    assert session.state("/data/r").label == "Row "


def test_an_empty_seed_is_the_seed_zero(evaluate: Callable[[str], str]) -> None:
    items = "instance('c')/root/item/k"
    assert evaluate(f"join(' ', randomize({items}, /data/e))") == evaluate(
        f"join(' ', randomize({items}, 0))"
    )


def test_the_heading_of_rows_is_the_label_of_the_group_that_holds_nothing_else(
    open_xml: Opener,
) -> None:
    session = open_xml(
        "<r><a/></r><s><a/></s><t><a/></t><u><a/></u><c/>",
        "",
        '<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="/data/r/a"/>'
        "</repeat></group>"
        '<group><label>S</label><repeat nodeset="/data/s"><input ref="/data/s/a"/></repeat></group>'
        '<repeat nodeset="/data/t"><label>T</label><input ref="/data/t/a"/></repeat>'
        '<group><label>U</label><repeat nodeset="/data/u"><input ref="/data/u/a"/></repeat>'
        '<input ref="/data/c"/></group>',
    )
    labels = [session.state(f"/data/{name}").label for name in "rstu"]
    assert labels == ["R", "S", None, None]


def test_a_bind_with_a_relative_path_starts_from_the_root(open_xml: Opener) -> None:
    session = open_xml(
        "<notice/><g><a/><b/></g>",
        '<bind nodeset="notice" required="1"/><bind nodeset="g/a" relevant="/data/notice = 1"/>'
        '<bind id="second" nodeset="g/b" readonly="true()"/>',
        '<input ref="notice"/><group ref="g"><input ref="a"/><input bind="second"><label>B</label>'
        "</input></group>",
    )
    assert session.state("/data/notice").required
    assert not session.state("/data/g/a").relevant
    assert node_type(session.state("/data/g/b")) == "note"


@pytest.mark.parametrize(
    ("lock", "text", "kind"),
    [
        ("true()", "<label>a</label>", "note"),
        (" true( ) ", "<hint>a</hint>", "note"),
        ("1", "<label>a</label>", "note"),
        ("'x'", "<label>a</label>", "note"),
        ("true()", "", "input"),
        ("0", "<label>a</label>", "input"),
        ("not(false())", "<label>a</label>", "input"),
        ("/data/q = ''", "<label>a</label>", "input"),
    ],
)
def test_an_input_that_only_ever_shows_a_text_is_a_note(
    open_xml: Opener, lock: str, text: str, kind: str
) -> None:
    session = open_xml(
        "<q/><n/>",
        f'<bind nodeset="/data/n" readonly="{lock}"/>',
        f'<input ref="/data/n">{text}</input>',
    )
    assert node_type(session.state("/data/n")) == kind
    assert session.state("/data/n").readonly == (lock != "0")


@pytest.mark.parametrize(("count", "rows"), [("3 + 4", 7), ("''", 0)])
def test_a_count_set_at_first_load_keeps_the_row_written_in_the_form(
    open_xml: Opener, count: str, rows: int
) -> None:
    session = open_xml(
        '<n/><r jr:template=""><s jr:template=""><a/></s></r><r><s><a>written</a></s></r>',
        '<bind nodeset="/data/n" type="int"/>'
        f'<setvalue ref="/data/n" event="odk-instance-first-load" value="{count}"/>',
        '<input ref="/data/n"/><group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/n">'
        '<group ref="/data/r/s"><repeat nodeset="/data/r/s"><input ref="/data/r/s/a"/></repeat>'
        "</group></repeat></group>",
    )
    assert session.count("/data/r") == rows
    if rows:
        assert session.value("/data/r[1]/s[1]/a") == "written"
        assert session.count("/data/r[2]/s") == 0


def test_a_hidden_node_chosen_by_if_compares_as_the_node_itself_does(open_xml: Opener) -> None:
    session = open_xml(
        "<q/><h/><k/><a/><b/>",
        '<bind nodeset="/data/h" type="int" relevant="/data/q = 1"/>'
        '<bind nodeset="/data/a" calculate="/data/h != 5"/>'
        '<bind nodeset="/data/b" calculate="if(/data/q = 2, /data/k, /data/h) != '
        'string-length(/data/q) + 5"/>',
        '<input ref="/data/q"/><input ref="/data/h"/><input ref="/data/k"/>',
    )
    assert (session.value("/data/a"), session.value("/data/b")) == ("true", "true")


def test_a_row_without_name_is_a_choice_without_value(open_xml: Opener) -> None:
    itemset = '<itemset nodeset="/data/r"><value ref="a"/><label ref="a"/></itemset>'
    session = open_xml(
        "<r><a/></r><r><a>x</a></r><r><a>y</a></r><one/><order/>",
        "",
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat></group>'
        f'<select1 ref="/data/one">{itemset}</select1><rank ref="/data/order">{itemset}</rank>',
    )
    assert [choice.value for choice in session.state("/data/one").choices] == ["", "x", "y"]
    session.set("/data/one", "x")
    session.set("/data/order", "y x")
    assert (session.value("/data/one"), session.value("/data/order")) == ("x", "y x")
    session.set("/data/r[2]/a", None)
    assert (session.value("/data/one"), session.value("/data/order")) == ("", "y")
