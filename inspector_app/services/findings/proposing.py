"""What failed items propose: facts, basis of the day, competent body, consequence, term.

Pure; called by the `Findings` service after every change of the checklist. Must never overwrite
what officers decided, unless the proposal they decided on is no longer the one that stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from inspector_app.domain.competence import for_agency
from inspector_app.domain.consequences import (
    Code,
    Consequence,
    codes_text,
    parse_code,
    term_end,
    union,
)
from inspector_app.domain.findings import Decision, Finding, Severity
from inspector_app.domain.identifiers import ItemCode
from inspector_app.domain.law import Basis, Catalogue
from inspector_app.errors import KnownError
from inspector_app.services.writing.snapshot import ItemFact

_YES = "是"
_CHECKED_BEFORE = "procedure"  # procedure items end a visit, they are no findings of the unit


def propose(
    items: Iterable[ItemFact],
    known: Mapping[ItemCode, Finding],
    *,
    catalogue: Catalogue,
    day: date,
    acting: str,
) -> tuple[Finding, ...]:
    """Return the findings of all failed items in the order walked.

    Args:
        known: Findings as they stand, by item.
        day: Day of the visit, for basis and terms.
        acting: Authority token of the acting agency, `文旅`.
    """
    return tuple(
        _kept(_proposed(item, catalogue, day, acting), known.get(item.code), day)
        for item in items
        if item.verdict == "ng" and item.section != _CHECKED_BEFORE
    )


def due_of(codes: Sequence[str], day: date) -> str:
    """Return the last day of the order among the codes, ISO, '' without one."""
    orders = [code for code in map(parse_code, codes) if code.code is Code.ORDER]
    return term_end(day, min(order.days for order in orders)).isoformat() if orders else ""


def demand_of(title: str) -> str:
    """Return what an order asks for where the checklist does not say; officers may rewrite it."""
    question = title.strip().rstrip("？?。")
    if "是否" in question:
        return question.replace("是否", "", 1) + "。"
    return f"就“{question}”改正。"


def _proposed(item: ItemFact, catalogue: Catalogue, day: date, acting: str) -> Finding:
    codes = for_agency(_codes(item), item.authority, acting)
    bases = _in_force(item.basis, catalogue, day)
    proposed = codes_text(codes)
    due = due_of(proposed, day)
    return Finding(
        item=item.code,
        title=item.title,
        fact=item.sentence,
        severity=item.severity,
        basis=tuple(basis.key for basis in bases),
        basis_text=tuple(basis.text for basis in bases),
        authority=item.authority,
        proposed=proposed,
        consequence=proposed,
        decision=Decision.OPEN,
        due=due,
        demand=_demand(item) if due or Consequence(Code.IMMEDIATE) in codes else "",
        photos=item.photos,
    )


def _in_force(keys: Iterable[str], catalogue: Catalogue, day: date) -> tuple[Basis, ...]:
    """Return the citations in force; an unreadable key is the checklist linter's business."""
    found: list[Basis] = []
    for key in keys:
        try:
            found += catalogue.resolve_in_force([key], day)
        except KnownError as error:
            if error.code != "law.key-unreadable":
                raise
    return tuple(found)


def _demand(item: ItemFact) -> str:
    return item.demand or demand_of(item.title)


def _codes(item: ItemFact) -> tuple[Consequence, ...]:
    codes = [parse_code(code) for code in item.proposed] or [Consequence(Code.RECORD)]
    if item.severity is Severity.CRITICAL:
        if item.lose == _YES:
            codes.append(Consequence(Code.PRESERVE))
        if item.crime == _YES:
            codes.append(Consequence(Code.REPORT))  # transfer310: the head decides in three days
    return union(codes)


def _kept(new: Finding, old: Finding | None, day: date) -> Finding:
    if old is None:
        return new
    if old.decision is Decision.OPEN or old.proposed != new.proposed:
        # Decided on a proposal that no longer stands: the reason stays as a draft.
        return replace(new, reason=old.reason, demand=old.demand or new.demand)
    return replace(
        new,
        consequence=old.consequence,
        decision=old.decision,
        reason=old.reason,
        due=due_of(old.consequence, day),
        demand=old.demand or new.demand,
    )
