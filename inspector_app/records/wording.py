"""A verdict in words: names of the facts, what each state means, and a lamp for it.

Called by `inspector verify`, the window and the bureau's pages, so that one verdict reads the same
everywhere. Chinese and English. Must never soften a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from inspector_app.records.verdict import Fact, State, Verdict


class Lamp(StrEnum):
    """How a fact is shown."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"  # not known, or worth a look
    NONE = "none"


_LAMP_WORDS: Mapping[Lamp, tuple[str, str]] = {
    Lamp.GOOD: ("通过", "ok"),
    Lamp.BAD: ("不通过", "FAIL"),
    Lamp.OPEN: ("留意", "open"),
    Lamp.NONE: ("不适用", "n/a"),
}
_NAMES: Mapping[Fact, tuple[str, str]] = {
    Fact.WELL_FORMED: ("格式", "Format"),
    Fact.INTACT: ("内容", "Content"),
    Fact.COMPLETE: ("完整", "Complete"),
    Fact.SIGNED: ("签名", "Signatures"),
    Fact.TWO_OFFICERS: ("两名执法人员", "Two officers"),
    Fact.TRUSTED: ("证书", "Certificates"),
    Fact.CHAINED: ("设备链", "Device chain"),
    Fact.EVIDENCE: ("证据原件", "Evidence"),
    Fact.DOCUMENT: ("打印页面", "Printed pages"),
    Fact.RECEIVED: ("主管机关回执", "Receipt"),
    Fact.WITNESSED: ("见证", "Witness"),
    Fact.TIME: ("时间", "Time"),
    Fact.SUPERSEDED: ("补充更正", "Superseded"),
}
_SENTENCES: Mapping[tuple[Fact, State], tuple[str, str]] = {
    (Fact.WELL_FORMED, State.YES): (
        "文件是封存时写下的唯一形式。",
        "The file is in the one form that sealing writes.",
    ),
    (Fact.WELL_FORMED, State.NO): ("文件不合格式。", "The file is not well-formed."),
    (Fact.INTACT, State.YES): (
        "全部内容与封印一致，未被改动。",
        "All content matches the seal; nothing was altered.",
    ),
    (Fact.INTACT, State.NO): ("内容与封印不符。", "The content does not match the seal."),
    (Fact.COMPLETE, State.YES): ("所有内容均已公开。", "Every field is disclosed."),
    (Fact.COMPLETE, State.NO): (
        "部分内容未公开；公开部分仍受封印保护。",
        "Some fields are withheld; those shown are still covered by the seal.",
    ),
    (Fact.SIGNED, State.YES): ("全部签名有效。", "Every signature is valid."),
    (Fact.SIGNED, State.NO): ("签名无效或缺失。", "A signature is invalid or missing."),
    (Fact.TWO_OFFICERS, State.YES): (
        "至少两名不同的持证执法人员各自签名。",
        "At least two different credentialled officers signed, each with their own key.",
    ),
    (Fact.TWO_OFFICERS, State.NO): (
        "不满足两名执法人员的要求。",
        "The two-officer rule does not hold.",
    ),
    (Fact.TWO_OFFICERS, State.UNKNOWN): (
        "尚不能断定是否满足两名执法人员的要求。",
        "Whether the two-officer rule holds cannot be told yet.",
    ),
    (Fact.TRUSTED, State.YES): (
        "证书均由受信任的主管机关签发。",
        "Every certificate was issued by the trusted bureau.",
    ),
    (Fact.TRUSTED, State.NO): ("证书不可信。", "A certificate is not to be trusted."),
    (Fact.TRUSTED, State.UNKNOWN): (
        "无法判断证书是否可信。",
        "Whether the certificates are to be trusted cannot be told.",
    ),
    (Fact.CHAINED, State.YES): (
        "登记设备完成收尾签名，签名齐全。",
        "An enrolled device closed the record over exactly these signatures.",
    ),
    (Fact.CHAINED, State.NO): ("设备收尾签名不成立。", "The device's closing does not hold."),
    (Fact.EVIDENCE, State.YES): (
        "证据原件齐全，未被改动。",
        "Every original is here and unaltered.",
    ),
    (Fact.EVIDENCE, State.NO): ("证据原件有问题。", "There is something wrong with the originals."),
    (Fact.EVIDENCE, State.UNKNOWN): (
        "证据原件不全在此处；已有的均未被改动。",
        "Not every original is here; those that are here are unaltered.",
    ),
    (Fact.EVIDENCE, State.NOT_APPLICABLE): ("本记录没有证据文件。", "The record has no evidence."),
    (Fact.DOCUMENT, State.YES): (
        "页面与封存内容一致。",
        "The pages show what was sealed.",
    ),
    (Fact.DOCUMENT, State.NO): (
        "页面与封存内容不一致。",
        "The pages differ from what was sealed.",
    ),
    (Fact.DOCUMENT, State.UNKNOWN): (
        "无法核对页面。",
        "The pages could not be compared.",
    ),
    (Fact.DOCUMENT, State.NOT_APPLICABLE): (
        "没有需要核对的页面。",
        "There are no pages to compare.",
    ),
    (Fact.RECEIVED, State.YES): (
        "主管机关已收到并登记，回执有效。",
        "The bureau received and logged it; the receipt holds.",
    ),
    (Fact.RECEIVED, State.NO): ("回执不成立。", "The receipt does not hold."),
    (Fact.RECEIVED, State.UNKNOWN): (
        "没有可用的回执。",
        "There is no receipt to judge.",
    ),
    (Fact.WITNESSED, State.YES): (
        "登记簿有见证方签名。",
        "A witness signed the log.",
    ),
    (Fact.WITNESSED, State.NO): ("见证签名不成立。", "The witness's signature does not hold."),
    (Fact.WITNESSED, State.UNKNOWN): ("没有见证方签名。", "No witness signed."),
    (Fact.WITNESSED, State.NOT_APPLICABLE): (
        "未设见证方。",
        "No witness is appointed.",
    ),
    (Fact.TIME, State.YES): (
        "自述的时间在可证明的范围之内。",
        "The stated time lies within the provable window.",
    ),
    (Fact.TIME, State.NO): (
        "自述的时间在可证明的范围之外。",
        "The stated time lies outside the provable window.",
    ),
    (Fact.TIME, State.UNKNOWN): (
        "尚无他方证明时间，只有记录自述的时间。",
        "Nobody else proves the time yet; there is only the record's own statement.",
    ),
    (Fact.SUPERSEDED, State.YES): (
        "已有补充笔录更正。",
        "A supplementary record corrects it.",
    ),
    (Fact.SUPERSEDED, State.NO): (
        "没有补充笔录。",
        "No supplementary record is known.",
    ),
    (Fact.SUPERSEDED, State.UNKNOWN): (
        "仅凭文件无法得知是否另有补充笔录。",
        "From files alone nobody can tell whether a supplementary record exists.",
    ),
}
_NOT_JUDGED = ("文件未能打开，未作判断。", "Not judged: the file could not be opened.")


def name_of(fact: Fact, language: str) -> str:
    """Return a fact's name in `zh` or `en`."""
    return _NAMES[fact][_column(language)]


def sentence_of(fact: Fact, state: State, language: str) -> str:
    """Return what a fact's state means."""
    return _SENTENCES.get((fact, state), _NOT_JUDGED)[_column(language)]


def lamp_of(fact: Fact, state: State) -> Lamp:
    """Return the lamp of a fact: withheld fields, time flags and corrections are no faults."""
    if state is State.NOT_APPLICABLE:
        return Lamp.NONE
    if fact is Fact.SUPERSEDED:
        return Lamp.GOOD if state is State.NO else Lamp.OPEN
    if state is State.YES:
        return Lamp.GOOD
    if state is State.UNKNOWN or fact in (Fact.COMPLETE, Fact.TIME):
        return Lamp.OPEN
    return Lamp.BAD


def lamp_word(lamp: Lamp, language: str) -> str:
    """Return a lamp as a word, for terminals and people who cannot tell colours."""
    return _LAMP_WORDS[lamp][_column(language)]


def lines_of(verdict: Verdict, language: str) -> tuple[tuple[Lamp, str, str, tuple[str, ...]], ...]:
    """Return (lamp, name, sentence, reasons) for every fact, in order."""
    return tuple(
        (
            lamp_of(fact, verdict.state(fact)),
            name_of(fact, language),
            sentence_of(fact, verdict.state(fact), language),
            tuple(reason.sentence(language) for reason in verdict[fact].reasons),
        )
        for fact in Fact
    )


def _column(language: str) -> int:
    return 0 if language.startswith("zh") else 1
