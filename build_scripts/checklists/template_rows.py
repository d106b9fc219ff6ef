"""What stands in the authoring templates: columns, the worked example, words of the help sheet.

Columns and help are read from `template.json`; the example stands here. Called by
`build_scripts/templates.py`. One content in two languages: the Chinese workbook has Chinese
headings, types and words, the English one English; both load to the same form but for the stored
values of choices. The premises of the example are invented.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

ZH = "中文 (zh)"
EN = "English (en)"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template.

    Attributes:
        key: Name used in `ROWS`.
        zh, en: Headings.
        width: Characters.
        help_zh, help_en: Shown as a comment at the heading.
        values: Name of a value list for its drop-down, '' for none.
    """

    key: str
    zh: str
    en: str
    width: int
    help_zh: str
    help_en: str
    values: str = ""


_WORDS = json.loads((Path(__file__).parent / "template.json").read_text("utf-8"))
SURVEY, CHOICES, SETTINGS = (
    tuple(Column(**entry) for entry in _WORDS["columns"][name])
    for name in ("survey", "choices", "settings")
)
VALUES: dict[str, list[tuple[str, str]]] = {
    name: [(zh, en) for zh, en in pairs] for name, pairs in _WORDS["values"].items()
}
"""Drop-downs: (Chinese, English) value."""

HELP: list[tuple[str, str, str, str]] = [
    (zh, en, text_zh, text_en) for zh, en, text_zh, text_en in _WORDS["help"]
]
"""Help sheet: head and text, Chinese and English."""

SHEETS: dict[str, tuple[str, str]] = {name: (zh, en) for name, (zh, en) in _WORDS["sheets"].items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the example: type by its English name, cells by column key."""

    type: str
    name: str = ""
    cells: dict[str, str] = field(default_factory=dict)


def _item(name: str, code: str, zh: str, en: str, **cells: str) -> Line:
    return Line("begin_group", name, {"code": code, "label_zh": zh, "label_en": en, **cells})


def _end(name: str, *, proposal: bool) -> tuple[Line, ...]:
    """Return verdict, reason and the end of an item, as every item has them."""
    differs = f"${{{name}_v}} != '' and ${{{name}_q}} != '' and ${{{name}_v}} != ${{{name}_q}}"
    verdict = {"label_zh": "结论", "label_en": "Verdict", "required": "yes", "role": "verdict"}
    if proposal:
        verdict |= {"calculation": f"${{{name}_q}}", "trigger": f"${{{name}_p1}}"}
    reason = {
        "label_zh": "理由", "label_en": "Reason", "role": "reason",
        "required": differs if proposal else "",
        "relevant": f"${{{name}_v}} != ''",
        "hint_zh": "结论与程序的提示不同，或不适用时，写明理由",
        "hint_en": "Say why you differ from the proposal, or why it does not apply",
    }  # fmt: skip
    return (
        Line("select_one verdict", f"{name}_v", verdict),
        Line("text", f"{name}_r", reason),
        Line("end_group"),
    )


ROWS: tuple[Line, ...] = (
    Line("begin_group", "facts", {
        "label_zh": "基本情况", "label_en": "Facts asked first", "section": "facts"}),
    Line("select_one yes_no", "mb_f1", {
        "label_zh": "是否向顾客提供无线上网", "label_en": "Is Wi-Fi offered to customers?",
        "required": "yes", "role": "fact", "code": "MB-F1"}),
    Line("end_group"),
    Line("begin_group", "tables", {
        "label_zh": "抽样", "label_en": "Samples", "section": "tables"}),
    Line("begin_repeat", "mb_t1", {
        "label_zh": "终端抽查表", "label_en": "Terminals", "table": "MB-T1",
        "draw": "from=mb_t1_c1; n=min(N,20,max(5,10%)); by=seat",
        "totals": "抽查终端{mb_t1_n}台，其中使用公用卡登录{mb_t1_card}台。"}),
    Line("text", "mb_t1_c1", {"label_zh": "座位号", "label_en": "Seat", "role": "row-id"}),
    Line("select_one yes_no", "mb_t1_c2", {
        "label_zh": "在用", "label_en": "In use", "role": "cell"}),
    Line("select_one login", "mb_t1_c3", {
        "label_zh": "登录状态", "label_en": "Login", "role": "cell",
        "relevant": "${mb_t1_c2} = '是'", "deviating": "公用卡"}),
    Line("text", "mb_t1_c4", {"label_zh": "备注", "label_en": "Remark", "role": "cell"}),
    Line("end_repeat"),
    Line("calculate", "mb_t1_n", {
        "calculation": "count(${mb_t1}[mb_t1_c1 != ''])", "role": "count"}),
    Line("calculate", "mb_t1_card", {
        "calculation": "count(${mb_t1}[mb_t1_c3 = '公用卡'])", "role": "count"}),
    Line("end_group"),
    Line("begin_group", "s01", {
        "label_zh": "一、证照和标志", "label_en": "1. Licence and signs", "section": "证照"}),
    _item("mb_01", "MB-01", "许可证是否在有效期内", "Is the licence still valid?",
          short="许可证", basis="cafe:7 cafe:11", severity="C", authority="文旅",
          consequence="T:文旅", photo="R:1-2",
          **{"pass": "查看许可证原件，有效期至{mb_01_p1}。",
             "fail": "查看许可证原件，有效期至{mb_01_p1}，已经届满。"},
          demand="取得有效的许可证后方可营业。",
          how="查看原件，不看复印件；拍下证件全貌。",
          how_en="Look at the original, not a copy; photograph the whole document."),
    Line("date", "mb_01_p1", {
        "label_zh": "许可证有效期至", "label_en": "Licence valid until",
        "required": "${mb_01_v} != 'na'", "role": "part",
        "constraint": ". >= '2000-01-01'", "message_zh": "日期太早，请核对",
        "message_en": "Too early: check the date"}),
    Line("calculate", "mb_01_q", {
        "calculation": "if(${mb_01_p1} = '', '', if(${mb_01_p1} < today(), 'ng', 'ok'))",
        "role": "proposal"}),
    *_end("mb_01", proposal=True),
    _item("mb_02", "MB-02", "入口处是否悬挂未成年人禁入标志",
          "Is there a “no minors” sign at the entrance?",
          short="入口标志", basis="cafe:21 cafe:31(5) minors:58", severity="S",
          authority="文旅", consequence="I", photo="F:1-3",
          **{"pass": "入口处显著位置悬挂有未成年人禁入标志。",
             "fail": "清点入口{mb_02_p1}处，未见未成年人禁入标志。"},
          demand="在每个入口处的显著位置悬挂未成年人禁入标志。",
          how="逐个入口查看，站在门外应能看见。",
          how_en="Look at every entrance; it must be visible from outside."),
    Line("integer", "mb_02_p1", {
        "label_zh": "入口数", "label_en": "Entrances", "role": "part", "unit": "处",
        "required": "${mb_02_v} != 'na'", "constraint": ". >= 1 and . <= 50",
        "message_zh": "1 至 50 之间", "message_en": "From 1 to 50"}),
    *_end("mb_02", proposal=False),
    _item("mb_03", "MB-03", "顾客无线上网是否实名认证",
          "Do Wi-Fi customers log in by real name?", relevant="${mb_f1} = '是'",
          short="无线上网", basis="cafe:23", severity="S", authority="公安",
          consequence="O15", photo="o",
          **{"pass": "使用自带设备连接无线网络，经实名认证后方可上网。",
             "fail": "使用自带设备连接无线网络，未经实名认证即可上网。"},
          demand="对顾客使用的无线上网落实实名认证。",
          how="用执法人员自带设备连接。",
          how_en="Connect a device of your own."),
    *_end("mb_03", proposal=False),
    Line("end_group"),
)  # fmt: skip

CHOICE_ROWS = (
    ("verdict", "ok", "合格", "Pass"), ("verdict", "ng", "不合格", "Fail"),
    ("verdict", "na", "不适用", "Not applicable"), ("yes_no", "是", "是", "Yes"),
    ("yes_no", "否", "否", "No"), ("login", "实名", "实名", "Real name"),
    ("login", "公用卡", "公用卡", "House card"), ("login", "未登录", "未登录", "Not logged in"),
)  # fmt: skip
LISTS_ZH = {"verdict": "结论", "yes_no": "是否", "login": "登录"}
SETTING = {"title": ("模板：网吧日常检查（示例）", "Template: café check (example)"),
           "id": ("insp-mb", "insp-mb"), "version": ("2026.1", "2026.1"),
           "default": (ZH, EN)}  # fmt: skip
