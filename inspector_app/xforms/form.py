"""A loaded form: definition, languages and everything the session needs, compiled once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inspector_app.xforms.model import NodeDef, Problem


class Form:
    """A checklist, ready for any number of sessions; never changes after loading."""

    id: str
    version: str
    title: str
    sha256: str
    languages: tuple[str, ...]
    default_language: str
    root: NodeDef
    problems: tuple[Problem, ...]

    def node(self, path: str) -> NodeDef:
        """Return the definition at an absolute path without indices."""
        raise NotImplementedError


def load_form(
    source: Path | bytes,
    *,
    name: str = "",
    media: Sequence[Path] = (),
    cache: Path | None = None,
) -> Form:
    """Load a workbook, CSV, Markdown or XForm XML."""
    raise NotImplementedError
