"""Location paths to closures, with what they read and which instance they mean.

Only the compiler calls it. An absolute path inside a repeat means the nearest shared instance;
node- sets drop what is not relevant at the end of a path, so positions count all instances.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node
from inspector_app.xforms.rules import Read
from inspector_app.xforms.xpath.ast import Call, Filter, Path, Step
from inspector_app.xforms.xpath.compiled import Compiled, Getter, Nodes, Scope
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import UnknownPathError
from inspector_app.xforms.xpath.secondary_paths import compile_secondary
from inspector_app.xforms.xpath.steps import is_name, one_or_none, unknown_step, walk_steps

if TYPE_CHECKING:
    from inspector_app.xforms.xpath.compiler import Compiler


def compile_path(compiler: Compiler, path: Path, scope: Scope) -> Compiled:
    """Return the closure of a path; one that no node of the form can match is empty and noted.

    Raises:
        ExpressionError: Of a part.
    """
    try:
        return _known_path(compiler, path, scope)
    except UnknownPathError as error:
        compiler.unknown.append(error)
        return Compiled("nodes", _nothing, raw=_nothing)


def _nothing(_: Context) -> list[Node]:
    return []


def _known_path(compiler: Compiler, path: Path, scope: Scope) -> Compiled:
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
        return compile_secondary(compiler, path, base, scope)
    else:
        part = compiler.compile(base, scope)
        raw = part.raw
        run = part.run
        start = raw if raw is not None else lambda c: _nodes(run(c))
        inner = Scope(part.schemas, part.anchor, part.secondary or not part.schemas)
        shuffled = isinstance(base.base if isinstance(base, Filter) else base, Call)
        return walk_steps(compiler, start, steps, inner, nested=not shuffled)
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
    if first.axis != "child":
        return walk_steps(compiler, _document, path.steps, Scope((_above(root),), 0))
    if first.test not in (root.name, "*", "node()"):
        raise unknown_step(first, root.path, [root.name])
    only = _only_node(compiler, path)
    if only is not None:
        return only
    bind = compiler.bind
    shared = -1
    limit = len(path.steps) - 1
    for index, step in enumerate(path.steps[:limit]):
        if index > bind.depth or step.axis != "child" or step.test != bind.names[index]:
            break
        if step.predicates:
            break
        shared = index
    pinned = max((depth for depth in _repeats_of(bind) if depth <= shared), default=0)
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
        return walk_steps(compiler, lambda c: [c.runtime.root], path.steps[1:], Scope((root,), 0))
    return _from_node(compiler, _root_node, path.steps[1:], Scope((root,), 0))


def _only_node(compiler: Compiler, path: Path) -> Compiled | None:
    """Return a path of names to a node outside repeats: the same whoever reads it, so made once."""
    names: list[str] = []
    for step in path.steps:
        if step.axis != "child" or step.predicates:
            return None
        names.append(step.test)
    definition = compiler.definition
    schema = definition.by_path.get("/" + "/".join(names))
    if schema is None or schema.repeats or len(names) < 2:
        return None
    compiler.reads[Read(schema, 0, position=False)] = None
    known = definition.only_nodes.get(schema.index)
    if known is None:
        known = _single((schema,), 0, _unique(schema.index), unique=schema.index)
        definition.only_nodes[schema.index] = known
    return known


def _document(c: Context) -> list[Node]:
    """The document node, from which `//` also reaches the root element; it is in no tree."""
    root = c.runtime.root
    document = Node("", None, None)
    document.kids = [root]
    document.by_name = {root.name: [root]}
    return [document]


def _above(root: SchemaNode) -> SchemaNode:
    document = SchemaNode("", None)
    document.add(root)
    document.kind = "group"
    return document


def _repeats_of(bind: SchemaNode) -> Iterable[int]:
    """Yield the depths of true repeats: only these make an absolute path mean the own instance."""
    node: SchemaNode | None = bind
    while node is not None:
        if node.is_repeat:
            yield node.depth
        node = node.parent


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
        if step.predicates or (step.axis == "child" and not is_name(step)):
            plain = False
        elif step.axis == "parent" and step.test in ("node()", "*") and not names:
            up += 1
        elif step.axis == "child":
            names.append(step.test)
        elif step.axis != "self" or step.test != "node()":
            plain = False
        if not plain:
            break
    if not plain:
        return walk_steps(compiler, lambda c: one_or_none(origin(c)), steps, scope)
    schemas, anchor = compiler.resolve(steps, scope)
    fans_out = not schemas and bool(names)
    for schema in schemas:
        top = schema.depth - len(names)
        if any(depth > top for depth in schema.repeats):
            fans_out = True
    if fans_out or len(schemas) > 1:
        return walk_steps(
            compiler, lambda c: one_or_none(origin(c)), steps, scope, resolved=(schemas, anchor)
        )
    unique = -1
    # from one place only: among several, most lead elsewhere or nowhere
    if len(scope.schemas) == 1 and schemas and not schemas[0].repeats and names:
        unique = schemas[0].index
        getter = _unique(unique)
    else:
        getter = _descend(_climb(origin, up), tuple(names))
    return _single(schemas, anchor, getter, unique=unique, secondary=scope.secondary)


def _single(
    schemas: tuple[SchemaNode, ...],
    anchor: int,
    getter: Getter,
    *,
    unique: int,
    secondary: bool = False,
) -> Compiled:
    """Return a path that at most one node can match."""
    leaf = bool(schemas) and all(schema.is_leaf for schema in schemas)

    def found(c: Context) -> list[Node]:
        node = getter(c)
        return [node] if node is not None and node.relevant else []

    def raw(c: Context) -> list[Node]:
        return one_or_none(getter(c))

    return Compiled("nodes", found, getter, raw, leaf, None, schemas, anchor, secondary, unique)


def _unique(index: int) -> Getter:
    return lambda c: c.unique[index]


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
