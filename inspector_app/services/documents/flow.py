"""Rows that fill pages: what may stand alone, what stays together, heads that repeat.

The block modules make rows, `record.py` strings them together and hands them to `paginate`. Must
never look at ink, codes or times: page breaks depend on the text alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inspector_app.services.documents.page import MM, Frame, Item, moved

LEFT, RIGHT = 28 * MM, 184 * MM
TOP, BOTTOM = 37 * MM, 262 * MM
MEASURE = RIGHT - LEFT
OUTER, INNER = 0.9, 0.4  # table rules, points
CENTRE = (LEFT + RIGHT) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows within one frame; compared by identity.

    Attributes:
        caption_again: Rows set above the frame when the table continues on the next page.
        head_again: Rows set within the frame there.
    """

    caption_again: tuple[Row, ...] = ()
    head_again: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A strip of the text area that never splits.

    Attributes:
        items: x from the page's left edge, y from the row's top.
        text: What it says, for the page's text; '' for what the parties do not sign.
        before: Space above, dropped at the top of a page.
        lift: Blank within the row's top that is cut off there too.
        keep: Whether the next row must stand on the same page.
        runs_on: Whether the text goes on from the row before without a line feed.
    """

    height: float
    items: tuple[Item, ...] = ()
    text: str = ""
    before: float = 0.0
    keep: bool = False
    table: Table | None = None
    runs_on: bool = False
    lift: float = 0.0


@dataclass(slots=True)
class Sheet:
    """A page while it is being filled; `bottom` is where the last row ended."""

    items: list[Item] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    bottom: float = TOP
    filled: bool = False

    def place(self, row: Row, before: float) -> None:
        """Set a row under what is there."""
        y = self.bottom + before - (0.0 if self.filled else row.lift)
        self.items.extend(moved(item, 0.0, y) for item in row.items)
        if row.runs_on and self.texts:
            self.texts[-1] += row.text
        elif row.text:
            self.texts.append(row.text)
        self.bottom = y + row.height
        self.filled = True


class _Filler:
    """Fills sheets with rows and closes the frame of a table where its part on a page ends."""

    def __init__(self) -> None:
        self.sheets = [Sheet()]
        self._open: Table | None = None
        self._open_top = 0.0
        self._begun: list[Table] = []

    def add(self, chain: Sequence[Row]) -> None:
        """Place rows that belong together, on the next page if this one has no room for all."""
        if self._sheet.filled and not self._fits(sum(row.before + row.height for row in chain)):
            self._next_sheet()
        for row in chain:
            if self._sheet.filled and not self._fits(row.before + row.height):
                self._next_sheet()  # a chain taller than a page has to break somewhere
            self._place(row)

    def close_table(self) -> None:
        """Draw the outer rule around what stands on this page of the open table."""
        if self._open is not None:
            height = self._sheet.bottom - self._open_top
            self._sheet.items.append(Frame(LEFT, self._open_top, MEASURE, height, OUTER))
            self._open = None

    @property
    def _sheet(self) -> Sheet:
        return self.sheets[-1]

    def _fits(self, height: float) -> bool:
        return self._sheet.bottom + height <= BOTTOM + 0.01

    def _next_sheet(self) -> None:
        self.close_table()
        self.sheets.append(Sheet())

    def _place(self, row: Row) -> None:
        if row.table is not self._open:
            self.close_table()
        before = row.before if self._sheet.filled else 0.0
        table = row.table
        if table is not None and self._open is None:
            again = any(known is table for known in self._begun)
            for caption in table.caption_again if again else ():
                self._sheet.place(caption, before)
                before = 0.0
            self._open, self._open_top = table, self._sheet.bottom + before
            for head in table.head_again if again else ():
                self._sheet.place(head, before)
                before = 0.0
            self._begun.append(table)
        self._sheet.place(row, before)


def paginate(rows: Sequence[Row]) -> list[Sheet]:
    """Return the pages the rows fill, table frames drawn."""
    filler = _Filler()
    chain: list[Row] = []
    for row in rows:
        chain.append(row)
        if not row.keep:
            filler.add(chain)
            chain = []
    filler.add(chain)
    filler.close_table()
    return filler.sheets
