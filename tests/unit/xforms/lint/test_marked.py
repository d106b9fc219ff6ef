"""The marked copy: every finding at its cell, the rest untouched, nothing made a formula."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from inspector_app.errors import KnownError
from inspector_app.xforms.lint import check_form
from inspector_app.xforms.lint.marked import FINDINGS, mark


def _book() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "检查表"
    rows = (
        ["类型", "名称", "标题", "显示条件"],
        ["文本", "a", "甲", "${zz} = 1"],
        ["整形", "b", "=1+1", None],
        ["文本", "c", "丙", None],
    )
    for row in rows:
        sheet.append(row)
    sheet["C4"].number_format = "@"
    sheet["D2"].comment = Comment("作者自己的批注", "作者")
    sheet.column_dimensions["C"].width = 33
    return book


def _saved(book: openpyxl.Workbook, path: Path) -> Path:
    book.save(path)
    return path


def _marked(path: Path) -> openpyxl.Workbook:
    before = path.read_bytes()
    data = mark(path, check_form(path))
    assert path.read_bytes() == before, "the source is not touched"
    return openpyxl.load_workbook(io.BytesIO(data))


def _cell(sheet: Worksheet, address: str) -> Cell:
    cell = sheet[address]
    assert isinstance(cell, Cell)
    return cell


def test_faulty_cells_have_a_colour_and_a_comment_in_both_languages(tmp_path: Path) -> None:
    book = _marked(_saved(_book(), tmp_path / "form.xlsx"))
    sheet = book["检查表"]
    cell = _cell(sheet, "D2")
    assert cell.comment is not None
    assert "没有名为“zz”的题目" in cell.comment.text
    assert "no question is named “zz”" in cell.comment.text
    assert "作者自己的批注" in cell.comment.text
    assert cell.fill.fgColor.rgb == "00FFC7CE"
    assert cell.value == "${zz} = 1"
    assert _cell(sheet, "B4").comment is None
    assert sheet.column_dimensions["C"].width == 33


def test_the_list_names_every_finding_with_a_link_to_its_cell(tmp_path: Path) -> None:
    path = _saved(_book(), tmp_path / "form.xlsx")
    report = check_form(path)
    sheet = _marked(path)[FINDINGS]
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == len(report.problems) > 1
    for row, problem in zip(rows, report.problems, strict=True):
        assert row[2].value == problem.place.cell
        assert row[2].hyperlink is not None
        assert row[2].hyperlink.location == f"'检查表'!{problem.place.cell}"
        assert row[5].value == problem.message.zh
        assert row[7].value == problem.message.en
    assert {row[3].value for row in rows} >= {"显示条件", "类型"}


@pytest.mark.parametrize("name", ["form.md", "form.csv"])
def test_text_tables_become_a_workbook_of_their_cells(tmp_path: Path, name: str) -> None:
    text = {
        "form.md": "| survey |\n| | type | name | label |\n| | integr | a | =A1 |\n",
        "form.csv": "survey\n,type,name,label\n,integr,a,=A1\n",
    }[name]
    (tmp_path / name).write_text(text, "utf-8")
    sheet = _marked(tmp_path / name)["survey"]
    assert _cell(sheet, "B3").comment is not None
    assert _cell(sheet, "D3").data_type == "s", "a text that begins with = stays a text"


def test_macros_are_left_out(tmp_path: Path) -> None:
    plain = _saved(_book(), tmp_path / "plain.xlsx")
    path = tmp_path / "form.xlsm"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.namelist():
            target.writestr(member, source.read(member))
        target.writestr("xl/vbaProject.bin", b"macro")
    data = mark(path, check_form(path))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [member for member in archive.namelist() if "vba" in member]


def test_a_finding_inside_merged_cells_is_marked_at_their_first(tmp_path: Path) -> None:
    book = _book()
    sheet = book["检查表"]
    sheet["B6"] = "d"
    sheet["A5"] = "文本"
    sheet.merge_cells("A5:B5")
    marked = _marked(_saved(book, tmp_path / "form.xlsx"))["检查表"]
    assert _cell(marked, "A5").comment is not None


def test_xform_xml_cannot_be_marked(tmp_path: Path) -> None:
    path = tmp_path / "form.xml"
    path.write_text("<a/>", "utf-8")
    with pytest.raises(KnownError) as caught:
        mark(path, check_form(path))
    assert caught.value.code == "form.unmarkable"
