"""Linter, intake: columns, types, lists, names, groups of the workbook as written.

`check_form` calls `check_sheets` before pyxform sees anything, because pyxform stops at its first
error and passes misspelt columns in silence.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from inspector_app.xforms.intake.aliases import (
    CHOICE_COLUMNS,
    KNOWN_CHOICES,
    KNOWN_SETTINGS,
    KNOWN_SURVEY,
    SETTINGS_COLUMNS,
    SHEETS,
    SURVEY_COLUMNS,
    canonical_type,
    fold,
)
from inspector_app.xforms.intake.workbook import Row, Sheet, Workbook
from inspector_app.xforms.lint.findings import Findings

INSP_ATTRIBUTES = frozenset(
    ("code", "basis", "severity", "authority", "consequence", "photo", "fails", "pass", "fail",
    "how",
     "how-en", "draw", "name", "role", "unit", "section", "tables", "table", "adverse", "source",
     "totals", "demand", "note", "jump", "when", "subject", "list", "profile", "title-en",
     "lead", "also", "items", "deviating")
)  # fmt: skip
TYPES = frozenset(
    ("text", "string", "integer", "int", "decimal", "date", "time", "datetime", "note", "calculate",
     "image", "photo", "audio", "video", "file", "geopoint", "geotrace", "geoshape", "barcode",
     "acknowledge", "trigger", "hidden", "range", "rank", "start", "end", "today", "deviceid",
     "username", "email", "phonenumber", "simserial", "subscriberid", "audit", "start-geopoint",
     "background-audio", "background-geopoint", "begin_group", "end_group", "begin_repeat",
     "end_repeat", "begin_loop", "end_loop", "xml-external", "csv-external", "csv-external",
     "uri:deviceid",
     "location", "gps", "boolean", "select_one", "select_multiple", "select_one_from_file",
     "select_multiple_from_file", "select_one_external", "osm", "instance_name", "dateTime")
)  # fmt: skip
_NAME = re.compile(r"[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?")
_SELECT = re.compile(
    r"(?:select_one|select one|select1|select_multiple|select multiple|select|rank)"
    r"(?:_from_file|_external)? +(.+?)(?: +or_other| +or specify other)?"
)


def check_sheets(workbook: Workbook, findings: Findings) -> None:
    """Add everything that is wrong with the sheets themselves."""
    _sheet_names(workbook, findings)
    for sheet in workbook.sheets:
        if sheet.name in ("survey", "choices", "settings"):
            _columns(sheet, findings)
    lists = _choices(workbook, findings)
    survey = workbook.sheet("survey")
    if survey is not None:
        _rows(survey, lists, findings)


def _sheet_names(workbook: Workbook, findings: Findings) -> None:
    for sheet in workbook.sheets:
        if sheet.name:
            continue
        near = get_close_matches(fold(sheet.title).lower(), list(SHEETS), 1, 0.75)
        if near:
            findings.add(
                "warning", "sheet-name", sheet.place(sheet.header_row, ""),
                (f"工作表“{sheet.title}”不起作用，是否应为“{near[0]}”？",
                 f"the sheet “{sheet.title}” is ignored; did you mean “{near[0]}”?"),
                (f"改名为 {near[0]}", f"Rename it to {near[0]}"),
            )  # fmt: skip


def _columns(sheet: Sheet, findings: Findings) -> None:
    known, aliases = {
        "survey": (KNOWN_SURVEY, SURVEY_COLUMNS),
        "choices": (KNOWN_CHOICES, CHOICE_COLUMNS),
        "settings": (KNOWN_SETTINGS, SETTINGS_COLUMNS),
    }[sheet.name]
    seen: dict[str, str] = {}
    for column in sheet.columns:
        place = sheet.place(sheet.header_row, column.name)
        if column.name in seen:
            findings.add(
                "error", "column-twice", place,
                (f"列“{column.written}”与“{seen[column.name]}”重复",
                 f"the columns “{column.written}” and “{seen[column.name]}” are the same"),
                ("删除一列", "Remove one of them"),
            )  # fmt: skip
        seen[column.name] = column.written
        suffix = column.name.partition("::")[2]
        if suffix.lower().startswith("insp:") and suffix[5:] not in INSP_ATTRIBUTES:
            _near(
                findings, "column-name", place, column.written, suffix[5:], INSP_ATTRIBUTES, "insp:"
            )
        if ":" in column.base or column.written.startswith("bind:insp"):
            findings.add(
                "warning", "column-name", place,
                (f"列“{column.written}”要写两个冒号",
                f"the column “{column.written}” needs two colons"),
                ("写成 bind::insp:…", "Write bind::insp:…"),
            )  # fmt: skip
            continue
        if column.base.lower() in known or column.base in aliases.values():
            continue
        candidates = [*known, *(alias for alias in aliases if not alias.isascii())]
        if sheet.name == "choices":
            near = get_close_matches(column.base.lower(), candidates, 1, 0.8)
            if near:
                _near(
                    findings, "column-name", place, column.written, column.base.lower(), candidates
                )
            continue
        _near(findings, "column-name", place, column.written, column.base.lower(), candidates)


def _near(
    findings: Findings,
    code: str,
    place: object,
    written: str,
    name: str,
    known: object,
    prefix: str = "",
) -> None:
    from inspector_app.xforms.model import Place

    near = get_close_matches(name, list(known), 1, 0.6)  # type: ignore[call-overload]
    hint_zh = f"，是否应为“{prefix}{near[0]}”？" if near else ""
    hint_en = f"; did you mean “{prefix}{near[0]}”?" if near else ""
    findings.add(
        "warning" if near else "info", code, place if isinstance(place, Place) else Place(),
        (f"不认识的列“{written}”{hint_zh}", f"unknown column “{written}”{hint_en}"),
        (f"改成 {prefix}{near[0]}", f"Write {prefix}{near[0]}") if near else ("", ""),
    )  # fmt: skip


def _choices(workbook: Workbook, findings: Findings) -> dict[str, set[str]]:
    lists: dict[str, set[str]] = {}
    sheet = workbook.sheet("choices")
    if sheet is None:
        return lists
    settings = workbook.sheet("settings")
    duplicates_allowed = bool(
        settings and settings.rows
        and settings.rows[0].get("allow_choice_duplicates").lower() in ("yes", "true", "1")
    )  # fmt: skip
    folded: dict[tuple[str, str], str] = {}
    for row in sheet.rows:
        list_name, value = row.get("list_name"), row.get("name")
        if not list_name and not value:
            continue
        if not value:
            findings.add(
                "error", "choice-value", sheet.place(row.number, "name"),
                ("选项没有值", "the choice has no value"), name=list_name,
            )  # fmt: skip
            continue
        values = lists.setdefault(list_name, set())
        place = sheet.place(row.number, "name")
        if value in values and not duplicates_allowed:
            findings.add(
                "error", "choice-twice", place,
                (f"选项表“{list_name}”中值“{value}”重复",
                 f"the value “{value}” is twice in the list “{list_name}”"), name=value,
            )  # fmt: skip
        elif (list_name, value.lower()) in folded and value not in values:
            findings.add(
                "warning", "choice-case", place,
                (f"选项“{value}”与“{folded[list_name, value.lower()]}”只差大小写",
                 f"“{value}” and “{folded[list_name, value.lower()]}” differ only in case"),
                name=value,
            )  # fmt: skip
        folded.setdefault((list_name, value.lower()), value)
        values.add(value)
    return lists


def _rows(survey: Sheet, lists: dict[str, set[str]], findings: Findings) -> None:
    open_groups: list[tuple[str, Row]] = []
    names: list[dict[str, str]] = [{}]
    for row in survey.rows:
        kind = canonical_type(row.get("type"))
        word = re.sub(r"\s+", "_", kind.lower())
        place = survey.place(row.number, "type")
        if not kind:
            if row.get("name"):
                findings.add(
                    "error", "type-missing", place, ("缺少类型", "the type is missing"),
                    name=row.get("name"),
                )  # fmt: skip
            continue
        if word.startswith(("end_group", "end_repeat", "end_loop")):
            _close(word, row, survey, open_groups, names, findings)
            continue
        _type(kind, row, survey, lists, findings)
        _name(row, survey, names[-1], findings)
        if word.startswith(("begin_group", "begin_repeat", "begin_loop")):
            open_groups.append((word[6:].split("_")[0], row))
            names.append({})
    for word, row in open_groups:
        zh = "重复组" if word == "repeat" else "分组"
        findings.add(
            "error", "group-open", survey.place(row.number, "type"),
            (f"{zh}“{row.get('name')}”没有结束", f"the {word} “{row.get('name')}” is never ended"),
            (f"补上 end_{word}", f"Add end_{word}"), name=row.get("name"),
        )  # fmt: skip


def _close(
    word: str, row: Row, survey: Sheet, open_groups: list[tuple[str, Row]],
    names: list[dict[str, str]], findings: Findings,
) -> None:  # fmt: skip
    place = survey.place(row.number, "type")
    wanted = word[4:].split("_", maxsplit=1)[0]
    if not open_groups:
        findings.add(
            "error", "group-end", place, ("多余的结束行", "nothing is open to be ended here"),
            ("删除此行", "Remove this row"),
        )  # fmt: skip
        return
    opened, start = open_groups.pop()
    names.pop()
    if opened != wanted:
        findings.add(
            "error", "group-end", place,
            (f"这里结束 {wanted}，但第 {start.number} 行开始的是 {opened}",
             f"this ends a {wanted}, but row {start.number} began a {opened}"),
            (f"改成 end_{opened}", f"Write end_{opened}"),
        )  # fmt: skip


def _type(
    kind: str, row: Row, survey: Sheet, lists: dict[str, set[str]], findings: Findings
) -> None:
    place = survey.place(row.number, "type")
    name = row.get("name")
    found = _SELECT.fullmatch(kind)
    if found is not None:
        listed = found[1].strip()
        internal = "_from_file" not in kind and "_external" not in kind and "${" not in listed
        if internal and listed not in lists:
            near = get_close_matches(listed, list(lists), 1, 0.6)
            findings.add(
                "error", "list-missing", place,
                (f"没有选项表“{listed}”", f"there is no list “{listed}”"),
                (f"是否应为 {near[0]}？", f"Did you mean {near[0]}?") if near else ("", ""),
                name=name, at=kind.find(listed),
            )  # fmt: skip
        if internal and ("multiple" in kind or kind.startswith("rank")):
            for value in sorted(lists.get(listed, ())):
                if re.search(r"\s", value):
                    findings.add(
                        "error", "choice-blank", place,
                        (f"多选和排序的选项值不能含空格：“{value}”",
                         f"values of select_multiple and rank must not hold blanks: “{value}”"),
                        name=name,
                    )  # fmt: skip
        return
    word = re.sub(r"\s+", "_", kind)
    first = kind.partition(" ")[0]
    if word in TYPES or word.lower() in TYPES or first.lower() in TYPES:
        return
    near = get_close_matches(word.lower(), TYPES, 1, 0.7)
    findings.add(
        "error", "type-unknown", place,
        (f"不认识的类型“{row.get('type')}”", f"unknown type “{row.get('type')}”"),
        (f"是否应为 {near[0]}？", f"Did you mean {near[0]}?") if near else ("", ""), name=name,
    )  # fmt: skip


def _name(row: Row, survey: Sheet, names: dict[str, str], findings: Findings) -> None:
    name = row.get("name")
    place = survey.place(row.number, "name")
    if not name:
        findings.add("error", "name-missing", survey.place(row.number, "type"),
                     ("缺少名称", "the name is missing"))  # fmt: skip
        return
    if not _NAME.fullmatch(name):
        findings.add(
            "error", "name-invalid", place,
            (f"名称“{name}”不合规则", f"the name “{name}” is not allowed"),
            ("以字母、汉字或下划线开头，不含空格和标点",
             "Begin with a letter or underscore; no blanks or punctuation"), name=name,
        )  # fmt: skip
    folded = name.lower()
    if folded in names:
        same = names[folded] == name
        findings.add(
            "error" if same else "warning", "name-twice" if same else "name-case", place,
            (f"名称“{name}”重复" if same else f"名称“{name}”与“{names[folded]}”只差大小写",
             f"the name “{name}” is used twice" if same
             else f"the names “{name}” and “{names[folded]}” differ only in case"),
            name=name,
        )  # fmt: skip
    names.setdefault(folded, name)
