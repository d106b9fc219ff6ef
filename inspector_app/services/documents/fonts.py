"""The fonts of a document: which file shows a character, and how wide it is.

The line breaker asks for widths, `pdf.py` for the loaded files. A small file of common characters
comes first, the full one is loaded only when a character needs it, other faces only when no file
of the wanted one has it. Must never let an empty box through: what no font has is a `KnownError`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFError, TTFont

from inspector_app.errors import KnownError
from inspector_app.services.documents.page import Face

_CHAINS: Mapping[Face, tuple[str, ...]] = {
    Face.SONG: ("serif-400-core", "serif-400", "sans-400", "kai-400"),
    Face.SONG_BOLD: ("serif-700", "serif-400", "sans-600", "sans-400", "kai-400"),
    Face.HEI: ("sans-400-core", "sans-400", "serif-400", "kai-400"),
    Face.HEI_BOLD: ("sans-600", "sans-400", "serif-400", "kai-400"),
    Face.KAI: ("kai-400-core", "kai-400", "serif-400", "sans-400"),
}


class FontSet:
    """The files a document may be printed with, loaded when first needed.

    Widths are in em. One set serves one thread; `digests` are what the record's `/document` names.
    """

    def __init__(self, folder: Path, digests: Mapping[str, str]) -> None:
        self._folder = folder
        self._digests = dict(digests)
        self._loaded: dict[str, TTFont] = {}
        self._found: dict[tuple[Face, str], tuple[str, float]] = {}

    @classmethod
    def bundled(cls) -> FontSet:
        """Return the set that comes with the program, the same object every time.

        Raises:
            KnownError: `documents.font-missing` when the installation is damaged.
        """
        return _bundled()

    @classmethod
    def from_folder(cls, folder: Path) -> FontSet:
        """Return the set of a folder with font files and their list, `fonts.json`.

        Raises:
            KnownError: `documents.font-missing` when the list cannot be read.
        """
        listed = folder / "fonts.json"
        try:
            entries = json.loads(listed.read_text("utf-8"))["fonts"]
            digests = {Path(entry["file"]).stem: str(entry["sha256"]) for entry in entries}
        except (OSError, ValueError, KeyError, TypeError) as cause:
            raise KnownError("documents.font-missing", file=listed.name) from cause
        return cls(folder, digests)

    def find(self, face: Face, character: str) -> tuple[str, float]:
        """Return the font file that shows `character` in `face`, and its width in em.

        Raises:
            KnownError: `documents.glyph-missing`, `documents.font-missing`.
        """
        key = (face, character)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._search(face, character)
        return found

    def width(self, face: Face, text: str, size: float) -> float:
        """Return the width of `text` in points, every character at its natural width."""
        return sum(self.find(face, character)[1] for character in text) * size

    def require(self, text: str) -> None:
        """Check that every character of `text` can be printed.

        Raises:
            KnownError: `documents.glyph-missing`, naming the character and where it stands.
        """
        for character in text:
            if not character.isspace():
                try:
                    self.find(Face.SONG, character)
                except KnownError as error:
                    if error.code != "documents.glyph-missing":
                        raise
                    at = text.index(character)
                    raise KnownError(
                        "documents.glyph-missing",
                        character=character,
                        codepoint=f"U+{ord(character):04X}",
                        place=text[max(0, at - 10) : at + 10].strip(),
                    ) from None

    def loaded(self, name: str) -> TTFont:
        """Return a font file ready for the PDF engine.

        Raises:
            KnownError: `documents.font-missing` when it is absent or its digest differs.
        """
        font = self._loaded.get(name)
        if font is None:
            path = self._folder / f"{name}.ttf"
            try:
                if hashlib.sha256(path.read_bytes()).hexdigest() != self._digests.get(name):
                    raise KnownError("documents.font-missing", file=path.name)
                font = TTFont(f"inspector-{name}", str(path), asciiReadable=False, shapable=False)
            except (OSError, TTFError) as cause:
                raise KnownError("documents.font-missing", file=path.name) from cause
            self._loaded[name] = font
        return font

    def digests(self, names: Sequence[str]) -> dict[str, str]:
        """Return file name -> SHA-256 for the fonts a document used, in order of name."""
        return {name: self._digests[name] for name in sorted(set(names))}

    def holds(self, digests: Mapping[str, str]) -> bool:
        """Tell whether this set has exactly these files, so that it would print the same pages."""
        return all(self._digests.get(name) == digest for name, digest in digests.items())

    def _search(self, face: Face, character: str) -> tuple[str, float]:
        code = ord(character)
        for name in _CHAINS[face]:
            widths = self.loaded(name).face.charWidths
            if code in widths:
                return name, widths[code] / 1000
        raise KnownError(
            "documents.glyph-missing",
            character=character,
            codepoint=f"U+{code:04X}",
            place=character,
        )


@cache
def _bundled() -> FontSet:
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parents[3]
    return FontSet.from_folder(root / "resources" / "fonts")
