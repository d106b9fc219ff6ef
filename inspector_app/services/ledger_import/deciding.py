"""What becomes of each row: new, changed, the same, a duplicate, or refused with its reasons.

The preview and the import run the same decisions, once on a reading and once on the writing
connection. Must never write, and must never overwrite a value with nothing unless told to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum

from inspector_app.domain.identifiers import UnitId
from inspector_app.domain.ledger.cleaning import address_key, name_key
from inspector_app.domain.ledger.fields import BY_KEY
from inspector_app.domain.ledger.likeness import perhaps_same
from inspector_app.domain.ledger.problems import DUPLICATES, Fault, Problem
from inspector_app.domain.ledger.rows import read_row
from inspector_app.domain.units import InspectedUnit, UnitCategory
from inspector_app.domain.wording import Text
from inspector_app.storage.units import UnitTable

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,63}")
_NEAR = 25
"""Rows compared for one address or one beginning of a name."""


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Options:
    """How a table is to be taken.

    Attributes:
        mapping: Field keys by 0-based column.
        category: For rows without a category; None = such rows are refused.
        take_similar: Import rows that are perhaps a unit already there.
        empty_clears: An empty cell deletes the value that was there.
    """

    mapping: Mapping[int, str]
    category: UnitCategory | None = None
    take_similar: bool = False
    empty_clears: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one row.

    Attributes:
        unit: As it will stand in the ledger; its id is '' when a new one is to be made.
        changes: Key, old, new.
    """

    number: int
    fate: Fate
    faults: tuple[Fault, ...]
    unit: InspectedUnit | None = None
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(slots=True)
class _Taken:
    """A row of this table that was taken."""

    number: int
    category: UnitCategory
    name: str
    address: str
    district: str
    code: str


@dataclass(slots=True)
class Decider:
    """Decides row after row; remembers the rows it took."""

    units: UnitTable
    options: Options
    _codes: dict[tuple[str, UnitCategory], _Taken] = field(default_factory=dict)
    _ids: dict[str, int] = field(default_factory=dict)
    _blocks: dict[str, list[_Taken]] = field(default_factory=dict)

    def decide(self, number: int, cells: list[str]) -> Decision:
        """Decide one row."""
        given = {
            key: cells[column] if column < len(cells) else ""
            for column, key in self.options.mapping.items()
        }
        row = read_row(given, self.options.category)
        if row.unit is None:
            return Decision(number, Fate.REFUSED, row.faults)
        unit = row.unit
        if unit.id and not _ID.fullmatch(unit.id):
            return self._out(number, row.faults, Fault(Problem.ID_FORM, "id", unit.id[:40]))
        me = _Taken(
            number, unit.category, name_key(unit.name), address_key(unit.address),
            unit.district, unit.credit_code,
        )  # fmt: skip
        fault = self._within(me)
        if fault is not None:
            return self._out(number, row.faults, fault)
        known, fault = self._in_ledger(unit, me)
        if fault is not None:
            return self._out(number, row.faults, fault)
        if known is not None and known.id in self._ids:
            fault = Fault(Problem.TWICE, "", str(self._ids[known.id]))
            return self._out(number, row.faults, fault)
        self._remember(me, unit.id if known is None else known.id)
        if known is None:
            return Decision(number, Fate.NEW, row.faults, unit)
        merged = _merged(known, unit, row.given, clear=self.options.empty_clears)
        changes = tuple(_differences(known, merged))
        fate = Fate.CHANGED if changes else Fate.SAME
        return Decision(number, fate, row.faults, merged, changes)

    def remember_id(self, unit_id: str, number: int) -> None:
        """Note the id a new unit got, so that it is not taken for an older one."""
        self._ids[unit_id] = number

    def _out(self, number: int, hints: tuple[Fault, ...], fault: Fault) -> Decision:
        fate = Fate.DUPLICATE if fault.problem in DUPLICATES else Fate.REFUSED
        return Decision(number, fate, (fault, *hints))

    def _within(self, me: _Taken) -> Fault | None:
        """Compare with the rows taken before."""
        twin = self._codes.get((me.code, me.category)) if me.code else None
        if twin is not None:
            same = (twin.name, twin.address) == (me.name, me.address)
            problem = Problem.TWICE if same else Problem.CONFLICT
            return Fault(problem, "credit_code", str(twin.number))
        for block in _blocks_of(me):
            for other in self._blocks.get(block, ()):
                if other.category is not me.category or _told_apart(me.code, other.code):
                    continue
                if (other.name, other.address) == (me.name, me.address) and me.address:
                    return Fault(Problem.TWICE, "name", str(other.number))
                if not self.options.take_similar and _alike(me, other):
                    row = Text(f"第 {other.number} 行", f"row {other.number}")
                    return Fault(Problem.SIMILAR, "name", row)
        return None

    def _in_ledger(
        self, unit: InspectedUnit, me: _Taken
    ) -> tuple[InspectedUnit | None, Fault | None]:
        """Return the unit a row means, or the doubt about it."""
        if unit.id:
            return self.units.get(unit.id), None
        if me.code:
            owners = [
                one for one in self.units.with_credit_code(me.code) if one.category is me.category
            ]
            if len(owners) > 1:
                owners = [one for one in owners if address_key(one.address) == me.address]
            if len(owners) == 1:
                return owners[0], None
        for one in self.units.perhaps_like(me.name, me.address, coded=bool(me.code)):
            if one.id in self._ids or one.category != me.category.value:
                continue
            other = _Taken(0, me.category, one.name_key, one.address_key, one.district, one.credit)
            if _told_apart(me.code, other.code):
                continue
            if (other.name, other.address) == (me.name, me.address) and me.address:
                return self.units.get(one.id), None
            if not self.options.take_similar and _alike(me, other):
                said = Text(
                    f"台账的“{one.name}”（{one.id}）", f"{one.name} ({one.id}) of the ledger"
                )
                return None, Fault(Problem.SIMILAR, "name", said)
        return None, None

    def _remember(self, me: _Taken, unit_id: str) -> None:
        if me.code:
            self._codes[(me.code, me.category)] = me
        if unit_id:
            self._ids[unit_id] = me.number
        for block in _blocks_of(me):
            near = self._blocks.setdefault(block, [])
            if len(near) < _NEAR:
                near.append(me)


def _told_apart(one: str, other: str) -> bool:
    """Two codes that both hold and differ belong to two units, however alike their names."""
    return bool(one and other and one != other)


def _alike(one: _Taken, other: _Taken) -> bool:
    near = not one.district or not other.district or one.district == other.district
    return perhaps_same(one.name, one.address, other.name, other.address, same_district=near)


def _blocks_of(me: _Taken) -> Iterator[str]:
    """Yield where rows worth comparing meet: address, whole name, first and last half of it."""
    if me.address:
        yield "a" + me.address
    half = max(2, len(me.name) // 2)
    yield "n" + me.name
    yield "f" + me.district + me.name[:half]
    yield "l" + me.district + me.name[-half:]


_CORE = frozenset(one.name for one in fields(InspectedUnit)) - {"id", "facts", "version"}


def _merged(
    known: InspectedUnit, unit: InspectedUnit, given: frozenset[str], *, clear: bool
) -> InspectedUnit:
    """Put the row's values over the known ones; columns the table lacks stay."""
    facts = dict(known.facts)
    core: dict[str, object] = {}
    for key in given:
        if key in _CORE:
            value = getattr(unit, key)
            if value or (clear and key not in ("name", "category")):
                core[key] = value
        elif key != "id" and (unit.facts.get(key) or clear):
            facts[key] = unit.facts.get(key, "")
    kept = {key: value for key, value in facts.items() if value}
    return replace(known, **core, facts=kept)  # type: ignore[arg-type]


def _differences(old: InspectedUnit, new: InspectedUnit) -> Iterator[tuple[str, str, str]]:
    for key in BY_KEY:
        before, after = value_of(old, key), value_of(new, key)
        if before != after:
            yield key, before, after


def value_of(unit: InspectedUnit, key: str) -> str:
    """Return a field of a unit as a text, by its key of `ledger.fields`."""
    if BY_KEY[key].fact:
        return unit.facts.get(key, "")
    value = getattr(unit, key)
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def new_id(unit: InspectedUnit, made: str) -> InspectedUnit:
    """Return a new unit with its own id, or the one made for it."""
    return unit if unit.id else replace(unit, id=UnitId(made))
