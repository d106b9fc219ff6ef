"""Workbook → XForm XML through pyxform, and pyxform's errors in both languages with their place.

`read_source` calls `convert_workbook`. pyxform's exceptions end here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from inspector_app.xforms.intake.aliases import TEXT_COLUMNS, canonical_type, canonical_value
from inspector_app.xforms.intake.guard import holds_reserved, protect, unprotect
from inspector_app.xforms.intake.workbook import Sheet, Workbook
from inspector_app.xforms.model import Bilingual, Place
from inspector_app.xforms.refusal import FormRefusedError

INSP_NAMESPACE = "urn:inspector:form:1"
_PASSED = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_ROW = re.compile(r"\[row : (\d+)\]|[Rr]ow (?:number )?(\d+)|rows? '?(\d+)")
_QUOTED = re.compile(r"[‘'\"“]([^‘'\"”]+)[’'\"”]")


def convert_workbook(workbook: Workbook, form_name: str) -> tuple[str, list[str]]:
    """Return the XForm XML and pyxform's warnings.

    Args:
        form_name: Used as form id where the settings give none.
    Raises:
        FormRefusedError: `pyxform` with the row it names, `reserved-character`.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    content = _content(workbook, form_name)
    try:
        result = convert(xlsform=content, pretty_print=False)
    except PyXFormError as error:
        raise _translated(str(error), workbook) from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        detail = f"{type(error).__name__}: {error}"
        raise _translated(detail, workbook) from error
    return unprotect(str(result.xform)), [str(warning) for warning in result.warnings]


def _content(workbook: Workbook, form_name: str) -> dict[str, object]:
    content: dict[str, object] = {"sheet_names": [], "fallback_form_name": form_name}
    for name in _PASSED:
        sheet = workbook.sheet(name)
        if sheet is None:
            continue
        rows = _settings_rows(sheet, workbook, form_name) if name == "settings" else _rows(sheet)
        content[name] = rows
        content[f"{name}_header"] = [_header(rows)]
    if "settings" not in content:
        rows = [_with_defaults({}, workbook, form_name)]
        content["settings"] = rows
        content["settings_header"] = [_header(rows)]
    content["sheet_names"] = [sheet.name or sheet.title for sheet in workbook.sheets]
    return content


def _header(rows: Iterable[dict[str, str]]) -> dict[str, None]:
    return {key: None for row in rows for key in row}


def _rows(sheet: Sheet) -> list[dict[str, str]]:
    """Return the rows with `{}` for blank ones, so that pyxform's row numbers are the sheet's."""
    found: list[dict[str, str]] = []
    for row in sheet.rows:
        while sheet.header_row == 1 and len(found) + 2 < row.number:
            found.append({})
        found.append(
            {key: _value(sheet, row.number, key, text) for key, text in row.values.items()}
        )
    return found


def _value(sheet: Sheet, row: int, column: str, text: str) -> str:
    if sheet.name == "survey" and column == "type":
        return canonical_type(text)
    base = column.partition("::")[0]
    if (
        column in TEXT_COLUMNS
        or base in TEXT_COLUMNS
        or (base == "bind" and column in TEXT_COLUMNS)
    ):
        if holds_reserved(text):
            raise FormRefusedError(
                "reserved-character", sheet.place(row, column), 0,
                Bilingual("文字含有保留的私用字符（U+E001–E006）",
                          "the text holds a reserved private-use character (U+E001–E006)"),
                Bilingual("删除该字符", "Remove the character"),
            )  # fmt: skip
        return protect(text)
    return canonical_value(column, text)


def _settings_rows(sheet: Sheet, workbook: Workbook, form_name: str) -> list[dict[str, str]]:
    rows = _rows(sheet)
    first = next((row for row in rows if row), {})
    return [_with_defaults(first, workbook, form_name)]


def _with_defaults(settings: dict[str, str], workbook: Workbook, form_name: str) -> dict[str, str]:
    """Bind the `insp` prefix when a column uses it: without, the XML would not be well-formed."""
    settings = dict(settings)
    survey = workbook.sheet("survey")
    uses = any("::insp:" in column.name for column in survey.columns) if survey else False
    uses = uses or any(key.startswith("attribute::insp:") for key in settings)
    namespaces = settings.get("namespaces", "")
    if uses and "insp=" not in namespaces:
        settings["namespaces"] = f'{namespaces} insp="{INSP_NAMESPACE}"'.strip()
    settings.setdefault("form_id", form_name or "form")
    return settings


_TRANSLATIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"Unmatched begin"), "分组或重复组没有结束"),
    (re.compile(r"Unmatched end"), "多余的结束组或结束重复"),
    (re.compile(r"List name not in choices sheet|[Cc]hoices.*not found|There is no list"),
    "选项表不存在"),
    (re.compile(r"Unknown question type|unknown.*type", re.IGNORECASE), "不认识的题目类型"),
    (re.compile(r"has no label|missing.*label", re.IGNORECASE), "缺少标题"),
    (re.compile(r"more than one survey element|duplicate.*name|already.*used", re.IGNORECASE),
    "名称重复"),
    (re.compile(r"[Ii]nvalid.*name|must begin with a letter"),
    "名称不合规则：以字母、汉字或下划线开头，不含空格"),
    (
        re.compile(
            r"no survey element named|not found in the survey|problem trying to replace"
        ),
        "引用的题目不存在",
    ),
    (re.compile(r"Question or group with no name|no name"), "缺少名称"),
    (re.compile(r"Question with no type|no type"), "缺少类型"),
    (re.compile(r"does not have.*survey|must have a sheet|survey sheet"),
    "没有“survey/检查表”工作表"),
    (re.compile(r"duplicate choices|unique.*choices|choice.*duplicate", re.IGNORECASE),
    "选项值重复"),
    (re.compile(r"trigger"), "触发题目不可用：触发只能是可见的题目"),
)  # fmt: skip


def _translated(message: str, workbook: Workbook) -> FormRefusedError:
    row = 0
    found = _ROW.search(message)
    if found is not None:
        row = int(next(group for group in found.groups() if group))
    survey = workbook.sheet("survey")
    sheet = (
        workbook.sheet("choices")
        if "choices' sheet" in message
        or ("choices sheet" in message.lower() and "survey" not in message.lower())
        else survey
    )
    name = ""
    place = Place()
    if sheet is not None:
        numbers = {entry.number: entry for entry in sheet.rows}
        if row in numbers:
            name = numbers[row].get("name")
            place = sheet.place(row, "type" if sheet is survey else "list_name")
        else:
            place = _place_by_name(message, sheet)
    zh = next(
        (text for pattern, text in _TRANSLATIONS if pattern.search(message)), "转换检查表时出错"
    )
    return FormRefusedError(
        "pyxform", place, None, Bilingual(f"{zh}（{message.strip()}）", message.strip()), None, name
    )


def _place_by_name(message: str, sheet: Sheet) -> Place:
    quoted = set(_QUOTED.findall(message))
    for row in sheet.rows:
        if row.get("name") in quoted:
            return sheet.place(row.number, "name")
    return Place(sheet.title)
