"""Merkle trees in the shape of RFC 9162: the tree of a record, and the tree of the bureau's log.

Called by `seal` (leaves in ascending order) and by `tlog` and the bureau (entries in order of
arrival). A log asks for its nodes through a function, so that a million entries need no memory.
Must never touch a database itself.

Source: RFC 9162 section 2.1 (same shape and hashes as RFC 6962).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from inspector_app.crypto.digest import sha256

EMPTY_ROOT = sha256(b"")
HASH_BYTES = 32

NodeSource: TypeAlias = Callable[[int, int], bytes]
"""Returns the hash of the complete subtree (level, index): leaves from index*2^level on."""


def leaf_hash(data: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ data)."""
    return sha256(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right)


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes in their given order."""
    if not hashes:
        return EMPTY_ROOT
    stack: list[bytes] = []
    for count, current in enumerate(hashes, 1):
        merged = current
        while count & 1 == 0:  # a complete pair of subtrees of the same height ends here
            merged = node_hash(stack.pop(), merged)
            count >>= 1
        stack.append(merged)
    root = stack.pop()
    while stack:
        root = node_hash(stack.pop(), root)
    return root


def nodes_of(hashes: Sequence[bytes]) -> NodeSource:
    """Return a node source over leaf hashes in memory."""
    kept: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        if level == 0:
            return hashes[index]
        place = (level, index)
        if place not in kept:
            kept[place] = node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))
        return kept[place]

    return node


def root_at(size: int, node: NodeSource) -> bytes:
    """Return the root of the first `size` entries, 0 or more."""
    return _range_hash(0, size, node) if size else EMPTY_ROOT


def completed_nodes(
    index: int, entry_hash: bytes, node: NodeSource
) -> tuple[tuple[int, int, bytes], ...]:
    """Return the (level, index, hash) of every subtree that appending an entry completes.

    Args:
        index: Position of the new entry, from 0.
        entry_hash: Its leaf hash; asked for no node that this call returns.
    """
    done = [(0, index, entry_hash)]
    level, place, current = 0, index, entry_hash
    while place & 1:
        current = node_hash(node(level, place - 1), current)
        level, place = level + 1, place >> 1
        done.append((level, place, current))
    return tuple(done)


def inclusion_path(index: int, size: int, node: NodeSource) -> tuple[bytes, ...]:
    """Return the proof that entry `index` is in the tree of `size` entries, sibling first.

    Source: RFC 9162 section 2.1.3.1.
    """
    if not 0 <= index < size:
        raise ValueError("the entry lies outside the tree")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, node))
            end = middle
        else:
            path.append(_range_hash(start, middle, node))
            start = middle
    return tuple(reversed(path))


def consistency_path(old: int, new: int, node: NodeSource) -> tuple[bytes, ...]:
    """Return the proof that the tree of `new` entries only appends to that of `old`.

    Args:
        old: 0..new; 0 and `new` give an empty proof.
    Source: RFC 9162 section 2.1.4.1.
    """
    if not 0 <= old <= new:
        raise ValueError("the old tree is larger than the new one")
    if old in (0, new):
        return ()
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end - start:
        half = _split(end - start)
        if old <= half:
            path.append(_range_hash(start + half, end, node))
            end = start + half
        else:
            path.append(_range_hash(start, start + half, node))
            start, old, whole = start + half, old - half, False
    if not whole:
        path.append(_range_hash(start, end, node))
    return tuple(reversed(path))


def inclusion_holds(
    entry_hash: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Check an inclusion proof. Source: RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, current = index, size - 1, entry_hash
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            current = node_hash(step, current)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            current = node_hash(current, step)
        place, last = place >> 1, last >> 1
    return last == 0 and current == root


def consistency_holds(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Check a consistency proof. Source: RFC 9162 section 2.1.4.2; the empty tree precedes all."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    steps = list(path)
    if old & (old - 1) == 0:  # a complete tree is its own first node
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, step)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _range_hash(start: int, end: int, node: NodeSource) -> bytes:
    size = end - start
    if size & (size - 1) == 0:
        return node(size.bit_length() - 1, start // size)
    middle = start + _split(size)
    return node_hash(_range_hash(start, middle, node), _range_hash(middle, end, node))


def _split(size: int) -> int:
    """Return the largest power of two below `size`, 2 or more."""
    return 1 << (size - 1).bit_length() - 1
