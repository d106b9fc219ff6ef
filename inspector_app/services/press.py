"""Pages and PDFs of records with this installation's fonts: draft, frozen text, sealed document.

Called by signing (digest of the text), sealing (the document that is sent) and records (preview,
print). The PDF of a sealed record is a pure function of its package and thumbnails. Must never read
the store: contents and pictures are handed in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from inspector_app.errors import KnownError
from inspector_app.records.content import RecordContent, from_leaves, to_leaves
from inspector_app.records.leaves import normal_leaves
from inspector_app.records.package import CorePackage, open_core, write_package
from inspector_app.services.documents.codes import SealStamp
from inspector_app.services.documents.comparing import DocumentMatch, compare_document
from inspector_app.services.documents.fonts import FontSet
from inspector_app.services.documents.page import Face
from inspector_app.services.documents.record import (
    ComposedRecord,
    compose_record,
    render_record,
)

Thumbnails = Callable[[str], bytes | None]
"""JPEG of a thumbnail by its own digest, None if it is not at hand."""


def as_sealed(content: RecordContent) -> RecordContent:
    """Return the content in the form its leaves are sealed in.

    What is signed and what is printed from the sealed leaves are then the same, also where
    somebody typed é as e and accent.

    Raises:
        KnownError: `format.value` for what may not be sealed.
    """
    return from_leaves(normal_leaves(to_leaves(content)))


class Press:
    """Composes and draws; one job at a time, because a font set serves one thread."""

    def __init__(self, fonts: FontSet | None = None) -> None:
        self._given = fonts
        self._turn = threading.Lock()

    @property
    def _fonts(self) -> FontSet:
        # Loaded at first use: signing in must not wait for fonts.
        return self._given or FontSet.bundled()

    def compose(self, content: RecordContent, thumbnails: Thumbnails) -> ComposedRecord:
        """Lay a record out; its text digest is what the parties sign.

        Raises:
            KnownError: `documents.glyph-missing`, `documents.font-missing`,
                `documents.text-too-long`.
        """
        with self._turn:
            return compose_record(as_sealed(content), thumbnails=thumbnails, fonts=self._fonts)

    def draft(self, content: RecordContent, thumbnails: Thumbnails) -> bytes:
        """Return a PDF that says it is a draft."""
        content = as_sealed(content)
        with self._turn:
            composed = compose_record(content, thumbnails=thumbnails, fonts=self._fonts)
            return render_record(composed, content, None, None)

    def sealed(self, core: CorePackage, thumbnails: Mapping[str, bytes]) -> bytes:
        """Return the document of a sealed record with the record inside; same bytes every time.

        Args:
            thumbnails: JPEG by digest of every thumbnail the record names.
        """
        package = open_core(core)
        content = package.content()
        attachment = write_package(core, derivatives=dict(thumbnails))
        seal = package.seal
        stamp = SealStamp(seal.record_id, seal.root, package.entry, seal.sealed_at)
        with self._turn:
            composed = compose_record(content, thumbnails=thumbnails.get, fonts=self._fonts)
            return render_record(composed, content, stamp, attachment)

    def compare(self, pdf: bytes, core: CorePackage) -> DocumentMatch:
        """Tell whether a PDF shows what the sealed record says."""
        with self._turn:
            return compare_document(pdf, open_core(core), fonts=self._fonts)

    def covers(self, character: str) -> bool:
        """Tell whether a character can be printed (lint L-38)."""
        if character.isspace():
            return True
        with self._turn:
            try:
                self._fonts.find(Face.SONG, character)
            except KnownError as error:
                if error.code == "documents.glyph-missing":
                    return False
                raise
        return True
