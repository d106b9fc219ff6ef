"""Strings of the outbox."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "outbox.title": ("发件箱", "Outbox"),
    "outbox.subtitle": (
        "待送达 {waiting} 份，局里暂扣 {held} 份，已有回执 {receipted} 份",
        "{waiting} to deliver, {held} held, {receipted} with a receipt",
    ),
    "outbox.send": ("联网发送", "Send now"),
    "outbox.fetch": ("取任务和台账", "Fetch what is new"),
    "outbox.stop": ("先停下", "Stop for now"),
    "outbox.idle": (
        "照片 {done}/{total}，笔录 {records}/{all}",
        "Photos {done} of {total}, records {records} of {all}",
    ),
    "outbox.resume-note": (
        "断了会从断开的字节接着发；关机也不丢。",
        "A cut line goes on at the byte it stopped at; nothing is lost at shutdown.",
    ),
    "outbox.none": ("还没有封存的笔录", "No sealed record yet"),
    "outbox.none-how": (
        "封存后的笔录自动排在这里，联网后发给局里；拿到回执前，本机副本不会删除。",
        "A sealed record queues here and goes to the bureau once online; it stays until receipted.",
    ),
    "outbox.sealed-at": ("{number}，{when} 封存", "{number}, sealed {when}"),
    "outbox.photos": ("证据 {done}/{total}", "Evidence {done} of {total}"),
    "outbox.bytes": ("{done} / {total} MB", "{done} of {total} MB"),
    "outbox.state.sealed": ("等着发", "Waiting"),
    "outbox.state.queued": ("等着发", "Waiting"),
    "outbox.state.sending": ("正在发照片", "Sending photos"),
    "outbox.state.committing": ("正在交笔录", "Handing in"),
    "outbox.state.receipted": ("局里已收", "Received"),
    "outbox.state.forgettable": ("局里已收", "Received"),
    "outbox.state.held": ("局里暂扣", "Held by the bureau"),
    "outbox.state.refused": ("局里退回", "Refused by the bureau"),
    "outbox.state.parked": ("先放着", "Set aside"),
    "outbox.received": ("回执 {when}，已核对", "Receipt {when}, verified"),
    "outbox.held-how": (
        "局里收到了，由两名审核人员决定收下或退回。原件留在本机，不会删除，也不用重做。",
        "The bureau has it and two reviewers decide. The original stays here; nothing to redo.",
    ),
    "outbox.quarantine": ("暂扣号 {id}", "Held as {id}"),
    "outbox.open": ("看封存", "Open"),
    "outbox.step.connect": ("正在连接", "Connecting"),
    "outbox.step.pull": ("取回 {done}", "Fetched {done}"),
    "outbox.step.files": ("取检查表和法规 {done}/{total}", "Checklists and law {done} of {total}"),
    "outbox.step.evidence": (
        "照片 {done}/{total}，{mb}/{mbs} MB",
        "Photos {done} of {total}, {mb} of {mbs} MB",
    ),
    "outbox.step.records": ("笔录 {done}/{total}", "Records {done} of {total}"),
    "outbox.step.close": ("核对数目", "Comparing counts"),
    "outbox.offline.unreachable": (
        "连不上局里，这很正常；回到网络后再发，什么都没有丢。",
        "The bureau cannot be reached; that is normal. Send later, nothing is lost.",
    ),
    "outbox.offline.not-the-bureau": (
        "对方不是本局的服务器，没有发出任何内容。请换一个网络再试。",
        "Something else answered; nothing was sent. Try another network.",
    ),
    "outbox.offline.cut": (
        "线路断了，下次从断处接着发。",
        "The line was cut; next time it goes on there.",
    ),
    "outbox.offline.cancelled": ("已停下，下次接着发。", "Stopped; next time it goes on."),
    "outbox.fetched": (
        "取回 {n} 项，其中 {changed} 项有变动",
        "{n} items fetched, {changed} changed",
    ),
    "outbox.sent": (
        "送达 {n} 份，发出证据 {blobs} 件",
        "{n} delivered, {blobs} evidence files sent",
    ),
    "outbox.bureau": ("局里", "The bureau"),
    "outbox.not-enrolled": ("这台电脑还没有在局里登记", "This laptop is not enrolled"),
    "outbox.last-pull": ("上次取回 {when}", "Last fetched {when}"),
    "outbox.last-push": ("上次发送 {when}", "Last sent {when}"),
    "outbox.never": ("还没有", "never"),
    "outbox.keys-send": ("发送", "send"),
    "outbox.keys-fetch": ("取回", "fetch"),
}
