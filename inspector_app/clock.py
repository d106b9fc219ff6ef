"""Time as a parameter: wall clock, monotonic clock, and which boot they belong to.

Whoever needs the time gets a `Clock`; nobody calls `datetime.now`. Must never sleep.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Where a laptop or server reads the time."""

    def now(self) -> datetime:
        """Return the wall time, timezone-aware."""

    def monotonic_ns(self) -> int:
        """Return nanoseconds that never run backwards within one boot."""

    def boot_id(self) -> str:
        """Return a name for the current boot; '' when the system tells none."""


class SystemClock:
    """The machine's own clocks, in China standard time."""

    def now(self) -> datetime:
        return datetime.now(CHINA)

    def monotonic_ns(self) -> int:
        return time.monotonic_ns()

    def boot_id(self) -> str:
        try:
            return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        except OSError:
            return ""


class SteppingClock:
    """A clock that stands until it is told to go on: training data, frozen runs, tests."""

    def __init__(self, start: datetime, step: timedelta = timedelta(0)) -> None:
        if start.tzinfo is None:
            raise ValueError("the start time needs a zone")
        self._now = start
        self._step = step
        self._monotonic_ns = 1_000_000_000

    def now(self) -> datetime:
        current = self._now
        self.advance(self._step)
        return current

    def monotonic_ns(self) -> int:
        return self._monotonic_ns

    def boot_id(self) -> str:
        return "stepping"

    def advance(self, delta: timedelta) -> None:
        """Move both clocks on by `delta`."""
        self._now += delta
        self._monotonic_ns += int(delta / timedelta(microseconds=1)) * 1000


def unix_seconds(moment: datetime) -> int:
    """Return whole seconds since 1970-01-01 UTC, rounded down."""
    return int(moment.astimezone(UTC).timestamp() // 1)
