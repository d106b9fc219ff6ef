#!/usr/bin/env python3
"""Writes the template workbooks for checklist authors under `resources/templates/`.

Run by hand after a change in `checklists/template_rows.py`: `python3 build_scripts/templates.py`;
with `--check` it only tells whether the committed workbooks are up to date. Same content, same
bytes.
"""

from __future__ import annotations

import argparse
import io
import math
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from build_scripts.checklists.sheets import without_time  # noqa: E402  the path comes first
from build_scripts.checklists.template_rows import (  # noqa: E402
    CHOICE_ROWS,
    CHOICES,
    HELP,
    LISTS_ZH,
    ROWS,
    SETTING,
    SETTINGS,
    SHEETS,
    SURVEY,
    VALUES,
    Column,
    Line,
)
from build_scripts.generated import write_generated  # noqa: E402
from inspector_app.xforms.intake.types import TYPES  # noqa: E402

FOLDER = Path("resources") / "templates"
FILES = {"zh": FOLDER / "template-zh.xlsx", "en": FOLDER / "template-en.xlsx"}
LAST_ROW = 1000
"""Drop-downs reach so far down."""

_HEAD, _DOMAIN = PatternFill("solid", fgColor="163A3A"), PatternFill("solid", fgColor="5A3E1B")
_SECTION, _ITEM = PatternFill("solid", fgColor="B9D3CF"), PatternFill("solid", fgColor="E4EFED")
_TABLE, _QUIET = PatternFill("solid", fgColor="F6E7C8"), PatternFill("solid", fgColor="F1F3F1")
_LINE = Border(bottom=Side(style="hair", color="B0B0B0"))
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001  a fixed stamp; the format stores no zone
_FREE = ("types", "yes_no", "authority", "consequence", "photo", "lists", "roles")
"""Lists that only propose: other entries are meaningful too."""


def built() -> dict[Path, bytes]:
    """Return both workbooks by their path below the root."""
    return {path: workbook(language) for language, path in FILES.items()}


def workbook(language: str) -> bytes:
    """Return the template in `zh` or `en` as an xlsx file, the same bytes every time."""
    at = 0 if language == "zh" else 1
    book = openpyxl.Workbook()
    book.properties.creator = "inspector"
    book.properties.created = _MADE
    ranges = {name: _range(at, number, name) for number, name in enumerate(VALUES)}
    survey = book.active
    if not isinstance(survey, Worksheet):
        raise TypeError("a new workbook has no sheet")
    survey.title = SHEETS["survey"][at]
    _fill(survey, SURVEY, [_cells(line, at) for line in ROWS], at, ranges)
    survey.freeze_panes = "D2"
    choices = book.create_sheet(SHEETS["choices"][at])
    rows = [
        {
            "list": _list(name, at),
            "value": _value(value, at),
            "label_zh": zh,
            "label_en": en,
        }
        for name, value, zh, en in CHOICE_ROWS
    ]
    _fill(choices, CHOICES, rows, at, ranges)
    settings = book.create_sheet(SHEETS["settings"][at])
    _fill(settings, SETTINGS, [{key: pair[at] for key, pair in SETTING.items()}], at, ranges)
    _help(book.create_sheet(SHEETS["help"][at]), at)
    _values(book.create_sheet(SHEETS["values"][at]), at)
    plain = io.BytesIO()
    book.save(plain)
    return without_time(plain.getvalue())


def _cells(line: Line, at: int) -> dict[str, str]:
    cells = {"type": _type(line.type, at), "name": line.name, **line.cells}
    if cells.get("required") == "yes" and at == 0:
        cells["required"] = "是"
    if at == 1:  # the English workbook stores English values
        for key in ("relevant", "calculation", "required", "deviating"):
            for zh, en in _STORED.items():
                quoted = key != "deviating"
                mine, theirs = (f"'{zh}'", f"'{en}'") if quoted else (zh, en)
                cells[key] = cells.get(key, "").replace(mine, theirs)
    return {key: text for key, text in cells.items() if text}


_STORED = {"是": "yes", "否": "no", "公用卡": "house", "实名": "real_name", "未登录": "none"}


def _value(value: str, at: int) -> str:
    return _STORED.get(value, value) if at else value


def _list(name: str, at: int) -> str:
    return name if at else LISTS_ZH[name]


def _type(name: str, at: int) -> str:
    if at:
        return name
    first, _, rest = name.partition(" ")
    lists = {"select_one": "单选", "select_multiple": "多选", "rank": "排序"}
    if first in lists:
        return f"{lists[first]} {LISTS_ZH[rest]}"
    return next(chinese for chinese, english in TYPES.items() if english == name)


def _fill(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[dict[str, str]],
    at: int,
    ranges: dict[str, str],
) -> None:
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number, (column.zh, column.en)[at])
        ours = column.en.startswith("bind::insp:")
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _DOMAIN if ours else _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        note = Comment((column.help_zh, column.help_en)[at], "inspector", height=110, width=300)
        cell.comment = note
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        if column.values:
            sheet.add_data_validation(_validation(column, letter, at, ranges[column.values]))
    for number, row in enumerate(rows, 2):
        fill = _shade(row)
        for place, column in enumerate(columns, 1):
            text = row.get(column.key)
            written = sheet.cell(number, place, text)
            if text:
                written.number_format = "@"
                written.alignment = Alignment(wrap_text=True, vertical="top")
            if fill is not None:
                written.fill = fill
                written.font = Font(bold=fill is _SECTION)
            written.border = _LINE
        lines = max(
            _lines(row[column.key], column.width) for column in columns if column.key in row
        )
        sheet.row_dimensions[number].height = max(18, 15 * lines + 3)
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "A2"
    sheet.sheet_view.zoomScale = 100


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes, in columns of half-width characters: a program that
    opens the file need not measure them again, and some do not.
    """
    room = max(1.0, width - 2)
    return sum(
        max(1, math.ceil(sum(2 if ord(sign) > 0x2E7F else 1.1 for sign in line) / room))
        for line in text.split("\n")
    )


def _shade(row: dict[str, str]) -> PatternFill | None:
    kind = row.get("type", "")
    if kind in ("begin_group", "开始组"):
        return _SECTION if "section" in row else _ITEM
    if kind in ("begin_repeat", "开始重复", "end_repeat", "结束重复"):
        return _TABLE
    return _QUIET if kind in ("end_group", "结束组") else None


def _validation(column: Column, letter: str, at: int, source: str) -> DataValidation:
    rule = DataValidation(type="list", formula1=source, allow_blank=True)
    rule.showErrorMessage = column.values not in _FREE
    rule.errorTitle = (column.zh, column.en)[at][:32]
    rule.error = (column.help_zh, column.help_en)[at][:220]
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    return rule


def _range(at: int, number: int, name: str) -> str:
    letter = get_column_letter(number + 1)
    return f"'{SHEETS['values'][at]}'!${letter}$2:${letter}${len(VALUES[name]) + 1}"


def _values(sheet: Worksheet, at: int) -> None:
    """Fill the sheet the drop-downs read; authors may add to it."""
    for number, (name, pairs) in enumerate(VALUES.items(), 1):
        head = sheet.cell(1, number, name)
        head.font = Font(bold=True)
        for row, pair in enumerate(pairs, 2):
            sheet.cell(row, number, pair[at]).number_format = "@"
        sheet.column_dimensions[get_column_letter(number)].width = 18


def _help(sheet: Worksheet, at: int) -> None:
    for number, (zh, en, text_zh, text_en) in enumerate(HELP, 1):
        head = sheet.cell(number, 1, (zh, en)[at])
        head.font = Font(bold=True)
        head.alignment = Alignment(vertical="top", wrap_text=True)
        text = sheet.cell(number, 2, (text_zh, text_en)[at])
        text.alignment = Alignment(wrap_text=True, vertical="top")
    row = len(HELP) + 2
    for column in (*SURVEY, *CHOICES, *SETTINGS):
        head = sheet.cell(row, 1, (column.zh, column.en)[at])
        head.alignment = Alignment(vertical="top", wrap_text=True)
        text = sheet.cell(row, 2, (column.help_zh, column.help_en)[at])
        text.alignment = Alignment(wrap_text=True, vertical="top")
        row += 1
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 96


def main() -> int:
    """Write the templates, or compare them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare only")
    checking = parser.parse_args().check
    return write_generated(built(), checking=checking)


if __name__ == "__main__":
    raise SystemExit(main())
