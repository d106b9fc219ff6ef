"""What the screen, findings and writing see of a checklist. Values only, in the language spoken.

Made by `checklist.Checklist`. A view never changes; ask for a new one after a change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inspector_app.domain.identifiers import ItemCode
from inspector_app.domain.wording import Text
from inspector_app.services.changes import Changes
from inspector_app.storage.draws import StoredDraw
from inspector_app.storage.notes import Note


@dataclass(frozen=True, slots=True)
class BasisView:
    """One citation of an item, resolved for the day of the visit."""

    key: str
    text: str
    verified: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """One input.

    Attributes:
        unit: Printed behind the number, '' for none.
        kind: `select1`, `select`, `int`, `decimal`, `date`, `dateTime`, `time`, `string`.
        choices: (value, label) pairs.
        violation: Why the value is not accepted, '' when it is.
        required: Must be answered now.
    """

    ref: str
    label: str
    unit: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...]
    violation: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class ItemView:
    """One check item as it stands.

    Attributes:
        section: Key of its section.
        name: Short heading for the record.
        severity: `G`, `S`, `C`.
        authority: Competent bodies, `公安/文旅`.
        photo_rule: `-`, `o`, `F`, `R`, `X`, with a count `F:1-3`; always `X` in classified mode.
        adverse: Asks for something bad: say 未发现 / 发现问题 instead of 合格 / 不合格.
        parts: Inputs that are asked now.
        verdict: '', `ok`, `ng`, `na`; `proposal` likewise, '' without one.
        consequence: Codes that follow from the answers, joined by `+`, '' unless it failed.
        lose, crime: Answers 是/否 on a failed critical item; refs '' when they are not asked.
        answered: Has a verdict (or, without verdicts, its value).
        complete: Nothing is missing or wrong except photos.
        sentence: For the record, '' while open or not applicable.
        own_sentence: The officers changed the generated sentence.
        photos: Numbers of its photos.
        photo_problem: What is wrong with the photos, None if nothing.
        demand: What an order to correct would ask for, '' if the item leads to none.
    """

    code: ItemCode
    section: str
    title: str
    name: str
    how: str
    severity: str
    authority: str
    basis: tuple[BasisView, ...]
    photo_rule: str
    adverse: bool
    tables: tuple[str, ...]
    parts: tuple[PartView, ...]
    verdict_ref: str
    verdict: str
    verdict_choices: tuple[tuple[str, str], ...]
    proposal: str
    reason_ref: str
    reason: str
    reason_required: bool
    consequence: str
    lose_ref: str
    lose: str
    crime_ref: str
    crime: str
    relevant: bool
    answered: bool
    complete: bool
    sentence: str
    own_sentence: bool
    notes: tuple[Note, ...]
    photos: tuple[int, ...]
    photo_problem: Text | None
    demand: str = ""


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section.

    Attributes:
        key: `procedure`, `facts`, `s01` ...
        short: Heading of at most 9 characters.
        answered, total, failed: Counts over the items that apply.
        items: Codes of the items that apply, in order.
    """

    key: str
    title: str
    short: str
    answered: int
    total: int
    failed: int
    items: tuple[ItemCode, ...]


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column of a sample table.

    Attributes:
        choices: Labels a cell can take, empty for free text and numbers.
        deviating: Labels printed bold.
    """

    title: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    deviating: frozenset[str]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: its repeat instance and its cells."""

    ref: str
    cells: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class DrawView:
    """One way rows of a table come about.

    Attributes:
        by: What a row stands for, `seat`, `机柜`.
        size: How many, as the checklist says; `bureau` = the officers do.
        column: Index of the column the identifiers go into.
    """

    by: str
    size: str
    column: int


@dataclass(frozen=True, slots=True)
class TableView:
    """One sample table.

    Attributes:
        id_column: Index of the column that names a row.
        rule: How many rows, as the checklist says: `min(N,20,max(5,10%))`, `all`, `dates(…)`;
            of the first draw, as `by`.
        by: What a row stands for, `seat`.
        draws: Every attempt of every draw, those of the first draw first.
        ways: The draws in the order of the checklist; their index is `StoredDraw.rule`.
        totals: Text of the total row, '' for none.
    """

    code: str
    title: str
    relevant: bool
    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]
    id_column: int
    rule: str
    by: str
    draws: tuple[StoredDraw, ...]
    totals: str
    note: str
    ways: tuple[DrawView, ...] = ()

    def last_draws(self) -> tuple[StoredDraw, ...]:
        """Return the draw that counts of each way, in the order of the checklist."""
        return tuple({draw.rule: draw for draw in self.draws}.values())


@dataclass(frozen=True, slots=True)
class SaveResult:
    """A change that is on disk.

    Attributes:
        saved_at: When; the commit had succeeded before anybody got this value.
        items: Codes of the items that look different now, the changed one first.
        tables: Codes of the tables that look different now.
        ref: A row that was added, else ''.
    """

    changes: Changes
    saved_at: datetime
    items: tuple[ItemCode, ...] = ()
    tables: tuple[str, ...] = ()
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered node, for the record's leaves.

    Attributes:
        officer: Person id, '' for what was calculated.
        seq: Number of its event in the device's chain.
    """

    value: str
    officer: str
    seq: int
