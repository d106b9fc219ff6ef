"""The ledger of inspected units with its search by two characters and more."""

from __future__ import annotations

from inspector_app.domain.identifiers import UnitId
from inspector_app.domain.units import InspectedUnit
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.grams import match_query, normalise, pairs
from inspector_app.storage.sqlcipher import Sql

_FIELD_BREAK = "\n"  # between name, code, address: a search never matches across fields


class UnitTable:
    """Units by id; rows are replaced by newer versions, never removed."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, unit: InspectedUnit) -> bool:
        """Insert, or replace an older version, with its search keys; tell whether anything
        changed.
        """
        fields = [normalise(t) for t in (unit.name, unit.credit_code, unit.address)]
        known = self._sql.one("SELECT row, version FROM units WHERE id = ?", (unit.id,))
        if known is not None and known[1] >= unit.version:
            return False
        if known is not None:
            self._sql.run("DELETE FROM unit_grams WHERE rowid = ?", (known[0],))
        self._sql.run(
            "INSERT INTO units (id, category, name, district, search, version, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " category = excluded.category, name = excluded.name, district = excluded.district,"
            " search = excluded.search, version = excluded.version, body = excluded.body",
            (
                unit.id,
                unit.category.value,
                unit.name,
                unit.district,
                _FIELD_BREAK.join(fields),
                unit.version,
                encode(unit),
            ),
        )
        row = self._sql.value("SELECT row FROM units WHERE id = ?", (unit.id,))
        grams = " ".join(dict.fromkeys(pair for text in fields for pair in pairs(text)))
        self._sql.run("INSERT INTO unit_grams (rowid, grams) VALUES (?, ?)", (row, grams))
        return True

    def get(self, unit_id: UnitId) -> InspectedUnit | None:
        """Return one unit."""
        body = self._sql.value("SELECT body FROM units WHERE id = ?", (unit_id,))
        return None if body is None else decode(body, InspectedUnit)

    def search(
        self, text: str, category: str = "", limit: int = 100, offset: int = 0
    ) -> tuple[InspectedUnit, ...]:
        """Return units whose name, credit code or address contains `text`, by name.

        Args:
            text: Blanks, punctuation and case do not matter; '' finds all.
            category: A `UnitCategory` value, '' for all.
            limit: Most rows returned.
            offset: Rows skipped.
        """
        needle = normalise(text)
        query = match_query(needle)
        values = (category, category, needle, limit, offset)
        if query:
            rows = self._sql.all(
                "SELECT u.body FROM unit_grams g JOIN units u ON u.row = g.rowid"
                " WHERE unit_grams MATCH ? AND (? = '' OR u.category = ?)"
                " AND instr(u.search, ?) > 0 ORDER BY u.name, u.id LIMIT ? OFFSET ?",
                (query, *values),
            )
        else:
            rows = self._sql.all(
                "SELECT u.body FROM units u WHERE (? = '' OR u.category = ?)"
                " AND instr(u.search, ?) > 0 ORDER BY u.name, u.id LIMIT ? OFFSET ?",
                values,
            )
        return tuple(decode(row[0], InspectedUnit) for row in rows)

    def count(self, category: str = "") -> int:
        """Return how many units there are, of one category or all."""
        return int(
            self._sql.value(
                "SELECT count(*) FROM units WHERE ? = '' OR category = ?", (category, category)
            )
        )
