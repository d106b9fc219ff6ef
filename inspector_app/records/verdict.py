"""The verdict: what verification found, as separate facts with reasons.

Called by `verify` (writing), and by services, bureau and commands (reading). There is no overall
boolean; whoever needs one asks what the record is fit for. Must never merge two facts into one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from inspector_app.domain.procedure.two_officers import Reason


class State(StrEnum):
    """Whether a fact holds."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "n/a"


class Fact(StrEnum):
    """The facts of a verdict, in the order they are shown."""

    WELL_FORMED = "well_formed"
    INTACT = "intact"
    COMPLETE = "complete"
    SIGNED = "signed"
    TWO_OFFICERS = "two_officers"
    TRUSTED = "trusted"
    CHAINED = "chained"
    EVIDENCE = "evidence"
    DOCUMENT = "document"
    RECEIVED = "received"
    WITNESSED = "witnessed"
    TIME = "time"
    SUPERSEDED = "superseded"


class Use(StrEnum):
    """What somebody wants to do with a record."""

    INTAKE = "intake"  # the bureau takes it into its holdings
    PRINT = "print"
    PUBLISH = "publish"
    FORGET = "forget"  # the laptop deletes its local copy
    RELY = "rely"  # somebody bases a decision on it: what `inspector verify` answers


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact with why it is so; a fact that holds may carry remarks."""

    state: State
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class SignerLine:
    """A signer as shown to people."""

    role: str
    name: str
    person_id: str
    credential_no: str
    agency: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything verification found.

    Attributes:
        record_id, root: Hex, '' when the file could not be opened.
        sealed_at: Claimed time, unix seconds; 0 when unknown.
        leaves, withheld: Fields in all and fields withheld; decoys count as withheld only while
            nobody can tell them from fields.
        not_after: Proven upper bound of the sealing time, or None.
    """

    facts: Mapping[Fact, Finding]
    record_id: str = ""
    root: str = ""
    sealed_at: int = 0
    leaves: int = 0
    withheld: int = 0
    signers: tuple[SignerLine, ...] = ()
    not_after: datetime | None = None
    seal: Mapping[str, object] = field(default_factory=dict)

    def __getitem__(self, fact: Fact) -> Finding:
        return self.facts[fact]

    def state(self, fact: Fact) -> State:
        """Return whether a fact holds."""
        return self.facts[fact].state

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason, in the order of the facts."""
        return tuple(reason for fact in Fact for reason in self.facts[fact].reasons)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of every reason."""
        return frozenset(reason.code for reason in self.reasons)

    def fit_for(self, use: Use) -> bool:
        """Tell whether every fact is as this use needs it."""
        needs = _NEEDS[use]
        return all(self.facts[fact].state in allowed for fact, allowed in needs.items())

    def hindrances(self, use: Use) -> tuple[Fact, ...]:
        """Return the facts that keep the record from this use."""
        needs = _NEEDS[use]
        return tuple(
            fact for fact in Fact if fact in needs and self.facts[fact].state not in needs[fact]
        )

    def to_json(self) -> dict[str, object]:
        """Return the verdict for programs; sentences in both languages."""
        return {
            "record_id": self.record_id,
            "root": self.root,
            "sealed_at": self.sealed_at,
            "not_after": self.not_after.isoformat() if self.not_after else None,
            "seal": dict(self.seal),
            "leaves": self.leaves,
            "withheld": self.withheld,
            "signers": [
                {
                    "role": signer.role,
                    "name": signer.name,
                    "person_id": signer.person_id,
                    "credential_no": signer.credential_no,
                    "agency": signer.agency,
                }
                for signer in self.signers
            ],
            "facts": {
                fact.value: {
                    "state": self.facts[fact].state.value,
                    "reasons": [
                        {
                            "code": reason.code,
                            "zh": reason.sentence("zh"),
                            "en": reason.sentence("en"),
                        }
                        for reason in self.facts[fact].reasons
                    ],
                }
                for fact in Fact
            },
            "fit_for": {use.value: self.fit_for(use) for use in Use},
        }


def unreadable_verdict(reason: Reason) -> Verdict:
    """Return the verdict on a file that looks like a record but is none."""
    facts = {fact: Finding(State.UNKNOWN) for fact in Fact}
    facts[Fact.WELL_FORMED] = Finding(State.NO, (reason,))
    return Verdict(facts)


_YES = frozenset({State.YES})
_NOT_NO = frozenset({State.YES, State.UNKNOWN, State.NOT_APPLICABLE})
_YES_OR_NONE = frozenset({State.YES, State.NOT_APPLICABLE})
_CORE = {
    Fact.WELL_FORMED: _YES,
    Fact.INTACT: _YES,
    Fact.SIGNED: _YES,
    Fact.TRUSTED: _YES,
    Fact.CHAINED: _YES,
    Fact.EVIDENCE: _NOT_NO,
    Fact.DOCUMENT: _NOT_NO,
    Fact.RECEIVED: _NOT_NO,
    Fact.WITNESSED: _NOT_NO,
}
# Time never blocks: it flags. The validity of the officers' certificates at the proven time is part
# of `two_officers`; `unknown` there only says that the upper bound is missing, as right after
# sealing.
_SIGNED_BY_TWO = frozenset({State.YES, State.UNKNOWN})
_NEEDS: Mapping[Use, Mapping[Fact, frozenset[State]]] = {
    Use.RELY: {**_CORE, Fact.TWO_OFFICERS: _YES},
    Use.PRINT: {**_CORE, Fact.TWO_OFFICERS: _SIGNED_BY_TWO},
    Use.INTAKE: {
        **_CORE,
        Fact.TWO_OFFICERS: _YES,
        Fact.COMPLETE: _YES,
        Fact.EVIDENCE: _YES_OR_NONE,
    },
    Use.PUBLISH: {**_CORE, Fact.TWO_OFFICERS: _YES, Fact.RECEIVED: _YES},
    Use.FORGET: {
        **_CORE,
        Fact.TWO_OFFICERS: _YES,
        Fact.COMPLETE: _YES,
        Fact.EVIDENCE: _YES_OR_NONE,
        Fact.RECEIVED: _YES,
    },
}
