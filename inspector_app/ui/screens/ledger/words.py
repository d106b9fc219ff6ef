"""Strings of the ledger."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "ledger.title": ("台账", "Ledger"),
    "ledger.count": ("{n} 家", "{n} units"),
    "ledger.search": (
        "名称、拼音首字母、地址、代码或备案号",
        "Name, pinyin initials, address or any number",
    ),
    "ledger.found": ("找到 {n} 家", "{n} found"),
    "ledger.more": ("还有更多，请多写一个字", "There are more; write another character"),
    "ledger.all": ("全部类别", "All"),
    "ledger.none": ("没有找到", "Nothing found"),
    "ledger.none-how": (
        "换一个字试试；也可以用统一代码或路名来找。台账由局里下发，联网时到发件箱取。",
        "Try another word, the credit code or the street. The bureau sends the ledger.",
    ),
    "ledger.line": ("{category}，{address}", "{category}, {address}"),
    "ledger.code": ("{category}；统一代码 {code}", "{category}; credit code {code}"),
    "ledger.licence": ("许可证", "Licence"),
    "ledger.licence-to": ("{number}，有效至 {day}", "{number}, valid to {day}"),
    "ledger.address": ("地址", "Address"),
    "ledger.head": ("负责人", "In charge"),
    "ledger.phone": ("电话", "Phone"),
    "ledger.approved": ("核定", "Approved"),
    "ledger.computers": ("计算机 {n} 台", "{n} computers"),
    "ledger.area": ("{n} 平方米", "{n} m²"),
    "ledger.racks": ("机柜 {n} 个", "{n} racks"),
    "ledger.sites": ("网站 {n} 个", "{n} sites"),
    "ledger.this-year": ("今年检查（本机）", "Visits this year, this laptop"),
    "ledger.visits": ("{n} 次", "{n}"),
    "ledger.today": ("有任务", "assigned"),
    "ledger.begin": ("看任务", "See the assignment"),
    "ledger.go-on": ("接着检查", "Go on"),
    "ledger.keys-on": ("去检查", "to the visit"),
    "ledger.history": ("经过", "History"),
    "ledger.history-note": ("本机做过的检查和问题", "Visits and findings on this laptop"),
    "ledger.no-history": ("本机没有查过这家单位", "No visit from this laptop yet"),
    "ledger.visit": ("检查：{state}，问题 {n} 个", "Visit: {state}, {n} findings"),
    "ledger.visit-open": ("打开", "Open"),
    "ledger.state.opening": ("准备中", "opening"),
    "ledger.state.checking": ("检查中", "checking"),
    "ledger.state.frozen": ("待签名", "to be signed"),
    "ledger.state.sealing": ("封存中", "being sealed"),
    "ledger.state.sealed": ("已封存", "sealed"),
    "ledger.state.void": ("已作废", "void"),
    "ledger.keys-unit": ("选单位", "choose a unit"),
}
