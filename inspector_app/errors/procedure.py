"""Error codes of one area. Two officers, gates, states of an inspection."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "procedure.profile-damaged",
        zh="程序“{profile}”的数据不完整：{key}。",
        en="The data of procedure profile “{profile}” is incomplete: {key}.",
        fix_zh="联网更新，或从局里的更新包重新导入程序数据。",
        fix_en="Update online, or import the procedure data again from the bureau's package.",
    ),
    Entry(
        "procedure.gates-open",
        zh="还有 {count} 项程序没有完成：{first}",
        en="{count} steps of the procedure are still open: {first_en}",
        fix_zh="按每一项旁边的办法处理，再继续。",
        fix_en="Follow the way out beside each step, then go on.",
        http_status=409,
    ),
    Entry(
        "procedure.wrong-state",
        zh="检查现在的状态是“{state}”，不能{action}。",
        en="The inspection is in state “{state_en}”: cannot {action_en}.",
        fix_zh="{hint}",
        fix_en="{hint_en}",
        http_status=409,
    ),
    Entry(
        "finding.unknown",
        zh="没有检查项 {item} 的问题。",
        en="There is no finding for item {item}.",
        fix_zh="只有判为不合格的检查项才有问题；先核对该项的结论。",
        fix_en="Only failed items have findings; check the verdict of that item first.",
        http_status=404,
    ),
    Entry(
        "finding.reason-missing",
        zh="{item} 的处理与建议不同，没有写理由。",
        en="The decision on {item} differs from the proposal and gives no reason.",
        fix_zh="写一句理由，或者同意建议。",
        fix_en="Write a sentence of reason, or agree with the proposal.",
    ),
    Entry(
        "finding.not-competent",
        zh="{agency}不能对 {item} 作出“{consequence}”：主管机关是{authority}。",
        en="{agency} may not decide “{consequence}” on {item}: competent is {authority}.",
        fix_zh="只记录事实并移送主管机关。",
        fix_en="Record the facts only and transfer to the competent body.",
    ),
    Entry(
        "visit.field-unknown",
        zh="笔录没有“{field}”这一栏。",
        en="The record has no field “{field}”.",
        fix_zh="可填：{fields}。",
        fix_en="Fields to fill: {fields}.",
    ),
    Entry(
        "visit.time-unreadable",
        zh="“{value}”不是时间。",
        en="“{value}” is not a time.",
        fix_zh="写成 2026-11-20T09:20+08:00 这样的时刻。",
        fix_en="Write a moment like 2026-11-20T09:20+08:00.",
    ),
    Entry(
        "visit.recorder-unknown",
        zh="记录人须是本次的执法人员之一。",
        en="The recorder must be one of the officers of this visit.",
        fix_zh="从本次的执法人员中选择。",
        fix_en="Choose one of the officers of this visit.",
    ),
)
