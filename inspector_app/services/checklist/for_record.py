"""A checklist as the record reads it: in Chinese, whatever language the window speaks.

Handed to `services.writing` instead of the checklist itself. Must never change anything.
"""

from __future__ import annotations

from inspector_app.services.checklist.checklist import Checklist
from inspector_app.services.checklist.views import Answer, ItemView, SectionView, TableView

_CHINESE = "zh"


class ChecklistForRecord:
    """The views of a checklist, in Chinese."""

    def __init__(self, checklist: Checklist) -> None:
        self._checklist = checklist

    def sections(self) -> tuple[SectionView, ...]:
        """Return the sections that apply."""
        with self._checklist.speaking(_CHINESE):
            return self._checklist.sections()

    def items(self) -> tuple[ItemView, ...]:
        """Return every item that applies."""
        with self._checklist.speaking(_CHINESE):
            return self._checklist.items()

    def tables(self) -> tuple[TableView, ...]:
        """Return the sample tables that apply."""
        with self._checklist.speaking(_CHINESE):
            return self._checklist.tables()

    def answers(self) -> dict[str, Answer]:
        """Return every answered node by its instance path."""
        return self._checklist.answers()
