"""How alike two names or addresses are, and what counts as perhaps the same unit.

Called by the import's search for duplicates. Pure. Must never decide that two units are one: it
gives a reason to look.
"""

from __future__ import annotations

ALIKE_NAME = 0.75
SAME_PLACE_NAME = 0.4
ALIKE_ADDRESS = 0.6


def likeness(one: str, other: str) -> float:
    """Return 0..1: twice the shared neighbouring pairs over all pairs (Dice 1945).

    Texts of one character are alike when they are equal.
    """
    if one == other:
        return 1.0 if one else 0.0
    first = [one[i : i + 2] for i in range(len(one) - 1)]
    second = [other[i : i + 2] for i in range(len(other) - 1)]
    if not first or not second:
        return 0.0
    left = list(second)
    shared = 0
    for pair in first:
        if pair in left:
            left.remove(pair)
            shared += 1
    return 2 * shared / (len(first) + len(second))


def one_sign_apart(one: str, other: str) -> bool:
    """Tell whether one sign was changed, put in or left out; numbers that differ are no slip."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
              min(len(one), len(other)))  # fmt: skip
    changed = one[at : at + 1] + other[at : at + 1]
    if any(sign.isnumeric() for sign in changed):
        return False  # 二店 and 三店, 1号 and 2号 are two places
    skip_one, skip_other = len(one) >= len(other), len(other) >= len(one)
    return one[at + skip_one :] == other[at + skip_other :]


def perhaps_same(
    name: str, address: str, other_name: str, other_address: str, *, same_district: bool
) -> bool:
    """Tell whether two units deserve a look, by their keys of `cleaning`.

    Args:
        same_district: Also true when one of them names no district.
    """
    if address and address == other_address:
        slip = len(name) >= 3 and one_sign_apart(name, other_name)
        return slip or likeness(name, other_name) >= SAME_PLACE_NAME
    if not same_district:
        return False
    near = not address or not other_address or likeness(address, other_address) >= ALIKE_ADDRESS
    if name == other_name:
        return near
    alike = likeness(name, other_name) >= ALIKE_NAME or (
        len(name) >= 3 and one_sign_apart(name, other_name)
    )
    digits = [c for c in name if c.isnumeric()] == [c for c in other_name if c.isnumeric()]
    return alike and near and digits
