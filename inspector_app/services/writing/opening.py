"""The fixed first lines (一、告知), from the profile's templates and the events that prove them.

Pure; called by `record`. A line whose step has no event is not written: the record never claims
what nobody noted. Must never change a template's wording.
"""

from __future__ import annotations

from datetime import datetime

from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.procedure.profiles import OpeningTemplate
from inspector_app.domain.wording import clock_zh
from inspector_app.records.content import OpeningLine
from inspector_app.services.writing.snapshot import VisitSnapshot

_ANSWER_OF = {
    ProcedureKind.CREDENTIAL_SHOWN: "answer",
    ProcedureKind.RIGHTS_TOLD: "recusal",
    ProcedureKind.RECORDING_TOLD: "answer",
}


def write_opening(snapshot: VisitSnapshot) -> tuple[OpeningLine, ...]:
    """Return the first lines in the profile's order, and the mark on unapproved law after them."""
    lines = [_line(snapshot, template) for template in snapshot.profile.opening]
    if snapshot.unapproved and snapshot.profile.unapproved_basis:
        laws = "、".join(snapshot.unapproved)
        lines.append(OpeningLine(_fill(snapshot.profile.unapproved_basis, {"laws": laws}), ""))
    return tuple(line for line in lines if line is not None)


def missing_steps(snapshot: VisitSnapshot) -> tuple[str, ...]:
    """Return the steps of the profile's first lines that no event proves yet."""
    return tuple(
        template.step
        for template in snapshot.profile.opening
        if template.step
        and snapshot.event(ProcedureKind(template.step)) is None
        and not (template.step == ProcedureKind.RIGHTS_TOLD and _told_nobody(snapshot, template))
    )


def _line(snapshot: VisitSnapshot, template: OpeningTemplate) -> OpeningLine | None:
    event = snapshot.event(ProcedureKind(template.step)) if template.step else None
    nobody = _told_nobody(snapshot, template)
    if template.step and event is None:
        # That nobody was there to be told is itself what the record has to say.
        untold = nobody and template.step == ProcedureKind.RIGHTS_TOLD
        return OpeningLine(_fill(template.absent, _slots(snapshot, None)), "") if untold else None
    detail = dict(event.detail) if event else {}
    why = detail.get("spot_reason") or detail.get("reason") or ""
    text = template.otherwise if why else template.text
    if not text:
        return None
    slots = _slots(snapshot, event) | {"why": why}
    if why:  # the template's answer belongs to the usual text; here only what was really said
        return OpeningLine(_fill(text, slots), _ended(detail.get("answer", "")))
    if nobody:
        return OpeningLine(_fill(template.absent, slots), "")
    return OpeningLine(_fill(text, slots), _answer(template, event, slots))


def _told_nobody(snapshot: VisitSnapshot, template: OpeningTemplate) -> bool:
    """Tell whether only a witness was there, so that the usual words were said to nobody."""
    present = snapshot.event(ProcedureKind.PERSON_PRESENT)
    if not template.absent or present is None:
        return False
    return not present.detail.get("name") and bool(present.detail.get("witness"))


def _answer(template: OpeningTemplate, event: ProcedureEvent | None, slots: dict[str, str]) -> str:
    given = ""
    if event is not None:
        given = event.detail.get("answer", "") or event.detail.get(
            _ANSWER_OF.get(event.kind, "answer"), ""
        )
    default = _fill(template.answer, slots | {"answer": given})
    spoken = default if "{answer}" in template.answer or not given else given
    return _ended(spoken)


def _ended(spoken: str) -> str:
    return spoken if not spoken or spoken[-1] in "。！？" else spoken + "。"


def _slots(snapshot: VisitSnapshot, event: ProcedureEvent | None) -> dict[str, str]:
    detail = event.detail if event else {}
    present = snapshot.event(ProcedureKind.PERSON_PRESENT)
    credentials = [one.credential.number for one in snapshot.officers if one.credential]
    return {
        "agency": snapshot.assignment.agency,
        "officers": "、".join(officer.name for officer in snapshot.officers),
        "credentials": "、".join(credentials),
        "credential": snapshot.profile.credential,
        "basis": "、".join(snapshot.basis_text),
        "reason": snapshot.assignment.reason,
        "unit": snapshot.unit.name,
        "device": detail.get("device", ""),
        "start": _spoken_time(detail.get("start", "")),
        "notice": detail.get("number", ""),
        "witness": present.detail.get("witness", "") if present else "",
    }


def _spoken_time(text: str) -> str:
    """Return `14时12分` for `14:12` or an ISO moment; other words stay."""
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text if "T" in text else f"2000-01-01T{text}")
    except ValueError:
        return text
    return clock_zh(moment)


def _fill(template: str, slots: dict[str, str]) -> str:
    """Fill the slots that are known; an unknown one stays and the lint (L-42) reports it."""
    for name, value in slots.items():
        template = template.replace("{" + name + "}", value)
    return template
