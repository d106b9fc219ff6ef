"""What a form takes from and gives to others: the last record, media of choices, entities."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime

import pytest

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.errors import KnownError
from inspector_app.xforms import Form, Session, load_form

Opener = Callable[..., Session]

LAST = """
| survey |
| | type | name | label | default | calculation |
| | text | owner | 经营者 | ${last-saved#owner} | |
| | integer | seats | 台数 | | |
| | calculate | before | | | ${last-saved#seats} |
| | calculate | more | | | if(${before} != '', ${seats} - ${before}, '') |
"""
ENTITIES = """
| survey |
| | type | name | label | save_to |
| | csv-external | trees | | |
| | begin_repeat | r | 树 | |
| | text | tid | 编号 | |
| | text | species | 树种 | species |
| | integer | height | 高度 | height |
| | end_repeat | | | |
| entities |
| | list_name | label | entity_id | create_if | update_if |
| | trees | ${species} | ${tid} | ${tid} = '' | ${tid} != '' |
"""
SINGLE = """
| survey |
| | type | name | label | save_to | relevant |
| | text | species | 树种 | species | |
| | text | remark | 备注 | remark | ${species} != '松' |
| entities |
| | list_name | label | create_if |
| | trees | concat(${species}, '树') | ${species} != '' |
"""


def _open(form: Form, draft: bytes | None = None, last: bytes | None = None) -> Session:
    return Session(
        form, clock=SteppingClock(datetime(2026, 11, 21, tzinfo=CHINA)),
        entropy=random.Random(1).randbytes, zone=CHINA, draft=draft, last=last,
    )  # fmt: skip


def test_the_last_record_gives_defaults_and_comparisons_and_none_gives_nothing() -> None:
    form = load_form(LAST.encode(), name="last.md")
    assert form.wants_last
    first = _open(form)
    assert first.value("/data/owner") == ""
    first.set("/data/owner", "示例网吧")
    first.set("/data/seats", "40")
    last = first.final_xml()
    second = _open(form, last=last)
    assert second.value("/data/owner") == "示例网吧"
    second.set("/data/seats", "45")
    assert second.value("/data/more") == "5"
    again = _open(form, draft=second.save(), last=last)
    assert list(again.states()) == list(second.states())
    assert _open(form).value("/data/before") == "", "a record stays with its own session"


def test_a_last_record_that_is_none_is_told() -> None:
    form = load_form(LAST.encode(), name="last.md")
    with pytest.raises(KnownError) as refused:
        _open(form, last=b"<data>")
    assert refused.value.code == "form.last-damaged"


def test_choices_carry_the_media_of_their_texts(open_xml: Opener) -> None:
    texts = "".join(
        f'<translation lang="{language}"><text id="a"><value>{language}a</value>'
        f'<value form="image">jr://images/{language}.png</value>'
        '<value form="audio">jr://audio/a.mp3</value></text>'
        f'<text id="b"><value>{language}b</value></text></translation>'
        for language in ("zh", "en")
    )
    session = open_xml(
        "<s/><t/>", "",
        '<select1 ref="/data/s"><item><label ref="jr:itext(\'a\')"/><value>1</value></item>'
        '<item><label>plain</label><value>2</value></item></select1>'
        '<select1 ref="/data/t"><itemset nodeset="instance(\'l\')/root/item">'
        '<value ref="name"/><label ref="jr:itext(k)"/></itemset></select1>',
        f"<itext>{texts}</itext>"
        '<instance id="l"><root><item><name>1</name><k>a</k></item>'
        "<item><name>2</name><k>b</k></item></root></instance>",
    )  # fmt: skip
    media = {"image": "jr://images/zh.png", "audio": "jr://audio/a.mp3"}
    for ref in ("/data/s", "/data/t"):
        assert [dict(choice.media) for choice in session.state(ref).choices] == [media, {}]
    session.set_language("en")
    assert session.state("/data/t").choices[0].media["image"] == "jr://images/en.png"
    assert len({*session.state("/data/t").choices}) == 2


def test_each_row_proposes_an_entity_of_its_own(open_md: Opener) -> None:
    session = open_md(ENTITIES)
    if not session.count("/data/r"):
        session.add("/data/r")
    session.add("/data/r")
    for number, (tid, species, height) in enumerate((("", "松", "3"), ("t-7", "柏", "")), 1):
        session.set(f"/data/r[{number}]/tid", tid)
        session.set(f"/data/r[{number}]/species", species)
        session.set(f"/data/r[{number}]/height", height)
    created, updated = session.entities()
    assert (created.ref, created.dataset, created.action) == ("/data/r[1]", "trees", "create")
    assert created.properties == {"species": "松", "height": "3"}
    assert (updated.id, updated.action, updated.label) == ("t-7", "update", "柏")
    assert updated.properties == {"species": "柏", "height": ""}
    session.undo()
    session.remove("/data/r", 1)
    assert [proposal.ref for proposal in session.entities()] == ["/data/r[1]"]


def test_a_form_proposes_only_what_its_condition_allows_and_what_is_shown(
    open_md: Opener, reopen: Callable[[Session], Session]
) -> None:
    session = open_md(SINGLE)
    assert session.entities() == ()
    session.set("/data/species", "柏")
    session.set("/data/remark", "古树")
    (proposal,) = session.entities()
    assert (proposal.ref, proposal.label, proposal.base_version) == ("/data", "柏树", "")
    assert proposal.properties == {"species": "柏", "remark": "古树"}
    assert len(proposal.id) == 36
    assert reopen(session).entities() == (proposal,)
    session.set("/data/species", "松")
    assert session.entities()[0].properties == {"species": "松"}
