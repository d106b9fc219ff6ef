"""Strings the inspected party reads; polite, no technical word."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "party.title": ("请您核对这份现场检查笔录", "Please read this inspection record"),
    "party.subtitle": ("{unit}，{day}", "{unit}, {day}"),
    "party.smaller": ("字小", "Smaller"),
    "party.larger": ("字大", "Larger"),
    "party.aloud": ("请执法人员念", "Have it read aloud"),
    "party.aloud-noted": ("已记下：由执法人员宣读", "Noted: read aloud by an officer"),
    "party.previous": ("上一页", "Previous"),
    "party.next": ("下一页", "Next"),
    "party.down": ("往下看", "Further down"),
    "party.printed": ("看打印页", "As printed"),
    "party.first-read": (
        "先把每一页看到底，或请执法人员念。",
        "First read every page to its end, or have it read aloud.",
    ),
    "party.first-write": ("写下名字后就可以签。", "Write your name above to sign."),
    "party.kept": ("已存下，还可以改", "Kept; you may still change it"),
    "party.object-note": (
        "写的话原样印在笔录里，再核对、签名。提出意见不等于拒绝签名。",
        "Your words are printed as written; then read again and sign. Objecting is not refusing.",
    ),
    "party.refuse-note": (
        "原因会记在笔录里；还要有见证人，或写明录像编号。",
        "The reason goes into the record, with a witness or the number of the recording.",
    ),
    "party.page": ("第 {n} 页，共 {total} 页", "Page {n} of {total}"),
    "party.all-seen": ("{total} 页都看过了", "All {total} pages were shown"),
    "party.not-seen": ("还有 {n} 页没看", "{n} pages not yet shown"),
    "party.person": ("{name}（{post}）", "{name} ({post})"),
    "party.nobody": ("现场负责人", "Person present"),
    "party.meaning": (
        "请看完每一页。签名表示您看过这份笔录，不表示您承认违法。",
        "Please read every page. Signing says that you have read it, not that you admit anything.",
    ),
    "party.own-hand": ("请抄写“以上笔录经核对无误”", "Please copy out: 以上笔录经核对无误"),
    "party.sign-here": ("请在这里签名", "Please sign here"),
    "party.again": ("重写", "Again"),
    "party.agree": ("核对无误，签名", "Read and correct: sign"),
    "party.object": ("有不同意见", "I disagree"),
    "party.object-how": (
        "先写下意见，再签名；意见原样印在笔录上",
        "Write it down, then sign: printed as written",
    ),
    "party.refuse": ("不签名", "I do not sign"),
    "party.refuse-how": (
        "说明原因即可；请见证人到场或记下录像编号",
        "Say why; with a witness or a recording",
    ),
    "party.statement": ("您的说明（原话）", "What you want to say, in your words"),
    "party.objection": ("对检查程序和笔录内容的异议", "Objection to the procedure or the record"),
    "party.reason": ("不签名的原因", "Why you do not sign"),
    "party.witness": ("见证人姓名", "Witness"),
    "party.clip": ("录像编号", "Recording number"),
    "party.store": ("写好了", "Done"),
    "party.leave": ("不写了", "Leave it"),
    "party.stored": ("已写进笔录，请再核对一遍", "It is in the record now; please read it again"),
    "party.refused": ("已记下：不签名", "Noted: not signed"),
    "party.signed": ("已签名", "Signed"),
    "party.phone": ("监督电话 {phone}", "Complaints: {phone}"),
    "party.back": ("交还执法人员", "Hand back"),
}
