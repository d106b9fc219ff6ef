"""Writes rows of texts as .xlsx or .csv, row by row, and the file is whole or absent.

Called by the export and the error report. Must never let a spreadsheet take a text for a formula or
a number.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from inspector_app.errors import KnownError
from inspector_app.whole_file import sync_folder

Row = Sequence[str]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_sheet(target: Path, title: str, rows: Iterable[Row], widths: Sequence[int]) -> None:
    """Write rows, headings first, by the ending of the name.

    Args:
        widths: Of the columns in an .xlsx, in characters.
    Raises:
        KnownError: `ledger.kind-unknown`, `store.file`.
    """
    ending = target.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise KnownError("ledger.kind-unknown", path=target.name)
    partial = target.with_name(f"{target.name}.partial")
    try:
        try:
            if ending == ".csv":
                _csv(partial, rows)
            else:
                _xlsx(partial, title, rows, widths)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        sync_folder(target.parent)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise KnownError("store.file", path=target, detail=detail) from error


def _csv(target: Path, rows: Iterable[Row]) -> None:
    # with a byte order mark and CRLF a double click opens it as what it is
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for row in rows:
            writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
        file.flush()
        os.fsync(file.fileno())


def _xlsx(target: Path, title: str, rows: Iterable[Row], widths: Sequence[int]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"

    def text(value: str, *, bold: bool = False) -> object:
        if not value:
            return None
        if not bold and not value.startswith("="):
            return value
        cell = WriteOnlyCell(sheet, value=value)
        cell.data_type = "s"  # a text that begins with = stays a text
        if bold:
            cell.font = Font(bold=True)
        return cell

    for n, row in enumerate(rows):
        sheet.append([text(value, bold=n == 0) for value in row])
    book.save(target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
