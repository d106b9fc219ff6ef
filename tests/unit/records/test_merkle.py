"""Trees: published roots, and every proof of every small tree."""

from __future__ import annotations

import hashlib

import pytest

from inspector_app.records.merkle import (
    EMPTY_ROOT,
    completed_nodes,
    consistency_holds,
    consistency_path,
    inclusion_holds,
    inclusion_path,
    leaf_hash,
    nodes_of,
    root_at,
    root_of,
)

# The eight entries and roots that implementations of RFC 6962 share as test data.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
HASHES = [leaf_hash(entry) for entry in ENTRIES]
MANY = [leaf_hash(b"%d" % n) for n in range(40)]


def plain_root(hashes: list[bytes]) -> bytes:
    """The definition of RFC 9162 section 2.1.1, word by word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    left, right = plain_root(hashes[:split]), plain_root(hashes[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert root_of(HASHES[:size]).hex() == ROOTS[size]
    assert root_at(size, nodes_of(HASHES)).hex() == ROOTS[size]


def test_roots_of_all_sizes_follow_the_definition() -> None:
    for size in range(len(MANY) + 1):
        expected = plain_root(MANY[:size])
        assert root_of(MANY[:size]) == expected
        assert root_at(size, nodes_of(MANY)) == expected


def test_every_entry_of_every_tree_proves_inclusion() -> None:
    node = nodes_of(MANY)
    for size in range(1, len(MANY) + 1):
        root = root_at(size, node)
        for index in range(size):
            path = inclusion_path(index, size, node)
            assert inclusion_holds(MANY[index], index, size, path, root)


def test_a_wrong_proof_of_inclusion_is_refused() -> None:
    node = nodes_of(MANY)
    for size in (1, 2, 5, 8, 21, 40):
        root = root_at(size, node)
        for index in range(size):
            path = inclusion_path(index, size, node)
            other = MANY[(index + 1) % len(MANY)]
            assert not inclusion_holds(other, index, size, path, root)
            assert not inclusion_holds(MANY[index], index, size, (*path, bytes(32)), root)
            assert not inclusion_holds(MANY[index], index, size, path, bytes(32))
            assert not inclusion_holds(MANY[index], size, size, path, root)
            assert not inclusion_holds(MANY[index], -1, size, path, root)
            if path:
                assert not inclusion_holds(MANY[index], index, size, path[:-1], root)
                assert not inclusion_holds(MANY[index], index ^ 1, size, path, root)


def test_every_pair_of_sizes_proves_consistency() -> None:
    node = nodes_of(MANY)
    for new in range(len(MANY) + 1):
        for old in range(new + 1):
            path = consistency_path(old, new, node)
            assert consistency_holds(old, new, root_at(old, node), root_at(new, node), path)


def test_a_rewritten_history_proves_nothing() -> None:
    node = nodes_of(MANY)
    forged = [bytes(32), *MANY[1:]]
    for old, new in ((1, 2), (3, 7), (8, 16), (13, 40)):
        path = consistency_path(old, new, node)
        old_root, new_root = root_at(old, node), root_at(new, node)
        forged_root = root_of(forged[:new])
        assert not consistency_holds(old, new, old_root, forged_root, path)
        assert not consistency_holds(
            old, new, old_root, forged_root, consistency_path(old, new, nodes_of(forged))
        )
        assert not consistency_holds(old, new, bytes(32), new_root, path)
        assert not consistency_holds(old, new, old_root, new_root, (*path, bytes(32)))
        assert not consistency_holds(old, new, old_root, new_root, path[:-1])
        assert not consistency_holds(new, old, old_root, new_root, path)


def test_the_empty_tree_precedes_only_what_it_is_the_root_of() -> None:
    assert consistency_holds(0, 3, EMPTY_ROOT, root_of(MANY[:3]), ())
    assert not consistency_holds(0, 3, bytes(32), root_of(MANY[:3]), ())
    assert not consistency_holds(0, 3, EMPTY_ROOT, root_of(MANY[:3]), (bytes(32),))
    assert not consistency_holds(3, 3, bytes(32), root_of(MANY[:3]), ())


def test_appending_completes_exactly_the_new_subtrees() -> None:
    stored: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        return stored[level, index]

    for index, entry in enumerate(MANY):
        for level, place, value in completed_nodes(index, entry, node):
            assert (level, place) not in stored
            stored[level, place] = value
        assert root_at(index + 1, node) == root_of(MANY[: index + 1])
        assert inclusion_path(index, index + 1, node) == inclusion_path(
            index, index + 1, nodes_of(MANY)
        )


def test_proofs_outside_the_tree_are_not_made() -> None:
    with pytest.raises(ValueError, match="outside"):
        inclusion_path(3, 3, nodes_of(MANY))
    with pytest.raises(ValueError, match="larger"):
        consistency_path(4, 3, nodes_of(MANY))
