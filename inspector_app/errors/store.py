"""Error codes of one area. The laptop's encrypted store and evidence files."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
