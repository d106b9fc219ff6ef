"""Linter, XPath: every expression cell as its author wrote it, `${name}` included.

`check_form` calls `check_cells`; offsets are those of the cell. pyxform never parses XPath, so
what is wrong here would otherwise show on site.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from inspector_app.xforms.intake.aliases import CHOICE_COLUMNS
from inspector_app.xforms.intake.types import parse_type
from inspector_app.xforms.intake.workbook import Row, Sheet, Workbook
from inspector_app.xforms.lint.findings import Findings
from inspector_app.xforms.near import nearest
from inspector_app.xforms.xpath.ast import Binary, Call, Expr, Literal, Path, Reference, walk
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.functions import check_call
from inspector_app.xforms.xpath.parser import parse
from inspector_app.xforms.xpath.patterns import PatternError, pattern_of, runs_away

EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "required",
               "read_only", "bind::insp:fails")  # fmt: skip
_CONDITIONS = frozenset(
    ("relevant", "constraint", "choice_filter", "required", "read_only", "bind::insp:fails")
)
_CONSTANTS = frozenset(("yes", "no", "true", "false", "true()", "false()", "是", "否"))
_REFERENCES = ("label", "hint", "guidance_hint", "constraint_message", "required_message",
               "default", "trigger", "appearance", "parameters", "type")  # fmt: skip
_NAMED = re.compile(r"\$\{([^{}]*)(\}?)")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
"""pyxform straightens these in expressions, so they are no mistake."""


class _Known:
    """Names that `${…}` may hold, and the columns a filter may read."""

    def __init__(self, workbook: Workbook) -> None:
        survey = workbook.sheet("survey")
        rows = survey.rows if survey is not None else []
        kinds = [(parse_type(row.get("type")), row) for row in rows]
        self.counts = Counter(
            row.get("name") for kind, row in kinds if row.get("name") and not kind.closes
        )
        self.names = set(self.counts) | {"instanceID", "instanceName"}
        self.names |= {f"{row.get('name')}_other" for kind, row in kinds if kind.other}
        self.names |= {f"{row.get('name')}_count" for kind, row in kinds if kind.opens == "repeat"}
        for row in rows:
            if not row.get("name") and parse_type(row.get("type")).word == "note":
                self.names.add(f"generated_note_name_{row.number}")
        choices = workbook.sheet("choices")
        self.columns: set[str] = set()
        for column in choices.columns if choices is not None else ():
            self.columns |= {column.name, column.written, column.name.partition("::")[0]}
        settings = workbook.sheet("settings")
        kept = settings.rows[0].get("clean_text_values") if settings and settings.rows else ""
        self.straighten = kept.lower() not in ("no", "false", "否")


def expression_cells(sheet: Sheet) -> Iterator[tuple[Row, str, str]]:
    """Yield row, column and text of every cell that holds an expression."""
    for row in sheet.rows:
        for column, text in row.values.items():
            if (column in EXPRESSIONS and text not in _CONSTANTS) or (
                column == "default" and _is_expression(text, row)
            ):
                if column in ("required", "read_only") and text.lower() in _CONSTANTS:
                    continue
                yield row, column, text


def _is_expression(text: str, row: Row) -> bool:
    """A default is an expression when it has a reference or call; a plain text is a value."""
    if parse_type(row.get("type")).word in ("image", "photo", "file", "audio", "video"):
        return False
    return "${" in text or re.fullmatch(r"[a-z][\w:-]*\(.*\)", text, re.DOTALL) is not None


def check_cells(workbook: Workbook, findings: Findings) -> None:
    """Add every syntax error, unknown function or name, wrong arity, and bad pattern."""
    survey = workbook.sheet("survey")
    if survey is None:
        return
    known = _Known(workbook)
    for row, column, text in expression_cells(survey):
        _expression(text, row, column, survey, known, findings)
    settings = workbook.sheet("settings")
    if settings is not None and settings.rows and settings.rows[0].get("instance_name"):
        row = settings.rows[0]
        _expression(row.get("instance_name"), row, "instance_name", settings, known, findings)
    for name in ("survey", "choices"):
        sheet = workbook.sheet(name)
        for row in sheet.rows if sheet is not None else ():
            for column, text in row.values.items():
                base = column.partition("::")[0]
                if "${" in text and sheet is not None and base in _REFERENCES:
                    _references(text, row, column, sheet, known, findings)


def _expression(
    text: str, row: Row, column: str, sheet: Sheet, known: _Known, findings: Findings
) -> None:
    try:
        tree = parse(text.translate(_STRAIGHT) if known.straighten else text)
    except ExpressionError as error:
        if text.startswith("${", error.at) and "}" not in text[error.at :]:
            error = ExpressionError(
                "xpath-syntax", error.at, "“${”没有写完", "“${” is never closed"
            )
        _add(error, row, column, sheet, findings)
        return
    except RecursionError:
        deep = ExpressionError("xpath-syntax", 0, "表达式嵌套过深", "it is nested too deeply")
        _add(deep, row, column, sheet, findings)
        return
    for part in walk(tree):
        if isinstance(part, Call):
            _call(part, row, column, sheet, findings)
        elif isinstance(part, Reference):
            _named(part.name, part.start, row, column, sheet, known, findings)
    if column in _CONDITIONS:
        _bare(tree, row, column, sheet, findings)
    if column == "choice_filter" and parse_type(row.get("type")).internal:
        _filter_columns(tree, row, sheet, known, findings)


def _add(error: ExpressionError, row: Row, column: str, sheet: Sheet, findings: Findings) -> None:
    findings.add(
        "error", error.code, sheet.place(row.number, column),
        (error.message.zh, error.message.en), (error.fix.zh, error.fix.en),
        name=row.get("name"), at=error.at,
    )  # fmt: skip


def _call(part: Call, row: Row, column: str, sheet: Sheet, findings: Findings) -> None:
    try:
        check_call(part)
    except ExpressionError as error:
        _add(error, row, column, sheet, findings)
    if part.name == "regex" and len(part.args) == 2 and isinstance(part.args[1], Literal):
        _pattern(part.args[1], row, column, sheet, findings)


def _named(
    name: str, at: int, row: Row, column: str, sheet: Sheet, known: _Known, findings: Findings
) -> None:
    target = name.removeprefix("last-saved#")
    place = sheet.place(row.number, column)
    if target not in known.names:
        near = nearest(target, known.names) or next(
            (one for one in known.names if one.lower() == target.strip().lower()), ""
        )
        blank = target != target.strip() and target.strip() in known.names
        findings.add(
            "error", "xpath-path", place,
            (f"没有名为“{name}”的题目" + ("（多了空格）" if blank else ""),
             f"no question is named “{name}”" + (" (blanks too many)" if blank else "")),
            (f"是否应为 ${{{near}}}？", f"Did you mean ${{{near}}}?") if near else ("", ""),
            name=row.get("name"), at=at,
        )  # fmt: skip
    elif known.counts[target] > 1:
        findings.add(
            "error", "reference-ambiguous", place,
            (f"名为“{target}”的题目有 {known.counts[target]} 个，引用不明确",
             f"{known.counts[target]} questions are named “{target}”; the reference is ambiguous"),
            ("给其中一题改名", "Rename one of them"), name=row.get("name"), at=at,
        )  # fmt: skip


def _references(
    text: str, row: Row, column: str, sheet: Sheet, known: _Known, findings: Findings
) -> None:
    if column == "default" and _is_expression(text, row):
        return
    for found in _NAMED.finditer(text):
        if not found[2]:
            findings.add(
                "error", "xpath-syntax", sheet.place(row.number, column),
                ("“${”没有写完", "“${” is never closed"),
                ("写成 ${题目名称}", "Write ${name}"), name=row.get("name"), at=found.start(),
            )  # fmt: skip
        else:
            _named(found[1], found.start(), row, column, sheet, known, findings)


_REGEX = (
    ("unterminated subpattern", "左括号没有对应的右括号"), ("unbalanced parenthesis", "右括号多余"),
    ("unterminated character set", "方括号没有结束"), ("nothing to repeat", "* + ? 前面没有内容"),
    ("multiple repeat", "* + ? 连用"), ("bad character range", "方括号内的范围前后颠倒"),
    ("bad escape", "不认识的反斜杠写法"), ("repeat", "花括号内的次数不对"),
)  # fmt: skip


def _regex_zh(message: str) -> str:
    return next((zh for part, zh in _REGEX if part in message), message)


def _pattern(literal: Literal, row: Row, column: str, sheet: Sheet, findings: Findings) -> None:
    place = sheet.place(row.number, column)
    pattern = literal.value
    try:
        pattern_of(pattern)
    except PatternError as error:
        findings.add(
            "error", "regex", place,
            (f"正则表达式有误：{_regex_zh(str(error))}",
             f"the regular expression is wrong: {error}"),
            name=row.get("name"), at=literal.start,
        )  # fmt: skip
        return
    if runs_away(pattern):
        findings.add(
            "warning", "regex-slow", place,
            ("这个正则遇到某些答案会运算不完：重复之中又是重复",
             "the pattern never comes to an end on some answers: it repeats a repetition"),
            ("去掉里层或外层的 + 或 *，如把 (a+)+ 写成 a+",
             "Drop the inner or the outer + or *: write a+ for (a+)+"),
            name=row.get("name"), at=literal.start,
        )  # fmt: skip
    if not (pattern.startswith("^") and pattern.endswith("$")):
        findings.add(
            "info", "regex-anchor", place,
            ("正则只需部分匹配；要整体匹配请写 ^…$",
             "the pattern may match a part; write ^…$ to match the whole answer"),
            name=row.get("name"), at=literal.start,
        )  # fmt: skip


def _bare(tree: Expr, row: Row, column: str, sheet: Sheet, findings: Findings) -> None:
    """Add `${x}` alone where a condition is meant: a question that exists is always true."""
    for part in _operands(tree):
        if isinstance(part, Reference):
            findings.add(
                "warning", "condition-bare", sheet.place(row.number, column),
                (f"“${{{part.name}}}”单独作条件时总是成立，不看答案",
                 f"“${{{part.name}}}” alone is always true, whatever the answer"),
                (f"写成 ${{{part.name}}} = '…' 或 ${{{part.name}}} != ''",
                 f"Write ${{{part.name}}} = '…' or ${{{part.name}}} != ''"),
                name=row.get("name"), at=part.start,
            )  # fmt: skip


def _operands(expr: Expr) -> Iterator[Expr]:
    if isinstance(expr, Binary) and expr.op in ("and", "or"):
        yield from _operands(expr.left)
        yield from _operands(expr.right)
    elif isinstance(expr, Call) and expr.name in ("not", "boolean") and len(expr.args) == 1:
        yield from _operands(expr.args[0])
    else:
        yield expr


def _filter_columns(tree: Expr, row: Row, sheet: Sheet, known: _Known, findings: Findings) -> None:
    """Add columns of a choice filter that the choices sheet lacks: such a filter shows nothing."""
    for part in walk(tree):
        if not isinstance(part, Path) or part.absolute or part.base is not None:
            continue
        step = part.steps[0]
        if len(part.steps) > 1 or step.axis != "child" or not step.test[:1].isalpha():
            continue
        if ":" in step.test or step.test in known.columns or step.test.endswith("()"):
            continue
        wanted = CHOICE_COLUMNS.get(step.test, step.test)
        near = nearest(wanted, known.columns) or next(
            (one for one in known.columns if one.lower() == wanted.lower()), ""
        )
        findings.add(
            "warning", "itemset-column", sheet.place(row.number, "choice_filter"),
            (f"选项工作表没有“{step.test}”列，筛选后没有选项",
             f"the choices sheet has no column “{step.test}”; the filter leaves no choice"),
            (f"是否应为 {near}？", f"Did you mean {near}?") if near else
            (f"若指题目，写成 ${{{step.test}}}", f"If a question is meant, write ${{{step.test}}}"),
            name=row.get("name"), at=part.start,
        )  # fmt: skip
