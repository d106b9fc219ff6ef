"""Findings (问题): a failed item, its facts, what is proposed and decided. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.identifiers import ItemCode


class Severity(StrEnum):
    """Weight of a check item as its checklist says."""

    GENERAL = "G"
    SERIOUS = "S"
    CRITICAL = "C"


class Decision(StrEnum):
    """What the officers did with the proposal."""

    OPEN = "open"
    AGREED = "agreed"
    DIFFERS = "differs"  # needs a reason


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of one inspection.

    Attributes:
        fact: Neutral factual sentence, no legal conclusion.
        basis: Law-catalogue keys, `cafe:21`.
        basis_text: The same resolved for the day of the visit, as printed.
        authority: Competent bodies, suggested lead first.
        proposed: Consequence codes the checklist proposes, `("O7",)`; see `consequences.py`.
        consequence: Codes decided; equals `proposed` until decided otherwise.
        reason: Why the decision differs; required with `DIFFERS`.
        due: Last day of an order to correct, ISO date, '' if none.
        demand: What the unit has to do, as printed on an order.
        photos: Numbers of the photos that show it.
    """

    item: ItemCode
    title: str
    fact: str
    severity: Severity
    basis: tuple[str, ...]
    basis_text: tuple[str, ...]
    authority: tuple[str, ...]
    proposed: tuple[str, ...]
    consequence: tuple[str, ...]
    decision: Decision
    reason: str = ""
    due: str = ""
    demand: str = ""
    photos: tuple[int, ...] = ()
