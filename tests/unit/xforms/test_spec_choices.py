"""Choices: filters, cascades, ranks, choice names, external lists (ODK XForms, XLSForm)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import Session

Opener = Callable[..., Session]

CITIES = (
    '<instance id="city"><root><item><name>sh</name><label>上海</label><area>east</area></item>'
    "<item><name>hz</name><label>杭州</label><area>east</area></item>"
    "<item><name>cd</name><label>成都</label><area>west</area></item></root></instance>"
)
PLAIN = (
    "<item><label>甲</label><value>a</value></item><item><label>乙</label><value>b</value></item>"
    "<item><label>丙</label><value>c</value></item>"
)


def values(session: Session, ref: str) -> list[str]:
    return [choice.value for choice in session.state(ref).choices]


def test_filter_in_a_repeat_looks_at_its_own_row(open_xml: Opener) -> None:
    session = open_xml(
        "<r><area/><city/></r><r><area/><city/></r>",
        "",
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/area"/>'
        '<select1 ref="/data/r/city"><itemset nodeset="instance(\'city\')/root/item[area = '
        'current()/../area]"><value ref="name"/><label ref="label"/></itemset></select1>'
        "</repeat></group>",
        CITIES,
    )
    session.set("/data/r[1]/area", "east")
    session.set("/data/r[2]/area", "west")
    assert values(session, "/data/r[1]/city") == ["sh", "hz"]
    assert values(session, "/data/r[2]/city") == ["cd"]


def test_absolute_path_in_a_filter_means_the_own_row(open_xml: Opener) -> None:
    session = open_xml(
        "<r><area/><city/></r><r><area/><city/></r>",
        "",
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/area"/>'
        '<select1 ref="/data/r/city"><itemset nodeset="instance(\'city\')/root/item[area = '
        '/data/r/area]"><value ref="name"/><label ref="label"/></itemset></select1>'
        "</repeat></group>",
        CITIES,
    )
    session.set("/data/r[2]/area", "east")
    assert values(session, "/data/r[1]/city") == []
    assert values(session, "/data/r[2]/city") == ["sh", "hz"]


def test_three_levels_clear_all_the_way_down(open_md: Opener) -> None:
    session = open_md(
        """
| survey |
| | type | name | label | choice_filter |
| | select_one p | p | 省 | |
| | select_one c | c | 市 | p = ${p} |
| | select_one d | d | 区 | c = ${c} |
| | calculate | shown | | |
| choices |
| | list_name | name | label | p | c |
| | p | zj | 浙江 | | |
| | p | sc | 四川 | | |
| | c | hz | 杭州 | zj | |
| | c | cd | 成都 | sc | |
| | d | xh | 西湖 | | hz |
| | d | jj | 锦江 | | cd |
""".replace("| | calculate | shown | | |\n", "")
    )
    for ref, value in (("p", "zj"), ("c", "hz"), ("d", "xh")):
        session.set(f"/data/{ref}", value)
    session.set("/data/p", "sc")
    assert (session.value("/data/c"), session.value("/data/d")) == ("", "")
    assert values(session, "/data/c") == ["cd"]
    assert values(session, "/data/d") == []


def test_multiple_answers_lose_only_what_the_filter_takes(open_xml: Opener) -> None:
    session = open_xml(
        "<area/><cities/>",
        "",
        '<input ref="/data/area"/><select ref="/data/cities"><itemset nodeset="instance(\'city\')'
        '/root/item[/data/area = \'\' or area = /data/area]"><value ref="name"/>'
        '<label ref="label"/></itemset></select>',
        CITIES,
    )
    session.set("/data/cities", "cd hz sh")
    assert session.value("/data/cities") == "sh hz cd", "in the order of the list"
    session.set("/data/area", "east")
    assert session.value("/data/cities") == "sh hz"


def test_choice_name_gives_the_label_in_the_language_on_screen(open_md: Opener) -> None:
    session = open_md(
        """
| survey |
| | type | name | label::中文 (zh) | label::English (en) | calculation |
| | select_one yn | q | 问 | Q | |
| | select_multiple yn | m | 多 | M | |
| | calculate | shown | | | jr:choice-name(${q}, '${q}') |
| | calculate | second | | | jr:choice-name(selected-at(${m}, 1), '${m}') |
| | calculate | none | | | jr:choice-name('zzz', '${q}') |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) |
| | yn | y | 是 | Yes |
| | yn | n | 否 | No |
| settings |
| | default_language |
| | 中文 (zh) |
"""
    )
    session.set("/data/q", "n")
    session.set("/data/m", "n y")
    assert session.value("/data/shown") == "否"
    assert session.value("/data/second") == "否"
    assert session.value("/data/none") == ""


def test_choices_from_rows_of_the_form_and_what_they_say(open_xml: Opener) -> None:
    session = open_xml(
        "<p><n/><age/></p><adult/>",
        '<bind nodeset="/data/p/age" type="int"/>',
        '<group ref="/data/p"><repeat nodeset="/data/p"><input ref="/data/p/n"/>'
        '<input ref="/data/p/age"/></repeat></group><select1 ref="/data/adult">'
        '<itemset nodeset="/data/p[age &gt;= 18]"><value ref="position(.)"/><label ref="n"/>'
        "</itemset></select1>",
    )
    session.add("/data/p")
    for row, (name, age) in enumerate((("甲", "17"), ("乙", "40")), 1):
        session.set(f"/data/p[{row}]/n", name)
        session.set(f"/data/p[{row}]/age", age)
    assert [(c.value, c.label) for c in session.state("/data/adult").choices] == [("2", "乙")]


def test_randomized_choices_keep_their_order_for_one_seed(open_xml: Opener) -> None:
    def order(seed: str) -> list[str]:
        session = open_xml(
            f"<seed>{seed}</seed><q/>",
            "",
            '<select1 ref="/data/q"><itemset nodeset="randomize(instance(\'city\')/root/item, '
            '/data/seed)"><value ref="name"/><label ref="label"/></itemset></select1>',
            CITIES,
        )
        return values(session, "/data/q")

    assert order("7") == order("7")
    assert sorted(order("3")) == ["cd", "hz", "sh"]


def test_rank_takes_every_choice_once_and_only_then(open_xml: Opener) -> None:
    session = open_xml("<q/>", "", f'<odk:rank ref="/data/q">{PLAIN}</odk:rank>')
    session.set("/data/q", "c a b")
    assert session.value("/data/q") == "c a b"
    for wrong in ("c a", "a b c d", "a a b", "x"):
        with pytest.raises(KnownError):
            session.set("/data/q", wrong)
    session.set("/data/q", None)
    assert session.value("/data/q") == ""


def test_list_outside_the_form_as_csv_xml_and_geojson(open_xml: Opener, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('\ufeffname,label,note\nx,甲,"带,逗号"\ny,乙,\n', "utf-8")
    (tmp_path / "b.xml").write_text(
        "<root><item><name>k</name><label>丁</label></item></root>", "utf-8"
    )
    (tmp_path / "c.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "g1", "geometry": '
        '{"type": "Point", "coordinates": [121.47, 31.23]}, "properties": '
        '{"title": "点", "n": 3}}]}',
        "utf-8",
    )
    extra = (
        '<instance id="a" src="jr://file-csv/a.csv"/><instance id="b" src="jr://file/b.xml"/>'
        '<instance id="c" src="jr://file/c.geojson"/>'
    )
    binds = (
        '<bind nodeset="/data/note" calculate="instance(\'a\')/root/item[name = /data/q]/note"/>'
        "<bind nodeset=\"/data/where\" calculate=\"instance('c')/root/item[id = 'g1']/geometry\"/>"
        '<bind nodeset="/data/n" calculate="instance(\'c\')/root/item/n + 1"/>'
        "<bind nodeset=\"/data/pulled\" calculate=\"pulldata('a', 'label', 'name', 'y')\"/>"
    )
    body = (
        '<select1 ref="/data/q"><itemset nodeset="instance(\'a\')/root/item"><value ref="name"/>'
        '<label ref="label"/></itemset></select1><select1 ref="/data/k"><itemset '
        'nodeset="instance(\'b\')/root/item"><value ref="name"/><label ref="label"/></itemset>'
        '</select1><select1 ref="/data/g"><itemset nodeset="instance(\'c\')/root/item">'
        '<value ref="id"/><label ref="title"/></itemset></select1>'
    )
    session = open_xml(
        "<q/><k/><g/><note/><where/><n/><pulled/>", binds, body, extra, media=[tmp_path]
    )
    assert [c.label for c in session.state("/data/q").choices] == ["甲", "乙"]
    assert [c.label for c in session.state("/data/k").choices] == ["丁"]
    assert [(c.value, c.label) for c in session.state("/data/g").choices] == [("g1", "点")]
    session.set("/data/q", "x")
    assert session.value("/data/note") == "带,逗号"
    assert session.value("/data/where") == "31.23 121.47 0 0"
    assert session.value("/data/n") == "4"
    assert session.value("/data/pulled") == "乙"


def test_missing_list_reads_as_empty_and_is_named(open_xml: Opener) -> None:
    session = open_xml(
        "<q/><n/>",
        '<bind nodeset="/data/n" calculate="count(instance(\'a\')/root/item)"/>',
        '<select1 ref="/data/q"><itemset nodeset="instance(\'a\')/root/item"><value ref="name"/>'
        '<label ref="label"/></itemset></select1>',
        '<instance id="a" src="jr://file-csv/none.csv"/>',
    )
    assert session.form.missing == ("jr://file-csv/none.csv",)
    assert session.value("/data/n") == "0"
    assert values(session, "/data/q") == []


def test_or_other_asks_for_the_text_only_when_other_is_chosen(open_md: Opener) -> None:
    session = open_md("""
| survey |
| | type | name | label |
| | select_one k or_other | q | 问 |
| choices |
| | list_name | name | label |
| | k | a | 甲 |
""")
    assert values(session, "/data/q") == ["a", "other"]
    assert not session.state("/data/q_other").relevant
    session.set("/data/q", "other")
    session.set("/data/q_other", "别的")
    assert "<q_other>别的</q_other>" in session.final_xml().decode()
    session.set("/data/q", "a")
    assert "q_other" not in session.final_xml().decode()


def test_hidden_select_keeps_its_answer_and_shows_it_again(open_xml: Opener) -> None:
    session = open_xml(
        "<show>y</show><q/>",
        '<bind nodeset="/data/q" relevant="/data/show = \'y\'"/>',
        f'<input ref="/data/show"/><select1 ref="/data/q">{PLAIN}</select1>',
    )
    session.set("/data/q", "b")
    session.set("/data/show", "n")
    assert session.value("/data/q") == ""
    session.set("/data/show", "y")
    assert session.value("/data/q") == "b"


def test_default_that_is_no_choice_is_cleared_and_a_known_one_stays(open_xml: Opener) -> None:
    session = open_xml("<q>zzz</q><k>b</k>", "", f'<select1 ref="/data/q">{PLAIN}</select1>'
                       f'<select1 ref="/data/k">{PLAIN}</select1>')  # fmt: skip
    assert (session.value("/data/q"), session.value("/data/k")) == ("", "b")


def test_choice_labels_with_outputs_and_translations(open_xml: Opener) -> None:
    itext = (
        '<itext><translation lang="zh"><text id="c-0"><value>找<output value="/data/name"/></value>'
        "</text></translation></itext>"
        '<instance id="l"><root><item><itextId>c-0</itextId><name>a</name></item></root></instance>'
    )
    session = open_xml(
        "<name/><q/>",
        "",
        '<input ref="/data/name"/><select1 ref="/data/q"><itemset nodeset="instance(\'l\')/root/'
        'item"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>',
        itext,
    )
    changes = session.set("/data/name", "张三")
    assert [choice.label for choice in session.state("/data/q").choices] == ["找张三"]
    assert "/data/q" in changes.changed
