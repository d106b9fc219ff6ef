"""Time as claimed against time as proven: flags, never blocks.

Called by `verify`. Clocks of laptops are wrong in the field; a wrong clock must be seen, and must
not make a true record worthless. Must never change another fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from inspector_app.domain.procedure.two_officers import Reason, TimeWindow
from inspector_app.records.content import JsonValue
from inspector_app.records.package import Package
from inspector_app.records.surroundings import group, single
from inspector_app.records.verdict import Finding, State

WIDEST = timedelta(hours=72)
DRIFT_S = 120


def judge_time(package: Package, window: TimeWindow, *, proven: bool) -> Finding:
    """Return the fact `time`.

    Args:
        proven: Whether the upper bound comes from a receipt or witness, not from the verifier's
            clock.
    Returns:
        `no` when the claimed time lies outside the provable window, `yes` when it lies within a
        proven one, else `unknown`; remarks in each case.
    """
    remarks = list(dict.fromkeys(_remarks(package)))
    outside = (window.latest is not None and window.claimed > window.latest) or (
        window.earliest is not None and window.claimed < window.earliest
    )
    if (
        window.earliest is not None
        and window.latest is not None
        and window.latest - window.earliest > WIDEST
    ):
        remarks.append(Reason.of("time.wide"))
    if outside:
        return Finding(State.NO, (Reason.of("time.outside"), *remarks))
    return Finding(State.YES if proven else State.UNKNOWN, tuple(remarks))


def _remarks(package: Package) -> Iterable[Reason]:
    readings = [
        reading for event in group(package, "procedure") if (reading := _reading(event)) is not None
    ]
    last = _reading(single(package, "time"))
    if last is not None:
        readings.append(last)
        drift_s = abs(last[0].timestamp() - package.seal.sealed_at)
        if drift_s > DRIFT_S:
            yield Reason.of("time.drift", seconds=int(drift_s))
    for (wall, monotonic_s), (next_wall, next_monotonic_s) in pairwise(readings):
        if next_wall < wall:
            yield Reason.of("time.backwards")
        if next_monotonic_s < monotonic_s:
            yield Reason.of("time.boot")  # within one boot the monotonic clock only rises
            continue
        drift_s = abs((next_wall - wall).total_seconds() - (next_monotonic_s - monotonic_s))
        if drift_s > DRIFT_S:
            yield Reason.of("time.drift", seconds=int(drift_s))


def _reading(event: Mapping[str, JsonValue]) -> tuple[datetime, float] | None:
    monotonic_ns = event.get("monotonic_ns")
    try:
        wall = datetime.fromisoformat(str(event.get("wall", "")))
    except ValueError:
        return None
    if wall.tzinfo is None or not isinstance(monotonic_ns, int):
        return None
    return wall, monotonic_ns / 1e9
