"""What lists show of a record without opening it: taken from its disclosed leaves at intake.

Called by intake and the quarantine pages. Must never be used to judge anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.records.package import Package
from inspector_app.records.verdict import State, Verdict

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Summary:
    """Headings of one record; texts are cut to what a list can hold.

    Attributes:
        officers: Names, joined by 、.
        photos: Originals listed as evidence.
    """

    number: str
    unit_name: str
    unit_code: str
    form_id: str
    agency: str
    officers: str
    findings: int
    photos: int


def summarise(package: Package) -> Summary:
    """Read the headings of a record."""
    content = package.content()
    names = (person.get("name", "") for person in content.persons.get("officer", ()))
    return Summary(
        number=content.assignment.get("record_number", "")[:_LONGEST],
        unit_name=content.unit.get("name", "")[:_LONGEST],
        unit_code=content.unit.get("credit_code", "")[:40],
        form_id=str(content.form.get("id", ""))[:_LONGEST],
        agency=content.assignment.get("agency", "")[:_LONGEST],
        officers="、".join(name for name in names if name)[:1000],
        findings=len(content.findings),
        photos=len(content.evidence),
    )


OPEN_BY_NATURE = frozenset({"received", "witnessed", "time", "superseded"})
"""Facts that nobody can know at intake: the receipt does not exist yet."""


def standing_of(verdict: Verdict) -> str:
    """Return the list's one lamp: `no`, `unknown` or `yes`."""
    states = {
        finding.state for fact, finding in verdict.facts.items() if fact.value not in OPEN_BY_NATURE
    }
    if State.NO in states:
        return State.NO.value
    return (State.UNKNOWN if State.UNKNOWN in states else State.YES).value
