"""Strings of the page of findings."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "findings.title": ("问题", "Findings"),
    "findings.count": ("{n} 个，已定 {decided} 个", "{n}, {decided} decided"),
    "findings.none": ("没有不合格的项目", "No item failed"),
    "findings.none-how": (
        "检查表里判为不合格或发现问题的项目，会在这里列出事实、依据和建议，由两名执法人员决定。",
        "Items marked as failed appear here with facts, basis and a proposal for you to decide.",
    ),
    "findings.to-record": ("去看笔录", "On to the record"),
    "findings.to-checklist": ("回到检查表", "Back to the checklist"),
    "findings.open": ("等你们定", "To decide"),
    "findings.agreed": ("同意建议", "Agreed"),
    "findings.differs": ("另作处理", "Differs"),
    "findings.fact": ("事实", "Fact"),
    "findings.evidence": ("证据", "Evidence"),
    "findings.no-evidence": ("没有照片", "No photos"),
    "findings.no-photos-here": ("此项不拍照", "no photos are taken of this item"),
    "findings.from-table": ("抽样表 {table}", "sample table {table}"),
    "findings.from-proposal": ("按答案，检查表判为{verdict}", "By the answers: {verdict}"),
    "findings.from-consequence": ("检查表 {item}：{codes}", "Checklist {item}: {codes}"),
    "findings.origin": ("怎么来的", "How it came"),
    "findings.would": ("建议：{what}", "Proposed: {what}"),
    "findings.until": ("{what}，{day}到期", "{what}, due {day}"),
    "findings.photos": ("照片{numbers}", "photos {numbers}"),
    "findings.basis": ("依据", "Basis"),
    "findings.basis-note": (
        "按检查当日有效的版本；未经法制机构审核的打印时注明。",
        "In force that day; what the legal unit has not approved prints with a mark.",
    ),
    "findings.authority": ("主管机关", "Competent body"),
    "findings.ours": ("{names}，本机关有权处理", "{names}: this agency may act"),
    "findings.not-ours": (
        "{names}，本机关只记事实、移送",
        "{names}: this agency records the facts and transfers",
    ),
    "findings.proposed": ("后果（建议）", "Proposed"),
    "findings.decided": ("已定", "Decided"),
    "findings.term": ("期限", "Term"),
    "findings.days": ("{n} 日", "{n} days"),
    "findings.due": ("{day}，{weekday}", "{weekday}, {day}"),
    "findings.due-how": ("自然日，当天不算", "calendar days, the day itself not counted"),
    "findings.demand": ("要求", "Demand"),
    "findings.demand-hint": ("写明要做到什么", "What has to be done"),
    "findings.agree": ("同意建议", "Agree"),
    "findings.differ": ("另作处理，写理由", "Decide otherwise, with a reason"),
    "findings.choose": ("改为（可选几项）", "Instead (choose one or several)"),
    "findings.reason": ("理由", "Reason"),
    "findings.reason-hint": ("为什么与建议不同", "Why it differs from the proposal"),
    "findings.store": ("存好", "Save"),
    "findings.back": ("不改了", "Leave it"),
    "findings.facts-only": (
        "这里只写事实。是否违法、怎么处罚，由有权机关决定。",
        "Only facts are written here. Whether it is an offence is for the competent body.",
    ),
    "findings.frozen": (
        "文本已冻结，问题不能再改；要改先在签名页退回检查。",
        "The text is frozen; to change a finding, go back to checking on the signing page.",
    ),
    "findings.keys-next": ("上一个、下一个", "previous, next"),
    "findings.problem": ("{item} 还没有定", "{item} is not decided"),
    "findings.all-decided": ("问题都定了", "All findings are decided"),
}
