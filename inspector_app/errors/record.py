"""Error codes of one area. The sealed record: format, tree, signatures, verdict codes."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
