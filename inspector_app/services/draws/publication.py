"""The result as a list to publish: CSV for programs, XLSX for readers.

Called by `inspector draw`. Shows units and the two officers' names with their agency; must never
show internal numbers of persons or credentials. Cells that a spreadsheet could take for a formula
are made plain text.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from inspector_app.crypto.digest import sha256
from inspector_app.domain.double_random import METHOD, DrawFile, declaration_digest
from inspector_app.services.draws.lists import CATEGORY_NAMES

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
_HEAD = (
    "序号", "被检查单位", "统一社会信用代码", "类别", "信用等级", "区县",
    "执法人员一", "执法人员二", "备注",
)  # fmt: skip
_WIDTHS = (6, 34, 22, 16, 10, 14, 26, 26, 22)
_SHORT = "未能派足两名执法人员"
# a workbook holds its day of making: a fixed one gives the same bytes for the same result
_MADE = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def result_rows(file: DrawFile) -> list[tuple[str, ...]]:
    """Return the rows of the list, drawn units in the order of the draw; empty before a draw."""
    units = {unit.id: unit for unit in file.lists.units}
    people = {officer.id: f"{officer.name}（{officer.agency}）" for officer in file.lists.officers}
    rows: list[tuple[str, ...]] = []
    for n, line in enumerate(file.result.assigned if file.result else (), 1):
        unit = units[line.unit]
        names = [people[officer_id] for officer_id in line.officers]
        first, second = names or ("", "")
        category = CATEGORY_NAMES.get(unit.category, unit.category)
        rows.append(
            (
                str(n), unit.name, unit.credit_code, category, unit.credit, unit.district,
                first, second, "" if names else _SHORT,
            )
        )  # fmt: skip
    return rows


def facts(file: DrawFile) -> list[tuple[str, str]]:
    """Return what a reader needs to repeat the draw."""
    plan = file.declaration.plan
    told = [
        ("抽查名称", plan.title),
        ("抽取机关", plan.agency),
        ("名单冻结时间", plan.declared_at),
        ("检查期间", f"{plan.first.isoformat()} 至 {plan.last.isoformat()}"),
        ("抽取方法", METHOD),
        ("事先公告的摘要（SHA-256）", declaration_digest(file.declaration, sha256).hex()),
        ("公开数值的来源", plan.public_value),
    ]
    if file.opening is not None and file.result is not None:
        told += [
            ("公开数值", file.opening.value),
            ("随机数", file.opening.nonce.hex()),
            ("种子", file.result.seed.hex()),
        ]
    told += [
        ("对象名录", f"{file.declaration.units.count} 家"),
        ("执法人员名录", f"{file.declaration.officers.count} 名"),
    ]
    if file.result is not None:
        told += [
            ("不参加抽取的对象", f"{len(file.result.excluded_units)} 家"),
            ("不参加抽取的人员", f"{len(file.result.excluded_officers)} 名"),
        ]
        told += [
            (
                f"{CATEGORY_NAMES.get(one.category, one.category)}/{one.credit or '-'}",
                f"{one.population} 家中抽 {one.take} 家",
            )
            for one in file.result.strata
        ]
    return told


def as_csv(file: DrawFile) -> bytes:
    """Return the list as CSV: UTF-8 with mark, CRLF, as spreadsheets open it."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(_HEAD)
    writer.writerows([_plain(cell) for cell in row] for row in result_rows(file))
    return b"\xef\xbb\xbf" + target.getvalue().encode("utf-8")


def as_xlsx(file: DrawFile) -> bytes:
    """Return the list as a workbook of two sheets: the result, and how to repeat it."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties
    from openpyxl.worksheet.worksheet import Worksheet

    book = Workbook()
    book.properties.creator = file.declaration.plan.agency
    book.properties.created = book.properties.modified = _MADE

    def fill(sheet: Worksheet, rows: list[tuple[str, ...]], widths: tuple[int, ...]) -> None:
        for n, row in enumerate(rows, 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(n, column)
                cell.value = text
                cell.data_type = "s"  # a text that begins with = stays a text
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if n == 1:
                    cell.font = Font(bold=True)
        for column, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = "A2"

    result = book.worksheets[0]
    result.title = "抽取结果"
    fill(result, [_HEAD, *result_rows(file)], _WIDTHS)
    result.page_setup.orientation = "landscape"
    result.page_setup.fitToWidth = 1
    result.page_setup.fitToHeight = 0
    result.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    result.print_title_rows = "1:1"
    fill(book.create_sheet("抽取依据"), [("项目", "内容"), *facts(file)], (30, 80))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
