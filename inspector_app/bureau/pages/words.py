"""Every word of the web pages, Chinese and English side by side.

Read by the templates through `t`. Must never hold a value: numbers and names come in as slots.
"""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("zh", "en")

_WORDS: Mapping[str, tuple[str, str]] = {
    # frame
    "records": ("接收", "Received"),
    "quarantine": ("暂扣", "Held"),
    "devices": ("设备与登记", "Devices"),
    "log-out": ("退出", "Log out"),
    "other-language": ("English", "中文"),
    "role.reviewer": ("审核员", "reviewer"),
    "role.leader": ("负责人", "leader"),
    "role.admin": ("管理员", "administrator"),
    "role.auditor": ("审计员", "auditor"),
    # log in
    "log-in": ("登录", "Log in"),
    "account": ("账号", "Account"),
    "password": ("口令", "Password"),
    "log-in-hint": ("15 分钟不用会自动退出。", "Ends by itself after 15 minutes without use."),
    "new-password": ("换口令", "New password"),
    "new-password-why": (
        "一次性口令只用这一次。换成自己的，至少 {least} 个字符。",
        "The one-time password is for this time only. Choose your own, {least} characters or more.",
    ),
    "password-again": ("再输一次", "Once more"),
    "password-differs": ("两次输入不同。", "The two differ."),
    "save": ("保存", "Save"),
    # list
    "records-title": ("收到的记录", "Records received"),
    "counted": ("共 {count} 份，日志到第 {size} 号", "{count} in all, log up to no. {size}"),
    "received": ("收到", "Received"),
    "number": ("笔录文号", "Record number"),
    "unit": ("被检查单位", "Inspected unit"),
    "officers": ("执法人员", "Officers"),
    "findings": ("问题", "Findings"),
    "photos": ("照片", "Photos"),
    "verdict": ("验证结论", "Verdict"),
    "log-index": ("日志号", "Log no."),
    "search": ("单位、文号或执法人员", "Unit, number or officer"),
    "find": ("查找", "Find"),
    "all-forms": ("全部检查表", "All checklists"),
    "all-verdicts": ("全部结论", "All verdicts"),
    "since": ("收到自", "Received from"),
    "until": ("至", "to"),
    "none-found": ("没有符合的记录", "No record fits"),
    "none-yet": ("还没有收到记录", "Nothing received yet"),
    "none-yet-how": (
        "执法人员的电脑联网后，封存好的记录会送到这里；每一份都先验证。",
        "Once a laptop is online its sealed records arrive here; each is verified first.",
    ),
    "clear-filter": ("看全部", "Show all"),
    "newer": ("较新", "Newer"),
    "older": ("较早", "Older"),
    "page": ("第 {page} 页", "Page {page}"),
    "standing.yes": ("全部成立", "All hold"),
    "standing.unknown": ("有不知道的", "Some unknown"),
    "standing.no": ("有不成立的", "Some do not hold"),
    # record
    "back": ("全部记录", "All records"),
    "sealed-at": ("{when} 封存", "sealed {when}"),
    "received-at": ("{when} 收到", "received {when}"),
    "tab.record": ("笔录", "Record"),
    "tab.photos": ("照片 {count}", "Photos {count}"),
    "tab.document": ("PDF", "PDF"),
    "facts": ("{count} 项，收到时算出", "{count} facts, found on arrival"),
    "hints": ("提示，不拦截", "Hints, not blocking"),
    "no-hints": ("没有提示", "No hints"),
    "receipt": ("回执", "Receipt"),
    "receipt-index": ("日志第 {index} 号", "Log no. {index}"),
    "receipt-covers": ("覆盖 {count} 个证据文件", "covers {count} evidence files"),
    "download-receipt": ("下载回执", "Download receipt"),
    "download-insp": ("下载封存记录", "Download sealed record"),
    "open-pdf": ("打开 PDF", "Open PDF"),
    "view-here": ("在这里看", "View here"),
    "download-pdf": ("下载 PDF", "Download PDF"),
    "no-pdf": ("这份记录没有附 PDF。", "No PDF came with this record."),
    "record-title": ("现场检查笔录", "On-site inspection record"),
    "checked": ("检查情况", "What was found"),
    "sample-draw": ("抽样：{method}，种子 {seed}", "Draw: {method}, seed {seed}"),
    "total": ("合计", "Total"),
    "basis": ("依据", "Basis"),
    "authority": ("主管", "Authority"),
    "consequence": ("处理", "Consequence"),
    "due": ("改正期限", "Correct by"),
    "no-findings": ("未发现问题", "No findings"),
    "party": ("被检查单位意见", "The inspected party"),
    "statement": ("陈述", "Statement"),
    "objection": ("异议", "Objection"),
    "none": ("无", "none"),
    "party.ink": ("已签名", "signed"),
    "party.paper": ("在纸上签名", "signed on paper"),
    "party.refused": ("拒绝签名", "refused to sign"),
    "party.absent": ("无人在场", "nobody present"),
    "signatures": ("签名", "Signatures"),
    "credential": ("执法证 {number}", "credential {number}"),
    "place": ("地点", "Place"),
    "time": ("时间", "Time"),
    "representative": ("负责人", "Representative"),
    "address": ("地址", "Address"),
    "credit-code": ("统一社会信用代码", "Credit code"),
    "original": ("原件", "Original"),
    "photo": ("照片 {n}", "Photo {n}"),
    "no-thumbnail": ("没有缩略图", "No thumbnail"),
    "severity.G": ("一般", "General"),
    "severity.S": ("严重", "Serious"),
    "severity.C": ("重大", "Critical"),
    "technical": ("核对用", "For checking"),
    "record-id": ("记录编号", "Record id"),
    "root": ("根值", "Root"),
    "device": ("设备", "Device"),
    "form": ("检查表", "Checklist"),
    # quarantine
    "quarantine-title": ("暂扣的记录", "Held records"),
    "quarantine-why": (
        "收到了但没有通过验证，或与已有记录冲突。原样保存，不会删除。",
        "Received but not verified, or in conflict with a record held. Kept as it came.",
    ),
    "held-how": (
        "原样保存，不会删除，也不算收下。可以导出核对，再联系送来的人。",
        "Kept as it came, never deleted, not accepted. Export it to check, then call the sender.",
    ),
    "quarantine-none": ("没有暂扣的记录", "Nothing is held"),
    "reason": ("原因", "Reason"),
    "state": ("状态", "State"),
    "state.held": ("等两人决定", "waits for two people"),
    "state.accepted": ("已收下", "accepted"),
    "state.refused": ("已退回", "refused"),
    "export": ("导出", "Export"),
    "quarantine-id": ("暂扣号", "Held as"),
    "unreadable": ("内容读不出", "Content cannot be read"),
    # devices
    "pending": ("等批准", "Waiting for approval"),
    "pending-none": ("没有等批准的登记", "Nothing waits for approval"),
    "pending-how": (
        "在登记的电脑上和这里看到的指纹必须相同，相同才批准。",
        "The fingerprint on that laptop and here must be the same; approve only then.",
    ),
    "fingerprint": ("指纹", "Fingerprint"),
    "approve": ("指纹相同，批准", "Same, approve"),
    "refuse": ("不批准", "Refuse"),
    "subject.device": ("电脑", "Laptop"),
    "subject.officer": ("执法人员", "Officer"),
    "name": ("名称", "Name"),
    "asked": ("申请", "Asked"),
    "seen": ("最近联系", "Last seen"),
    "never": ("从未", "never"),
    "program": ("程序", "Program"),
    "sent": ("已送达", "Delivered"),
    "devices-title": ("电脑", "Laptops"),
    "devices-none": ("还没有登记电脑", "No laptop is enrolled"),
    "device.active": ("使用中", "active"),
    "device.revoked": ("已停用", "revoked"),
    "invite": ("发登记码", "Issue a code"),
    "invite-how": (
        "在服务器上运行 inspector bureau enrol device 名称；人员用 enrol officer 编号。",
        "On the server run: inspector bureau enrol device NAME, or enrol officer PERSON_ID.",
    ),
    # errors
    "error-title": ("没有办成", "That did not work"),
    "to-start": ("回到首页", "Back to the start"),
}


def word(key: str, language: str, **slots: object) -> str:
    """Return a text in `zh` or `en`, slots filled; an unknown key is a fault of ours."""
    zh, en = _WORDS[key]
    return (en if language == "en" else zh).format_map(slots)


def all_words() -> Mapping[str, tuple[str, str]]:
    """Return every text; tests compare the slots of both languages."""
    return _WORDS
