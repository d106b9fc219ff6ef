"""Location paths to closures, with what they read and which instance they mean.

Only the compiler calls it. An absolute path inside a repeat means the nearest shared instance;
node- sets drop what is not relevant at the end of a path, so positions count all instances.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import AttributeNode, Node
from inspector_app.xforms.model import Bilingual
from inspector_app.xforms.xpath.ast import Binary, Call, Expr, Literal, Path, Step
from inspector_app.xforms.xpath.compiled import Compiled, Getter, Nodes, Scope
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import ExpressionError

if TYPE_CHECKING:
    from inspector_app.xforms.xpath.compiler import Compiler

StepRun = Callable[[list[Node], Context], list[Node]]


def compile_path(compiler: Compiler, path: Path, scope: Scope) -> Compiled:
    """Return the closure of a path.

    Raises:
        ExpressionError: `xpath-path` when no node of the form can match; `xpath-instance`.
    """
    start: Nodes
    steps = path.steps
    origin: Getter | None = None
    if path.absolute:
        return _absolute(compiler, path)
    base = path.base
    if base is None:
        origin = _context_node
        inner = scope
    elif isinstance(base, Call) and base.name == "current" and not base.args:
        origin = _current_node
        inner = compiler.bind_scope
    elif isinstance(base, Call) and base.name == "instance":
        return _secondary(compiler, path, base, scope)
    else:
        part = compiler.compile(base, scope)
        raw = part.raw
        run = part.run
        start = raw if raw is not None else lambda c: _nodes(run(c))
        inner = Scope(part.schemas, part.anchor, part.secondary or not part.schemas)
        return _general(compiler, start, steps, inner)
    return _from_node(compiler, origin, steps, inner)


def _nodes(value: object) -> list[Node]:
    return value if isinstance(value, list) else []


def _context_node(c: Context) -> Node:
    return c.node


def _current_node(c: Context) -> Node:
    return c.current


def _absolute(compiler: Compiler, path: Path) -> Compiled:
    root = compiler.definition.root
    if not path.steps:
        return Compiled("nodes", lambda c: [c.runtime.root], schemas=(root,))
    first = path.steps[0]
    if first.axis == "descendant-or-self":
        return _general(compiler, lambda c: [c.runtime.root], path.steps, Scope((root,), 0))
    if first.test not in (root.name, "*", "node()"):
        raise _unknown(first, root.path, [root.name])
    bind = compiler.bind
    shared = -1
    limit = len(path.steps) - 1
    for index, step in enumerate(path.steps[:limit]):
        if index > bind.depth or step.axis != "child" or step.test != bind.names[index]:
            break
        if step.predicates:
            break
        shared = index
    pinned = max((depth for depth in bind.repeats if depth <= shared), default=0)
    if pinned and not scope_is_count(compiler, pinned):
        up = bind.depth - pinned
        owner = bind
        for _ in range(up):
            assert owner.parent is not None  # noqa: S101  (depths come from the same chain)
            owner = owner.parent
        return _from_node(
            compiler, _climb(_current_node, up), path.steps[pinned + 1 :], Scope((owner,), pinned)
        )
    if first.predicates:
        return _general(compiler, lambda c: [c.runtime.root], path.steps[1:], Scope((root,), 0))
    return _from_node(compiler, _root_node, path.steps[1:], Scope((root,), 0))


def scope_is_count(compiler: Compiler, pinned: int) -> bool:
    """Return whether a count expression would pin the very repeat it counts."""
    return compiler.is_count and pinned == compiler.bind.depth


def _root_node(c: Context) -> Node:
    return c.runtime.root


def _climb(origin: Getter, up: int) -> Getter:
    if up == 0:
        return origin

    def climb(c: Context) -> Node | None:
        node = origin(c)
        for _ in range(up):
            if node is None:
                return None
            node = node.parent
        return node

    return climb


def _from_node(
    compiler: Compiler, origin: Getter, steps: tuple[Step, ...], scope: Scope
) -> Compiled:
    """Compile steps from one node; take the short cut when at most one node can match."""
    names: list[str] = []
    up = 0
    plain = True
    for step in steps:
        if step.predicates or (step.axis == "child" and step.test in ("*", "node()", "text()")):
            plain = False
        elif step.axis == "parent" and step.test in ("node()", "*") and not names:
            up += 1
        elif step.axis == "child" and ":*" not in step.test:
            names.append(step.test)
        elif step.axis != "self" or step.test != "node()":
            plain = False
        if not plain:
            break
    if not plain:
        return _general(compiler, lambda c: _one(origin(c)), steps, scope)
    schemas, anchor = compiler.resolve(steps, scope)
    fans_out = not schemas and bool(names)
    for schema in schemas:
        top = schema.depth - len(names)
        if any(depth > top for depth in schema.repeats):
            fans_out = True
    if fans_out or len(schemas) > 1:
        return _general(
            compiler, lambda c: _one(origin(c)), steps, scope, resolved=(schemas, anchor)
        )
    unique = -1
    if schemas and not schemas[0].repeats and names:
        unique = schemas[0].index
        getter = _unique(unique)
    else:
        getter = _descend(_climb(origin, up), tuple(names))
    leaf = bool(schemas) and all(schema.is_leaf for schema in schemas)

    def found(c: Context) -> list[Node]:
        node = getter(c)
        return [node] if node is not None and node.relevant else []

    def raw(c: Context) -> list[Node]:
        return _one(getter(c))

    return Compiled(
        "nodes", found, getter, raw, leaf, None, schemas, anchor, scope.secondary, unique
    )


def _unique(index: int) -> Getter:
    return lambda c: c.runtime.unique[index]


def _descend(origin: Getter, names: tuple[str, ...]) -> Getter:
    if not names:
        return origin
    if len(names) == 1:
        name = names[0]

        def child(c: Context) -> Node | None:
            node = origin(c)
            if node is None:
                return None
            same = node.by_name.get(name)
            return same[0] if same else None

        return child

    def descend(c: Context) -> Node | None:
        node = origin(c)
        for name in names:
            if node is None:
                return None
            same = node.by_name.get(name)
            node = same[0] if same else None
        return node

    return descend


def _one(node: Node | None) -> list[Node]:
    return [] if node is None else [node]


def _general(
    compiler: Compiler,
    start: Nodes,
    steps: tuple[Step, ...],
    scope: Scope,
    resolved: tuple[tuple[SchemaNode, ...], int] | None = None,
) -> Compiled:
    runs: list[StepRun] = []
    schemas, anchor = scope.schemas, scope.anchor
    for step in steps:
        inner = Scope(schemas, anchor, scope.secondary)
        if schemas and resolved is None:
            schemas, anchor = compiler.resolve((step,), inner, record=step is steps[-1])
        after = Scope(schemas, anchor, scope.secondary or not schemas)
        predicates = [compiler.predicate(p, after) for p in step.predicates]
        runs.append(_step(step, predicates))
    if resolved is not None:
        schemas, anchor = resolved

    def raw(c: Context) -> list[Node]:
        nodes = start(c)
        for run in runs:
            nodes = run(nodes, c)
        return nodes

    def found(c: Context) -> list[Node]:
        nodes = start(c)
        for run in runs:
            nodes = run(nodes, c)
        return [node for node in nodes if node.relevant]

    leaf = bool(schemas) and all(schema.is_leaf for schema in schemas)
    return Compiled(
        "nodes", found, None, raw, leaf, None, schemas, anchor, secondary=scope.secondary
    )


Predicate = Callable[[list[Node], Context], list[Node]]


def _step(step: Step, predicates: list[Predicate]) -> StepRun:
    axis = _axis(step)
    if not predicates:
        if step.axis == "child" and step.test not in ("*", "node()", "text()"):
            name = step.test

            def children(nodes: list[Node], _: Context) -> list[Node]:
                if len(nodes) == 1:
                    return nodes[0].by_name.get(name) or []
                return [kid for node in nodes for kid in node.by_name.get(name, ())]

            return children

        def plain(nodes: list[Node], _: Context) -> list[Node]:
            if len(nodes) == 1:
                return list(axis(nodes[0]))
            return list(dict.fromkeys(found for node in nodes for found in axis(node)))

        return plain

    def filtered(nodes: list[Node], c: Context) -> list[Node]:
        out: dict[Node, None] = {}
        for node in nodes:
            candidates = list(axis(node))
            for predicate in predicates:
                candidates = predicate(candidates, c)
            out.update(dict.fromkeys(candidates))
        return list(out)

    return filtered


def _axis(step: Step) -> Callable[[Node], Iterable[Node]]:
    test = step.test
    match: Callable[[Node], bool]
    if test in ("*", "node()"):
        match = _always
    elif test == "text()":
        match = _never
    elif test.endswith(":*"):
        prefix = test[:-1]
        match = lambda node: node.name.startswith(prefix)  # noqa: E731
    else:
        match = lambda node: node.name == test  # noqa: E731
    walk = _AXES[step.axis]
    if step.axis == "child" and match is not _always and match is not _never:
        return lambda node: (
            node.by_name.get(test, ()) if ":*" not in test else filter(match, node.kids)
        )
    if step.axis == "attribute":
        return lambda node: _attributes(node, test)
    return lambda node: filter(match, walk(node))


def _always(_: Node) -> bool:
    return True


def _never(_: Node) -> bool:
    return False


def _attributes(node: Node, test: str) -> list[Node]:
    found: dict[str, Node] = {}
    for name, value in (node.attributes or {}).items():
        found[name] = AttributeNode(name, value, node)
    for name, nodes in node.by_name.items():
        if name.startswith("@"):
            found[name[1:]] = nodes[0]
    if test in ("*", "node()"):
        return list(found.values())
    return [found[test]] if test in found else []


def _ancestors(node: Node) -> Iterable[Node]:
    above = node.parent
    while above is not None and above.name:
        yield above
        above = above.parent


def _descendants(node: Node) -> Iterable[Node]:
    return (found for found in node.walk() if found is not node)


def _siblings(node: Node, *, after: bool) -> list[Node]:
    if node.parent is None:
        return []
    kids = node.parent.kids
    at = kids.index(node)
    return kids[at + 1 :] if after else kids[:at][::-1]


def _following(node: Node) -> Iterable[Node]:
    for start in (node, *_ancestors(node)):
        for sibling in _siblings(start, after=True):
            yield from sibling.walk()


def _preceding(node: Node) -> Iterable[Node]:
    for start in (node, *_ancestors(node)):
        for sibling in _siblings(start, after=False):
            yield from reversed(list(sibling.walk()))


_AXES: dict[str, Callable[[Node], Iterable[Node]]] = {
    "child": lambda node: node.kids,
    "parent": lambda node: () if node.parent is None or not node.parent.name else (node.parent,),
    "self": lambda node: (node,),
    "descendant": _descendants,
    "descendant-or-self": lambda node: node.walk(),
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node: (node, *_ancestors(node)),
    "following-sibling": lambda node: _siblings(node, after=True),
    "preceding-sibling": lambda node: _siblings(node, after=False),
    "following": _following,
    "preceding": _preceding,
    "attribute": lambda node: _attributes(node, "*"),
}


def _secondary(compiler: Compiler, path: Path, base: Call, scope: Scope) -> Compiled:
    if len(base.args) != 1:
        raise ExpressionError(
            "xpath-arity", base.start, "instance() 要一个参数", "instance() takes one argument"
        )
    name = base.args[0]
    if not isinstance(name, Literal):
        part = compiler.compile(base, scope)
        return _general(compiler, part.run, path.steps, Scope((), 0, True))  # type: ignore[arg-type]
    if compiler.is_primary(name.value):
        return _general(
            compiler, _root_document, path.steps[1:], Scope((compiler.definition.root,), 0)
        )
    compiler.check_instance(name.value, name.start)
    identity = name.value
    start = _document(identity)
    names: list[str] = []
    inner = Scope((), 0, secondary=True)
    for index, step in enumerate(path.steps):
        if step.axis != "child" or step.test in ("*", "node()", "text()"):
            break
        names.append(step.test)
        if step.predicates:
            lookup = _lookup(compiler, identity, tuple(names), step.predicates[0], scope)
            if lookup is None:
                break
            rest = [compiler.predicate(p, inner) for p in step.predicates[1:]]
            return _general(compiler, _filtered(lookup, rest), path.steps[index + 1 :], inner)
    return _general(compiler, start, path.steps, inner)


def _root_document(c: Context) -> list[Node]:
    return [c.runtime.root]


def _document(identity: str) -> Nodes:
    def document(c: Context) -> list[Node]:
        return _one(c.runtime.secondary(identity))

    return document


def _filtered(lookup: Nodes, predicates: list[Predicate]) -> Nodes:
    if not predicates:
        return lookup

    def filtered(c: Context) -> list[Node]:
        nodes = lookup(c)
        for predicate in predicates:
            nodes = predicate(nodes, c)
        return nodes

    return filtered


def _lookup(
    compiler: Compiler, identity: str, names: tuple[str, ...], predicate: Expr, scope: Scope
) -> Nodes | None:
    """Return a hash lookup for `[child = value]` whose value does not depend on the item."""
    if isinstance(predicate, Binary) and predicate.op == "and":
        first = _lookup(compiler, identity, names, predicate.left, scope)
        if first is None:
            return None
        rest = compiler.predicate(predicate.right, Scope((), 0, secondary=True))
        return _filtered(first, [rest])
    if not isinstance(predicate, Binary) or predicate.op != "=":
        return None
    key, value = _child_name(predicate.left), predicate.right
    if key is None or not _independent(value):
        key, value = _child_name(predicate.right), predicate.left
    if key is None or not _independent(value):
        return None
    part = compiler.compile(value, scope)
    if part.type == "str":
        text = part.run

        def by_text(c: Context) -> list[Node]:
            return c.runtime.index(identity, names, key).get(text(c), [])  # type: ignore[arg-type]

        return by_text
    if part.type != "nodes":
        return None
    values = compiler.comparable_texts(part)

    def by_nodes(c: Context) -> list[Node]:
        index = c.runtime.index(identity, names, key)
        texts = values(c)
        if len(texts) == 1:
            return index.get(texts[0], [])
        wanted = set(texts)
        found = [node for text in wanted for node in index.get(text, ())]
        found.sort(key=lambda node: node.ordinal)
        return found

    return by_nodes


def _child_name(expr: Expr) -> str | None:
    if isinstance(expr, Path) and not expr.absolute and expr.base is None and len(expr.steps) == 1:
        step = expr.steps[0]
        if (
            step.axis == "child"
            and not step.predicates
            and step.test not in ("*", "node()", "text()")
        ):
            return step.test
    return None


def _independent(expr: Expr) -> bool:
    """Return whether a value inside a predicate is the same for every item."""
    if isinstance(expr, Path):
        return expr.absolute or (expr.base is not None and _independent(expr.base))
    if isinstance(expr, Call):
        if expr.name in ("position", "last", "once") and not expr.args:
            return False
        return all(_independent(arg) for arg in expr.args)
    if isinstance(expr, Binary):
        return _independent(expr.left) and _independent(expr.right)
    return not isinstance(expr, Step) and hasattr(expr, "value")


def _unknown(step: Step, context: str, known: Iterable[str]) -> ExpressionError:
    from difflib import get_close_matches

    near = get_close_matches(step.test, list(known), 1, 0.6)
    fix = Bilingual(f"是否应为 {near[0]}？", f"Did you mean {near[0]}?") if near else None
    return ExpressionError(
        "xpath-path",
        step.start,
        f"{context} 下没有“{step.test}”",
        f"{context} has no “{step.test}”",
        fix,
    )


unknown_step = _unknown
