"""Every change of a draw file is found, and the reason names what was changed."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from inspector_app.domain.double_random import (
    Fact,
    State,
    Verdict,
    declaration_digest,
    file_bytes,
    judge,
)
from inspector_app.errors import KnownError

VALUE = "03 07 12 19 25 31 + 08"


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def compact(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"


@pytest.fixture(scope="module")
def good(world: Any) -> tuple[bytes, bytes]:
    """A drawn file and the digest announced for it."""
    file = world.draw(world.plan, world.lists)
    return file_bytes(file), declaration_digest(file.declaration, sha256)


def verdict_of(data: bytes, announced: bytes) -> Verdict:
    return judge(data, announced=announced, value=VALUE, sha256=sha256)


def wrong(verdict: Verdict) -> dict[Fact, tuple[str, ...]]:
    return {
        fact: tuple(reason.code for reason in reasons)
        for fact, (state, reasons) in verdict.facts.items()
        if state is State.NO
    }


def rehash(whole: dict[str, Any]) -> None:
    """Do what a forger would: make the digests of the lists fit again."""
    for name in ("units", "officers", "exclusions"):
        lines = b"".join(compact(entry) for entry in whole[name])
        whole["declaration"]["lists"][name] = {
            "count": len(whole[name]),
            "sha256": sha256(lines).hex(),
        }


def test_the_untouched_file_is_valid(good: tuple[bytes, bytes]) -> None:
    data, announced = good
    verdict = verdict_of(data, announced)
    assert verdict.valid
    assert set(verdict.facts) == set(Fact)
    assert verdict.digest == announced


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from leaves(inner, (*path, n))
    else:
        yield path


def changed(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if not value:
        return "x"
    # a changed digit keeps the form of hex, days and numbers where it can
    return value[:-1] + ("1" if value[-1] != "1" else "2")


@pytest.mark.parametrize("forged", [False, True], ids=["plain", "digests made to fit"])
def test_every_single_value_of_the_file_is_guarded(
    good: tuple[bytes, bytes], *, forged: bool
) -> None:
    data, announced = good
    whole = json.loads(data)
    count = 0
    for path in leaves(whole):
        other = copy.deepcopy(whole)
        place = other
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = changed(place[path[-1]])
        if forged and path[0] != "declaration":
            rehash(other)
        count += 1
        if path in (("format",), ("version",)):
            with pytest.raises(KnownError, match=r"draw\.file-(?:unreadable|newer)"):
                verdict_of(compact(other), announced)
            continue
        verdict = verdict_of(compact(other), announced)
        assert wrong(verdict), path
        assert all(
            reason.sentence("zh") and reason.sentence("en")
            for _, reasons in verdict.facts.values()
            for reason in reasons
        )
    assert count > 400


def test_every_byte_turned_is_found(good: tuple[bytes, bytes]) -> None:
    data, announced = good
    for place in range(0, len(data), 7):
        turned = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        with pytest.raises(KnownError) as caught:
            judge(turned, announced=announced, value=VALUE, sha256=sha256)
        assert caught.value.code == "draw.file-unreadable"


Change = Callable[[dict[str, Any]], None]


def _unit_added(it: dict[str, Any]) -> None:
    it["units"].append({**it["units"][-1], "id": "u-99", "credit_code": ""})


def _unit_gone(it: dict[str, Any]) -> None:
    del it["units"][3]


def _unit_renamed(it: dict[str, Any]) -> None:
    it["units"][3]["name"] = "另一家示例单位"


def _officer_gone(it: dict[str, Any]) -> None:
    del it["officers"][2]  # no exclusion names this one


def _credential_prolonged(it: dict[str, Any]) -> None:
    it["officers"][3]["valid_to"] = "2027-12-31"


def _conflict_removed(it: dict[str, Any]) -> None:
    it["exclusions"] = [one for one in it["exclusions"] if one["reason"] != "conflict"]


def _conflict_reworded(it: dict[str, Any]) -> None:
    it["exclusions"][0]["note"] = "另有原因"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_unit_added, "draw.units-list-differs"),
        (_unit_renamed, "draw.units-list-differs"),
        (_officer_gone, "draw.officers-list-differs"),
        (_credential_prolonged, "draw.officers-list-differs"),
        (_conflict_removed, "draw.exclusions-list-differs"),
        (_conflict_reworded, "draw.exclusions-list-differs"),
    ],
)
def test_a_changed_list_is_named(good: tuple[bytes, bytes], change: Change, code: str) -> None:
    data, announced = good
    whole = json.loads(data)
    change(whole)
    assert wrong(verdict_of(compact(whole), announced))[Fact.LISTS] == (code,)
    # the digests made to fit: now the announcement and the seed give it away
    rehash(whole)
    found = wrong(verdict_of(compact(whole), announced))
    assert found[Fact.ANNOUNCED] == ("draw.announced-differs",)
    assert found[Fact.SEED] == ("draw.seed-differs",)


def test_a_removed_unit_that_an_exclusion_names_is_refused(good: tuple[bytes, bytes]) -> None:
    data, announced = good
    whole = json.loads(data)
    _unit_gone(whole)
    del whole["units"][3]  # u-05, named by an exclusion
    assert wrong(verdict_of(compact(whole), announced))[Fact.LISTS] == ("draw.exclusion-wrong",)


def test_a_reordered_list_is_told_as_such(good: tuple[bytes, bytes]) -> None:
    data, announced = good
    whole = json.loads(data)
    whole["units"].reverse()
    rehash(whole)
    assert wrong(verdict_of(compact(whole), announced))[Fact.LISTS] == ("draw.order-wrong",)


def _seed(it: dict[str, Any]) -> None:
    it["result"]["seed"] = "0" * 64


def _nonce(it: dict[str, Any]) -> None:
    it["opening"]["nonce"] = "f" * 64


def _value(it: dict[str, Any]) -> None:
    it["opening"]["value"] = "01 02 03"


def _exclusion_hidden(it: dict[str, Any]) -> None:
    del it["result"]["excluded_units"][0]


def _exclusion_reason(it: dict[str, Any]) -> None:
    it["result"]["excluded_officers"][0]["reasons"] = ["leave"]


def _exclusions_turned(it: dict[str, Any]) -> None:
    it["result"]["excluded_units"].reverse()


def _drawn_swapped(it: dict[str, Any]) -> None:
    order = it["result"]["strata"][0]["order"]
    order[0], order[-1] = order[-1], order[0]


def _drawn_replaced(it: dict[str, Any]) -> None:
    it["result"]["strata"][0]["order"][0] = "u-02"


def _drawn_dropped(it: dict[str, Any]) -> None:
    it["result"]["strata"][0]["order"].pop()


def _one_less(it: dict[str, Any]) -> None:
    it["result"]["strata"][0]["take"] -= 1


def _stratum_gone(it: dict[str, Any]) -> None:
    it["result"]["strata"].pop()


def _lines_swapped(it: dict[str, Any]) -> None:
    rows = it["result"]["assigned"]
    rows[0], rows[1] = rows[1], rows[0]


def _line_gone(it: dict[str, Any]) -> None:
    it["result"]["assigned"].pop()


def _officer_replaced(it: dict[str, Any]) -> None:
    pair = it["result"]["assigned"][0]["officers"]
    pair[0] = next(f"o-{n}" for n in range(1, 8) if f"o-{n}" not in pair)


def _one_officer(it: dict[str, Any]) -> None:
    it["result"]["assigned"][0]["officers"].pop()


def _same_officer(it: dict[str, Any]) -> None:
    pair = it["result"]["assigned"][0]["officers"]
    pair[1] = pair[0]


def _pair_turned(it: dict[str, Any]) -> None:
    it["result"]["assigned"][0]["officers"].reverse()


@pytest.mark.parametrize(
    ("change", "fact", "code"),
    [
        (_seed, Fact.SEED, "draw.seed-differs"),
        (_nonce, Fact.NONCE, "draw.nonce-differs"),
        (_value, Fact.VALUE, "draw.value-differs"),
        (_exclusion_hidden, Fact.EXCLUSIONS, "draw.exclusion-differs"),
        (_exclusion_reason, Fact.EXCLUSIONS, "draw.exclusion-differs"),
        (_exclusions_turned, Fact.EXCLUSIONS, "draw.exclusions-order"),
        (_drawn_swapped, Fact.UNITS, "draw.order-differ"),
        (_drawn_replaced, Fact.UNITS, "draw.units-differ"),
        (_drawn_dropped, Fact.UNITS, "draw.units-differ"),
        (_one_less, Fact.UNITS, "draw.counts-differ"),
        (_stratum_gone, Fact.UNITS, "draw.strata-differ"),
        (_lines_swapped, Fact.OFFICERS, "draw.assigned-differ"),
        (_line_gone, Fact.OFFICERS, "draw.assigned-differ"),
        (_officer_replaced, Fact.OFFICERS, "draw.officers-differ"),
        (_one_officer, Fact.OFFICERS, "draw.officers-differ"),
        (_same_officer, Fact.OFFICERS, "draw.officers-differ"),
        (_pair_turned, Fact.OFFICERS, "draw.officers-differ"),
    ],
)
def test_a_changed_result_is_found_under_its_own_name(
    good: tuple[bytes, bytes], change: Change, fact: Fact, code: str
) -> None:
    data, announced = good
    whole = json.loads(data)
    change(whole)
    found = wrong(verdict_of(compact(whole), announced))
    assert found[fact] == (code,)
    alone = fact not in (Fact.NONCE, Fact.VALUE)
    # a wrong nonce or value draws something else altogether; a wrong result is one thing only
    assert (set(found) == {fact}) == alone


def test_a_forgery_that_fits_itself_is_told_from_the_announced_draw(
    world: Any, good: tuple[bytes, bytes]
) -> None:
    from dataclasses import replace

    _, announced = good
    other = world.draw(world.plan, replace(world.lists, units=world.lists.units[:-1]))
    verdict = verdict_of(file_bytes(other), announced)
    assert wrong(verdict) == {Fact.ANNOUNCED: ("draw.announced-differs",)}


def test_without_the_announcement_and_the_value_nothing_is_valid(
    good: tuple[bytes, bytes],
) -> None:
    data, announced = good
    alone = judge(data, announced=None, value=None, sha256=sha256)
    assert not alone.valid
    assert not alone.refuted
    unknown = {fact for fact, (state, _) in alone.facts.items() if state is State.UNKNOWN}
    assert unknown == {Fact.ANNOUNCED, Fact.VALUE}
    half = judge(data, announced=announced, value=None, sha256=sha256)
    assert not half.valid
    assert not half.refuted


def test_frozen_lists_alone_are_no_draw(world: Any) -> None:
    file = world.declared(world.plan, world.lists)
    verdict = judge(
        file_bytes(file),
        announced=declaration_digest(file.declaration, sha256),
        value=VALUE,
        sha256=sha256,
    )
    assert not verdict.valid
    assert not verdict.refuted
    assert verdict.facts[Fact.UNITS][1][0].code == "draw.not-drawn"


def _member_more(it: dict[str, Any]) -> None:
    it["note"] = "x"


def _member_more_inside(it: dict[str, Any]) -> None:
    it["units"][0]["phone"] = "x"


def _member_less(it: dict[str, Any]) -> None:
    del it["officers"][0]["agency"]


def _result_gone(it: dict[str, Any]) -> None:
    del it["result"]


def _number_as_text(it: dict[str, Any]) -> None:
    it["units"][0]["visits"] = "1"


def _true_as_number(it: dict[str, Any]) -> None:
    it["units"][0]["visits"] = True


def _negative(it: dict[str, Any]) -> None:
    it["units"][0]["cap"] = -1


def _list_as_object(it: dict[str, Any]) -> None:
    it["units"] = {"0": it["units"][0]}


def _method(it: dict[str, Any]) -> None:
    it["declaration"]["method"] = "double-random-2"


def _kind(it: dict[str, Any]) -> None:
    it["exclusions"][0]["kind"] = "everybody"


def _day(it: dict[str, Any]) -> None:
    it["declaration"]["first"] = "2026-02-30"


def _week(it: dict[str, Any]) -> None:
    it["declaration"]["first"] = "2026-W49-2"


def _upper_case(it: dict[str, Any]) -> None:
    it["result"]["seed"] = it["result"]["seed"].upper()


def _half_a_sign(it: dict[str, Any]) -> None:
    it["units"][0]["name"] = "\ud800"


def _reasons(it: dict[str, Any]) -> None:
    it["result"]["excluded_units"][0]["reasons"] = [1]


@pytest.mark.parametrize(
    "change",
    [_member_more, _member_more_inside, _member_less, _result_gone, _number_as_text,
     _true_as_number, _negative, _list_as_object, _method, _kind, _day, _week, _upper_case,
     _half_a_sign, _reasons],
)  # fmt: skip
def test_a_file_of_another_shape_is_refused_by_place(
    good: tuple[bytes, bytes], change: Change
) -> None:
    data, announced = good
    whole = json.loads(data)
    change(whole)
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"))
    found = wrong(verdict_of(text.encode() + b"\n", announced))
    assert found == {Fact.FORM: ("draw.file-wrong",)}


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda data: data + b"\n",
        lambda data: data[:-1],
        lambda data: b" " + data,
        lambda data: json.dumps(json.loads(data), indent=1, ensure_ascii=False).encode(),
        lambda data: json.dumps(
            json.loads(data), sort_keys=True, separators=(",", ":")
        ).encode() + b"\n",
    ],
    ids=["line more", "line less", "blank", "indented", "escaped"],
)  # fmt: skip
def test_the_same_values_in_other_bytes_are_refused(
    good: tuple[bytes, bytes], rewrite: Callable[[bytes], bytes]
) -> None:
    data, announced = good
    found = wrong(verdict_of(rewrite(data), announced))
    assert found == {Fact.FORM: ("draw.not-canonical",)}


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"\xff", b'{"format":"inspector-draw","format":"inspector-draw"}',
     b'{"format":"inspector-draw","version":1.0}', b'{"format":NaN}', b"[" * 100_000,
     b'{"format":"inspector-draw","version":' + b"9" * 5000 + b"}"],
)  # fmt: skip
def test_what_is_no_draw_file_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        judge(data, announced=None, value=None, sha256=sha256)
    assert caught.value.code == "draw.file-unreadable"
    assert caught.value.entry.exit_code == 2


def test_a_later_format_asks_for_a_newer_program() -> None:
    with pytest.raises(KnownError) as caught:
        judge(b'{"format":"inspector-draw","version":2}', announced=None, value=None, sha256=sha256)
    assert caught.value.code == "draw.file-newer"
