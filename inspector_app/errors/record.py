"""Error codes of one area. The sealed record: format, tree, signatures, verdict codes.

The same codes are reasons of a verdict (records-and-security design, section 5) and errors of
strict readers. Codes that end a reader say in which entry (`place`) it ended.
"""

from inspector_app.errors.entry import Entry

_ASK_AGAIN_ZH = "请向主管机关重新索取原始文件；不要依据这份文件。"
_ASK_AGAIN_EN = "Ask the bureau for the original file; do not rely on this one."
_REVIEW_ZH = "请交由主管机关人工复核。"
_REVIEW_EN = "Hand it to the bureau for review."


def _reason(code: str, zh: str, en: str, fix_zh: str = "", fix_en: str = "") -> Entry:
    return Entry(
        code,
        zh,
        en,
        fix_zh or _ASK_AGAIN_ZH,
        fix_en or _ASK_AGAIN_EN,
        http_status=422,
        exit_code=1,
    )


_FORMAT = (
    _reason(
        "format.not-canonical",
        "文件不是封存时写下的唯一形式，位置：{place}。",
        "The file is not in the one form that sealing writes, at: {place}.",
    ),
    _reason(
        "format.damaged",
        "文件内容与校验和不符，位置：{place}。",
        "The content does not match its checksum, at: {place}.",
    ),
    _reason(
        "format.version",
        "格式版本 {found} 比本程序新，位置：{place}。",
        "Format version {found} is newer than this program, at: {place}.",
        "请升级程序后再验证。",
        "Upgrade the program, then verify again.",
    ),
    _reason(
        "format.entry",
        "含有不认识或缺少的部分：{place}。",
        "An unknown or missing part: {place}.",
    ),
    _reason(
        "format.limit",
        "超过允许的上限（{limit}），位置：{place}。",
        "Larger than allowed ({limit}), at: {place}.",
    ),
    _reason(
        "format.value",
        "记录中有不允许的值，位置：{place}。",
        "The record holds a value that is not allowed, at: {place}.",
        "数值请以文本或整数保存，文字须为规范形式（NFC）。",
        "Keep decimals as text, numbers as integers, and text in normal form (NFC).",
    ),
    _reason(
        "format.qr",
        "二维码内容无法识别。",
        "The QR code's content cannot be read.",
        "请重新扫描；须扫描本程序打印的二维码。",
        "Scan it again; it must be a code printed by this program.",
    ),
    Entry(
        "record.unreadable",
        "{path} 不是封存记录（.insp），也不是带有封存记录的 PDF。",
        "{path} is neither a sealed record (.insp) nor a PDF that carries one.",
        "请选择 .insp 文件或由本程序生成的笔录 PDF。",
        "Choose an .insp file, or a record PDF made by this program.",
        http_status=415,
        exit_code=2,
    ),
    Entry(
        "record.file-missing",
        "无法读取文件：{path}（{detail}）",
        "Cannot read the file: {path} ({detail})",
        "请检查路径和权限。",
        "Check the path and its permissions.",
        http_status=404,
        exit_code=2,
    ),
)

_TREE = (
    _reason(
        "tree.root",
        "内容与封印中的根值不符：内容已被改动。",
        "The content does not match the root in the seal: it was altered.",
    ),
    _reason(
        "tree.leaf-unknown",
        "有不属于封印的内容：{place}。",
        "Content that the seal does not cover: {place}.",
    ),
    _reason(
        "tree.leaf-twice",
        "同一内容出现两次：{place}。",
        "The same content appears twice: {place}.",
    ),
    _reason(
        "tree.count",
        "内容条数与封印不符（{found}，应为 {expected}）。",
        "The number of leaves differs from the seal ({found}, expected {expected}).",
    ),
    _reason(
        "tree.padding",
        "填充项与声明不符：可能有内容被伪装成填充。",
        "The padding is not what it claims: a field may be passing as padding.",
    ),
    _reason(
        "tree.withheld",
        "共 {total} 项，其中 {withheld} 项未公开。",
        "{withheld} of {total} fields are withheld.",
        "需要全部内容时，请向主管机关申请查阅完整记录。",
        "Apply to the bureau for the complete record if you need all of it.",
    ),
    _reason(
        "seal.differs",
        "封印中的“{field}”与内容不一致。",
        "“{field}” in the seal differs from the content.",
    ),
)

_SIGNATURES = (
    _reason(
        "sign.invalid",
        "{name} 的签名无效。",
        "The signature of {name} is not valid.",
    ),
    _reason(
        "sign.key-unknown",
        "有签名找不到对应的证书。",
        "There is a signature without a certificate.",
    ),
    _reason(
        "sign.missing",
        "缺少 {name} 的签名。",
        "The signature of {name} is missing.",
    ),
    _reason(
        "sign.type",
        "签名用途不符（{found}），位置：{place}。",
        "A signature was made for another purpose ({found}), at: {place}.",
    ),
    _reason(
        "sign.suite",
        "使用了不认识的密码套件：{found}。",
        "An unknown set of algorithms is used: {found}.",
        "请升级程序后再验证。",
        "Upgrade the program, then verify again.",
    ),
    _reason(
        "officers.fewer",
        "执法人员不足：有效签名 {found} 人，至少需要 {needed} 人。",
        "Too few officers: {found} with a valid signature, at least {needed} are needed.",
        "至少两名持证执法人员须各用自己的密钥签名。",
        "At least two credentialled officers must sign, each with their own key.",
    ),
    _reason(
        "officers.same-person",
        "两个签名属于同一人：{name}。",
        "Two signatures belong to one person: {name}.",
        "须由另一名执法人员签名。",
        "Another officer has to sign.",
    ),
    _reason(
        "officers.same-credential",
        "两个签名使用同一执法证号：{name}。",
        "Two signatures carry the same credential number: {name}.",
        "须由另一名执法人员签名。",
        "Another officer has to sign.",
    ),
    _reason(
        "officers.same-key",
        "两个签名出自同一密钥：{name}。",
        "Two signatures were made by one key: {name}.",
        "须由另一名执法人员用自己的密钥签名。",
        "Another officer has to sign with their own key.",
    ),
    _reason(
        "officers.not-present",
        "没有 {name} 出示执法证（{number}）的记载。",
        "No event shows that {name} presented credential {number}.",
        "签名的执法人员须在现场出示执法证并记入程序。",
        "A signing officer must have shown the credential on site, and the record must say so.",
    ),
    _reason(
        "officers.role",
        "{name} 不是执法人员，不能作为执法人员签名。",
        "{name} is not an officer and cannot sign as one.",
        "辅助人员、专家、见证人的签名不计入。",
        "Assistants, experts and witnesses never count.",
    ),
    _reason(
        "officers.agency",
        "{name} 所属机关（{agency}）不在本次检查的执法机关之列。",
        "{name} belongs to {agency}, which is not an acting agency of this inspection.",
        "请核对检查任务的执法机关。",
        "Check the acting agencies of the assignment.",
    ),
)

_CERTIFICATES = (
    _reason(
        "cert.chain",
        "{name} 的证书不是由受信任的主管机关签发。",
        "The certificate of {name} was not issued by a trusted bureau.",
        "请核对根证书指纹；若不是同一主管机关，请勿采信。",
        "Compare the root's fingerprint; if it is another bureau, do not rely on it.",
    ),
    _reason(
        "cert.no-anchor",
        "没有可用的主管机关根证书，无法判断证书是否可信。",
        "No bureau root certificate is available, so the certificates cannot be judged.",
        "请用 --trust 指定主管机关根证书（PEM），或放在文件旁并命名为 bureau-root.pem。",
        "Name the bureau's root with --trust FILE, or put it beside the file as bureau-root.pem.",
    ),
    _reason(
        "cert.beside",
        "根证书取自文件旁的 bureau-root.pem，请核对指纹：{fingerprint}",
        "The root was taken from bureau-root.pem beside the file; compare its fingerprint: "
        "{fingerprint}",
        "请与主管机关公布的指纹逐组核对；一致才可采信。",
        "Compare it group by group with what the bureau publishes; rely on it only if equal.",
    ),
    _reason(
        "cert.unused",
        "证书文件中有多余的证书：{name}。",
        "The certificate file holds a certificate that nothing uses: {name}.",
    ),
    _reason(
        "cert.expired",
        "{name} 的证书或执法证在签名时不在有效期内。",
        "Certificate or credential of {name} was not valid at the time of signing.",
        _REVIEW_ZH,
        _REVIEW_EN,
    ),
    _reason(
        "cert.outlives-credential",
        "{name} 的证书有效期超过执法证有效期。",
        "The certificate of {name} outlives the credential.",
        "该证书签发有误，请联系主管机关。",
        "The certificate was issued wrongly; tell the bureau.",
    ),
    _reason(
        "cert.revoked",
        "{name} 的证书或资格已被撤销。",
        "Certificate or qualification of {name} has been revoked.",
        _REVIEW_ZH,
        _REVIEW_EN,
    ),
    _reason(
        "cert.list-stale",
        "撤销名单已超过 14 天（{issued}）。",
        "The revocation list is older than 14 days ({issued}).",
        "请联网更新撤销名单。",
        "Go online to refresh the revocation list.",
    ),
)

_SURROUNDINGS = (
    _reason(
        "chain.closing",
        "设备收尾签名与封印或签名不符。",
        "The device's closing does not fit the seal or its signatures.",
    ),
    _reason(
        "chain.device",
        "收尾签名不是登记设备所作：{name}。",
        "The closing was not signed by an enrolled device: {name}.",
    ),
    _reason(
        "chain.gap",
        "设备链有缺口：序号 {found}，应为 {expected}。",
        "The device chain has a gap: number {found}, expected {expected}.",
        "可能有封存记录尚未送达；请核对设备。",
        "Sealed records may not have arrived yet; check the device.",
    ),
    _reason(
        "chain.fork",
        "设备链分叉：同一序号有两个前项。",
        "The device chain forks: one number has two predecessors.",
        _REVIEW_ZH,
        _REVIEW_EN,
    ),
    _reason(
        "evidence.missing",
        "缺少证据原件：{found} / {total}。",
        "Evidence originals are missing: {found} of {total} are here.",
        "请取得完整的记录包，或向主管机关核对原件。",
        "Get the complete package, or have the bureau check the originals.",
    ),
    _reason(
        "evidence.altered",
        "证据文件已被改动：{place}。",
        "An evidence file was altered: {place}.",
    ),
    _reason(
        "evidence.unlisted",
        "有记录未列出的证据文件：{place}。",
        "An evidence file that the record does not list: {place}.",
    ),
    _reason(
        "document.differs",
        "PDF 页面与封存内容不一致：以附在其中的封存记录为准。",
        "The PDF's pages differ from the sealed content: the attached record counts.",
        "请重新打印，不要采信这些页面。",
        "Print it again; do not rely on these pages.",
    ),
    _reason(
        "document.same-picture",
        "PDF 与重新生成的字节不同，但页面图像一致（版式程序版本不同）。",
        "The PDF's bytes differ from a new rendering, but its pages look the same "
        "(another renderer version).",
        "如有疑问，请重新打印后对照。",
        "If in doubt, print it again and compare.",
    ),
    _reason(
        "document.no-renderer",
        "本程序没有该版式，无法核对页面。",
        "This program lacks the layout, so the pages cannot be compared.",
        "请升级程序，或直接查看附在其中的封存记录。",
        "Upgrade the program, or read the attached record itself.",
    ),
    _reason(
        "receipt.absent",
        "没有主管机关回执：尚未送达，或回执不在此处。",
        "No receipt of the bureau: not delivered yet, or the receipt is not here.",
        "送达后再验证，或把回执放在文件旁。",
        "Verify again after delivery, or put the receipt beside the file.",
    ),
    _reason(
        "receipt.signature",
        "回执签名无效，或不是由受信任的主管机关签发。",
        "The receipt's signature is not valid or not of a trusted bureau.",
    ),
    _reason(
        "receipt.proof",
        "回执的登记证明不成立。",
        "The receipt's log proof does not hold.",
    ),
    _reason(
        "receipt.log",
        "登记簿检查点的签名无效。",
        "The signature of the log's checkpoint is not valid.",
    ),
    _reason(
        "receipt.not-covered",
        "回执没有覆盖这份记录或它的全部证据。",
        "The receipt does not cover this record, or not all of its evidence.",
        "请不要删除本机副本；重新上传缺少的证据。",
        "Keep the local copy; send the missing evidence again.",
    ),
    _reason(
        "witness.absent",
        "登记簿检查点没有已知见证方的签名。",
        "No known witness signed the log's checkpoint.",
        "设有见证方时，请向上级主管机关索取。",
        "Ask the upper office when a witness is expected.",
    ),
    _reason(
        "time.unbounded",
        "尚无回执等证明签名时间的上限，{name} 的资格只能按记录自述的时间判断。",
        "Nothing proves yet by when it was signed; {name} can only be judged at the stated time.",
        "送达并取得回执后再验证。",
        "Verify again with the bureau's receipt.",
    ),
    _reason(
        "time.outside",
        "记录自述的时间在可证明的时间范围之外。",
        "The stated time lies outside the provable window.",
        _REVIEW_ZH,
        _REVIEW_EN,
    ),
    _reason(
        "time.wide",
        "可证明的时间范围超过 72 小时。",
        "The provable window is wider than 72 hours.",
        _REVIEW_ZH,
        _REVIEW_EN,
    ),
    _reason(
        "time.drift",
        "墙上时钟与计时器不一致，相差 {seconds} 秒。",
        "Wall clock and monotonic clock disagree by {seconds} seconds.",
        _REVIEW_ZH,
        _REVIEW_EN,
    ),
    _reason(
        "time.boot",
        "检查过程中计算机重新启动过。",
        "The computer was restarted during the inspection.",
        _REVIEW_ZH,
        _REVIEW_EN,
    ),
    _reason(
        "time.backwards",
        "程序记载中的时间倒退。",
        "Times in the procedure log run backwards.",
        _REVIEW_ZH,
        _REVIEW_EN,
    ),
    _reason(
        "super.newer",
        "已有补充笔录更正本记录：{record}。",
        "A supplementary record corrects this one: {record}.",
        "请一并查阅补充笔录。",
        "Read the supplementary record as well.",
    ),
    _reason(
        "super.target-unknown",
        "本记录补充的原记录不在此处：{record}。",
        "The record that this one supplements is not here: {record}.",
        "请一并取得原记录。",
        "Get the original record as well.",
    ),
)

ENTRIES: tuple[Entry, ...] = (*_FORMAT, *_TREE, *_SIGNATURES, *_CERTIFICATES, *_SURROUNDINGS)
