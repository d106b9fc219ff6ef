"""Rows of a form's sheets as text, each cell with its address.

The readers make it, aliases name its columns; converter, linter and places use it. Pure data.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector_app.xforms.model import Place


@dataclass(slots=True)
class Column:
    """A column of a sheet.

    Attributes:
        name: Canonical English name with its suffix: `label::中文 (zh)`, `bind::insp:basis`.
        written: Header as the author wrote it.
        letter: `A`, `B`, … `AA`.
    """

    name: str
    written: str
    letter: str

    @property
    def base(self) -> str:
        """Name without language or bind suffix: `label`, `bind`."""
        return self.name.partition("::")[0]


@dataclass(slots=True)
class Row:
    """A row: its number in the sheet (1-based) and its texts by canonical column name."""

    number: int
    values: dict[str, str]

    def get(self, name: str) -> str:
        """Return a cell's text, '' when empty."""
        return self.values.get(name, "")


@dataclass(slots=True)
class Sheet:
    """One sheet.

    Attributes:
        name: Canonical: survey choices settings entities external_choices osm; '' when unknown.
        title: As written.
        header_row: Number of the header's row.
    """

    name: str
    title: str
    header_row: int
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def place(self, row: int, column: str) -> Place:
        """Return the place of a cell."""
        for candidate in self.columns:
            if candidate.name == column:
                return Place(self.title, row, column, f"{candidate.letter}{row}")
        return Place(self.title, row, column, f"A{row}" if not column else "")

    def has(self, name: str) -> bool:
        """Return whether the sheet has a column."""
        return any(column.name == name for column in self.columns)


@dataclass(slots=True)
class Workbook:
    """All sheets of a form, in order."""

    sheets: list[Sheet]

    def sheet(self, name: str) -> Sheet | None:
        """Return the first sheet of a canonical name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


RawRows = list[tuple[int, list[str]]]
"""Row number and cell texts, header first."""


def letter_of(index: int) -> str:
    """Return the letter of a 0-based column index."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
