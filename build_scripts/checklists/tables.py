"""Compiles a sample table into a repeat, its columns and the counts its sentences use.

Called by the compiler. Must never draw rows: the rule is carried as text for `domain.draw`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts.checklists.items import number_type
from build_scripts.checklists.language import Count, Field, LanguageError, Rate, node_name
from build_scripts.checklists.sentences import TableText
from build_scripts.checklists.sheets import Choices, Row, labels
from build_scripts.checklists.source import Column, Draw, Item, Table

_DATES = "dates(0,-7d,-30d,-59d,-60d,-6m)"


@dataclass(frozen=True)
class TableCompiler:
    """Compiles one table; `users` are the items that read it."""

    table: Table
    text: TableText
    users: Sequence[Item]
    choices: Choices

    def rows(self, relevant: str) -> Iterator[Row]:
        """Yield the repeat and, after it, the counts."""
        name = node_name(self.table.code)
        if len(self.text.columns) != len(self.table.columns):
            raise LanguageError(f"{self.table.code}: an English heading for every column")
        yield {
            "type": "begin_repeat",
            "name": name,
            **labels(self.table.zh, self.table.en),
            "relevant": relevant,
            "bind::insp:table": self.table.code,
            "bind::insp:draw": self._draw(name),
            "bind::insp:totals": self.text.totals,
            "bind::insp:note": self.table.note,
        }
        for place, (column, english) in enumerate(
            zip(self.table.columns, self.text.columns, strict=True), 1
        ):
            yield self._column(
                f"{name}_c{place}", column, english, identifies=place == self.text.id
            )
        yield {"type": "end_repeat"}
        for node, expression in self.text.nodes.items():
            yield {
                "type": "calculate",
                "name": node,
                "calculation": expression,
                "bind::insp:role": "count",
            }

    def _column(self, name: str, column: Column, english: str, *, identifies: bool) -> Row:
        kind = column.part.kind
        types = {"TXT": "text", "DATE": "date", "DATETIME": "dateTime"}
        if kind == "SEL":
            answer = f"select_one {self.choices.use(name, column.part.choices)}"
        elif kind == "NUM":
            answer = number_type(column.part.fields[0] if column.part.fields else Field(""))
        else:
            answer = types[kind]
        if column.name == "带宽Mbps":
            answer = "decimal"
        row: Row = {"type": answer, "name": name, **labels(column.name, english)}
        if answer in {"integer", "decimal"}:
            row |= {
                "constraint": ". >= 0",
                **labels("不能是负数", "Not below zero", column="constraint_message"),
            }
        row["bind::insp:role"] = "row-id" if identifies else "cell"
        row["bind::insp:items"] = " ".join(column.feeds)
        row["bind::insp:deviating"] = " ".join(self._deviating(column))
        return row

    def _deviating(self, column: Column) -> tuple[str, ...]:
        """Return the values that count against the unit, in the order of the choices."""
        values = set(self.text.deviating.get(column.name, ()))
        for item in self.users:
            for atom in item.fail_if.atoms() if item.fail_if else ():
                if isinstance(atom, Count | Rate) and atom.column == column.name:
                    values |= set(atom.values)
        unknown = values - set(column.part.choices)
        if unknown:
            raise LanguageError(f"{self.table.code} {column.name}: no choice {unknown}")
        return tuple(value for value in column.part.choices if value in values)

    def _draw(self, name: str) -> str:
        """Write how rows come about; several draws are separated by ` | `."""
        if len(self.text.by) != len(self.table.draws):
            raise LanguageError(f"{self.table.code}: say what a row stands for, once per draw")
        return " | ".join(
            f"from={name}_c{self._id_column(by)}; n={_rule(draw)}; by={by}"
            for draw, by in zip(self.table.draws, self.text.by, strict=True)
        )

    def _id_column(self, by: str) -> int:
        """Find the column the drawn identifiers go into: 房间号 for rooms, 机柜或IP for racks."""
        wanted = {"room": "房间号", "机柜": "机柜或IP", "IP": "机柜或IP"}.get(by)
        for place, column in enumerate(self.table.columns, 1):
            if column.name == wanted:
                return place
        return self.text.id


def _rule(draw: Draw) -> str:
    if draw.method == "all":
        return "all"
    if draw.population == "dates":
        return _DATES
    if draw.fixed is not None:
        return str(draw.fixed)
    if draw.percent is None:
        return "bureau"  # 6.1 names no size for the rooms
    inner = f"max({draw.minimum},{draw.percent}%)"
    return f"min(N,{draw.maximum},{inner})" if draw.maximum else f"min(N,{inner})"
