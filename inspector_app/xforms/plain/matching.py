"""Which question of an older form is which of a newer one.

The comparison calls `match_nodes`. By path first; then by insp code, by name, and inside matched
groups by role and by label, each only where it is unambiguous.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from inspector_app.xforms.plain.form import PlainForm, PlainNode

Key = Callable[[PlainNode], Hashable]


@dataclass(slots=True)
class Match:
    """Pairs in the order they were found, and what has no partner."""

    pairs: list[tuple[PlainNode, PlainNode]] = field(default_factory=list)
    removed: list[PlainNode] = field(default_factory=list)
    added: list[PlainNode] = field(default_factory=list)
    _old: dict[int, PlainNode] = field(default_factory=dict)
    _new: dict[int, PlainNode] = field(default_factory=dict)

    def join(self, old: PlainNode, new: PlainNode) -> None:
        """Note that two nodes are one question."""
        self.pairs.append((old, new))
        self._old[id(new)] = old
        self._new[id(old)] = new

    def old_of(self, new: PlainNode) -> PlainNode | None:
        """Return the older node of a newer one."""
        return self._old.get(id(new))

    def new_of(self, old: PlainNode) -> PlainNode | None:
        """Return the newer node of an older one."""
        return self._new.get(id(old))


def match_nodes(old: PlainForm, new: PlainForm) -> Match:
    """Return the pairs of two forms."""
    match = Match()
    match.join(old.root, new.root)
    coded = _by_code(old.root.walk()), _by_code(new.root.walk())
    for node in old.root.walk():
        same = new.nodes.get(node.path)
        if same is None or match.new_of(node) is not None or node.parent is None:
            continue
        code, other = node.insp.get("code", ""), same.insp.get("code", "")
        swapped = code != other and (
            (code and code in coded[1]) or (other and other in coded[0])
        )  # two items changed places: the code says which is which
        if not swapped and _alike(node, same):
            match.join(node, same)
    _unique(match, old, new, lambda node: node.insp.get("code"))
    _unique(match, old, new, lambda node: node.name)
    for before, after in list(match.pairs):
        _inside(match, before, after)
    for node in old.root.walk():
        if match.new_of(node) is None:
            match.removed.append(node)
    for node in new.root.walk():
        if match.old_of(node) is None:
            match.added.append(node)
    return match


def out_of_order(match: Match) -> set[int]:
    """Return the ids of newer nodes that moved: to another group, or past their neighbours."""
    moved: set[int] = set()
    for old, new in match.pairs:
        if new.parent is not None and old.parent is not None:
            stays = match.new_of(old.parent) is new.parent
            if not stays:
                moved.add(id(new))
    for parent, group in match.pairs:
        children = [
            (child, before)
            for child in group.children
            if (before := match.old_of(child)) is not None and before.parent is parent
        ]
        ranks = [parent.children.index(before) for _, before in children]
        kept = _longest_rise(ranks)
        moved.update(id(child) for at, (child, _) in enumerate(children) if at not in kept)
    return moved


def _alike(old: PlainNode, new: PlainNode) -> bool:
    """Tell whether a group stayed a group."""
    containers = ("group", "repeat")
    return (old.kind in containers) == (new.kind in containers)


def _by_code(nodes: Iterable[PlainNode]) -> set[str]:
    counts = Counter(node.insp["code"] for node in nodes if node.insp.get("code"))
    return {code for code, times in counts.items() if times == 1}


def _unique(match: Match, old: PlainForm, new: PlainForm, key: Key) -> None:
    first = _free(old.root.walk(), match.new_of, key)
    second = _free(new.root.walk(), match.old_of, key)
    for value, node in first.items():
        other = second.get(value)
        if other is not None and _alike(node, other):
            match.join(node, other)


def _free(
    nodes: Iterable[PlainNode], partner: Callable[[PlainNode], PlainNode | None], key: Key
) -> dict[Hashable, PlainNode]:
    free = [(key(node), node) for node in nodes if partner(node) is None]
    counts = Counter(value for value, _ in free if value)
    return {value: node for value, node in free if value and counts[value] == 1}


def _inside(match: Match, before: PlainNode, after: PlainNode) -> None:
    """Match what is left inside a matched group, by role, by ending of the name, by label."""
    keys: tuple[Key, ...] = (
        lambda node: (
            node.name.removeprefix(node.parent.name)
            if node.parent is not None and node.name.startswith(node.parent.name)
            else None
        ),
        lambda node: node.insp.get("role"),
        lambda node: (node.kind, node.value_type, *node.labels.items()) if node.labels else None,
    )
    for key in keys:
        first = _free(before.children, match.new_of, key)
        second = _free(after.children, match.old_of, key)
        for value, node in first.items():
            other = second.get(value)
            if other is not None and _alike(node, other):
                match.join(node, other)
                _inside(match, node, other)


def _longest_rise(ranks: list[int]) -> set[int]:
    """Return the positions of a longest rising run: what may be said to have stayed."""
    tails: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for at, rank in enumerate(ranks):
        place = bisect_left(tails, rank)
        back.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(rank)
            ends.append(at)
        else:
            tails[place], ends[place] = rank, at
    kept: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = back[at]
    return kept
