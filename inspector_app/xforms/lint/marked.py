"""A copy of a workbook with each finding at its cell: a comment, a colour, and a list sheet.

`inspector check --marked` calls `mark`. Must never touch the source: the copy is made from its
bytes. Macros, and what openpyxl does not know (charts, shapes), are left out of the copy.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink

from inspector_app.errors import KnownError
from inspector_app.xforms.intake import open_source
from inspector_app.xforms.intake.readers import read_rows
from inspector_app.xforms.intake.workbook import RawRows
from inspector_app.xforms.model import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from inspector_app.xforms.lint import Report

FINDINGS = "检查结果 Findings"
MAX_COPIED_BYTES = 8 * 1024 * 1024
"""Unpacked tables that are copied with their looks; of larger ones only the cells."""
_FILLS = {"error": "FFC7CE", "warning": "FFEB9C", "info": "DDEBF7"}
_LEVELS = {"error": "错误 error", "warning": "警告 warning", "info": "提示 note"}
_ORDER = ("info", "warning", "error")
_HEADINGS = (
    ("级别 Level", 14), ("工作表 Sheet", 14), ("单元格 Cell", 11), ("列 Column", 22),
    ("名称 Name", 18), ("问题", 48), ("建议", 34), ("Problem", 48), ("Suggestion", 34),
    ("代码 Code", 20),
)  # fmt: skip
_ODD = (KeyError, ValueError, TypeError, AttributeError, IndexError, LookupError, OSError,
        RecursionError, SyntaxError, zipfile.BadZipFile)  # fmt: skip
"""What openpyxl raises for a file that Excel opens and it does not understand."""
_TITLE = re.compile(r"[\[\]:*?/\\]")


def mark(source: Path, report: Report) -> bytes:
    """Return the marked copy as .xlsx.

    Args:
        source: The form that was checked, or its folder.
        report: What `check_form` found in it.
    Raises:
        KnownError: `form.unmarkable` for XForm XML; as `open_source` else.
    """
    intake = open_source(source)
    if intake.kind == "xml" or report.workbook is None:
        raise KnownError("form.unmarkable", name=intake.shown_name)
    if intake.kind == "xlsx":
        copied = _copy(intake.data)
        try:
            if copied is not None:
                return _finish(copied, report, {})
        except _ODD:  # openpyxl cannot save everything it loads: the cells then
            copied = None
    rows = read_rows(intake.data, intake.kind, intake.shown_name)
    book, titles = _fresh(rows)
    return _finish(book, report, titles)


def _finish(book: Book, report: Report, titles: dict[str, str]) -> bytes:
    by_cell: dict[tuple[str, str], list[Problem]] = {}
    for problem in report.problems:
        if problem.place.cell:
            sheet = titles.get(problem.place.sheet, problem.place.sheet)
            by_cell.setdefault((sheet, problem.place.cell), []).append(problem)
    for (sheet, cell), problems in by_cell.items():
        if sheet in book.sheetnames:
            _mark_cell(book[sheet], cell, problems)
    _list(book, report, titles)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _copy(data: bytes) -> Book | None:
    """Return the workbook with its looks, None when it is too large or openpyxl cannot keep it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(entry.file_size for entry in archive.infolist()
                   if entry.filename.startswith("xl/worksheets/"))  # fmt: skip
    if size > MAX_COPIED_BYTES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), keep_links=False)
    except _ODD:
        return None


def _fresh(sheets: list[tuple[str, RawRows]]) -> tuple[Book, dict[str, str]]:
    """Return a workbook of the cells' texts at their addresses, and its titles by the written."""
    book = Book()
    book.remove(book.worksheets[0])
    titles: dict[str, str] = {}
    for title, rows in sheets:
        plain = _TITLE.sub("_", ILLEGAL_CHARACTERS_RE.sub("", title))[:28].strip("'") or "sheet"
        while plain in titles.values():
            plain += "_"
        titles[title] = plain
        sheet = book.create_sheet(plain)
        for number, texts in rows:
            for index, text in enumerate(texts, 1):
                if text:
                    _write(sheet.cell(number, index), text)
    return book, titles


def _write(cell: Any, text: str) -> None:
    """Write a text as text: one that begins with `=` must not become a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:32_000]
    cell.data_type = "s"


def _mark_cell(sheet: Worksheet, address: str, problems: list[Problem]) -> None:
    cell = sheet[address]
    if not isinstance(cell, Cell):  # inside a merged range only its first cell can be marked
        ranges = [merged for merged in sheet.merged_cells.ranges if address in merged]
        if not ranges:
            return
        cell = sheet.cell(ranges[0].min_row, ranges[0].min_col)
    worst = max((problem.level for problem in problems), key=_ORDER.index)
    cell.fill = PatternFill("solid", fgColor=_FILLS[worst])
    parts = [
        f"{_LEVELS[problem.level]}\n{_sentence(problem, 'zh')}\n{_sentence(problem, 'en')}"
        for problem in problems[:8]
    ]
    if len(problems) > 8:
        parts.append(f"… +{len(problems) - 8}")
    if cell.comment is not None:
        parts.append(cell.comment.text)
    text = ILLEGAL_CHARACTERS_RE.sub("", "\n\n".join(parts))[:8_000]
    comment = Comment(text, "inspector check")
    comment.width, comment.height = 360, min(420, 60 + 60 * len(parts))
    cell.comment = comment


def _sentence(problem: Problem, language: str) -> str:
    message, fix = problem.message.of(language), problem.fix.of(language)
    if not fix:
        return message
    return f"{message}（{fix}）" if language == "zh" else f"{message} ({fix})"


def _list(book: Book, report: Report, titles: dict[str, str]) -> None:
    title = FINDINGS
    while title in book.sheetnames:
        title += "_"
    sheet = book.create_sheet(title, 0)
    for index, (heading, width) in enumerate(_HEADINGS, 1):
        cell = sheet.cell(1, index)
        _write(cell, heading)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for number, problem in enumerate(report.problems, 2):
        place = problem.place
        texts = (
            _LEVELS[problem.level], place.sheet, place.cell, _heading(report, problem),
            problem.name, problem.message.zh, problem.fix.zh, problem.message.en, problem.fix.en,
            problem.code,
        )  # fmt: skip
        for index, text in enumerate(texts, 1):
            cell = sheet.cell(number, index)
            _write(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(number, 1).fill = PatternFill("solid", fgColor=_FILLS[problem.level])
        target = titles.get(place.sheet, place.sheet)
        if place.cell and target in book.sheetnames:
            link = sheet.cell(number, 3)
            quoted = target.replace("'", "''")
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{place.cell}")
            link.font = Font(color="0563C1", underline="single")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:J{len(report.problems) + 1}"
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _heading(report: Report, problem: Problem) -> str:
    sheets = report.workbook.sheets if report.workbook is not None else []
    for sheet in sheets:
        if sheet.title == problem.place.sheet and problem.place.column:
            return sheet.heading(problem.place.column)
    return problem.place.column
