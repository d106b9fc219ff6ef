"""What a change tells, and what stored values may depend on: cases that random walks have found."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.xforms import Event, Session

Opener = Callable[..., Session]
NOW = datetime(2026, 11, 21, 10, 30, tzinfo=CHINA)

_ITEXT = (
    '<itext><translation lang="zh"><text id="n"><value>选<output value="/data/q"/></value></text>'
    '<text id="c"><value>甲<output value="/data/q"/></value></text></translation>'
    '<translation lang="en"><text id="n"><value>chose <output value="/data/q"/></value></text>'
    '<text id="c"><value>A<output value="/data/q"/></value></text></translation></itext>'
)
_LIST = '<instance id="l"><root><item><name>a</name><t>c</t><up>x</up></item></root></instance>'


def test_a_value_made_of_a_text_follows_what_the_text_shows(open_xml: Opener) -> None:
    session = open_xml(
        "<q/><out/>", '<bind nodeset="/data/out" calculate="jr:itext(\'n\')"/>',
        '<input ref="/data/q"/>', _ITEXT,
    )  # fmt: skip
    session.set("/data/q", "7")
    assert session.value("/data/out") == "选7"


def test_a_value_made_of_a_choice_name_follows_label_and_filter(open_xml: Opener) -> None:
    session = open_xml(
        "<q/><s/><out/>",
        "<bind nodeset=\"/data/out\" calculate=\"jr:choice-name('a', '/data/s')\"/>",
        '<input ref="/data/q"/><select1 ref="/data/s">'
        "<itemset nodeset=\"instance('l')/root/item[up = 'x' or /data/q = '9']\">"
        '<value ref="name"/><label ref="jr:itext(t)"/></itemset></select1>',
        _ITEXT + _LIST,
    )  # fmt: skip
    session.set("/data/q", "7")
    assert session.value("/data/out") == "甲7"


_SPOKEN = (
    "<q/><out/><twice/>",
    ('<bind nodeset="/data/out" calculate="jr:itext(\'n\')"/>'
    '<bind nodeset="/data/twice" calculate="concat(/data/out, /data/out)"/>'),
    '<input ref="/data/q"><label ref="jr:itext(\'n\')"/></input>', _ITEXT,
)  # fmt: skip


def test_texts_in_calculations_follow_the_active_language(
    open_xml: Opener, reopen: Callable[[Session], Session]
) -> None:
    session = open_xml(*_SPOKEN)
    session.set("/data/q", "7")
    changes = session.set_language("en")
    assert [(one.ref, one.new) for one in changes.events] == [
        ("/data/out", "chose 7"), ("/data/twice", "chose 7chose 7"),
    ]  # fmt: skip
    again = reopen(session)
    assert again.language == "en"
    assert again.value("/data/out") == "chose 7"
    assert again.save() == session.save()


def test_a_step_back_into_another_language_is_computed_in_the_active_one(open_xml: Opener) -> None:
    session = open_xml(*_SPOKEN)
    session.set("/data/q", "7")
    session.set("/data/q", "8")
    session.set_language("en")
    session.undo()
    assert session.value("/data/out") == "chose 7"
    assert session.value("/data/twice") == "chose 7chose 7"
    session.redo()
    assert session.value("/data/twice") == "chose 8chose 8"


def test_a_step_back_leaves_nothing_of_the_other_language_behind(open_md: Opener) -> None:
    session = open_md(
        """
| survey |
| | type | name | label::zh | label::en | calculation |
| | select_one l | q | 题 | Q | |
| | calculate | name | | | jr:choice-name(${q}, '${q}') |
| | calculate | size | | | string-length(${name}) |
| choices |
| | list_name | name | label::zh | label::en |
| | l | a | A | A |
| | l | b | B | Bee |
| settings |
| | default_language |
| | zh |
"""
    )
    session.set("/data/q", "a")
    session.set("/data/q", "b")
    session.set_language("en")
    assert session.value("/data/size") == "3"
    values = {ref: session.value(ref) for ref in ("/data/q", "/data/name", "/data/size")}
    for turn in (session.undo, session.redo, session.undo):
        turned = turn()
        assert turned is not None
        for event in turned.events:
            assert values[event.ref] == event.old, event
            values[event.ref] = event.new
        assert values == {ref: session.value(ref) for ref in values}
    # the name is the same in both languages, so nothing but the size tells which one counts
    assert values == {"/data/q": "a", "/data/name": "A", "/data/size": "1"}
    assert session.language == "en"


def test_a_record_may_keep_one_language_for_what_is_stored(
    open_xml: Opener,
) -> None:
    form = open_xml(*_SPOKEN).form

    def opened(draft: bytes | None = None) -> Session:
        return Session(
            form, clock=SteppingClock(NOW), entropy=random.Random(1).randbytes, zone=CHINA,
            draft=draft, stored_language="zh",
        )  # fmt: skip

    session = opened()
    session.set_language("en")
    session.set("/data/q", "7")
    assert session.value("/data/out") == "选7"
    assert session.state("/data/q").label == "chose 7"
    again = opened(session.save())
    assert again.value("/data/out") == "选7"
    assert again.save() == session.save()


def test_an_empty_table_tells_that_its_heading_changed(open_xml: Opener) -> None:
    session = open_xml(
        '<q/><r jr:template=""><v/></r>', "",
        '<input ref="/data/q"/><group ref="/data/r"><label>R<output value="/data/q"/></label>'
        '<repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat></group>',
    )  # fmt: skip
    changes = session.set("/data/q", "7")
    assert session.state("/data/r").label == "R7"
    assert "/data/r" in changes.changed


def test_a_row_that_its_count_takes_away_at_once_gets_no_default(open_xml: Opener) -> None:
    session = open_xml(
        '<o jr:template=""><n>0</n><i jr:template=""><v/></i><i><v/></i></o>', "",
        '<group ref="/data/o"><repeat nodeset="/data/o">'
        '<group ref="/data/o/i"><repeat nodeset="/data/o/i" jr:count="/data/o/n">'
        '<setvalue ref="/data/o/i/v" event="odk-new-repeat" value="\'a\'"/>'
        '<input ref="/data/o/i/v"/></repeat></group></repeat></group>',
    )  # fmt: skip
    changes = session.add("/data/o")
    assert changes.events == (
        Event("/data/o", "0", "1", "user", 0), Event("/data/o[1]/i", "1", "0", "count", 0),
    )  # fmt: skip


def test_undoing_the_removal_of_a_row_tells_its_place_and_its_values(open_xml: Opener) -> None:
    session = open_xml(
        '<r jr:template=""><v/></r>', "",
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat></group>',
    )  # fmt: skip
    session.add("/data/r", count=3)
    for number in (1, 2, 3):
        session.set(f"/data/r[{number}]/v", str(number))
    assert session.remove("/data/r", 0, 2).events == (Event("/data/r", "3", "1", "user", 0),)
    undone = session.undo()
    assert undone is not None
    assert undone.events == (
        Event("/data/r", "1", "3", "undo", 0),
        Event("/data/r[1]/v", "", "1", "undo"),
        Event("/data/r[2]/v", "", "2", "undo"),
    )  # fmt: skip
    redone = session.redo()
    assert redone is not None
    assert redone.events == (Event("/data/r", "3", "1", "undo", 0),)
