"""The row of a sample table in work: one input for each column, the next one focused by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from inspector_app.services.checklist.views import PartView, RowView

from inspector_app.ui.components.panel import ScrollColumn
from inspector_app.ui.desk import Desk
from inspector_app.ui.parts import PartEditor


class RowEditor(ScrollColumn):
    """One row."""

    given = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        """Make an empty editor."""
        super().__init__(desk.look, (20, 4, 20, 12), 10)
        self.desk = desk
        self._editors: list[PartEditor] = []
        self._holder: QWidget | None = None

    def show_row(self, row: RowView, id_column: int, *, id_fixed: bool, editable: bool) -> None:
        """Show a row; a drawn row's id cannot be changed."""
        cells = [cell for n, cell in enumerate(row.cells) if not (id_fixed and n == id_column)]
        same = len(cells) == len(self._editors) and all(
            editor.fits(cell) for editor, cell in zip(self._editors, cells, strict=True)
        )
        if same:
            for editor, cell in zip(self._editors, cells, strict=True):
                editor.show_part(cell)
            return
        self._build(cells, editable=editable)

    def focus(self) -> None:
        """Put the focus on the first empty input."""
        editor = next((one for one in self._editors if not one.part.value), None)
        editor = editor or next(iter(self._editors), None)
        if editor is not None:
            editor.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(editor)

    def _build(self, cells: list[PartView], *, editable: bool) -> None:
        if self._holder is not None:
            self.column.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        self._editors = []
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.desk.look.px(12))
        grid.setVerticalSpacing(self.desk.look.px(10))
        line, half = 0, False
        for n, cell in enumerate(cells):
            editor = PartEditor(self.desk, cell)
            editor.setEnabled(editable)
            editor.given.connect(self._on_given)
            narrow = len(cell.choices) == 2
            following = n + 1 < len(cells) and len(cells[n + 1].choices) == 2
            if narrow and half:
                grid.addWidget(editor, line, 1)
                line, half = line + 1, False
            elif narrow and following:
                grid.addWidget(editor, line, 0)
                half = True
            else:
                grid.addWidget(editor, line, 0, 1, 2)
                line += 1
            self._editors.append(editor)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.column.insertWidget(0, self._holder)
        if self.column.count() == 1:
            self.column.addStretch(1)

    def _on_given(self, ref: str, value: str) -> None:
        self.given.emit(ref, value)
        at = next((n for n, one in enumerate(self._editors) if one.part.ref == ref), -1)
        if value and 0 <= at < len(self._editors) - 1 and self._editors[at].part.choices:
            following = self._editors[at + 1]
            following.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(following)
