"""The values of a draw: plan, lists, exclusions, declaration. No rules beyond their own shape.

Each has `as_json`, the object that stands in a draw file. Must never hold a number of a natural
person: officers appear by name and credential, units by their register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inspector_app.domain.double_random.canonical import Json

METHOD = "double-random-1"
NONCE_BYTES = 32


@dataclass(frozen=True, slots=True)
class DrawUnit:
    """A unit that may be drawn.

    Attributes:
        credit: Credit class, part of the stratum; '' where the bureau has none.
        visits: Visits made this year; cap: most a year, 0 = no cap.
    """

    id: str
    name: str
    credit_code: str
    category: str
    district: str
    credit: str
    visits: int
    cap: int

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        return {
            "id": self.id, "name": self.name, "credit_code": self.credit_code,
            "category": self.category, "district": self.district, "credit": self.credit,
            "visits": self.visits, "cap": self.cap,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class DrawOfficer:
    """An officer who may be drawn.

    Attributes:
        credential: Number of the credential (执法证), one for one person.
        qualified: Categories the officer may inspect, sorted.
        valid_from, valid_to: Of the credential, inclusive.
    """

    id: str
    name: str
    agency: str
    credential: str
    qualified: tuple[str, ...]
    valid_from: date
    valid_to: date

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        return {
            "id": self.id, "name": self.name, "agency": self.agency,
            "credential": self.credential, "qualified": list(self.qualified),
            "valid_from": self.valid_from.isoformat(), "valid_to": self.valid_to.isoformat(),
        }  # fmt: skip


class ExclusionKind(StrEnum):
    """What is kept out."""

    OFFICER = "officer"  # from the whole draw
    PAIR = "pair"  # an officer from one unit
    UNIT = "unit"


REASONS: Mapping[ExclusionKind, frozenset[str]] = {
    ExclusionKind.UNIT: frozenset({"checked-elsewhere", "closed", "in-case", "other"}),
    ExclusionKind.OFFICER: frozenset({"leave", "recusal", "moved", "other"}),
    ExclusionKind.PAIR: frozenset({"conflict", "recusal", "other"}),
}
"""Reasons a bureau may declare."""

CAP, CREDENTIAL = "cap", "credential"
"""Reasons that follow from the lists: the yearly cap is used up; no valid credential throughout."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Somebody or something kept out, with the reason.

    Attributes:
        unit, officer: Ids, '' where the kind does not name one.
        note: The reason in words; compulsory.
    """

    kind: ExclusionKind
    unit: str
    officer: str
    reason: str
    note: str

    @property
    def order(self) -> tuple[bytes, ...]:
        """Where it stands in the list."""
        parts = (self.kind.value, self.unit, self.officer, self.reason)
        return tuple(part.encode() for part in parts)

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        return {
            "kind": self.kind.value, "unit": self.unit, "officer": self.officer,
            "reason": self.reason, "note": self.note,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lists:
    """The frozen lists, each in its order: ids by their UTF-8 bytes."""

    units: tuple[DrawUnit, ...]
    officers: tuple[DrawOfficer, ...]
    exclusions: tuple[Exclusion, ...] = ()

    def sorted(self) -> Lists:
        """Return the same lists in their order."""
        return Lists(
            tuple(sorted(self.units, key=lambda unit: unit.id.encode())),
            tuple(sorted(self.officers, key=lambda officer: officer.id.encode())),
            tuple(sorted(self.exclusions, key=lambda exclusion: exclusion.order)),
        )


@dataclass(frozen=True, slots=True)
class Stratum:
    """How many units of one category and credit class are drawn.

    Attributes:
        permille: Share of the units that may be drawn, 0..1000, rounded up.
        least: At least so many; most: at most, 0 = no bound.
    """

    category: str
    credit: str
    permille: int
    least: int = 0
    most: int = 0

    def size(self, population: int) -> int:
        """Return how many of `population` units are drawn."""
        share = -(-population * self.permille // 1000)
        wanted = max(self.least, share)
        if self.most:
            wanted = min(wanted, self.most)
        return min(population, wanted)

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        return {
            "category": self.category, "credit": self.credit, "permille": self.permille,
            "least": self.least, "most": self.most,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What is announced besides the lists.

    Attributes:
        declared_at: ISO 8601 with offset, to the second.
        public_value: Which value will decide, so that everybody knows it when it comes.
        first, last: Days of the visits, inclusive; credentials must cover them.
        most_units: Most units one officer gets; 0 = no bound.
        strata: In the order of the result.
    """

    title: str
    agency: str
    declared_at: str
    public_value: str
    first: date
    last: date
    most_units: int
    strata: tuple[Stratum, ...]

    def as_json(self) -> dict[str, Json]:
        """Return the members of the declaration that come from the plan."""
        return {
            "title": self.title, "agency": self.agency, "declared_at": self.declared_at,
            "public_value": self.public_value, "first": self.first.isoformat(),
            "last": self.last.isoformat(), "most_units": self.most_units,
            "strata": [stratum.as_json() for stratum in self.strata],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frozen:
    """Digest and length of one list as announced."""

    sha256: str
    count: int

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        return {"sha256": self.sha256, "count": self.count}


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is announced before the value is known; its digest binds everything.

    Attributes:
        nonce_sha256: Commitment to the nonce, 64 hex digits.
    """

    plan: Plan
    nonce_sha256: str
    units: Frozen
    officers: Frozen
    exclusions: Frozen

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        return {
            "method": METHOD,
            **self.plan.as_json(),
            "nonce_sha256": self.nonce_sha256,
            "lists": {
                "units": self.units.as_json(),
                "officers": self.officers.as_json(),
                "exclusions": self.exclusions.as_json(),
            },
        }
