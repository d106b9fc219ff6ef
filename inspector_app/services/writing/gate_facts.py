"""From a snapshot to the gates' facts, for the check before the text freezes. Pure."""

from __future__ import annotations

from datetime import datetime

from inspector_app.domain.procedure.gates import GateFacts, OfficerFacts, ReadinessFacts
from inspector_app.services.writing.snapshot import VisitSnapshot


def gate_facts(snapshot: VisitSnapshot, now: datetime) -> GateFacts:
    """Return the facts the gates of a visit under way are judged from.

    Officers count as unlocked: the laptop locks by itself after minutes, and each of them proves
    presence with the own key when the record is sealed. The checklist is at hand: it was answered.
    """
    return GateFacts(
        assignment=snapshot.assignment,
        profile=snapshot.profile,
        now=now,
        officers=tuple(OfficerFacts(officer, unlocked=True) for officer in snapshot.officers),
        readiness=ReadinessFacts(
            form_present=True,
            form_title=snapshot.form.get("title", ""),
            form_version=snapshot.form.get("version", ""),
            catalogue_day=now.date(),
            catalogue_approved=True,
        ),
        events=snapshot.events,
        obstruction=snapshot.obstruction,
        cap_reason=snapshot.visit.get("cap_reason", ""),
    )
