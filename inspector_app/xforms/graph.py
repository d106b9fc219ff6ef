"""Order and edges: which rule runs before which, and where a change travels.

Called once per form by the program compiler. A group's relevance is an edge to every reader below
it; so are the counts of the repeats around a node.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.model import Bilingual, Place
from inspector_app.xforms.refusal import FormRefusedError
from inspector_app.xforms.rules import Edge, Rule

_WORDS = {
    "calculate": ("计算", "calculate"), "relevant": ("显示条件", "relevant"),
    "count": ("重复次数", "repeat count"),
}  # fmt: skip


def rank_rules(rules: list[Rule]) -> None:
    """Give every rule a rank above all rules it reads; a wish that closes a circle is given up.

    Raises:
        FormRefusedError: `cycle`, naming the questions in the order they depend on each other.
    """
    above: dict[SchemaNode, tuple[Rule, ...]] = {}
    wishing = [(rule, rule.reads) for rule in rules if rule.wishes or rule.narrowing]
    for rule, reads in wishing:
        rule.reads = tuple(dict.fromkeys((*reads, *rule.wishes, *rule.narrowing)))
    stuck = _rank(rules, above)
    for wish in ("narrowing", "wishes"):
        if not stuck:
            break
        among = set(stuck)
        for rule, reads in wishing:
            if rule.number in among and getattr(rule, wish):
                kept = rule.wishes if wish == "narrowing" else rule.narrowing
                rule.reads = tuple(dict.fromkeys((*reads, *kept)))
                rule.narrowed = rule.narrowed and wish != "narrowing"
                setattr(rule, wish, ())
        stuck = _rank(rules, above)
    for rule, _ in wishing:
        rule.wishes = rule.narrowing = ()
    if stuck:
        raise _cycle(rules, stuck, above)


def _rank(rules: list[Rule], above: dict[SchemaNode, tuple[Rule, ...]]) -> list[int]:
    """Rank by what the rules read; return those in circles or between them: they get no rank."""
    followers: list[list[int]] = [[] for _ in rules]
    waiting = [0] * len(rules)
    for rule in rules:
        before: set[int] = set()
        for read in rule.reads:
            for source in _sources(read.schema, above, position=read.position):
                before.add(source.number)
        for number in before:
            followers[number].append(rule.number)
        waiting[rule.number] = len(before)
    ready = [number for number, count in enumerate(waiting) if count == 0]
    heapify(ready)
    rank = 0
    while ready:
        number = heappop(ready)
        rules[number].rank = rank
        rank += 1
        for follower in followers[number]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                heappush(ready, follower)
    return _on_circles({number for number, count in enumerate(waiting) if count > 0}, followers)


def _on_circles(stuck: set[int], followers: list[list[int]]) -> list[int]:
    """Leave out those that only stand behind a circle: nothing that is stuck follows them."""
    before: dict[int, list[int]] = {}
    ahead: dict[int, int] = {}
    for number in stuck:
        following = [follower for follower in followers[number] if follower in stuck]
        ahead[number] = len(following)
        for follower in following:
            before.setdefault(follower, []).append(number)
    ends = [number for number, count in ahead.items() if count == 0]
    while ends:
        number = ends.pop()
        stuck.discard(number)
        for earlier in before.get(number, ()):
            ahead[earlier] -= 1
            if ahead[earlier] == 0:
                ends.append(earlier)
    return sorted(stuck)


def _sources(
    schema: SchemaNode, above: dict[SchemaNode, tuple[Rule, ...]], *, position: bool
) -> Iterable[Rule]:
    if position:
        # the place among all rows: it depends on how many there are, not on which are shown
        outer = _inherited(schema.parent, above) if schema.parent else ()
        return (*outer, schema.rules["count"]) if "count" in schema.rules else outer
    inherited = _inherited(schema, above)
    calculate = schema.rules.get("calculate")
    return inherited if calculate is None else (*inherited, calculate)


def _inherited(schema: SchemaNode, above: dict[SchemaNode, tuple[Rule, ...]]) -> tuple[Rule, ...]:
    """Return the rules that decide whether a node is there and shown, outermost first."""
    found = above.get(schema)
    if found is None:
        outer = _inherited(schema.parent, above) if schema.parent else ()
        own = [schema.rules[what] for what in ("relevant", "count") if what in schema.rules]
        found = above[schema] = (*outer, *own)
    return found


def _cycle(
    rules: list[Rule], stuck: list[int], above: dict[SchemaNode, tuple[Rule, ...]]
) -> FormRefusedError:
    members = set(stuck)
    before = {
        number: sorted(
            source.number
            for read in rules[number].reads
            for source in _sources(read.schema, above, position=read.position)
            if source.number in members
        )
        for number in stuck
    }
    path: list[int] = []
    seen: dict[int, int] = {}
    number = next(n for n in stuck if rules[n].what in _WORDS and before[n])
    while number not in seen:
        seen[number] = len(path)
        path.append(number)
        number = before[number][0]
    loop = [rules[n] for n in path[seen[number] :]]
    first = min(range(len(loop)), key=lambda at: loop[at].number)
    loop = [*loop[first:], *loop[:first]]
    zh = " → ".join(f"{rule.schema.name}（{_WORDS[rule.what][0]}）" for rule in [*loop, loop[0]])
    en = " → ".join(f"{rule.schema.name} ({_WORDS[rule.what][1]})" for rule in [*loop, loop[0]])
    start = loop[0]
    return FormRefusedError(
        "cycle", Place(row=start.schema.bind_line), None,
        Bilingual(f"题目循环依赖：{zh}", f"the questions depend on each other in a circle: {en}"),
        Bilingual("断开其中一处引用", "Break one of these references"),
        start.schema.name, path=start.schema.path, attribute=start.what,
    )  # fmt: skip


def connect(rules: list[Rule]) -> None:
    """Hang every rule on the nodes it reads."""
    seen_structure: set[tuple[int, int, int]] = set()
    readers: dict[SchemaNode, list[Edge]] = {}
    position_readers: dict[SchemaNode, list[Edge]] = {}
    structure_readers: dict[SchemaNode, list[Edge]] = {}
    for rule in rules:
        for read in rule.reads:
            schema = read.schema
            edge = Edge(rule, schema, read.anchor)
            (position_readers if read.position else readers).setdefault(schema, []).append(edge)
            for depth in schema.repeats:
                if read.anchor >= depth:
                    continue
                repeat = schema
                while repeat.depth > depth and repeat.parent is not None:
                    repeat = repeat.parent
                key = (rule.number, repeat.index, read.anchor)
                if key not in seen_structure and repeat.parent is not None:
                    seen_structure.add(key)
                    structure_readers.setdefault(repeat, []).append(
                        Edge(rule, repeat.parent, read.anchor)
                    )
    for schema, edges in readers.items():
        schema.readers = tuple(edges)
    for schema, edges in position_readers.items():
        schema.position_readers = tuple(edges)
    for schema, edges in structure_readers.items():
        schema.structure_readers = tuple(edges)
