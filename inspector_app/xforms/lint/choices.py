"""Linter, intake: the choices sheet as written, and the lists the other modules ask about.

`check_form` calls `check_choices`. Must never warn of a column it does not know: filters use any.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from inspector_app.xforms.intake.types import parse_type
from inspector_app.xforms.intake.workbook import Row, Sheet, Workbook
from inspector_app.xforms.lint.findings import Findings

_SEARCH = re.compile(r"\bsearch\s*\(|instance\s*\(")


@dataclass(slots=True)
class Lists:
    """The lists of the choices sheet: by name the values in order, and each value's first row."""

    values: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    external: frozenset[str] = frozenset()


def read_lists(workbook: Workbook) -> Lists:
    """Return the lists of a workbook."""
    lists = Lists()
    sheet = workbook.sheet("choices")
    for row in sheet.rows if sheet is not None else ():
        name, value = row.get("list_name"), row.get("name")
        if name and value:
            if (name, value) not in lists.rows:
                lists.values.setdefault(name, []).append(value)
            lists.rows.setdefault((name, value), row)
    external = workbook.sheet("external_choices")
    if external is not None:
        key = "list_name" if external.has("list_name") else "list name"
        lists.external = frozenset(row.get(key) for row in external.rows)
    return lists


def check_choices(workbook: Workbook, lists: Lists, findings: Findings) -> None:
    """Add what is wrong with the choices themselves."""
    sheet = workbook.sheet("choices")
    if sheet is None or sheet.column("name") is None:
        return
    settings = workbook.sheet("settings")
    allowed = settings.rows[0].get("allow_choice_duplicates") if settings and settings.rows else ""
    _values(sheet, allowed.lower() in ("yes", "true", "true()", "1", "是"), findings)
    _labels(sheet, findings)
    _unused(workbook, sheet, lists, findings)


def _values(sheet: Sheet, duplicates_allowed: bool, findings: Findings) -> None:
    seen: dict[tuple[str, str], Row] = {}
    folded: dict[tuple[str, str], str] = {}
    for row in sheet.rows:
        list_name, value = row.get("list_name"), row.get("name")
        if not list_name and not value:
            continue
        if not value:
            findings.add(
                "error", "choice-value", sheet.place(row.number, "name"),
                (f"选项表“{list_name}”的这个选项没有值",
                 f"this choice of the list “{list_name}” has no value"), name=list_name,
            )  # fmt: skip
            continue
        if not list_name:
            findings.add(
                "info", "choice-list", sheet.place(row.number, "list_name"),
                (f"选项“{value}”没有写属于哪个选项表，不起作用",
                 f"the choice “{value}” belongs to no list and is ignored"), name=value,
            )  # fmt: skip
            continue
        key, low = (list_name, value), (list_name, value.lower())
        first = seen.get(key)
        if first is not None and not duplicates_allowed:
            findings.add(
                "error", "choice-twice", sheet.place(row.number, "name"),
                (f"选项表“{list_name}”中的值“{value}”与第 {first.number} 行重复",
                 f"the value “{value}” of the list “{list_name}” stands in row {first.number} too"),
                ("改值或删除一行", "Change the value or remove one row"), name=value,
            )  # fmt: skip
        elif low in folded and folded[low] != value:
            findings.add(
                "warning", "choice-case", sheet.place(row.number, "name"),
                (f"选项“{value}”与“{folded[low]}”只差大小写",
                 f"“{value}” and “{folded[low]}” differ only in case"), name=value,
            )  # fmt: skip
        folded.setdefault(low, value)
        seen.setdefault(key, row)


def _labels(sheet: Sheet, findings: Findings) -> None:
    shown = [column.name for column in sheet.columns
             if column.base in ("label", "image", "audio", "video", "media")]  # fmt: skip
    for row in sheet.rows:
        if row.get("list_name") and row.get("name") and not any(row.get(one) for one in shown):
            findings.add(
                "info", "choice-label", sheet.place(row.number, "label"),
                (f"选项“{row.get('name')}”没有标题，只显示值",
                 f"the choice “{row.get('name')}” has no label; its value is shown"),
                name=row.get("name"),
            )  # fmt: skip


def _unused(workbook: Workbook, sheet: Sheet, lists: Lists, findings: Findings) -> None:
    survey = workbook.sheet("survey")
    if survey is None:
        return
    used = {parse_type(row.get("type")).list_name for row in survey.rows}
    texts = [text for row in survey.rows for text in row.values.values()]
    if any("${" in name for name in used):
        return
    named = " ".join(text for text in texts if _SEARCH.search(text) or "tick_labelset" in text)
    for name, values in lists.values.items():
        if name not in used and name not in named:
            row = lists.rows[name, values[0]]
            findings.add(
                "info", "list-unused", sheet.place(row.number, "list_name"),
                (f"没有题目使用选项表“{name}”", f"no question uses the list “{name}”"), name=name,
            )  # fmt: skip
