"""Promises of the request chain: each statement names the one before, and restored sides show."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.wire.requests import (
    GENESIS,
    HeadVerdict,
    Lane,
    LaneHead,
    RequestStatement,
    Standing,
    compare_heads,
    head_after,
    judge,
    next_statement,
)


def _next(head: LaneHead, body: bytes = b"{}") -> RequestStatement:
    return next_statement(
        head,
        device="D-1",
        method="PUT",
        path="/v1/records/x",
        body=body,
        nonce="ab" * 16,
        expires=10,
    )


def _chain(length: int) -> list[LaneHead]:
    heads = [LaneHead(lane=Lane.NET)]
    for n in range(length):
        heads.append(head_after(_next(heads[-1], b"%d" % n)))
    return heads


def test_a_chain_begins_at_zero_and_counts_by_one() -> None:
    heads = _chain(3)
    assert heads[0].head == GENESIS
    assert [head.seq for head in heads] == [0, 1, 2, 3]
    assert len({head.head for head in heads}) == 4


@given(st.integers(0, 6), st.integers(0, 6))
def test_every_statement_stands_in_exactly_one_way_to_a_head(at: int, follows: int) -> None:
    heads = _chain(7)
    statement = _next(heads[follows], b"%d" % follows)
    expected = {
        follows == at: Standing.NEXT,
        follows == at - 1: Standing.REPEATED,
        follows < at - 1: Standing.REPLAYED,
        follows > at: Standing.BROKEN,
    }[True]
    assert judge(heads[at], statement) is expected


def test_another_statement_under_the_last_number_is_no_repetition() -> None:
    heads = _chain(2)
    assert judge(heads[2], _next(heads[1], b"other")) is Standing.REPLAYED


def test_the_next_number_after_another_predecessor_is_broken() -> None:
    heads = _chain(2)
    foreign = LaneHead(lane=Lane.NET, seq=2, head="0" * 64)
    assert judge(heads[2], _next(foreign)) is Standing.BROKEN


def test_equal_heads_are_no_news() -> None:
    head = _chain(2)[2]
    assert compare_heads(head, None, head) == HeadVerdict()
    assert compare_heads(head, _next(head), head) == HeadVerdict()


def test_a_lost_answer_is_recognised() -> None:
    head = _chain(2)[2]
    pending = _next(head)
    assert compare_heads(head, pending, head_after(pending)) == HeadVerdict(executed=True)


def test_a_server_that_knows_more_tells_of_a_restored_laptop() -> None:
    heads = _chain(5)
    assert compare_heads(heads[2], None, heads[3]).rolled_back_device
    assert compare_heads(heads[2], _next(heads[2], b"x"), heads[4]).rolled_back_device


def test_the_same_number_with_another_request_tells_of_a_copied_laptop() -> None:
    head = _chain(2)[2]
    other = LaneHead(lane=Lane.NET, seq=2, head="1" * 64)
    assert compare_heads(head, None, other).rolled_back_device


def test_a_server_that_knows_less_was_restored() -> None:
    heads = _chain(5)
    assert compare_heads(heads[4], None, heads[2]).rolled_back_server
