"""What stands in the authoring templates: columns, the worked example, words of the help sheet.

Called by `build_scripts/templates.py`. One content in two languages: the Chinese workbook has
Chinese headings, types and words, the English one English; both load to the same form. The premises
of the example are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ZH = "中文 (zh)"
EN = "English (en)"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template.

    Attributes:
        key: Name used in `ROWS`.
        zh, en: Headings.
        width: Characters.
        help_zh, help_en: Shown as a comment at the heading.
        values: Name of a value list for its drop-down, '' for none.
    """

    key: str
    zh: str
    en: str
    width: int
    help_zh: str
    help_en: str
    values: str = ""


SURVEY = (
    Column("type", "类型", "type", 18, "题目类型，从下拉里选。单选、多选、排序后面空一格写选项表的名字：单选 结论。分组要有开始也要有结束。",
           "Type of the row; choose from the list. select_one, select_multiple and rank are followed by the name of a choice list.", "types"),
    Column("name", "名称", "name", 14, "本行的名字：字母或汉字开头，不含空格，全表不重复。条件里用 ${名称} 引用。",
           "Name of the row: begins with a letter, no blanks, used once. Conditions refer to it as ${name}."),
    Column("label_zh", f"标题::{ZH}", f"label::{ZH}", 34, "中文题目。", "The question in Chinese."),
    Column("label_en", f"标题::{EN}", f"label::{EN}", 34, "英文题目。不要英文时，把所有“::English (en)”列一起删掉。",
           "The question in English. To do without Chinese, delete every “::中文 (zh)” column."),
    Column("hint_zh", f"提示::{ZH}", f"hint::{ZH}", 24, "题目下面的小字。", "Small text under the question, in Chinese."),
    Column("hint_en", f"提示::{EN}", f"hint::{EN}", 24, "英文小字。", "Small text under the question."),
    Column("required", "必填", "required", 10, "是、否，或一个条件：条件成立时必填。", "yes, no, or a condition under which an answer is needed.", "yes_no"),
    Column("relevant", "显示条件", "relevant", 26, "条件成立才问本题。例：${a} = '是'　${n} > 5　selected(${m}, '火')　(条件) and (条件)。写在“开始组”行上，整组一起隐藏。",
           "The row is asked only when this holds: ${a} = 'yes', ${n} > 5, selected(${m}, 'x'), … and …. On a begin_group row it hides the whole group."),
    Column("constraint", "校验", "constraint", 20, "答案要满足的条件，“.”就是本题的答案。例：. >= 0 and . <= 500", "What an answer must satisfy; “.” is the answer: . >= 0 and . <= 500"),
    Column("message_zh", f"校验提示::{ZH}", f"constraint_message::{ZH}", 20, "不满足校验时说的话。", "What to say in Chinese when the constraint fails."),
    Column("message_en", f"校验提示::{EN}", f"constraint_message::{EN}", 20, "不满足校验时说的英文。", "What to say when the constraint fails."),
    Column("calculation", "计算", "calculation", 30, "“计算”行的算式；写在其他行上时，配合“触发”使用。", "Formula of a calculate row; on other rows used together with trigger."),
    Column("trigger", "触发", "trigger", 14, "这道题一变，本行按“计算”重新取值，之后仍可手改。例：${a}", "When this question changes, the row takes its calculation anew and may be changed by hand after that."),
    Column("choice_filter", "选项筛选", "choice_filter", 18, "只留下满足条件的选项，用选项表里的列名。例：区 = ${区}", "Keeps only the choices that satisfy it, by the columns of the choices sheet: district = ${district}"),
    Column("role", "角色", "bind::insp:role", 12, "本行在检查项里的作用：fact 基本情况，part 填写内容，proposal 程序的提示，verdict 结论，reason 理由，row-id 抽样编号列，cell 抽样其他列，count 用语里的数。",
           "What the row does in its item: fact, part (an input), proposal, verdict, reason, row-id and cell (columns of a sample table), count (a number for sentences).", "roles"),
    Column("code", "编号", "bind::insp:code", 10, "检查项编号，写在“开始组”行上。版本之间不要改：问题清单和统计都按它对应。", "Code of a check item, on its begin_group row. Keep it over versions: findings and statistics go by it."),
    Column("section", "章节", "bind::insp:section", 12, "只写在最外层分组上：章节短名，不超过 9 个字。facts、tables 两组照抄。", "On outermost groups only: short name of the section, up to 16 letters. Copy facts and tables as they are."),
    Column("short", "短标题", "bind::insp:name", 14, "笔录里这一段的小标题，不超过 8 个字。", "Heading of the paragraph in the record, up to 8 hanzi."),
    Column("basis", "法律依据", "bind::insp:basis", 18, "法规代号:条(项)，几条之间空一格。例：cafe:21 cafe:31(5)。代号见 resources/law；条号没核准的写 ?。",
           "Law keys with article and item, separated by blanks: cafe:21 cafe:31(5). Keys are those of resources/law; an article not verified is marked ?."),
    Column("severity", "严重程度", "bind::insp:severity", 10, "G 一般，S 严重，C 重大。", "G general, S serious, C critical.", "severity"),
    Column("authority", "主管机关", "bind::insp:authority", 14, "可多个，用 / 隔开；谁都可以查的写 ALL。", "Competent bodies separated by /; ALL for any.", "authority"),
    Column("consequence", "处理", "bind::insp:consequence", 12, "只是建议，由执法人员决定。R 记录，I 当场改正，O7 限 7 日改正，E 登记保存，T:文旅 移送，几个用 + 连接。",
           "A proposal only; officers decide. R record, I correct at once, O7 order with 7 days, E preserve evidence, T:x transfer; joined by +.", "consequence"),
    Column("photo", "取证", "bind::insp:photo", 10, "- 不用，o 可拍，F 不合格时必拍，R 必拍，X 禁止拍照。后面可带张数：F:1-3。", "- none, o optional, F when it fails, R always, X forbidden; a number may follow: F:1-3.", "photo"),
    Column("pass", "合格用语", "bind::insp:pass", 34, "合格时写进笔录的句子；{名称} 换成那道题的答案。", "Sentence for the record when it passes (in Chinese); {name} is replaced by that answer."),
    Column("fail", "问题用语", "bind::insp:fail", 34, "不合格时写进笔录的句子。只写事实，不写结论。", "Sentence for the record when it fails (in Chinese): facts only."),
    Column("demand", "整改要求", "bind::insp:demand", 28, "责令改正时要求做到什么。", "What an order to correct would ask for (in Chinese)."),
    Column("how", "检查方法", "bind::insp:how", 28, "现场怎么查。", "How to check on site, in Chinese."),
    Column("how_en", "英文检查方法", "bind::insp:how-en", 28, "检查方法的英文。", "How to check on site."),
    Column("unit", "单位", "bind::insp:unit", 8, "数字后面的单位：台、米、日。", "Unit printed behind a number."),
    Column("table", "表号", "bind::insp:table", 10, "抽样表的编号，写在“开始重复”行上。", "Code of a sample table, on its begin_repeat row."),
    Column("draw", "抽样", "bind::insp:draw", 28, "怎么抽：from=编号列; n=数量; by=按什么。n 可写 min(N,20,max(5,10%))。", "How rows are drawn: from=id column; n=how many; by=what. n may be min(N,20,max(5,10%))."),
    Column("deviating", "异常值", "bind::insp:deviating", 12, "抽样列里算异常的值，打印时加粗。", "Values of a sample column that deviate; printed bold."),
    Column("totals", "合计用语", "bind::insp:totals", 28, "抽样表下面的一句话。", "One sentence under the sample table, in Chinese."),
)  # fmt: skip

CHOICES = (
    Column("list", "选项表", "list_name", 16, "选项表的名字；同一张表的选项写在一起。", "Name of the choice list; keep the choices of one list together.", "lists"),
    Column("value", "值", "name", 16, "存下来的值：不含空格，同一张表里不重复。版本之间不要改。", "Stored value: no blanks, once in its list. Keep it over versions."),
    Column("label_zh", f"标题::{ZH}", f"label::{ZH}", 24, "显示的中文。", "Shown in Chinese."),
    Column("label_en", f"标题::{EN}", f"label::{EN}", 24, "显示的英文。", "Shown in English."),
)  # fmt: skip

SETTINGS = (
    Column("title", "表单标题", "form_title", 30, "检查表的名称，印在文书上。", "Name of the checklist, printed on documents."),
    Column("id", "表单编号", "form_id", 18, "一张检查表一个编号，各版本相同：字母、数字、-。", "One id for one checklist, the same in all versions."),
    Column("version", "版本", "version", 12, "每次发布都要改，例 2026.1、2026.2。", "Change it with every publication: 2026.1, 2026.2."),
    Column("default", "默认语言", "default_language", 18, "打开时用的语言，写法与列名里 :: 后面一样。", "Language at opening, spelled as behind :: in the headings."),
)  # fmt: skip

VALUES: dict[str, tuple[tuple[str, str], ...]] = {
    "types": (
        ("文本", "text"), ("整数", "integer"), ("小数", "decimal"), ("日期", "date"),
        ("时间", "time"), ("日期时间", "dateTime"), ("单选 结论", "select_one verdict"),
        ("单选 是否", "select_one yes_no"), ("单选 登录", "select_one login"),
        ("多选 登录", "select_multiple login"), ("排序 登录", "rank login"), ("说明", "note"),
        ("计算", "calculate"), ("照片", "image"), ("文件", "file"), ("位置", "geopoint"),
        ("确认", "acknowledge"), ("隐藏", "hidden"), ("开始组", "begin_group"),
        ("结束组", "end_group"), ("开始重复", "begin_repeat"), ("结束重复", "end_repeat"),
    ),
    "yes_no": (("是", "yes"), ("否", "no")),
    "roles": tuple((one, one) for one in (
        "fact", "part", "proposal", "verdict", "reason", "row-id", "cell", "count")),
    "severity": (("G", "G"), ("S", "S"), ("C", "C")),
    "authority": tuple((one, one) for one in ("ALL", "公安", "文旅", "公安/文旅", "通信管理", "网信")),
    "consequence": tuple((one, one) for one in ("R", "I", "O7", "O15", "O30", "E", "I+E", "T:文旅", "T:公安")),
    "photo": tuple((one, one) for one in ("-", "o", "F", "R", "X", "F:1-3", "R:1-2")),
    "lists": (("结论", "verdict"), ("是否", "yes_no"), ("登录", "login")),
}  # fmt: skip
"""Drop-downs: (Chinese, English) value."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the example: type by its English name, cells by column key."""

    type: str
    name: str = ""
    cells: dict[str, str] = field(default_factory=dict)


def _item(name: str, code: str, zh: str, en: str, **cells: str) -> Line:
    return Line("begin_group", name, {"code": code, "label_zh": zh, "label_en": en, **cells})


def _end(name: str, *, proposal: bool) -> tuple[Line, ...]:
    """Return verdict, reason and the end of an item, as every item has them."""
    differs = f"${{{name}_v}} != '' and ${{{name}_q}} != '' and ${{{name}_v}} != ${{{name}_q}}"
    verdict = {"label_zh": "结论", "label_en": "Verdict", "required": "yes", "role": "verdict"}
    if proposal:
        verdict |= {"calculation": f"${{{name}_q}}", "trigger": f"${{{name}_p1}}"}
    reason = {
        "label_zh": "理由", "label_en": "Reason", "role": "reason",
        "required": differs if proposal else "",
        "relevant": f"${{{name}_v}} != ''",
        "hint_zh": "结论与程序的提示不同，或不适用时，写明理由",
        "hint_en": "Say why you differ from the proposal, or why it does not apply",
    }  # fmt: skip
    return (
        Line("select_one verdict", f"{name}_v", verdict),
        Line("text", f"{name}_r", reason),
        Line("end_group"),
    )


ROWS: tuple[Line, ...] = (
    Line("begin_group", "facts", {
        "label_zh": "基本情况", "label_en": "Facts asked first", "section": "facts"}),
    Line("select_one yes_no", "mb_f1", {
        "label_zh": "是否向顾客提供无线上网", "label_en": "Is Wi-Fi offered to customers?",
        "required": "yes", "role": "fact", "code": "MB-F1"}),
    Line("end_group"),
    Line("begin_group", "tables", {
        "label_zh": "抽样", "label_en": "Samples", "section": "tables"}),
    Line("begin_repeat", "mb_t1", {
        "label_zh": "终端抽查表", "label_en": "Terminals", "table": "MB-T1",
        "draw": "from=mb_t1_c1; n=min(N,20,max(5,10%)); by=seat",
        "totals": "抽查终端{mb_t1_n}台，其中使用公用卡登录{mb_t1_card}台。"}),
    Line("text", "mb_t1_c1", {"label_zh": "座位号", "label_en": "Seat", "role": "row-id"}),
    Line("select_one yes_no", "mb_t1_c2", {
        "label_zh": "在用", "label_en": "In use", "role": "cell"}),
    Line("select_one login", "mb_t1_c3", {
        "label_zh": "登录状态", "label_en": "Login", "role": "cell",
        "relevant": "${mb_t1_c2} = '是'", "deviating": "公用卡"}),
    Line("text", "mb_t1_c4", {"label_zh": "备注", "label_en": "Remark", "role": "cell"}),
    Line("end_repeat"),
    Line("calculate", "mb_t1_n", {
        "calculation": "count(${mb_t1}[mb_t1_c1 != ''])", "role": "count"}),
    Line("calculate", "mb_t1_card", {
        "calculation": "count(${mb_t1}[mb_t1_c3 = '公用卡'])", "role": "count"}),
    Line("end_group"),
    Line("begin_group", "s01", {
        "label_zh": "一、证照和标志", "label_en": "1. Licence and signs", "section": "证照"}),
    _item("mb_01", "MB-01", "许可证是否在有效期内", "Is the licence still valid?",
          short="许可证", basis="cafe:7 cafe:11", severity="C", authority="文旅",
          consequence="T:文旅", photo="R:1-2",
          **{"pass": "查看许可证原件，有效期至{mb_01_p1}。",
             "fail": "查看许可证原件，有效期至{mb_01_p1}，已经届满。"},
          demand="取得有效的许可证后方可营业。",
          how="查看原件，不看复印件；拍下证件全貌。",
          how_en="Look at the original, not a copy; photograph the whole document."),
    Line("date", "mb_01_p1", {
        "label_zh": "许可证有效期至", "label_en": "Licence valid until",
        "required": "${mb_01_v} != 'na'", "role": "part",
        "constraint": ". >= '2000-01-01'", "message_zh": "日期太早，请核对",
        "message_en": "Too early: check the date"}),
    Line("calculate", "mb_01_q", {
        "calculation": "if(${mb_01_p1} = '', '', if(${mb_01_p1} < today(), 'ng', 'ok'))",
        "role": "proposal"}),
    *_end("mb_01", proposal=True),
    _item("mb_02", "MB-02", "入口处是否悬挂未成年人禁入标志",
          "Is there a “no minors” sign at the entrance?",
          short="入口标志", basis="cafe:21 cafe:31(5) minors:58", severity="S",
          authority="文旅", consequence="I", photo="F:1-3",
          **{"pass": "入口处显著位置悬挂有未成年人禁入标志。",
             "fail": "清点入口{mb_02_p1}处，未见未成年人禁入标志。"},
          demand="在每个入口处的显著位置悬挂未成年人禁入标志。",
          how="逐个入口查看，站在门外应能看见。",
          how_en="Look at every entrance; it must be visible from outside."),
    Line("integer", "mb_02_p1", {
        "label_zh": "入口数", "label_en": "Entrances", "role": "part", "unit": "处",
        "required": "${mb_02_v} != 'na'", "constraint": ". >= 1 and . <= 50",
        "message_zh": "1 至 50 之间", "message_en": "From 1 to 50"}),
    *_end("mb_02", proposal=False),
    _item("mb_03", "MB-03", "顾客无线上网是否实名认证",
          "Do Wi-Fi customers log in by real name?", relevant="${mb_f1} = '是'",
          short="无线上网", basis="cafe:23", severity="S", authority="公安",
          consequence="O15", photo="o",
          **{"pass": "使用自带设备连接无线网络，经实名认证后方可上网。",
             "fail": "使用自带设备连接无线网络，未经实名认证即可上网。"},
          demand="对顾客使用的无线上网落实实名认证。",
          how="用执法人员自带设备连接。",
          how_en="Connect a device of your own."),
    *_end("mb_03", proposal=False),
    Line("end_group"),
)  # fmt: skip

CHOICE_ROWS = (
    ("verdict", "ok", "合格", "Pass"), ("verdict", "ng", "不合格", "Fail"),
    ("verdict", "na", "不适用", "Not applicable"), ("yes_no", "是", "是", "Yes"),
    ("yes_no", "否", "否", "No"), ("login", "实名", "实名", "Real name"),
    ("login", "公用卡", "公用卡", "House card"), ("login", "未登录", "未登录", "Not logged in"),
)  # fmt: skip
LISTS_ZH = {"verdict": "结论", "yes_no": "是否", "login": "登录"}
SETTING = {"title": ("模板：网吧日常检查（示例）", "Template: café check (example)"),
           "id": ("insp-mb", "insp-mb"), "version": ("2026.1", "2026.1"),
           "default": (ZH, EN)}  # fmt: skip

SHEETS = {"survey": ("检查表", "survey"), "choices": ("选项", "choices"),
          "settings": ("设置", "settings"), "help": ("帮助", "help"), "values": ("下拉值", "values")}  # fmt: skip

HELP = (
    ("从这里开始", "Where to begin",
     "先看“检查表”里的示例，再改成自己的：深色行是章节，浅色行是一个检查项，项里是填写内容、结论和理由。新的检查项从“开始组”复制到“结束组”，改名称和编号。",
     "Read the example in the sheet survey, then make it yours: dark rows are sections, light rows begin a check item; inside are inputs, verdict and reason. For a new item copy from begin_group to end_group and change names and code."),
    ("保存前检查", "Check before saving",
     "inspector check 检查表.xlsx　逐格说明错误；没有错误和警告才能发布。", "inspector check FORM.xlsx explains every mistake by cell; publish only what has no error and no warning."),
    ("先填一遍", "Fill it in once",
     "inspector forms preview 检查表.xlsx　在窗口里真正填一遍；加 --pdf 空白表.pdf 得到手填用的空白表。",
     "inspector forms preview FORM.xlsx opens a window to fill it in; with --pdf BLANK.pdf it writes a blank form for the pen."),
    ("和上一版比", "Compare with the last version",
     "inspector forms diff 旧.xlsx 新.xlsx　把改动写成一句一句的话，交法制审核。", "inspector forms diff OLD.xlsx NEW.xlsx says every change in words, for the legal unit."),
    ("引用别的题", "Refer to another question", "${名称}，用半角符号。等于用一个 =，文字加英文引号：${mb_f1} = '是'。",
     "${name}, with plain ASCII signs; one = for equal, text in straight quotes: ${mb_f1} = 'yes'."),
    ("几个条件", "Several conditions", "用 and、or 连接，用圆括号分组，not(…) 表示不是。", "Join with and, or; group by parentheses; not(…) for the opposite."),
    ("多选题", "Select multiple", "用 selected(${题}, '值')，不要用 =。", "Use selected(${question}, 'value'), never =."),
    ("没填", "Empty", "${题} = '' 表示没填。", "${question} = '' means not answered."),
    ("抽样表", "Sample table", "“开始重复”到“结束重复”是一张表，每道题是一列；第一列的角色写 row-id。", "From begin_repeat to end_repeat is one table, each question a column; the first has the role row-id."),
    ("不要改的", "What stays", "发布过的编号、名称、选项值不要改；不用的检查项整组删除。", "Codes, names and choice values that were published stay; an item no longer needed is deleted as a whole."),
    ("示例", "Example", "示例中的单位和内容都是编的；法律依据须经本机关法制机构核准。", "The example is invented; the legal unit must approve every legal basis."),
)  # fmt: skip
"""Help sheet: head and text, Chinese and English."""
