"""Events of a visit that the record proves: who did what, when. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from inspector_app.domain.identifiers import PersonId


class ProcedureKind(StrEnum):
    """Steps of the procedure that leave a line in the record."""

    OPENED = "opened"
    UNLOCKED = "unlocked"  # person = officer
    ARRIVED = "arrived"
    CREDENTIAL_SHOWN = "credential-shown"  # person = officer; detail number
    NOTICE_PRESENTED = "notice-presented"  # detail number | spot_reason
    RIGHTS_TOLD = "rights-told"  # detail recusal = 不申请 | 申请
    RECORDING_TOLD = "recording-told"  # detail device, start | reason
    PERSON_PRESENT = "person-present"  # detail name, post | witness
    CLASSIFIED_ANSWERED = "classified-answered"  # detail answer = 否 | 是
    ENTERED = "entered"  # gates held, checklist opened
    READ_OVER = "read-over"  # detail way = shown | aloud
    FROZEN = "frozen"
    THAWED = "thawed"
    PARTY_ANSWERED = "party-answered"  # detail mode
    OFFICER_SIGNED = "officer-signed"
    SEALED = "sealed"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class ProcedureEvent:
    """One line of the record's procedure log.

    Attributes:
        seq: Position within the inspection, 1 upwards.
        wall: Laptop's wall time, ISO 8601 with offset.
        monotonic_ns: Reading of the monotonic clock in the same instant.
        detail: Short facts by name, text only.
    """

    seq: int
    kind: ProcedureKind
    person: PersonId
    wall: str
    monotonic_ns: int
    detail: Mapping[str, str] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """When it happened: the time officers gave (`detail` time, with offset), else `wall`."""
        try:
            given = datetime.fromisoformat(self.detail.get("time", ""))
        except ValueError:
            return datetime.fromisoformat(self.wall)
        return given if given.tzinfo is not None else datetime.fromisoformat(self.wall)
