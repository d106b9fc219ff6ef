"""Compiles checklists into the rows of an XLSForm workbook.

Called by `build_scripts/forms.py`. One workbook: the procedure part, then facts, sample tables and
the sections of one list, by the conventions that services and window read (`insp:` columns). Must
never write a rule that is not in the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from build_scripts.checklists.basis import basis_keys
from build_scripts.checklists.items import ItemCompiler
from build_scripts.checklists.language import Jump, LanguageError, node_name
from build_scripts.checklists.sentences import SLOT, ListText
from build_scripts.checklists.sheets import (
    EN,
    NAMESPACES,
    ZH,
    Choices,
    Row,
    Workbook,
    labels,
)
from build_scripts.checklists.source import CheckList, Item, Library
from build_scripts.checklists.tables import TableCompiler
from build_scripts.checklists.xpath import (
    INSPECTION_DATE,
    OPENED_ON,
    Writer,
    bracketed,
    negated,
    ref,
)
from inspector_app.domain.law import Catalogue
from inspector_app.domain.numerals import chinese_number

PROCEDURE = "PR"
VERSION = "2026.1"


@dataclass(frozen=True, slots=True)
class Material:
    """Everything the compiler reads.

    Attributes:
        words: Choice value -> English.
        demands: Item -> what an order asks the unit to do.
    """

    library: Library
    texts: Mapping[str, ListText]
    words: Mapping[str, str]
    demands: Mapping[str, str]
    catalogue: Catalogue


def compile_workbook(material: Material, code: str) -> Workbook:
    """Compile one list, with the procedure part before it, or the procedure part alone.

    Args:
        code: `WB`, `JF`, `ZW`, `FY`, `BA`, `FC`, or `PR` for the procedure part.
    Raises:
        LanguageError: A missing text or a slot that names no node.
    """
    parts = [PROCEDURE] if code == PROCEDURE else [PROCEDURE, code]
    choices = Choices(material.words)
    rows: list[Row] = []
    for part in parts:
        rows += _ListCompiler(material, part, frozenset(parts), choices).rows()
    _check_slots(rows)
    _check_names(rows)
    _check_quotes(rows)
    checklist = material.library.get(code)
    return Workbook(
        survey=tuple(rows),
        choices=tuple(choices.rows()),
        settings={
            "form_title": checklist.zh,
            "form_id": f"insp-{code.lower()}",
            "version": VERSION,
            "default_language": ZH,
            "namespaces": NAMESPACES,
            "attribute::insp:list": code,
            "attribute::insp:title-en": checklist.en,
            "attribute::insp:lead": " ".join(checklist.lead),
            "attribute::insp:also": " ".join(checklist.also),
        },
    )


@dataclass
class _ListCompiler:
    """Compiles one list; with `borrowed`, only those items of it, for another list's workbook."""

    material: Material
    code: str
    included: frozenset[str]
    choices: Choices
    checklist: CheckList = field(init=False)
    borrowed: frozenset[str] = frozenset()
    text: ListText = field(init=False)
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self.checklist = self.material.library.get(self.code)
        self.text = self.material.texts[self.code]
        self.writer = Writer(
            library=self.material.library,
            checklist=self.checklist,
            included=self.included,
            rates={code: table.rates for code, table in self.text.tables.items()},
            ids={code: table.id for code, table in self.text.tables.items()},
            young=self.text.opened_on is not None,
        )

    def rows(self) -> Iterator[Row]:
        if self.code == PROCEDURE:
            yield from self._procedure()
            return
        ended = self._after_the_end()
        yield from self._facts(ended)
        yield from self._tables(ended)
        owned = [(self, section, items) for section, items in self.sections()]
        for lender in self._lenders():
            owned += [(lender, section, items) for section, items in lender.sections()]
        for number, (owner, section, items) in enumerate(owned, 1):
            title = section.partition("、")[2] or section
            english = owner.text.sections[section].partition(". ")[2]
            yield {
                "type": "begin_group",
                "name": f"s{number:02}",
                **labels(f"{chinese_number(number)}、{title}", f"{number}. {english}"),
                "relevant": ended,
                "bind::insp:section": title,
            }
            for item in items:
                yield from owner.item(item)
            yield {"type": "end_group"}

    def _lenders(self) -> Iterator[_ListCompiler]:
        """Yield the other lists whose items a jump brings in: an unlicensed café's, of WB."""
        wanted: dict[str, set[str]] = {}
        for item in self.checklist.items:
            for code in item.jump.items if item.jump and item.jump.kind == "ALSO" else ():
                if code[:2] not in self.included:
                    wanted.setdefault(code[:2], set()).add(code)
        for code, items in wanted.items():
            yield _ListCompiler(
                self.material, code, self.included, self.choices, borrowed=frozenset(items)
            )

    def _own_items(self) -> list[Item]:
        items = self.checklist.items
        return [item for item in items if not self.borrowed or item.code in self.borrowed]

    def _procedure(self) -> Iterator[Row]:
        yield {
            "type": "begin_group",
            "name": "procedure",
            **labels("程序", "Procedure"),
            "bind::insp:section": "procedure",
        }
        start = ref("pr_10_p1_1")
        yield {
            "type": "calculate",
            "name": INSPECTION_DATE,
            "calculation": f"if({start} != '', format-date({start}, '%Y-%m-%d'), today())",
            "bind::insp:role": "inspection-date",
        }
        for item in self.checklist.items:
            yield from self.item(item)
        yield {"type": "end_group"}

    def _facts(self, ended: str) -> Iterator[Row]:
        if not self.checklist.facts and not self.text.opened_on:
            return
        yield {
            "type": "begin_group",
            "name": "facts",
            **labels("基本情况", "Facts asked first"),
            "relevant": ended,
            "bind::insp:section": "facts",
        }
        if self.text.opened_on:
            yield {
                "type": "date",
                "name": OPENED_ON,
                **labels(self.text.opened_on.zh, self.text.opened_on.en),
                "constraint": ". <= today()",
                **labels("不能晚于今天", "Not after today", column="constraint_message"),
                "bind::insp:role": "fact",
                "bind::insp:source": "ledger",
            }
        for fact in self.checklist.facts:
            yield {
                "type": f"select_one {self.choices.use(node_name(fact.code), fact.part.choices)}",
                "name": node_name(fact.code),
                **labels(fact.zh, fact.en),
                "required": "yes",
                "bind::insp:role": "fact",
                "bind::insp:code": fact.code,
                "bind::insp:source": fact.source,
            }
        yield {"type": "end_group"}

    def _tables(self, ended: str) -> Iterator[Row]:
        tables = [row for owner in (self, *self._lenders()) for row in owner.table_rows()]
        if not tables:
            return
        yield {
            "type": "begin_group",
            "name": "tables",
            **labels("抽样", "Sample tables"),
            "relevant": ended,
            "bind::insp:section": "tables",
        }
        yield from tables
        yield {"type": "end_group"}

    def table_rows(self) -> Iterator[Row]:
        """Yield the sample tables; of a lender those its items read."""
        for table in self.checklist.tables:
            users = [item for item in self._own_items() if table.code in item.tables]
            if self.borrowed and not users:
                continue
            compiler = TableCompiler(table, self.text.tables[table.code], users, self.choices)
            yield from compiler.rows(self._table_relevance(users))

    def item(self, item: Item) -> Iterator[Row]:
        """Yield one item."""
        compiler = ItemCompiler(
            item=item,
            text=self.text.item(item.code),
            writer=self.writer,
            choices=self.choices,
            basis=basis_keys(item.basis, self.material.catalogue),
            demand=self.material.demands.get(item.code, ""),
            asks_past=self.code != PROCEDURE,
        )
        yield from compiler.rows(self._relevance(item))

    def sections(self) -> Iterator[tuple[str, list[Item]]]:
        """Yield the sections with their items."""
        sections: dict[str, list[Item]] = {}
        for item in self._own_items():
            sections.setdefault(item.section, []).append(item)
        yield from sections.items()

    def _relevance(self, item: Item) -> str:
        """Write an item's own condition and the jumps that may have skipped it."""
        tests = []
        for jumper, jump in self._jumps():
            after = self.checklist.items.index(item) > self.checklist.items.index(jumper)
            if after and jump.kind in {"ONLY", "END"} and item.code not in jump.items:
                tests.append(negated(self.writer.certainly(jumper, jump.case)))
        if item.condition:
            tests.append(self.writer.holds(item, item.condition))
        return tests[0] if len(tests) == 1 else " and ".join(bracketed(test) for test in tests)

    def _table_relevance(self, users: list[Item]) -> str:
        """A table is there while one of the items that read it is asked; row conditions aside."""
        relevances = []
        for item in users:
            if item.condition and any(
                getattr(atom, "subject", "").startswith("row.") for atom in item.condition.atoms()
            ):
                return ""
            relevances.append(self._relevance(item))
        if "" in relevances:
            return ""
        plain = [one for one in relevances if all(one in other for other in relevances)]
        if plain:
            return plain[0]  # the others only add to it
        return " or ".join(f"({one})" for one in dict.fromkeys(relevances))

    def _jumps(self) -> Iterator[tuple[Item, Jump]]:
        for item in self.checklist.items:
            if item.jump and item.jump.kind != "ALSO":
                yield item, item.jump

    def _after_the_end(self) -> str:
        """Write that no jump of the procedure part has ended the visit."""
        procedure = self.material.library.get(PROCEDURE)
        writer = Writer(self.material.library, procedure, self.included, {}, {}, young=False)
        ends = [
            writer.certainly(item, item.jump.case)
            for item in procedure.items
            if item.jump and item.jump.kind == "END"
        ]
        return " and ".join(negated(end) for end in ends)


def _check_slots(rows: list[Row]) -> None:
    names = {row["name"] for row in rows if "name" in row}
    for row in rows:
        for key in ("bind::insp:pass", "bind::insp:fail", "bind::insp:totals"):
            for slot in SLOT.findall(row.get(key, "")):
                if slot not in names:
                    raise LanguageError(f"{row['name']}: no node {slot} for a sentence")
            if "{" in SLOT.sub("", row.get(key, "")):
                raise LanguageError(f"{row['name']}: a slot cannot be read")


def _check_names(rows: list[Row]) -> None:
    names = [row["name"] for row in rows if "name" in row]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise LanguageError(f"names stand twice: {', '.join(sorted(twice))}")


def _check_quotes(rows: list[Row]) -> None:
    """Refuse “ ” in expressions: pyxform makes them straight there, and so would the record."""
    for row in rows:
        for key in ("calculation", "relevant", "constraint", "required"):
            if set(row.get(key, "")) & set("“”‘’"):
                raise LanguageError(f"{row['name']}: put the quotation marks into the sentence")


__all__ = ["EN", "PROCEDURE", "VERSION", "ZH", "Material", "compile_workbook"]
