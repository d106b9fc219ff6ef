"""Which sheet was meant when no title is quite right.

`read_workbook` and the linter call it. Must never be used to load a form: a guess is only offered.
"""

from __future__ import annotations

from inspector_app.xforms.intake.aliases import SHEETS, column_name, fold, sheet_name
from inspector_app.xforms.intake.workbook import RawRows
from inspector_app.xforms.near import nearest


def guess_titles(raw: list[tuple[str, RawRows]]) -> dict[str, str]:
    """Return canonical names by title for sheets whose title is none but was probably meant so."""
    present = {sheet_name(title) for title, _ in raw}
    found: dict[str, str] = {}
    for title, _ in raw:
        near = nearest(fold(title).lower(), SHEETS)
        canonical = SHEETS.get(near, "") if near and not sheet_name(title) else ""
        if canonical and canonical not in present and canonical not in found.values():
            found[title] = canonical
    if "survey" not in present and "survey" not in found.values():
        titles = [title for title, rows in raw if not sheet_name(title) and _has_questions(rows)]
        if len(titles) == 1 and titles[0] not in found:
            found[titles[0]] = "survey"
    return found


def _has_questions(rows: RawRows) -> bool:
    names = {column_name("survey", header) for header in rows[0][1]} if rows else set()
    return {"type", "name"} <= names
