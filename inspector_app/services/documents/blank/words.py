"""The printed words of a blank form in Chinese and English.

Called by the modules of this folder; pure data.
"""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "unit": ("被检查单位", "Unit"),
    "credit": ("统一社会信用代码", "Credit code"),
    "place": ("检查地点", "Place"),
    "time": ("检查时间", "Time"),
    "officers": ("执法人员及证号", "Officers, credentials"),
    "present": ("现场负责人及电话", "Person in charge, phone"),
    "hint": ("手填用空白表。带 * 的必填；条件不成立的题不填，划“／”。",
             "For filling in by hand. * must be answered; strike out what does not apply."),
    "version": ("版本 {version}", "version {version}"),
    "when": ("条件：{what}时才填", "Only if {what}"),
    "when-group": ("条件：{what}时才填本组", "This part only if {what}"),
    "needed": ("{what}时必填", "must be answered if {what}"),
    "check": ("要求：{what}", "Must hold: {what}"),
    "several": ("可多选", "several allowed"),
    "rank": ("在方框里写 1、2、3…排序", "number the boxes 1, 2, 3… in order"),
    "list": ("选项见文末“附：{name}”", "choices: see annex {name}"),
    "annex": ("附：选项 {name}", "Annex: choices of {name}"),
    "listed-elsewhere": ("选项随数据而定", "choices depend on other data"),
    "basis": ("依据：{what}", "Basis: {what}"),
    "severity": ("严重程度：{what}", "Severity: {what}"),
    "authority": ("主管机关：{what}", "Authority: {what}"),
    "how": ("检查方法：{what}", "Method: {what}"),
    "photo-o": ("可拍照", "photo optional"),
    "photo-F": ("不合格时必须拍照{n}", "photo required if it fails{n}"),
    "photo-R": ("必须拍照{n}", "photo required{n}"),
    "photo-X": ("禁止拍照", "no photographs"),
    "photo-n": ("（{n} 张）", " ({n})"),
    "photo": ("照片编号", "Photo no."),
    "attach": ("照片或文件编号", "No. of photo or file"),
    "reason": ("理由（与程序提示不同或不适用时写）", "Reason (if it does not apply, or differs)"),
    "year": ("年", "year"), "month": ("月", "month"), "day": ("日", "day"),
    "hour": ("时", "h"), "minute": ("分", "min"),
    "north": ("北纬", "Latitude"), "east": ("东经", "Longitude"),
    "confirm": ("确认", "confirmed"),
    "again": ("（续）", " (continued)"), "page-again": ("（续页）", " (continued)"),
    "no": ("序", "No."),
    "each": ("每个填一份，不够另附页。", "One for each; use extra sheets if needed."),
    "nth": ("第 {n} 个", "No. {n}"),
    "which": ("第 ＿＿ 个", "No. ____"),
    "draw": ("抽样：{what}", "Draw: {what}"),
    "draw-share": ("全部的 {share}%，至少 {least}{most}；不足的全查",
                   "{share}% of all, at least {least}{most}; all if there are fewer"),
    "draw-most": ("，最多 {most}", ", at most {most}"),
    "draw-all": ("全部", "all"),
    "signs": ("签名", "Signatures"),
    "party": ("被检查单位（签名、盖章）", "Unit (signature, seal)"),
    "officer": ("执法人员（签名、证号）", "Officer (signature, credential)"),
    "witness": ("见证人（签名）", "Witness (signature)"),
    "date": ("日期", "Date"),
    "page": ("第 {page} 页　共 {pages} 页", "Page {page} of {pages}"),
    "scan": ("二维码为本表的校验值：{hash}", "The code holds the digest of this form: {hash}"),
    "item": ("第 {n} 项", "question {n}"),
    "row-item": ("本行“{label}”", 'this row\'s "{label}"'),
}  # fmt: skip
SEVERITY = {"G": ("一般", "General"), "S": ("严重", "Serious"), "C": ("重大", "Critical")}


def word(key: str, *, zh: bool, **slots: object) -> str:
    """Return a printed word with its slots filled."""
    return WORDS[key][0 if zh else 1].format(**slots)
