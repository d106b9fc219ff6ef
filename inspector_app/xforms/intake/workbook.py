"""Rows of a form's sheets as text, each cell with its address.

The readers make it, aliases name its columns; converter, linter and places use it. Pure data.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector_app.xforms.model import Place

MAX_ROW = 120_000
"""Rows beyond it are not padded: the padding alone would fill the memory."""


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
        ignored: Rows below a gap of more than 60 blank rows, which belong to no form.
    """

    name: str
    title: str
    header_row: int
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    ignored: list[Row] = field(default_factory=list)

    def place(self, row: int, column: str) -> Place:
        """Return the place of a cell.

        A column the sheet has only with a language (`label::中文`) gives the first of them; one it
        lacks altogether gives the row's first column, so that every message can be walked to.
        """
        found = self.column(column)
        if found is not None:
            return Place(self.title, row, found.name, f"{found.letter}{row}")
        if not self.columns:
            return Place(self.title, row, column, f"A{row}")
        first = self.column("type" if self.name == "survey" else "name") or self.columns[0]
        return Place(self.title, row, column or first.name, f"{first.letter}{row}")

    def column(self, name: str) -> Column | None:
        """Return a column by its canonical name, or the first that has it with a suffix."""
        exact = next((column for column in self.columns if column.name == name), None)
        if exact is not None or not name:
            return exact
        return next((column for column in self.columns if column.base == name), None)

    def heading(self, name: str) -> str:
        """Return a column's header as its author wrote it, the canonical name if it is missing."""
        found = self.column(name)
        return found.written if found is not None else name

    def positions(self) -> list[Row | None]:
        """Return the rows as the converter is given them: None stands for a blank row.

        Blank rows keep its numbers those of the sheet, where the header is the first row.
        """
        found: list[Row | None] = []
        for row in self.rows:
            while self.header_row == 1 and len(found) + 2 < row.number <= MAX_ROW:
                found.append(None)
            found.append(row)
        return found

    def has(self, name: str) -> bool:
        """Return whether the sheet has a column."""
        return any(column.name == name for column in self.columns)


@dataclass(slots=True)
class Workbook:
    """All sheets of a form, in order.

    Attributes:
        guessed: Sheets the linter took for ours although their title is only near.
    """

    sheets: list[Sheet]
    guessed: dict[str, Sheet] = field(default_factory=dict)

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
