"""Strings of the law page, the article card and the basis panel."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "law.title": ("法规库", "Law"),
    "law.count": ("{laws} 部，{articles} 条", "{laws} laws, {articles} articles"),
    "law.search": (
        "条号、词或检查项：网安法23，日志，WB-22",
        "Number, word or item: csl:23, 日志, WB-22",
    ),
    "law.day": ("检查日（年-月-日）", "Day of the inspection (year-month-day)"),
    "law.day-wrong": ("这一天不存在，仍按 {day} 查", "No such day; still as of {day}"),
    "law.found": ("{day} 有效，找到 {n} 条", "{n} found, as of {day}"),
    "law.laws": ("{day}，{n} 部", "{n} laws, as of {day}"),
    "law.no-articles": (
        "还没有收进条文。", "No articles of it in the catalogue yet."
    ),
    "law.none": ("没有找到", "Nothing found"),
    "law.none-how": (
        "换一个词试试；可以写条号、法规简称、检查项编号。旧条号也能查到现在的条文。",
        "Try another word, a number, a short title or an item code. Old numbers lead to new ones.",
    ),
    "law.old-number": ("旧法{asked}", "formerly {asked}"),
    "law.of-item": ("检查项 {asked}", "item {asked}"),
    "law.no-words": ("这一条还没有内容转述。", "No paraphrase of this article yet."),
    "law.version": ("{dates}（{name}）", "{dates} ({name})"),
    "law.carried": ("原写的是旧条号，已换成当日有效的条号。",
                    "Written with an old number; shown as numbered that day."),
    "law.source": ("来源：{source}", "Source: {source}"),
    "law.bands": ("罚则", "Penalties"),
    "law.band": ("{by}：{breach}", "{by}: {breach}"),
    "law.bands-note": ("仅供了解，金额由有权机关决定。",
                       "For information; the competent body decides the amount."),
    "law.before": ("以前：", "Formerly:"),
    "law.after": ("以后：", "Later:"),
    "law.other": ("{printed}，{dates}", "{printed}, {dates}"),
    "law.instead": ("当日应当引用", "That day cite"),
    "law.keys-choose": ("选条文", "choose an article"),
    "law.keys-back": ("回到原处", "back"),
    "keys.law": ("查法规", "the law"),
    "basis.title": ("{code} 的依据", "Basis of {code}"),
    "basis.day": ("按检查日 {day}", "As of the day of the visit, {day}"),
    "basis.open": ("看条文", "Read the articles"),
    "basis.search": ("在法规库里查", "Search the law"),
}  # fmt: skip
