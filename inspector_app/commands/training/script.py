"""What the two training officers find in the invented café: the script of one visit, values only.

An ordinary visit: most items pass, some fail, some do not apply. `visit.py` plays it through the
same services the window uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to one check item.

    Attributes:
        parts: Values of the answer parts in order; dates as days before the visit (`-74d`).
        verdict: `ok`, `ng`, `na`, or '' to leave what the checklist proposes.
        reason: Why not applicable or why it differs.
        sentence: The officers' own words for the record, '' for the generated ones.
    """

    parts: tuple[str, ...] = ()
    verdict: str = ""
    reason: str = ""
    sentence: str = ""


UNREMARKABLE = Answer()
"""What the checklist proposes, else a pass."""

PROCEDURE: Mapping[str, Answer] = {
    "PR-05": Answer(("不申请",), "ok"),
    "PR-07": Answer(("网络安全管理人员", "高模拟，店长"), "ok"),
    "PR-09": Answer(("无",), "ok"),
    "PR-11": Answer(("否",), "ok"),
}

CAFE: Mapping[str, Answer] = {
    "WB-01": Answer(("有效",), "ok"),
    "WB-09": Answer(("430",)),
    "WB-11": Answer(("318",)),
    "WB-12": Answer(("120", "120")),
    "WB-16": Answer(
        ("公用卡",),
        "ng",
        sentence="收银台内有标明“公用”的上网卡2张，卡号G-01、G-02；33号终端以公用卡G-02登录。",
    ),
    "WB-18": Answer((), "na", reason="本月无临时证件、外籍证件登记"),
    "WB-19": Answer(("-49d",)),
    "WB-20": Answer(("-82d", "-203d")),
    "WB-22": Answer(
        (), "ng", sentence="主入口、北侧门共2处入口，入口处显著位置未见未成年人禁入标志。"
    ),
    "WB-23": Answer(("0",)),
    "WB-25": Answer(("0",)),
    "WB-27": Answer(("0",)),
    "WB-30": Answer(("运行正常",)),
    "WB-31": Answer(("-0d",), "ok"),
    "WB-35": Answer(("192.0.2.10",), "ok"),
    "WB-38": Answer(("1", "1"), "ok"),
    "WB-40": Answer(("-120d",), "ok"),
    "WB-49": Answer(("12", "0")),
    "WB-51": Answer(("30",), "ok"),
    "WB-55": Answer(("-10d",), "ok"),
}

FACTS: Mapping[str, str] = {"WB-F1": "否"}

# seat rows of the terminal sample: column -> value; the seat itself comes from the draw
TERMINAL = {
    "在用": "是",
    "登录状态": "实名",
    "登录与在座一致": "一致",
    "疑似未成年人已由店员验证件": "无",
    "管理软件运行": "是",
    "安全系统运行": "是",
    "接入方式": "局域网",
}
TERMINAL_ODD: Mapping[int, Mapping[str, str]] = {
    1: {"在用": "否", "登录状态": "未登录", "登录与在座一致": "无人"},
    4: {"登录状态": "公用卡", "登录与在座一致": "不一致", "备注": "卡号G-02"},
    6: {"登录与在座一致": "不一致"},
    8: {"在用": "否", "登录状态": "未登录", "登录与在座一致": "无人"},
}
# log probe: the first three days had entries, the older ones none
LOG_PRESENT = ("是", "是", "是", "否", "否", "否")

STATEMENT = (
    "公用卡是夜班同事给忘带证件的老顾客开的，我以前不清楚。登记系统九月底换过主机，旧主机里的数据还在，"
    "可以导出来。入口的标志装修的时候取下来了，今天就挂回去。"
)
OBJECTION = "登记保存天数应把旧主机里的数据算进去，请在笔录上写明旧主机还在。"
PARTY_NAME, PARTY_POST = "高模拟", "店长"
OWN_HAND = "以上笔录经核对无误"
RECORDER = "演示记录仪-07"


def value(text: str, today: date, kind: str) -> str:
    """Return a scripted value as the engine wants it; `-74d` becomes a date or a date with time."""
    if text.startswith("-") and text.endswith("d") and text[1:-1].isdigit():
        day = today - timedelta(days=int(text[1:-1]))
        return (
            f"{day.isoformat()}T09:00:00.000+08:00"
            if kind.lower() == "datetime"
            else day.isoformat()
        )
    return text
