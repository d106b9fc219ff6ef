"""Cells of .xlsx: the same texts that openpyxl reads, however the file writes them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from inspector_app.xforms.intake.readers import cell_text
from inspector_app.xforms.intake.xlsx import XlsxBook

_MOMENT = datetime.fromisoformat("2026-11-21T08:30:01")


def _saved(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cells(data: bytes) -> dict[tuple[str, int, int], str]:
    book = XlsxBook(data)
    return {
        (title, number, column): cell_text(value)
        for title in book.titles
        for number, cells in book.rows(title)
        for column, value in cells
        if cell_text(value)
    }


def _by_openpyxl(data: bytes) -> dict[tuple[str, int, int], str]:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.row, cell.column - 1): cell_text(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.row is not None and cell.column is not None and cell_text(cell.value)
    }


def _values(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.title = "检查表 & <a>"
    sheet.append(["text", " blank ", "二\n三", 1, 2.5, -3e20, True, False, None, "=1+1"])
    sheet.append([date(2026, 11, 21), _MOMENT, time(8, 30)])
    sheet.append([timedelta(hours=30), "#N/A", 0.1 + 0.2, 10**15, "_x0041_"])
    sheet["H7"] = 45000
    sheet["H7"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["H8"] = 45000
    sheet["H8"].number_format = '0.00"日"'
    sheet["XFD1"] = "far"
    sheet["A9"] = CellRichText("a", TextBlock(InlineFont(b=True), "b"), "c")
    book.create_sheet("empty")


def test_every_kind_of_cell_reads_as_openpyxl_reads_it() -> None:
    data = _saved(_values)
    expected = {key: text for key, text in _by_openpyxl(data).items() if key[2] < 512}
    assert _cells(data) == expected
    assert len(expected) >= 19


def test_the_calendar_of_1904_is_kept() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book.worksheets[0]["A1"] = date(2026, 11, 21)

    assert list(_cells(_saved(fill)).values()) == ["2026-11-21"]


@pytest.mark.parametrize("name", ["internet_cafe", "idc_room", "gov_unit"])
def test_the_shipped_checklists_read_as_openpyxl_reads_them(name: str) -> None:
    data = (Path(__file__).parents[4] / "forms" / name / f"{name}.xlsx").read_bytes()
    assert _cells(data) == _by_openpyxl(data)
