"""Error codes of one area. The workspace folder, enrolment, command line, window."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
