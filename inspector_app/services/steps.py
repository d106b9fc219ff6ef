"""One step of the procedure: a line of the record's procedure log and a link of the device's chain.

Called inside the transaction of whoever takes the step (inspections, signing, sealing). Must never
be the only thing a transaction does unless the step itself is the news.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from inspector_app.domain.identifiers import InspectionId, PersonId
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.storage.events import Stamp
from inspector_app.storage.tables import Tables

NOBODY = PersonId("")


def note_step(
    tables: Tables,
    inspection_id: InspectionId,
    kind: ProcedureKind,
    stamp: Stamp,
    *,
    person: PersonId = NOBODY,
    detail: Mapping[str, str] | None = None,
) -> ProcedureEvent:
    """Add a step to the log and to the chain, and return it."""
    event = ProcedureEvent(
        seq=tables.procedure.next_seq(inspection_id),
        kind=kind,
        person=person,
        wall=stamp.wall,
        monotonic_ns=stamp.monotonic_ns,
        detail=dict(detail or {}),
    )
    tables.procedure.add(inspection_id, event)
    shown = json.dumps(dict(event.detail), ensure_ascii=False, sort_keys=True)
    tables.events.append(
        inspection_id, "procedure", stamp, ref=kind.value, new=shown, person=person
    )
    return event
