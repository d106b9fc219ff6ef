"""When to try again: full jitter, growing, capped. Pure; nothing here waits.

Called by delivery. Source: sync-and-bureau design, section 7.
"""

from __future__ import annotations

from datetime import timedelta

from inspector_app.domain.identifiers import Entropy

FIRST_S = 2.0
CAP_UNREACHABLE_S = 30.0
CAP_WAIT_S = 300.0
_STEPS = 1 << 32


def backoff(attempts: int, entropy: Entropy, *, told_to_wait: bool) -> timedelta:
    """Return how long to wait: random(0, min(cap, 2 s * 2^n)).

    Args:
        attempts: Failed tries so far, 0 upwards.
        told_to_wait: The bureau answered "wait"; otherwise it could not be reached.
    """
    cap = CAP_WAIT_S if told_to_wait else CAP_UNREACHABLE_S
    most = min(cap, FIRST_S * 2 ** min(attempts, 16))
    part = int.from_bytes(entropy(4), "big") / _STEPS
    return timedelta(seconds=most * part)


def longer_of(chosen: timedelta, retry_after: str | None) -> timedelta:
    """Return the longer of our own wait and the server's Retry-After in seconds (at most a day)."""
    if retry_after is not None and retry_after.isascii() and retry_after.isdecimal():
        return max(chosen, timedelta(seconds=min(int(retry_after), 86_400)))
    return chosen
