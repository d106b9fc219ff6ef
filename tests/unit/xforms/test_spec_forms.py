"""Structure of forms by the ODK XForms specification: binds, references, texts, types, entities."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import Session, load_form

Opener = Callable[..., Session]


def test_control_may_name_its_bind_by_id_or_its_node_from_the_root(open_xml: Opener) -> None:
    session = open_xml(
        "<g><a/><b/></g><c/>",
        '<bind id="one" nodeset="/data/g/a" type="int"/>',
        '<input bind="one"><label>甲</label><setvalue bind="one" event="xforms-value-changed" '
        'value=". + 1"/></input><input ref="g/b"/><group ref="/data/g">'
        '<input ref="/data/c"/></group>',
    )
    assert session.state("/data/g/a").label == "甲"
    session.set("/data/g/b", "x")
    session.set("/data/c", "y")
    assert (session.value("/data/g/b"), session.value("/data/c")) == ("x", "y")


@pytest.mark.parametrize("path", ["position()", "position(.)", "position(current())"])
def test_condition_of_a_row_may_ask_for_its_own_place(open_xml: Opener, path: str) -> None:
    session = open_xml(
        "<r><v>1</v></r><r><v>2</v></r><r><v>4</v></r><sum/>",
        f'<bind nodeset="/data/r" relevant="{path} &gt; 1"/>'
        '<bind nodeset="/data/sum" calculate="sum(/data/r/v)"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat></group>',
    )
    assert session.value("/data/sum") == "6"
    session.remove("/data/r", 0)
    assert session.value("/data/sum") == "4"


def test_elements_of_one_name_without_a_repeat_each_have_their_state(open_xml: Opener) -> None:
    session = open_xml(
        "<node><v>1</v></node><node><v>2</v></node><node><v>4</v></node><n/><sum/>",
        '<bind nodeset="/data/node" relevant="position() &gt; 1"/>'
        '<bind nodeset="/data/n" calculate="count(/data/node)"/>'
        '<bind nodeset="/data/sum" calculate="sum(/data/node/v)"/>',
        '<group ref="/data/node"><input ref="/data/node/v"/></group>',
    )
    assert (session.value("/data/n"), session.value("/data/sum")) == ("2", "6")
    assert "<v>1</v>" not in session.final_xml().decode()


def test_messages_come_from_itext_with_live_values(open_xml: Opener) -> None:
    session = open_xml(
        "<q/>",
        '<itext><translation lang="zh"><text id="m"><value>不能是<output value="/data/q"/></value>'
        '</text></translation></itext><bind nodeset="/data/q" required="true()" '
        'constraint=". &lt; 5" jr:constraintMsg="jr:itext(\'m\')" jr:requiredMsg="要填"/>',
        '<input ref="/data/q"/>',
    )
    violation = session.state("/data/q").violation
    assert violation is not None
    assert (violation.condition, violation.message) == ("required", "要填")
    session.set("/data/q", "7")
    violation = session.state("/data/q").violation
    assert violation is not None
    assert (violation.condition, violation.message) == ("constraint", "不能是7")


CASTS = [
    ("2.7", "int", "2"), ("-2.7", "int", "-2"), ("'abc'", "int", ""), ("3000000000", "int", ""),
    ("10", "decimal", "10.0"), ("1 div 0", "decimal", ""), ("0 div 0", "string", ""),
    ("now()", "date", "2026-11-21"), ("today()", "dateTime", "2026-11-21T00:00:00.000+08:00"),
    ("now()", "time", "10:30:00.000+08:00"), ("'10:30'", "time", "10:30:00.000+08:00"),
    ("today() + 1", "date", "2026-11-22"), ("date('2026-02-03') - date('2026-02-01')", "int", "2"),
    ("1 = 1", "boolean", "true"), ("1 = 1", "string", "true"), ("0", "boolean", "false"),
    ("12345678901234567890", "string", "12345678901234567000"),
    ("min()", "string", ""), ("checklist(-1, -1)", "string", "true"),
    ("weighted-checklist(-1, -1)", "string", "true"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "kind", "expected"), CASTS)
def test_calculated_value_is_stored_by_the_type_of_its_bind(
    open_xml: Opener, expression: str, kind: str, expected: str
) -> None:
    session = open_xml(
        "<q/>", f'<bind nodeset="/data/q" type="{kind}" calculate="{expression}"/>'
    )  # fmt: skip
    assert session.value("/data/q") == expected


ANSWERS = [
    ("int", " 12 ", "12"), ("int", "+5", "5"), ("int", "1.0", None), ("int", "2147483648", None),
    ("decimal", ".5", "0.5"), ("decimal", "10", "10.0"), ("decimal", "1,5", None),
    ("date", "2024-02-29", "2024-02-29"), ("date", "2026-02-29", None), ("date", "2026-2-3", None),
    ("time", "10:30", "10:30:00.000+08:00"), ("time", "25:00", None),
    ("time", "10:30+15:00", None),
    ("dateTime", "2026-02-03T10:30:00Z", "2026-02-03T10:30:00.000Z"),
    ("geopoint", "31.2 121.4", "31.2 121.4"), ("geopoint", "91 0", None),
    ("geotrace", "1 1;2 2", "1 1;2 2"), ("geotrace", "1 1", None),
    ("geoshape", "0 0;0 1;1 1;0 0", "0 0;0 1;1 1;0 0"), ("boolean", "1", "true"),
    ("boolean", "yes", None), ("barcode", "6901", "6901"), ("string", "  a  b ", "  a  b "),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "stored"), ANSWERS)
def test_typed_answer_is_stored_or_refused_by_the_type(
    open_xml: Opener, kind: str, typed: str, stored: str | None
) -> None:
    session = open_xml("<q/>", f'<bind nodeset="/data/q" type="{kind}"/>', '<input ref="/data/q"/>')
    if stored is None:
        with pytest.raises(KnownError):
            session.set("/data/q", typed)
        assert session.value("/data/q") == ""
    else:
        session.set("/data/q", typed)
        assert session.value("/data/q") == stored


def test_entity_is_proposed_with_its_label_and_fields(open_md: Opener) -> None:
    session = open_md("""
| survey |
| | type | name | label | save_to |
| | text | n | 名 | title |
| | integer | a | 人数 | staff |
| entities |
| | list_name | label | create_if |
| | units | ${n} | ${a} > 3 |
""")
    session.set("/data/n", "示例网吧")
    session.set("/data/a", "5")
    document = session.final_xml().decode()
    assert '<entity dataset="units"' in document
    assert 'create="true"' in document
    assert "<label>示例网吧</label>" in document
    session.set("/data/a", "1")
    assert 'create="false"' in session.final_xml().decode()


def test_entity_in_every_row_has_its_own_id(open_md: Opener) -> None:
    session = open_md("""
| survey |
| | type | name | label | save_to |
| | begin_repeat | r | 行 | |
| | text | n | 名 | title |
| | end_repeat | | | |
| entities |
| | list_name | label |
| | seats | ${n} |
""")
    session.add("/data/r")
    document = session.final_xml().decode()
    ids = [part.partition('"')[0] for part in document.split(' id="')[2:]]
    assert len(ids) == 2
    assert len(set(ids)) == 2
    assert all(len(found) == 36 for found in ids)


def test_external_list_with_its_own_column_names(open_md: Opener, tmp_path: Path) -> None:
    session = open_md("""
| survey |
| | type | name | label | parameters |
| | select_one_from_file a.csv | q | 问 | value=id label=title |
""")
    itemset = session.form.definition.by_path["/data/q"].control
    assert itemset is not None
    assert itemset.itemset is not None
    assert (itemset.itemset.value, itemset.itemset.label) == ("id", "title")
    assert session.form.missing == ("jr://file-csv/a.csv",)


def test_form_may_write_html_without_a_prefix() -> None:
    source = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>旧式</title>'
        '<xf:model xmlns:xf="http://www.w3.org/2002/xforms"><xf:instance><data xmlns="" id="old">'
        '<q/></data></xf:instance><xf:bind nodeset="/data/q" type="int"/></xf:model></head><body>'
        '<xf:input xmlns:xf="http://www.w3.org/2002/xforms" ref="/data/q"><xf:label>题</xf:label>'
        "</xf:input></body></html>"
    )
    form = load_form(source.encode(), name="old.xml")
    assert (form.title, form.id) == ("旧式", "old")
    assert (form.node("/data/q").kind, form.node("/data/q").value_type) == ("input", "int")


@pytest.mark.parametrize(
    ("kind", "default", "stored"),
    [
        ("int", "12.7", "12"), ("int", "abc", ""), ("decimal", "5", "5.0"),
        ("date", "2025-12-20", "2025-12-20"), ("date", "1999-11-23T23:30:05", "1999-11-23"),
        ("date", "heute", ""), ("dateTime", "2026-01-02", "2026-01-02T00:00:00.000+08:00"),
        ("time", "10:30", "10:30:00.000+08:00"), ("time", "2026-01-02T10:30", ""),
        ("string", " x ", " x "),
    ],
)  # fmt: skip
def test_default_is_stored_by_the_type_of_its_bind(
    open_xml: Opener, kind: str, default: str, stored: str
) -> None:
    session = open_xml(f"<q>{default}</q>", f'<bind nodeset="/data/q" type="{kind}"/>')
    assert session.value("/data/q") == stored


def test_preload_of_an_id_takes_the_place_of_a_default(open_xml: Opener) -> None:
    session = open_xml("<q>default</q>", '<bind nodeset="/data/q" jr:preload="uid"/>')
    assert session.value("/data/q").startswith("uuid:")
