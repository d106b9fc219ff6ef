"""The record that `last-saved` means in a checklist: the same unit's last sealed visit.

The live form asks for it when the form reads it. Must never give another unit's answers, those of
a classified visit, or anything written after the visit at hand began: what a form took from it must
be the same each time the draft is opened.
"""

from __future__ import annotations

from datetime import datetime
from random import Random

from inspector_app.clock import CHINA, Clock
from inspector_app.domain.identifiers import InspectionId
from inspector_app.domain.inspection import InspectionState
from inspector_app.storage.db import Store
from inspector_app.storage.tables import Tables
from inspector_app.xforms import Form, Session


def last_record(
    store: Store, inspection_id: InspectionId, form: Form, clock: Clock
) -> bytes | None:
    """Return the final document of the last visit; None when there is none or nobody asks.

    Same unit, same workbook, sealed, last changed before this visit was begun.

    Raises:
        KnownError: `store.*`, `form.draft-damaged`.
    """
    if not form.wants_last:
        return None
    draft = store.read(lambda tables: _draft(tables, inspection_id))
    if draft is None:
        return None
    # nothing is drawn anew: identifiers stand in the draft
    unused = Random(0).randbytes  # noqa: S311
    session = Session.restore(form, draft, clock=clock, entropy=unused, zone=CHINA)
    return session.final_xml()


def _draft(tables: Tables, inspection_id: InspectionId) -> bytes | None:
    own = tables.inspections.get(inspection_id)
    if own.classified:
        return None
    earlier = [
        other
        for other in tables.inspections.of_unit(own.unit_id)
        if other.id != own.id
        and other.state is InspectionState.SEALED
        and not other.classified
        and other.form_sha256 == own.form_sha256
        and datetime.fromisoformat(other.saved_at) < datetime.fromisoformat(own.created_at)
    ]
    if not earlier:
        return None
    return tables.drafts.get(
        max(earlier, key=lambda other: datetime.fromisoformat(other.saved_at)).id
    )
