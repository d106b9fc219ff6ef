"""Error codes of one area. The law catalogue, legal basis, consequences, draws."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "law.key-unreadable",
        "法律依据“{key}”无法识别。",
        "The legal basis {key} cannot be read.",
        "请在检查表中改为“法律简码:条(项)”的写法，例如 cafe:31(5)。",
        "Write it in the checklist as law:article(item), for example cafe:31(5).",
    ),
    Entry(
        "law.catalogue-damaged",
        "法规库文件“{law}”不完整：{detail}。",
        "The law file {law} is incomplete: {detail}.",
        "请重新安装软件或从局服务器更新法规库。",
        "Install the program again, or update the catalogue from the bureau.",
    ),
    Entry(
        "law.consequence-unknown",
        "检查表中的处理代码“{consequence}”不认识。",
        "The checklist uses an unknown consequence code: {consequence}.",
        "请更新检查表或软件，使两者版本一致。",
        "Update the checklist or the program so that their versions fit.",
    ),
    Entry(
        "draw.population-unreadable",
        "抽样总体“{text}”无法识别：{piece}。",
        "The population {text} cannot be read: {piece}.",
        "请写成“1-120, 不含 13”或“A01-A40”，多段之间用逗号隔开。",
        "Write it as “1-120, without 13” or “A01-A40”, several ranges separated by commas.",
    ),
    Entry(
        "draw.population-empty",
        "抽样总体为空，无法抽取。",
        "The population is empty; nothing can be drawn.",
        "请先填写座位号、网站或设备的范围。",
        "Enter the range of seats, sites or devices first.",
    ),
    Entry(
        "draw.population-large",
        "抽样总体有 {size} 个编号，超过上限 {limit}。",
        "The population has {size} numbers, more than the limit of {limit}.",
        "请核对范围的起止号是否多写了位数。",
        "Check whether a digit too many was typed in the range.",
    ),
    Entry(
        "draw.seed-unreadable",
        "抽样种子“{seed}”不是32位十六进制数。",
        "The draw seed {seed} is not 32 hexadecimal digits.",
        "请重新接收检查任务；仍不行时由局里重发任务。",
        "Receive the assignment again; if that does not help, have the bureau issue it anew.",
    ),
    Entry(
        "draw.rule-unreadable",
        "抽样规则“{rule}”无法识别。",
        "The sampling rule {rule} cannot be read.",
        "请更新检查表或软件，使两者版本一致。",
        "Update the checklist or the program so that their versions fit.",
    ),
)
