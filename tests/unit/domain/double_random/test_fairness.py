"""No place in a list and no number is favoured: counted over many seeds, the same each run."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from inspector_app.domain.double_random import conduct

RUNS = 3000


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def chi_square(found: Counter[str], cells: int) -> float:
    expected = found.total() / cells
    return sum((count - expected) ** 2 / expected for count in found.values())


def test_every_unit_and_every_able_officer_is_drawn_as_often(world: Any) -> None:
    first: Counter[str] = Counter()
    leaders: Counter[str] = Counter()
    for n in range(RUNS):
        result = conduct(world.plan, world.lists, sha256(n.to_bytes(4, "big")), sha256)
        assert result.strata[1].population == 8
        first[result.strata[1].order[0]] += 1
        unit = result.assigned[0]
        if unit.unit != "u-01":  # one officer is kept apart from that one
            leaders[unit.officers[0]] += 1
    # the seeds are fixed, so that this can never fail by chance; 99.9 % bounds, one cell less free
    assert len(first) == 8
    assert chi_square(first, 8) < 24.3
    assert len(leaders) == 7
    assert chi_square(leaders, 7) < 22.5
