"""Deterministic entropy and a clock for the tests of keys and files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

import pytest

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.crypto.authority import Authority
from inspector_app.domain.identifiers import Entropy

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=CHINA)


def counting_entropy(seed: str = "crypto") -> Entropy:
    count = 0

    def entropy(length: int) -> bytes:
        nonlocal count
        count += 1
        return hashlib.shake_256(f"{seed}/{count}".encode()).digest(length)

    return entropy


@pytest.fixture
def entropy() -> Entropy:
    return counting_entropy()


@pytest.fixture
def make_entropy() -> Callable[[str], Entropy]:
    return counting_entropy


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock(NOW)


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority.create("示例市演示单位", now=NOW, entropy=counting_entropy("authority"))
