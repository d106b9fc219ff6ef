"""A copy of a faulty workbook that converts, so that one run finds the mistakes behind the first.

`check_form` calls it after the checks of sheets and cells. The copy is only compiled and looked at,
never run for anybody, and nothing is reported of what was put into it.
"""

from __future__ import annotations

import re

from inspector_app.xforms.intake.types import SETTING_WORDS, QuestionType, known_words, parse_type
from inspector_app.xforms.intake.workbook import Column, Row, Sheet, Workbook
from inspector_app.xforms.lint.choices import Lists, read_lists
from inspector_app.xforms.lint.rows import NAME, lacks_label
from inspector_app.xforms.lint.sheets import wrong_language
from inspector_app.xforms.model import Problem

_CELL_FAULTS = frozenset(
    ("xpath-syntax", "xpath-wide", "xpath-function", "xpath-arity", "xpath-path", "regex",
     "reference-ambiguous", "parameters", "choice-filter", "trigger", "appearance", "media",
     "entity", "cell-error")
)  # fmt: skip


def repaired(workbook: Workbook, problems: list[Problem]) -> tuple[Workbook, set[int]]:
    """Return a copy without the faults found so far, and the survey rows that were changed."""
    copies = [_copy(sheet) for sheet in workbook.sheets]
    copy = Workbook(copies)
    changed: set[int] = set()
    _drop_cells(copy, problems, changed)
    choices = copy.sheet("choices")
    if choices is not None:
        _repair_choices(choices, copy)
    survey = copy.sheet("survey")
    if survey is not None:
        lists = read_lists(copy)
        _repair_rows(survey, lists, changed)
        _close_groups(survey)
    return copy, changed


def neutralise(workbook: Workbook, row_number: int, column: str) -> bool:
    """Take a refused cell out, or make its row a plain question; return whether that changed it."""
    survey = workbook.sheet("survey")
    row = next((row for row in survey.rows if row.number == row_number), None) if survey else None
    if row is None or row.values.get("notes") == _PLAIN:
        return False
    if column in row.values and column not in ("type", "name", "label"):
        del row.values[column]
        return True
    kind = parse_type(row.get("type"))
    word = kind.word if kind.opens or kind.closes else "text"
    name = row.get("name") if NAME.fullmatch(row.get("name")) else f"row_{row.number}"
    if kind.closes:
        return False
    row.values = {"type": word, "name": name, "label": _PLAIN, "notes": _PLAIN}
    return True


_PLAIN = "-"


def _copy(sheet: Sheet) -> Sheet:
    seen: set[str] = set()
    columns: list[Column] = []
    for column in sheet.columns:
        if column.name not in seen and not wrong_language(column):
            columns.append(column)
        seen.add(column.name)
    kept = {column.name for column in columns}
    rows = [
        Row(row.number, {key: text for key, text in row.values.items() if key in kept})
        for row in sheet.rows
    ]
    return Sheet(sheet.name, sheet.title, sheet.header_row, columns, rows)


def _drop_cells(copy: Workbook, problems: list[Problem], changed: set[int]) -> None:
    for problem in problems:
        if problem.level != "error" or problem.code not in _CELL_FAULTS:
            continue
        for sheet in copy.sheets:
            if sheet.title != problem.place.sheet:
                continue
            for row in sheet.rows:
                if row.number == problem.place.row and problem.place.column in row.values:
                    del row.values[problem.place.column]
                    if sheet.name == "survey":
                        changed.add(row.number)


def _repair_choices(choices: Sheet, copy: Workbook) -> None:
    seen: set[tuple[str, str]] = set()
    kept: list[Row] = []
    settings = copy.sheet("settings")
    allowed = bool(settings and settings.rows and settings.rows[0].get("allow_choice_duplicates"))
    for row in choices.rows:
        key = (row.get("list_name"), row.get("name"))
        if all(key) and (allowed or key not in seen):
            kept.append(row)
            seen.add(key)
        else:
            kept.append(Row(row.number, {}))
    choices.rows = [row for row in kept if row.values]


def _repair_rows(survey: Sheet, lists: Lists, changed: set[int]) -> None:
    names: list[set[str]] = [set()]
    for row in survey.rows:
        kind = parse_type(row.get("type"))
        if kind.closes:
            if len(names) > 1:
                names.pop()
            continue
        if kind.word.replace(" ", "_") in SETTING_WORDS:
            continue
        if not kind.word:
            if not row.get("name"):
                row.values = {}
                continue
            row.values["type"] = "text"
            changed.add(row.number)
        elif not _usable(kind, lists):
            row.values["type"] = "text"
            for column in ("choice_filter", "parameters", "appearance"):
                row.values.pop(column, None)
            changed.add(row.number)
        elif kind.word == "calculate" and not (row.get("calculation") or row.get("default")):
            row.values["calculation"] = "''"
        if lacks_label(parse_type(row.get("type")), row):
            row.values["label"] = _PLAIN  # it has been named already
        name = row.get("name")
        if kind.word != "audit" and (name or kind.word != "note"):
            _rename(row, name, names[-1], changed)
        if kind.opens:
            names.append(set())


def _rename(row: Row, name: str, taken: set[str], changed: set[int]) -> None:
    fresh = name
    if not NAME.fullmatch(fresh):
        fresh = re.sub(r"[^\w.\-]", "_", fresh)
        fresh = fresh if NAME.fullmatch(fresh) else f"row_{row.number}_{fresh}"
        fresh = fresh if NAME.fullmatch(fresh) else f"row_{row.number}"
    if fresh in taken:
        fresh = f"{fresh}_{row.number}"
    if fresh != name:
        row.values["name"] = fresh
        changed.add(row.number)
    taken.add(fresh)


def _usable(kind: QuestionType, lists: Lists) -> bool:
    if kind.opens:
        return kind.opens != "loop" or kind.list_name in lists.values
    if kind.internal:
        values = lists.values.get(kind.list_name)
        blank = kind.word == "select_multiple" and any(" " in value for value in values or ())
        return bool(values) and not blank
    if kind.selects:
        return True
    return kind.word in known_words() or kind.word.startswith("osm ")


def _close_groups(survey: Sheet) -> None:
    opened: list[str] = []
    for row in list(survey.rows):
        kind = parse_type(row.get("type"))
        if kind.opens:
            opened.append(kind.opens)
        elif kind.closes:
            if kind.closes in opened:
                while opened[-1] != kind.closes:
                    _insert_end(survey, row, opened.pop())
                opened.pop()
            else:
                row.values = {}
    last = survey.rows[-1].number if survey.rows else survey.header_row
    for index, word in enumerate(reversed(opened), 1):
        survey.rows.append(Row(last + index, {"type": f"end_{word}"}))


def _insert_end(survey: Sheet, before: Row, word: str) -> None:
    survey.rows.insert(survey.rows.index(before), Row(before.number, {"type": f"end_{word}"}))
