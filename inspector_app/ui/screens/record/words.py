"""Strings of the record page."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "record.preparing": ("正在排版", "Setting the pages"),
    "record.page": ("第 {n} 页，共 {total} 页", "Page {n} of {total}"),
    "record.back": ("往上", "Up"),
    "record.on": ("往下", "Down"),
    "record.not-set": ("没有排成", "Not set"),
    "record.lint": ("归档检查", "Filing check"),
    "record.lint-count": (
        "{errors} 处要改，{warnings} 处留意",
        "{errors} to mend, {warnings} to note",
    ),
    "record.lint-none": ("没有要改的了，可以定稿。", "Nothing to mend: the text can be frozen."),
    "record.visit": ("检查经过", "The visit"),
    "record.place": ("检查地点", "Place"),
    "record.environment": ("现场环境", "Environment"),
    "record.environment-hint": ("室内；或天气", "indoors, or the weather"),
    "record.start": ("开始", "Start"),
    "record.end": ("结束", "End"),
    "record.end-now": ("现在结束", "End now"),
    "record.recorder": ("记录人", "Recorder"),
    "record.freeze": ("定稿，交对方核对", "Freeze, hand over to read"),
    "record.to-signing": ("去签名", "On to signing"),
    "record.frozen-note": (
        "文本已定稿。要改须先在签名页退回检查，已签的名会作废。",
        "The text is frozen; going back to checking on the signing page drops what was signed.",
    ),
    "record.freeze-note": (
        "定稿后文字不能再改；对方的说明和异议在签名页写。",
        "Frozen text cannot change; the party's words are written on the signing page.",
    ),
    "record.blocked": ("还有 {n} 处要改", "{n} left to mend"),
}
