"""Answers: what is stored, refused, hidden, cleared, undone and saved; the decided semantics."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.errors import KnownError
from inspector_app.xforms import Session

Opener = Callable[..., Session]

CASCADE = """
| survey |
| | type | name | label | choice_filter | relevant |
| | select_one a | province | 省 | | |
| | select_one b | city | 市 | up = ${province} | |
| | select_multiple c | areas | 区 | up = ${city} | |
| choices |
| | list_name | name | label | up |
| | a | js | 江苏 | |
| | a | zj | 浙江 | |
| | b | nj | 南京 | js |
| | b | hz | 杭州 | zj |
| | c | xw | 玄武 | nj |
| | c | gl | 鼓楼 | nj |
| | c | xh | 西湖 | hz |
"""


def _answer(session: Session, **values: str) -> None:
    for name, value in values.items():
        session.set(f"/data/{name}", value)


def test_a_cleared_cascade_clears_every_level_and_undo_brings_all_back(open_md: Opener) -> None:
    session = open_md(CASCADE)
    _answer(session, province="js", city="nj", areas="gl xw")
    assert session.value("/data/areas") == "xw gl", "multi-select is kept in list order"
    changes = session.set("/data/province", "zj")
    assert [(event.ref, event.new, event.cause) for event in changes.events] == [
        ("/data/province", "zj", "user"),
        ("/data/city", "", "choice-filter"),
        ("/data/areas", "", "choice-filter"),
    ]
    assert [choice.value for choice in session.state("/data/city").choices] == ["hz"]
    why = session.explain("/data/city", "choices")
    assert (why.result, [part.ref for part in why.parts]) == ("1", ["/data/province"])
    assert why.sentence.zh.startswith("本题有 1 个选项（没有列出：")
    undone = session.undo()
    assert undone is not None
    assert {event.cause for event in undone.events} == {"undo"}
    assert session.value("/data/areas") == "xw gl"
    assert [choice.value for choice in session.state("/data/areas").choices] == ["xw", "gl"]


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("int", "007", "7"), ("int", "-5", "-5"), ("decimal", "10", "10.0"), ("decimal", "1.50",
        "1.5"),
        ("date", "2026-11-21", "2026-11-21"), ("time", "14:30", "14:30:00.000+08:00"),
        ("dateTime", "2026-11-21T14:30", "2026-11-21T14:30:00.000+08:00"),
        ("dateTime", "2026-11-21T14:30:05.5Z", "2026-11-21T14:30:05.500Z"),
        ("boolean", "1", "true"), ("geopoint", "31.2 121.4", "31.2 121.4"),
        ("string", " a  b ", " a  b "), ("string", "甲\r\n乙", "甲\n乙"),
    ],
)  # fmt: skip
def test_typed_text_is_stored_in_canonical_spelling(
    open_xml: Opener, kind: str, typed: str, stored: str
) -> None:
    session = open_xml("<q/>", f'<bind nodeset="/data/q" type="{kind}"/>', '<input ref="/data/q"/>')
    session.set("/data/q", typed)
    assert session.value("/data/q") == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("int", "1.5"), ("int", "2147483648"), ("int", "一"), ("decimal", "1e3"), ("decimal",
        "nan"),
        ("date", "2026-02-30"), ("date", "21.11.2026"), ("time", "25:00"), ("dateTime", "tomorrow"),
        ("boolean", "maybe"), ("geopoint", "91 0"), ("geotrace", "1 1"),
    ],
)  # fmt: skip
def test_text_of_the_wrong_type_is_refused_and_leaves_nothing(
    open_xml: Opener, kind: str, typed: str
) -> None:
    session = open_xml("<q/>", f'<bind nodeset="/data/q" type="{kind}"/>', '<input ref="/data/q"/>')
    before = session.save()
    with pytest.raises(KnownError) as caught:
        session.set("/data/q", typed)
    assert caught.value.code == "form.bad-value"
    assert session.save() == before
    assert not session.can_undo


def test_calculated_readonly_and_group_nodes_refuse_answers(open_xml: Opener) -> None:
    session = open_xml(
        "<c/><g><q/></g>",
        '<bind nodeset="/data/c" calculate="1"/><bind nodeset="/data/g" readonly="true()"/>',
        '<group ref="/data/g"><input ref="/data/g/q"/></group>',
    )
    for ref in ("/data/c", "/data/g", "/data/g/q", "/data/meta/instanceID"):
        with pytest.raises(KnownError) as caught:
            session.set(ref, "1")
        assert caught.value.code == "form.not-answerable"
    assert session.state("/data/g/q").readonly
    with pytest.raises(KnownError) as missing:
        session.set("/data/nothing", "1")
    assert missing.value.code == "form.no-such-node"


def test_hidden_values_are_kept_reported_empty_and_left_out_of_the_final_document(
    open_xml: Opener, reopen: Callable[[Session], Session]
) -> None:
    session = open_xml(
        "<open/><n/><sum/>",
        '<bind nodeset="/data/n" type="int" relevant="/data/open = \'1\'"/>'
        '<bind nodeset="/data/sum" type="int" calculate="sum(/data/n)"/>',
        '<input ref="/data/open"/><input ref="/data/n"/>',
    )
    _answer(session, open="1", n="5")
    assert session.value("/data/sum") == "5"
    session.set("/data/open", "0")
    assert session.value("/data/n") == ""
    assert session.value("/data/sum") == "0"
    assert b"<n>" not in session.final_xml()
    again = reopen(session)
    again.set("/data/open", "1")
    assert again.value("/data/n") == "5"


def test_a_group_hides_everything_below_and_readers_see_nothing(open_xml: Opener) -> None:
    session = open_xml(
        "<show>1</show><g><h><q>x</q></h></g><copy/>",
        '<bind nodeset="/data/g" relevant="/data/show = 1"/>'
        '<bind nodeset="/data/copy" calculate="/data/g/h/q"/>',
        '<input ref="/data/show"/>',
    )
    assert session.value("/data/copy") == "x"
    changes = session.set("/data/show", "0")
    assert session.value("/data/copy") == ""
    assert {"/data/g", "/data/g/h", "/data/g/h/q", "/data/copy"} <= changes.changed


def test_required_and_constraint_only_count_where_they_apply(open_xml: Opener) -> None:
    session = open_xml(
        "<q/>",
        '<bind nodeset="/data/q" type="int" required="true()" constraint=". &lt; 5" '
        'jr:requiredMsg="要填" jr:constraintMsg="太大"/>',
        '<input ref="/data/q"/>',
    )
    state = session.state("/data/q")
    assert (state.constraint_valid, state.required_valid, state.valid) == (True, False, False)
    assert state.violation is not None
    assert state.violation.message == "要填"
    session.set("/data/q", "7")
    state = session.state("/data/q")
    assert state.violation is not None
    assert (state.violation.condition, state.violation.message) == ("constraint", "太大")
    session.set("/data/q", "4")
    assert session.state("/data/q").valid


def test_triggers_write_after_the_calculations_they_read(open_xml: Opener) -> None:
    session = open_xml(
        "<part/><proposal/><verdict/>",
        "<bind nodeset=\"/data/proposal\" calculate=\"if(/data/part = 'bad', 'ng', 'ok')\"/>",
        '<input ref="/data/part"><setvalue event="xforms-value-changed" ref="/data/verdict" '
        'value="/data/proposal"/></input><input ref="/data/verdict"/>',
    )
    changes = session.set("/data/part", "bad")
    assert session.value("/data/verdict") == "ng"
    assert [event.cause for event in changes.events] == ["user", "calculate", "action"]
    session.set("/data/verdict", "ok")
    assert session.value("/data/verdict") == "ok", "officers may differ from the proposal"


def test_triggers_that_chase_each_other_are_refused(open_xml: Opener) -> None:
    session = open_xml(
        "<a/><b/>",
        "",
        '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" '
        'value="concat(/data/a, 1)"/></input><input ref="/data/b"><setvalue '
        'event="xforms-value-changed" ref="/data/a" value="concat(/data/b, 1)"/></input>',
    )
    before = session.save()
    with pytest.raises(KnownError) as caught:
        session.set("/data/a", "x")
    assert caught.value.code == "form.does-not-settle"
    assert session.save() == before


def test_first_load_actions_run_once_and_reopening_keeps_ids(
    open_xml: Opener, reopen: Callable[[Session], Session]
) -> None:
    session = open_xml(
        "<q/><hidden/><id/>",
        '<setvalue event="odk-instance-first-load" ref="/data/q" value="now()"/>'
        '<setvalue event="odk-instance-first-load" ref="/data/hidden" value="5"/>'
        '<bind nodeset="/data/hidden" type="int" relevant="false()"/>'
        '<bind nodeset="/data/id" calculate="once(uuid())"/>',
        '<input ref="/data/q"/>',
    )
    assert session.value("/data/q") == "2026-11-21T10:30:00.000+08:00"
    session.set("/data/q", "typed")
    again = reopen(session)
    assert again.value("/data/q") == "typed"
    assert again.value("/data/id") == session.value("/data/id") != ""
    assert again.value("/data/meta/instanceID").startswith("uuid:")
    assert again.save() == session.save()
    assert b'["hidden","5"]' in session.save(), "a dynamic default does not depend on relevance"


def test_numbers_are_cast_to_the_type_of_their_bind(open_xml: Opener) -> None:
    session = open_xml(
        "<i/><d/><s/><b/><n/><day/>",
        '<bind nodeset="/data/i" type="int" calculate="7.9"/>'
        '<bind nodeset="/data/d" type="decimal" calculate="10"/>'
        '<bind nodeset="/data/s" type="string" calculate="10"/>'
        '<bind nodeset="/data/b" type="boolean" calculate="1 = 1"/>'
        '<bind nodeset="/data/n" type="int" calculate="number(\'x\')"/>'
        '<bind nodeset="/data/day" type="date" calculate="number(\'2026-11-21\') + 1"/>',
    )
    names = ("i", "d", "s", "b", "n", "day")
    assert [session.value(f"/data/{name}") for name in names] == [
        "7", "10.0", "10", "true", "", "2026-11-22",
    ]  # fmt: skip


def test_rank_range_and_trigger_take_only_what_they_offer(open_xml: Opener) -> None:
    items = "".join(f"<item><label>{v}</label><value>{v}</value></item>" for v in "abc")
    session = open_xml(
        "<rank/><range/><ok/>",
        '<bind nodeset="/data/range" type="int"/>',
        f'<odk:rank ref="/data/rank">{items}</odk:rank>'
        '<range ref="/data/range" start="0" end="10" step="2"/><trigger ref="/data/ok"/>',
    )
    session.set("/data/rank", "c a b")
    assert session.value("/data/rank") == "c a b"
    session.set("/data/range", "4")
    session.set("/data/ok", "true")
    assert session.value("/data/ok") == "OK"
    session.set("/data/ok", "no")
    assert session.value("/data/ok") == ""
    for ref, value in (("rank", "a b"), ("rank", "a b z"), ("range", "5"), ("range", "12")):
        with pytest.raises(KnownError):
            session.set(f"/data/{ref}", value)


def test_or_other_stays_writable_whatever_the_filter_says(open_xml: Opener) -> None:
    session = open_xml(
        "<up/><kind/><kind_other/>",
        """<bind nodeset="/data/kind_other" relevant="selected(../kind, 'other')"/>""",
        '<input ref="/data/up"/><select1 ref="/data/kind">'
        """<itemset nodeset="instance('c')/root/item[up = /data/up]"><value ref="name"/>"""
        '<label ref="label"/></itemset></select1><input ref="/data/kind_other"/>',
        '<instance id="c"><root><item><name>a</name><label>甲</label><up>1</up></item>'
        "<item><name>b</name><label>乙</label><up>2</up></item>"
        "<item><name>other</name><label>其他</label></item></root></instance>",
    )
    session.set("/data/up", "2")
    assert [choice.value for choice in session.state("/data/kind").choices] == ["b", "other"]
    session.set("/data/kind", "other")
    assert session.state("/data/kind_other").relevant
    session.set("/data/up", "1")
    assert session.value("/data/kind") == "other"


def test_languages_switch_labels_choices_outputs_and_date_names(open_md: Opener) -> None:
    session = open_md("""
| survey |
| | type | name | label::中文 (zh) | label::English (en) | calculation |
| | select_one c | kind | 类别“${day}” | Kind ${day} | |
| | calculate | day | | | format-date('2026-11-22', '%a') |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) |
| | c | a | 甲 | A |
| settings |
| | form_id | default_language |
| | demo | 中文 (zh) |
""")
    assert session.form.languages == ("中文 (zh)", "English (en)")
    state = session.state("/data/kind")
    assert state.label == "类别“周日”"
    assert state.choices[0].label == "甲"
    changes = session.set_language("English (en)")
    assert "/data/kind" in changes.changed
    assert session.state("/data/kind").choices[0].label == "A"
    assert session.label_of("/data/kind", "中文 (zh)").startswith("类别“")
    with pytest.raises(KnownError) as caught:
        session.set_language("Français")
    assert caught.value.code == "form.no-such-language"


def test_damaged_and_foreign_drafts_are_refused(open_xml: Opener) -> None:
    session = open_xml("<q/>", "", '<input ref="/data/q"/>')
    draft = session.save()
    for damaged in (b"", b"{}", draft[:-3], draft.replace(b'"q"', b'"z"'), b"[" * 100_000):
        with pytest.raises(KnownError) as caught:
            type(session).restore(
                session.form, damaged, clock=_clock(), entropy=bytes, zone=_zone()
            )
        assert caught.value.code == "form.draft-damaged"
    with pytest.raises(KnownError) as foreign:
        type(session).restore(
            session.form,
            draft.replace(b'"version":"1"', b'"version":"2"'),
            clock=_clock(),
            entropy=bytes,
            zone=_zone(),
        )
    assert foreign.value.code == "form.draft-mismatch"


def _clock() -> SteppingClock:
    return SteppingClock(datetime(2026, 11, 21, 10, tzinfo=CHINA))


def _zone() -> ZoneInfo:
    return CHINA


def test_explanations_name_the_answers_that_decided(open_md: Opener) -> None:
    session = open_md("""
| survey |
| | type | name | label | relevant | constraint |
| | select_one yn | open | 是否营业 | | |
| | begin_group | g | 分组 | ${open} = '是' and true() | |
| | integer | n | 台数 | | . > 3 |
| | end_group | | | | |
| choices |
| | list_name | name | label |
| | yn | 是 | 是 |
| | yn | 否 | 否 |
""")
    session.set("/data/open", "否")
    hidden = session.explain("/data/g/n", "relevant")
    assert hidden.result == "false"
    assert hidden.inherited_from == "/data/g"
    assert [part.ref for part in hidden.parts] == ["/data/open"]
    assert "‘是否营业’=否（要求=是）" in hidden.sentence.zh
    assert hidden.place.cell == "E5"
    session.set("/data/open", "是")
    session.set("/data/g/n", "2")
    invalid = session.explain("/data/g/n", "constraint")
    assert invalid.result == "false"
    assert "‘台数’=2（要求>3）" in invalid.sentence.zh
    assert "asks for > 3" in invalid.sentence.en
