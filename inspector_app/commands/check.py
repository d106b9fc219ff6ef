"""`inspector check FORM`: explain every mistake of a checklist workbook, cell by cell.

The entry point calls it. Exit status: 0 clean (notes allowed), 1 problems, 2 unreadable.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from inspector_app.xforms.lint import Report, check_form
from inspector_app.xforms.model import Problem


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = sub.add_parser(
        "check", help="检查检查表：逐格说明错误 / explain the mistakes of a checklist, cell by cell"
    )
    parser.add_argument(
        "form", type=Path, metavar="FORM", help="XLSForm (.xlsx .xls .csv .md) / XForm XML"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="语言 / language (zh)")


def run(args: argparse.Namespace) -> int:
    """Check a form and print its findings."""
    report = check_form(args.form)
    if args.json:
        print(json.dumps(as_json(report), ensure_ascii=False, indent=2))
    else:
        for problem in report.problems:
            print(line_of(problem, args.lang))
        print(_summary(report, args.lang))
    return report.exit_status


def line_of(problem: Problem, language: str) -> str:
    """Return a finding as one line: `survey!F12: error xpath-syntax: message`."""
    message = problem.message.of(language)
    fix = problem.fix.of(language)
    tail = f"（{fix}）" if fix and language == "zh" else f" ({fix})" if fix else ""
    return f"{problem.place}: {problem.level} {problem.code}: {message}{tail}".replace("\n", " ")


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
