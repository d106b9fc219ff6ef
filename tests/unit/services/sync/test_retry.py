"""Promises of the waiting times: they grow, are capped, are spread, and honour the server."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.sync.retry import (
    CAP_UNREACHABLE_S,
    CAP_WAIT_S,
    FIRST_S,
    backoff,
    longer_of,
)


@given(st.integers(0, 10_000), st.binary(min_size=4, max_size=4), st.booleans())
def test_no_wait_is_longer_than_its_cap(attempts: int, random: bytes, told: bool) -> None:
    wait = backoff(attempts, lambda _n: random, told_to_wait=told)
    cap = CAP_WAIT_S if told else CAP_UNREACHABLE_S
    assert timedelta(0) <= wait <= timedelta(seconds=min(cap, FIRST_S * 2 ** min(attempts, 16)))


def test_the_most_doubles_with_each_try() -> None:
    most = [backoff(n, lambda _n: b"\xff" * 4, told_to_wait=True) for n in range(9)]
    assert [round(wait.total_seconds()) for wait in most] == [2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert backoff(5, lambda _n: bytes(4), told_to_wait=True) == timedelta(0)


def test_the_servers_wish_counts_when_it_is_longer() -> None:
    mine = timedelta(seconds=10)
    assert longer_of(mine, "60") == timedelta(seconds=60)
    assert longer_of(mine, "5") == mine
    for nonsense in (None, "", "-1", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "９"):
        assert longer_of(mine, nonsense) == mine
    assert longer_of(mine, "9" * 12) == timedelta(days=1)
