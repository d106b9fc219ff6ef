"""Error codes of one area. Checklist forms: intake, compiler, answers, drafts.

The `form.*` codes with `{where}` and `{detail_zh}`/`{detail_en}` carry the first error of the
linter; `inspector check` lists all of them.
"""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "form.unreadable",
        "无法读取检查表{name}：{detail_zh}",
        "The form {name} cannot be read: {detail_en}",
        "请另存为 .xlsx、.csv（UTF-8）、.md 或 XForm XML 后重试。",
        "Save it as .xlsx, .csv (UTF-8), .md or XForm XML and try again.",
        exit_code=2,
    ),
    Entry(
        "form.encrypted",
        "检查表{name}设有打开密码，无法读取。",
        "The form {name} is protected by a password and cannot be read.",
        "请在 Excel 或 WPS 中取消打开密码后另存。",
        "Remove the password in Excel or WPS and save it again.",
        exit_code=2,
    ),
    Entry(
        "form.too-large",
        "检查表{name}过大：{what_zh}为 {size}，上限 {limit}。",
        "The form {name} is too large: {what_en} is {size}, the limit is {limit}.",
        "请删除无用的工作表、图片和空行，或把选项移到外部 CSV。",
        "Remove unused sheets, pictures and blank rows, or move choices to an external CSV file.",
        exit_code=2,
        http_status=413,
    ),
    Entry(
        "form.refused",
        "检查表{name}有错误，不能使用。{where}：{detail_zh}",
        "The form {name} has errors and cannot be used. {where}: {detail_en}",
        "运行 inspector check 查看全部问题，改正后重试。",
        "Run inspector check to see all problems, correct them and try again.",
        exit_code=2,
    ),
    Entry(
        "form.no-such-node",
        "检查表中没有 {ref}。",
        "The form has no {ref}.",
        "请核对引用的路径和序号。",
        "Check the path and the index of the reference.",
        http_status=404,
    ),
    Entry(
        "form.not-answerable",
        "{ref} 不能填写：{detail_zh}",
        "{ref} cannot be answered: {detail_en}",
        "请填写决定它的题目。",
        "Answer the questions that decide it instead.",
    ),
    Entry(
        "form.bad-value",
        "“{value}”不能作为 {ref} 的答案：{detail_zh}",
        "“{value}” is not an answer to {ref}: {detail_en}",
        "请按提示的格式或选项填写。",
        "Use the format or one of the choices shown.",
    ),
    Entry(
        "form.fixed-count",
        "{ref} 的行数由检查表决定，不能手工增减。",
        "The number of rows of {ref} is decided by the form and cannot be changed by hand.",
        "请修改决定行数的题目。",
        "Change the answer that decides the number of rows.",
    ),
    Entry(
        "form.no-such-language",
        "检查表没有语言“{language}”。",
        "The form has no language “{language}”.",
        "可用语言：{languages}。",
        "Languages of the form: {languages}.",
    ),
    Entry(
        "form.draft-mismatch",
        "草稿属于检查表 {draft_form}（{draft_version}），不是 {form}（{version}）。",
        "The draft belongs to the form {draft_form} ({draft_version}), not to {form} ({version}).",
        "请用填写时的检查表版本打开。",
        "Open it with the version of the form it was filled with.",
        http_status=409,
    ),
    Entry(
        "form.draft-damaged",
        "草稿损坏，无法恢复：{detail}",
        "The draft is damaged and cannot be restored: {detail}",
        "请使用上一份保存的草稿。",
        "Use the previous saved draft.",
    ),
    Entry(
        "form.does-not-settle",
        "检查表的规则相互触发，无法得出稳定结果（{ref}）。",
        "The rules of the form keep triggering one another and never settle ({ref}).",
        "请检查触发器（setvalue）是否循环。",
        "Check the triggers (setvalue) for a loop.",
    ),
    Entry(
        "form.exists",
        "文件 {path} 已经存在，没有覆盖。",
        "The file {path} exists already and was not overwritten.",
        "请换一个文件名。",
        "Choose another name.",
        exit_code=2,
    ),
    Entry(
        "form.not-written",
        "文件 {path} 写不进去：{detail}",
        "The file {path} cannot be written: {detail}",
        "请换一个有写入权限的文件夹。",
        "Choose a folder you may write to.",
        exit_code=2,
    ),
    Entry(
        "form.pattern-too-slow",
        "{ref} 的格式校验对这个答案运算过久，已停止，答案没有变：{pattern}",
        "The pattern of {ref} takes too long on this answer and was stopped; no answer changed: "
        "{pattern}",
        "请换一种写法填写，并请检查表作者改正这个正则表达式。",
        "Answer in another way, and ask the author of the form to correct the regular expression.",
    ),
    Entry(
        "form.value-too-long",
        "{ref} 的内容超过 {limit} 个字符，没有保存；答案没有变。",
        "{ref} would be longer than {limit} characters and was not stored; no answer changed.",
        "请缩短内容；如果是计算或触发得出的，请检查表作者改正公式。",
        "Shorten it; if a formula or a trigger made it, ask the author of the form to correct it.",
    ),
    Entry(
        "form.too-many-rows",
        "{ref} 的行数太多：一步最多增加 {limit} 个题目；答案没有变。",
        "{ref} would get too many rows: one step may add {limit} questions; no answer changed.",
        "请填较小的数，或分几次增加。",
        "Enter a smaller number, or add the rows in several steps.",
    ),
)
