"""An inspection: its states, who is on it, what the party said and did.

The states and the moves between them are the guarantee that nothing is edited after the first
signature. Values and pure rules only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class InspectionState(StrEnum):
    """Where an inspection stands."""

    OPENING = "opening"  # officers unlock, gates are worked through
    CHECKING = "checking"  # answers, photos, findings
    FROZEN = "frozen"  # text frozen for signing; an edit drops the ink
    SEALING = "sealing"  # tree built, at least one officer's key has signed
    SEALED = "sealed"  # for ever
    VOID = "void"  # given up before sealing, with a reason; kept


MOVES: Mapping[InspectionState, frozenset[InspectionState]] = {
    InspectionState.OPENING: frozenset({InspectionState.CHECKING, InspectionState.VOID}),
    InspectionState.CHECKING: frozenset({InspectionState.FROZEN, InspectionState.VOID}),
    InspectionState.FROZEN: frozenset(
        {InspectionState.CHECKING, InspectionState.SEALING, InspectionState.VOID}
    ),
    # back to FROZEN when an officer who has still to sign cannot: the keys' signatures are dropped
    InspectionState.SEALING: frozenset({InspectionState.SEALED, InspectionState.FROZEN}),
    InspectionState.SEALED: frozenset(),
    InspectionState.VOID: frozenset(),
}


class PartyMode(StrEnum):
    """How the inspected party answered the request to sign; objecting is not refusing."""

    INK = "ink"
    PAPER = "paper"
    REFUSED = "refused"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Party:
    """The inspected party at the end of the visit.

    Attributes:
        name: Person present, '' if nobody was.
        post: That person's post, `店长`.
        statement: Explanation in the party's own words, '' for none.
        objection: Objection to procedure or record, '' for none (printed 无).
        reason: Why the party refused to sign; required with `REFUSED`.
        witness: Witness of a refusal, or ''.
        clip: Recorder clip that shows the refusal, or ''.
    """

    mode: PartyMode
    name: str = ""
    post: str = ""
    statement: str = ""
    objection: str = ""
    reason: str = ""
    witness: str = ""
    clip: str = ""


@dataclass(frozen=True, slots=True)
class Ink:
    """A handwritten signature as strokes, never as a picture.

    Attributes:
        width, height: Box written in, in 0.1 mm.
        strokes: Each stroke a sequence of (x, y, pressure 0..1000, milliseconds since the first
            point); x and y in 0.1 mm from the box's upper left corner.
        text_sha256: Digest of the frozen text that was on screen, 64 hex digits.
        wall: Local time of the last stroke, ISO 8601 with offset.
    """

    width: int
    height: int
    strokes: tuple[tuple[tuple[int, int, int, int], ...], ...]
    text_sha256: str
    wall: str
