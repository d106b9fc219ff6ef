"""What expressions may ask of a session: instant, randomness, language, lists, labels, properties.

The base of the engine; closures see it as `xpath.context.Runtime`. Must never change a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, cast

from inspector_app.clock import Clock
from inspector_app.domain.identifiers import Entropy
from inspector_app.xforms.choices import ChoiceBook
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node, instances_below
from inspector_app.xforms.tree import TreeBuilder

if TYPE_CHECKING:
    from inspector_app.xforms.form import Form

MAX_TEXTS = 16
"""How deep a text may show a text that shows a text."""


class FormRuntime:
    """The surroundings of one filling, and its tree.

    Attributes:
        unique: By schema index, nodes outside repeats.
        properties: Values for preloads: deviceid, username, geopoint …
        active_language: Of labels, hints and messages.
        lists: Secondary instances, with the last record of this session's own.
        storing: A transaction is under way, so what is computed is stored.
        stored_language: The one in which it is computed; '' for the active one.
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
        self.form = form
        self.program = form.program
        self.zone = zone
        self.properties = properties
        self.active_language = language
        self.lists = form.secondary
        self.storing = False
        self.stored_language = ""
        self._texts = 0
        self.builder = TreeBuilder(form.definition, zone)
        self.unique = self.builder.unique
        self.root = self.builder.first_tree()
        self.choices = ChoiceBook(self)
        self.with_other = form.with_other
        self._clock = clock
        self._entropy = entropy
        self._moment: datetime | None = None

    def now(self) -> datetime:
        """Return the instant of the transaction, read once, in the session's zone."""
        if self._moment is None:
            self._moment = self._clock.now().astimezone(self.zone)
        return self._moment

    def random(self) -> float:
        """Return a number 0 ≤ x < 1 with 53 random bits."""
        return (int.from_bytes(self._entropy(7), "big") >> 3) / (1 << 53)

    def random_bytes(self, count: int) -> bytes:
        """Return random bytes."""
        return self._entropy(count)

    def language(self) -> str:
        """Return the language texts are read in now: what is stored may have one of its own."""
        return (self.storing and self.stored_language) or self.active_language

    def secondary(self, name: str) -> Node | None:
        """Return the document node of a secondary instance."""
        return self.lists.document(name)

    def index(self, name: str, path: tuple[str, ...], key: str) -> dict[str, list[Node]]:
        """Return a hash index of a secondary instance."""
        return self.lists.index(name, path, key)

    def itext(self, text_id: str, node: Node) -> str:
        """Return an itext text in the active language as seen from a node."""
        with self._showing() as deep:
            if deep:
                return ""
            return self.form.texts.itext(self, text_id, node, self.language()) or ""

    def choice_name(self, value: str, node: Node) -> str:
        """Return the label of a choice of a select, '' when there is none."""
        with self._showing() as deep:
            return "" if deep else self.form.texts.choice_name(self, value, node)

    @contextmanager
    def _showing(self) -> Iterator[bool]:
        """Tell whether texts show one another too deep: in a circle, most likely."""
        self._texts += 1
        try:
            yield self._texts > MAX_TEXTS
        finally:
            self._texts -= 1

    def targets(self, target: SchemaNode, origin: Node) -> list[Node]:
        """Return the nodes a reference means, seen from a node: nearest shared instance."""
        schema = cast("SchemaNode", origin.schema)
        shared = 0
        for depth in schema.repeats:
            if depth <= target.depth and schema.names[: depth + 1] == target.names[: depth + 1]:
                shared = depth
        anchor = origin
        for _ in range(schema.depth - shared):
            anchor = anchor.parent or anchor
        return list(instances_below(anchor, target.names[shared + 1 :]))
