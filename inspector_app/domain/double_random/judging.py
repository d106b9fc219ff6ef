"""Repeating a draw and saying where a file differs: separate facts, each with its reason.

Called by `inspector draw verify`. Needs the file, the digest that was announced and the value that
was published; without the last two the answer is "not compared", never "valid".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.double_random.canonical import check_text
from inspector_app.domain.double_random.drawing import (
    Assigned,
    Conducted,
    DrawnStratum,
    Excluded,
    conduct,
    seed_of,
)
from inspector_app.domain.double_random.freezing import declaration_digest, declare
from inspector_app.domain.double_random.reading import DrawFile, Opening, read_file
from inspector_app.domain.draw import Hash
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.errors import KnownError


class Fact(StrEnum):
    """What is found out about a draw file, in the order it is told."""

    FORM = "form"  # every byte as described
    LISTS = "lists"  # lists and plan allowed, digests as declared
    ANNOUNCED = "announced"  # the declaration is the one announced beforehand
    NONCE = "nonce"  # the nonce is the one committed
    VALUE = "value"  # the value is the one published
    SEED = "seed"
    EXCLUSIONS = "exclusions"
    UNITS = "units"
    OFFICERS = "officers"


class State(StrEnum):
    """Whether a fact holds."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found.

    Attributes:
        file: What was read, None when it could not be.
        digest: Of the declaration as it stands in the file, 32 bytes; empty when unreadable.
    """

    file: DrawFile | None
    digest: bytes
    facts: dict[Fact, tuple[State, tuple[Reason, ...]]]

    @property
    def valid(self) -> bool:
        """Whether every fact holds."""
        return all(state is State.YES for state, _ in self.facts.values())

    @property
    def refuted(self) -> bool:
        """Whether some fact does not hold; if not valid either, something was not compared."""
        return any(state is State.NO for state, _ in self.facts.values())


_LISTS = ("units", "officers", "exclusions")


def judge(data: bytes, *, announced: bytes | None, value: str | None, sha256: Hash) -> Verdict:
    """Repeat the draw of a file.

    Args:
        announced: The 32 bytes published with the plan, None if the reader has none.
        value: The public value from its own source, None if the reader has none.
    Raises:
        KnownError: `draw.file-unreadable` or `draw.file-newer` when there is nothing to judge.
    """
    try:
        file = read_file(data)
    except KnownError as problem:
        if problem.code in ("draw.file-unreadable", "draw.file-newer"):
            raise
        unknown = (State.UNKNOWN, ())
        facts: dict[Fact, tuple[State, tuple[Reason, ...]]] = dict.fromkeys(Fact, unknown)
        facts[Fact.FORM] = (State.NO, (Reason.of(problem.code, **problem.slots),))
        return Verdict(None, b"", facts)
    digest = declaration_digest(file.declaration, sha256)
    facts = {
        Fact.FORM: (State.YES, ()),
        Fact.LISTS: _lists(file, sha256),
        Fact.ANNOUNCED: _compared(
            None if announced is None else announced == digest,
            Reason.of("draw.announced-differs", digest=digest.hex()),
            Reason.of("draw.announced-unknown", digest=digest.hex()),
        ),
    }
    if file.opening is None or file.result is None:
        waiting = (State.UNKNOWN, (Reason.of("draw.not-drawn"),))
        return Verdict(file, digest, {fact: facts.get(fact, waiting) for fact in Fact})
    facts |= _opened(file, file.opening, value, sha256)
    facts |= _repeated(file, file.opening, file.result, digest, sha256)
    return Verdict(file, digest, facts)


def _lists(file: DrawFile, sha256: Hash) -> tuple[State, tuple[Reason, ...]]:
    declaration = file.declaration
    try:
        again = declare(declaration.plan, file.lists, declaration.nonce_sha256, sha256)
    except KnownError as problem:
        return State.NO, (Reason.of(problem.code, **problem.slots),)
    differing = tuple(
        Reason.of(f"draw.{name}-list-differs")
        for name in _LISTS
        if getattr(again, name) != getattr(declaration, name)
    )
    return (State.NO if differing else State.YES), differing


def _opened(
    file: DrawFile, opening: Opening, value: str | None, sha256: Hash
) -> dict[Fact, tuple[State, tuple[Reason, ...]]]:
    committed = sha256(opening.nonce).hex() == file.declaration.nonce_sha256
    nonce = Reason.of("draw.nonce-differs")
    same = None if value is None else value == opening.value
    try:
        check_text(opening.value, "opening.value")
    except KnownError:
        same = False
    named = {"value": opening.value, "source": file.declaration.plan.public_value}
    return {
        Fact.NONCE: (State.YES, ()) if committed else (State.NO, (nonce,)),
        Fact.VALUE: _compared(
            same,
            Reason.of("draw.value-differs", **named),
            Reason.of("draw.value-unknown", **named),
        ),
    }


def _repeated(
    file: DrawFile, opening: Opening, result: Conducted, digest: bytes, sha256: Hash
) -> dict[Fact, tuple[State, tuple[Reason, ...]]]:
    seed = seed_of(digest, opening.nonce, opening.value, sha256)
    # each part is repeated from the seed that should have been used, so that a wrong seed does
    # not hide behind a result that follows from it
    again = conduct(file.declaration.plan, file.lists, seed, sha256)
    seeds = () if seed == result.seed else (Reason.of("draw.seed-differs", seed=seed.hex()),)
    found = {
        Fact.SEED: seeds,
        Fact.EXCLUSIONS: _excluded(again.excluded_units, result.excluded_units)
        + _excluded(again.excluded_officers, result.excluded_officers),
        Fact.UNITS: _strata(again.strata, result.strata),
        Fact.OFFICERS: _assigned(again.assigned, result.assigned),
    }
    return {
        fact: ((State.NO if reasons else State.YES), reasons) for fact, reasons in found.items()
    }


def _compared(
    same: bool | None, differs: Reason, unknown: Reason
) -> tuple[State, tuple[Reason, ...]]:
    if same is None:
        return State.UNKNOWN, (unknown,)
    return (State.YES, ()) if same else (State.NO, (differs,))


def _excluded(right: Sequence[Excluded], found: Sequence[Excluded]) -> tuple[Reason, ...]:
    if tuple(right) == tuple(found):
        return ()
    wanted = {one.id: one.reasons for one in right}
    there = {one.id: one.reasons for one in found}
    reasons = [
        Reason.of(
            "draw.exclusion-differs",
            id=key,
            right="、".join(wanted.get(key, ())) or "-",
            found="、".join(there.get(key, ())) or "-",
        )
        for key in sorted({*wanted, *there})
        if wanted.get(key) != there.get(key)
    ]
    return tuple(reasons) or (Reason.of("draw.exclusions-order"),)


def _strata(right: Sequence[DrawnStratum], found: Sequence[DrawnStratum]) -> tuple[Reason, ...]:
    if [(one.category, one.credit) for one in right] != [
        (one.category, one.credit) for one in found
    ]:
        return (Reason.of("draw.strata-differ"),)
    reasons = []
    for wanted, there in zip(right, found, strict=True):
        if wanted == there:
            continue
        named = {"category": wanted.category, "credit": wanted.credit or "-"}
        if wanted.order != there.order:
            code = "order" if sorted(wanted.order) == sorted(there.order) else "units"
            place, should, stands = _first_difference(wanted.order, there.order)
            reasons.append(
                Reason.of(f"draw.{code}-differ", **named, n=place, right=should, found=stands)
            )
        else:
            reasons.append(
                Reason.of("draw.counts-differ", **named, right=wanted.take, found=there.take)
            )
    return tuple(reasons)


def _assigned(right: Sequence[Assigned], found: Sequence[Assigned]) -> tuple[Reason, ...]:
    if tuple(right) == tuple(found):
        return ()
    if [one.unit for one in right] != [one.unit for one in found]:
        place, should, stands = _first_difference(
            [one.unit for one in right], [one.unit for one in found]
        )
        return (Reason.of("draw.assigned-differ", n=place, right=should, found=stands),)
    return tuple(
        Reason.of(
            "draw.officers-differ",
            unit=wanted.unit,
            right="、".join(wanted.officers) or "-",
            found="、".join(there.officers) or "-",
        )
        for wanted, there in zip(right, found, strict=True)
        if wanted != there
    )


def _first_difference(right: Sequence[str], found: Sequence[str]) -> tuple[int, str, str]:
    for n in range(max(len(right), len(found))):
        should = right[n] if n < len(right) else "-"
        stands = found[n] if n < len(found) else "-"
        if should != stands:
            return n + 1, should, stands
    raise AssertionError("the two are the same")
