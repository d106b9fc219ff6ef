"""Strings of the page of today."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "today.title": ("今天", "Today"),
    "today.date": ("{day}，{weekday}", "{weekday}, {day}"),
    "today.assignments": ("检查任务", "Assignments"),
    "today.no-assignments": ("没有待办的检查任务", "No assignment is waiting"),
    "today.no-assignments-how": (
        "任务由局里批准后下发。联网时到“发件箱”取一次，或导入更新包。",
        "The bureau approves assignments and sends them. Fetch them in the Outbox when online.",
    ),
    "today.to-outbox": ("去发件箱", "Open the Outbox"),
    "today.drafts": ("接着做", "Go on"),
    "today.no-drafts": (
        "没有没做完的检查。做到一半关上窗口，会出现在这里。",
        "Nothing was left open. A visit you close half-way appears here.",
    ),
    "today.start": ("开始检查", "Start"),
    "today.prepare": ("准备", "Prepare"),
    "today.go-on": ("继续", "Go on"),
    "today.sign": ("去签名", "Sign"),
    "today.seal": ("接着封存", "Seal"),
    "today.place": ("{address}；{form}；{names}", "{address}; {form}; {names}"),
    "today.form": ("检查表 {version}", "checklist {version}"),
    "today.at": ("停在 {item}", "Stopped at {item}"),
    "today.opening": ("还在开始页：解锁和门禁", "Still opening: officers and gates"),
    "today.frozen": ("笔录已写好，等签名", "Record written, waiting for signatures"),
    "today.sealing": ("正在封存", "Being sealed"),
    "today.counts": (
        "已答 {answered} / {total}，照片 {photos} 张",
        "{answered} of {total} answered, {photos} photos",
    ),
    "today.saved": ("{counts}，{when} 保存", "{counts}, saved {when}"),
    "today.deadlines": ("期限", "Deadlines"),
    "today.due-soon": ("7 天内 {n} 项", "{n} within 7 days"),
    "today.nothing-due": ("7 天内没有到期的", "nothing due within 7 days"),
    "today.due-on": ("{day}，{left}", "{day}, {left}"),
    "today.outbox": ("发件箱", "Outbox"),
    "today.waiting": ("{n} 份待送达", "{n} to deliver"),
    "today.all-delivered": ("没有待送达的", "Nothing to deliver"),
    "today.open": ("打开", "Open"),
    "today.synced": (
        "{when} 和局里对过。没有网络也正常，回局后接着发。",
        "Last in touch {when}. No network is normal; it goes on at the bureau.",
    ),
    "today.never-synced": (
        "还没有和局里对过。没有网络也正常，回局后接着发。",
        "Not in touch yet. No network is normal; it goes on at the bureau.",
    ),
    "today.photos": (
        "照片 {done}/{total}，笔录 {records}/{all}",
        "Photos {done} of {total}, records {records} of {all}",
    ),
    "today.held": ("局里暂扣 {n} 份，等两人审核", "{n} held by the bureau, two reviewers decide"),
    "today.credentials": ("证件", "Credentials"),
    "today.credential-of": ("{name}的执法证件", "Credential of {name}"),
    "today.expired": ("{day}已到期", "Expired {day}"),
    "today.expired-why": (
        "到期后只能看，不能执法、签名；联网可更新",
        "Can look, not act or sign; renew online",
    ),
    "today.valid": ("有效至 {day}", "Valid to {day}"),
    "today.expires-soon": ("还有 {days} 天到期", "Expires in {days} days"),
    "today.unlocked": ("已解锁", "Unlocked"),
    "today.locked": ("未解锁", "Locked"),
    "today.revoked": ("已吊销", "Revoked"),
    "today.assistant": ("协助人员，不能代替执法人员", "Assisting staff, not an officer"),
    "today.is-expired": ("{name}证件已到期", "{name}: credential expired"),
    "today.search": ("查单位；两个字即可", "Find a unit; two characters do"),
    "today.more": ("还有 {n} 项任务在别的日子", "{n} more on other days"),
    "today.keys-start": ("开始下一个任务", "start the next one"),
    "today.keys-row": ("选一行", "choose a row"),
    "today.people": ("在用的人", "Officers here"),
}
