"""Sync: everything that crosses the network between this laptop and its bureau.

The only room with an HTTP client. Being offline is a value here, never an error.
"""

from inspector_app.services.sync.enrol import Enroller
from inspector_app.services.sync.service import Sync
from inspector_app.services.sync.views import (
    OutboxItem,
    OutboxView,
    Progress,
    PullOutcome,
    PushOutcome,
)

__all__ = [
    "Enroller",
    "OutboxItem",
    "OutboxView",
    "Progress",
    "PullOutcome",
    "PushOutcome",
    "Sync",
]
