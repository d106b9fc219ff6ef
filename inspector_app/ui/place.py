"""Where the window stands: a page, the inspection on it, a detail such as the item in work.

Kept in the workspace folder so that the window resumes there. Must never hold an answer or a name.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.identifiers import InspectionId

NO_VISIT = InspectionId("")


@dataclass(frozen=True, slots=True)
class Place:
    """A page.

    Attributes:
        screen: Name of a package under `ui/screens`.
        inspection: Id of the inspection it shows, '' for none.
        detail: What is in work on it: an item code, a table and row, a unit id.
    """

    screen: str
    inspection: InspectionId = NO_VISIT
    detail: str = ""
