"""Error codes of one area. Keys, certificates, the vault, encryption."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
