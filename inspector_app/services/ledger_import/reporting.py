"""The error report: every row with something wrong, what and what to do, beside the row itself.

Called by the window and `inspector ledger import`. The report keeps the columns of the file, so
that it can be corrected and imported in its place. Must never repeat a personal number.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inspector_app.domain.ledger.fields import BY_KEY
from inspector_app.domain.ledger.problems import HINTS, Fault, Problem
from inspector_app.domain.wording import Text
from inspector_app.services.ledger_import import Fate, Outcome, ProblemRow
from inspector_app.services.ledger_import.sheets import write_sheet

FATES = {
    Fate.NEW: Text("新增", "new"),
    Fate.CHANGED: Text("更新", "changed"),
    Fate.SAME: Text("没有变化", "unchanged"),
    Fate.DUPLICATE: Text("重复，未导入", "duplicate, not imported"),
    Fate.REFUSED: Text("有错，未导入", "refused"),
}
_HEAD = (
    Text("原行号", "Row in the file"),
    Text("结果", "Result"),
    Text("问题所在列", "Column with the problem"),
    Text("问题", "Problem"),
    Text("怎么改", "What to do"),
)
_WIDTHS = (8, 14, 18, 44, 36)
_HIDDEN = Text("（已隐去）", "(hidden)")


def write_report(outcome: Outcome, target: Path, language: str, *, hints: bool = False) -> int:
    """Write the report as .xlsx or .csv; return its rows.

    Args:
        language: `zh` or `en`.
        hints: Also rows that were taken and only lack something.
    Raises:
        KnownError: `ledger.kind-unknown`, `store.file`.
    """
    written = 0

    def rows() -> Iterator[list[str]]:
        nonlocal written
        yield [*(word.to(language) for word in _HEAD), *outcome.table.titles]
        for problem in outcome.problems:
            if hints or any(fault.problem not in HINTS for fault in problem.faults):
                written += 1
                yield _line(problem, outcome, language)

    title = "问题" if language.startswith("zh") else "Problems"
    widths = [*_WIDTHS, *(16 for _ in outcome.table.titles)]
    write_sheet(target, title, rows(), widths)
    return written


def sentences(row: ProblemRow, language: str) -> tuple[str, str, str]:
    """Return columns, problems and remedies of a row."""
    between = "；" if language.startswith("zh") else "; "

    def joined(parts: list[str]) -> str:
        return between.join(dict.fromkeys(part for part in parts if part))

    return (
        joined([column_of(fault, language) for fault in row.faults]),
        joined([fault.sentence(language) for fault in row.faults]),
        joined([fault.remedy(language) for fault in row.faults]),
    )


def column_of(fault: Fault, language: str) -> str:
    """Return the name of the column a fault is in, '' for the whole row."""
    return BY_KEY[fault.field].words.to(language) if fault.field else ""


def _line(row: ProblemRow, outcome: Outcome, language: str) -> list[str]:
    personal = {f.field for f in row.faults if f.problem is Problem.PERSONAL_NUMBER}
    cells = [
        _HIDDEN.to(language) if cell and outcome.options.mapping.get(n) in personal else cell
        for n, cell in enumerate(row.cells)
    ]
    return [
        str(row.number), FATES[row.fate].to(language), *sentences(row, language), *cells,
    ]  # fmt: skip
