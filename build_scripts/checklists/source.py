"""The checklists as values, with every name resolved: lists, items, tables, conditions.

Called by the compiler and the tests. Takes the parsed `forms/source/checklists.json` and refuses
what it does not understand: an unknown item, part, column, choice or consequence code stops the
build. Must never change a word of the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from build_scripts.checklists.language import (
    ITEM,
    Age,
    Atom,
    Choice,
    Condition,
    Count,
    Field,
    Jump,
    LanguageError,
    Number,
    Part,
    Rule,
    parse_condition,
    parse_consequence,
    parse_jump,
    parse_type,
)
from inspector_app.domain.consequences import parse_code

VERDICTS: Mapping[str, str] = {"合格": "ok", "不合格": "ng", "不适用": "na", "NA": "na"}
PHOTO_RULES = frozenset("-oFRX")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sample table; `feeds` are the items it informs."""

    name: str
    part: Part
    feeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """How rows of a table come about, as the source says."""

    population: str
    method: str
    rule: str
    minimum: int | None
    percent: int | None
    maximum: int | None
    fixed: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A sample table."""

    code: str
    zh: str
    en: str
    draws: tuple[Draw, ...]
    columns: tuple[Column, ...]
    note: str

    def column(self, name: str) -> Column:
        """Return a column by its heading."""
        for column in self.columns:
            if column.name == name:
                return column
        raise LanguageError(f"{self.code} has no column {name}")


@dataclass(frozen=True, slots=True)
class Fact:
    """A yes/no question asked first."""

    code: str
    zh: str
    en: str
    part: Part
    source: str


@dataclass(frozen=True, slots=True)
class Item:
    """One check item, its rules parsed."""

    code: str
    section: str
    zh: str
    en: str
    how: str
    parts: tuple[Part, ...]
    photo: str
    basis: str
    severity: str
    authority: tuple[str, ...]
    condition: Condition | None
    fail_if: Condition | None
    consequence: tuple[Rule, ...]
    jump: Jump | None
    adverse: bool
    note: str

    @property
    def tables(self) -> tuple[str, ...]:
        """Codes of the sample tables among its parts."""
        return tuple(part.table for part in self.parts if part.kind == "TBL")

    def own_answer(self) -> tuple[int, int]:
        """Return (part, field), from 1, of the only input of the item.

        Raises:
            LanguageError: None, or several, so that a bare comparison would be ambiguous.
        """
        places = [(place, field) for place, field, _ in self.inputs()]
        if len(places) != 1 and len({place for place, _ in places}) != 1:
            raise LanguageError(f"{self.code}: which answer is meant?")
        if not places:
            raise LanguageError(f"{self.code} has no answer but its verdict")
        return places[0]

    def inputs(self) -> Iterator[tuple[int, int, Field]]:
        """Yield (part, field, field value) of every input, pass/fail and tables left out."""
        for place, part in enumerate(self.parts, 1):
            if part.kind in {"SEL", "MSEL"}:
                yield place, 1, Field("")
            for number, field in enumerate(part.fields, 1):
                yield place, number, field

    def labelled(self, label: str) -> tuple[int, int] | None:
        """Return (part, field) of the input with that label."""
        for place, number, field in self.inputs():
            if field.label == label != "":
                return place, number
        return None


@dataclass(frozen=True, slots=True)
class CheckList:
    """One list of the source."""

    code: str
    zh: str
    en: str
    lead: tuple[str, ...]
    also: tuple[str, ...]
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]
    items: tuple[Item, ...]

    def table(self, code: str) -> Table:
        """Return a table by its code."""
        for table in self.tables:
            if table.code == code:
                return table
        raise LanguageError(f"{self.code} has no table {code}")


@dataclass(frozen=True, slots=True)
class Library:
    """All lists together: names may point from one list into another."""

    lists: tuple[CheckList, ...]

    def get(self, code: str) -> CheckList:
        """Return a list by its code."""
        for checklist in self.lists:
            if checklist.code == code:
                return checklist
        raise LanguageError(f"no list {code}")

    def item(self, code: str) -> Item:
        """Return an item of any list."""
        for item in self.get(code[:2]).items:
            if item.code == code:
                return item
        raise LanguageError(f"no item {code}")

    def fact(self, code: str) -> Fact:
        """Return a fact of any list."""
        for fact in self.get(code[:2]).facts:
            if fact.code == code:
                return fact
        raise LanguageError(f"no fact {code}")

    def check(self) -> None:
        """Follow every name of every list.

        Raises:
            LanguageError: The first one that leads nowhere, with the item it stands in.
        """
        for checklist in self.lists:
            _distinct(checklist.code, (item.code for item in checklist.items))
            for item in checklist.items:
                try:
                    self._check_item(checklist, item)
                except LanguageError as problem:
                    raise LanguageError(f"{item.code}: {problem}") from problem
            for table in checklist.tables:
                _distinct(table.code, (column.name for column in table.columns))
                for column in table.columns:
                    for code in column.feeds:
                        self.item(code)

    def _check_item(self, checklist: CheckList, item: Item) -> None:
        if item.severity not in {"G", "S", "C"} or item.photo not in PHOTO_RULES:
            raise LanguageError("severity or photo rule unknown")
        for code in item.tables:
            checklist.table(code)
        for condition in (item.condition, item.fail_if, item.jump and item.jump.case):
            if condition:
                self._check_condition(checklist, item, condition)
        for rule in item.consequence:
            if rule.case:
                self._check_condition(checklist, item, rule.case)
            for code in rule.codes:
                parse_code(code)
        for code in item.jump.items if item.jump else ():
            self.item(code)

    def _check_condition(self, checklist: CheckList, item: Item, condition: Condition) -> None:
        for atom in condition.atoms():
            self._check_atom(checklist, item, atom)

    def _check_atom(self, checklist: CheckList, item: Item, atom: Atom) -> None:
        if isinstance(atom, Choice):
            allowed = self.choices_of(checklist, item, atom.subject)
            unknown = set(atom.values) - set(allowed)
            if unknown:
                raise LanguageError(f"no such choice: {'/'.join(sorted(unknown))}")
        elif isinstance(atom, Number):
            for term in (*atom.left, *atom.right):
                self.number_place(item, term)
        elif isinstance(atom, Age):
            place = item.labelled(atom.label) if atom.label else item.own_answer()
            if place is None or item.parts[place[0] - 1].kind not in {"DATE", "DATETIME"}:
                raise LanguageError(f"no date {atom.label}")
        elif isinstance(atom, Count) and not atom.column:
            if item.parts[item.own_answer()[0] - 1].kind != "MSEL":
                raise LanguageError("count without a column needs ticked choices")
        else:
            column = self.column_of(checklist, item, atom.column)
            unknown = set(atom.values) - set(column.part.choices)
            if unknown:
                raise LanguageError(f"no such choice: {'/'.join(sorted(unknown))}")

    def choices_of(self, checklist: CheckList, item: Item, subject: str) -> tuple[str, ...]:
        """Return the values the subject of a comparison can take.

        Args:
            subject: '', `row.列`, a fact or an item with or without part number.
        Raises:
            LanguageError: The subject does not exist or has no choices.
        """
        if subject.startswith("row."):
            return self.column_of(checklist, item, subject[4:]).part.choices
        named = ITEM.match(subject)
        if subject and not named:
            raise LanguageError(f"not an item, fact or column: {subject}")
        if named and "-F" in subject:
            return self.fact(subject).part.choices
        target = self.item(named.group(1)) if named else item
        place = int(named.group(2)) if named and named.group(2) else None
        part = self.part_of(target, place)
        if part is None or part.kind == "PF":
            return tuple(VERDICTS)
        # NA is the verdict's, whatever the answer looks like
        return (*part.choices, "NA") if part.choices else ("NA",)

    def part_of(self, item: Item, place: int | None) -> Part | None:
        """Return the part meant by `JF-29.2`, or the first one; None if that is the verdict."""
        if place is not None and place > len(item.parts):
            raise LanguageError(f"{item.code} has no part {place}")
        part = item.parts[(place or 1) - 1]
        return None if part.kind in {"PF", "TBL"} and place is None else part

    def number_place(self, item: Item, term: str) -> tuple[str, int, int] | float:
        """Return (item, part, field) of a number's place, or the number a literal stands for."""
        if term.isdigit():
            return float(term)
        named = ITEM.match(term)
        target = self.item(named.group(1)) if named else item
        place = target.labelled(term) if term and not named else target.own_answer()
        if place is None or target.parts[place[0] - 1].kind != "NUM":
            raise LanguageError(f"no number {term}")
        return target.code, *place

    def column_of(self, checklist: CheckList, item: Item, name: str) -> Column:
        """Return a column of the item's own table."""
        for code in item.tables:
            for column in checklist.table(code).columns:
                if column.name == name:
                    return column
        raise LanguageError(f"no column {name} in the tables of {item.code}")


def load_library(data: Sequence[Mapping[str, object]]) -> Library:
    """Read all lists and follow every name.

    Args:
        data: The parsed JSON.
    Raises:
        LanguageError: Naming the item and what is wrong.
    """
    library = Library(tuple(_checklist(entry) for entry in data))
    library.check()
    return library


def _checklist(data: Mapping[str, object]) -> CheckList:
    agencies = _mapping(data["agency_profiles"])
    return CheckList(
        code=str(data["code"]),
        zh=str(data["title_zh"]),
        en=str(data["title_en"]),
        lead=_texts(agencies["lead"]),
        also=_texts(agencies["also"]),
        facts=tuple(
            Fact(str(f["code"]), str(f["zh"]), str(f["en"]), _one(str(f["type"])), str(f["source"]))
            for f in _mappings(data["facts"])
        ),
        tables=tuple(_table(entry) for entry in _mappings(data["tables"])),
        items=tuple(_item(entry) for entry in _mappings(data["items"])),
    )


def _table(data: Mapping[str, object]) -> Table:
    return Table(
        code=str(data["code"]),
        zh=str(data["title_zh"]),
        en=str(data["title_en"]),
        draws=tuple(
            Draw(
                population=str(draw["population"]),
                method=str(draw["method"]),
                rule=str(draw["rule"]),
                minimum=_whole(draw["min"]),
                percent=_whole(draw["percent"]),
                maximum=_whole(draw["max"]),
                fixed=_whole(draw["fixed"]),
            )
            for draw in _mappings(data["draw"])
        ),
        columns=tuple(
            Column(str(c["name"]), _one(str(c["type"])), _texts(c["items"]))
            for c in _mappings(data["columns"])
        ),
        note=str(data["note"]),
    )


def _item(data: Mapping[str, object]) -> Item:
    def text(key: str) -> str:
        return str(data[key])

    try:
        item = Item(
            code=text("code"),
            section=text("section"),
            zh=text("zh"),
            en=text("en"),
            how=text("how"),
            parts=parse_type(text("type")),
            photo=text("photo"),
            basis=text("basis"),
            severity=text("severity"),
            authority=tuple(text("authority").split("/")),
            condition=parse_condition(text("condition")) if text("condition") else None,
            fail_if=parse_condition(text("fail_if")) if text("fail_if") else None,
            consequence=parse_consequence(text("consequence")) if text("consequence") else (),
            jump=parse_jump(text("jump")) if text("jump") else None,
            adverse=bool(data["adverse"]),
            note=text("note"),
        )
    except LanguageError as problem:
        raise LanguageError(f"{data.get('code')}: {problem}") from problem
    return _numbers_told_apart(item)


def _numbers_told_apart(item: Item) -> Item:
    """Turn comparisons of a numeric label (`本年=0`, `登记!=实有`) from choices into numbers."""

    def told(condition: Condition) -> Condition:
        return Condition(
            tuple(
                tuple(_as_number(item, atom) for atom in conjunction)
                for conjunction in condition.alternatives
            )
        )

    return replace(item, fail_if=told(item.fail_if)) if item.fail_if else item


def _as_number(item: Item, atom: Atom) -> Atom:
    if isinstance(atom, Choice) and item.labelled(atom.subject):
        return Number((atom.subject,), "!=" if atom.negated else "=", atom.values)
    return atom


def _one(text: str) -> Part:
    parts = parse_type(text)
    if len(parts) != 1:
        raise LanguageError(f"one part expected: {text}")
    return parts[0]


def _distinct(where: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise LanguageError(f"{where}: {name} stands twice")
        seen.add(name)


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise LanguageError("an object was expected")
    return value


def _mappings(value: object) -> tuple[Mapping[str, object], ...]:
    if not isinstance(value, list):
        raise LanguageError("a list was expected")
    return tuple(_mapping(entry) for entry in value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise LanguageError("a list was expected")
    return tuple(str(entry) for entry in value)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
