"""Whether an item has the photos its checklist asks for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector_app.domain.wording import Text

FORBIDDEN = "X"
_RULE = re.compile(r"^([-oFRX])(?::(\d+)(?:-(\d+))?)?$")


@dataclass(frozen=True, slots=True)
class PhotoRule:
    """A rule as checklists write it: `-`, `o`, `F` (on fail), `R` (always), `X`; `F:1-3`."""

    letter: str
    least: int

    @classmethod
    def read(cls, text: str) -> PhotoRule:
        """Read a rule; what cannot be read asks for nothing."""
        match = _RULE.match(text.strip())
        if match is None:
            return cls("-", 1)
        return cls(match[1], int(match[2] or 1))

    def problem(self, verdict: str, photos: int) -> Text | None:
        """Return what is missing or too much, None if nothing.

        Args:
            verdict: '', `ok`, `ng`, `na`.
            photos: How many photos the item has.
        """
        if self.letter == FORBIDDEN:
            if photos == 0:
                return None
            return Text("此项不得拍照，请撤下照片。", "No photo may be taken here; withdraw it.")
        wanted = (self.letter == "R" and verdict in ("ok", "ng")) or (
            self.letter == "F" and verdict == "ng"
        )
        if not wanted or photos >= self.least:
            return None
        missing = self.least - photos
        return Text(f"还差 {missing} 张照片。", f"{missing} more photo(s) needed.")
