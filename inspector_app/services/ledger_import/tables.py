"""A table of units as it lies in a file: sheet, headings, rows as texts.

Opened by the import service; reading is the checklists' own (caps against bombs, GB18030, no
formula, no link). Must never interpret a cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from inspector_app.domain.ledger.fields import guess_mapping
from inspector_app.errors import KnownError
from inspector_app.xforms.intake.detect import (
    Limits,
    SourceKind,
    decode_text,
    detect,
    too_large,
    unreadable,
)
from inspector_app.xforms.intake.opening import read_file
from inspector_app.xforms.intake.readers import cell_text, open_workbook, workbook_errors
from inspector_app.xforms.intake.texttables import clean

LIMITS = Limits(file=512 << 20, text=512 << 20, unzipped=1 << 30, table=768 << 20)
MOST_ROWS = 1_100_000
MOST_COLUMNS = 512
_HEADING_WITHIN = 15
_SAMPLE_ROWS = 8
_MARKS = (",", "\t", ";", "|")
_FORMULA = ("'=", "'+", "'-", "'@", "'\t", "'\r")
_OURS = {
    "form.unreadable": "ledger.unreadable",
    "form.encrypted": "ledger.encrypted",
    "form.too-large": "ledger.too-large",
}

NumberedCells = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class UnitTableFile:
    """An opened table.

    Attributes:
        name: The file's name.
        sheets: Titles of the worksheets that hold anything; () for CSV.
        sheet: The one read, '' for CSV.
        heading_row: Number of the row with the headings, as the spreadsheet counts.
        titles: The headings.
        mapping: Guessed field keys by column.
        sample: The first rows below the headings.
    """

    name: str
    sheets: tuple[str, ...]
    sheet: str
    heading_row: int
    titles: tuple[str, ...]
    mapping: Mapping[int, str]
    sample: tuple[NumberedCells, ...]
    data: bytes
    kind: SourceKind

    def rows(self) -> Iterator[NumberedCells]:
        """Yield the rows below the headings that hold anything, with their numbers.

        Raises:
            KnownError: `ledger.unreadable`, `ledger.too-large`.
        """
        with ledger_errors():
            for number, cells in _walk(self.data, self.kind, self.name, self.sheet):
                if number > self.heading_row:
                    yield number, cells


def open_table(path: Path, sheet: str = "") -> UnitTableFile:
    """Open a table and find its headings.

    Args:
        sheet: Title of the worksheet; '' = the one whose headings tell most.
    Raises:
        KnownError: `ledger.unreadable`, `ledger.too-large`, `ledger.encrypted`,
            `ledger.sheet-unknown`, `ledger.no-heading`.
    """
    name = path.name
    with ledger_errors():
        data = read_file(path, name, LIMITS.file)
        kind = detect(data, name, LIMITS)
        if kind not in ("xlsx", "xls", "csv"):
            raise unreadable(name, "不是表格文件", "it is no table")
        titles = [""]
        if kind != "csv":
            with workbook_errors(name):
                titles = list(open_workbook(data, kind)[0])
        if sheet and sheet not in titles:
            raise KnownError(
                "ledger.sheet-unknown", name=name, sheet=sheet, known="、".join(titles)
            )
        best: tuple[int, UnitTableFile] | None = None
        filled = []
        for title in titles:
            begin = list(islice(_walk(data, kind, name, title), _HEADING_WITHIN + _SAMPLE_ROWS))
            if not begin:
                continue
            filled.append(title)
            if sheet and title != sheet:
                continue
            told, at = _heading(begin)
            if best is None or told > best[0]:
                number, heads = begin[at]
                best = told, UnitTableFile(
                    name, (), title, number, tuple(heads), guess_mapping(heads),
                    tuple(begin[at + 1 : at + 1 + _SAMPLE_ROWS]), data, kind,
                )  # fmt: skip
    if best is None:
        raise KnownError("ledger.no-heading", name=name)
    found = best[1]
    return UnitTableFile(
        found.name, tuple(filled) if kind != "csv" else (), found.sheet, found.heading_row,
        found.titles, found.mapping, found.sample, data, kind,
    )  # fmt: skip


@contextmanager
def ledger_errors() -> Iterator[None]:
    """Say of a table what the checklists' reader says of a form."""
    try:
        yield
    except KnownError as error:
        if error.code not in _OURS:
            raise
        raise KnownError(_OURS[error.code], **error.slots) from error


def _heading(begin: list[NumberedCells]) -> tuple[int, int]:
    """Return how many headings the best row holds, and its index; titles may stand above it."""
    told = [len(guess_mapping(cells)) for _, cells in begin[:_HEADING_WITHIN]]
    most = max(told)
    return most, told.index(most)


def _walk(data: bytes, kind: SourceKind, name: str, sheet: str) -> Iterator[NumberedCells]:
    source = _csv(data, name) if kind == "csv" else _sheet(data, kind, name, sheet)
    for count, (number, cells) in enumerate(source, 1):
        if count > MOST_ROWS:
            raise too_large(name, "rows", count, MOST_ROWS)
        if len(cells) > MOST_COLUMNS:
            raise too_large(name, "columns", len(cells), MOST_COLUMNS)
        yield number, cells


def _sheet(data: bytes, kind: SourceKind, name: str, sheet: str) -> Iterator[NumberedCells]:
    with workbook_errors(name):
        for number, values in open_workbook(data, kind)[1](sheet):
            cells = [cell_text(value) for value in values]
            if any(cells):
                yield number, cells


def _csv(data: bytes, name: str) -> Iterator[NumberedCells]:
    text = decode_text(data, name)
    head = next((line for line in io.StringIO(text) if line.strip()), "")
    mark = max(_MARKS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    first = 1
    try:
        for row in reader:
            cells = [_plain(clean(cell)) for cell in row]
            if any(cells):
                yield first, cells
            first = reader.line_num + 1  # a cell may run over several lines
    except csv.Error as error:
        raise unreadable(
            name,
            f"CSV 第 {first} 行格式错误，可能少了一个引号",
            f"line {first} of the CSV is malformed; perhaps a quotation mark is missing",
        ) from error


def _plain(text: str) -> str:
    # an export puts ' before what a spreadsheet would run as a formula
    return text[1:] if text.startswith(_FORMULA) else text
