"""From a node's path to its row and cell in the workbook.

`Intake` builds it when somebody asks for a place. Group nesting is followed as pyxform does.
"""

from __future__ import annotations

from inspector_app.xforms.intake.types import parse_type
from inspector_app.xforms.intake.workbook import Row, Sheet, Workbook
from inspector_app.xforms.model import Place

COLUMN_OF = {
    "calculate": "calculation", "relevant": "relevant", "readonly": "read_only",
    "required": "required",
    "constraint": "constraint", "count": "repeat_count", "choices": "choice_filter",
    "label": "label",
    "action": "default",
}  # fmt: skip


class Places:
    """Rows of all questions by path."""

    def __init__(self, workbook: Workbook) -> None:
        self._sheet = workbook.sheet("survey")
        self._rows: dict[str, Row] = {}
        settings = workbook.sheet("settings")
        self._settings = settings
        root = settings.rows[0].get("name") if settings and settings.rows else ""
        if self._sheet is not None:
            self._walk(self._sheet, root or "data")

    def _walk(self, sheet: Sheet, root: str) -> None:
        stack = [f"/{root}"]
        for row in sheet.rows:
            kind = parse_type(row.get("type"))
            if kind.closes:
                if len(stack) > 1:
                    stack.pop()
                continue
            name = row.get("name")
            if not name:
                continue
            path = f"{stack[-1]}/{name}"
            self._rows.setdefault(path, row)
            if kind.opens == "repeat":
                self._rows.setdefault(f"{path}_count", row)
            if kind.other:
                self._rows.setdefault(f"{path}_other", row)
            if kind.opens:
                stack.append(path)

    def of(self, path: str, attribute: str) -> Place | None:
        """Return the cell of a node's property; its name's cell when the property has no column."""
        row = self._rows.get(path)
        if path.endswith("/meta/instanceName") and self._settings and self._settings.rows:
            return self._settings.place(self._settings.rows[0].number, "instance_name")
        if row is None or self._sheet is None:
            return None
        return self._sheet.place(row.number, _column(row, path, attribute) or "name")

    def text(self, path: str, attribute: str) -> str:
        """Return the text of that cell, '' when the property has no column."""
        row = self._rows.get(path)
        if path.endswith("/meta/instanceName") and self._settings and self._settings.rows:
            return self._settings.rows[0].get("instance_name")
        return row.get(_column(row, path, attribute)) if row is not None else ""


def _column(row: Row, path: str, attribute: str) -> str:
    wanted = COLUMN_OF.get(attribute, attribute)
    if wanted in row.values:
        return wanted
    if path.endswith("_count") and "repeat_count" in row.values:
        return "repeat_count"
    return next((key for key in row.values if key.partition("::")[0] == wanted), "")
