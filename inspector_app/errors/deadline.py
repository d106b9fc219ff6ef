"""Error codes of one area. Periods, the calendar of working days, the deadline board."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "deadline.calendar-missing",
        "没有{years}年的放假安排，不能确定工作日期限的最后一日。",
        "There is no holiday notice for {years}; the last working day of the term is not certain.",
        "请更新放假安排数据；国务院办公厅通知发布前，请按通知发布后的日期复核。",
        "Update the holiday data; until the State Council's notice is out, check the date by hand.",
    ),
    Entry(
        "deadline.calendar-damaged",
        "放假安排数据（{year}年）有误：{detail}。",
        "The holiday data of {year} are wrong: {detail}.",
        "请重新安装软件，或者由局里重新下发放假安排。",
        "Install the program again, or have the bureau send the holiday data anew.",
    ),
    Entry(
        "deadline.rules-damaged",
        "期限规则 {rule} 有误：{detail}。",
        "The rule {rule} of the table of periods is wrong: {detail}.",
        "请重新安装软件，或者由局里重新下发期限规则。",
        "Install the program again, or have the bureau send the table anew.",
    ),
    Entry(
        "deadline.rule-unknown",
        "期限规则表中没有 {rule}。",
        "The table of periods has no rule {rule}.",
        "请更新期限规则或者软件，使两者版本一致。",
        "Update the table of periods or the program so that their versions fit.",
    ),
    Entry(
        "deadline.matter-unknown",
        "期限事项“{key}”不在期限板上。",
        "There is no matter {key} on the deadline board.",
        "请刷新期限板后重试。",
        "Open the deadline board again and choose from what it shows.",
    ),
    Entry(
        "deadline.done-wrong",
        "办结日期 {day} 不能晚于今天，也不能早于事项开始。",
        "The day {day} cannot be later than today nor before the matter began.",
        "请核对文书上的日期后重填。",
        "Check the date on the document and enter it again.",
    ),
)
