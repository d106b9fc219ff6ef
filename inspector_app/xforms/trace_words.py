"""The words of the trace: heads, comparisons and joints, in Chinese and English.

`trace` puts them together. Must never look at an answer.
"""

from __future__ import annotations

HEADS: dict[tuple[str, str], tuple[str, str]] = {
    ("relevant", "true"): ("本题显示", "Shown"),
    ("relevant", "false"): ("本题隐藏", "Hidden"),
    ("required", "true"): ("本题必填", "Required"),
    ("required", "false"): ("本题可不填", "Not required"),
    ("readonly", "true"): ("本题只读", "Read-only"),
    ("readonly", "false"): ("本题可填写", "Open for answers"),
    ("constraint", "true"): ("答案符合校验", "The answer passes its check"),
    ("constraint", "false"): ("答案不符合校验", "The answer fails its check"),
}
MIRROR = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_SIGNS = {"!=": "≠", "<=": "≤", ">=": "≥"}
# what a function makes of its one path, as part of a name
MEASURES: dict[str, tuple[str, str]] = {
    "count": ("{}的行数", "rows of {}"),
    "count-non-empty": ("{}已填的个数", "answers given in {}"),
    "count-selected": ("{}选中的个数", "choices selected in {}"),
    "string-length": ("{}的字数", "length of {}"),
    "sum": ("{}的合计", "sum of {}"),
    "min": ("{}的最小值", "least {}"),
    "max": ("{}的最大值", "greatest {}"),
    "position": ("{}的序号", "number of {}"),
}
CONVERSIONS = frozenset(
    ("number", "string", "int", "round", "boolean", "date", "date-time", "decimal-date-time",
     "normalize-space", "decimal-time")
)  # fmt: skip


class Words:
    """The wording of one language."""

    def __init__(self, *, chinese: bool, testing: bool = False) -> None:
        """Choose language and manner; a calculation tests an answer, it asks for none."""
        self.chinese = chinese
        self.testing = testing

    def pick(self, zh: str, en: str) -> str:
        """Return one of two texts."""
        return zh if self.chinese else en

    @property
    def empty(self) -> str:
        """What stands for an answer not given."""
        return self.pick("尚未填写", "not answered")

    @property
    def hidden(self) -> str:
        """What stands for an answer that does not apply."""
        return self.pick("未显示", "hidden")

    @property
    def no_value(self) -> str:
        """What stands for a calculation without result."""
        return self.pick("没有值", "no value")

    @property
    def not_computable(self) -> str:
        """What stands for a number that cannot be computed yet."""
        return self.pick("还算不出", "not computable yet")

    def joined(self, reasons: list[str]) -> str:
        """Return reasons in one run."""
        return self.pick("；", "; ").join(reasons)

    def asked(self, op: str, value: str) -> str:
        """Say what a comparison asks for."""
        sign = _SIGNS.get(op, op)
        if not value:
            empty = op == "="
            if self.testing:
                return self.pick(
                    "看是否没有填写" if empty else "看是否已填写",
                    "tested for being empty" if empty else "tested for an answer",
                )
            return self.pick(
                "要求不填" if empty else "要求填写", f"asks for {'no' if empty else 'an'} answer"
            )
        if self.testing:
            return self.pick(f"看是否{sign}{value}", f"tested for {sign} {value}")
        return self.pick(f"要求{sign}{value}", f"asks for {sign} {value}")

    def selected(self, value: str, *, negated: bool) -> str:
        """Say that a choice must be selected, or must not."""
        if negated:
            return self.pick(f"要求未选{value}", f"asks for {value} not selected")
        return self.pick(f"要求选了{value}", f"asks for {value} selected")

    def format(self, pattern: str) -> str:
        """Say that an answer must fit a pattern."""
        return self.pick(f"要求符合格式 {pattern}", f"asks for the format {pattern}")

    def named(self, label: str, row: int, sheet_row: int) -> str:
        """Return how a question is called.

        Args:
            row: Its 1-based place in a table, 0 outside tables.
            sheet_row: Row of the workbook, 0 when unknown.
        """
        place = self.pick(f"第 {sheet_row} 行", f"row {sheet_row} ") if sheet_row else ""
        table = self.pick(f"（表中第 {row} 条）", f" (entry {row})") if row else ""
        return f"{place}‘{label}’{table}"

    def equals(self, name: str, value: str, asked: list[str]) -> str:
        """Return one operand with its value and what is asked of it."""
        tail = self.pick("，", ", ").join(asked)
        shown = self.pick(f"{name}={value}", f"{name} = {value}")
        return f"{shown}{self.pick(f'（{tail}）', f' ({tail})')}" if tail else shown
