"""The shape of a checklist: sections, items, tables, told apart by their `insp:` attributes.

Built once for each form by `outline_of`. Must never hold an answer.
Conventions: one group per section with `insp:section`; in it a group per item with `insp:code`,
whose children carry `insp:role`; sample tables are repeats with `insp:table`; facts are single
questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inspector_app.domain.identifiers import ItemCode
from inspector_app.xforms import Form, NodeDef

PROCEDURE = "procedure"
FACTS = "facts"
_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class ItemDef:
    """One check item, or one fact asked first.

    Attributes:
        group: Its group; for a fact the question itself.
        verdict, proposal, reason, consequence, lose, crime: Children by role, None if absent.
    """

    code: ItemCode
    section: str
    group: NodeDef
    parts: tuple[NodeDef, ...]
    verdict: NodeDef | None = None
    proposal: NodeDef | None = None
    reason: NodeDef | None = None
    consequence: NodeDef | None = None
    lose: NodeDef | None = None
    crime: NodeDef | None = None

    @property
    def is_fact(self) -> bool:
        """Tell whether it is a fact: a value without a verdict."""
        return self.verdict is None


@dataclass(frozen=True, slots=True)
class DrawRule:
    """One way rows of a table come about; `column` is the index the identifiers go into."""

    column: int
    size: str
    by: str


@dataclass(frozen=True, slots=True)
class TableDef:
    """One sample table."""

    code: str
    repeat: NodeDef
    columns: tuple[NodeDef, ...]
    draws: tuple[DrawRule, ...]
    id_column: int


@dataclass(frozen=True, slots=True)
class SectionDef:
    """One section: a group with items or facts."""

    key: str
    short: str
    group: NodeDef
    items: tuple[ItemDef, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole checklist.

    Attributes:
        names: Node name -> definition, for sentence slots; names are unique in a checklist.
        items: By code, in the order walked.
    """

    sections: tuple[SectionDef, ...]
    tables: Mapping[str, TableDef]
    items: Mapping[ItemCode, ItemDef]
    names: Mapping[str, NodeDef]
    owners: Mapping[str, ItemCode]
    table_of_path: Mapping[str, str]

    def item_of(self, ref: str) -> ItemCode | None:
        """Return the item a node belongs to, None for table cells and the rest."""
        return self.owners.get(_INDEX.sub("", ref))

    def table_of(self, ref: str) -> str | None:
        """Return the table a cell, row or range belongs to."""
        return self.table_of_path.get(_INDEX.sub("", ref))


def outline_of(form: Form) -> Outline:
    """Read a form's shape."""
    sections: list[SectionDef] = []
    tables: dict[str, TableDef] = {}
    for group in form.root.children:
        if "section" not in group.insp and group.name not in (PROCEDURE, FACTS, "tables"):
            continue
        items = tuple(_items(group))
        if items:
            short = group.insp.get("section", "")
            sections.append(SectionDef(group.name, short, group, items))
        tables |= {table.code: table for table in _tables(group)}
    by_code = {item.code: item for section in sections for item in section.items}
    owners = {node.path: item.code for item in by_code.values() for node in _walk(item.group)}
    cells = {node.path: table.code for table in tables.values() for node in _walk(table.repeat)}
    return Outline(
        sections=tuple(sections),
        tables=tables,
        items=by_code,
        names={node.name: node for node in _walk(form.root)},
        owners=owners,
        table_of_path=cells,
    )


def _items(section: NodeDef) -> Iterator[ItemDef]:
    for node in section.children:
        if node.kind == "group" and "code" in node.insp:
            yield _item(node, section.name)
        elif node.insp.get("role") == "fact":
            code = node.insp.get("code") or node.name
            yield ItemDef(ItemCode(code), section.name, node, (node,))


def _item(group: NodeDef, section: str) -> ItemDef:
    roles: dict[str, NodeDef] = {}
    parts = []
    for node in _walk(group):
        role = node.insp.get("role", "")
        if role == "part":
            parts.append(node)
        elif role:
            roles.setdefault(role, node)
    return ItemDef(
        code=ItemCode(group.insp["code"]),
        section=section,
        group=group,
        parts=tuple(parts),
        verdict=roles.get("verdict"),
        proposal=roles.get("proposal"),
        reason=roles.get("reason"),
        consequence=roles.get("consequence"),
        lose=roles.get("lose"),
        crime=roles.get("crime"),
    )


def _tables(section: NodeDef) -> Iterator[TableDef]:
    for node in _walk(section):
        if node.kind != "repeat" or "table" not in node.insp:
            continue
        columns = tuple(child for child in node.children if child.kind != "group")
        ids = [n for n, child in enumerate(columns) if child.insp.get("role") == "row-id"]
        yield TableDef(
            code=node.insp["table"],
            repeat=node,
            columns=columns,
            draws=tuple(_draw_rules(node.insp.get("draw", ""), columns)),
            id_column=ids[0] if ids else 0,
        )


def _draw_rules(text: str, columns: tuple[NodeDef, ...]) -> Iterator[DrawRule]:
    """Read `from=wb_t1_c1; n=min(N,20,max(5,10%)); by=seat`; several are separated by ` | `."""
    names = [column.name for column in columns]
    for rule in filter(None, (part.strip() for part in text.split("|"))):
        entries = (entry.partition("=") for entry in rule.split(";"))
        given = {key.strip(): value.strip() for key, _, value in entries}
        source = given.get("from", "")
        column = names.index(source) if source in names else 0
        yield DrawRule(column, given.get("n", ""), given.get("by", ""))


def _walk(node: NodeDef) -> Iterator[NodeDef]:
    yield node
    for child in node.children:
        yield from _walk(child)
