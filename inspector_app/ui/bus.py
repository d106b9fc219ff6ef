"""What happened, told to every page: changes, commits, problems, the network.

One per window, made by `app`. Pages decide whether a change is theirs. Must never carry a widget.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Bus(QObject):
    """Signals between services' results and pages."""

    changed = Signal(object)
    """`services.Changes` of an operation that came back."""

    saving = Signal()
    """A write is on its way."""

    saved = Signal(object)
    """A commit came back; its time, timezone-aware."""

    problem = Signal(object)
    """An `InspectorError` to show with its remedy."""

    online = Signal(bool)
    """Whether the bureau answered last time."""

    told = Signal(str, str, object)
    """A toast line: sentence, word of its button, what the button calls."""

    people = Signal()
    """Somebody unlocked or locked."""

    look = Signal(object)
    """Another `Preferences`: the pages are built anew."""
