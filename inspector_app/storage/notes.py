"""What officers wrote in their own words: changed record sentences, and notes."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.identifiers import InspectionId, ItemCode, PersonId
from inspector_app.storage.sqlcipher import Sql


@dataclass(frozen=True, slots=True)
class Note:
    """One note.

    Attributes:
        n: 1 upwards within the inspection.
        item: Check item, '' for the visit as a whole.
        kind: `record` is printed, `internal` stays out of the party's copy.
        event_seq: Number of its event in the device's chain.
    """

    n: int
    item: ItemCode
    kind: str
    text: str
    person: PersonId
    event_seq: int


class NoteTable:
    """Sentences by item, notes by number."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def set_sentence(
        self, inspection_id: InspectionId, item: ItemCode, text: str, person: PersonId
    ) -> None:
        """Keep the officers' wording for an item; '' goes back to the generated sentence."""
        if text:
            self._sql.run(
                "INSERT OR REPLACE INTO sentences (inspection_id, item, text, person)"
                " VALUES (?, ?, ?, ?)",
                (inspection_id, item, text, person),
            )
        else:
            self._sql.run(
                "DELETE FROM sentences WHERE inspection_id = ? AND item = ?", (inspection_id, item)
            )

    def sentences(self, inspection_id: InspectionId) -> dict[ItemCode, str]:
        """Return the officers' wordings by item."""
        rows = self._sql.all(
            "SELECT item, text FROM sentences WHERE inspection_id = ?", (inspection_id,)
        )
        return {ItemCode(row[0]): row[1] for row in rows}

    def add(
        self,
        inspection_id: InspectionId,
        item: ItemCode,
        kind: str,
        text: str,
        person: PersonId,
        event_seq: int,
    ) -> Note:
        """Add a note and return it with its number; numbers are never used twice."""
        n = int(
            self._sql.value(
                "SELECT coalesce(max(n), 0) + 1 FROM notes WHERE inspection_id = ?",
                (inspection_id,),
            )
        )
        self._sql.run(
            "INSERT INTO notes (inspection_id, n, item, kind, text, person, event_seq)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (inspection_id, n, item, kind, text, person, event_seq),
        )
        return Note(n, item, kind, text, person, event_seq)

    def change(self, inspection_id: InspectionId, n: int, text: str, event_seq: int) -> None:
        """Replace a note's text; '' keeps the number and takes the note out of every list."""
        self._sql.run(
            "UPDATE notes SET text = ?, event_seq = ? WHERE inspection_id = ? AND n = ?",
            (text, event_seq, inspection_id, n),
        )

    def list(self, inspection_id: InspectionId) -> tuple[Note, ...]:
        """Return the notes that have a text, by number."""
        rows = self._sql.all(
            "SELECT n, item, kind, text, person, event_seq FROM notes"
            " WHERE inspection_id = ? AND text <> '' ORDER BY n",
            (inspection_id,),
        )
        return tuple(Note(*row) for row in rows)
