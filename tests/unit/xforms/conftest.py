"""Builders of small forms and frozen sessions for the form engine's tests."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.xforms import Form, Session, load_form

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" '
    'xmlns:odk="http://www.opendatakit.org/xforms" xmlns:insp="urn:inspector:form:1">'
    "<h:head><h:title>示例</h:title><model>"
)
NOW = datetime(2026, 11, 21, 10, 30, tzinfo=CHINA)

Opener = Callable[..., Session]


def open_session(form: Form, draft: bytes | None = None, language: str | None = None) -> Session:
    """Return a session with a frozen clock and fixed randomness."""
    return Session(
        form,
        clock=SteppingClock(NOW),
        entropy=random.Random(7).randbytes,
        zone=CHINA,
        language=language,
        draft=draft,
    )


def xform(instance: str, binds: str = "", body: str = "", extra: str = "") -> bytes:
    """Return XForm XML around the parts a test cares about."""
    return (
        f'{HEAD}<instance><data id="demo" version="1">{instance}</data></instance>{extra}{binds}'
        f"</model></h:head><h:body>{body}</h:body></h:html>"
    ).encode()


@pytest.fixture
def open_xml() -> Opener:
    """Return a function: XForm parts in, open session out."""

    def opener(
        instance: str, binds: str = "", body: str = "", extra: str = "", media: Sequence[Path] = ()
    ) -> Session:
        return open_session(load_form(xform(instance, binds, body, extra), media=media))

    return opener


@pytest.fixture
def open_md() -> Opener:
    """Return a function: Markdown workbook in, open session out."""

    def opener(text: str, language: str | None = None) -> Session:
        return open_session(load_form(text.encode(), name="demo.md"), language=language)

    return opener


@pytest.fixture
def session_of() -> Callable[[Form], Session]:
    """Return a function: loaded form in, open session out."""
    return open_session


@pytest.fixture
def reopen() -> Callable[[Session], Session]:
    """Return a function: saves a session and opens its draft again."""

    def opener(session: Session) -> Session:
        return open_session(session.form, session.save())

    return opener


@pytest.fixture
def evaluate(open_xml: Opener) -> Callable[[str], str]:
    """Return a function: expression in, its string out, on a small frozen instance."""
    instance = (
        "<n>5</n><t>abc</t><e/><list>a b c</list><d>2026-03-01</d>"
        "<dt>2026-03-01T08:30:00.000+08:00</dt>"
        "<g><x>1</x><y>2</y></g><r><v>1</v></r><r><v>2</v></r><r><v>3</v></r>"
        "<p>31.2 121.4</p><hidden>9</hidden><yes>true</yes><multi>3 1</multi><out/>"
    )
    extra = (
        '<instance id="c"><root><item><k>a</k><v>10</v><w>p</w></item><item><k>b</k><v>20</v>'
        "<w>q</w></item><item><k>c</k><v>30</v><w>p</w></item></root></instance>"
        '<instance id="l"><root>'
        + "".join(f"<item><k>{letter}</k></item>" for letter in "ABCDEF")
        + "</root></instance>"
    )
    body = (
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat></group>'
    )

    def evaluator(expression: str) -> str:
        escaped = expression.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        binds = (
            '<bind nodeset="/data/hidden" relevant="false()"/>'
            f'<bind nodeset="/data/out" type="string" calculate="string({escaped})"/>'
        )
        return open_xml(instance, binds, body, extra).value("/data/out")

    return evaluator
