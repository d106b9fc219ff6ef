"""`inspector ledger`: import units from Excel or CSV, export them, search them.

Called by `__main__`. Opens the workspace as one enrolled person; the passphrase is asked for, or
read from a pipe. `import` only looks unless `--apply` stands there. Exit status of `import`: 0 when
every row was fit, 1 when some were not.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app.clock import SystemClock
from inspector_app.domain.identifiers import PersonId
from inspector_app.domain.ledger.fields import BY_KEY, CATEGORIES, FIELDS
from inspector_app.domain.ledger.problems import WORDS
from inspector_app.domain.units import UnitCategory
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError
from inspector_app.language import system_language

if TYPE_CHECKING:
    from inspector_app.services.ledger_import import Outcome
    from inspector_app.services.workspace import Workspace

_TOLD_ROWS = 10
_EVERY = 10_000


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's options."""
    parser = sub.add_parser("ledger", help="ledger of units · 台账")
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    fields = steps.add_parser("fields", help="columns that are known · 可识别的栏目")
    into = steps.add_parser("import", help="look at a table, or import it · 预览或导入表格")
    into.add_argument("file", type=Path, metavar="FILE", help=".xlsx, .xls or .csv")
    into.add_argument("--sheet", default="", help="worksheet · 工作表")
    into.add_argument("--map", action="append", default=[], metavar="HEADING=FIELD",
                      help="a column by hand · 手工指定一列")  # fmt: skip
    into.add_argument("--report", type=Path, help="error report, .xlsx or .csv · 错误报告")
    into.add_argument("--hints", action="store_true",
                      help="report what is only missing, too · 报告也写提示")  # fmt: skip
    into.add_argument("--take-similar", action="store_true",
                      help="import similar units, too · 照样导入相似单位")  # fmt: skip
    into.add_argument("--empty-clears", action="store_true",
                      help="an empty cell deletes the old value · 空单元格清除原值")  # fmt: skip
    into.add_argument("--apply", action="store_true", help="write it · 真正导入")
    out = steps.add_parser("export", help="write the ledger · 导出台账")
    out.add_argument("file", type=Path, metavar="FILE", help=".xlsx or .csv")
    search = steps.add_parser("search", help="search units · 查找单位")
    search.add_argument("text", help="name, initials, number, address · 名称、首字母、号码、地址")
    search.add_argument("--limit", type=int, default=20)
    for step in (into, out, search):
        step.add_argument("--category", choices=[one.value for one in UnitCategory], default="",
                          help="category · 类别")  # fmt: skip
        step.add_argument("--workspace", type=Path, help="folder · 工作区文件夹")
        step.add_argument("--person", default="", help="who unlocks · 解锁人编号")
    for step in (fields, into, out, search):
        step.add_argument("--lang", choices=("zh", "en"), help="language · 语言")


def run(args: argparse.Namespace) -> int:
    """Do the step that was named."""
    language = args.lang or system_language()
    if args.step == "fields":
        return _fields(language)
    with _unlocked(args) as workspace:
        if args.step == "import":
            return _import(args, workspace, language)
        if args.step == "export":
            count = workspace.ledger_import.export(args.file, args.category, language)
            _say(language, Text(f"已导出 {count:,} 家：{args.file}",
                                f"{count:,} units written: {args.file}"))  # fmt: skip
            return 0
        return _search(args, workspace, language)


def _fields(language: str) -> int:
    for field in FIELDS:
        sys.stdout.write(f"{field.key}\t{field.words.to(language)}\n")
    return 0


@contextmanager
def _unlocked(args: argparse.Namespace) -> Iterator[Workspace]:
    from inspector_app.commands.desktop import default_folder
    from inspector_app.services.workspace import Workspace

    folder = args.workspace or default_folder()
    with Workspace.open(folder, clock=SystemClock(), entropy=os.urandom) as workspace:
        people = workspace.people()
        person = PersonId(args.person) if args.person else people[0].person_id if people else None
        if person is None:
            raise KnownError("crypto.person-unknown", person="—")
        workspace.unlock(person, _passphrase(person))
        yield workspace


def _passphrase(person: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"{person} 口令 · passphrase: ")
    return sys.stdin.readline().rstrip("\r\n")


def _import(args: argparse.Namespace, workspace: Workspace, language: str) -> int:
    from inspector_app.services.ledger_import import Fate, Options
    from inspector_app.services.ledger_import.reporting import write_report

    service = workspace.ledger_import
    table = service.open(args.file, args.sheet)
    chosen = dict(_pair(text) for text in args.map)
    category = UnitCategory(args.category) if args.category else None
    options = Options(
        service.mapping(table, chosen), category, args.take_similar, args.empty_clears
    )
    _say(language, Text(
        f"{table.name} {table.sheet}：表头在第 {table.heading_row} 行",
        f"{table.name} {table.sheet}: headings in row {table.heading_row}",
    ))  # fmt: skip
    for column, title in enumerate(table.titles):
        key = options.mapping.get(column)
        said = BY_KEY[key].words if key else Text("（不导入）", "(not imported)")
        if title:
            sys.stdout.write(f"  {_one_line(title)} → {said.to(language)}\n")
    if args.apply:
        person = workspace.unlocked[0].person_id
        outcome, _ = service.apply(table, options, person, ShowRows(language))
    else:
        outcome = service.preview(table, options, ShowRows(language))
    _tell(outcome, language, applied=args.apply)
    if args.report is not None:
        rows = write_report(outcome, args.report, language, hints=args.hints)
        _say(language, Text(f"错误报告 {rows:,} 行：{args.report}",
                            f"Error report, {rows:,} rows: {args.report}"))  # fmt: skip
    return 1 if outcome.counts[Fate.REFUSED] or outcome.counts[Fate.DUPLICATE] else 0


def _pair(text: str) -> tuple[str, str]:
    title, mark, field = text.rpartition("=")
    if not mark:
        raise KnownError("ledger.mapping-wrong", text=text)
    return title, field.strip()


class ShowRows:
    """Prints how many rows are done, to the error stream, now and then."""

    def __init__(self, language: str) -> None:
        """Speak `zh` or `en`."""
        self._words = Text("{n} 行", "{n} rows").to(language)

    def __call__(self, rows: int) -> None:
        """Tell the rows done."""
        if rows and rows % _EVERY == 0:
            sys.stderr.write(self._words.replace("{n}", f"{rows:,}") + "\n")


def _tell(outcome: Outcome, language: str, *, applied: bool) -> None:
    from inspector_app.services.ledger_import.reporting import FATES, sentences

    _say(language, Text("已导入" if applied else "预览，没有写入",
                        "Imported" if applied else "Preview, nothing written"))  # fmt: skip
    for fate, count in outcome.counts.items():
        sys.stdout.write(f"  {FATES[fate].to(language)}: {count:,}\n")
    for problem, count in sorted(outcome.by_problem.items(), key=lambda one: -one[1]):
        words = WORDS[problem][0].to(language).replace("{value}", "…")
        sys.stdout.write(f"    {words}: {count:,}\n")
    shown = [row for row in outcome.problems if row.fate.value in ("refused", "duplicate")]
    for row in shown[:_TOLD_ROWS]:
        column, said, remedy = sentences(row, language)
        place = Text(f"第 {row.number} 行", f"row {row.number}").to(language)
        sys.stdout.write(_one_line(f"  {place} [{column}] {said} → {remedy}") + "\n")
    if len(shown) > _TOLD_ROWS:
        _say(language, Text("  其余见错误报告（--report）", "  the rest: see --report"))


def _search(args: argparse.Namespace, workspace: Workspace, language: str) -> int:
    found = workspace.ledger.search(args.text, args.category, limit=args.limit)
    for unit in found:
        category = CATEGORIES[unit.category][0].to(language)
        cells = (unit.id, category, unit.name, unit.credit_code or "—", unit.address)
        sys.stdout.write("\t".join(_one_line(cell) for cell in cells) + "\n")
    return 0 if found else 1


def _one_line(text: str) -> str:
    # texts of a file may hold anything: one line each
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def _say(language: str, text: Text) -> None:
    sys.stdout.write(text.to(language) + "\n")
