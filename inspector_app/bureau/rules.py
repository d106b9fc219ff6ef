"""Which two-officer rule counts for a record: what the acting agency's procedure profile demands.

Called by intake. The profile's file is the one the laptops work by; an unknown profile gets the
law's own minimum. Must never go below two officers.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from inspector_app.domain.procedure.profiles import profile_from_data
from inspector_app.domain.procedure.two_officers import LEAST, OfficerRule
from inspector_app.errors import KnownError
from inspector_app.records.content import RecordContent

_KEY = re.compile(r"^[a-z][a-z0-9_-]{0,40}$")


class OfficerRules:
    """Rules by profile.

    Args:
        folder: `profiles/`, one `<key>.json` each.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._minimum: dict[str, int] = {}

    def rule_for(self, content: RecordContent) -> OfficerRule:
        """Return the rule for a record: minimum by its profile, officers of its acting agency."""
        agency = content.assignment.get("agency", "")
        profile = content.assignment.get("profile", "")
        return OfficerRule(self._least(profile), frozenset({agency} if agency else ()))

    def _least(self, profile: str) -> int:
        if profile not in self._minimum:
            self._minimum[profile] = LEAST
            if _KEY.match(profile):
                try:
                    data = json.loads((self._folder / f"{profile}.json").read_text("utf-8"))
                    self._minimum[profile] = profile_from_data(data).officers_minimum
                except (OSError, ValueError, KnownError):
                    return LEAST
        return self._minimum[profile]
