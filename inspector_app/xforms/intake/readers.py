"""Raw rows of xlsx, xls, CSV and Markdown files; nothing is interpreted here.

`read_source` calls `read_rows`. Numbers and dates become the texts an author sees. The library's
exceptions end here.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from inspector_app.errors import KnownError
from inspector_app.xforms.intake.detect import SourceKind, decode_text, unreadable
from inspector_app.xforms.intake.workbook import RawRows

MAX_ROWS = 120_000
MAX_COLUMNS = 512
MAX_CELL = 32_768
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def read_rows(data: bytes, kind: SourceKind, name: str) -> list[tuple[str, RawRows]]:
    """Return every sheet's title and rows, header first, blank rows left out.

    Raises:
        KnownError: `form.unreadable`, `form.too-large`.
    """
    if kind == "xlsx":
        return _xlsx(data, name)
    if kind == "xls":
        return _xls(data, name)
    text = decode_text(data, name)
    return _markdown(text) if kind == "md" else _csv(text, name)


def _text(value: object) -> str:
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
    return _CONTROL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))[:MAX_CELL].strip()


def _collect(rows: Iterable[Iterable[object]], name: str) -> RawRows:
    found: RawRows = []
    for number, row in enumerate(rows, 1):
        texts = [_text(value) for value in islice(row, MAX_COLUMNS)]
        while texts and not texts[-1]:
            texts.pop()
        if texts:  # formatted but empty rows reach down to row 1,048,576 and do no harm
            found.append((number, texts))
            if len(found) > MAX_ROWS:
                raise KnownError(
                    "form.too-large", name=name, what="行数 / the number of rows", size=number,
                    limit=MAX_ROWS,
                )  # fmt: skip
    return found


def _xlsx(data: bytes, name: str) -> list[tuple[str, RawRows]]:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it drops
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            found: list[tuple[str, RawRows]] = []
            for title in book.sheetnames:
                sheet: Any = book[title]
                if hasattr(sheet, "reset_dimensions"):
                    # a wrong dimension record hides rows or invents millions
                    sheet.reset_dimensions()
                rows = sheet.iter_rows(values_only=True) if hasattr(sheet, "iter_rows") else ()
                found.append((title, _collect(rows, name)))
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
        found: list[tuple[str, RawRows]] = []
        for sheet in book.sheets():
            rows = (
                [_xls_value(cell, book.datemode) for cell in sheet.row(index)]
                for index in range(sheet.nrows)
            )
            found.append((str(sheet.name), _collect(rows, name)))
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


def _csv(text: str, name: str) -> list[tuple[str, RawRows]]:
    """CSV in pyxform's layout: the sheet's name alone in column 1, its rows from column 2 on."""
    sheets: dict[str, RawRows] = {}
    current: RawRows | None = None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for number, row in enumerate(reader, 1):
            if number > MAX_ROWS:
                raise KnownError(
                    "form.too-large", name=name, what="行数 / the number of rows", size=number,
                    limit=MAX_ROWS,
                )  # fmt: skip
            texts = [_text(value) for value in row]
            if texts and texts[0]:
                current = sheets.setdefault(texts[0], [])
            if current is not None and any(texts[1:]):
                current.append((reader.line_num, ["", *texts[1:]]))
    except csv.Error as error:
        raise unreadable(name, "CSV 格式错误", "the CSV is malformed") from error
    if not sheets:
        raise unreadable(name, "没有找到工作表", "no sheet was found")
    return list(sheets.items())


_CELLS = re.compile(r"(?<!\\)\|")


def _markdown(text: str) -> list[tuple[str, RawRows]]:
    """Markdown tables in pyxform's layout: `| survey |` alone, then rows from the second cell."""
    sheets: dict[str, RawRows] = {}
    current: RawRows | None = None
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped.startswith("|"):
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in _CELLS.split(stripped)[1:]]
        if cells and cells[-1] == "":
            cells.pop()
        if not cells or all(set(cell) <= set("-: ") for cell in cells):
            continue
        if cells[0]:
            current = sheets.setdefault(cells[0], [])
        if current is not None and any(cells[1:]):
            current.append(
                (number, ["", *(_text(cell.replace("\\n", "\n")) for cell in cells[1:])])
            )
    return list(sheets.items())
