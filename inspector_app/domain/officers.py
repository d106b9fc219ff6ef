"""Officers (执法人员) and the credentials (执法证) that make them so.

Values only; whether two of them may act together is decided in `procedure/two_officers.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from inspector_app.domain.identifiers import PersonId


class Role(StrEnum):
    """What a person may be on a visit; only an officer counts for the two-officer rule."""

    OFFICER = "officer"
    ASSISTANT = "assistant"  # auxiliaries, technicians, experts: APL 42, Police Rules 52
    REVIEWER = "reviewer"
    CLERK = "clerk"


@dataclass(frozen=True, slots=True)
class Credential:
    """A numbered, dated certificate that its holder is qualified to enforce.

    Attributes:
        valid_from: First valid day, inclusive.
        valid_to: Last valid day, inclusive.
    """

    number: str
    agency: str
    valid_from: date
    valid_to: date

    def covers(self, day: date) -> bool:
        """Tell whether the credential is valid on `day`."""
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Officer:
    """A person of the roster.

    Attributes:
        revoked_since: From this moment nothing the person signs counts; None in good standing.
        version: Bureau's version of the row, 1 upwards.
    """

    person_id: PersonId
    name: str
    role: Role
    post: str
    credential: Credential | None
    revoked_since: datetime | None = None
    version: int = 1
