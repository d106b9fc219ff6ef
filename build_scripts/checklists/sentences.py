"""What the authors write beside the source: headings, record sentences, labels, translations.

Called by the compiler; takes parsed JSON of `forms/source/sentences/`. Refuses what lacks a text or
uses a word of judgement: a record states facts. Must never invent a text of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from build_scripts.checklists.language import LanguageError, node_name

JUDGEMENT = ("违反", "违法", "违规", "故意", "涉嫌", "性质恶劣", "擅自")
"""Words no record sentence may use; `擅自` only where it is the choice the officer ticked."""

SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?::raw)?\}")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Preset:
    """An input that takes its value from elsewhere, until officers change it.

    Attributes:
        value: XPath; '' as its result leaves the input as it is.
        on: Nodes whose change sets it anew.
        equal: XPath of a number the input has to agree with while it is above nought, '' for none.
    """

    value: str
    on: tuple[str, ...]
    equal: str = ""


@dataclass(frozen=True, slots=True)
class ItemText:
    """What is written about one item.

    Attributes:
        name: Short heading for the record, at most 8 hanzi.
        how: How to check on site, Chinese.
        passed, failed: Record sentences with `{node}` slots.
        inputs: Labels of the inputs in order.
        when: Input number (from 1) -> condition in the little language, on which it is asked.
        nodes: Calculated values used by the sentences: name -> XPath.
        presets: Input number -> where its value comes from.
        least: Input number -> smallest number that makes sense; nought unless it stands here.
        lacks: What may be missing or found, ticked on a fail; `{wb_37_l}` in the sentence.
    """

    name: str
    how: str
    passed: str
    failed: str
    inputs: tuple[Words, ...]
    when: Mapping[int, str] = field(default_factory=dict)
    nodes: Mapping[str, str] = field(default_factory=dict)
    presets: Mapping[int, Preset] = field(default_factory=dict)
    least: Mapping[int, int] = field(default_factory=dict)
    lacks: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class TableText:
    """What is written about one sample table.

    Attributes:
        by: What a row stands for, `seat`; one per draw.
        id: Number of the column that names the row; a row without it does not count.
        columns: English headings in order.
        nodes: Counts over the rows: name -> XPath.
        totals: Text of the total row, slots as in sentences.
        deviating: Column -> values printed bold beside those that make an item fail.
        rates: Column -> values that count as judged, for `rate()`.
    """

    by: tuple[str, ...]
    id: int
    columns: tuple[str, ...]
    nodes: Mapping[str, str]
    totals: str
    deviating: Mapping[str, tuple[str, ...]]
    rates: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ListText:
    """Everything written about one list."""

    sections: Mapping[str, str]
    opened_on: Words | None
    tables: Mapping[str, TableText]
    items: Mapping[str, ItemText]

    def item(self, code: str) -> ItemText:
        """Return the texts of an item."""
        text = self.items.get(code)
        if text is None:
            raise LanguageError(f"{code} has no sentences")
        return text


def list_text(data: Mapping[str, object]) -> ListText:
    """Read one file of sentences.

    Raises:
        LanguageError: A missing text, a heading too long, a word of judgement.
    """
    opened = data.get("opened_on")
    tables = {key: _object(value) for key, value in _object(data["tables"]).items()}
    ids = {node_name(code): _id_column(table) for code, table in tables.items()}
    return ListText(
        sections={key: str(value) for key, value in _object(data["sections"]).items()},
        opened_on=_words(opened) if opened else None,
        tables={code: _table(table, ids) for code, table in tables.items()},
        items={
            code: _item(code, _object(value), ids) for code, value in _object(data["items"]).items()
        },
    )


def _item(code: str, data: Mapping[str, object], ids: Mapping[str, int]) -> ItemText:
    text = ItemText(
        name=str(data["name"]),
        how=str(data["how"]),
        passed=str(data["pass"]),
        failed=str(data["fail"]),
        inputs=tuple(_words(entry) for entry in _list(data.get("inputs", []))),
        when={int(key): str(value) for key, value in _object(data.get("when", {})).items()},
        nodes=_nodes(data, ids),
        presets={
            int(key): _preset(_object(value), ids)
            for key, value in _object(data.get("preset", {})).items()
        },
        least={int(key): int(str(value)) for key, value in _object(data.get("least", {})).items()},
        lacks=tuple(_words(entry) for entry in _list(data.get("lacks", []))),
    )
    if not text.name or len(text.name) > 8:
        raise LanguageError(f"{code}: the heading has 1 to 8 characters")
    if text.lacks and f"{{{node_name(code)}_l}}" not in text.failed:
        raise LanguageError(f"{code}: what is ticked on a fail has to be told")
    for sentence in (text.passed, text.failed):
        if not sentence.endswith("。"):
            raise LanguageError(f"{code}: a record sentence ends with 。")
        for word in JUDGEMENT:
            if word in sentence:
                raise LanguageError(f"{code}: “{word}” is not a fact")
    return text


def _preset(data: Mapping[str, object], ids: Mapping[str, int]) -> Preset:
    return Preset(
        value=expanded(str(data["value"]), ids),
        on=tuple(str(name) for name in _list(data["on"])),
        equal=expanded(str(data.get("equal", "")), ids),
    )


def _table(data: Mapping[str, object], ids: Mapping[str, int]) -> TableText:
    def named(key: str) -> dict[str, tuple[str, ...]]:
        found = _object(data.get(key, {})).items()
        return {name: tuple(str(v) for v in _list(values)) for name, values in found}

    return TableText(
        by=tuple(str(entry) for entry in _list(data["by"])),
        id=_id_column(data),
        columns=tuple(str(entry) for entry in _list(data["columns"])),
        nodes=_nodes(data, ids),
        totals=str(data.get("totals", "")),
        deviating=named("deviating"),
        rates=named("rates"),
    )


def _nodes(data: Mapping[str, object], ids: Mapping[str, int]) -> dict[str, str]:
    found = _object(data.get("nodes", {})).items()
    return {name: expanded(str(expression), ids) for name, expression in found}


def expanded(expression: str, ids: Mapping[str, int]) -> str:
    """Write out the short forms that authors use in calculated values.

    `@date(x)` a date as records print it; `@days(x)` days from it to the inspection;
    `@rows(t)`, `@rows(t|c4 = '是')` filled rows of a table, its columns as `c1`, `c2`;
    `@list(t|…)` the identifiers of those rows, joined by 、.

    Args:
        ids: Table node -> number of the column that names the row.
    """

    def rows(match: re.Match[str]) -> str:
        table, test = match["table"], match["test"]
        columns = re.sub(r"\bc(\d+)\b", rf"{table}_c\1", test) if test else ""
        name = f"{table}_c{ids[table]}"
        predicate = f"{name} != ''" + (f" and {columns}" if columns else "")
        found = f"${{{table}}}[{predicate}]"
        return f"count({found})" if match["kind"] == "rows" else f"join('、', {found}/{name})"

    expression = re.sub(r"@date\((\w+)\)", r"format-date(${\1}, '%Y年%n月%e日')", expression)
    expression = re.sub(
        r"@days\((\w+)\)",
        r"round(decimal-date-time(${inspection_date}) - decimal-date-time(${\1}))",
        expression,
    )
    table = r"@(?P<kind>rows|list)\((?P<table>\w+)(?:\|(?P<test>(?:[^()]|\([^()]*\))*))?\)"
    return re.sub(table, rows, expression)


def _id_column(data: Mapping[str, object]) -> int:
    return int(str(data.get("id", 1)))


def _words(entry: object) -> Words:
    pair = _list(entry)
    if len(pair) != 2:
        raise LanguageError("a text needs Chinese and English")
    return Words(str(pair[0]), str(pair[1]))


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise LanguageError("an object was expected")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise LanguageError("a list was expected")
    return value
