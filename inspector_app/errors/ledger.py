"""Error codes of one area. The ledger's tables: reading, importing, exporting."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "ledger.unreadable",
        "无法读取表格{name}：{detail_zh}",
        "The table {name} cannot be read: {detail_en}",
        "请另存为 .xlsx 或 .csv（UTF-8 或 GB18030）后重试。",
        "Save it as .xlsx or .csv (UTF-8 or GB18030) and try again.",
        exit_code=2,
    ),
    Entry(
        "ledger.encrypted",
        "表格{name}设有打开密码，无法读取。",
        "The table {name} is protected by a password and cannot be read.",
        "请在 Excel 或 WPS 中取消打开密码后另存。",
        "Remove the password in Excel or WPS and save it again.",
        exit_code=2,
    ),
    Entry(
        "ledger.too-large",
        "表格{name}过大：{what_zh}为 {size}，上限 {limit}。",
        "The table {name} is too large: {what_en} is {size}, the limit is {limit}.",
        "请分成几个文件导入。",
        "Import it as several files.",
        exit_code=2,
    ),
    Entry(
        "ledger.no-heading",
        "表格{name}里没有找到表头：至少要有“单位名称”一列。",
        "No headings were found in the table {name}: a column with names is needed.",
        "在第一行写上列名，或者用 --map 指明哪一列是单位名称。",
        "Write headings into the first row, or say with --map which column holds names.",
        exit_code=2,
    ),
    Entry(
        "ledger.sheet-unknown",
        "表格{name}没有工作表“{sheet}”；有：{known}。",
        "The table {name} has no sheet {sheet}; it has: {known}.",
        "请写其中一个名称。",
        "Name one of these.",
        exit_code=2,
    ),
    Entry(
        "ledger.mapping-wrong",
        "列的对应关系“{text}”不成立。",
        "The column mapping {text} makes no sense.",
        "写成 表头=栏目，例如 --map 场所=name；栏目见 inspector ledger fields。",
        "Write HEADING=FIELD, as --map Shop=name; see inspector ledger fields.",
        exit_code=2,
    ),
    Entry(
        "ledger.cancelled",
        "导入已取消，台账没有变。",
        "The import was cancelled; the ledger is unchanged.",
        "需要时重新导入。",
        "Import again when needed.",
    ),
    Entry(
        "ledger.too-many",
        "一共 {count} 家，超过一张工作表的 {limit} 行。",
        "{count} units are more than the {limit} rows of a worksheet.",
        "请按类别导出，或者导出为 .csv。",
        "Export by category, or to .csv.",
    ),
    Entry(
        "ledger.kind-unknown",
        "不知道怎样写{path}。",
        "No way is known to write {path}.",
        "文件名以 .xlsx 或 .csv 结尾。",
        "Let the name end in .xlsx or .csv.",
        exit_code=2,
    ),
)
