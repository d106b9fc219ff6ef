"""pyxform's errors in both languages with their cell: it says them in English and by its own rows.

`convert_workbook` calls `translate`. The wording of the coded errors is matched against pyxform's
own list at run time, so a new release that changes a sentence loses nothing but the Chinese.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from inspector_app.xforms.intake.pyxform_messages import CODED, PLAIN, Said
from inspector_app.xforms.intake.types import parse_type
from inspector_app.xforms.intake.workbook import Row, Sheet, Workbook
from inspector_app.xforms.model import Bilingual, Place
from inspector_app.xforms.refusal import FormRefusedError

_HEAD = re.compile(
    r"^\[row : (?P<row>\d+)\]\s*"
    r"(?:On the '(?P<sheet>[^']+)' sheet, (?:the '(?P<column>[^']+)' value "
    r"(?:'[^']*' )?is (?:invalid|problematic)\.|the entity declaration is invalid\.|"
    r"one or more column names are invalid\.)\s*)?"
)
_MORE = re.compile(r"\s*Learn more: \S+\s*$")
_SHEET = re.compile(r"sheet: '(\w+)'")
_COLUMNS = {
    "readonly": "read_only", "calculate": "calculation", "jr:constraintMsg": "constraint_message",
    "jr:requiredMsg": "required_message", "jr:count": "repeat_count", "list name": "list_name",
    "dataset": "list_name", "relevance": "relevant", "count": "repeat_count",
}  # fmt: skip


def translate(message: str, workbook: Workbook) -> FormRefusedError:
    """Return pyxform's message as a refusal at its cell.

    Args:
        message: As pyxform words it, or the name and text of an exception it lets through.
    """
    message = message.strip()
    said, slots = _find(message)
    row, sheet_name, column = _where(message, slots, said)
    place, name = _place(workbook, sheet_name, row, column, slots)
    english = _MORE.sub("", _HEAD.sub("", message)).strip().partition("\n")[0]
    english = english.removesuffix(".")
    if english[:1].isupper() and english[1:2].islower():
        english = english[0].lower() + english[1:]
    if said is None:
        text = Bilingual(f"转换程序不接受这张表：{english}", english)
        return FormRefusedError("pyxform", place, None, text, None, name)
    shown = {key: value or "" for key, value in slots.items()}
    zh = said.zh.format_map(_Slots(shown))
    en = said.en.format_map(_Slots(shown)) if said.en else english
    fix = Bilingual(said.fix_zh.format_map(_Slots(shown)), said.fix_en.format_map(_Slots(shown)))
    return FormRefusedError(said.code, place, None, Bilingual(zh, en), fix, name)


class _Slots(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _find(message: str) -> tuple[Said | None, dict[str, str]]:
    first = message.partition("\n")[0]
    for pattern, said in _coded():
        found = pattern.match(message) or pattern.match(first)
        if found is not None:
            return said, {key: value or "" for key, value in found.groupdict().items()}
    for plain, said in PLAIN:
        found = plain.search(message)
        if found is not None:
            return said, {key: value or "" for key, value in found.groupdict().items()}
    return None, {}


@cache
def _coded() -> tuple[tuple[re.Pattern[str], Said], ...]:
    """Turn pyxform's templates around: from the sentence back to the values in it."""
    from pyxform.errors import ErrorCode

    found: list[tuple[re.Pattern[str], Said]] = []
    for code in ErrorCode:
        said = CODED.get(code.name)
        if said is None:
            continue
        parts: list[str] = []
        seen: set[str] = set()
        for literal, slot, _, _ in Formatter().parse(code.value.msg):
            parts.append(re.escape(literal))
            if slot in seen:
                parts.append(f"(?P={slot})")
            elif slot:
                seen.add(slot)
                parts.append(f"(?P<{slot}>.*?)")
        found.append((re.compile("".join(parts), re.DOTALL), said))
    # the longest template first: some begin like others
    return tuple(sorted(found, key=lambda entry: -len(entry[0].pattern)))


def _where(message: str, slots: dict[str, str], said: Said | None) -> tuple[int, str, str]:
    head = _HEAD.match(message)
    row = int(head["row"]) if head is not None else 0
    sheet = (head["sheet"] if head is not None else "") or slots.get("sheet") or ""
    column = (head["column"] if head is not None else "") or ""
    if not sheet:
        named = _SHEET.search(message)
        sheet = named[1] if named is not None else (said.sheet if said is not None else "survey")
    if said is not None and said.column:
        column = said.column
    column = column.partition(" (")[0]
    return row, sheet, _COLUMNS.get(column, column)


def _place(
    workbook: Workbook, sheet_name: str, row: int, column: str, slots: dict[str, str]
) -> tuple[Place, str]:
    sheet = workbook.sheet(sheet_name) or workbook.sheet("survey")
    if sheet is None:
        return Place(), ""
    found = sheet_row(sheet, row) if row else _named_row(sheet, slots)
    if found is None:
        written = slots.get("header", "")
        heads = [entry.name for entry in sheet.columns if written in (entry.name, entry.written)]
        wanted = column or (heads[-1] if heads else "")
        return sheet.place(row if row == 1 else sheet.header_row, wanted), ""
    return sheet.place(found.number, column or _guess(sheet)), found.get("name")


def sheet_row(sheet: Sheet, number: int) -> Row | None:
    """Return the row that pyxform counts as `number`; it counts from the header on."""
    positions = sheet.positions()
    index = number - 2
    return positions[index] if 0 <= index < len(positions) else None


def _named_row(sheet: Sheet, slots: dict[str, str]) -> Row | None:
    for key in ("name", "q_name", "value"):
        wanted = slots.get(key, "")
        rows = [row for row in sheet.rows if wanted and row.get("name") == wanted]
        if rows:
            return rows[-1] if slots.get("last") is not None else rows[0]
    wanted = slots.get("type", "")
    if wanted:
        return next((r for r in sheet.rows if parse_type(r.get("type")).written == wanted), None)
    wanted = slots.get("parameter", "").lower()
    if wanted:
        return next((r for r in sheet.rows if wanted in r.get("parameters").lower()), None)
    return None


def _guess(sheet: Sheet) -> str:
    return {"survey": "type", "choices": "list_name", "entities": "list_name"}.get(sheet.name, "")
