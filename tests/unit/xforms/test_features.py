"""Less frequent parts of the subset: entities, preloads, choices from rows, attributes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import Session, load_form

Opener = Callable[..., Session]


def test_rows_of_a_repeat_can_be_the_choices_of_a_question(open_xml: Opener) -> None:
    session = open_xml(
        "<person><name>甲</name></person><person><name>乙</name></person><who/>",
        "",
        '<group ref="/data/person"><repeat nodeset="/data/person"><input ref="/data/person/name"/>'
        '</repeat></group><select1 ref="/data/who"><itemset nodeset="/data/person[./name != \'\']">'
        '<value ref="name"/><label ref="name"/></itemset></select1>',
    )
    assert [choice.label for choice in session.state("/data/who").choices] == ["甲", "乙"]
    session.set("/data/who", "乙")
    changes = session.set("/data/person[2]/name", "丙")
    assert "/data/who" in changes.changed
    assert session.value("/data/who") == "", "the chosen row is gone from the choices"
    session.undo()
    session.add("/data/person")
    session.set("/data/person[3]/name", "丁")
    assert [choice.value for choice in session.state("/data/who").choices] == ["甲", "乙", "丁"]


def test_attributes_can_be_bound_and_appear_in_the_final_document(open_xml: Opener) -> None:
    session = open_xml(
        '<name/><meta><entity dataset="units" id="" create=""><label/></entity></meta>',
        '<bind nodeset="/data/meta/entity/@id" calculate="once(uuid())"/>'
        "<bind nodeset=\"/data/meta/entity/@create\" calculate=\"if(/data/name != '', 1, '')\"/>"
        '<bind nodeset="/data/meta/entity/label" calculate="/data/name"/>',
        '<input ref="/data/name"/>',
    )
    session.set("/data/name", "示例")
    document = session.final_xml().decode()
    assert 'dataset="units"' in document
    assert 'create="1"' in document
    assert "<label>示例</label>" in document
    draft = session.save()
    assert Session.restore is not None
    assert b"@id" in draft


def test_preloads_fill_once_and_the_end_time_only_at_the_end(open_xml: Opener) -> None:
    session = open_xml(
        "<start/><end/><today/><device/>",
        '<bind nodeset="/data/start" jr:preload="timestamp" jr:preloadParams="start"/>'
        '<bind nodeset="/data/end" jr:preload="timestamp" jr:preloadParams="end"/>'
        '<bind nodeset="/data/today" jr:preload="date" jr:preloadParams="today"/>'
        '<bind nodeset="/data/device" jr:preload="property" jr:preloadParams="deviceid"/>',
    )
    assert session.value("/data/start") == "2026-11-21T10:30:00.000+08:00"
    assert session.value("/data/today") == "2026-11-21"
    assert session.value("/data/end") == ""
    assert b"<end>2026-11-21T10:30:00.000+08:00</end>" in session.final_xml()
    assert session.value("/data/end") == "", "finalising leaves the session as it is"


def test_special_characters_survive_the_final_document(open_xml: Opener) -> None:
    session = open_xml("<q/>", "", '<input ref="/data/q"/>')
    session.set("/data/q", 'a<b> & "c" ]]>\n丁\x07')
    assert '<q>a&lt;b&gt; &amp; "c" ]]&gt;\n丁</q>' in session.final_xml().decode()


def test_language_media_and_guidance_of_labels(open_xml: Opener) -> None:
    session = open_xml(
        "<q/>",
        '<itext><translation lang="zh"><text id="l"><value>题</value><value form="image">'
        'jr://images/a.png</value></text></translation><translation lang="en"/></itext>',
        '<input ref="/data/q"><label ref="jr:itext(\'l\')"/></input>',
    )
    state = session.state("/data/q")
    assert state.label == "题"
    assert dict(state.media) == {"image": "jr://images/a.png"}
    session.set_language("en")
    assert session.state("/data/q").label == "题", "a missing translation falls back"


def test_choice_names_speak_the_active_language(open_md: Opener) -> None:
    session = open_md("""
| survey |
| | type | name | label::中文 (zh) | label::English (en) | calculation |
| | select_one c | kind | 类别 | Kind | |
| | calculate | shown | | | jr:choice-name(${kind}, '${kind}') |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) |
| | c | a | 甲 | A |
| settings |
| | form_id | default_language |
| | demo | 中文 (zh) |
""")
    session.set("/data/kind", "a")
    assert session.value("/data/shown") == "甲"


def test_several_events_on_one_action_and_literal_values(open_xml: Opener) -> None:
    session = open_xml(
        '<r jr:template=""><a/><n/></r><r><a/><n/></r>',
        "",
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"/><setvalue '
        'event="odk-instance-first-load odk-new-repeat" ref="/data/r/n">初值</setvalue>'
        "</repeat></group>",
    )
    session.add("/data/r")
    assert [session.value(f"/data/r[{n}]/n") for n in (1, 2)] == ["初值", "初值"]


def test_a_pull_from_an_external_table(tmp_path: Path, open_xml: Opener) -> None:
    (tmp_path / "t.csv").write_bytes("key,name\nk1,示例\n".encode("gb18030"))
    session = open_xml(
        "<k/><n/>",
        "<bind nodeset=\"/data/n\" calculate=\"pulldata('t', 'name', 'key', /data/k)\"/>",
        '<input ref="/data/k"/>',
        '<instance id="t" src="jr://file-csv/t.csv"/>',
        [tmp_path],
    )
    session.set("/data/k", "k1")
    assert session.value("/data/n") == "示例"
    session.set("/data/k", "zz")
    assert session.value("/data/n") == ""


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        (("", '<input ref="/data/zz"/>'), "xform-body"),
        (
            ('<setvalue event="odk-instance-first-load" ref="/data/zz" value="1"/>', ""),
            "xform-action",
        ),
        (('<bind nodeset="/data/g" calculate="1"/>', ""), "xform-bind"),
    ],
)
def test_xforms_that_contradict_themselves_are_refused(
    open_xml: Opener, parts: tuple[str, str], what: str
) -> None:
    with pytest.raises(KnownError) as caught:
        open_xml("<q/><g><x/></g>", *parts)
    assert caught.value.slots["rule"] == what


def test_xml_that_is_no_xform_is_refused() -> None:
    for source in (b"<a/>", b"<model/>", b"<a><model><instance/></model></a>"):
        with pytest.raises(KnownError) as caught:
            load_form(source)
        assert caught.value.code == "form.refused"
