"""Strings of the preview window."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "preview.title": ("试填：{title}", "Preview: {title}"),
    "preview.version": ("{form}　版本 {version}", "{form}  version {version}"),
    "preview.note": ("只是试填，不保存", "A trial: nothing is stored"),
    "preview.undo": ("撤销", "Undo"),
    "preview.redo": ("重做", "Redo"),
    "preview.restart": ("重新开始", "Start again"),
    "preview.all": ("显示隐藏的题和计算", "Show hidden rows"),
    "preview.language": ("检查表的语言", "Language of the form"),
    "preview.sections": ("章节", "Sections"),
    "preview.other": ("其他题目", "Other questions"),
    "preview.why": ("为什么", "Why"),
    "preview.why-none": ("选一道题，看它为什么显示、为什么必填、值从哪里来。",
                         "Choose a question to see why it is shown, required, or has its value."),
    "preview.problems": ("还不能提交：{n} 处", "{n} things are wrong or missing"),
    "preview.fine": ("没有缺的，也没有错的", "Nothing is missing or wrong"),
    "preview.more": ("另有 {n} 处", "{n} more"),
    "preview.required": ("必填", "required"),
    "preview.hidden": ("隐藏", "hidden"),
    "preview.readonly": ("只读", "read-only"),
    "preview.empty-section": ("这一章现在没有要答的题。", "Nothing is asked in this section now."),
    "preview.add": ("加一行", "Add one"),
    "preview.remove": ("删去这一行", "Remove this one"),
    "preview.nth": ("{label} 第 {n} 行", "{label} no. {n}"),
    "preview.rows": ("{label}：{n} 行", "{label}: {n}"),
    "preview.up": ("上移", "Up"),
    "preview.down": ("下移", "Down"),
    "preview.rank": ("按现在的顺序", "Take this order"),
    "preview.confirm": ("确认", "Confirm"),
    "preview.file": ("选择文件", "Choose a file"),
    "preview.needed": ("这道题必填", "An answer is required"),
    "preview.not-right": ("答案不符合校验", "The answer fails its check"),
    "preview.range": ("{start} 至 {end}", "{start} to {end}"),
    "preview.keys": ("Ctrl+Z 撤销　Ctrl+Y 重做　PgUp、PgDn 换章　F8 下一处问题",
                     "Ctrl+Z undo   Ctrl+Y redo   PgUp, PgDn section   F8 next problem"),
}  # fmt: skip
