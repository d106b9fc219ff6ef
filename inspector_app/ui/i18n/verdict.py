"""Strings of a verdict: each fact as a title, and a word for each state it can be in."""

from __future__ import annotations

from inspector_app.ui.i18n.say import Words

WORDS: Words = {
    "fact.well_formed": ("格式正确", "Well formed"),
    "fact.intact": ("内容没有被改动", "Nothing was altered"),
    "fact.complete": ("内容完整", "Complete"),
    "fact.signed": ("签名有效", "Signatures hold"),
    "fact.two_officers": ("两名执法人员都已签名", "Two officers signed"),
    "fact.trusted": ("证书出自本局", "Certificates come from the bureau"),
    "fact.chained": ("过程连续", "The log is unbroken"),
    "fact.evidence": ("证据都在", "The evidence is there"),
    "fact.document": ("打印件与记录一致", "The print matches the record"),
    "fact.received": ("局里已收到", "The bureau received it"),
    "fact.witnessed": ("上级已见证", "Witnessed by the upper office"),
    "fact.time": ("封存时刻的外部证明", "Outside proof of the time"),
    "fact.superseded": ("没有更新的补充笔录", "No newer supplement"),
    "state.yes": ("是", "yes"),
    "state.no": ("否", "no"),
    "state.unknown": ("不知道", "unknown"),
    "state.n/a": ("不适用", "not applicable"),
}
