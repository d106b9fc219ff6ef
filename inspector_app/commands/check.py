"""`inspector check FORM…`: explain every mistake of a checklist workbook, cell by cell.

The entry point calls it. Exit status: 0 clean (notes allowed), 1 problems, 2 unreadable; of several
forms the worst.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from inspector_app.errors import KnownError
from inspector_app.whole_file import write_whole_file
from inspector_app.xforms.lint import Report, check_form
from inspector_app.xforms.model import Problem

EXCERPT = 40
"""Characters of a cell shown before and behind the place of a mistake."""


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = sub.add_parser(
        "check", help="检查检查表：逐格说明错误 / explain the mistakes of a checklist, cell by cell"
    )
    parser.add_argument(
        "form", type=Path, metavar="FORM", nargs="+",
        help="XLSForm (.xlsx .xlsm .xls .csv .md)、XForm XML 或其文件夹 / or its folder",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="语言 / language (zh)")
    parser.add_argument(
        "--marked", type=Path, metavar="OUT.xlsx",
        help="另存一份标出问题的副本（不含宏） / write a copy with the mistakes marked (no macros)",
    )  # fmt: skip
    parser.add_argument(
        "--force", action="store_true", help="可以覆盖 OUT.xlsx / OUT.xlsx may be overwritten"
    )


def run(args: argparse.Namespace) -> int:
    """Check forms and print their findings."""
    forms: list[Path] = args.form
    if args.marked is not None:
        _refuse_target(args.marked, forms, force=args.force)
    reports = [check_form(form) for form in forms]
    if args.json:
        shown = [as_json(report) for report in reports]
        print(json.dumps(shown if len(shown) > 1 else shown[0], ensure_ascii=False, indent=2))
    else:
        for report in reports:
            for problem in report.problems:
                prefix = f"{report.form}: " if len(reports) > 1 else ""
                print(prefix + line_of(problem, args.lang))
                for line in caret_of(problem, cell_text(report, problem)):
                    print(line)
            print(_summary(report, args.lang))
    if args.marked is not None and reports[0].status != "unreadable":
        _write_marked(args.marked, forms[0], reports[0], quiet=args.json, language=args.lang)
    return max(report.exit_status for report in reports)


def _refuse_target(target: Path, forms: list[Path], *, force: bool) -> None:
    """Refuse before anything is done what could cost somebody a file.

    Raises:
        KnownError: `form.mark-one`, `form.mark-source`, `form.mark-exists`, `form.mark-name`.
    """
    if len(forms) > 1:
        raise KnownError("form.mark-one")
    if target.suffix.lower() != ".xlsx":
        raise KnownError("form.mark-name", path=target)
    if target.exists():
        source = forms[0]
        inside = source.is_dir() and target.parent.resolve() == source.resolve()
        if inside or (source.exists() and target.samefile(source)):
            raise KnownError("form.mark-source", path=target)
        if target.is_dir() or not force:
            raise KnownError("form.mark-exists", path=target)


def _write_marked(target: Path, form: Path, report: Report, *, quiet: bool, language: str) -> None:
    from inspector_app.xforms.lint.marked import mark

    write_whole_file(target, mark(form, report))
    if not quiet:
        zh, en = f"已标出问题：{target}（不含宏）", f"marked copy: {target} (without macros)"
        print(zh if language == "zh" else en)


def line_of(problem: Problem, language: str) -> str:
    """Return a finding as one line: `survey!F12: error xpath-syntax: message`."""
    message = problem.message.of(language)
    fix = problem.fix.of(language)
    tail = f"（{fix}）" if fix and language == "zh" else f" ({fix})" if fix else ""
    line = f"{problem.place}: {problem.level} {problem.code}: {message}{tail}"
    return " ".join(line.splitlines())


def caret_of(problem: Problem, cell: str) -> list[str]:
    """Return the cell's text and a caret under the place of the mistake, both indented.

    Args:
        cell: The cell's text; '' gives no lines.
    """
    at = problem.at
    if not cell or at is None or not 0 <= at <= len(cell):
        return []
    before, behind = cell[max(0, at - EXCERPT) : at], cell[at : at + EXCERPT]
    lead = "…" if at > EXCERPT else ""
    rest = "…" if len(cell) > at + EXCERPT else ""
    shown = "".join(" " if char.isspace() else char for char in f"{lead}{before}{behind}{rest}")
    # a Chinese character is two columns wide in a terminal
    width = sum(2 if east_asian_width(char) in "WF" else 1 for char in lead + before)
    return [f"    {shown}", f"    {' ' * width}^"]


def cell_text(report: Report, problem: Problem) -> str:
    """Return the text of a finding's cell, '' when it has none."""
    for sheet in report.workbook.sheets if report.workbook is not None else ():
        if sheet.title == problem.place.sheet:
            for row in sheet.rows:
                if row.number == problem.place.row:
                    return row.get(problem.place.column)
    return ""


def _summary(report: Report, language: str) -> str:
    counts = {
        level: sum(1 for problem in report.problems if problem.level == level)
        for level in ("error", "warning", "info")
    }
    if language == "zh":
        words = {"clean": "没有问题", "problems": "有问题", "unreadable": "无法读取"}
        return (
            f"{report.form}：{words[report.status]}"
            f"（错误 {counts['error']}，警告 {counts['warning']}，"
            f"提示 {counts['info']}）"
        )
    return (
        f"{report.form}: {report.status} ({counts['error']} errors, {counts['warning']} warnings, "
        f"{counts['info']} notes)"
    )


def as_json(report: Report) -> dict[str, Any]:
    """Return the report in the documented JSON shape."""
    return {
        "form": report.form,
        "status": report.status,
        "problems": [
            {
                "level": problem.level, "code": problem.code, "sheet": problem.place.sheet,
                "row": problem.place.row, "column": problem.place.column,
                "cell": problem.place.cell, "name": problem.name, "at": problem.at,
                "message": {"zh": problem.message.zh, "en": problem.message.en},
                "fix": {"zh": problem.fix.zh, "en": problem.fix.en},
            }
            for problem in report.problems
        ],
    }  # fmt: skip
