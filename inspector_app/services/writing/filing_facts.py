"""From a snapshot and its written record to what the filing lint reads.

Pure; called by the `Writing` service. Must never judge: that is `domain.filing`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime

from inspector_app.domain.filing import (
    FilingFacts,
    FilingItem,
    FilingProblem,
    FilingTable,
    FilingText,
)
from inspector_app.records.content import RecordContent
from inspector_app.services.writing.opening import missing_steps
from inspector_app.services.writing.snapshot import TableFact, VisitSnapshot

_COUNTED = frozenset({"wb_12_p1_1", "wb_70_p1_2", "fy_01_p3_1"})
_LEDGER = ("approved_computers", "computers", "terminals")


def filing_facts(
    snapshot: VisitSnapshot,
    content: RecordContent,
    *,
    now: datetime,
    overlaps: tuple[tuple[str, str], ...] = (),
    citations: tuple[FilingProblem, ...] = (),
    covered: Callable[[str], bool] | None = None,
) -> FilingFacts:
    """Return the facts the lint judges.

    Args:
        now: Laptop's wall time.
        overlaps: (officer's name, other visit) at the same time.
        citations: Problems the law lint found.
        covered: Tells whether the record's fonts have a character; None leaves L-38 out.
    """
    texts = tuple(_texts(snapshot, content))
    # as it will be frozen: é typed as e and accent prints as one character
    whole = unicodedata.normalize("NFC", "".join(text.text for text in texts))
    printed = {character for character in whole if character > " "}
    return FilingFacts(
        now=now,
        assignment=snapshot.assignment,
        unit=snapshot.unit,
        profile=snapshot.profile,
        officers=snapshot.officers,
        visit=snapshot.visit,
        recorder_named=any(one.person_id == snapshot.recorder for one in snapshot.officers),
        events=snapshot.events,
        items=tuple(
            FilingItem(
                code=item.code,
                title=item.title,
                verdict=item.verdict,
                sentence=item.sentence,
                complete=item.complete,
                photo_rule=item.photo_rule,
                photos=item.photos,
                photo_problem=item.photo_problem,
                tables=item.tables,
            )
            for item in snapshot.items
        ),
        findings=snapshot.findings,
        evidence=snapshot.evidence,
        texts=texts,
        tables=tuple(_table(table) for table in snapshot.tables),
        party=snapshot.party,
        classified=snapshot.classified,
        position=bool(snapshot.place),
        missing_steps=missing_steps(snapshot),
        overlaps=overlaps,
        citations=citations,
        terminals=_terminals(snapshot),
        uncovered=frozenset(character for character in printed if not covered(character))
        if covered
        else frozenset(),
    )


def _texts(snapshot: VisitSnapshot, content: RecordContent) -> Iterator[FilingText]:
    titles: dict[str, str] = {item.code: item.title + item.name for item in snapshot.items}
    for n, line in enumerate(content.opening, 1):
        yield FilingText(f"text:opening/{n:02}", line.text, neutral=False)
    for n, paragraph in enumerate(content.narrative, 1):
        asked = "".join(titles.get(code, "") for code in paragraph.items)
        place = f"item:{paragraph.items[0]}" if len(paragraph.items) == 1 else ""
        yield FilingText(place or f"text:narrative/{n:03}", paragraph.text, asked=asked)
    for entry in snapshot.evidence:
        yield FilingText(f"evidence:{entry.n}", f"{entry.title} {entry.proves}".strip())
    for name in ("place", "environment"):
        yield FilingText(f"visit:{name}", snapshot.visit.get(name, ""))
    if snapshot.party is not None:
        party = snapshot.party
        for words in (party.statement, party.objection, party.reason):
            yield FilingText("party", words, neutral=False)
    yield FilingText("unit", f"{snapshot.unit.name}{snapshot.unit.address}", neutral=False)


def _terminals(snapshot: VisitSnapshot) -> int:
    """Return how many terminals there are: counted on the visit, else as the ledger says."""
    counted = [
        str(answer.get("value", ""))
        for path, answer in snapshot.answers.items()
        if path.rsplit("/", 1)[-1] in _COUNTED
    ]
    known = [snapshot.unit.facts.get(name, "") for name in _LEDGER]
    for values in (counted, known):
        numbers = [int(value) for value in values if value.isdigit()]
        if numbers:
            return max(numbers)
    return 0


def _table(table: TableFact) -> FilingTable:
    ids = tuple(row[table.id_column] for row in table.rows) if table.id_column >= 0 else ()
    return FilingTable(
        code=table.code,
        title=table.title,
        rows=table.rows,
        ids=ids,
        id_column=table.id_column,
        drawn=table.drawn,
        has_draw=table.by_draw,
        given=frozenset({table.id_column, *_kind_columns(table)}),
    )


def _kind_columns(table: TableFact) -> Iterator[int]:
    """Yield the columns that only say which draw a row came from."""
    kinds = {one.by for one in table.further}
    for place, column in enumerate(table.columns):
        if kinds and {table.by, *kinds} <= set(column.choices):
            yield place
