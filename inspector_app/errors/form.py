"""Error codes of one area. Checklists: workbooks, XPath, sessions."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
