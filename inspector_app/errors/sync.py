"""Error codes of one area. The laptop's side of sync: pull, upload, commit, receipts."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "sync.not-enrolled",
        "这台电脑还没有在局里登记。",
        "This laptop is not enrolled with a bureau.",
        "先用登记码登记设备。",
        "Enrol the device with a code first.",
        exit_code=2,
    ),
    Entry(
        "sync.answer-odd",
        "对方的回答不是局里服务器的（状态 {status}）。",
        "The answer is not the bureau server's (status {status}).",
        "多半是网络登录页或代理挡住了；换个网络再试。",
        "Most likely a network's login page or a proxy; try another network.",
        retryable=True,
    ),
    Entry(
        "sync.answer-unknown",
        "局里答复：{text}（{remote}）。",
        "The bureau answered: {text} ({remote}).",
        "升级本机程序，就能看懂这个答复。",
        "Upgrade the program to understand this answer.",
    ),
    Entry(
        "sync.address-wrong",
        "地址不对：{address}。",
        "Not a usable address: {address}.",
        "按登记单上的地址输入，以 https:// 开头。",
        "Type it as on the enrolment sheet, beginning with https://.",
        exit_code=2,
    ),
    Entry(
        "sync.other-bureau",
        "对方不是登记单上的那个局：指纹不同。",
        "This is not the bureau of the enrolment sheet: fingerprints differ.",
        "核对地址和指纹；不要继续。",
        "Check address and fingerprint; do not go on.",
    ),
    Entry(
        "sync.feed-forged",
        "下发数据 {kind} {id} 的签名不成立。",
        "The signature on feed item {kind} {id} does not hold.",
        "这一项没有采用。联系局里。",
        "It was not used. Call the bureau.",
    ),
    Entry(
        "sync.receipt-wrong",
        "局里的回执不成立：{reason}。",
        "The bureau's receipt does not hold: {reason}.",
        "本机的数据一份都不删。联系局里。",
        "Nothing is deleted on this laptop. Call the bureau.",
    ),
    Entry(
        "sync.log-forked",
        "局里的记录日志被改过或倒退了：{reason}。",
        "The bureau's log was altered or rolled back: {reason}.",
        "保留本机数据和这份证据，联系局里。",
        "Keep this laptop's data and this proof; call the bureau.",
    ),
    Entry(
        "sync.bureau-restored",
        "局里的服务器像是从备份恢复的：它不记得已答复的请求。",
        "The bureau looks restored from a backup: it forgot requests it had answered.",
        "本机数据都保留。联系局里，再从检查点之后重发。",
        "Everything is kept. Call the bureau; what came after its checkpoint is sent again.",
    ),
    Entry(
        "sync.count-mismatch",
        "数目对不上：本机送达 {mine}，局里收到 {theirs}。",
        "Counts differ: {mine} delivered here, {theirs} received there.",
        "没有回执的都留在本机，会再发。",
        "Whatever has no receipt stays here and is sent again.",
    ),
    Entry(
        "sync.evidence-damaged",
        "本机的证据文件 {sha256} 已损坏或丢失。",
        "The local evidence file {sha256} is damaged or missing.",
        "这份记录先停下，别的照常发。找同行人员电脑里的副本。",
        "This record is set aside, the others go on. Look for the second officer's copy.",
    ),
    Entry(
        "sync.parked",
        "这份记录已停下：{reason}。",
        "This record is set aside: {reason}.",
        "先导出保存，再联系局里。",
        "Export it to be safe, then call the bureau.",
    ),
)
