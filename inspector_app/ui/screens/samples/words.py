"""Strings of the sample tables."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "samples.of": ("{population} 中抽 {n}", "{n} of {population}"),
    "samples.rows": ("{n} 行", "{n} rows"),
    "samples.none": ("这张检查表现在没有抽样表", "No sample table applies now"),
    "samples.none-how": (
        "有的抽样表要看前面的答案，答了才出现。",
        "Some tables appear only after earlier answers.",
    ),
    "samples.to-checklist": ("回到检查表", "To the checklist"),
    "samples.population": ("从哪些里面抽", "Draw from"),
    "samples.population-of": ("{by}：从哪些里面抽", "{by}: draw from"),
    "samples.draw-of": ("抽{by}", "Draw {by}"),
    "samples.again-of": ("重抽{by}", "Draw {by} again"),
    "samples.population-how": (
        (
            "写编号范围，如 1-120，或 A01-A48、B01-B42；缺的用“除”写在后面，"
            "如 1-120 除 13。也可以粘贴一列编号。"
        ),
        (
            "Write ranges such as 1-120 or A01-A48, B01-B42; leave out with “without”, as in 1-120 "
            "without 13. A pasted column of ids works too."
        ),
    ),
    "samples.rule": ("抽几个：{rule}", "How many: {rule}"),
    "samples.size": ("抽几个", "How many"),
    "samples.draw": ("抽取", "Draw"),
    "samples.again": ("重抽", "Draw again"),
    "samples.again-why": ("为什么重抽，会印在笔录里", "Why again; it is printed in the record"),
    "samples.fixed": (
        "种子由任务给定，同样的范围任何人都能重算出同样的结果。",
        "The assignment fixes the seed: anybody can compute the same result from the same range.",
    ),
    "samples.dated": (
        "这张表按日期查，日期由检查日推出。",
        "Its rows are given days, counted from the visit.",
    ),
    "samples.dated-do": ("列出日期", "List the days"),
    "samples.all": ("看到一件记一件。", "One row for each thing found."),
    "samples.add": ("加一行", "Add a row"),
    "samples.remove": ("删这一行", "Remove this row"),
    "samples.removed": ("删了一行", "Row removed"),
    "samples.row-of": ("第 {n} 行，共 {total} 行", "Row {n} of {total}"),
    "samples.same": ("其余同上一行", "As above"),
    "samples.next": ("存好，下一行", "Save, next"),
    "samples.done": ("都查过了，回检查表", "All done: to the checklist"),
    "samples.list": ("抽中的 {n} 个", "{n} drawn"),
    "samples.list-all": ("共 {n} 行", "{n} rows"),
    "samples.checked": ("已查 {n}", "{n} checked"),
    "samples.here": ("正在查", "in work"),
    "samples.ok": ("查过", "checked"),
    "samples.todo": ("待查", "to check"),
    "samples.partly": ("没查完", "not finished"),
    "samples.zone": ("{zone} 区", "Zone {zone}"),
    "samples.seats": ("座位", "Seats"),
    "samples.new": ("新的一行", "New row"),
    "samples.drawn": (
        "抽样法 {method}，种子 {seed}，第 {attempt} 次，{at} 抽取",
        "Method {method}, seed {seed}, draw {attempt}, at {at}",
    ),
    "samples.keys-choose": ("选", "choose"),
    "samples.keys-cell": ("下一格", "next cell"),
    "samples.keys-row": ("下一行", "next row"),
}
