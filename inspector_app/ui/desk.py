"""What a page works with: look, strings, bus, tasks, clock, workspace, the way to other pages.

Made by `app` for each building of the window and handed to every page; there is no global.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector_app.clock import Clock

from inspector_app.ui.bus import Bus
from inspector_app.ui.i18n import Say
from inspector_app.ui.place import Place
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.tasks import TaskRunner
from inspector_app.ui.theme import Look

if TYPE_CHECKING:
    from inspector_app.services.workspace import Workspace

ROOMY = 1240
"""Width of a window, px before scaling, from which columns stand side by side."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A page's surroundings.

    Attributes:
        go: Opens a page. stay: Remembers a place without opening it.
        prefer: Takes new preferences and builds the window anew at the same place.
        close_panels: Closes the list of problems or keys; tells whether one was open.
        width: The window's width in px before scaling: 1366 at 150 % gives 911.
        training: Invented passphrases by person id, shown to whoever trains; empty in earnest.
    """

    look: Look
    say: Say
    bus: Bus
    tasks: TaskRunner
    clock: Clock
    workspace: Workspace
    preferences: Preferences
    go: Callable[[Place], None]
    stay: Callable[[Place], None]
    prefer: Callable[[Preferences], None]
    width: Callable[[], int]
    close_panels: Callable[[], bool]
    training: Mapping[str, str] = field(default_factory=dict)

    @property
    def compact(self) -> bool:
        """Whether the window has no room for columns: large type, or a small window."""
        return self.width() < ROOMY

    def passphrase_hint(self, person_id: str, words: str) -> str:
        """Return the words of an empty passphrase field, with the passphrase when training."""
        known = self.training.get(person_id, "")
        return (
            self.say("app.training-passphrase", words=words, passphrase=known) if known else words
        )
