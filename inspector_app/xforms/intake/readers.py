"""Raw rows of xlsx and xls workbooks; nothing is interpreted here.

`read_source` calls `read_rows`. Numbers and dates become the texts an author sees. The library's
exceptions end here.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from inspector_app.errors import KnownError
from inspector_app.xforms.intake.aliases import sheet_name
from inspector_app.xforms.intake.detect import SourceKind, too_large, unreadable
from inspector_app.xforms.intake.guess import guess_titles
from inspector_app.xforms.intake.texttables import MAX_ROWS, clean, read_text_rows
from inspector_app.xforms.intake.workbook import RawRows

NumberedRow = tuple[int, list[object]]
RowsOf = Callable[[str], Iterable[NumberedRow]]
MAX_CELLS = 1_500_000
MAX_COLUMNS = 512


def read_rows(data: bytes, kind: SourceKind, name: str) -> list[tuple[str, RawRows]]:
    """Return every sheet's title and rows, header first, blank rows left out.

    Raises:
        KnownError: `form.unreadable`, `form.too-large`.
    """
    if kind not in ("xlsx", "xls"):
        return read_text_rows(data, kind, name)
    with workbook_errors(name):
        return _choose(*open_workbook(data, kind), name)


def cell_text(value: object) -> str:
    """Return a cell's value as the text an author sees; '' for an empty one."""
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
    if isinstance(value, timedelta):
        return str(value)
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


def _collect(rows: Iterable[NumberedRow], budget: _Budget, most: int | None) -> RawRows:
    found: RawRows = []
    for number, row in rows:
        texts = [cell_text(value) for value in islice(row, MAX_COLUMNS)]
        while texts and not texts[-1]:
            texts.pop()
        if texts:  # formatted but empty rows reach down to row 1,048,576 and do no harm
            found.append((number, texts))
            budget.take(sum(1 for text in texts if text))
            if most is not None and len(found) >= most:
                break
    return found


def _choose(titles: Sequence[str], rows_of: RowsOf, name: str) -> list[tuple[str, RawRows]]:
    """Read the form's sheets whole and of the others only the header.

    Without a sheet named as ours, the headers tell which sheet was meant: a workbook of statistics
    need not be read to say that it is no form.
    """
    budget = _Budget(name)
    heads = [(title, _collect(rows_of(title), budget, 1)) for title in titles]
    filled = [title for title, rows in heads if rows]
    wanted = {title for title in titles if sheet_name(title)} | set(guess_titles(heads))
    if len(filled) == 1:
        wanted.add(filled[0])
    return [
        (title, _collect(rows_of(title), budget, None) if title in wanted and head else head)
        for title, head in heads
    ]


def open_workbook(data: bytes, kind: SourceKind) -> tuple[list[str], RowsOf]:
    """Return the titles of a workbook's sheets and how to walk through the rows of one.

    Called inside `workbook_errors`, as is the walk: rows are read as they are asked for.
    """
    return _xls(data) if kind == "xls" else _xlsx(data)


@contextmanager
def workbook_errors(name: str) -> Iterator[None]:
    """Turn whatever a damaged workbook provokes into `form.unreadable` or `form.encrypted`."""
    try:
        yield
    except KnownError:
        raise
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise KnownError("form.encrypted", name=name) from error
        raise unreadable(name, "工作簿已损坏", "the workbook is damaged") from error


def _xlsx(data: bytes) -> tuple[list[str], RowsOf]:
    from inspector_app.xforms.intake.xlsx import XlsxBook

    book = XlsxBook(data)

    def rows_of(title: str) -> Iterable[NumberedRow]:
        for number, cells in book.rows(title):
            texts: list[object] = [None] * (max(column for column, _ in cells) + 1)
            for column, value in cells:
                texts[column] = value
            yield number, texts

    return book.titles, rows_of


def _xls(data: bytes) -> tuple[list[str], RowsOf]:
    import xlrd

    book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True)

    def rows_of(title: str) -> Iterable[NumberedRow]:
        sheet = book.sheet_by_name(title)
        for index in range(sheet.nrows):
            yield index + 1, [_xls_value(cell, book.datemode) for cell in sheet.row(index)]

    return [str(title) for title in book.sheet_names()], rows_of


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
