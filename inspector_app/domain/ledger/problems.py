"""What can be wrong with one cell or row of a ledger table, told in both languages.

Made by `rows` and the search for duplicates; printed by the error report. Must never hold a number
of a natural person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.wording import Text


class Problem(StrEnum):
    """Kinds; see `WORDS`."""

    NAME_MISSING = "name-missing"
    CATEGORY_MISSING = "category-missing"
    CATEGORY_UNKNOWN = "category-unknown"
    CODE_FORM = "code-form"
    CODE_CHECK = "code-check"
    CODE_EXCEL = "code-excel"
    DATE = "date"
    NUMBER = "number"
    POSITION = "position"
    STATUS_UNKNOWN = "status-unknown"
    TOO_LONG = "too-long"
    PERSONAL_NUMBER = "personal-number"
    TWICE = "twice"
    CONFLICT = "conflict"
    ID_FORM = "id-form"
    SIMILAR = "similar"
    CODE_MISSING = "code-missing"
    ADDRESS_MISSING = "address-missing"


HINTS = frozenset({Problem.CODE_MISSING, Problem.ADDRESS_MISSING})
"""The row is taken all the same."""

DUPLICATES = frozenset({Problem.TWICE, Problem.SIMILAR})
"""The row is held back as a second one of the same unit."""

WORDS: dict[Problem, tuple[Text, Text]] = {
    Problem.NAME_MISSING: (
        Text("没有单位名称", "no name"),
        Text("填写证照上的名称", "give the name as on the licence"),
    ),
    Problem.CATEGORY_MISSING: (
        Text("没有类别", "no category"),
        Text("填写类别，或者导入时统一指定", "fill in the category, or give one for all rows"),
    ),
    Problem.CATEGORY_UNKNOWN: (
        Text("类别“{value}”不认识", "category {value} is unknown"),
        Text("改成“类别”一栏允许的写法，例如 网吧", "use one of the known categories"),
    ),
    Problem.CODE_FORM: (
        Text(
            "统一社会信用代码“{value}”不是 18 位字母数字，或者含有 I、O、S、V、Z",
            "credit code {value} is not 18 letters and digits, or holds I, O, S, V or Z",
        ),
        Text("对照营业执照重填；没有就留空", "copy it from the licence; leave it empty if none"),
    ),
    Problem.CODE_CHECK: (
        Text("统一社会信用代码“{value}”校验位不符", "credit code {value}: check digit wrong"),
        Text("对照营业执照逐位核对", "compare it with the licence sign by sign"),
    ),
    Problem.CODE_EXCEL: (
        Text(
            "统一社会信用代码“{value}”被表格软件改成了数字，末几位已经丢失",
            "credit code {value} was turned into a number by the spreadsheet; digits are lost",
        ),
        Text("把这一列设成文本格式后重填", "format the column as text and fill it in again"),
    ),
    Problem.DATE: (
        Text("日期“{value}”读不出来", "date {value} cannot be read"),
        Text("写成 2026-12-31", "write it as 2026-12-31"),
    ),
    Problem.NUMBER: (
        Text("“{value}”不是数目", "{value} is no number"),
        Text("只填数字，单位写在表头", "digits only; the unit belongs in the heading"),
    ),
    Problem.POSITION: (
        Text("经纬度“{value}”不在中国范围内", "position {value} is outside China"),
        Text("经度 73–136，纬度 3–54，写成小数；检查是否填反", "longitude 73–136, latitude 3–54"),
    ),
    Problem.STATUS_UNKNOWN: (
        Text("经营状态“{value}”不认识", "status {value} is unknown"),
        Text("填 营业、停业、整改、取缔、注销", "open, suspended, correcting, banned, cancelled"),
    ),
    Problem.TOO_LONG: (
        Text("超过 {value} 个字", "longer than {value} characters"),
        Text("缩短，或者移到备注以外的材料里", "shorten it"),
    ),
    Problem.PERSONAL_NUMBER: (
        Text("含有{value}", "holds {value}"),
        Text("台账不收个人号码，删去后再导入", "the ledger takes no personal numbers: remove it"),
    ),
    Problem.TWICE: (
        Text("与第 {value} 行是同一单位", "same unit as in row {value}"),
        Text("只留一行", "keep one of the rows"),
    ),
    Problem.CONFLICT: (
        Text(
            "与第 {value} 行信用代码和类别相同，名称或地址不同",
            "same credit code and category as row {value}, another name or address",
        ),
        Text("核对是哪一行填错；分支机构用自己的代码", "correct the wrong one of the two"),
    ),
    Problem.ID_FORM: (
        Text("“{value}”不是台账的单位编号", "{value} is no unit id of a ledger"),
        Text("新单位的编号留空", "leave the id of a new unit empty"),
    ),
    Problem.SIMILAR: (
        Text("可能与 {value} 是同一单位", "perhaps the same unit as {value}"),
        Text("确认不是同一家的，选“照样导入相似单位”", "if it is not, import similar ones, too"),
    ),
    Problem.CODE_MISSING: (
        Text("没有统一社会信用代码", "no credit code"),
        Text("补上后查重更准", "with it duplicates are found more surely"),
    ),
    Problem.ADDRESS_MISSING: (
        Text("没有地址", "no address"),
        Text("检查前需要补上", "needed before a visit"),
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One problem of one row.

    Attributes:
        field: Key of the column, '' for the whole row.
        value: What stands there, or the row or unit meant; never a personal number.
    """

    problem: Problem
    field: str
    value: str | Text = ""

    def sentence(self, language: str) -> str:
        """Return what is wrong."""
        value = self.value.to(language) if isinstance(self.value, Text) else self.value
        return WORDS[self.problem][0].to(language).replace("{value}", value)

    def remedy(self, language: str) -> str:
        """Return what to do."""
        return WORDS[self.problem][1].to(language)
