"""The little language of checklists.json: answer types, conditions, consequences, jumps.

Called by `source.py`, which resolves the names, and by the tests. Knows grammar only: whether an
item, column or choice exists is not its business. Must never guess: what it cannot read it refuses.
Source: domain note 4.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ITEM = re.compile(r"^([A-Z]{2}-(?:F?\d+))(?:\.(\d+))?$")
OPERATOR = re.compile(r"(>=|<=|!=|=|<|>)")
PART_KINDS = frozenset({"PF", "SEL", "MSEL", "NUM", "DATE", "DATETIME", "TXT", "TBL"})


class LanguageError(ValueError):
    """Something in the checklist source that the language does not know."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input of an answer part: a label and, for numbers, a unit; both may be ''."""

    label: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer type.

    Attributes:
        kind: PF, SEL, MSEL, NUM, DATE, DATETIME, TXT or TBL.
        choices: Of SEL and MSEL, in order.
        fields: Of NUM, DATE, DATETIME, TXT: at least one.
        table: Of TBL, `WB-T1`.
    """

    kind: str
    choices: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """`WB-01=有效/待核`, `=无`, `row.标识=机密/秘密`: equal to any, or `!=`: to none.

    `本年=0` and `登记!=实有` are read as choices too; the resolver knows their labels as numbers.
    """

    subject: str  # '' = own answer, `row.列`, `WB-01`, `JF-29.2` or a label
    negated: bool
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """`<200`, `现场>核定`, `WB-11/现场<2`: two operands; each a quotient of at most two terms."""

    left: tuple[str, ...]  # ('',) = own answer
    operator: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Age:
    """`age(label)<60d`: time from the answer to the inspection date. Unit d, m (months) or y."""

    label: str
    operator: str
    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Count:
    """`count(列=值/值)>=1`: rows of the item's table; with column '' ticked choices (`count<5`)."""

    column: str
    values: tuple[str, ...]
    operator: str
    amount: int


@dataclass(frozen=True, slots=True)
class Rate:
    """`rate(列=值)>=20%`: share of the rows that were judged at all."""

    column: str
    values: tuple[str, ...]
    operator: str
    percent: int


Atom = Choice | Number | Age | Count | Rate


@dataclass(frozen=True, slots=True)
class Condition:
    """Alternatives (or) of conjunctions (and) of atoms; never empty."""

    alternatives: tuple[tuple[Atom, ...], ...]

    def atoms(self) -> Iterator[Atom]:
        """Yield every atom in order."""
        for conjunction in self.alternatives:
            yield from conjunction


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a consequence: codes, on a fail (`case` None) or when the case holds."""

    case: Condition | None
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Jump:
    """`case→ONLY(…)`, `ALSO(…)` or `END(…)` with the items named."""

    case: Condition
    kind: str
    items: tuple[str, ...]


def node_name(code: str) -> str:
    """Return the node of an item, fact or table: `WB-22` -> `wb_22`."""
    return code.lower().replace("-", "_")


def parse_type(text: str) -> tuple[Part, ...]:
    """Read an answer type, `PF+TBL(WB-T1)`.

    Raises:
        LanguageError: An unknown kind, or a list that should not be empty.
    """
    return tuple(_part(piece) for piece in _split_outside(text, "+"))


def parse_condition(text: str) -> Condition:
    """Read a condition or `fail_if`; 'and' binds tighter than 'or'."""
    alternatives = tuple(
        tuple(_atom(atom.strip()) for atom in conjunction.split(" and "))
        for conjunction in text.split(" or ")
    )
    return Condition(alternatives)


def parse_consequence(text: str) -> tuple[Rule, ...]:
    """Read consequence rules; the codes themselves are checked by `domain.consequences`."""
    rules = []
    for piece in text.split("；"):
        case, arrow, codes = piece.rpartition("→")
        if arrow and not case:
            raise LanguageError(f"a case is missing before the arrow: {text}")
        rules.append(Rule(parse_condition(case) if case else None, tuple(codes.strip().split("+"))))
    return tuple(rules)


def parse_jump(text: str) -> Jump:
    """Read a jump; its items are listed between brackets, separated by commas."""
    case, arrow, target = text.partition("→")
    match = re.fullmatch(r"(ONLY|ALSO|END)\(([^()]+)\)", target.strip())
    if not arrow or not match:
        raise LanguageError(f"not a jump: {text}")
    return Jump(parse_condition(case), match.group(1), tuple(match.group(2).split(",")))


def _part(text: str) -> Part:
    match = re.fullmatch(r"([A-Z]+)(?:\((.*)\))?", text.strip())
    if not match or match.group(1) not in PART_KINDS:
        raise LanguageError(f"unknown answer type: {text}")
    kind, inside = match.group(1), match.group(2) or ""
    if kind in {"SEL", "MSEL"}:
        choices = tuple(inside.split("/"))
        if len(choices) < 2 or len(set(choices)) != len(choices) or " " in inside:
            raise LanguageError(f"choices must be two or more, distinct, without blanks: {text}")
        return Part(kind, choices=choices)
    if kind == "TBL":
        if not inside:
            raise LanguageError(f"a table must be named: {text}")
        return Part(kind, table=inside)
    if kind == "PF":
        return Part(kind)
    if kind == "NUM":
        return Part(kind, fields=tuple(_number_field(piece) for piece in inside.split(";")))
    return Part(kind, fields=tuple(Field(label) for label in inside.split(";")))


def _number_field(text: str) -> Field:
    label, colon, unit = text.partition(":")
    return Field(label, unit) if colon else Field("", text)


def _atom(text: str) -> Atom:
    function = re.fullmatch(r"(age|count|rate)(?:\(([^()]*)\))?(>=|<=|!=|=|<|>)(\S+)", text)
    if function:
        return _function(*function.groups(), whole=text)
    pieces = OPERATOR.split(text, maxsplit=1)
    if len(pieces) != 3 or not pieces[2]:
        raise LanguageError(f"not a condition: {text!r}")
    subject, operator, value = (piece.strip() for piece in pieces)
    if operator in {"=", "!="}:
        return Choice(subject, operator == "!=", tuple(value.split("/")))
    return Number(tuple(subject.split("/")), operator, tuple(value.split("/")))


def _function(name: str, inside: str | None, operator: str, value: str, *, whole: str) -> Atom:
    if name == "age":
        match = re.fullmatch(r"(\d+)([dmy])", value)
        if not match or operator not in {"<", ">"}:
            raise LanguageError(f"an age is compared by < or > with days, months or years: {whole}")
        return Age(inside or "", operator, int(match.group(1)), match.group(2))
    column, _, values = (inside or "").partition("=")
    if name == "rate":
        if not re.fullmatch(r"\d+%", value) or operator != ">=" or not values:
            raise LanguageError(f"a rate is compared by >= with a percentage: {whole}")
        return Rate(column, tuple(values.split("/")), operator, int(value[:-1]))
    if not value.isdigit() or (inside is not None and not values):
        raise LanguageError(f"a count is compared with a whole number: {whole}")
    return Count(column, tuple(values.split("/")) if values else (), operator, int(value))


def _split_outside(text: str, separator: str) -> list[str]:
    """Split where no bracket is open."""
    pieces, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == separator and depth == 0:
            pieces.append(text[start:at])
            start = at + 1
    if depth:
        raise LanguageError(f"brackets do not match: {text}")
    return [*pieces, text[start:]]
