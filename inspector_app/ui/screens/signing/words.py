"""Strings of the signing page."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "signing.party": ("1　对方核对", "1  The party reads"),
    "signing.hand-over": ("把电脑转给对方", "Turn the laptop round"),
    "signing.party-signed": ("{name} 已签名", "{name} has signed"),
    "signing.party-objects": ("有异议，原样印在笔录上", "An objection is printed as written"),
    "signing.party-refused": ("不签名：{reason}", "Not signed: {reason}"),
    "signing.party-absent": ("不在场", "Absent"),
    "signing.party-open": ("还没有交对方核对", "Not yet handed over"),
    "signing.party-read": ("看过了，还没有签名", "Read, not yet signed"),
    "signing.officers": ("2　执法人员签名", "2  The officers sign"),
    "signing.officer": ("{name}　{number}", "{name}  {number}"),
    "signing.sign-here": ("{name}在这里签名", "{name} signs here"),
    "signing.again": ("重写", "Again"),
    "signing.keep": ("签好了", "Signed"),
    "signing.signed": ("已签名 {time}", "Signed {time}"),
    "signing.seal": ("3　封存", "3  Seal"),
    "signing.seal-how": (
        "两人各输自己的口令，用自己的密钥签；封存后只能另作补充笔录。",
        "Each signs with an own passphrase and key; then only a supplementary record can follow.",
    ),
    "signing.passphrase": ("{name}的口令", "Passphrase of {name}"),
    "signing.key-signed": ("{name}的密钥已签", "The key of {name} has signed"),
    "signing.show": ("显示口令", "Show the passphrase"),
    "signing.hide": ("遮住口令", "Hide the passphrase"),
    "signing.seal-now": ("封存", "Seal"),
    "signing.sealing": ("正在封存，写盘后重新读出验证", "Sealing, then re-reading and verifying"),
    "signing.unseal": ("收回密钥签名", "Take the keys' signatures back"),
    "signing.unseal-reason": ("为什么收回", "Why"),
    "signing.unseal-how": (
        "另一人不能签时用；笔录文字和手写签名都保留。",
        "For when the other officer cannot sign; the text and the ink stay.",
    ),
    "signing.unseal-do": ("收回", "Take back"),
    "signing.thaw": ("退回检查", "Back to checking"),
    "signing.thaw-reason": ("为什么退回", "Why"),
    "signing.thaw-how": (
        "已签的名会作废，须重新核对。",
        "What was signed is dropped and the text is read again.",
    ),
    "signing.thaw-do": ("退回", "Go back"),
    "signing.not-frozen": ("文本还没有定稿", "The text is not frozen yet"),
    "signing.not-frozen-how": (
        "先在笔录页把归档检查过一遍，再定稿。",
        "First go through the filing check on the record page, then freeze the text.",
    ),
    "signing.to-record": ("去看笔录", "Open the record"),
    "signing.missing": ("还差：{what}", "Missing: {what}"),
    "signing.passphrase-said": ("{name}：{what}", "{name}: {what}"),
    "signing.to-sign": ("签名", "sign"),
    "signing.may-sign": ("可以签名", "may sign"),
    "signing.witness": ("见证人", "witness"),
    "signing.fix": ("在这里签名", "Sign here"),
    "signing.wait-party": ("{name}还没有核对签名", "{name} has not read and signed"),
    "signing.wait-officer": ("{name}还没有签名", "{name} has not signed"),
    "signing.keys-turn": ("翻页", "turn pages"),
    "signing.keys-main": ("签好了、封存", "signed, seal"),
}
