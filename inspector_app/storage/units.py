"""The ledger of inspected units: rows, search, keys for duplicates, history of changes.

Search finds any part of a name, a number or an address, and the initials of a name. Must never
remove a unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from inspector_app.domain.identifiers import UnitId
from inspector_app.domain.ledger.cleaning import address_key, clean_code, name_key
from inspector_app.domain.ledger.fields import SEARCHED_FACTS
from inspector_app.domain.units import InspectedUnit
from inspector_app.storage.codec import decode, encode
from inspector_app.storage.grams import (
    INDEX_VERSION,
    category_key,
    initials_of,
    keys_of,
    match_query,
    normalise,
)
from inspector_app.storage.sqlcipher import Sql

_FIELD_BREAK = "\n"  # between name, numbers, address, initials: no match goes across
_INDEX_MARK = "ledger.index"
_AFTER_ALL = "\U0010ffff"
_BULK_HASH_BYTES = 64 << 20
_USUAL_HASH_BYTES = 1 << 20
_BULK_CACHE_KIB = 192 << 10
_USUAL_CACHE_KIB = 2000
_NEAR = 25
"""Most units looked at for one name that begins alike: beyond, a name says nothing."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One change of a unit made on this laptop.

    Attributes:
        person: Who.
        source: Name of the file it came from.
        fields: Key, old and new value; '' = none.
    """

    at: datetime
    person: str
    source: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class UnitKeys:
    """What a unit is compared by, without reading all of it.

    Attributes:
        category: Value of `UnitCategory`.
        name_key, address_key: Of `cleaning`.
        credit: Credit code, '' if none.
    """

    id: UnitId
    category: str
    name: str
    name_key: str
    address_key: str
    district: str
    credit: str


class UnitTable:
    """Units by id; rows are replaced by newer versions, never removed."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, unit: InspectedUnit) -> bool:
        """Insert, or replace an older version, with its search keys; tell whether anything
        changed.
        """
        known = self._sql.one("SELECT row, version FROM units WHERE id = ?", (unit.id,))
        if known is not None and known[1] >= unit.version:
            return False
        self._write(unit, None if known is None else known[0])
        return True

    def amend(self, unit: InspectedUnit) -> None:
        """Insert or replace a unit without regard to its version: what an import does."""
        self._write(unit, self._sql.value("SELECT row FROM units WHERE id = ?", (unit.id,)))

    def add_all(self, units: Iterable[InspectedUnit]) -> int:
        """Insert units that are known to be new; return their number."""
        count = 0
        for unit in units:
            self._write(unit, None)
            count += 1
        return count

    def begin_bulk(self) -> None:
        """Let index and pages gather in memory before they are written, for thousands of rows.

        Six indexes grow at random places: with the usual 2 MB of pages most would be decrypted
        again for each row.
        """
        self._hash_size(_BULK_HASH_BYTES)
        self._sql.run(f"PRAGMA cache_size = -{_BULK_CACHE_KIB}")

    def end_bulk(self) -> None:
        """Undo `begin_bulk`."""
        self._hash_size(_USUAL_HASH_BYTES)
        self._sql.run(f"PRAGMA cache_size = -{_USUAL_CACHE_KIB}")

    def get(self, unit_id: UnitId) -> InspectedUnit | None:
        """Return one unit."""
        body = self._sql.value("SELECT body FROM units WHERE id = ?", (unit_id,))
        return None if body is None else decode(body, InspectedUnit)

    def search(
        self, text: str, category: str = "", limit: int = 100, offset: int = 0
    ) -> tuple[InspectedUnit, ...]:
        """Return units that hold every word of `text` in name, number, address or initials.

        Names that begin with `text` come first, in order; the others as they came into the
        ledger, so that a wide search can stop at its limit.

        Args:
            text: Words parted by blanks; punctuation, width and case do not matter; '' finds
                all, by name.
            category: A `UnitCategory` value, '' for all.
            limit: Most rows returned.
            offset: Rows skipped.
        """
        words = [word for part in text.split() if (word := normalise(part))]
        if not words:
            rows = self._all(category, limit, offset)
        else:
            first = self._beginning(text.strip(), category, limit + offset)
            more = limit + offset - len(first)
            rows = first[offset:]
            if more > 0:
                known = {row[0] for row in first}
                others = self._holding(words, category, more + len(first))
                found = [*first, *(row for row in others if row[0] not in known)]
                rows = found[offset : offset + limit]
        return tuple(decode(row[1], InspectedUnit) for row in rows)

    def count(self, category: str = "") -> int:
        """Return how many units there are, of one category or all."""
        if category:
            return int(
                self._sql.value("SELECT count(*) FROM units WHERE category = ?", (category,))
            )
        return int(self._sql.value("SELECT count(*) FROM units"))

    def each(self, category: str = "", page: int = 500) -> Iterable[InspectedUnit]:
        """Yield every unit in the order they came."""
        last = -1
        while rows := self._sql.all(
            "SELECT row, body FROM units WHERE row > ? AND (? = '' OR category = ?)"
            " ORDER BY row LIMIT ?",
            (last, category, category, page),
        ):
            for _, body in rows:
                yield decode(body, InspectedUnit)
            last = rows[-1][0]

    def with_credit_code(self, code: str) -> tuple[InspectedUnit, ...]:
        """Return the units of one credit code."""
        rows = self._sql.all("SELECT body FROM units WHERE credit = ? AND credit <> ''", (code,))
        return tuple(decode(row[0], InspectedUnit) for row in rows)

    def perhaps_like(self, name: str, address: str, *, coded: bool) -> tuple[UnitKeys, ...]:
        """Return keys of units of the same address, and of such whose name begins with half of it.

        Args:
            name: Key of `cleaning.name_key`.
            address: Key of `cleaning.address_key`, '' if there is none.
            coded: The unit looked for has a credit code: only units without one may be meant.
        """
        half = name[: max(2, len(name) // 2)]
        asked: list[tuple[str, tuple[str, ...]]] = [
            ("name_key >= ? AND name_key < ?", (half, half + _AFTER_ALL)),
            ("name_key = ?", (name,)),
        ]
        if address:
            asked.append(("address_key = ? AND address_key <> ''", (address,)))
        codeless = "credit = '' AND " if coded else ""
        found: dict[str, UnitKeys] = {}
        for where, values in asked:
            for row in self._sql.all(
                "SELECT id, category, name, name_key, address_key, district, credit FROM units"  # noqa: S608  no text of others
                f" WHERE {codeless}{where} LIMIT ?",
                (*values, _NEAR),
            ):
                found[row[0]] = UnitKeys(*row)
        return tuple(found.values())

    def add_change(self, unit_id: UnitId, change: UnitChange) -> None:
        """Append to a unit's history."""
        self._sql.run(
            "INSERT INTO unit_history SELECT ?, 1 + coalesce(max(seq), 0), ?, ?, ?, ?"
            " FROM unit_history WHERE unit_id = ?",
            (unit_id, change.at.isoformat(), change.person, change.source, encode(change.fields),
             unit_id),
        )  # fmt: skip

    def changes(self, unit_id: UnitId) -> tuple[UnitChange, ...]:
        """Return a unit's history, newest first."""
        rows = self._sql.all(
            "SELECT at, person, source, body FROM unit_history WHERE unit_id = ? ORDER BY seq DESC",
            (unit_id,),
        )
        return tuple(
            UnitChange(
                datetime.fromisoformat(at), person, source,
                decode(body, tuple[tuple[str, str, str], ...]),
            )
            for at, person, source, body in rows
        )  # fmt: skip

    def index_is_stale(self) -> bool:
        """Tell whether another version of the app indexed the units."""
        mark = self._sql.value("SELECT value FROM meta WHERE name = ?", (_INDEX_MARK,))
        return bool(mark != str(INDEX_VERSION).encode())

    def index_anew(self) -> None:
        """Make the search keys of every unit again."""
        self._sql.run("INSERT INTO unit_grams (unit_grams) VALUES ('delete-all')")
        last = -1
        while rows := self._sql.all(
            "SELECT row, body FROM units WHERE row > ? ORDER BY row LIMIT 500", (last,)
        ):
            for last, body in rows:
                unit = decode(body, InspectedUnit)
                texts = _texts(unit)
                self._sql.run(
                    "UPDATE units SET search = ?, credit = ?, name_key = ?, address_key = ?"
                    " WHERE row = ?",
                    (*_columns(unit, texts), last),
                )
                self._add_keys(unit, texts, last)
        self._sql.run(
            "INSERT INTO meta (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (_INDEX_MARK, str(INDEX_VERSION).encode()),
        )

    def _write(self, unit: InspectedUnit, known: int | None) -> None:
        texts = _texts(unit)
        values = (
            unit.category.value,
            unit.name,
            unit.district,
            unit.version,
            encode(unit),
            *_columns(unit, texts),
        )
        if known is None:
            row = self._sql.value(
                "INSERT INTO units (category, name, district, version, body, search, credit,"
                " name_key, address_key, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING row",
                (*values, unit.id),
            )
        else:
            row = known
            self._sql.run("DELETE FROM unit_grams WHERE rowid = ?", (row,))
            self._sql.run(
                "UPDATE units SET category = ?, name = ?, district = ?, version = ?, body = ?,"
                " search = ?, credit = ?, name_key = ?, address_key = ? WHERE row = ?",
                (*values, row),
            )
        self._add_keys(unit, texts, row)

    def _add_keys(self, unit: InspectedUnit, texts: list[str], row: int) -> None:
        keys = keys_of(texts)
        keys[category_key(unit.category.value)] = None
        self._sql.run("INSERT INTO unit_grams (rowid, grams) VALUES (?, ?)", (row, " ".join(keys)))

    def _hash_size(self, size: int) -> None:
        self._sql.run("INSERT INTO unit_grams (unit_grams, rank) VALUES ('hashsize', ?)", (size,))

    def _all(self, category: str, limit: int, offset: int) -> list[tuple[str, bytes]]:
        if category:
            return self._sql.all(
                "SELECT id, body FROM units WHERE category = ? ORDER BY name, id LIMIT ? OFFSET ?",
                (category, limit, offset),
            )
        return self._sql.all(
            "SELECT id, body FROM units ORDER BY name, id LIMIT ? OFFSET ?", (limit, offset)
        )

    def _beginning(self, text: str, category: str, limit: int) -> list[tuple[str, bytes]]:
        if category:
            return self._sql.all(
                "SELECT id, body FROM units WHERE category = ? AND name >= ? AND name < ?"
                " ORDER BY name, id LIMIT ?",
                (category, text, text + _AFTER_ALL, limit),
            )
        return self._sql.all(
            "SELECT id, body FROM units WHERE name >= ? AND name < ? ORDER BY name, id LIMIT ?",
            (text, text + _AFTER_ALL, limit),
        )

    def _holding(self, words: list[str], category: str, limit: int) -> list[tuple[str, bytes]]:
        compared = "".join(" AND instr(u.search, ?) > 0" for word in words if len(word) > 2)
        return self._sql.all(
            "SELECT u.id, u.body FROM unit_grams g CROSS JOIN units u ON u.row = g.rowid"  # noqa: S608  no text of others
            f" WHERE unit_grams MATCH ?{compared} LIMIT ?",
            (match_query(words, category), *(word for word in words if len(word) > 2), limit),
        )


def _texts(unit: InspectedUnit) -> list[str]:
    """Return what is searched, normalised: the name first, initials last."""
    name = normalise(unit.name)
    others = (
        unit.credit_code,
        unit.licence_no,
        *(unit.facts.get(key, "") for key in SEARCHED_FACTS),
        unit.address,
        unit.facts.get("other_names", ""),
    )
    texts = (name, *map(normalise, others), *initials_of(name))
    return [text for text in texts if text]


def _columns(unit: InspectedUnit, texts: list[str]) -> tuple[str, str, str, str]:
    """Return `search`, `credit`, `name_key`, `address_key`."""
    return (
        _FIELD_BREAK.join(texts),
        clean_code(unit.credit_code),
        name_key(unit.name),
        address_key(unit.address),
    )
