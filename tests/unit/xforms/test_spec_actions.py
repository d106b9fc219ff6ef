"""Actions, preloads and attributes: what fires when, once or for every instance (ODK XForms)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import Session

Opener = Callable[..., Session]
Reopen = Callable[[Session], Session]

REPEAT = '<group ref="/data/r"><repeat nodeset="/data/r">{}</repeat></group>'


def test_first_load_sets_once_and_a_reopened_draft_keeps_the_answer(
    open_xml: Opener, reopen: Reopen
) -> None:
    session = open_xml(
        "<q/>",
        '<bind nodeset="/data/q" type="int"/>'
        '<setvalue ref="/data/q" event="odk-instance-first-load" value="4 * 4"/>',
        '<input ref="/data/q"/>',
    )
    assert session.value("/data/q") == "16"
    session.set("/data/q", "555")
    assert reopen(session).value("/data/q") == "555"


def test_instance_load_sets_at_every_opening_but_not_in_new_rows(
    open_xml: Opener, reopen: Reopen
) -> None:
    session = open_xml(
        "<r><q/></r><r><q/></r>",
        "",
        REPEAT.format(
            '<setvalue ref="/data/r/q" event="odk-instance-load" value="4 * 4"/>'
            '<input ref="/data/r/q"/>'
        ),
    )
    assert [session.value(f"/data/r[{n}]/q") for n in (1, 2)] == ["16", "16"]
    session.add("/data/r")
    assert session.value("/data/r[3]/q") == ""
    session.set("/data/r[1]/q", "7")
    again = reopen(session)
    assert [again.value(f"/data/r[{n}]/q") for n in (1, 2, 3)] == ["16", "16", "16"]


def test_first_load_inside_a_repeat_reaches_every_row_that_is_there(open_xml: Opener) -> None:
    session = open_xml(
        "<r><q/></r><r><q/></r>",
        "",
        REPEAT.format(
            '<setvalue ref="/data/r/q" event="odk-instance-first-load" value="position(..)"/>'
            '<input ref="/data/r/q"/>'
        ),
    )
    assert [session.value(f"/data/r[{n}]/q") for n in (1, 2)] == ["1", "2"]


def test_new_repeat_fires_for_added_rows_only(open_xml: Opener) -> None:
    session = open_xml(
        "<who>甲</who><r><n/><p/></r>",
        "",
        '<input ref="/data/who"/>'
        + REPEAT.format(
            '<setvalue ref="/data/r/n" event="odk-new-repeat" value="/data/who"/>'
            '<setvalue ref="/data/r/p" event="odk-new-repeat" value="position(..)"/>'
            '<input ref="/data/r/n"/>'
        ),
    )
    assert session.value("/data/r[1]/n") == ""
    session.add("/data/r")
    session.set("/data/who", "乙")
    session.add("/data/r")
    assert [session.value(f"/data/r[{n}]/n") for n in (1, 2, 3)] == ["", "甲", "乙"]
    assert [session.value(f"/data/r[{n}]/p") for n in (2, 3)] == ["2", "3"]


def test_new_row_can_copy_from_the_row_before(open_xml: Opener) -> None:
    session = open_xml(
        "<r><q/></r>",
        "",
        REPEAT.format(
            '<setvalue ref="/data/r/q" event="odk-new-repeat" '
            'value="/data/r[position() = position(current()/..) - 1]/q"/>'
            '<input ref="/data/r/q"/>'
        ),
    )
    session.set("/data/r[1]/q", "早")
    session.add("/data/r")
    assert session.value("/data/r[2]/q") == "早"


def test_rows_of_a_count_are_new_rows(open_xml: Opener) -> None:
    session = open_xml(
        '<n>2</n><r jr:template=""><q/></r>',
        '<bind nodeset="/data/n" type="int"/>',
        '<input ref="/data/n"/><group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/n">'
        '<setvalue ref="/data/r/q" event="odk-new-repeat">新</setvalue>'
        '<input ref="/data/r/q"/></repeat></group>',
    )
    assert [session.value(f"/data/r[{n}]/q") for n in (1, 2)] == ["新", "新"]
    session.set("/data/n", "3")
    assert session.value("/data/r[3]/q") == "新"


def test_value_changed_acts_in_its_own_row(open_xml: Opener) -> None:
    session = open_xml(
        "<r><a/><b/></r><r><a/><b/></r>",
        "",
        REPEAT.format(
            '<input ref="/data/r/a"><setvalue ref="/data/r/b" event="xforms-value-changed" '
            "value=\"concat(../a, '!')\"/></input>"
        ),
    )
    session.set("/data/r[2]/a", "x")
    assert [session.value(f"/data/r[{n}]/b") for n in (1, 2)] == ["", "x!"]


def test_value_changed_inside_a_repeat_can_set_outside(open_xml: Opener) -> None:
    session = open_xml(
        "<r><a/></r><r><a/></r><last/>",
        "",
        REPEAT.format(
            '<input ref="/data/r/a"><setvalue ref="/data/last" event="xforms-value-changed" '
            'value="/data/r[2]/a"/></input>'
        ),
    )
    session.set("/data/r[2]/a", "二")
    assert session.value("/data/last") == "二"


def test_setvalue_without_value_empties_and_with_text_writes_the_text(open_xml: Opener) -> None:
    session = open_xml(
        "<a/><b>old</b><c/>",
        "",
        '<input ref="/data/a"><setvalue ref="/data/b" event="xforms-value-changed"/>'
        '<setvalue ref="/data/c" event="xforms-value-changed">1 + 1</setvalue></input>',
    )
    session.set("/data/a", "x")
    assert session.value("/data/b") == ""
    assert session.value("/data/c") == "1 + 1"


def test_calculated_change_fires_value_changed_too(open_xml: Opener) -> None:
    session = open_xml(
        "<a/><twice/><seen/>",
        '<bind nodeset="/data/a" type="int"/>'
        '<bind nodeset="/data/twice" type="int" calculate="/data/a * 2"/>',
        '<input ref="/data/a"/><input ref="/data/twice"><setvalue ref="/data/seen" '
        'event="xforms-value-changed" value="/data/twice"/></input>',
    )
    session.set("/data/a", "4")
    assert session.value("/data/seen") == "8"


def test_several_events_of_one_action(open_xml: Opener) -> None:
    session = open_xml(
        "<v>5</v><twice/>",
        '<bind nodeset="/data/v" type="int"/><bind nodeset="/data/twice" type="int"/>',
        '<input ref="/data/v"><setvalue ref="/data/twice" '
        'event="odk-instance-first-load xforms-value-changed" value="/data/v * 2"/></input>',
    )
    assert session.value("/data/twice") == "10"
    session.set("/data/v", "15")
    assert session.value("/data/twice") == "30"


def test_value_typed_by_its_target(open_xml: Opener) -> None:
    session = open_xml(
        "<a/><i/><d/><t/>",
        '<bind nodeset="/data/i" type="int"/><bind nodeset="/data/d" type="date"/>'
        '<bind nodeset="/data/t" type="string"/>'
        '<setvalue ref="/data/i" event="odk-instance-first-load" value="7 div 2"/>'
        '<setvalue ref="/data/d" event="odk-instance-first-load" value="now()"/>'
        '<setvalue ref="/data/t" event="odk-instance-first-load" value="1 = 1"/>',
    )
    assert session.value("/data/i") == "3"
    assert session.value("/data/d") == "2026-11-21"
    assert session.value("/data/t") == "true"


def test_action_reaches_read_only_and_hidden_targets(open_xml: Opener) -> None:
    session = open_xml(
        "<a/><locked/><hidden>0</hidden><show/>",
        '<bind nodeset="/data/locked" readonly="true()"/>'
        '<bind nodeset="/data/hidden" relevant="/data/show = \'yes\'"/>',
        '<input ref="/data/a"><setvalue ref="/data/locked" event="xforms-value-changed" '
        'value="/data/a"/><setvalue ref="/data/hidden" event="xforms-value-changed" '
        'value="/data/a"/></input><input ref="/data/show"/>',
    )
    session.set("/data/a", "x")
    assert session.value("/data/locked") == "x"
    session.set("/data/show", "yes")
    assert session.value("/data/hidden") == "x"


def test_chain_of_triggers(open_xml: Opener) -> None:
    session = open_xml(
        "<a/><b/><c/>",
        "",
        '<input ref="/data/a"><setvalue ref="/data/b" event="xforms-value-changed" '
        'value="concat(/data/a, \'b\')"/></input><input ref="/data/b"><setvalue ref="/data/c" '
        'event="xforms-value-changed" value="concat(/data/b, \'c\')"/></input>',
    )
    session.set("/data/a", "a")
    assert session.value("/data/c") == "abc"


def test_action_can_set_an_attribute(open_xml: Opener) -> None:
    session = open_xml(
        '<a at="old"/>',
        "",
        '<input ref="/data/a"><setvalue ref="/data/a/@at" event="xforms-value-changed" '
        'value="/data/a"/></input>',
    )
    assert '<a at="old"/>' in session.final_xml().decode()
    session.set("/data/a", "new")
    assert '<a at="new">new</a>' in session.final_xml().decode()


def test_preload_of_an_attribute(open_xml: Opener) -> None:
    session = open_xml('<a at=""/>', '<bind nodeset="/data/a/@at" jr:preload="uid"/>')
    assert '<a at="uuid:' in session.final_xml().decode()


@pytest.mark.parametrize(
    "action",
    [
        '<setvalue ref="/data/a" event="odk-inftance-first-load" value="1"/>',
        '<setvalue ref="/data/a" event="odk-instance-first-load my-event" value="1"/>',
        '<setvalue ref="/data/a" value="1"/>',
        '<setvalue ref="/data/nothing" event="odk-instance-first-load" value="1"/>',
        '<odk:recordaudio ref="/data/a" event="odk-instance-first-load"/>',
        '<setvalue ref="/data/a" event="xforms-value-changed" value="1 +"/>',
        '<setvalue ref="/data/a" event="odk-new-repeat" value="1"/>',
        '<setvalue ref="/data/a[" event="odk-instance-first-load" value="1"/>',
    ],
)
def test_action_that_can_never_run_as_written_refuses_the_form(
    open_xml: Opener, action: str
) -> None:
    with pytest.raises(KnownError) as caught:
        open_xml("<a/>", action, '<input ref="/data/a"/>')
    assert caught.value.code == "form.refused"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/data/r[position() = 1]/q", ["x", "", ""]),
        ("/data/r[position()=2]/q", ["", "x", ""]),
        ("/data/r[last()]/q", ["", "", "x"]),
        ("/data/r[n = /data/which]/q", ["", "", "x"]),
        ("/data/r[9]/q", ["", "", ""]),
    ],
)
def test_action_from_outside_reaches_the_row_its_predicate_names(
    open_xml: Opener, target: str, expected: list[str]
) -> None:
    session = open_xml(
        "<which>c</which><go/><r><n>a</n><q/></r><r><n>b</n><q/></r><r><n>c</n><q/></r>",
        "",
        f'<input ref="/data/go"><setvalue ref="{target}" event="xforms-value-changed" '
        'value="/data/go"/></input>' + REPEAT.format('<input ref="/data/r/q"/>'),
    )
    session.set("/data/go", "x")
    assert [session.value(f"/data/r[{n}]/q") for n in (1, 2, 3)] == expected


def test_new_repeat_may_stand_on_a_question_of_the_row(open_xml: Opener) -> None:
    session = open_xml(
        "<r><q/></r>",
        '<setvalue ref="/data/r/q" event="odk-instance-first-load">first</setvalue>',
        REPEAT.format(
            '<input ref="/data/r/q"><setvalue ref="/data/r/q" event="odk-new-repeat">second'
            "</setvalue></input>"
        ),
    )
    session.add("/data/r")
    assert [session.value(f"/data/r[{n}]/q") for n in (1, 2)] == ["first", "second"]
