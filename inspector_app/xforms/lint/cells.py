"""Linter, XPath: every expression cell as its author wrote it, `${name}` included.

`check_form` calls `check_cells`; offsets are those of the cell. pyxform never parses XPath, so
what is wrong here would otherwise show on site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from inspector_app.xforms.intake.aliases import canonical_type
from inspector_app.xforms.intake.workbook import Row, Sheet, Workbook
from inspector_app.xforms.lint.findings import Findings
from inspector_app.xforms.xpath.ast import Call, Expr, Literal, Reference, walk
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.functions import check_call
from inspector_app.xforms.xpath.functions_core import pattern_of
from inspector_app.xforms.xpath.parser import parse

EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "required",
               "read_only", "bind::insp:fails")  # fmt: skip
_CONSTANTS = frozenset(("yes", "no", "true", "false", "true()", "false()", "是", "否"))
_EXPRESSION_HINT = re.compile(r"\$\{|\w\(|^[-.(/]")


def expression_cells(sheet: Sheet) -> Iterator[tuple[Row, str, str]]:
    """Yield row, column and text of every cell that holds an expression."""
    for row in sheet.rows:
        for column, text in row.values.items():
            if (column in EXPRESSIONS and text not in _CONSTANTS) or (
                column == "default" and _is_expression(text, row)
            ):
                yield row, column, text


def _is_expression(text: str, row: Row) -> bool:
    """A default is an expression when it has a reference or call; a plain text is a value."""
    if canonical_type(row.get("type")) in ("image", "photo", "file", "audio", "video"):
        return False
    return "${" in text or re.fullmatch(r"[a-z][\w:-]*\(.*\)", text, re.DOTALL) is not None


def check_cells(workbook: Workbook, findings: Findings) -> None:
    """Add every syntax error, unknown function or name, wrong arity, and bad pattern."""
    survey = workbook.sheet("survey")
    if survey is None:
        return
    names = {row.get("name") for row in survey.rows if row.get("name")}
    for row, column, text in expression_cells(survey):
        place = survey.place(row.number, column)
        try:
            tree = parse(text)
        except ExpressionError as error:
            findings.add(
                "error", error.code, place, (error.message.zh, error.message.en),
                (error.fix.zh, error.fix.en), name=row.get("name"), at=error.at,
            )  # fmt: skip
            continue
        for part in walk(tree):
            _check_part(part, row, survey, column, names, findings)


def _check_part(
    part: Expr, row: Row, survey: Sheet, column: str, names: set[str], findings: Findings
) -> None:
    place = survey.place(row.number, column)
    if isinstance(part, Call):
        try:
            check_call(part)
        except ExpressionError as error:
            findings.add(
                "error", error.code, place, (error.message.zh, error.message.en),
                (error.fix.zh, error.fix.en), name=row.get("name"), at=error.at,
            )  # fmt: skip
        if part.name == "regex" and len(part.args) == 2 and isinstance(part.args[1], Literal):
            _check_pattern(part.args[1], row, survey, column, findings)
    elif isinstance(part, Reference):
        target = part.name.removeprefix("last-saved#")
        if target not in names:
            near = get_close_matches(target, names, 1, 0.6)
            findings.add(
                "error", "xpath-path", place,
                (f"没有名为“{part.name}”的题目", f"no question is named “{part.name}”"),
                (f"是否应为 ${{{near[0]}}}？", f"Did you mean ${{{near[0]}}}?") if near else ("",
                ""),
                name=row.get("name"), at=part.start,
            )  # fmt: skip


def _check_pattern(
    literal: Literal, row: Row, survey: Sheet, column: str, findings: Findings
) -> None:
    place = survey.place(row.number, column)
    pattern = literal.value
    try:
        pattern_of(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        findings.add(
            "error", "regex", place,
            (f"正则表达式有误：{error}", f"the regular expression is wrong: {error}"),
            name=row.get("name"), at=literal.start,
        )  # fmt: skip
        return
    if not (pattern.startswith("^") and pattern.endswith("$")):
        findings.add(
            "info", "regex-anchor", place,
            ("正则只需部分匹配；要整体匹配请写 ^…$",
             "the pattern may match a part; write ^…$ to match the whole answer"),
            name=row.get("name"), at=literal.start,
        )  # fmt: skip
