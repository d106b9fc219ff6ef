"""Hostile input: whatever the bytes or the expression, the answer is a known error or a form."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.clock import CHINA
from inspector_app.errors import KnownError
from inspector_app.xforms import load_form
from inspector_app.xforms.dates import parse_moment
from inspector_app.xforms.intake.aliases import column_name
from inspector_app.xforms.xpath.ast import Expr, walk
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.parser import parse
from inspector_app.xforms.xpath.values import number_of_text, text_of_number

_PIECES = st.sampled_from(
    ["/data/q", "../x", ".", "..", "//", "(", ")", "[", "]", ",", "'a'", '"b"', "1", "2.5", "and",
     "or", "div", "mod", "=", "!=", "<", ">=", "+", "-", "*", "|", "if", "count", "selected", "@x",
     "child::q", "instance", "current()", "${q}", " ", "（", "==", "text()", "position()", "检查"]
)  # fmt: skip
_SETTINGS = settings(
    max_examples=300, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


def _xform(expression: str) -> bytes:
    escaped = expression.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        '<h:head><model><instance><data id="f"><q>1</q><c/></data></instance>'
        f'<bind nodeset="/data/c" calculate="{escaped}"/></model></h:head><h:body/></h:html>'
    ).encode()


def _code(source: bytes) -> str:
    """Return the code of the refusal, '' when the form loads."""
    try:
        load_form(source)
    except KnownError as error:
        return error.code
    return ""


@_SETTINGS
@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=14).map(" ".join)))
def test_an_expression_parses_or_is_refused_with_an_offset_inside_it(text: str) -> None:
    refused: ExpressionError | None = None
    parts: list[Expr] = []
    try:
        parts = list(walk(parse(text)))
    except ExpressionError as error:
        refused = error
    assert all(0 <= part.start <= part.end <= len(text) for part in parts)
    if refused is not None:
        assert 0 <= refused.at <= len(text)
        assert refused.message.zh
        assert refused.message.en


@_SETTINGS
@given(st.lists(_PIECES, min_size=1, max_size=10).map("".join))
def test_a_form_with_any_expression_loads_or_is_refused(text: str) -> None:
    assert _code(_xform(text)) in ("", "form.refused")


@_SETTINGS
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<", b"| survey |\n",
                     b"survey\n,type,name\n", b"\xef\xbb\xbf<?xml version='1.0'?><a>"]),
)  # fmt: skip
def test_any_bytes_give_a_form_or_a_known_error(tail: bytes, head: bytes) -> None:
    code = _code(head + tail)
    assert code == "" or code.startswith("form.")


@_SETTINGS
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_survive_their_text_without_exponent(number: float) -> None:
    text = text_of_number(number)
    assert "e" not in text.lower()
    assert number_of_text(text, CHINA) == number


@_SETTINGS
@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment = parse_moment(text, CHINA)
    assert moment is None or moment.tzinfo is not None


@_SETTINGS
@given(st.sampled_from(["survey", "choices", "settings", ""]), st.text(max_size=30))
def test_naming_a_column_twice_changes_nothing(sheet: str, header: str) -> None:
    once = column_name(sheet, header)
    assert column_name(sheet, once) == once
