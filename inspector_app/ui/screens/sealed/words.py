"""Strings of the sealed page."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "sealed.title": ("已封存", "Sealed"),
    "sealed.verifying": ("正在从磁盘重新读出并验证", "Reading it back from disk and verifying"),
    "sealed.when": (
        "{when} 封存，写盘后重新读出并验证过。从现在起，任何改动都会被发现；更正只能另写补充笔录。",
        "Sealed {when}, read back from disk and verified. Any change shows from now on.",
    ),
    "sealed.leaves": ("{n} 项逐项加封，封存后重读，全部一致", "{n} fields sealed one by one"),
    "sealed.signers": ("{names}，各用自己的密钥", "{names}, each with an own key"),
    "sealed.photos": (
        "照片 {photos} 张、抽样表 {tables} 份，指纹写入封存",
        "{photos} photos, {tables} sample tables, fingerprints sealed",
    ),
    "sealed.chain": ("第 {seq} 条操作记录，首尾相连", "Entry {seq} of the log, chained"),
    "sealed.not-yet": ("现在还不能保证", "Not proven yet"),
    "sealed.not-yet-how": ("离线时本来就没有，送达后补上", "Normal offline; delivery adds it"),
    "sealed.code": ("封存码", "Seal code"),
    "sealed.code-how": (
        "印在笔录最后一页。扫码可离线核对：谁签的、哪份记录。",
        "Printed on the last page. It tells offline who signed which record.",
    ),
    "sealed.number": ("文书号", "Number"),
    "sealed.record-id": ("记录编号", "Record id"),
    "sealed.code-limit": (
        "封存码不证明纸上的字；纸上的字用“验证”核对。",
        "The seal code does not prove the paper text; use Verify for that.",
    ),
    "sealed.next": ("接下来", "Next"),
    "sealed.print": ("打印 2 份，各方留存", "Print 2 copies"),
    "sealed.save": ("另存 PDF", "Save PDF"),
    "sealed.save-how": ("打印件和记录在同一个文件里", "Print and record in one file"),
    "sealed.export": ("另存封存文件", "Save the sealed file"),
    "sealed.export-how": ("含原始照片，可独立验证", "With the original photos"),
    "sealed.send": ("回局发送", "Send to the bureau"),
    "sealed.send-how": ("已进发件箱，联网自动发", "In the outbox; goes out once online"),
    "sealed.saved": ("已存到 {path}", "Saved to {path}"),
    "sealed.printed": ("已交给打印机", "Handed to the printer"),
    "sealed.no-printer": (
        "没有找到打印机。请另存 PDF，用别的电脑打印。",
        "No printer was found. Save the PDF and print it elsewhere.",
    ),
    "sealed.terms": ("已进期限表", "Terms now running"),
    "sealed.term": ("责令改正期满：{item}", "Order ends: {item}"),
    "sealed.today": ("回到今天", "Back to today"),
    "sealed.locked": ("不能再改", "Cannot change"),
}
