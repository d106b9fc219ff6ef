"""Collects findings of the linter, each with level, code, place and both languages.

Every linter module adds to one `Findings`. Must never drop or reorder by severity: one run tells
all.
"""

from __future__ import annotations

from typing import Literal

from inspector_app.xforms.model import Bilingual, Place, Problem
from inspector_app.xforms.refusal import FormRefusedError

Level = Literal["error", "warning", "info"]


class Findings:
    """The findings of one form."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.nowhere = Place()
        """Where a finding stands that has no place of its own: never nowhere."""
        self.sheets: tuple[str, ...] = ()
        self._seen: set[tuple[str, Place, int | None, str]] = set()

    def add(
        self,
        level: Level,
        code: str,
        place: Place,
        message: tuple[str, str],
        fix: tuple[str, str] = ("", ""),
        *,
        name: str = "",
        at: int | None = None,
    ) -> None:
        """Add one finding, once.

        Args:
            message: Chinese and English.
            fix: Chinese and English; may be empty.
        """
        if not place.row and place.sheet in ("", self.nowhere.sheet):
            place = self.nowhere
        key = (code, place, at, message[1])
        if key in self._seen:
            return
        self._seen.add(key)
        self.problems.append(
            Problem(level, code, place, name, at, Bilingual(*message), Bilingual(*fix))
        )

    def refused(
        self, error: FormRefusedError, place: Place, at: int | None, level: Level = "error"
    ) -> None:
        """Add an error of intake or compiler at its refined place; a warning when it loads."""
        self.add(
            level, error.code, place, (error.message.zh, error.message.en),
            (error.fix.zh, error.fix.en), name=error.name, at=at,
        )  # fmt: skip

    @property
    def has_errors(self) -> bool:
        """Whether an error was found."""
        return any(problem.level == "error" for problem in self.problems)

    def sorted(self) -> tuple[Problem, ...]:
        """Return all findings by sheet, row and column."""
        order = {title: index for index, title in enumerate(self.sheets)}
        return tuple(
            sorted(
                self.problems,
                key=lambda p: (
                    order.get(p.place.sheet, len(order)), p.place.sheet, p.place.row,
                    len(p.place.cell), p.place.cell, p.at or 0, p.code,
                ),
            )
        )  # fmt: skip
