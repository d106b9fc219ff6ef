"""How this workspace's window is set up and where it stood: language, theme, size, place.

Read by `app` at start, written at once on every change. A plain file beside the store, because it
is needed before anybody unlocks; so it must never hold anything about a unit or a person.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from inspector_app.domain.identifiers import InspectionId
from inspector_app.whole_file import write_whole_file

from inspector_app.ui.place import Place
from inspector_app.ui.theme import FACTORS, Scheme

FILE = "window.json"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the person chose.

    Attributes:
        language: `zh` or `en`.
        percent: One of `theme.FACTORS`.
        still: Reduce motion.
    """

    language: str = "zh"
    scheme: Scheme = Scheme.LIGHT
    percent: int = 100
    still: bool = False
    place: Place = field(default_factory=lambda: Place("today"))

    def at(self, place: Place) -> Preferences:
        """Return the same standing elsewhere."""
        return replace(self, place=place)


def load_preferences(folder: Path, language: str = "zh") -> Preferences:
    """Return what was kept; whatever cannot be read falls back to the default.

    Args:
        language: Used when the file names none.
    """
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return Preferences(language=language)
    if not isinstance(kept, dict):
        return Preferences(language=language)
    place = kept.get("place")
    place = place if isinstance(place, dict) else {}
    scheme = kept.get("scheme")
    percent = kept.get("percent")
    return Preferences(
        language=kept["language"] if kept.get("language") in ("zh", "en") else language,
        scheme=Scheme(scheme) if scheme in set(Scheme) else Scheme.LIGHT,
        percent=percent if percent in FACTORS else 100,
        still=kept.get("still") is True,
        place=Place(
            str(place.get("screen") or "today"),
            InspectionId(str(place.get("inspection") or "")),
            str(place.get("detail") or ""),
        ),
    )


def keep_preferences(folder: Path, preferences: Preferences) -> None:
    """Write them; a folder that cannot be written loses the place, never the work."""
    path = folder / FILE
    text = json.dumps(asdict(preferences), ensure_ascii=False)
    try:
        write_whole_file(path, text.encode())
    except OSError:
        return
