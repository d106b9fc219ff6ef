"""Error codes of one area. The printed documents: fonts, glyphs, layout, re-rendering."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
