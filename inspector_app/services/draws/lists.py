"""Lists of units, officers and exclusions from the tables a bureau keeps: CSV or XLSX; the plan.

Called by `inspector draw`. Headings in Chinese or English, any order; a row that cannot be read is
named, never skipped. Must never guess a date or a number.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from inspector_app.domain.double_random import (
    DrawOfficer,
    DrawUnit,
    Exclusion,
    ExclusionKind,
    Lists,
    Plan,
)
from inspector_app.domain.double_random.reading import read_plan
from inspector_app.errors import KnownError

T = TypeVar("T")
Row = Mapping[str, str]

_HEADINGS = {
    "编号": "id", "单位编号": "id", "人员编号": "id", "名称": "name", "单位名称": "name",
    "姓名": "name", "统一社会信用代码": "credit_code", "信用代码": "credit_code",
    "类别": "category", "区县": "district", "辖区": "district", "信用等级": "credit",
    "本年已查": "visits", "年度上限": "cap", "执法机关": "agency", "所属机关": "agency",
    "执法证号": "credential", "可查类别": "qualified", "证件有效期起": "valid_from",
    "证件有效期止": "valid_to", "对象": "kind", "单位": "unit", "人员": "officer",
    "原因": "reason", "说明": "note",
}  # fmt: skip
_UNIT = ("id", "name", "category")
_OFFICER = ("id", "name", "agency", "credential", "qualified", "valid_from", "valid_to")
_EXCLUSION = ("kind", "reason", "note")
CATEGORY_NAMES = {
    "internet_cafe": "网吧", "idc_room": "机房", "gov_unit": "政务网单位", "school": "学校",
    "hotel": "宾馆", "library": "图书馆文化馆", "other_access": "其他上网单位",
}  # fmt: skip
"""Printed names of the categories; any other category is printed as it is."""

_CATEGORIES = {name: key for key, name in CATEGORY_NAMES.items()}
_KINDS = {"单位": "unit", "人员": "officer", "组合": "pair"}
_REASONS = {
    "其他机关已查": "checked-elsewhere", "停业": "closed", "在办案件": "in-case",
    "请假": "leave", "回避": "recusal", "调离": "moved", "利害关系": "conflict", "其他": "other",
}  # fmt: skip
_SEVERAL = re.compile(r"[,，、;；\s]+")


def read_lists(units: Path, officers: Path, exclusions: Path | None = None) -> Lists:
    """Read the lists and put them in their order.

    Raises:
        KnownError: `draw.list-unreadable` naming file, row and what is wrong.
    """
    return Lists(
        units=_each(units, _UNIT, _unit),
        officers=_each(officers, _OFFICER, _officer),
        exclusions=() if exclusions is None else _each(exclusions, _EXCLUSION, _exclusion),
    ).sorted()


def read_plan_file(path: Path) -> Plan:
    """Read a plan: a JSON object with the plan's members, in any layout.

    Raises:
        KnownError: `draw.plan-wrong`, `draw.file-wrong` naming the member.
    """
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise KnownError("draw.plan-wrong", place=path.name) from error
    if not isinstance(data, dict):
        raise KnownError("draw.plan-wrong", place=path.name)
    return read_plan(data)


def _each(path: Path, needed: Sequence[str], make: Callable[[Row], T]) -> tuple[T, ...]:
    rows = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    head = [_HEADINGS.get(cell, cell) for cell in next(rows, [])]
    for name in needed:
        if name not in head:
            raise _unreadable(path, 1, name)
    if len(set(filter(None, head))) < len([name for name in head if name]):
        raise _unreadable(path, 1, "twice")
    found = []
    for number, cells in enumerate(rows, 2):
        if not any(cells):
            continue
        if any(cells[len(head) :]):
            raise _unreadable(path, number, cells[-1])
        try:
            found.append(make(dict(zip(head, cells, strict=False))))
        except (KeyError, ValueError) as error:
            raise _unreadable(path, number, str(error).strip("'")) from error
    return tuple(found)


def _unit(row: Row) -> DrawUnit:
    return DrawUnit(
        id=row["id"],
        name=row["name"],
        credit_code=row.get("credit_code", ""),
        category=_CATEGORIES.get(row["category"], row["category"]),
        district=row.get("district", ""),
        credit=row.get("credit", ""),
        visits=int(row.get("visits") or "0"),
        cap=int(row.get("cap") or "0"),
    )


def _officer(row: Row) -> DrawOfficer:
    able = {_CATEGORIES.get(name, name) for name in _SEVERAL.split(row["qualified"]) if name}
    return DrawOfficer(
        id=row["id"],
        name=row["name"],
        agency=row["agency"],
        credential=row["credential"],
        qualified=tuple(sorted(able, key=str.encode)),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]),
    )


def _exclusion(row: Row) -> Exclusion:
    return Exclusion(
        kind=ExclusionKind(_KINDS.get(row["kind"], row["kind"])),
        unit=row.get("unit", ""),
        officer=row.get("officer", ""),
        reason=_REASONS.get(row["reason"], row["reason"]),
        note=row["note"],
    )


def _csv(path: Path) -> Iterator[list[str]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")  # what spreadsheets save as CSV on Chinese Windows
        except UnicodeDecodeError as error:
            raise _unreadable(path, 1, "UTF-8, GB 18030") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield [_clean(cell) for cell in cells]
    except csv.Error as error:
        raise _unreadable(path, reader.line_num, str(error)) from error


def _xlsx(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of styles and extensions it drops
            book = load_workbook(path, read_only=True, data_only=True)
            try:
                sheet = book.worksheets[0]
                if isinstance(sheet, ReadOnlyWorksheet):
                    sheet.reset_dimensions()  # a wrong record of its size hides rows
                rows = [
                    [_clean(_shown(cell)) for cell in row]
                    for row in sheet.iter_rows(values_only=True)
                ]
            finally:
                book.close()
    except Exception as error:  # the library raises whatever a damaged file provokes
        raise _unreadable(path, 1, type(error).__name__) from error
    yield from rows


def _shown(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _clean(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).strip(" \u3000\t\r\n")


def _unreadable(path: Path, row: int, detail: str) -> KnownError:
    return KnownError("draw.list-unreadable", path=path.name, row=row, detail=detail)
