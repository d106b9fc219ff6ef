"""Damaged workbooks and random cells: a report or a known error, every finding placed, always."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from inspector_app.xforms.lint import Report, check_form

JUNK = (
    b"<", b">", b"&", b'"', b"\x00", b"999999999", b"-1", b'<row r="99999999"/>', b"&#0;",
    b'<c r="XFD1048576" t="s"><v>99999</v></c>', b't="s"',
)  # fmt: skip
CELLS = (
    "${a}", "${zz}", "'x", "(", ")", "==", "&&", "（", "count(", "${", "}", "1 div 0", "//*", "..",
    "position(..)", "instance('x')/root", "regex(.,'(a+)+$')", "[", "/", "if(", "not(", "=", "@x",
    "${a} = 'z'", "indexed-repeat(${a}, ${b}, 1)", "#REF!", "😀", "selected(., 'x')", "$", "是",
    "begin_group", "end_repeat", "select_one yn", "calculate", "pulldata('a','b','c','d')", "yes",
)  # fmt: skip
SURVEY = """| survey |
| | type | name | label | relevant | constraint | calculation | choice_filter | default |
| | begin_group | g | G | | | | | |
| | select_one yn | a | A | | | | | |
| | integer | b | B | ${a} = 'yes' | . > 0 | | | |
| | end_group | | | | | | | |
| | begin_repeat | r | R | | | | | |
| | select_multiple yn | c | C | | | | true() | |
| | calculate | d | | | | ${b} + 1 | | |
| | end_repeat | | | | | | | |
| choices |
| | list_name | name | label |
| | yn | yes | Y |
| | yn | no | N |
| settings |
| | form_id | version |
| | x | 1 |
"""


def _holds(report: Report) -> None:
    assert report.status in ("clean", "problems", "unreadable")
    assert report.status == "clean" or report.problems
    for problem in report.problems:
        assert problem.message.zh
        assert problem.message.en
        assert problem.place.cell or report.workbook is None


def _damaged(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 12))):
        at = rng.randrange(len(changed) + 1)
        kind = rng.randrange(4)
        if kind == 0 and at < len(changed):
            changed[at] = rng.randrange(256)
        elif kind == 1:
            del changed[at : at + rng.randrange(1, 40)]
        elif kind == 2:
            changed[at:at] = rng.choice(JUNK)
        else:
            changed[at:at] = changed[at : at + 50]
    return bytes(changed)


def _workbook() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet = None
    for line in SURVEY.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if cells[0]:
            sheet = book.create_sheet(cells[0])
        elif sheet is not None:
            sheet.append(cells[1:])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("seed", range(4))
def test_damaged_members_of_a_workbook_give_a_report(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(_workbook())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    path = tmp_path / "form.xlsx"
    for _ in range(25):
        picked = rng.choice(sorted(members))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, _damaged(data, rng) if name == picked else data)
        _holds(check_form(path))


@pytest.mark.parametrize("seed", range(2))
def test_damaged_bytes_of_a_workbook_give_a_report(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    data = _workbook()
    path = tmp_path / "form.xlsx"
    for _ in range(40):
        path.write_bytes(_damaged(data, rng))
        _holds(check_form(path))


@pytest.mark.parametrize("seed", range(4))
def test_random_cells_give_a_report_with_every_finding_placed(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    path = tmp_path / "form.md"
    for _ in range(25):
        lines = SURVEY.splitlines()
        for _ in range(rng.choice((1, 2, 6))):
            at = rng.randrange(1, len(lines))
            cells = lines[at].split("|")
            if len(cells) > 3:
                cells[rng.randrange(2, len(cells))] = "".join(rng.choices(CELLS, k=2))
                lines[at] = "|".join(cells)
            if rng.random() < 0.2:
                lines.insert(at, rng.choice(lines[2:9]))
        path.write_text("\n".join(lines), "utf-8")
        _holds(check_form(path))


@pytest.mark.parametrize("seed", range(2))
def test_damaged_xform_xml_gives_a_report(seed: int, tmp_path: Path) -> None:
    from inspector_app.xforms.intake import read_source

    rng = random.Random(seed)
    xml = read_source(SURVEY.encode()).xml
    path = tmp_path / "form.xml"
    for _ in range(40):
        path.write_bytes(_damaged(xml, rng))
        report = check_form(path)
        _holds(report)
        assert all(
            problem.place.row or report.status == "unreadable" for problem in report.problems
        )
