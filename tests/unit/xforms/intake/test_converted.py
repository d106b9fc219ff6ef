"""The kept conversion of a workbook: believed only when it is whole and ours, and then quick."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.errors import KnownError
from inspector_app.xforms import Form, Session, load_form

_BOOK = b"""
| survey | | | | | |
| | type | name | label | trigger | calculation |
| | select_one yn | open | Open? | | |
| | text | seen | Seen | ${open} | concat('seen ', ${open}) |
| | note | told | Now ${seen} | | |
| choices | | |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| settings | |
| | form_id | version |
| | demo | 1 |
"""
_BROKEN = _BOOK.replace(b"concat('seen ', ${open})", b"concat('seen ', ${open}")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return the one file that a load leaves in the cache."""
    load_form(_BOOK, cache=tmp_path)
    (file,) = tmp_path.iterdir()
    return file


def test_a_kept_conversion_gives_the_same_form_without_converting(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load_form(_BOOK)

    def convert(*_: object) -> None:
        raise AssertionError("converted again")

    monkeypatch.setattr("inspector_app.xforms.intake.convert_workbook", convert)
    again = load_form(_BOOK, cache=kept.parent)
    assert again.root == before.root
    assert again.problems == before.problems


def test_actions_run_the_same_from_a_kept_conversion(
    kept: Path, session_of: Callable[[Form], Session]
) -> None:
    for form in (load_form(_BOOK), load_form(_BOOK, cache=kept.parent)):
        session = session_of(form)
        session.set("/data/open", "yes")
        assert session.value("/data/seen") == "seen yes"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"Open?", b"Shut?"),
        lambda data: b"\x80\x04" + data,
        lambda data: data.replace(b'"checked": true', b'"checked": tru'),
        lambda data: b"[" * 5000 + b"\n" + data,
        lambda data: b"[]\n" + data,
        lambda data: b"null\n" + data.partition(b"\n")[2],
    ],
)
def test_a_damaged_file_is_ignored_and_made_again(
    kept: Path, damage: Callable[[bytes], bytes]
) -> None:
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    form = load_form(_BOOK, cache=kept.parent)
    assert form.root == load_form(_BOOK).root
    assert kept.read_bytes() == whole


def test_another_forms_file_under_this_name_is_ignored(kept: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    load_form(_BOOK.replace(b"demo", b"else"), cache=other)
    (foreign,) = other.iterdir()
    kept.write_bytes(foreign.read_bytes())
    assert load_form(_BOOK, cache=kept.parent).id == "demo"


def test_another_programs_file_is_ignored(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector_app.xforms.intake.converted.__version__", "0.0.0")
    load_form(_BOOK, cache=kept.parent)
    assert len(list(kept.parent.iterdir())) == 2


def test_the_name_that_gives_a_form_its_id_is_part_of_the_key(tmp_path: Path) -> None:
    nameless = _BOOK.replace(b"| | form_id | version |\n| | demo | 1 |", b"| | version |\n| | 1 |")
    assert load_form(nameless, name="a.md", cache=tmp_path).id == "a"
    assert load_form(nameless, name="b.md", cache=tmp_path).id == "b"


def test_a_refused_form_is_refused_every_time_and_not_kept(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(KnownError) as caught:
            load_form(_BROKEN, cache=tmp_path)
        assert caught.value.code == "form.refused"
    assert list(tmp_path.iterdir()) == []


def test_a_check_by_another_program_ends_in_a_known_error(
    kept: Path, session_of: Callable[[Form], Session]
) -> None:
    """A file that claims its expressions were checked, with one that cannot be compiled."""
    header, _, xml = kept.read_bytes().partition(b"\n")
    xml = xml.replace(b"concat('seen '", b"conkat('seen '")
    fields = json.loads(header) | {"xml": hashlib.sha256(xml).hexdigest()}
    kept.write_bytes(json.dumps(fields).encode() + b"\n" + xml)
    session = session_of(load_form(_BOOK, cache=kept.parent))
    with pytest.raises(KnownError) as caught:
        session.set("/data/open", "yes")
    assert caught.value.code == "form.refused"
    assert session.value("/data/open") == ""


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("not a folder")
    assert load_form(_BOOK, cache=taken).id == "demo"


def test_remarks_are_told_again_from_a_kept_conversion(tmp_path: Path) -> None:
    book = _BOOK.replace(b"concat('seen ', ${open})", b"/data/nowhere")
    first = load_form(book, cache=tmp_path)
    assert first.problems
    assert load_form(book, cache=tmp_path).problems == first.problems
