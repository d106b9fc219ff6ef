"""Writes the checklists' conditions as XPath of a workbook cell (`${name}` references).

Called by the compiler. Three-valued: `certainly` is true only when the answers needed are there,
`certainly_not` only when they are there and say no, so that a half-answered item proposes nothing.
Must stay inside the XPath subset of the form engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from build_scripts.checklists.language import (
    ITEM,
    Age,
    Atom,
    Choice,
    Condition,
    Count,
    LanguageError,
    Number,
    Rate,
    node_name,
)
from build_scripts.checklists.source import VERDICTS, CheckList, Item, Library

FALSE = "false()"
INSPECTION_DATE = "inspection_date"
OPENED_ON = "opened_on"


def part_name(code: str, part: int, field: int) -> str:
    """Return the node of one input of an item: `wb_12_p1_2`."""
    return f"{node_name(code)}_p{part}_{field}"


def ref(name: str) -> str:
    """Return a reference as workbooks write it."""
    return "${" + name + "}"


def quoted(text: str) -> str:
    """Return an XPath string."""
    if "'" in text:
        raise LanguageError(f"a value with an apostrophe cannot be written: {text}")
    return f"'{text}'"


def month_key(date: str) -> str:
    """Return an expression whose difference of 100 is one calendar month."""
    return (
        f"(number(format-date({date}, '%Y')) * 12 + number(format-date({date}, '%n'))) * 100"
        f" + number(format-date({date}, '%e'))"
    )


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes conditions for the items of one workbook.

    Attributes:
        included: Codes of the lists in the workbook; what names another list is false.
        rates: Table code -> column -> the values that count as judged, for `rate()`.
        ids: Table code -> number of the column that names a row.
        young: Whether the workbook asks when the unit opened.
    """

    library: Library
    checklist: CheckList
    included: frozenset[str]
    rates: Mapping[str, Mapping[str, tuple[str, ...]]]
    ids: Mapping[str, int]
    young: bool

    def holds(self, item: Item, condition: Condition) -> str:
        """Write a condition of relevance: unanswered means different from everything."""
        return _any(
            _all(self._plain(item, atom) for atom in conjunction)
            for conjunction in condition.alternatives
        )

    def certainly(self, item: Item, condition: Condition) -> str:
        """Write that the condition holds and everything it needs is answered."""
        return _any(
            _all(self._yes(item, atom) for atom in conjunction)
            for conjunction in condition.alternatives
        )

    def certainly_not(self, item: Item, condition: Condition) -> str:
        """Write that the condition does not hold and enough is answered to know it."""
        return _all(
            _any(self._no(item, atom) for atom in conjunction)
            for conjunction in condition.alternatives
        )

    def too_young(self, condition: Condition) -> str:
        """Write that every period asked for is longer than the unit exists; '' if none is."""
        atoms = list(condition.atoms())
        if not all(self._asks_for_a_period(atom) for atom in atoms):
            return ""
        return _all(
            f"{ref(OPENED_ON)} != '' and {self._age(OPENED_ON, atom)}"
            for atom in atoms
            if isinstance(atom, Age)
        )

    def row_filter(self, item: Item, table: str) -> str:
        """Write the predicate for the rows an item speaks of: filled, and meeting its condition."""
        tests = [f"{self._id(table)} != ''"]
        tests += [
            self._row_choice(item, atom)
            for atom in (item.condition.atoms() if item.condition else ())
            if isinstance(atom, Choice) and atom.subject.startswith("row.")
        ]
        return " and ".join(tests)

    def rows(self, item: Item, table: str, *tests: str) -> str:
        """Write a count of rows of the item's table."""
        predicate = " and ".join((self.row_filter(item, table), *tests))
        return f"count({ref(node_name(table))}[{predicate}])"

    def triggers(self, item: Item, condition: Condition) -> tuple[str, ...]:
        """Return the questions whose change may change the condition."""
        names: list[str] = []
        for atom in condition.atoms():
            if isinstance(atom, Choice):
                names.append(self._subject(item, atom.subject))
            elif isinstance(atom, Number):
                for term in (*atom.left, *atom.right):
                    place = self.library.number_place(item, term)
                    if not isinstance(place, float):
                        names.append(part_name(*place))
            elif isinstance(atom, Age):
                names.append(self._date(item, atom))
            elif atom.column:
                table, column = self.column(item, atom.column)
                names += [self._id(table), column]
            else:
                names.append(part_name(item.code, *item.own_answer()))
        if self.young and self.too_young(condition):
            names.append(OPENED_ON)
        return tuple(dict.fromkeys(names))

    def column(self, item: Item, name: str) -> tuple[str, str]:
        """Return (table code, node name) of a column of the item's table."""
        for code in item.tables:
            table = self.checklist.table(code)
            for place, column in enumerate(table.columns, 1):
                if column.name == name:
                    return code, f"{node_name(code)}_c{place}"
        raise LanguageError(f"{item.code}: no column {name}")

    def _id(self, table: str) -> str:
        return f"{node_name(table)}_c{self.ids[table]}"

    def _plain(self, item: Item, atom: Atom) -> str:
        if not isinstance(atom, Choice):
            return self._yes(item, atom)
        if atom.subject.startswith("row."):
            table, _ = self.column(item, atom.subject[4:])
            return f"count({ref(node_name(table))}[{self._row_choice(item, atom)}]) > 0"
        if self._elsewhere(atom):
            return "true()" if atom.negated else FALSE
        equal = self._equals(item, atom)
        return negated(equal) if atom.negated else equal

    def _yes(self, item: Item, atom: Atom) -> str:
        if isinstance(atom, Choice):
            if self._elsewhere(atom):
                return FALSE
            equal = self._equals(item, atom)
            if not atom.negated:
                return equal
            return f"{ref(self._subject(item, atom.subject))} != '' and {negated(equal)}"
        if isinstance(atom, Number):
            return f"{self._answered(item, atom)} and {self._compared(item, atom)}"
        if isinstance(atom, Age):
            date = self._date(item, atom)
            aged = f"{ref(date)} != '' and {self._age(date, atom)}"
            if self.young and self._asks_for_a_period(atom):
                return f"{aged} and not({ref(OPENED_ON)} != '' and {self._age(OPENED_ON, atom)})"
            return aged
        return self._counted(item, atom)

    def _no(self, item: Item, atom: Atom) -> str:
        if isinstance(atom, Choice):
            answered = f"{ref(self._subject(item, atom.subject))} != ''"
            equal = self._equals(item, atom)
            return equal if atom.negated else f"({answered} and {negated(equal)})"
        if isinstance(atom, Number):
            return f"({self._answered(item, atom)} and not({self._compared(item, atom)}))"
        if isinstance(atom, Age):
            date = self._date(item, atom)
            if self.young and self._asks_for_a_period(atom):
                young = f"{ref(OPENED_ON)} != '' and {self._age(OPENED_ON, atom)}"
                return f"(({young}) or ({ref(date)} != '' and not({self._age(date, atom)})))"
            return f"({ref(date)} != '' and not({self._age(date, atom)}))"
        if not atom.column:
            name = ref(part_name(item.code, *item.own_answer()))
            return f"({name} != '' and not({self._counted(item, atom)}))"
        table, column = self.column(item, atom.column)
        complete = f"{self.rows(item, table, f'{column} = ' + quoted(''))} = 0"
        return f"({self.rows(item, table)} > 0 and {complete} and not({self._counted(item, atom)}))"

    def _counted(self, item: Item, atom: Count | Rate) -> str:
        if not atom.column:
            name = ref(part_name(item.code, *item.own_answer()))
            amount = atom.amount if isinstance(atom, Count) else 0
            return f"({name} != '' and count-selected({name}) {atom.operator} {amount})"
        table, column = self.column(item, atom.column)
        matching = self.rows(item, table, _one_of(column, atom.values))
        if isinstance(atom, Count):
            return f"{matching} {atom.operator} {atom.amount}"
        judged = self.rates.get(table, {}).get(atom.column)
        if not judged:
            raise LanguageError(f"{table}: say which values of {atom.column} count as judged")
        total = self.rows(item, table, _one_of(column, judged))
        return f"{total} > 0 and {matching} * 100 {atom.operator} {total} * {atom.percent}"

    def _compared(self, item: Item, atom: Number) -> str:
        sides = [
            " div ".join(self._term(item, term) for term in side)
            for side in (atom.left, atom.right)
        ]
        return f"{sides[0]} {atom.operator} {sides[1]}"

    def _answered(self, item: Item, atom: Number) -> str:
        places = [self.library.number_place(item, term) for term in (*atom.left, *atom.right)]
        names = [part_name(*place) for place in places if not isinstance(place, float)]
        return " and ".join(f"{ref(name)} != ''" for name in dict.fromkeys(names))

    def _term(self, item: Item, term: str) -> str:
        place = self.library.number_place(item, term)
        return term if isinstance(place, float) else f"number({ref(part_name(*place))})"

    def _date(self, item: Item, atom: Age) -> str:
        place = item.labelled(atom.label) if atom.label else item.own_answer()
        if place is None:
            raise LanguageError(f"{item.code}: no date {atom.label}")
        return part_name(item.code, *place)

    def _age(self, name: str, atom: Age) -> str:
        """Write the comparison of the time from a date to the inspection with a period."""
        if atom.unit == "d":
            days = (
                f"round(decimal-date-time({ref(INSPECTION_DATE)}) - decimal-date-time({ref(name)}))"
            )
            return f"{days} {atom.operator} {atom.amount}"
        months = atom.amount * (12 if atom.unit == "y" else 1)
        difference = f"({month_key(ref(INSPECTION_DATE))}) - ({month_key(ref(name))})"
        return f"{difference} {atom.operator} {months * 100}"

    def _asks_for_a_period(self, atom: Atom) -> bool:
        return isinstance(atom, Age) and atom.operator == "<" and atom.amount > 0

    def _row_choice(self, item: Item, atom: Choice) -> str:
        _, column = self.column(item, atom.subject[4:])
        test = _one_of(column, atom.values)
        return f"not({test})" if atom.negated else test

    def _equals(self, item: Item, atom: Choice) -> str:
        name = self._subject(item, atom.subject)
        values = atom.values
        if name.endswith("_v"):
            values = tuple(dict.fromkeys(VERDICTS[value] for value in values))
        return _any(f"{ref(name)} = {quoted(value)}" for value in values)

    def _subject(self, item: Item, subject: str) -> str:
        """Return the node that a comparison asks: a part, a fact or the verdict."""
        named = ITEM.match(subject)
        if named and "-F" in subject:
            return node_name(subject)
        target = self.library.item(named.group(1)) if named else item
        place = int(named.group(2)) if named and named.group(2) else None
        part = self.library.part_of(target, place)
        if part is None:
            return f"{node_name(target.code)}_v"
        if place is None and part.kind not in {"SEL", "MSEL"}:
            return f"{node_name(target.code)}_v"
        return part_name(target.code, place or 1, 1)

    def _elsewhere(self, atom: Choice) -> bool:
        return bool(ITEM.match(atom.subject)) and atom.subject[:2] not in self.included


def negated(expression: str) -> str:
    """Write not(…) without a second pair of brackets."""
    if _is_bracketed(expression):
        return f"not{expression}"
    return f"not({expression})"


def bracketed(expression: str) -> str:
    """Put brackets around an expression where an `and` or `or` stands bare."""
    depth = 0
    for at, character in enumerate(expression):
        depth += (character in "([") - (character in ")]")
        if depth == 0 and expression.startswith((" and ", " or "), at):
            return f"({expression})"
    return expression


def _is_bracketed(expression: str) -> bool:
    depth = 0
    for at, character in enumerate(expression):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return character == ")" and at == len(expression) - 1
    return False


def _one_of(name: str, values: tuple[str, ...]) -> str:
    return _any(f"{name} = {quoted(value)}" for value in values)


def _any(expressions: Iterable[str]) -> str:
    pieces = [piece for piece in expressions if piece != FALSE] or [FALSE]
    return _joined(pieces, " or ")


def _all(expressions: Iterable[str]) -> str:
    return _joined(list(expressions), " and ")


def _joined(pieces: list[str], word: str) -> str:
    if len(pieces) == 1:
        return pieces[0]
    return "(" + word.join(bracketed(piece) for piece in pieces) + ")"
