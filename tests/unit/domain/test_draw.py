"""The draw `draw-1`: the published vector, populations as officers write them, sizes."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.draw import draw, read_population, read_seed, sample_size, table_seed
from inspector_app.errors import KnownError


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def test_the_published_vector_comes_out() -> None:
    ids = [f"A{n:02}" for n in range(1, 11)]
    drawn = draw(bytes(range(16)), ids, 10, _sha256)
    assert " ".join(drawn.result) == "A05 A02 A10 A06 A09 A08 A07 A04 A01 A03"
    assert drawn.population_sha256 == hashlib.sha256("\n".join(ids).encode()).hexdigest()


@given(st.lists(st.text(min_size=1), unique=True), st.binary(min_size=16, max_size=16))
def test_the_order_given_never_matters(ids: list[str], seed: bytes) -> None:
    there = draw(seed, ids, 5, _sha256)
    back = draw(seed, ids[::-1] + ids, 5, _sha256)
    assert there == back
    assert len(there.result) == min(5, there.population)


def test_another_table_or_attempt_has_another_seed() -> None:
    seed = bytes(16)
    seeds = {table_seed(seed, table, n, _sha256) for table in ("WB-T1", "WB-T2") for n in (1, 2)}
    assert len(seeds) == 4
    assert table_seed(seed, "WB-T1", 1, _sha256) == _sha256(seed + b"\0WB-T1/1")[:16]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("1-5 without 3", "1 2 4 5"),
        ("1-5，不含 2、3", "1 4 5"),
        ("1 至 3", "1 2 3"),
        ("A01-A03、B1，除 A02", "A01 A03 B1"),
        ("A09-11", "A09 A10 A11"),
        ("x\ny\nx", "x y"),
        ("收银台", "收银台"),
    ],
)
def test_populations_read_as_officers_write_them(text: str, ids: str) -> None:
    assert read_population(text) == tuple(ids.split())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "draw.population-empty"),
        ("3 without 3", "draw.population-empty"),
        ("A1-B9", "draw.population-unreadable"),
        ("9-1", "draw.population-unreadable"),
        ("1-9999999", "draw.population-large"),
    ],
)
def test_what_cannot_be_a_population_is_told(text: str, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        read_population(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("rule", "population", "size"),
    [
        ("min(N,20,max(5,10%))", 120, 12),
        ("min(N,20,max(5,10%))", 121, 13),
        ("min(N,20,max(5,10%))", 3, 3),
        ("min(N,20,max(5,10%))", 500, 20),
        ("min(N, max(20, ceil(5% * N)))", 412, 21),
        ("⌈10%⌉", 11, 2),
        ("all", 7, 7),
        ("10", 7, 7),
        ("10", 70, 10),
    ],
)
def test_sizes_follow_the_rule_in_whole_numbers(rule: str, population: int, size: int) -> None:
    assert sample_size(rule, population) == size


@pytest.mark.parametrize("rule", ["", "bureau", "min(", "10%%", "5 5", "min()", "⌈3"])
def test_a_rule_that_cannot_be_read_is_refused(rule: str) -> None:
    with pytest.raises(KnownError) as caught:
        sample_size(rule, 10)
    assert caught.value.code == "draw.rule-unreadable"


@pytest.mark.parametrize("seed", ["", "00" * 15, "zz" * 16])
def test_a_seed_that_cannot_be_read_is_refused(seed: str) -> None:
    with pytest.raises(KnownError):
        read_seed(seed)
