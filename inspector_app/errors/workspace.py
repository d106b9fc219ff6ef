"""Error codes of one area. The workspace folder, enrolment, command line, window."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "inspection.unknown",
        "没有这次检查：{id}。",
        "There is no such inspection: {id}.",
        "请回到检查任务列表重新选择。",
        "Go back to the list of assignments and choose again.",
        http_status=404,
    ),
)
