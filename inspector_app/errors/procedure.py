"""Error codes of one area. Two officers, gates, states of an inspection."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
