"""Raw rows of xlsx and xls workbooks; nothing is interpreted here.

`read_source` calls `read_rows`. Numbers and dates become the texts an author sees. The library's
exceptions end here.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from inspector_app.errors import KnownError
from inspector_app.xforms.intake.aliases import sheet_name
from inspector_app.xforms.intake.detect import SourceKind, too_large, unreadable
from inspector_app.xforms.intake.texttables import MAX_ROWS, clean, read_text_rows
from inspector_app.xforms.intake.workbook import RawRows

MAX_CELLS = 1_500_000
MAX_COLUMNS = 512


def read_rows(data: bytes, kind: SourceKind, name: str) -> list[tuple[str, RawRows]]:
    """Return every sheet's title and rows, header first, blank rows left out.

    Raises:
        KnownError: `form.unreadable`, `form.too-large`.
    """
    if kind == "xlsx":
        return _xlsx(data, name)
    if kind == "xls":
        return _xls(data, name)
    return read_text_rows(data, kind, name)


def cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        if value.hour == value.minute == value.second == 0:
            return value.date().isoformat()
        return value.isoformat(sep="T")
    if isinstance(value, date | time):
        return value.isoformat()
    return clean(str(value))


class _Budget:
    """Counts rows and cells over all sheets of one workbook."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = 0
        self.cells = 0

    def take(self, cells: int) -> None:
        self.rows += 1
        self.cells += cells
        if self.rows > MAX_ROWS:
            raise too_large(self.name, "rows", self.rows, MAX_ROWS)
        if self.cells > MAX_CELLS:
            raise too_large(self.name, "cells", self.cells, MAX_CELLS)


def _collect(rows: Iterable[Iterable[object]], budget: _Budget, most: int | None) -> RawRows:
    found: RawRows = []
    for number, row in enumerate(rows, 1):
        texts = [cell_text(value) for value in islice(row, MAX_COLUMNS)]
        while texts and not texts[-1]:
            texts.pop()
        if texts:  # formatted but empty rows reach down to row 1,048,576 and do no harm
            found.append((number, texts))
            budget.take(len(texts))
            if most is not None and len(found) >= most:
                break
    return found


def _limits(titles: Sequence[str]) -> dict[str, int | None]:
    """Return how many rows of each sheet are wanted: of foreign ones only the header."""
    known = {title: sheet_name(title) for title in titles}
    whole = "survey" not in known.values()
    return {title: None if whole or known[title] else 1 for title in titles}


def _xlsx(data: bytes, name: str) -> list[tuple[str, RawRows]]:
    from openpyxl import load_workbook

    budget = _Budget(name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it drops
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            found: list[tuple[str, RawRows]] = []
            for title, most in _limits(book.sheetnames).items():
                sheet: Any = book[title]
                if hasattr(sheet, "reset_dimensions"):
                    # a wrong dimension record hides rows or invents millions
                    sheet.reset_dimensions()
                rows = sheet.iter_rows(values_only=True) if hasattr(sheet, "iter_rows") else ()
                found.append((title, _collect(rows, budget, most)))
            book.close()
            return found
    except KnownError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file provokes
        raise unreadable(name, "工作簿已损坏", "the workbook is damaged") from error


def _xls(data: bytes, name: str) -> list[tuple[str, RawRows]]:
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
        budget = _Budget(name)
        found: list[tuple[str, RawRows]] = []
        for title, most in _limits([str(title) for title in book.sheet_names()]).items():
            sheet = book.sheet_by_name(title)
            rows = (
                [_xls_value(cell, book.datemode) for cell in sheet.row(index)]
                for index in range(sheet.nrows)
            )
            found.append((title, _collect(rows, budget, most)))
    except KnownError:
        raise
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise KnownError("form.encrypted", name=name) from error
        raise unreadable(name, "工作簿已损坏", "the workbook is damaged") from error
    return found


def _xls_value(cell: Any, datemode: int) -> object:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return None
    return cell.value
