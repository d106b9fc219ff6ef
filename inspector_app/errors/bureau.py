"""Error codes of one area. The central server: intake, accounts, enrolment."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
