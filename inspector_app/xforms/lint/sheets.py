"""Linter, intake: sheets and columns of the workbook as written.

`check_form` calls `check_sheets` before pyxform sees anything, because pyxform stops at its first
error and passes misspelt columns in silence.
"""

from __future__ import annotations

import re

from inspector_app.xforms.intake.aliases import (
    CHOICE_COLUMNS,
    KNOWN_CHOICES,
    KNOWN_SETTINGS,
    KNOWN_SURVEY,
    SETTINGS_COLUMNS,
    SHEETS,
    SURVEY_COLUMNS,
    fold,
)
from inspector_app.xforms.intake.convert import usable_in_choices
from inspector_app.xforms.intake.workbook import Column, Sheet, Workbook
from inspector_app.xforms.lint.findings import Findings, Level
from inspector_app.xforms.model import Place
from inspector_app.xforms.near import nearest

INSP_ATTRIBUTES = frozenset(
    ("code", "basis", "severity", "authority", "consequence", "photo", "fails", "pass", "fail",
    "how",
     "how-en", "draw", "name", "role", "unit", "section", "tables", "table", "adverse", "source",
     "totals", "demand", "note", "jump", "when", "subject", "list", "profile", "title-en",
     "lead", "also", "items", "deviating")
)  # fmt: skip
_ERROR_VALUES = frozenset(
    ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!")
)
_CALLED = {"survey": "检查表", "choices": "选项", "settings": "设置"}
_NO_LANGUAGE = frozenset(
    ("type", "name", "relevant", "constraint", "required", "read_only", "calculation",
     "choice_filter", "repeat_count", "appearance", "trigger", "parameters", "list_name")
)  # fmt: skip
_TEXTS = ("label", "hint", "constraint_message", "required_message", "guidance_hint")
_ATTRIBUTE = re.compile(r"[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?(?:::.+)?")
_OLD_GROUPS = ("bind", "body", "instance", "control", "attribute")


def check_sheets(workbook: Workbook, findings: Findings) -> None:
    """Add everything that is wrong with sheets and columns."""
    _sheet_names(workbook, findings)
    for sheet in workbook.sheets:
        if sheet.name in ("survey", "choices", "settings"):
            _columns(sheet, findings)
            _languages(sheet, findings)
        if sheet.name:
            _error_values(sheet, findings)
            _ignored(sheet, findings)
    _default_language(workbook, findings)


def _sheet_names(workbook: Workbook, findings: Findings) -> None:
    for canonical, sheet in workbook.guessed.items():
        wanted = canonical if sheet.title.isascii() else _CALLED.get(canonical, canonical)
        needed = canonical in ("survey", "choices")
        findings.add(
            "error" if needed else "warning", "sheet-name", sheet.place(sheet.header_row, ""),
            (f"工作表“{sheet.title}”不起作用，是否应为“{wanted}”？",
             f"the sheet “{sheet.title}” is ignored; did you mean “{wanted}”?"),
            (f"改名为 {wanted}", f"Rename it to {wanted}"),
        )  # fmt: skip
    for sheet in workbook.sheets:
        near = "" if sheet.name else nearest(fold(sheet.title).lower(), SHEETS)
        if near:
            findings.add(
                "info", "sheet-name", sheet.place(sheet.header_row, ""),
                (f"工作表“{sheet.title}”不起作用；已有工作表“{near}”",
                 f"the sheet “{sheet.title}” is ignored; there is a sheet “{near}” already"),
            )  # fmt: skip
    seen: dict[str, str] = {}
    for sheet in workbook.sheets:
        if sheet.name and sheet.name in seen:
            findings.add(
                "error", "sheet-twice", sheet.place(sheet.header_row, ""),
                (f"工作表“{sheet.title}”与“{seen[sheet.name]}”是同一张表的两种名称，只读前一张",
                 f"“{sheet.title}” and “{seen[sheet.name]}” are one sheet; the first is read"),
                ("合并为一张表", "Put both into one sheet"),
            )  # fmt: skip
        elif sheet.name:
            seen[sheet.name] = sheet.title


def _columns(sheet: Sheet, findings: Findings) -> None:
    known, aliases = {
        "survey": (KNOWN_SURVEY, SURVEY_COLUMNS),
        "choices": (KNOWN_CHOICES, CHOICE_COLUMNS),
        "settings": (KNOWN_SETTINGS, SETTINGS_COLUMNS),
    }[sheet.name]
    seen: dict[str, Column] = {}
    for column in sheet.columns:
        if column.name in seen:
            _twice(sheet, column, seen[column.name], findings)
        seen.setdefault(column.name, column)
        if wrong_language(column):
            findings.add(
                "error", "column-language", sheet.place(sheet.header_row, column.name),
                (f"列“{column.written}”冒号后面的部分写法不对",
                 f"what stands behind the colons of the column “{column.written}” is wrong"),
                ("冒号后写一种语言，或 bind:: 后写一个属性名",
                 "Write one language there, or one attribute's name behind bind::"),
            )  # fmt: skip
        if _insp_column(sheet, column, findings):
            continue
        base = column.base
        if base.lower() in known or base in aliases.values() or ":" in base:
            continue
        _unknown(sheet, column, {*known, *aliases.values()}, aliases, findings)
    required = {"survey": ("type",), "choices": ("list_name", "name"), "settings": ()}[sheet.name]
    for name in required:
        if sheet.column(name) is None and (sheet.rows or sheet.name == "survey"):
            _missing(sheet, name, aliases, findings)


def wrong_language(column: Column) -> bool:
    """Tell whether a header gives a language to what has none, or two languages to a text."""
    suffix = column.name.partition("::")[2]
    if column.base in _OLD_GROUPS:
        return bool(suffix) and _ATTRIBUTE.fullmatch(suffix) is None
    return bool(suffix) and (
        column.base in _NO_LANGUAGE or (column.base in _TEXTS and "::" in suffix)
    )


def _missing(sheet: Sheet, name: str, aliases: dict[str, str], findings: Findings) -> None:
    chinese = next((key for key, value in aliases.items() if value == name and not key.isascii()),
                   name)  # fmt: skip
    findings.add(
        "error", "column-missing", sheet.place(sheet.header_row, ""),
        (f"工作表“{sheet.title}”缺少“{chinese}”（{name}）列",
         f"the sheet “{sheet.title}” has no column “{name}”"),
        (f"补上“{chinese}”列，表头写在第一行", f"Add {name}; the first row is the header"),
    )  # fmt: skip


def _twice(sheet: Sheet, column: Column, first: Column, findings: Findings) -> None:
    harmless = sheet.name == "settings" and column.name in ("form_id", "form_title")
    # one spelling no other tool reads: what stands there is only lost, nothing is refused
    unread = "constraint-msg" in (fold(column.written).lower(), fold(first.written).lower())
    level: Level = "info" if harmless else "warning" if unread else "error"
    findings.add(
        level, "column-twice",
        Place(sheet.title, sheet.header_row, column.name, f"{column.letter}{sheet.header_row}"),
        (f"列“{column.written}”与“{first.written}”（{first.letter} 列）是同一列",
         f"the columns “{column.written}” and “{first.written}” ({first.letter}) are the same"),
        ("删除一列", "Remove one of them"),
    )  # fmt: skip


def _insp_column(sheet: Sheet, column: Column, findings: Findings) -> bool:
    """Check an `insp:` column; return whether it was one."""
    place = sheet.place(sheet.header_row, column.name)
    group, mark, rest = column.name.partition(":")
    if group.lower() in _OLD_GROUPS and mark and rest.lower().startswith("insp:"):
        findings.add(
            "warning", "column-name", place,
            (f"列“{column.written}”要写两个冒号",
             f"the column “{column.written}” needs two colons"),
            (f"写成 {group}::{rest}", f"Write {group}::{rest}"),
        )  # fmt: skip
        return True
    suffix = column.name.partition("::")[2]
    if not suffix.lower().startswith("insp:"):
        return False
    name = suffix[5:]
    if "::" in name:
        findings.add(
            "warning", "column-name", place,
            (f"列“{column.written}”不能分语言", f"the column “{column.written}” takes no language"),
            ("英文另写一列，如 bind::insp:how-en",
             "Write English into a column of its own, as bind::insp:how-en"),
        )  # fmt: skip
    elif name not in INSP_ATTRIBUTES:
        near = nearest(name, INSP_ATTRIBUTES)
        if near:
            findings.add(
                "warning", "column-name", place,
                (f"不认识的列“{column.written}”，是否应为“insp:{near}”？",
                 f"unknown column “{column.written}”; did you mean “insp:{near}”?"),
                (f"改成 insp:{near}", f"Write insp:{near}"),
            )  # fmt: skip
        else:
            findings.add(
                "info", "column-name", place,
                (f"本程序不使用列“{column.written}”", f"the column “{column.written}” is not used"),
            )  # fmt: skip
    return True


def _unknown(
    sheet: Sheet, column: Column, known: set[str], aliases: dict[str, str], findings: Findings
) -> None:
    place = sheet.place(sheet.header_row, column.name)
    written = column.base.lower()
    near = nearest(written, {*known, *aliases})
    meant = aliases.get(near, near)
    if near and sheet.column(meant) is None:
        findings.add(
            "warning", "column-name", place,
            (f"不认识的列“{column.written}”，是否应为“{near}”？",
             f"unknown column “{column.written}”; did you mean “{near}”?"),
            (f"表头改成 {near}", f"Write {near}"),
        )  # fmt: skip
    elif sheet.name == "choices" and not usable_in_choices(column.name):
        findings.add(
            "info", "column-name", place,
            (f"列名“{column.written}”含空格或标点，选项筛选不能使用这一列",
             f"the column “{column.written}” holds blanks or punctuation; no filter can read it"),
        )  # fmt: skip
    elif sheet.name != "choices":  # there any column may serve a filter
        findings.add(
            "info", "column-name", place,
            (f"本程序不使用列“{column.written}”", f"the column “{column.written}” is not used"),
        )  # fmt: skip


def _languages(sheet: Sheet, findings: Findings) -> None:
    """Add languages written in two ways: `English (en)` and `english(en)` are two languages."""
    seen: dict[str, str] = {}
    for column in sheet.columns:
        language = column.name.partition("::")[2]
        if not language or column.base in _OLD_GROUPS or "::" in language:
            continue
        key = re.sub(r"\s+", "", fold(language)).lower()
        first = seen.setdefault(key, language)
        if first != language:
            findings.add(
                "warning", "language-spelling", sheet.place(sheet.header_row, column.name),
                (f"语言“{language}”与“{first}”写法不同，会成为两种语言",
                 f"the languages “{language}” and “{first}” are spelt differently and become two"),
                (f"统一写成 {first}", f"Write {first} everywhere"),
            )  # fmt: skip


def _default_language(workbook: Workbook, findings: Findings) -> None:
    settings, survey = workbook.sheet("settings"), workbook.sheet("survey")
    if settings is None or survey is None or not settings.rows:
        return
    row = settings.rows[0]
    wanted = row.get("default_language")
    languages = sorted(
        {column.name.partition("::")[2] for column in survey.columns if column.base == "label"}
        - {""}
    )
    if wanted and languages and wanted not in languages and survey.has("label") is False:
        near = nearest(wanted.lower(), [language.lower() for language in languages])
        offered = next((one for one in languages if one.lower() == near), "")
        listed = "; ".join(languages[:6])
        findings.add(
            "warning", "language-default", settings.place(row.number, "default_language"),
            (f"默认语言“{wanted}”没有标题列；已有语言：{listed}",
             f"no label column is in the default language “{wanted}” but in: {listed}"),
            (f"改成 {offered}", f"Write {offered}") if offered else ("", ""),
        )  # fmt: skip


def _ignored(sheet: Sheet, findings: Findings) -> None:
    if not sheet.ignored:
        return
    first = sheet.ignored[0]
    meant = any(row.get("name") and not row.get("type").startswith("end") for row in sheet.ignored)
    findings.add(
        "warning" if meant else "info", "rows-ignored", sheet.place(first.number, ""),
        (f"第 {first.number} 行起不起作用：前面有 60 行以上的空行",
         f"nothing from row {first.number} on is read: more than 60 blank rows stand before it"),
        ("删除空行", "Delete the blank rows"),
    )  # fmt: skip


def _error_values(sheet: Sheet, findings: Findings) -> None:
    for row in sheet.rows:
        for column, text in row.values.items():
            if text in _ERROR_VALUES:
                findings.add(
                    "warning", "cell-error", sheet.place(row.number, column),
                    (f"单元格是 Excel 错误值 {text}", f"the cell holds Excel's error {text}"),
                    ("改正公式，或写成文字", "Correct the formula or write the text itself"),
                    name=row.get("name"),
                )  # fmt: skip
