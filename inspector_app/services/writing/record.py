"""The record writes itself: a snapshot of the visit becomes the content that is printed and sealed.

Pure. Called by the `Writing` service for the draft and by signing and sealing for the frozen text.
Must never read a clock or the store: the same snapshot gives the same content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

from inspector_app.domain.findings import Finding
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.records.content import JsonValue, RecordContent
from inspector_app.services.writing.narrative import write_narrative
from inspector_app.services.writing.opening import write_opening
from inspector_app.services.writing.samples import write_sample
from inspector_app.services.writing.snapshot import VisitSnapshot

LARGEST_NS = 1 << 53
"""A leaf holds integers below this: a reading starts anew after 104 days without a restart."""


def write_record(snapshot: VisitSnapshot) -> RecordContent:
    """Return the record's content; signing and sealing add `document`, `chain` and `time`."""
    return RecordContent(
        form=dict(snapshot.form),
        app=dict(snapshot.app),
        unit=_unit(snapshot),
        assignment=_assignment(snapshot),
        visit=_visit(snapshot),
        persons=_persons(snapshot),
        opening=write_opening(snapshot),
        narrative=write_narrative(snapshot),
        samples=tuple(write_sample(table) for table in snapshot.tables if table.rows),
        findings=tuple(_finding(finding) for finding in snapshot.findings),
        evidence=tuple(as_leaf(entry) for entry in snapshot.evidence),
        procedure=tuple(event_leaf(event) for event in snapshot.events),
        party=_party(snapshot),
        answers=snapshot.answers,
        notes=snapshot.notes,
        ink=snapshot.ink,
        place={} if snapshot.classified else snapshot.place,
        supersedes=snapshot.supersedes,
    )


def as_leaf(value: object) -> dict[str, JsonValue]:
    """Return a domain value as a JSON object: enums by value, tuples as lists."""
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError("a dataclass value is needed")
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def event_leaf(event: ProcedureEvent) -> dict[str, JsonValue]:
    """Return a step as its leaf; the monotonic reading is kept within what a leaf can hold."""
    return as_leaf(event) | {"monotonic_ns": event.monotonic_ns % LARGEST_NS}


def _plain(value: object) -> JsonValue:
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    raise TypeError(f"no leaf holds a {type(value).__name__}")


def _unit(snapshot: VisitSnapshot) -> dict[str, str]:
    unit = snapshot.unit
    return {
        "name": unit.name,
        "credit_code": unit.credit_code,
        "address": unit.address,
        "representative": unit.representative,
        "phone": unit.phone,
        "category": unit.category.value,
        "licence_no": unit.licence_no,
    }


def _assignment(snapshot: VisitSnapshot) -> dict[str, str]:
    order = snapshot.assignment
    return {
        "number": order.number,
        "record_number": order.record_number,
        "kind": order.kind.value,
        "reason": order.reason,
        "basis_text": "、".join(snapshot.basis_text),
        "agency": order.agency,
        "agency_short": order.agency_short,
        "profile": order.profile,
        "approved_at": order.approved_at.isoformat() if order.approved_at else "",
        "complaint_phone": order.complaint_phone,
    }


def _visit(snapshot: VisitSnapshot) -> dict[str, str]:
    told = snapshot.event(ProcedureKind.RECORDING_TOLD)
    detail = told.detail if told else {}
    return {
        "start": snapshot.visit.get("start", ""),
        "end": snapshot.visit.get("end", ""),
        "place": snapshot.visit.get("place", ""),
        "environment": snapshot.visit.get("environment", ""),
        "recorder_device": detail.get("device", ""),
        "recorder_start": detail.get("start", ""),
        "title": _title(snapshot),
    }


def _title(snapshot: VisitSnapshot) -> str:
    """Return the document's title: a refused inspection has its own (domain note 5.1, D22)."""
    titles = snapshot.profile.documents
    if snapshot.obstructed and titles.get("refusal"):
        return titles["refusal"]
    return titles.get("record", "")


def _persons(snapshot: VisitSnapshot) -> dict[str, tuple[Mapping[str, str], ...]]:
    officers = tuple(
        {
            "name": officer.name,
            "person_id": str(officer.person_id),
            "credential_no": officer.credential.number if officer.credential else "",
            "agency": officer.credential.agency if officer.credential else "",
            "recorder": "1" if officer.person_id == snapshot.recorder else "",
        }
        for officer in snapshot.officers
    )
    people: dict[str, tuple[Mapping[str, str], ...]] = {"officer": officers}
    met = snapshot.event(ProcedureKind.PERSON_PRESENT)
    detail = met.detail if met else {}
    party = snapshot.party
    name = detail.get("name", "") or (party.name if party else "")
    if name:
        post = detail.get("post", "") or (party.post if party else "")
        people["present"] = ({"name": name, "post": post, "id_kind": detail.get("id_kind", "")},)
    witness = (party.witness if party else "") or detail.get("witness", "")
    if witness:
        people["witness"] = ({"name": witness, "contact": detail.get("witness_contact", "")},)
    assistants = _assistants(detail.get("assistants", "") or snapshot.visit.get("assistants", ""))
    if assistants:
        people["assistant"] = assistants
    return people


def _assistants(text: str) -> tuple[Mapping[str, str], ...]:
    """Read `吴己，技术支持；郑庚，翻译`."""
    people = []
    for entry in filter(None, (part.strip() for part in text.split("；"))):
        name, _, duty = entry.partition("，")
        people.append({"name": name, "duty": duty})
    return tuple(people)


def _finding(finding: Finding) -> dict[str, JsonValue]:
    return as_leaf(finding)


def _party(snapshot: VisitSnapshot) -> dict[str, str]:
    party = snapshot.party
    if party is None:
        return {}
    return {key: str(value) for key, value in as_leaf(party).items()}
