"""From a node's path to its row and cell in the workbook.

`Intake` builds it when somebody asks for a place. Group nesting is followed as pyxform does.
"""

from __future__ import annotations

from inspector_app.xforms.intake.aliases import canonical_type
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
        root = settings.rows[0].get("name") if settings and settings.rows else ""
        if self._sheet is not None:
            self._walk(self._sheet, root or "data")

    def _walk(self, sheet: Sheet, root: str) -> None:
        stack = [f"/{root}"]
        for row in sheet.rows:
            kind = canonical_type(row.get("type")).lower().replace(" ", "_")
            if kind.startswith(("end_group", "end_repeat", "end_loop")):
                if len(stack) > 1:
                    stack.pop()
                continue
            name = row.get("name")
            if not name:
                continue
            path = f"{stack[-1]}/{name}"
            self._rows.setdefault(path, row)
            if kind.startswith("begin_repeat"):
                self._rows.setdefault(f"{path}_count", row)
            if kind.startswith("begin"):
                stack.append(path)

    def of(self, path: str, attribute: str) -> Place | None:
        """Return the cell of a node's property; its name's cell when the property has no column."""
        row = self._rows.get(path)
        if row is None or self._sheet is None:
            return None
        return self._sheet.place(row.number, _column(row, path, attribute) or "name")

    def text(self, path: str, attribute: str) -> str:
        """Return the text of that cell, '' when the property has no column."""
        row = self._rows.get(path)
        return row.get(_column(row, path, attribute)) if row is not None else ""


def _column(row: Row, path: str, attribute: str) -> str:
    wanted = COLUMN_OF.get(attribute, attribute)
    if wanted in row.values:
        return wanted
    if path.endswith("_count") and "repeat_count" in row.values:
        return "repeat_count"
    return next((key for key in row.values if key.partition("::")[0] == wanted), "")
