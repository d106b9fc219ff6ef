"""The form engine: XLSForm and XForm checklists run, change by change.

Everything others may use is exported here. The engine knows no Qt, no storage, no network; clock,
zone, randomness and files come in as parameters.
"""

from inspector_app.xforms.form import Form, load_form
from inspector_app.xforms.model import (
    Bilingual,
    Cause,
    ChangeSet,
    Choice,
    EntityProposal,
    Event,
    Events,
    Explanation,
    ExplanationPart,
    NodeDef,
    NodeState,
    Place,
    Problem,
    Violation,
    What,
)
from inspector_app.xforms.session import Session

__all__ = [
    "Bilingual",
    "Cause",
    "ChangeSet",
    "Choice",
    "EntityProposal",
    "Event",
    "Events",
    "Explanation",
    "ExplanationPart",
    "Form",
    "NodeDef",
    "NodeState",
    "Place",
    "Problem",
    "Session",
    "Violation",
    "What",
    "load_form",
]
