"""What a gate (门禁) is made of and what it is judged from. Values only.

Filled by `services/inspections`, judged by `gates.evaluate_gates`, shown by the opening screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from inspector_app.domain.assignments import Assignment
from inspector_app.domain.officers import Officer
from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.domain.procedure.profiles import Profile
from inspector_app.domain.wording import Text


class GateState(StrEnum):
    """What a gate says now."""

    HOLDS = "holds"
    BLOCKS = "blocks"  # something is wrong: nobody goes on
    WARNS = "warns"  # may go on; the record says what was missing
    TODO = "todo"  # not done yet


class GateStage(StrEnum):
    """When a gate must hold."""

    BEFORE = "before"  # 出发前
    ON_SITE = "on-site"  # 到场后
    CLOSING = "closing"  # 结束前


@dataclass(frozen=True, slots=True)
class Fix:
    """A way out: what the window does, and the words on its button.

    Attributes:
        action: `swap-officer:<person id>`, `choose-officer`, `unlock:<person id>`, `sync`,
            `record:<procedure kind>`, `number-by-hand`, `report-head`, `refusal-record`,
            `cap-reason`, `item:PR-09`, `thaw`.
    """

    action: str
    label: Text


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate as it stands.

    Attributes:
        id: `G-01` … `G-12`.
        fact: What is there, or what is wrong and the way out.
        why: The rule behind it with its source.
        fixes: Empty when the gate holds.
    """

    id: str
    stage: GateStage
    state: GateState
    title: Text
    fact: Text
    why: Text
    fixes: tuple[Fix, ...] = ()

    @property
    def passed(self) -> bool:
        """Tell whether one may go on past this gate."""
        return self.state in {GateState.HOLDS, GateState.WARNS}


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """One person chosen for the visit.

    Attributes:
        unlocked: Whether the person has unlocked the laptop with the own passphrase.
        elsewhere: Number of another visit at the same time, '' if none.
        conflict: Why the person may not act (recusal granted), '' if nothing.
    """

    officer: Officer
    unlocked: bool
    elsewhere: str = ""
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class ReadinessFacts:
    """What the laptop carries for the visit.

    Attributes:
        form_present: Workbook of the assignment's digest is on the laptop.
        catalogue_day: Day of the law catalogue, None if there is none.
        catalogue_approved: Legal unit has approved the versions used.
        numbers_free: Document numbers left in the laptop's block; None where the bureau hands
            a number out with the assignment.
    """

    form_present: bool
    form_title: str = ""
    form_version: str = ""
    catalogue_day: date | None = None
    catalogue_approved: bool = False
    numbers_free: int | None = None


@dataclass(frozen=True, slots=True)
class GateFacts:
    """Everything the gates of one visit are judged from.

    Attributes:
        now: Laptop's wall time, timezone-aware; the visit's day until somebody has arrived.
        officers: Persons chosen for the visit, in order; assistants chosen by mistake included.
        substitutes: Officers of the roster who could step in, best first.
        events: Procedure events of this visit in order.
        obstruction: Answer to PR-09, '' while it is open.
        cap_reason: Written reason to go over the yearly cap, with the head's name.
    """

    assignment: Assignment
    profile: Profile
    now: datetime
    officers: tuple[OfficerFacts, ...]
    readiness: ReadinessFacts
    substitutes: tuple[Officer, ...] = ()
    events: tuple[ProcedureEvent, ...] = ()
    obstruction: str = ""
    cap_reason: str = ""

    def last(self, kind: ProcedureKind) -> ProcedureEvent | None:
        """Return the latest event of a kind."""
        return next(reversed(tuple(self.all(kind))), None)

    def all(self, kind: ProcedureKind) -> Iterator[ProcedureEvent]:
        """Yield the events of a kind in order."""
        return (event for event in self.events if event.kind is kind)

    @property
    def start(self) -> datetime:
        """Return the start of the visit: arrival, else now."""
        arrived = next(self.all(ProcedureKind.ARRIVED), None)
        return arrived.moment if arrived else self.now

    @property
    def day(self) -> date:
        """Return the visit's day by the laptop's local time."""
        return self.start.date()
