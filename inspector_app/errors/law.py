"""Error codes of one area. The law catalogue, legal basis, draws and deadlines."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
