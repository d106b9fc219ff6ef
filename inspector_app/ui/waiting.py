"""How many records wait in the outbox, for the badge of the rail and the page of today."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Waiting:
    """Counts of records: on their way, and held by the bureau; when the bureau last answered."""

    waiting: int = 0
    held: int = 0
    last: str = ""


def count_waiting(workspace: Workspace) -> Waiting:
    """Return the counts; nothing while nobody is unlocked."""
    if not workspace.unlocked:
        return Waiting()
    status = workspace.sync.status()
    return Waiting(status.waiting, status.held, max(status.last_pull, status.last_push))
