"""Workbook → XForm XML through pyxform, and pyxform's errors in both languages with their place.

`read_source` calls `convert_workbook`. pyxform's exceptions end here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from inspector_app.xforms.intake.aliases import KNOWN_CHOICES, TEXT_COLUMNS, canonical_value
from inspector_app.xforms.intake.guard import holds_reserved, protect, unprotect
from inspector_app.xforms.intake.pyxform_errors import translate
from inspector_app.xforms.intake.types import canonical_type
from inspector_app.xforms.intake.workbook import Column, Sheet, Workbook
from inspector_app.xforms.model import Bilingual
from inspector_app.xforms.refusal import FormRefusedError

INSP_NAMESPACE = "urn:inspector:form:1"
_ELEMENT = re.compile(r"[^\W\d][\w.\-]*")
_PASSED = ("survey", "choices", "settings", "external_choices", "entities", "osm")


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
        raise translate(_words(error), workbook) from error
    except Exception as error:  # pyxform lets whatever it stumbles over through
        raise translate(f"{type(error).__name__}: {error}", workbook) from error
    return _with_last_saved(unprotect(str(result.xform))), [str(one) for one in result.warnings]


def _words(error: Exception) -> str:
    try:
        return str(error)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):  # a message without words
        return type(error).__name__


def _with_last_saved(xml: str) -> str:
    """Declare the last saved answers where pyxform reads them in texts without doing so."""
    if "instance('__last-saved')" in xml and 'id="__last-saved"' not in xml:
        declared = '<instance id="__last-saved" src="jr://instance/last-saved"/>'
        return xml.replace("</instance><bind", f"</instance>{declared}<bind", 1)
    return xml


def _refuse_doubles(sheet: Sheet) -> None:
    """Refuse two columns of one meaning: which of them counts would be a guess."""
    seen: dict[str, Column] = {}
    for column in sheet.columns:
        other = seen.setdefault(column.name, column)
        first = other.written
        if other is not column and "constraint-msg" not in (first, column.written):
            raise FormRefusedError(
                "column-twice", sheet.place(sheet.header_row, column.name), None,
                Bilingual(f"列“{column.written}”与“{first}”是同一列",
                          f"the columns “{column.written}” and “{first}” are the same"),
                Bilingual("删除一列", "Remove one of them"),
            )  # fmt: skip


def _content(workbook: Workbook, form_name: str) -> dict[str, object]:
    content: dict[str, object] = {"sheet_names": [], "fallback_form_name": form_name}
    for name in _PASSED:
        sheet = workbook.sheet(name)
        if sheet is None:
            continue
        if name in ("survey", "choices"):
            _refuse_doubles(sheet)
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
    return [
        {}
        if row is None
        else {
            key: _value(sheet, row.number, key, text)
            for key, text in row.values.items()
            if sheet.name != "choices" or usable_in_choices(key)
        }
        for row in sheet.positions()
    ]


def usable_in_choices(column: str) -> bool:
    """Tell whether a column can become an element of its choice; other tools pass over it too."""
    base = column.partition("::")[0]
    return base in KNOWN_CHOICES or _ELEMENT.fullmatch(column) is not None


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
