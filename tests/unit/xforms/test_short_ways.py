"""Short ways of the engine give what the long ways give: comparisons, paths, journal, indexes."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from inspector_app.xforms import Event, Events, Session
from inspector_app.xforms.xmlread import read_xml
from inspector_app.xforms.xpath.ast import Path
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.parser import parse

Opener = Callable[..., Session]
_VALUES = ("", "5", "5.0", "-5", " 5", "05", "abc", "2026-03-01", "1e1", "３")
_LITERALS = ("5", "'5'", "''", "0", "-5", "'abc'", "20513", "'2026-03-01'")


@pytest.mark.parametrize("op", ["=", "!=", "<", "<=", ">", ">="])
def test_comparing_an_answer_outside_repeats_is_comparing_its_text(
    open_xml: Opener, op: str
) -> None:
    """A union is compared the general way; the same path alone takes the short way."""
    written = op.replace("<", "&lt;").replace(">", "&gt;")
    names = [f"c{number}" for number in range(len(_LITERALS))]
    binds = ""
    for name, literal in zip(names, _LITERALS, strict=True):
        binds += f'<bind nodeset="/data/{name}" calculate="string(/data/v {written} {literal})"/>'
        general = f"string((/data/v | /data/v) {written} {literal})"
        binds += f'<bind nodeset="/data/g{name}" calculate="{general}"/>'
    instance = "<on>1</on><v/>" + "".join(f"<{name}/><g{name}/>" for name in names)
    shown = '<bind nodeset="/data/v" relevant="/data/on = \'1\'"/>'
    body = '<input ref="/data/on"/><input ref="/data/v"/>'
    session = open_xml(instance, binds + shown, body)
    for on, value in itertools.product(("1", "0"), _VALUES):
        session.set("/data/on", on)
        session.set("/data/v", value)
        for name, literal in zip(names, _LITERALS, strict=True):
            short, general = session.value(f"/data/{name}"), session.value(f"/data/g{name}")
            assert short == general, (on, value, op, literal)


@pytest.mark.parametrize(
    "source", ["/data/a", "/data/a-b/c.d", "/data/问题/q_1", " /data/a ", "/data/div/mod"]
)
def test_a_path_read_in_one_piece_has_the_steps_and_offsets_of_one_read_in_pieces(
    source: str,
) -> None:
    path = parse(source)
    assert isinstance(path, Path)
    assert path.absolute
    names = source.strip()[1:].split("/")
    assert [(step.axis, step.test) for step in path.steps] == [("child", name) for name in names]
    assert [source[step.start : step.end] for step in path.steps] == names
    assert source[path.start : path.end] == source.strip()
    pieces = parse(source.replace("/", "/ "))
    assert isinstance(pieces, Path)
    assert [step.test for step in pieces.steps] == names


@pytest.mark.parametrize(
    ("source", "steps"),
    [
        ("/data/a[1]", 2), ("/data/a [1]/b", 3), ("/data//a", 3), ("/data/child::a", 2),
        ("/data/text()", 2), ("/data/orx:meta/x", 3), ("/data/a/..", 3), ("/data/*", 2),
    ],
)  # fmt: skip
def test_a_path_with_more_than_names_is_read_step_by_step(source: str, steps: int) -> None:
    path = parse(source)
    assert isinstance(path, Path)
    assert len(path.steps) == steps


@pytest.mark.parametrize("source", ["/data/a b", "a /b c", "/data/foo(", "/data/a/", "/data/2"])
def test_what_follows_a_path_without_operator_stays_a_syntax_error(source: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    assert caught.value.code == "xpath-syntax"


def test_events_are_a_sequence_of_named_values(open_xml: Opener) -> None:
    session = open_xml(
        "<a/><b/>", '<bind nodeset="/data/b" calculate="/data/a"/>', '<input ref="/data/a"/>'
    )
    events = session.set("/data/a", "x").events
    expected = (Event("/data/a", "", "x", "user"), Event("/data/b", "", "x", "calculate"))
    assert tuple(events) == expected
    assert events == expected
    assert (len(events), events[0], events[-1], events[:1]) == (2, *expected, expected[:1])
    assert events[0].cause == "user"
    assert events == Events(text for event in expected for text in event)
    assert hash(events) == hash(expected)
    assert not session.set("/data/a", "x").events


def test_undo_and_redo_of_mixed_values_and_rows_put_all_back(open_xml: Opener) -> None:
    binds = (
        '<bind nodeset="/data/n" type="int"/><bind nodeset="/data/r/v" calculate="position(..)"/>'
        '<bind nodeset="/data/sum" calculate="sum(/data/r/v)"/>'
    )
    body = (
        '<input ref="/data/n"/><group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/n">'
        '<input ref="/data/r/a"/></repeat></group>'
    )
    session = open_xml('<n/><r jr:template=""><a/><v/></r><sum/>', binds, body)
    saved = [session.save()]
    for number in ("3", "1", "4", ""):
        session.set("/data/n", number)
        saved.append(session.save())
    for before in reversed(saved[:-1]):
        assert session.undo() is not None
        assert session.save() == before
    for after in saved[1:]:
        assert session.redo() is not None
        assert session.save() == after


def test_a_list_is_indexed_when_the_form_is_loaded(open_xml: Opener) -> None:
    rows = "".join(f"<item><k>{n % 3}</k><name>{n}</name></item>" for n in range(9))
    body = (
        '<input ref="/data/up"/><select1 ref="/data/down"><itemset nodeset="instance('
        '\'l\')/root/item[k = /data/up]"><value ref="name"/></itemset></select1>'
    )
    session = open_xml("<up/><down/>", "", body, f'<instance id="l"><root>{rows}</root></instance>')
    assert session.form.program.lookups == {("l", ("root", "item"), "k")}
    session.set("/data/up", "2")
    assert [choice.value for choice in session.state("/data/down").choices] == ["2", "5", "8"]


def test_names_of_elements_are_known_by_the_prefixes_in_scope_where_they_stand() -> None:
    """Names are looked up once per scope; a scope ends with its element."""
    root = read_xml(
        b'<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        b'<a><b xmlns:q="http://openrosa.org/javarosa" q:x="1" z="2"><q:c/></b>'
        b'<q:d xmlns:q="urn:other"/></a><x xmlns="urn:other"><a/></x><a/></h:html>'
    )
    assert [element.tag for element in root.walk()] == [
        "h:html", "a", "b", "jr:c", "q:d", "x", "a", "a",
    ]  # fmt: skip
    inner = next(element for element in root.walk() if element.name == "b")
    assert inner.attributes["jr:x"] == "1"
    assert list(inner.raw) == ["xmlns:q", "q:x", "z"]


def test_undo_forgets_the_oldest_steps_but_never_the_last(
    open_xml: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three changes are held; each step makes one, the last makes three and one more."""
    monkeypatch.setattr("inspector_app.xforms.session.MAX_UNDO_CHANGES", 3)
    binds = "".join(f'<bind nodeset="/data/c{n}" calculate="/data/b"/>' for n in range(3))
    session = open_xml(
        "<a/><b/><c0/><c1/><c2/>", binds, '<input ref="/data/a"/><input ref="/data/b"/>'
    )
    for text in "12345":
        session.set("/data/a", text)
    for _ in range(3):  # taking back and making again leaves the count as it was
        assert session.undo() is not None
        assert session.redo() is not None
    for left in "432":
        assert session.undo() is not None
        assert session.value("/data/a") == left
    assert not session.can_undo
    session.redo()
    session.set("/data/b", "x")
    assert session.undo() is not None
    assert session.value("/data/c2") == ""
    assert not session.can_undo
