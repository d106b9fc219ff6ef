"""Sample tables as printed: rows, cells that deviate, totals, and how the sample was drawn.

Pure; called by `record` and `narrative`. Must never leave a row out.
"""

from __future__ import annotations

from collections import Counter

from inspector_app.records.content import SampleTable
from inspector_app.services.writing.snapshot import ColumnFact, DrawFact, TableFact

_COUNTED = {
    "seat": ("台", "终端"),
    "computer": ("台", "计算机"),
    "site": ("个", "网站"),
    "机柜": ("个", "机柜"),
    "IP": ("个", "IP地址"),
    "customer": ("户", "客户"),
    "partner": ("家", "合作单位"),
    "contract": ("份", "合同"),
    "room": ("间", "房间"),
    "medium": ("件", "移动介质"),
    "item": ("种", "物品"),
    "terminal": ("台", "公共上网终端"),
    "filing": ("条", "备案"),
    "finding": ("项", "原问题"),
}
"""Measure word and noun of what a row stands for, by the checklist's `by`."""


def write_sample(table: TableFact) -> SampleTable:
    """Return the printed form of one table."""
    return SampleTable(
        code=table.code,
        title=table.title,
        columns=tuple(column.title for column in table.columns),
        rows=table.rows,
        deviating=tuple(
            (place, number)
            for place, row in enumerate(table.rows)
            for number, (cell, column) in enumerate(zip(row, table.columns, strict=True))
            if cell in column.deviating
        ),
        totals=table.totals or _totals(table),
        draw=dict(table.draw),
        further=tuple(dict(one.draw) for one in table.further),
    )


def noun_of(by: str) -> str:
    """Return what a row stands for in a word the record prints: `终端` for `seat`."""
    return _COUNTED.get(by, ("", by))[1]


def sample_sentence(table: TableFact, number: int) -> str:
    """Return how the sample came about: `从96台终端中随机抽取10台，结果见表1。`

    Args:
        number: Number of the table in the record, 1 upwards.
    """
    draws = (DrawFact(table.draw, table.by, table.reasons), *table.further)
    told = [part for one in draws if (part := _drawn(one, table))]
    if told:
        again = "".join(
            f"{noun_of(one.by) if table.further else ''}第{attempt}次抽取的原因：{reason}。"
            for one in draws
            for attempt, reason in enumerate(one.reasons, 2)
        )
        return f"{'，'.join(told)}，结果见表{number}。{again}"
    if table.by == "date":
        return f"按日期查询{len(table.rows)}日，结果见表{number}。"
    unit, named = _COUNTED.get(table.by, ("项", ""))
    return f"逐{unit}核查{named}{len(table.rows)}{unit}，结果见表{number}。"


def _drawn(one: DrawFact, table: TableFact) -> str:
    """Return `从96台终端中随机抽取10台`, '' when nothing was drawn."""
    drawn, population = one.draw.get("n", ""), one.draw.get("population", "")
    if not one.draw.get("method", "").startswith("draw") or not drawn or not population:
        return ""
    unit, named = _COUNTED.get(one.by, ("个", ""))
    named = named or (table.columns[table.id_column].title if table.id_column >= 0 else "对象")
    return f"从{population}{unit}{named}中随机抽取{drawn}{unit}"


def _totals(table: TableFact) -> str:
    parts = [
        f"{column.title}：{shown}"
        for place, column in enumerate(table.columns)
        if (shown := _counts(column, [row[place] for row in table.rows]))
    ]
    head = f"{len(table.rows)}项"
    return f"{head}。{'；'.join(parts)}。" if parts else f"{head}。"


def _counts(column: ColumnFact, cells: list[str]) -> str:
    """Return `一致6、不一致2` for a column with choices that does not say the same in every row."""
    if not column.choices:
        return ""
    counted = Counter(cell for cell in cells if cell)
    if len(counted) < 2 and not column.deviating & counted.keys():
        return ""
    return "、".join(f"{choice}{counted[choice]}" for choice in column.choices if counted[choice])
