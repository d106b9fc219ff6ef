"""Rows, choice lists and the xlsx file of a checklist workbook.

Called by the compiler and `build_scripts/forms.py`. Same rows, same bytes: no clock, no compression
(its result depends on the zlib at hand). The sheets are meant to be read in Excel too.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from build_scripts.checklists.language import LanguageError

ZH = "中文 (zh)"
EN = "English (en)"
NAMESPACES = 'insp="urn:inspector:form:1"'

Row = dict[str, str]
"""A row of a sheet: column heading -> text; '' is left out."""

_HEAD = PatternFill("solid", fgColor="163A3A")
_GROUP = PatternFill("solid", fgColor="DCE9E7")
_SECTION = PatternFill("solid", fgColor="B9D3CF")
_LINE = Border(bottom=Side(style="hair", color="B0B0B0"))
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001  a fixed stamp; the format stores no zone
_COLUMNS = (
    *("role", "code", "section", "name", "basis", "severity", "authority", "consequence", "photo"),
    *("adverse", "table", "tables", "draw", "unit", "items", "deviating", "source"),
    *("pass", "fail", "totals", "demand", "how", "how-en", "note"),
)
_ORDER = (
    "type",
    "name",
    f"label::{ZH}",
    f"label::{EN}",
    f"hint::{ZH}",
    f"hint::{EN}",
    "required",
    f"required_message::{ZH}",
    f"required_message::{EN}",
    "relevant",
    "constraint",
    f"constraint_message::{ZH}",
    f"constraint_message::{EN}",
    "calculation",
    "trigger",
    *(f"bind::insp:{name}" for name in _COLUMNS),
)
_WIDTHS = {"type": 20, "name": 16, "required": 18, "bind::insp:name": 16, "list_name": 18}
_WIDE = re.compile(r"label|hint|message|pass|fail|how|note|totals|relevant|calculation|title")


@dataclass(frozen=True, slots=True)
class Workbook:
    """The three sheets."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: Row


@dataclass
class Choices:
    """Collects choice lists; the same values in the same order share one list."""

    words: Mapping[str, str]
    _lists: dict[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    _names: dict[tuple[str, ...], str] = field(default_factory=dict)

    def use(self, name: str, values: tuple[str, ...], english: tuple[str, ...] = ()) -> str:
        """Return the list with these values, made under `name` if it is the first of its kind.

        Args:
            english: The values in English, in order; empty = by the words.
        """
        known = self._names.get(values)
        if known:
            return known
        self._names[values] = name
        told = english or tuple(self._english(value) for value in values)
        self._lists[name] = tuple(
            (value, value, words) for value, words in zip(values, told, strict=True)
        )
        return name

    def verdict(self, *, adverse: bool) -> None:
        """Make sure that the verdict list is there."""
        if adverse:
            self._lists["verdict_adverse"] = (
                ("ok", "未发现", "Not found"),
                ("ng", "发现问题", "Problem found"),
                ("na", "不适用", "Not applicable"),
            )
        else:
            self._lists["verdict"] = (
                ("ok", "合格", "Pass"),
                ("ng", "不合格", "Fail"),
                ("na", "不适用", "Not applicable"),
            )

    def rows(self) -> Iterator[Row]:
        """Yield the choices sheet, lists in the order of first use."""
        for name, entries in self._lists.items():
            for value, zh, en in entries:
                yield {"list_name": name, "name": value, **labels(zh, en)}

    def _english(self, value: str) -> str:
        english = self.words.get(value)
        if not english:
            raise LanguageError(f"no English word for the choice {value}")
        return english


def labels(zh: str, en: str, column: str = "label") -> Row:
    """Return the two cells of a translated column."""
    return {f"{column}::{ZH}": zh, f"{column}::{EN}": en}


def xlsx_bytes(workbook: Workbook) -> bytes:
    """Return the workbook as an xlsx file, the same bytes every time."""
    book = openpyxl.Workbook()
    book.properties.creator = "inspector"
    book.properties.created = _MADE
    survey = book.active
    if not isinstance(survey, Worksheet):
        raise LanguageError("a new workbook has no sheet")
    survey.title = "survey"
    used = {key for row in workbook.survey for key, text in row.items() if text}
    strange = used - set(_ORDER)
    if strange:
        raise LanguageError(f"columns without a place: {strange}")
    _fill(survey, [key for key in _ORDER if key in used], workbook.survey)
    survey.freeze_panes = "D2"
    choices = book.create_sheet("choices")
    heads = ["list_name", "name", f"label::{ZH}", f"label::{EN}"]
    _fill(choices, heads, workbook.choices)
    choices.freeze_panes = "A2"
    settings = book.create_sheet("settings")
    _fill(settings, list(workbook.settings), (workbook.settings,))
    settings.freeze_panes = "A2"
    plain = io.BytesIO()
    book.save(plain)
    return without_time(plain.getvalue())


def _fill(sheet: Worksheet, heads: list[str], rows: tuple[Row, ...]) -> None:
    top = Alignment(wrap_text=True, vertical="top")
    sheet.append(heads)
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for at, row in enumerate(rows, 2):
        sheet.append([row.get(head) or None for head in heads])
        fill = _shade(row)
        for cell in sheet[at]:
            if cell.value is None and not fill:
                continue
            cell.alignment = top
            cell.border = _LINE
            if fill:
                cell.fill = fill
                cell.font = Font(bold=True)
    for at, head in enumerate(heads, 1):
        width = _WIDTHS.get(head, 34 if _WIDE.search(head) else 15)
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[1].height = 32
    sheet.auto_filter.ref = sheet.dimensions


def _shade(row: Row) -> PatternFill | None:
    if not row.get("type", "").startswith("begin_"):
        return None
    return _SECTION if "bind::insp:section" in row else _GROUP


def without_time(data: bytes) -> bytes:
    """Write the archive anew with a fixed time, uncompressed, the entries sorted."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as target,
    ):
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            content = source.read(name)
            if name == "docProps/core.xml":
                stamp = _MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            entry = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)
    return result.getvalue()
