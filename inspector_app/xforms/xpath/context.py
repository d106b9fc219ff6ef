"""What a closure sees while it runs: the context node, and the runtime behind the form's functions.

The engine makes one `Context` per evaluation. Closures must never keep one.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Protocol

from inspector_app.xforms.instance import Node


class Runtime(Protocol):
    """What functions may ask of the session."""

    root: Node
    unique: list[Node | None]
    zone: tzinfo
    storing: bool

    def now(self) -> datetime:
        """Return the instant of this transaction, in the session's zone."""

    def random(self) -> float:
        """Return a number 0 ≤ x < 1."""

    def random_bytes(self, count: int) -> bytes:
        """Return random bytes."""

    def language(self) -> str:
        """Return the active language."""

    def secondary(self, name: str) -> Node | None:
        """Return the document node of a secondary instance, None when unknown or missing."""

    def index(self, name: str, path: tuple[str, ...], key: str) -> dict[str, list[Node]]:
        """Return the hash index of a secondary instance: child text → items in order."""

    def itext(self, text_id: str, node: Node) -> str:
        """Return an itext text in the active language, outputs filled as seen from a node."""

    def choice_name(self, value: str, node: Node) -> str:
        """Return the label of a choice of a select, '' when there is none."""


class Context:
    """One evaluation.

    Attributes:
        node: Context node.
        position: 1-based position in the node-set being filtered.
        size: Size of that node-set.
        current: The bind's own node, for current() and absolute paths.
        unique: The runtime's nodes outside repeats, here because half of all reads go there.
        zone: The runtime's zone.
    """

    __slots__ = ("current", "node", "position", "runtime", "size", "unique", "zone")

    def __init__(self, node: Node, runtime: Runtime) -> None:
        self.node = node
        self.current = node
        self.position = 1
        self.size = 1
        self.runtime = runtime
        self.unique = runtime.unique
        self.zone = runtime.zone
