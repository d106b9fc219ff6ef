"""Runs the rules: a heap of dirty (rank, node), stopping where nothing changed.

The session calls it inside a transaction. It owns the tree and all derived state; it never checks
whether a person may change something.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, cast

from inspector_app.clock import Clock
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.xforms.datatypes import cast_computed
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node, instances_below, reference_of
from inspector_app.xforms.journal import Transaction
from inspector_app.xforms.model import Cause
from inspector_app.xforms.program import CompiledAction
from inspector_app.xforms.repeats import MAX_NEW_NODES, add_instances, remove_instances
from inspector_app.xforms.rules import Edge, Rule
from inspector_app.xforms.runtime import FormRuntime
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.values import MAX_TEXT, Value

if TYPE_CHECKING:
    from inspector_app.xforms.form import Form

MAX_ROUNDS = 200
MAX_INSTANCES = 100_000


class Engine(FormRuntime):
    """The live state of one filling.

    Attributes:
        transaction: The one under way.
        loading: Nothing computed fires a trigger, only what an action sets: the record is being
            made or reopened.
        fresh: The record is new, so an empty count means no rows.
        gone: Serials of nodes that left the tree in this transaction; nothing runs for them.
        checks: Answered selects whose value must be held against their choices.
    """

    def __init__(
        self,
        form: Form,
        *,
        clock: Clock,
        entropy: Entropy,
        zone: tzinfo,
        properties: Mapping[str, str],
        language: str,
    ) -> None:
        super().__init__(
            form, clock=clock, entropy=entropy, zone=zone, properties=properties, language=language
        )
        self.transaction = Transaction()
        # keys are whole numbers, which sort faster than tuples, see _key; rules stand by rank
        self._heap: list[int] = []
        self._pending: dict[int, Node] = {}
        self.gone: set[int] = set()
        self.last_serial = MAX_NEW_NODES
        self.checks: dict[Node, None] = {}
        self._fired: list[Node] = []
        self._context = Context(self.root, self)
        runners = self._make_runners()
        self._runs = [runners[rule.what] for rule in self.program.rules]
        self._value_changed = self.program.value_changed
        self.loading = False
        self.fresh = False

    # ---- transactions

    def begin(self) -> Transaction:
        """Start a transaction and return it; `end` ends it."""
        self.storing = True
        self._moment = None
        self._fired.clear()
        self.gone.clear()
        self.checks.clear()
        self._heap.clear()
        self._pending.clear()
        self.last_serial = self.builder.next_serial + MAX_NEW_NODES
        self.transaction = Transaction(self.active_language)
        return self.transaction

    def end(self) -> None:
        """End the transaction: what is computed from here on is only shown."""
        self.storing = False

    def write(self, node: Node, value: str, cause: Cause) -> None:
        """Store a value, log it and mark what reads it."""
        old = node.value
        if old == value:
            return
        if len(value) > MAX_TEXT:
            raise KnownError("form.value-too-long", ref=reference_of(node), limit=str(MAX_TEXT))
        schema: SchemaNode = node.schema  # type: ignore[assignment]  # cast() would be a call
        transaction = self.transaction
        transaction.changes += ("value", node, old, value)
        reference = reference_of(node) if schema.repeats else schema.path
        transaction.log += (reference, old, value, cause, None)
        transaction.touched[node] = None
        node.value = value
        if schema.readers:
            self.mark(schema.readers, node)
        fires = self._value_changed
        if fires and schema.index in fires and (not self.loading or cause == "action"):
            self._fired.append(node)
        if cause == "action" and schema.kind in ("select1", "select", "rank"):
            self.checks[node] = None

    def mark(self, edges: Iterable[Edge], node: Node) -> None:
        """Put the rules that read a node onto the heap."""
        pending = self._pending
        heap = self._heap
        unique = self.unique
        for edge in edges:
            rank = edge.rank
            if edge.unique:
                only = unique[edge.index]
                if only is not None and rank not in pending:
                    pending[rank] = only
                    heappush(heap, rank)
                continue
            for target in edge.nodes_for(node):
                key = rank | target.serial
                if key not in pending:
                    pending[key] = target
                    heappush(heap, key)

    def mark_rule(self, rule: Rule, node: Node) -> None:
        """Put one rule of one node onto the heap."""
        key = _key(rule, node)
        if key not in self._pending:
            self._pending[key] = node
            heappush(self._heap, key)

    def settle(self) -> None:
        """Run rules, actions and choice filters until nothing changes any more.

        Raises:
            KnownError: `form.does-not-settle` when triggers keep each other going.
        """
        for _ in range(MAX_ROUNDS):
            self._drain()
            if self._fired:
                fired, self._fired = self._fired, []
                for node in fired:
                    if node.serial not in self.gone:
                        self._fire(node)
                continue
            if self.checks and self._filter_choices():
                continue
            if not self._heap:
                return
        refs = [reference_of(node) for node in (*self._fired, *self.checks)]
        raise KnownError("form.does-not-settle", ref=refs[0] if refs else "")

    def mark_everything(self) -> None:
        """Put every rule of every node onto the heap."""
        for rule in self.program.rules:
            for found in self.nodes_of(rule):
                self._pending[_key(rule, found)] = found
        self._heap[:] = self._pending
        heapify(self._heap)

    def mark_counts(self) -> None:
        """Put the counts of all repeats onto the heap."""
        for rule in self.program.rules:
            if rule.what == "count":
                for found in self.nodes_of(rule):
                    self.mark_rule(rule, found)

    def nodes_of(self, rule: Rule) -> list[Node]:
        """Return all nodes of the tree that a rule belongs to."""
        home = rule.home
        if not home.repeats:
            node = self.unique[home.index]
            return [node] if node is not None else []
        return list(instances_below(self.root, home.names[1:]))

    def apply_constants(self, top: Node) -> None:
        """Set the state that never changes on a new subtree, and inherit from its parent."""
        for node in top.walk():
            self._apply_constants(node)
            for name, nodes in node.by_name.items():
                if name.startswith("@"):
                    self._apply_constants(nodes[0])

    def _apply_constants(self, node: Node) -> None:
        schema = cast("SchemaNode", node.schema)
        constants = schema.constants
        if constants:
            node.own_relevant = constants.get("relevant", True)
            node.own_readonly = constants.get("readonly", False)
            node.required = constants.get("required", False)
            node.constraint_ok = constants.get("constraint", True)
        parent = node.parent
        if parent is None:
            node.relevant = node.own_relevant
            node.readonly = node.own_readonly
        else:
            node.relevant = node.own_relevant and parent.relevant
            node.readonly = node.own_readonly or parent.readonly

    # ---- the loop

    def _drain(self) -> None:
        heap = self._heap
        pending = self._pending
        gone = self.gone
        rules = self.program.rules
        runs = self._runs
        context = self._context  # one for all: a rule is done before the next one starts
        while heap:
            key = heappop(heap)
            node = pending.pop(key)
            if gone and node.serial in gone:
                continue
            context.node = context.current = node
            rank = key >> 32
            runs[rank](rules[rank], node)

    def _make_runners(self) -> dict[str, Callable[[Rule, Node], None]]:
        return {
            "calculate": self._run_calculate,
            "relevant": self._run_relevant,
            "readonly": self._run_readonly,
            "required": self._run_required,
            "constraint": self._run_constraint,
            "count": self._run_count,
            "choices": self._run_choices,
            "label": self._run_label,
        }

    def _run_calculate(self, rule: Rule, node: Node) -> None:
        value: Value = rule.evaluate(self._context)  # type: ignore[assignment]
        text = cast_computed(rule.schema.value_type, value, self.zone)
        if rule.narrowed and text:
            if "choices" in rule.schema.rules:
                self.choices.forget(node)  # their own rule may come later
            kept = self.choices.kept(node, text)
            if kept != text:
                if kept != node.value:
                    self.write(node, kept, "choice-filter")
                return
        if text != node.value:
            self.write(node, text, "calculate")

    def _run_relevant(self, rule: Rule, node: Node) -> None:
        own = bool(rule.evaluate(self._context))
        if own != node.own_relevant:
            self.transaction.changes += ("own_relevant", node, not own, own)
            node.own_relevant = own
            effective = own and (node.parent is None or node.parent.relevant)
            if effective != node.relevant:
                self._show(node, effective)

    def _show(self, top: Node, shown: bool) -> None:
        changes = self.transaction.changes
        touched = self.transaction.touched
        stack = [top]
        while stack:
            node = stack.pop()
            node.relevant = shown
            changes += ("relevant", node, not shown, shown)
            touched[node] = None
            schema: SchemaNode = node.schema  # type: ignore[assignment]
            if schema.readers:
                self.mark(schema.readers, node)
            if schema.kind in ("select1", "select", "rank") and node.value:
                self.checks[node] = None
            for nodes in node.by_name.values():
                stack += [kid for kid in nodes if (shown and kid.own_relevant) != kid.relevant]

    def _run_readonly(self, rule: Rule, node: Node) -> None:
        own = bool(rule.evaluate(self._context))
        if own == node.own_readonly:
            return
        changes = self.transaction.changes
        changes += ("own_readonly", node, not own, own)
        node.own_readonly = own
        locked = own or (node.parent is not None and node.parent.readonly)
        stack = [node] if locked != node.readonly else []
        while stack:
            found = stack.pop()
            found.readonly = locked
            changes += ("readonly", found, not locked, locked)
            self.transaction.touched[found] = None
            stack.extend(kid for kid in found.kids if (locked or kid.own_readonly) != kid.readonly)

    def _run_required(self, rule: Rule, node: Node) -> None:
        required = bool(rule.evaluate(self._context))
        if required != node.required:
            self.transaction.changes += ("required", node, node.required, required)
            node.required = required
            self.transaction.touched[node] = None

    def _run_constraint(self, rule: Rule, node: Node) -> None:
        holds = bool(rule.evaluate(self._context))
        if holds != node.constraint_ok:
            self.transaction.changes += ("constraint_ok", node, node.constraint_ok, holds)
            node.constraint_ok = holds
            self.transaction.touched[node] = None

    def _run_choices(self, _: Rule, node: Node) -> None:
        self.choices.forget(node)
        self.transaction.touched[node] = None
        if node.value:
            self.checks[node] = None

    def _run_label(self, _: Rule, node: Node) -> None:
        self.transaction.touched[node] = None

    def _run_count(self, rule: Rule, parent: Node) -> None:
        schema = rule.schema
        ghost = Node(schema.name, schema, parent)
        number = cast("float", rule.evaluate(Context(ghost, self)))
        if not math.isfinite(number):
            if not self.fresh:
                return
            number = 0.0
        wanted = max(0, min(MAX_INSTANCES, int(number)))
        have = len(parent.by_name.get(schema.name, ()))
        if wanted > have:
            add_instances(self, schema, parent, have, wanted - have, "count")
        elif wanted < have:
            remove_instances(self, schema, parent, wanted, have - wanted, "count")

    # ---- actions and choices

    def _fire(self, node: Node) -> None:
        schema = cast("SchemaNode", node.schema)
        for action in self.program.value_changed.get(schema.index, ()):
            self.run_action(action, node)

    def run_action(self, action: CompiledAction, origin: Node) -> None:
        """Write an action's value into every target that its origin means.

        A calculated target keeps its calculation: state must not depend on which came last.
        """
        if "calculate" in action.target.rules:
            return
        self._drain()
        if origin.serial in self.gone:
            return  # a count has taken the row away meanwhile
        chosen = action.chosen
        targets = (
            self.targets(action.target, origin)
            if chosen is None
            else [node for node in chosen(Context(origin, self)) if node.schema is action.target]
        )
        for target in targets:
            if action.action.geopoint:
                text = self.properties.get("geopoint", "")
            elif action.value is None:
                text = cast_computed(action.target.value_type, action.action.text, self.zone)
            else:
                value = action.value(Context(target, self))
                text = cast_computed(action.target.value_type, value, self.zone)
            self.write(target, text, "action")

    def empty_ranges(self) -> Iterable[str]:
        """Yield the empty ranges that may look different now, which no instance can announce."""
        for schema in self.program.guarded_repeats:
            parent_schema = cast("SchemaNode", schema.parent)
            for parent in instances_below(self.root, parent_schema.names[1:]):
                if not parent.by_name.get(schema.name):
                    yield f"{reference_of(parent)}/{schema.name}"

    def check_all_choices(self) -> None:
        """Ask for every answered select to be checked against its choices."""
        for node in self.root.walk():
            schema = cast("SchemaNode", node.schema)
            if node.value and schema.kind in ("select1", "select", "rank"):
                self.checks[node] = None

    def _filter_choices(self) -> bool:
        checks = sorted(self.checks, key=lambda node: node.serial)
        self.checks.clear()
        changed = False
        for node in checks:
            schema = cast("SchemaNode", node.schema)
            if node.serial in self.gone or not node.relevant or not node.value:
                continue
            if "calculate" in schema.rules:
                continue
            kept = self.choices.kept(node, node.value)
            if kept != node.value:
                self.write(node, kept, "choice-filter")
                changed = True
        return changed


def _key(rule: Rule, node: Node) -> int:
    """Return the place in the queue: by rank, then, where a rule has many nodes, by serial."""
    return rule.rank << 32 | (node.serial if rule.home.repeats else 0)
