"""Error codes of one area. Pull, upload, commit, receipts."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
